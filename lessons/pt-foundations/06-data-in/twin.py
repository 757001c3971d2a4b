import torch
from torch.utils.data import DataLoader, Dataset


class Sentences(Dataset):
    """`rows`: lists of token numbers, of different lengths. `scores`: one number for each row."""

    def __init__(self, rows, scores):
        self.samples = [
            (torch.tensor(row), float(score)) for row, score in zip(rows, scores, strict=True)
        ]

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        return self.samples[index]


def collate(samples):
    """One batch: tokens (B, T), filled up with 0; mask (B, T), True where a row has a token of
    its own; scores (B,), float32."""
    longest = max(len(row) for row, _ in samples)
    tokens = torch.zeros(len(samples), longest, dtype=torch.int64)
    mask = torch.zeros(len(samples), longest, dtype=torch.bool)
    for i, (row, _) in enumerate(samples):
        tokens[i, : len(row)] = row
        mask[i, : len(row)] = True
    return tokens, mask, torch.tensor([score for _, score in samples])


def make_loader(rows, scores, batch_size=4, train=True, seed=0):
    """Training: every row once per epoch, in an order that `seed` repeats. Testing: in order."""
    if not train:
        return DataLoader(Sentences(rows, scores), batch_size, collate_fn=collate)
    return DataLoader(
        Sentences(rows, scores),
        batch_size,
        shuffle=True,
        collate_fn=collate,
        generator=torch.Generator().manual_seed(seed),
    )
