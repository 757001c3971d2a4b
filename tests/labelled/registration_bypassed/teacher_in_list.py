# mistake: registration-bypassed
# line: 11
# proof: hidden(Student(nn.Linear(4, 2)), "teacher.0")

from torch import nn


class Student(nn.Module):
    def __init__(self, teacher: nn.Module):
        super().__init__()
        self.teacher = [teacher]
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(x) - self.teacher[0](x)
