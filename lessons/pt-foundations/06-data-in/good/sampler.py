import torch
from torch.nn.functional import pad
from torch.utils.data import DataLoader, Dataset, RandomSampler, SequentialSampler


class Sentences(Dataset):
    def __init__(self, rows, scores):
        self.rows, self.scores = list(rows), list(scores)

    def __len__(self):
        return len(self.scores)

    def __getitem__(self, index):
        row = torch.tensor(self.rows[index], dtype=torch.long)
        return row, torch.tensor(self.scores[index], dtype=torch.float32)


def collate(samples):
    rows, scores = zip(*samples, strict=True)
    width = max(map(len, rows))
    tokens = torch.stack([pad(row, (0, width - len(row))) for row in rows])
    mask = torch.stack([pad(torch.ones_like(row), (0, width - len(row))) for row in rows]).bool()
    return tokens, mask, torch.stack(scores)


def make_loader(rows, scores, batch_size=4, train=True, seed=0):
    dataset = Sentences(rows, scores)
    if train:
        sampler = RandomSampler(dataset, generator=torch.Generator().manual_seed(seed))
    else:
        sampler = SequentialSampler(dataset)
    return DataLoader(dataset, batch_size=batch_size, sampler=sampler, collate_fn=collate)
