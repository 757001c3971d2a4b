import torch
from torch.utils.data import DataLoader, Dataset


class Sentences(Dataset):
    def __init__(self, rows, scores):
        # convert once, not at every access
        self.rows = [torch.tensor(row, dtype=torch.long) for row in rows]
        self.scores = [float(score) for score in scores]

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return self.rows[index], self.scores[index]


def collate(samples):
    rows, scores = zip(*samples)
    longest = max(len(row) for row in rows)
    tokens = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.bool)
    for i, row in enumerate(rows):
        tokens[i, : len(row)] = row
        mask[i, : len(row)] = True
    return tokens, mask, torch.tensor(scores, dtype=torch.float32)


def make_loader(rows, scores, batch_size=4, train=True, seed=0):
    generator = torch.Generator()
    generator.manual_seed(seed)
    return DataLoader(
        Sentences(rows, scores),
        batch_size=batch_size,
        shuffle=train,
        collate_fn=collate,
        generator=generator,
    )
