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
    tokens = pad_sequence([row for row, _ in samples], batch_first=True, padding_value=-1)
    mask = tokens != -1
    scores = torch.tensor([score for _, score in samples], dtype=torch.float32)
    return tokens, mask, scores


def make_loader(rows, scores, batch_size=4, train=True, seed=0):
    dataset = Sentences(rows, scores)
    torch.manual_seed(seed)
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, collate_fn=collate)
