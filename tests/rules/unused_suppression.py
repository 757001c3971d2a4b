import torch
from torch import nn


class Leftovers(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.head = nn.Linear(width, 2)  # torchtutor: ignore[module-list-not-registered]  # want: unused-suppression "silences `module-list"
        self.tail = nn.Linear(width, 2)  # torchtutor: ignore  # want: unused-suppression "every rule"
        # torchtutor: ignore[tensor-not-buffer]  # want: unused-suppression
        # the layers below are known to be registered
        self.body = nn.Linear(width, 2)
        self.foot = nn.Linear(width, 2)  # torchtutor: ignore[]  # want: unused-suppression "name no rule"


class OneOfTwo(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.blocks = [nn.Linear(width, width)]  # torchtutor: ignore[tensor-not-buffer, module-list-not-registered]  # want: unused-suppression "`tensor-not-buffer`"


class NoSuchRule(nn.Module):
    def __init__(self, width):
        super().__init__()
        # torchtutor: ignore[module-list-not-register]  # want: unused-suppression "Did you mean `module-list-not-registered`"
        self.head = nn.Linear(width, 2)
        self.tail = nn.Linear(width, 2)  # torchtutor: ignore[line-too-long-xyz]  # want: unused-suppression "lists the names"


# torchtutor: ignore-file[parameter-list-not-registered]  # want: unused-suppression "parameter-list"


# --- nothing below is a mistake


class Needed(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.blocks = [nn.Linear(width, width)]  # torchtutor: ignore[module-list-not-registered]
        self.others = [nn.Linear(width, width)]  # torchtutor: ignore
        # torchtutor: ignore[module-list-not-registered]
        # on purpose: these are frozen
        self.frozen = [nn.Linear(width, width)]
        self.note = "# torchtutor: ignore[tensor-not-buffer]"


class KeptAnyway(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.head = nn.Linear(width, 2)  # torchtutor: ignore[tensor-not-buffer, unused-suppression]
        # torchtutor: example KeptAnyway(8)(torch.randn(2, 8))
        self.tail = nn.Linear(width, 2)
