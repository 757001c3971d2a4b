from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset


class Sentences(Dataset[tuple[Tensor, float]]):
    def __init__(self, rows: list[list[int]], scores: list[float]) -> None:
        assert len(rows) == len(scores)
        self.rows = rows
        self.scores = scores

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> tuple[Tensor, float]:
        return torch.as_tensor(self.rows[index]), float(self.scores[index])


@dataclass
class Filler:
    value: int = 0

    def __call__(self, samples: list[tuple[Tensor, float]]) -> tuple[Tensor, Tensor, Tensor]:
        rows = [row for row, _ in samples]
        ones = [torch.ones(len(row), dtype=torch.bool) for row in rows]
        return (
            pad_sequence(rows, batch_first=True, padding_value=self.value),
            pad_sequence(ones, batch_first=True),
            torch.tensor([score for _, score in samples]),
        )


collate = Filler()


def make_loader(
    rows: list[list[int]],
    scores: list[float],
    batch_size: int = 4,
    train: bool = True,
    seed: int = 0,
) -> DataLoader[tuple[Tensor, float]]:
    generator = torch.Generator()
    generator.manual_seed(seed)
    options = {"batch_size": batch_size, "shuffle": train, "generator": generator}
    return DataLoader(Sentences(rows, scores), collate_fn=Filler(), **options)
