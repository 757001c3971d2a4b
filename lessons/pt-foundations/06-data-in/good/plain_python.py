import torch
from torch.utils.data import DataLoader, Dataset


class Sentences(Dataset):
    def __init__(self, rows, scores):
        self.pairs = list(zip(rows, scores))

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        row, score = self.pairs[index]
        return list(row), score


def collate(samples):
    T = max(len(row) for row, _ in samples)
    filled, known = [], []
    for row, _ in samples:
        row = [int(token) for token in row]
        missing = T - len(row)
        filled.append(row + [0] * missing)
        known.append([True] * len(row) + [False] * missing)
    scores = torch.tensor([score for _, score in samples]).float()
    return torch.tensor(filled), torch.tensor(known), scores


def make_loader(rows, scores, batch_size=4, train=True, seed=0):
    rng = torch.Generator().manual_seed(seed) if train else None
    return DataLoader(
        Sentences(rows, scores), batch_size, train, generator=rng, collate_fn=collate
    )
