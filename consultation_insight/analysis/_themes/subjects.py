"""Subjects of public policy, so that what is of one subject stands near each other.

A static embedding knows that buses and trains are alike, but in a sentence of ten words the other
eight decide. A list of general knowledge (25 subjects, about a thousand words, after COFOG, EuroVoc
and the Comparative Agendas Project) says of a passage which subjects it names. This does not make
themes: groups come from the responses, and where a corpus is not about policy, or about one
subject alone, the list has next to no weight.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from consultation_insight.errors import SettingsError

__all__ = [
    "BROAD", "Subjects", "beside", "breadth", "read_subjects", "singular", "subject_headings",
    "subjects_of",
]  # fmt: skip

Floats = npt.NDArray[np.float32]

#: The most that subjects weigh beside the words, and how this grows with the share of passages that
#: name one. Of 0.3 to 1, about 0.7 gave the best agreement with hand coding on policy replies; sets
#: without policy in them (bank queries, programming) lose by it, and there the share is small.
_MOST, _GROWTH = 0.75, 1.1
#: One word may be chance: it weighs two thirds of what many do.
_DOUBT = 0.5
#: From this breadth on a corpus is about policy at large, and subjects may head its themes. In a
#: consultation on one proposal they would mislead: "training" there is no matter of education.
BROAD = 12.0
_NARROW = 3.0
#: Passages for each subject (those that name any, over the breadth): below the first, one word in
#: common decides and subjects do harm (AMI of sticky notes and of 60 ideas 0.02-0.09 lower); from the
#: second they help (150 ideas and more: 0.03 higher).
_THIN, _SUPPORTED = 8.0, 16.0

_TOKEN = re.compile(r"[^\W_]+(?:['’\-&][^\W_]+)*")


@dataclass(frozen=True)
class Subjects:
    """``headings``, and for each word or phrase (a tuple of words) the subjects it stands for."""

    headings: tuple[str, ...]
    phrases: dict[tuple[str, ...], tuple[int, ...]]
    longest: int


@lru_cache(maxsize=8)
def read_subjects(subjects: str, language: str) -> Subjects | None:
    """Read a list of subjects.

    Parameters
    ----------
    subjects : str
        ``"policy"`` for the shipped list of the language (None where there is none), ``"off"`` for
        None, or the path of a list of your own in the same form.
    language : str
        ISO 639-1 code.

    Raises
    ------
    SettingsError
        If there is no such list.
    """
    if subjects == "off":
        return None
    path = files("consultation_insight") / "data" / "subjects" / f"{language}.txt"
    if subjects != "policy":
        path = Path(subjects)
        if not path.is_file():
            raise SettingsError.from_value(
                "subjects", "find_themes", "'policy', 'off' or the path of a list", subjects
            )
    elif not language.isalpha() or not path.is_file():
        return None
    headings: list[str] = []
    phrases: dict[tuple[str, ...], tuple[int, ...]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        heading, colon, words = line.partition(":")
        if line.startswith("#") or not colon:
            continue
        for phrase in words.split(","):
            key = tuple(singular(word) for word in _TOKEN.findall(phrase.casefold()))
            if key:
                phrases[key] = (*phrases.get(key, ()), len(headings))
        headings.append(heading.strip())
    return Subjects(tuple(headings), phrases, max(map(len, phrases), default=0))


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """Fold a plural and a possessive; nothing else, because "disabled" is not "disable".

    Examples
    --------
    >>> from consultation_insight.analysis._themes.subjects import singular
    >>> [singular(word) for word in ("buses", "cities", "carer's", "class", "bus")]
    ['bus', 'city', 'carer', 'class', 'bus']
    """
    word = word.replace("’", "'").removesuffix("'s").removesuffix("'")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "uses")) and len(word) > 4:
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def subjects_of(texts: Sequence[str], subjects: Subjects) -> Floats:
    """Count for each text the words of each subject.

    A phrase counts more than a word, because it is less often meant otherwise; a word of two
    subjects counts for each by less.
    """
    found = np.zeros((len(texts), len(subjects.headings)), dtype=np.float32)
    begins: dict[str, int] = {}
    for phrase in subjects.phrases:
        begins[phrase[0]] = max(begins.get(phrase[0], 0), len(phrase))
    for row, text in enumerate(texts):
        words = [singular(word) for word in _TOKEN.findall(text.casefold())]
        place = 0
        while place < len(words):
            taken = 1
            most = begins.get(words[place])
            if not most:
                place += 1
                continue
            for length in range(min(most, len(words) - place), 0, -1):
                named = subjects.phrases.get(tuple(words[place : place + length]))
                if named:
                    for subject in named:
                        found[row, subject] += (1 + 0.5 * (length - 1)) / np.sqrt(len(named))
                    taken = length
                    break
            place += taken
    return found


def breadth(named: Floats) -> float:
    """Say of how many subjects texts are: the exponential of the entropy of their shares.

    Examples
    --------
    >>> import numpy as np
    >>> from consultation_insight.analysis._themes.subjects import breadth
    >>> breadth(np.array([[1, 0, 0], [0, 2, 0]], dtype=np.float32))
    2.0
    """
    sums = named.sum(axis=1, keepdims=True)
    shares = (named / np.maximum(sums, 1e-9)).sum(axis=0)
    shares = shares[shares > 0] / max(float(shares.sum()), 1e-9)
    return round(float(np.exp(-(shares * np.log(shares)).sum())), 3) if len(shares) else 0.0


def beside(vectors: Floats, named: Floats, among: npt.NDArray[np.int64]) -> Floats:
    """Put the subjects that passages name beside their vectors, at unit length.

    What most passages name tells them apart by little, and weighs little; what weight all
    subjects have together grows with the share of passages that name any, and with their breadth.
    Where few passages stand for each subject they have none.

    Parameters
    ----------
    vectors : numpy.ndarray
        Of unit length.
    named : numpy.ndarray
        Of `subjects_of`.
    among : numpy.ndarray
        The rows by which shares are judged.
    """
    share = (named[among] > 0).mean(axis=0)
    rare = np.clip(np.log(1 / np.maximum(share, 1e-6)) / np.log(20), 0.0, 1.0)
    any_named = (named[among] > 0).any(axis=1)
    broad = breadth(named[among])
    support = float(any_named.sum()) / max(broad, 1.0)
    weight = min(_MOST, _GROWTH * float(any_named.mean()))
    weight *= float(np.clip((broad - _NARROW) / (BROAD - _NARROW), 0.0, 1.0))
    weight *= float(np.clip((support - _THIN) / (_SUPPORTED - _THIN), 0.0, 1.0))
    scaled = named * rare
    length = np.linalg.norm(scaled, axis=1, keepdims=True)
    side = weight * scaled / np.maximum(length, 1e-9) * (length / (length + _DOUBT))
    both = np.hstack([vectors, side]).astype(np.float32)
    both /= np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
    return both


def subject_headings(
    named: Floats, labels: npt.NDArray[np.int64], headings: Sequence[str]
) -> dict[int, str]:
    """Find the groups that are a subject, and bear its name; others are named by their own words.

    At least half of such a group name the subject, and of all passages that do, at least two
    fifths are here, and more than in any other group.

    Parameters
    ----------
    named : numpy.ndarray
        Of `subjects_of`, for the grouped passages.
    labels : numpy.ndarray
        The group of each, -1 for none.
    """
    main = np.where(named.max(axis=1) > 0, named.argmax(axis=1), -1)
    count = int(labels.max(initial=-1)) + 1
    both = (labels >= 0) & (main >= 0)
    table = np.zeros((count, len(headings)), dtype=np.int64)
    np.add.at(table, (labels[both], main[both]), 1)
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    everywhere = np.bincount(main[main >= 0], minlength=len(headings))
    found: dict[int, str] = {}
    for subject, heading in enumerate(headings):
        group = int(table[:, subject].argmax()) if count else 0
        if count and table[group, subject] >= max(0.5 * sizes[group], 0.4 * everywhere[subject], 3):
            found[group] = heading
    return found
