"""Static sentence vectors: every word piece has one, and a text starts from their sum.

Two models: our own, distilled from all-MiniLM-L6-v2 (``data/static``; the card beside it says how),
in which one small layer corrects the sum, and the one that the package ``wordllama`` carries. Both
are read with numpy and ``tokenizers``.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.util import find_spec
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.errors import ModelNotAvailable
from consultation_insight.models._files import (
    DATA,
    package_folder,
    read_tokenizer,
    unit,
    whole_rows,
)

__all__ = ["StaticVectors", "own_vectors", "wordllama_vectors"]

Vectors = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

#: Word pieces in more than this share of the texts are weighed down in proportion. Measured between
#: 0.02 and 1 (not at all) on five labelled sets.
_COMMON = 0.1
#: And in more than so many texts: what a handful share is what groups of few texts are made of.
_HANDFUL = 12
_BATCH = 1024  # texts cut in pieces at once: bounds memory, costs nothing
_KEPT = 16  # batches whose pieces are kept
_WORDS = 1 << 17  # words whose pieces are kept
#: Only what every tokenizer takes for a blank: whatever else looks like one is the tokenizer's to judge.
_BETWEEN_BLANKS = re.compile(r"[^ \t\n\r]+")
#: In a word: letters and figures, and each sign by itself, as MiniLM's tokenizer parts them.
_PARTS = re.compile(r"[a-z0-9]+|[^a-z0-9]")
_GATHERED = 16  # texts whose vectors are summed at once: few enough for the processor's cache


@dataclass(frozen=True, eq=False)
class Layer:
    """What a sum of words misses: a hidden layer with ReLU, added to the sum.

    All numbers that are multiplied are whole and at most 127, and the sums of up to 1,024 products
    stay below 2^24. So they are exact in 32 bits, in whatever order a computer adds them: a text's
    vector depends neither on what stands beside it nor on the kernels of a processor.

    Parameters
    ----------
    into, out : numpy.ndarray
        Weights to the hidden units, and from them; whole numbers from -127 to 127.
    into_steps, out_steps : numpy.ndarray
        What one step of each column is worth.
    into_bias, out_bias : numpy.ndarray
        What is added.
    """

    into: Vectors
    into_steps: Vectors
    into_bias: Vectors
    out: Vectors
    out_steps: Vectors
    out_bias: Vectors

    def corrected(self, vectors: Vectors) -> Vectors:
        """Correct vectors of unit length; rows of zeros stay zeros."""
        whole, steps = whole_rows(vectors)
        hidden = (whole @ self.into) * steps * self.into_steps + self.into_bias
        whole, steps = whole_rows(np.maximum(hidden, 0.0))
        result = vectors + (whole @ self.out) * steps * self.out_steps + self.out_bias
        result[~vectors.any(axis=1)] = 0.0
        return unit(result)


class StaticVectors:
    """The vectors of word pieces; a text is their sum, at unit length, corrected by a layer if any.

    Parameters
    ----------
    name, revision : str
        Of the model; the revision is a fingerprint of the weights.
    pieces : numpy.ndarray
        One row for each word piece, of any number type.
    tokenizer : tokenizers.Tokenizer
        Cuts texts in these pieces.
    steps : numpy.ndarray, optional
        What one step of each row is worth, where ``pieces`` are whole numbers.
    layer : Layer, optional
    by_word : bool
        Whether the tokenizer is MiniLM's, which cuts each run of letters between blanks by itself,
        so that a run that was cut once need not be cut again.
    """

    def __init__(
        self,
        name: str,
        revision: str,
        pieces: npt.NDArray[Any],
        tokenizer: Any,
        steps: Vectors | None = None,
        layer: Layer | None = None,
        by_word: bool = False,
    ) -> None:
        self._cutter = _Cutter(tokenizer, by_word)
        self.name, self.revision, self._layer = name, revision, layer
        self._pieces, self._tokenizer, self._factors = pieces, tokenizer, steps

    def adapted(self, texts: Sequence[str]) -> StaticVectors:
        """Weigh down the word pieces that stand in more than a tenth of many texts."""
        counts = np.zeros(len(self._pieces), dtype=np.int64)
        other = copy(self)
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            coded, lengths = self.pieces_of(batch)
            both = np.unique(np.repeat(np.arange(len(batch)), lengths) * (1 << 32) + coded)
            counts += np.bincount(both % (1 << 32), minlength=len(counts))[: len(counts)]
        most = max(_COMMON * len(texts), _HANDFUL)
        weights = np.minimum(1.0, most / np.maximum(counts, 1)).astype(np.float32)
        other._factors = weights if self._factors is None else weights * self._factors
        return other

    def pieces_of(self, texts: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Cut texts in word pieces: their numbers, one text after the other, and how many each has.

        Of the last few batches they are kept, because several steps read the same texts.
        """
        batches = [
            _cut(self._cutter, tuple(texts[start : start + _BATCH]))
            for start in range(0, len(texts), _BATCH)
        ]
        if len(batches) == 1:
            return batches[0]
        nothing = np.zeros(0, dtype=np.int64)
        return (
            np.concatenate([nothing, *(pieces for pieces, _ in batches)]),
            np.concatenate([nothing, *(lengths for _, lengths in batches)]),
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Sum of the word-piece vectors of each text, at unit length."""
        out = np.zeros((len(texts), self._pieces.shape[1]), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            pieces, lengths = self.pieces_of(texts[start : start + _BATCH])
            filled = np.flatnonzero(lengths)
            if not filled.size:
                continue
            pieces = np.minimum(pieces, len(self._pieces) - 1)
            ends = np.cumsum(lengths[filled])
            starts = ends - lengths[filled]
            for first in range(0, len(filled), _GATHERED):
                some = slice(first, first + _GATHERED)
                begin, end = starts[first], ends[some][-1]
                rows = self._pieces[pieces[begin:end]].astype(np.float32)
                if self._factors is not None:
                    rows *= self._factors[pieces[begin:end]][:, None]
                out[start + filled[some]] = np.add.reduceat(rows, starts[some] - begin, axis=0)
            if self._layer is not None:
                end = start + _BATCH
                out[start:end] = self._layer.corrected(unit(out[start:end]))
        return unit(out)


class _Cutter:
    """Cuts texts in word pieces."""

    def __init__(self, tokenizer: Any, by_word: bool) -> None:
        self._tokenizer = tokenizer
        self._words: dict[str, list[int]] | None = {} if by_word else None
        self._number_of = lru_cache(maxsize=_WORDS)(tokenizer.token_to_id)

    def runs_of(self, texts: Sequence[str]) -> list[list[int]]:
        """The numbers of each text's word pieces."""
        known = self._words
        if known is None:
            return self._encoded(texts)
        words = [_BETWEEN_BLANKS.findall(text) for text in texts]
        if len(known) > _WORDS:
            self._words = known = {}
        new = sorted(set(chain.from_iterable(words)).difference(known))
        known.update({word: pieces for word in new if (pieces := self._whole(word))})
        new = [word for word in new if word not in known]
        known.update(zip(new, self._encoded(new), strict=True))
        return [[piece for word in some for piece in known[word]] for some in words]

    def _whole(self, word: str) -> list[int]:
        """The pieces of a word of which all parts stand in the vocabulary, else none.

        So it is with most, and looking them up takes a third of the time of cutting them.
        """
        if not (word.isascii() and word.isprintable()) or "[" in word:  # "[MASK]" is one piece
            return []
        pieces = [self._number_of(part) for part in _PARTS.findall(word.lower())]
        return [] if None in pieces else pieces

    def _encoded(self, texts: Sequence[str]) -> list[list[int]]:
        coded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [one.ids for one in coded]


@lru_cache(maxsize=_KEPT)
def _cut(cutter: _Cutter, texts: tuple[str, ...]) -> tuple[Numbers, Numbers]:
    runs = cutter.runs_of(texts)
    lengths = np.array([len(run) for run in runs], dtype=np.int64)
    return np.fromiter(chain.from_iterable(runs), dtype=np.int64, count=lengths.sum()), lengths


def own_vectors() -> StaticVectors:
    """Read the model that ships with the package: 256 dimensions, 8 bits, MiniLM's word pieces."""
    data = (DATA / "static" / "static.npz").read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        pieces, steps = arrays["pieces"], arrays["steps"]
        layer = Layer(**{part.name: arrays[part.name].astype(np.float32) for part in fields(Layer)})
    revision = hashlib.sha256(data).hexdigest()[:16]
    tokenizer = read_tokenizer(DATA / "minilm" / "tokenizer.json")
    return StaticVectors("static", revision, pieces, tokenizer, steps, layer, by_word=True)


def wordllama_vectors() -> StaticVectors:
    """Read the 256 dimensions of 32,000 word pieces that the package ``wordllama`` carries.

    That package itself is not imported, because importing it configures the process's logging and
    its loader looks for the tokenizer in a folder which is only there after a download.
    """
    what = "embedder='wordllama'"
    if find_spec("wordllama") is None:
        raise ModelNotAvailable.for_extra(what, "wordllama")
    folder = package_folder("wordllama", what)
    weights = folder / "weights" / "l2_supercat_256.safetensors"
    tokenizer = folder / "tokenizers" / "l2_supercat_tokenizer_config.json"
    for path in (weights, tokenizer):
        if not path.exists():
            raise ModelNotAvailable(
                f"{what} needs the file {path.name} of the package wordllama, which "
                "is not there: pip install --force-reinstall wordllama==0.4.0.post1"
            )
    data = weights.read_bytes()
    revision = hashlib.sha256(data).hexdigest()[:16]
    return StaticVectors("wordllama", revision, _only_tensor(data), read_tokenizer(tokenizer))


def _only_tensor(data: bytes) -> npt.NDArray[Any]:
    """Read the one tensor of a safetensors file: header length, JSON header, numbers."""
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    (tensor,) = (value for key, value in header.items() if key != "__metadata__")
    kind = np.dtype({"F16": "<f2", "F32": "<f4"}[tensor["dtype"]])
    first, last = tensor["data_offsets"]
    numbers = np.frombuffer(data, kind, offset=8 + size, count=(last - first) // kind.itemsize)
    return numbers.reshape(tensor["shape"])
