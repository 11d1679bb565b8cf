"""Hashed word and character n-grams, summed straight into class scores.

A linear model over hashed n-grams needs no vocabulary: each n-gram is a row of the weight table,
found by its CRC-32. A text repeats words that other texts use too, so the scores of each different
word and word pair are summed once and reused. Nothing is stored as pickle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

__all__ = ["as_rows", "gram_scores", "tokenise"]

_TOKEN = re.compile(
    r"(?P<url>(?:https?://|www\.)\S+)|(?P<at>[@＠]\w+)|(?P<mark>\[[A-Z][A-Z_ ]*\d*\])"
    r"|(?P<word>#?[^\W_]+(?:['’\-][^\W_]+)*)|(?P<face>[:;=xX8][\-o*']?[)(\]\[dDpP/\\|]+(?!\w)|<3)"
    r"|(?P<stop>[!?]+|\.{2,}|…)|(?P<other>[^\w\s.,;:'\"()\[\]/\-–—’‘“”&@#*<>=+|~^`\\{}$%])"
)
_LONG = re.compile(r"(.)\1{2,}")
_DIGIT = re.compile(r"\d+")
_NEGATION = frozenset(
    [
        "not",
        "no",
        "never",
        "nothing",
        "nobody",
        "none",
        "nor",
        "neither",
        "without",
        "hardly",
        "barely",
        "isnt",
        "isn't",
        "arent",
        "aren't",
        "wasnt",
        "wasn't",
        "werent",
        "weren't",
        "dont",
        "don't",
        "doesnt",
        "doesn't",
        "didnt",
        "didn't",
        "cant",
        "can't",
        "cannot",
        "couldnt",
        "couldn't",
        "wont",
        "won't",
        "wouldnt",
        "wouldn't",
        "shouldnt",
        "shouldn't",
        "hasnt",
        "hasn't",
        "havent",
        "haven't",
        "hadnt",
        "hadn't",
        "aint",
        "ain't",
    ]
)
_NEGATION_REACH = 4
#: Lengths of the character n-grams, counted with the word's two borders.
_CHAR = (3, 4, 5)
#: Sets character n-grams apart from words: the checksum goes on from the one of this sign.
_CHAR_START = crc32(b"%")


def tokenise(text: str) -> list[str]:
    """Split a text into lower-case tokens; addresses, accounts and redaction marks become one each.

    Examples
    --------
    >>> from consultation_insight.models._grams import tokenise
    >>> tokenise("Ring [PHONE], @you! Soooo NOT ideal 🤡 https://t.co/x")
    ['ring', '<mark>', '<at>', '!', 'soo', 'not', 'ideal', '🤡', '<url>']
    """
    tokens = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "word":
            word = match.group().lower().replace("’", "'")
            tokens.append(_DIGIT.sub("0", _LONG.sub(r"\1\1", word)))
        elif kind == "stop":
            mark = match.group()
            tokens.append(mark[0] if len(set(mark)) == 1 and len(mark) == 1 else mark[0] * 2)
        elif kind in ("face", "other"):
            tokens.append(match.group())
        else:
            tokens.append({"url": "<url>", "at": "<at>"}.get(kind or "", "<mark>"))
    return tokens


def _units(tokens: list[str]) -> list[str]:
    """Words, word pairs and words that a negation reaches."""
    units = list(tokens)
    units += [f"{a} {b}" for a, b in zip(["^", *tokens], [*tokens, "$"], strict=True)]
    left = 0
    for token in tokens:
        if token in _NEGATION or token.endswith("n't"):
            left = _NEGATION_REACH
        elif token[0] in "!?.…":
            left = 0
        elif left:
            units.append("~" + token)
            left -= 1
    return units


def _rows_of(unit: str, buckets: int) -> list[int]:
    """The weight rows of one unit: itself, and its character n-grams where it is a word."""
    rows = [crc32(unit.encode()) % buckets]
    if " " in unit or unit[0] in "~<" or not unit[-1].isalnum():
        return rows
    word = f"_{unit}_"
    if word.isascii():  # one byte a character: cut the bytes
        code = word.encode()
        rows += [
            crc32(code[i : i + size], _CHAR_START) % buckets
            for size in _CHAR
            for i in range(len(code) - size + 1)
        ]
        return rows
    rows += [
        crc32(word[i : i + size].encode(), _CHAR_START) % buckets
        for size in _CHAR
        for i in range(len(word) - size + 1)
    ]
    return rows


@lru_cache(maxsize=2)
def as_rows(
    texts: tuple[str, ...], buckets: int
) -> tuple[
    npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]
]:
    """Lay texts out as weight rows, two levels deep.

    Returns
    -------
    rows, row_ends : numpy.ndarray
        The weight rows of all different units, and where each unit ends among them.
    units, unit_ends : numpy.ndarray
        The units of all texts, and where each text ends among them.
    """
    number: dict[str, int] = {}
    units: list[int] = []
    unit_ends: list[int] = []
    for text in texts:
        units += [number.setdefault(unit, len(number)) for unit in _units(tokenise(text))]
        unit_ends.append(len(units))
    rows: list[int] = []
    row_ends: list[int] = []
    for unit in number:
        rows += _rows_of(unit, buckets)
        row_ends.append(len(rows))
    return tuple(np.asarray(part, dtype=np.int64) for part in (rows, row_ends, units, unit_ends))  # type: ignore[return-value]


def _sums(values: npt.NDArray[np.float64], ends: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Sum runs of rows that end at ``ends``; an empty run gives zero."""
    running = np.vstack([np.zeros(values.shape[1]), np.cumsum(values, axis=0)])
    return running[ends] - running[np.concatenate([[0], ends[:-1]]).astype(np.int64)]


def gram_scores(
    texts: Sequence[str], weights: npt.NDArray[np.int8], scale: npt.NDArray[np.float32]
) -> npt.NDArray[np.float64]:
    """Score texts: the sum of their n-grams' weights over the root of how many there are.

    Parameters
    ----------
    texts : sequence of str
    weights : numpy.ndarray of int8, shape (buckets, classes)
    scale : numpy.ndarray, shape (classes,)
        What one step of the weights is worth.

    Returns
    -------
    numpy.ndarray, shape (len(texts), classes)
    """
    if not len(texts):
        return np.zeros((0, weights.shape[1]))
    rows, row_ends, units, unit_ends = as_rows(tuple(texts), weights.shape[0])
    # Whole numbers are summed, so that no result depends on the order of the texts.
    of_unit = _sums(weights[rows].astype(np.float64), row_ends)
    of_text = _sums(of_unit[units], unit_ends)
    sizes = np.diff(row_ends, prepend=0)
    counts = _sums(sizes[units].astype(np.float64)[:, None], unit_ends)
    return np.asarray(of_text * scale / np.sqrt(np.maximum(counts, 1.0)))
