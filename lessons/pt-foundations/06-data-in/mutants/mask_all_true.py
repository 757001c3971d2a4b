import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset


class Sentences(Dataset):
    """`rows`: lists of token numbers, of different lengths. `scores`: one number for each row."""

    def __init__(self, rows, scores):
        self.rows = rows
        self.scores = scores

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return torch.tensor(self.rows[index]), self.scores[index]


def collate(samples):
    """One batch: tokens (B, T), filled up with 0; mask (B, T), True where a row has a token of
    its own; scores (B,), float32."""
    rows = [row for row, _ in samples]
    tokens = pad_sequence(rows, batch_first=True)
    mask = torch.ones_like(tokens, dtype=torch.bool)
    scores = torch.tensor([score for _, score in samples], dtype=torch.float32)
    return tokens, mask, scores


def make_loader(rows, scores, batch_size=4, train=True, seed=0):
    """Training: every row once per epoch, in an order that `seed` repeats. Testing: in order."""
    dataset = Sentences(rows, scores)
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(
        dataset, batch_size=batch_size, shuffle=train, collate_fn=collate, generator=generator
    )
