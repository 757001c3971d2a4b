# mistake: registration-bypassed
# line: 13
# proof: hidden(Student(nn.Linear(3, 3)), "teacher")

import torch
from torch import nn


class Student(nn.Module):
    def __init__(self, teacher: nn.Module):
        super().__init__()
        self.net = nn.Linear(3, 3)
        vars(self)["teacher"] = teacher

    def forward(self, x):
        return self.net(x)
