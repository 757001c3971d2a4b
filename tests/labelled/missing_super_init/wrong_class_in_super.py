# mistake: missing-super-init
# line: 10, 11, 12
# proof: raises(AttributeError, lambda: Student(2))

import torch
from torch import nn


class Teacher(nn.Module):
    def __init__(self, n):
        super(Teacher, self).__init__
        self.fc = nn.Linear(n, 1)

    def forward(self, x):
        return self.fc(x)


class Student(nn.Module):
    def __init__(self, n):
        super(Student, self).__init__()
        self.teacher = Teacher(n)
        self.fc = nn.Linear(n, 1)

    def forward(self, x):
        return self.fc(x), self.teacher(x)
