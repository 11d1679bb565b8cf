"""Train the two small networks of the tone heads (needs torch): called by ``train_heads.py``.

`train_windows` learns filters over neighbouring word pieces: 64 dimensions a piece, started from
the package's static vectors, 128 filters over three pieces, two rounds over the examples.
`train_layers` learns one hidden layer over the dense features. Much is hidden from both while they
learn (dropout), else they lose to logistic regression on other texts.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from consultation_insight.models._windows import PIECES_AT_ONCE, Windows
from consultation_insight.models.embeddings import embedder

DIMENSIONS, FILTERS, ROUNDS = 64, 128, 2
BATCH = 64


class _Net(nn.Module):
    """Word pieces, filters, strongest answers; beside them the sum of the pieces."""

    def __init__(self, start: np.ndarray, classes: int) -> None:
        super().__init__()
        self.pieces = nn.Embedding(len(start), DIMENSIONS, padding_idx=0)
        self.pieces.weight.data = torch.tensor(start)
        self.pieces.weight.data[0] = 0
        # Padded by three: each text has a window wholly beyond its borders.
        self.filters = nn.Conv1d(DIMENSIONS, FILTERS, 3, padding=3)
        self.out = nn.Linear(FILTERS + DIMENSIONS, classes)

    def forward(self, coded: torch.Tensor) -> torch.Tensor:
        if self.training:
            coded = coded * (torch.rand(coded.shape) > 0.1)
        there = coded > 0
        columns = there.any(0).nonzero()
        width = int(columns.max()) + 1 if len(columns) else 1
        coded, there = coded[:, :width], there[:, :width]
        pieces = functional.dropout(self.pieces(coded), 0.25, self.training)
        best = functional.relu(self.filters(pieces.transpose(1, 2))).amax(2)
        sums = pieces.sum(1) / there.sum(1, keepdim=True).clamp(min=1) ** 0.5
        both = functional.dropout(torch.cat([best, sums], 1), 0.5, self.training)
        return self.out(both)


def _learned(net, rates, rows_of, truth, weights, rounds, batch, seed, like=None) -> None:
    """Take steps of AdamW over shuffled batches, ever smaller ones."""
    optimizer = torch.optim.AdamW(rates)
    steps = rounds * (-(-len(truth) // batch))
    slower = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda t: max(0.02, 1 - t / steps))
    draw = np.random.default_rng(seed)
    weight = torch.tensor(weights / weights.mean(), dtype=torch.float32)
    net.train()
    for _ in range(rounds):
        order = draw.permutation(len(truth))
        for begin in range(0, len(order), batch * 20):
            some = order[begin : begin + batch * 20]
            if like is not None:  # like lengths together
                some = some[np.argsort(like[some], kind="stable")]
            for place in range(0, len(some), batch):
                rows = some[place : place + batch]
                optimizer.zero_grad()
                loss = functional.cross_entropy(
                    net(rows_of[rows]), truth[rows], reduction="none", label_smoothing=0.1
                )
                (loss * weight[rows]).mean().backward()
                optimizer.step()
                slower.step()


def _set_up(seed: int) -> None:
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)


def train_layers(
    values: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray,
    classes: np.ndarray,
    hidden: int,
    seed: int,
) -> tuple[np.ndarray, ...]:
    """Learn weight and bias of a hidden layer and of the last, over standardised features."""
    _set_up(seed)
    net = nn.Sequential(
        nn.Dropout(0.2),
        nn.Linear(values.shape[1], hidden),
        nn.ReLU(),
        nn.Dropout(0.4),
        nn.Linear(hidden, len(classes)),
    )
    rates = [{"params": net.parameters(), "lr": 1e-3, "weight_decay": 0.05}]
    truth = torch.tensor(np.searchsorted(classes, labels))
    _learned(net, rates, torch.tensor(values, dtype=torch.float32), truth, weights, 6, 256, seed)
    arrays = [value.detach().numpy().astype(np.float32) for value in net.parameters()]
    return tuple(array.T if array.ndim == 2 else array for array in arrays)


def coded_pieces(texts: list[str]) -> np.ndarray:
    """Word pieces of each text, the first `PIECES_AT_ONCE`, zeros behind."""
    found = np.zeros((len(texts), PIECES_AT_ONCE), dtype=np.int64)
    pieces, lengths = embedder("static").pieces_of(texts)
    for row, run in enumerate(np.split(pieces, np.cumsum(lengths)[:-1])):
        found[row, : min(len(run), PIECES_AT_ONCE)] = run[:PIECES_AT_ONCE]
    return found


def started() -> np.ndarray:
    """The static vectors' first principal directions, a row a word piece."""
    own = embedder("static")
    table = own._pieces.astype(np.float32) * own._factors[:, None]
    directions = np.linalg.svd(table.T @ table)[0][:, :DIMENSIONS]
    directions *= np.where(directions[np.abs(directions).argmax(0), range(DIMENSIONS)] < 0, -1, 1)
    start = table @ directions
    return (0.5 * start / start.std()).astype(np.float32)


def train_windows(
    texts: list[str], labels: np.ndarray, weights: np.ndarray, classes: np.ndarray, seed: int
) -> Windows:
    """Learn from texts with labels and weights; rounded to eight bits."""
    _set_up(seed)
    coded = coded_pieces(texts)
    net = _Net(started(), len(classes))
    rest = [value for name, value in net.named_parameters() if "pieces" not in name]
    rates = [
        {"params": [net.pieces.weight], "lr": 5e-4, "weight_decay": 0.0},
        {"params": rest, "lr": 1e-3, "weight_decay": 1e-2},
    ]
    truth = torch.tensor(np.searchsorted(classes, labels))
    like = (coded > 0).sum(axis=1)
    _learned(net, rates, torch.tensor(coded), truth, weights, ROUNDS, BATCH, seed, like)
    return _rounded(net)


def _rounded(net: _Net) -> Windows:
    values = {name: value.detach().numpy() for name, value in net.named_parameters()}
    pieces, filters = values["pieces.weight"], values["filters.weight"]  # filters × dims × 3
    step = np.quantile(np.abs(pieces), 0.9999) / 127
    steps = np.abs(filters).max(axis=(1, 2)) / 127
    whole = np.rint(filters / steps[:, None, None]).transpose(2, 1, 0)
    return Windows(
        pieces=np.clip(np.rint(pieces / step), -127, 127).astype(np.int8),
        step=np.float32(step),
        filters=whole.astype(np.int8),
        filter_steps=steps.astype(np.float32),
        filter_bias=values["filters.bias"].astype(np.float32),
        out=values["out.weight"].T.astype(np.float32),
        bias=values["out.bias"].astype(np.float32),
    )
