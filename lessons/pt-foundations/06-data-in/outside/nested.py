import torch
from torch.utils.data import DataLoader, Dataset


class Sentences(Dataset):
    def __init__(self, rows, scores):
        assert len(rows) == len(scores)
        self.pairs = list(zip(rows, scores))

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        row, score = self.pairs[index]
        return torch.tensor(row), score


def collate(samples):
    rows, scores = zip(*samples)
    nested = torch.nested.nested_tensor(list(rows))
    tokens = nested.to_padded_tensor(0)
    ones = torch.nested.nested_tensor([torch.ones_like(row) for row in rows])
    mask = ones.to_padded_tensor(0).bool()
    return tokens, mask, torch.as_tensor(scores, dtype=torch.float32)


def make_loader(rows, scores, batch_size=4, train=True, seed=0):
    generator = None
    if train:
        generator = torch.Generator()
        generator.manual_seed(seed)
    return DataLoader(Sentences(rows, scores), batch_size, train, collate_fn=collate, generator=generator)
