import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset


class Sentences(Dataset):
    def __init__(self, rows, scores):
        self.rows = rows
        self.scores = scores

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return torch.tensor(self.rows[index]), self.scores[index]


def collate(samples):
    rows = sorted((row for row, _ in samples), key=len, reverse=True)
    tokens = pad_sequence(rows, batch_first=True)
    lengths = torch.tensor([len(row) for row in rows])
    mask = torch.arange(tokens.shape[1]) < lengths.unsqueeze(1)
    return tokens, mask, torch.tensor([score for _, score in samples], dtype=torch.float32)


def make_loader(rows, scores, batch_size=4, train=True, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(
        Sentences(rows, scores), batch_size=batch_size, shuffle=train, collate_fn=collate, generator=generator
    )
