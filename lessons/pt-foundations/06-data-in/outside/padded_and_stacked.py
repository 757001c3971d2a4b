import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class Sentences(Dataset):
    """A dataset made of pairs."""

    def __init__(self, rows, scores):
        self.pairs = list(zip(rows, scores))

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, i):
        row, score = self.pairs[i]
        return torch.LongTensor(row), score


def pad_to(row, length):
    return F.pad(row, (0, length - row.numel()), value=0)


def collate(batch):
    lengths = torch.tensor([row.numel() for row, score in batch])
    T = int(lengths.max())
    tokens = torch.stack([pad_to(row, T) for row, score in batch])
    positions = torch.arange(T).expand(len(batch), T)
    mask = positions.lt(lengths[:, None])
    scores = torch.FloatTensor([score for row, score in batch])
    return tokens, mask, scores


def make_loader(rows, scores, batch_size=4, train=True, seed=0):
    dataset = Sentences(rows, scores)
    options = {"batch_size": batch_size, "collate_fn": collate}
    if train:
        g = torch.Generator()
        g.manual_seed(seed)
        options.update(shuffle=True, generator=g)
    return DataLoader(dataset, **options)
