# mistake: layer-built-on-first-forward | layer-created-in-forward
# line: 20
# proof: holds(not [n for n, _ in Net().named_parameters() if n.startswith("fc")])
# proof: raises(RuntimeError, lambda: Net().load_state_dict(used.state_dict()), "Unexpected key")

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, n_classes=2):
        super().__init__()
        self.n_classes = n_classes
        self.conv = nn.Conv2d(1, 2, 3)
        self.fc = None

    def forward(self, x):
        x = torch.relu(self.conv(x)).flatten(1)
        if self.fc is None:
            self.fc = nn.Linear(x.shape[1], self.n_classes)
        return self.fc(x)


used = Net()
used(torch.zeros(1, 1, 6, 6))
