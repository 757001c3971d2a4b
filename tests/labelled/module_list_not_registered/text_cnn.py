# mistake: module-list-not-registered
# line: 17
# proof: hidden(TextCNN(50), "convs.1", torch.randint(0, 50, (2, 9)))

import torch
from torch import nn
from torch.nn import functional as F

KERNEL_SIZES = (2, 3, 4)


class TextCNN(nn.Module):
    # 句子分类, 参考 Kim (2014)
    def __init__(self, vocab_size, emb_dim=12, num_filters=6, num_classes=2):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, emb_dim)
        self.convs = [nn.Conv2d(1, num_filters, (k, emb_dim)) for k in KERNEL_SIZES]
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(num_filters * len(KERNEL_SIZES), num_classes)

    def conv_and_pool(self, x, conv):
        x = F.relu(conv(x)).squeeze(3)
        return F.max_pool1d(x, x.size(2)).squeeze(2)

    def forward(self, x):
        out = self.embedding(x).unsqueeze(1)
        out = torch.cat([self.conv_and_pool(out, conv) for conv in self.convs], 1)
        return self.fc(self.dropout(out))
