"""Which language a text is in: py3langid's naive Bayes over byte n-grams (BSD).

Its 140 languages are cut down to those that people write to British and Irish public bodies in,
because every further language takes short texts from the likely ones. For these the weights are
in the package, as `tools/reduce_language_model.py` took them from py3langid: the scores are the
same, and reading them takes milliseconds. For any other language py3langid itself is asked.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.errors import SettingsError

__all__ = ["FOLDER", "LANGUAGES", "LONGEST", "hashes", "language_scores", "method"]

#: English, the other languages of these islands, then the main languages that the censuses of
#: 2021 found, and those of large European countries.
LANGUAGES: tuple[str, ...] = (
    "en", "cy", "ga", "ar", "bg", "bn", "cs", "de", "el", "es", "fa", "fr", "gu", "he", "hi", "hu", "it",
    "lt", "nl", "pa", "pl", "pt", "ro", "ru", "sk", "sq", "ta", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
FOLDER = Path(__file__).parents[1] / "data" / "languages"
#: Bytes in the longest n-gram of the model; with a mark before it, a gram is one 64-bit number.
LONGEST = 6
_BITS = 17
_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio (Knuth): it spreads near numbers
#: Texts are read together up to about this many bytes, so that large corpora need little memory.
_AT_ONCE = 1_000_000
#: py3langid's score of a text of which it knows no n-gram.
_NOTHING = float(np.finfo(np.float32).min)
_Numbers = npt.NDArray[np.int64]
_Keys = npt.NDArray[np.uint64]


def hashes(keys: _Keys) -> _Numbers:
    """Give each n-gram's bucket."""
    return ((keys * _ODD) >> np.uint64(64 - _BITS)).astype(np.int64)


@dataclass(frozen=True, eq=False)
class _Model:
    """The n-grams in the order of their buckets, and their weights without the least ones."""

    version: str
    keys: _Keys
    starts: _Numbers
    prior: npt.NDArray[np.float64]
    least: npt.NDArray[np.float64]
    seen: npt.NDArray[np.uint8]
    weights: npt.NDArray[np.float16]
    firsts: _Numbers

    def places(self, keys: _Keys) -> _Numbers:
        """Where each n-gram stands, or -1 where it is none of the model's."""
        buckets = hashes(keys)
        place, end = self.starts[buckets], self.starts[buckets + 1]
        found = np.full(len(keys), -1, dtype=np.int64)
        left = np.flatnonzero(place < end)
        while len(left):
            same = self.keys[place[left]] == keys[left]
            found[left[same]] = place[left[same]]
            left = left[~same]
            place[left] += 1
            left = left[place[left] < end[left]]
        return found

    def rows(self, places: _Numbers) -> npt.NDArray[np.float64]:
        """The weights of n-grams, one row each."""
        seen = np.unpackbits(self.seen[places], axis=1, count=len(self.least)).astype(bool)
        table = np.where(seen, 0.0, self.least)
        counts = seen.sum(axis=1)
        # A run of numbers for each row, all runs in one array.
        shift = self.firsts[places] - np.concatenate([[0], np.cumsum(counts)[:-1]])
        table[seen] = self.weights[np.arange(counts.sum()) + np.repeat(shift, counts)]
        return table


@lru_cache(maxsize=1)
def _model() -> _Model:
    with np.load(FOLDER / "model.npz", allow_pickle=False) as file:
        keys, seen = file["keys"], file["seen"]
        sizes = np.unpackbits(seen, axis=1).sum(axis=1, dtype=np.int64)
        return _Model(
            version=str(file["version"]),
            keys=keys,
            starts=np.searchsorted(hashes(keys), np.arange(2**_BITS + 1)),
            prior=file["prior"].astype(np.float64),
            least=file["least"].astype(np.float64),
            seen=seen,
            weights=file["weights"],
            firsts=np.cumsum(sizes) - sizes,
        )


