"""Texts as one long row of numbered words: what counting, keyness and collocations share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.errors import FileProblem
from consultation_insight.models.matcher import Token, tokenise
from consultation_insight.text import COMBINING, EMOJI, MENTION, find_urls

__all__ = [
    "Tokens",
    "count_distinct",
    "mask",
    "number_tokens",
    "places_of",
    "stop_list",
    "stop_mask",
    "tokens_of",
]

Ints = npt.NDArray[np.int64]

#: What redaction puts in place of something personal, such as ``[PHONE]`` or ``[HANDLE 3]``.
_MARK = re.compile(r"\[[A-Z][A-Z_ ]*\d*\]")
#: Words (joined by hyphen or apostrophe), hashtags, emoji, and what separates phrases.
_PIECE = re.compile(
    rf"[#＃](?:[^\W_]|[_{COMBINING}])*[^\W\d_](?:\w|[{COMBINING}])*"
    rf"|[^\W_]+(?:['\-][^\W_]+|[{COMBINING}]+[^\W_]*)*"
    rf"|{EMOJI.pattern}"
    r"|[^\w\s'’]+|\n",
    re.IGNORECASE,
)

WORD, HASHTAG, EMOJIS, BREAK = 0, 1, 2, 3


def mask(text: str) -> str:
    """Blank out addresses, account names and redaction marks; offsets stay as they are."""
    if "@" in text or "＠" in text:
        text = MENTION.sub(_blank, text)
    if "." in text:
        for start, end in find_urls(text, cautious=True):
            text = text[:start] + "|" * (end - start) + text[end:]
    if "[" in text:
        text = _MARK.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    # Punctuation, so that the words on both sides are not taken for neighbours.
    return "|" * len(match[0])


@lru_cache(maxsize=4096)
def tokens_of(text: str) -> tuple[Token, ...]:
    """The words of a text for comparing names; kept for the next step that asks."""
    return tuple(tokenise(mask(text)))


@dataclass(frozen=True)
class Tokens:
    """Texts as numbers.

    Parameters
    ----------
    terms : list of str
        The distinct terms, in the order of first use.
    kinds : array of int
        For each term: ``WORD``, ``HASHTAG``, ``EMOJIS`` or ``BREAK``.
    ids : array of int
        The term of each token; texts follow one another, each closed by a break.
    texts : array of int
        The number of the text of each token.
    """

    terms: list[str]
    kinds: npt.NDArray[np.int8]
    ids: npt.NDArray[np.int32]
    texts: npt.NDArray[np.int32]


def number_tokens(texts: Iterable[str]) -> Tokens:
    """Cut texts into tokens and number the distinct ones.

    Case is folded and typographic apostrophes become plain; nothing else is changed.
    """
    vocabulary: defaultdict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__
    number = vocabulary.__getitem__
    end = number("\n")
    find = _PIECE.findall
    parts: list[npt.NDArray[np.int32]] = []
    lengths: list[int] = []
    pending: list[int] = []
    for text in texts:
        pieces = find(mask(text).casefold().replace("’", "'"))
        pending.extend(map(number, pieces))
        pending.append(end)
        lengths.append(len(pieces) + 1)
        if len(pending) > 1_000_000:
            parts.append(np.array(pending, dtype=np.int32))
            pending = []
    parts.append(np.array(pending, dtype=np.int32))
    raw = np.concatenate(parts)
    terms, kinds, term_of = _settle(list(vocabulary))
    of_text = np.repeat(np.arange(len(lengths), dtype=np.int32), np.array(lengths, dtype=np.int64))
    return Tokens(terms, kinds, term_of[raw], of_text)


def places_of(text: str) -> list[tuple[int, int]]:
    """Where the tokens that `number_tokens` makes of a text stand in it, the closing break last."""
    folded = mask(text).casefold().replace("’", "'")
    found = [match.span() for match in _PIECE.finditer(folded)]
    if len(folded) != len(text):  # folding makes two letters of some, such as ß
        scale = len(text) / max(1, len(folded))
        found = [(round(start * scale), round(end * scale)) for start, end in found]
    return [*found, (len(text), len(text))]


def _settle(pieces: list[str]) -> tuple[list[str], npt.NDArray[np.int8], npt.NDArray[np.int32]]:
    """Put raw pieces that are the same term under one number."""
    place: dict[str, int] = {}
    kinds: list[int] = []
    term_of = np.empty(len(pieces), dtype=np.int32)
    for raw, piece in enumerate(pieces):
        kind = _kind(piece)
        term = piece
        if kind == HASHTAG:
            term = "#" + piece[1:]
        elif kind == BREAK:
            term = "\n"
        if term not in place:
            place[term] = len(place)
            kinds.append(kind)
        term_of[raw] = place[term]
    return list(place), np.array(kinds, dtype=np.int8), term_of


def _kind(piece: str) -> int:
    first = piece[0]
    if first in "#＃" and len(piece) > 1 and (piece[1].isalnum() or piece[1] == "_"):
        return HASHTAG
    if first.isalnum() and not EMOJI.match(piece):
        return WORD
    return EMOJIS if EMOJI.fullmatch(piece) else BREAK


def count_distinct(terms: Ints, owners: Ints, count: int) -> Ints:
    """For each term number below ``count``, by how many different owners it was used."""
    if not len(terms):
        return np.zeros(count, dtype=np.int64)
    width = int(owners.max()) + 1
    pairs = np.unique(terms.astype(np.int64) * width + owners)
    return np.bincount(pairs // width, minlength=count)


@lru_cache(maxsize=64)
def stop_list(language: str) -> frozenset[str]:
    """The shipped stop words of a language (ISO 639-1); empty where there is no list."""
    path = files("consultation_insight") / "data" / "stop_words" / f"{language}.txt"
    if not language.isalpha() or not path.is_file():
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def own_stop_list(path: str) -> frozenset[str]:
    """The stop words of the user's own file, one a line; ``#`` begins a remark."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError:
        raise FileProblem(
            path, "is not there", remedy="Mend 'stop_list' in the settings."
        ) from None
    except UnicodeDecodeError:
        raise FileProblem(path, "is not UTF-8 text", remedy="Save it as UTF-8.") from None
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return frozenset(line.casefold().replace("’", "'") for line in lines if line)


def stop_mask(
    terms: Sequence[str],
    languages: Sequence[str],
    edits: Sequence[str],
    own_list: str | None = None,
) -> npt.NDArray[np.bool_]:
    """Which terms are stop words in one of the languages, after the user's edits.

    An edit is a word to stop; with ``-`` before it, a word to keep. A file of the user's own
    takes the place of the shipped lists.
    """
    stopped: set[str] = set(own_stop_list(own_list)) if own_list else set()
    for language in () if own_list else languages:
        stopped |= stop_list(language)
    folded = [word.strip().casefold().replace("’", "'") for word in edits]
    stopped |= {word for word in folded if not word.startswith("-")}
    stopped -= {word[1:] for word in folded if word.startswith("-")}
    return np.fromiter((term in stopped for term in terms), dtype=bool, count=len(terms))


def main_language(languages: pd.Series) -> str:
    """The language of most responses; English where none is known."""
    known = languages[~languages.isin(["", "und"])]
    return str(known.mode().iloc[0]) if len(known) else "en"
