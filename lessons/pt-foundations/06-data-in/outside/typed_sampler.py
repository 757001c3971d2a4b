from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset, RandomSampler, SequentialSampler

Sample = tuple[Tensor, Tensor]
Batch = tuple[Tensor, Tensor, Tensor]


class Sentences(Dataset[Sample]):
    def __init__(self, rows: Sequence[Sequence[int]], scores: Sequence[float]) -> None:
        assert len(rows) == len(scores)
        self.rows = rows
        self.scores = scores

    def __len__(self) -> int:
        return len(self.scores)

    def __getitem__(self, index: int) -> Sample:
        row = torch.tensor(self.rows[index], dtype=torch.int64)
        return row, torch.tensor(self.scores[index], dtype=torch.float32)


def collate(samples: list[Sample]) -> Batch:
    rows = [torch.as_tensor(row) for row, _ in samples]
    tokens = pad_sequence(rows, batch_first=True, padding_value=0)
    mask = pad_sequence([torch.ones_like(row, dtype=torch.bool) for row in rows], batch_first=True)
    scores = torch.stack([torch.as_tensor(score, dtype=torch.float32) for _, score in samples])
    return tokens, mask, scores


def make_loader(
    rows: Sequence[Sequence[int]],
    scores: Sequence[float],
    batch_size: int = 4,
    train: bool = True,
    seed: int = 0,
) -> DataLoader[Sample]:
    data = Sentences(rows, scores)
    sampler = (
        RandomSampler(data, generator=torch.Generator().manual_seed(seed))
        if train
        else SequentialSampler(data)
    )
    return DataLoader(data, batch_size, sampler=sampler, collate_fn=collate, drop_last=False)
