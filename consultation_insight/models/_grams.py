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
#: The same without names, so that ``findall`` gives the pieces themselves.
_PIECE = re.compile(re.sub(r"\?P<\w+>", "?:", _TOKEN.pattern))
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
_ALL_ONES = 0xFFFFFFFF  # with which CRC-32 starts and ends


def tokenise(text: str) -> list[str]:
    """Split a text into lower-case tokens; addresses, accounts and redaction marks become one each.

    Examples
    --------
    >>> from consultation_insight.models._grams import tokenise
    >>> tokenise("Ring [PHONE], @you! Soooo NOT ideal 🤡 https://t.co/x")
    ['ring', '<mark>', '<at>', '!', 'soo', 'not', 'ideal', '🤡', '<url>']
    """
    return list(map(_token, _PIECE.findall(text)))


@lru_cache(maxsize=1 << 16)
def _token(piece: str) -> str:
    """The token for a piece that `_TOKEN` cut from a text; the piece alone tells its kind."""
    match = _TOKEN.fullmatch(piece)
    kind = (match and match.lastgroup) or ""
    if kind == "word":
        word = piece.lower().replace("’", "'")
        return _DIGIT.sub("0", _LONG.sub(r"\1\1", word))
    if kind == "stop":
        return piece if len(piece) == 1 else piece[0] * 2
    if kind in ("face", "other"):
        return piece
    return {"url": "<url>", "at": "<at>"}.get(kind, "<mark>")


def _reached(tokens: list[str]) -> list[str]:
    """The words that a negation reaches."""
    found = []
    left = 0
    for token in tokens:
        if token in _NEGATION or token.endswith("n't"):
            left = _NEGATION_REACH
        elif left and token[0] in "!?.…":
            left = 0
        elif left:
            found.append(token)
            left -= 1
    return found


@lru_cache(maxsize=2)
def as_rows(
    texts: tuple[str, ...], buckets: int
) -> tuple[
    npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]
]:
    """Lay texts out as weight rows, two levels deep.

    The units of a text are its words, its word pairs and the words that a negation reaches.

    Returns
    -------
    rows, row_ends : numpy.ndarray
        The weight rows of all different units, and where each unit ends among them.
    units, unit_ends : numpy.ndarray
        The units of all texts, and where each text ends among them.
    """
    number = {"^": 0, "$": 1}  # the borders of a text; they are units in pairs only
    words: list[int] = []
    reached: list[int] = []
    word_ends, reached_ends = [], []
    for text in texts:
        tokens = tokenise(text)
        words += [number.setdefault(token, len(number)) for token in tokens]
        reached += [number[token] for token in _reached(tokens)]
        word_ends.append(len(words))
        reached_ends.append(len(reached))
    known = len(number)
    word, ends = np.asarray(words, dtype=np.int64), np.asarray(word_ends, dtype=np.int64)
    lengths = np.diff(ends, prepend=0)
    of_word = np.repeat(np.arange(len(texts)), lengths)
    of_reached = np.repeat(np.arange(len(texts)), np.diff(np.asarray(reached_ends), prepend=0))
    left = np.insert(word, ends - lengths, 0)  # each text's words after its border …
    right = np.insert(word, ends, 1)  # … and before the other
    pairs, pair = np.unique(left * known + right, return_inverse=True)
    turned, turn = np.unique(np.asarray(reached, dtype=np.int64), return_inverse=True)
    units, unit_ends = _gathered(
        [word, known + pair, known + len(pairs) + turn],
        [of_word, np.repeat(np.arange(len(texts)), lengths + 1), of_reached],
        len(texts),
    )
    tokens = list(number)
    codes = [token.encode() for token in tokens]
    begun = [crc32(code + b" ") for code in codes]
    own = [crc32(code) for code in codes]
    own += [
        crc32(codes[b], begun[a])
        for a, b in zip((pairs // known).tolist(), (pairs % known).tolist(), strict=True)
    ]
    own += [crc32(b"~" + codes[one]) for one in turned.tolist()]
    sums, of_unit = _char_sums(tokens)
    rows, row_ends = _gathered(
        [np.asarray(own, dtype=np.int64), sums], [np.arange(len(own)), of_unit], len(own)
    )
    return rows % buckets, row_ends, units, unit_ends


def _gathered(
    parts: list[npt.NDArray[np.int64]], owners: list[npt.NDArray[np.int64]], count: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Put what belongs to the same owner side by side, and say where each owner's run ends."""
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    return np.concatenate(parts)[order], np.cumsum(np.bincount(owner, minlength=count))


def _char_sums(tokens: list[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Checksums of the character n-grams of those tokens that are words, and whose they are."""
    sums: list[npt.NDArray[np.int64]] = []
    owners: list[npt.NDArray[np.int64]] = []
    plain: list[int] = []
    for place, token in enumerate(tokens):
        if token[0] == "<" or not token[-1].isalnum():
            continue
        if token.isascii():
            plain.append(place)
            continue
        word = f"_{token}_"
        found = [
            crc32(word[i : i + size].encode(), _CHAR_START)
            for size in _CHAR
            for i in range(len(word) - size + 1)
        ]
        sums.append(np.asarray(found, dtype=np.int64))
        owners.append(np.full(len(found), place, dtype=np.int64))
    # One byte a character: a step of CRC-32 is taken from all places of all words at once.
    words = [f"_{tokens[place]}_" for place in plain]
    code = np.frombuffer("".join(words).encode(), dtype=np.uint8)
    sizes = np.array([len(word) for word in words], dtype=np.int64)
    owner = np.repeat(np.asarray(plain, dtype=np.int64), sizes)
    left = np.repeat(np.cumsum(sizes), sizes) - np.arange(len(code))  # letters to the word's end
    step = _crc_steps()
    state = np.full(len(code), _CHAR_START ^ _ALL_ONES, dtype=np.uint32)
    for size in range(1, min(max(_CHAR), len(code)) + 1):
        state = state[: len(code) - size + 1]
        state = step[(state ^ code[size - 1 :]) & 0xFF] ^ (state >> 8)
        if size in _CHAR:
            inside = left[: len(state)] >= size
            sums.append((state[inside] ^ np.uint32(_ALL_ONES)).astype(np.int64))
            owners.append(owner[: len(state)][inside])
    nothing = np.zeros(0, dtype=np.int64)
    return np.concatenate([nothing, *sums]), np.concatenate([nothing, *owners])


@lru_cache(maxsize=1)
def _crc_steps() -> npt.NDArray[np.uint32]:
    """What one byte does to a CRC-32, read from zlib."""
    return np.array(
        [crc32(bytes([byte]), _ALL_ONES) ^ _ALL_ONES for byte in range(256)], dtype=np.uint32
    )


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