@lru_cache(maxsize=4)
def _identifier(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    # An identifier of our own: py3langid's module functions share one for the whole process.
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    unknown = sorted(set(languages) - set(identifier.labels))
    if unknown:
        raise SettingsError.from_value(
            "expected", "detect_languages", f"among {', '.join(sorted(identifier.labels))}", unknown
        )
    identifier.set_languages(list(languages))
    return identifier


def language_scores(
    texts: Sequence[str], languages: Iterable[str] = LANGUAGES
) -> npt.NDArray[np.float64]:
    """Score each text for each language.

    Parameters
    ----------
    texts : sequence of str
    languages : iterable of str
        ISO 639-1 codes.

    Returns
    -------
    numpy.ndarray
        Log-likelihoods up to a constant for each text, shape (texts, languages).

    Raises
    ------
    SettingsError
        For a code that the model does not know.

    Examples
    --------
    >>> scores = language_scores(["Mae angen mwy o fysiau arnom ni"], ["en", "cy"])
    >>> bool(scores[0, 1] > scores[0, 0])
    True
    """
    codes = tuple(languages)
    if not set(codes) <= set(LANGUAGES):
        return _scores_of_all(texts, codes)
    columns = [LANGUAGES.index(code) for code in codes]
    parts = [_scores(batch)[:, columns] for batch in _batches(texts)]
    return np.vstack(parts) if parts else np.empty((0, len(codes)))


def _scores_of_all(texts: Sequence[str], codes: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """What py3langid itself says."""
    identifier = _identifier(codes)
    place = {code: number for number, code in enumerate(codes)}
    scores = np.empty((len(texts), len(codes)), dtype=np.float64)
    for row, text in enumerate(texts):
        for code, score in identifier.rank(text):
            scores[row, place[code]] = score
    return scores


def _batches(texts: Sequence[str]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for text in texts:
        batch.append(_bytes(text))
        size += len(batch[-1])
        if size > _AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _bytes(text: str) -> bytes:
    text = unicodedata.normalize("NFC", text.lower() if text.isupper() else text)
    return text.encode("utf-8", errors="surrogatepass")


def _scores(texts: list[bytes]) -> npt.NDArray[np.float64]:
    model = _model()
    sizes = np.array([len(text) for text in texts], dtype=np.int64)
    owner = np.repeat(np.arange(len(texts)), sizes)
    place = _longest_grams(model, b"".join(texts), sizes)
    hit = place >= 0
    known, number = np.unique(place[hit], return_inverse=True)
    pairs, counts = np.unique(owner[hit] * max(len(known), 1) + number, return_counts=True)
    weights = np.log1p(counts)
    owners, grams = np.divmod(pairs, max(len(known), 1))
    table = model.rows(known)
    scores = np.full((len(texts), len(model.prior)), _NOTHING)
    edges = np.searchsorted(owners, np.arange(len(texts) + 1)).tolist()
    for row, (start, end) in enumerate(pairwise(edges)):
        if end > start:
            scores[row] = weights[start:end] @ table[grams[start:end]] + model.prior
    return scores


def _longest_grams(model: _Model, content: bytes, sizes: _Numbers) -> _Numbers:
    """The place of the longest n-gram that ends at each byte, within its text."""
    data = np.frombuffer(content, dtype=np.uint8).astype(np.uint64)
    before = np.arange(len(data)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    window = data.copy()
    for back in range(1, LONGEST):
        window[back:] |= data[:-back] << np.uint64(8 * back)
    found = np.full(len(data), -1, dtype=np.int64)
    left = np.arange(len(data))
    for length in range(LONGEST, 0, -1):
        mark = np.uint64(1 << (8 * length))
        fits = left[before[left] >= length - 1]
        found[fits] = model.places((window[fits] & (mark - np.uint64(1))) | mark)
        left = left[found[left] < 0]
    return found


def method(languages: Iterable[str] = LANGUAGES) -> str:
    """Name the model of these languages, with its version."""
    if set(languages) <= set(LANGUAGES):
        return f"py3langid {_model().version}"
    from importlib.metadata import version

    return f"py3langid {version('py3langid')}"
