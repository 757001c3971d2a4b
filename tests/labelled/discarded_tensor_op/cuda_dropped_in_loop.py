# mistake: discarded-tensor-op
# line: 12, 13
# proof: holds(seen == {torch.float32})

import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(2, 2).to(device)
seen = set()
for images, labels in [(torch.randn(3, 2), torch.zeros(3)) for _ in range(2)]:
    images.to(device)
    labels.long()
    seen |= {images.dtype, labels.dtype}
    out = model(images)
