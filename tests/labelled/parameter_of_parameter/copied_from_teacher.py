# clean: parameter-of-parameter
# proof: sound(Student(nn.Linear(3, 3)), randn(2, 3))

import torch
from torch import nn


class Student(nn.Module):
    def __init__(self, teacher: nn.Linear):
        super().__init__()
        self.weight = nn.Parameter(teacher.weight.detach().clone())
        self.bias = nn.Parameter(torch.zeros(teacher.out_features))

    def forward(self, x):
        return torch.nn.functional.linear(x, self.weight, self.bias)
