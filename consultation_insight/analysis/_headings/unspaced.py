"""Japanese and Chinese, which write no spaces: where one word ends is learned from the responses.

A run of one script is cut by itself. In runs of Chinese characters, two that stand together more
often than chance are of one word (pointwise mutual information; Church and Hanks 1990,
Computational Linguistics 16:22-29). No dictionary is needed, and none is as new as the subject.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log

__all__ = ["closed", "is_unspaced", "letters", "spaced"]

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ANY = f"{_HAN}\u3040-\u30ff"
_LETTER = re.compile(f"[{_ANY}]")
_BETWEEN = re.compile(rf"(?<=[{_ANY}]) (?=[{_ANY}])")
_RUN = re.compile(f"[{_HAN}]+|[\u30a0-\u30ff]+|[\u3040-\u309f]+|[^{_ANY}]+")
_IS_HAN = re.compile(f"[{_HAN}]+")
#: Characters of a word at most; how often it stands at least, and how much more often than chance
#: (a factor of e), to be one.
_LONGEST, _OFTEN, _FIRM = 4, 3, 1.0


def letters(text: str) -> int:
    """How many letters of a script without spaces a text has."""
    return 0 if text.isascii() else len(_LETTER.findall(text))


def is_unspaced(texts: Sequence[str]) -> bool:
    """Whether most letters of the texts are of a script without spaces.

    Examples
    --------
    >>> from consultation_insight.analysis._headings.unspaced import is_unspaced
    >>> is_unspaced(["図書館を残してください"]), is_unspaced(["Keep the 図書館 open"])
    (True, False)
    """
    found = sum(map(letters, texts))
    return found > 0 and 2 * found > sum(len("".join(text.split())) for text in texts)


def spaced(texts: Sequence[str]) -> list[str]:
    """Put a space between the words of texts that have none.

    Examples
    --------
    >>> from consultation_insight.analysis._headings.unspaced import spaced
    >>> spaced(["図書館を残して", "図書館は大切", "図書館の本"])[0]
    '図書館 を 残 して'
    """
    runs = [_RUN.findall(text) for text in texts]
    counts: Counter[str] = Counter()
    for run in (run for found in runs for run in found if _IS_HAN.fullmatch(run)):
        for size in range(1, _LONGEST + 1):
            counts.update(run[place : place + size] for place in range(len(run) - size + 1))
    total = sum(count for gram, count in counts.items() if len(gram) == 1)
    firm = {
        gram: value
        for gram, count in counts.items()
        if len(gram) > 1 and count >= _OFTEN and (value := _cohesion(gram, counts, total)) > _FIRM
    }
    known: dict[str, str] = {}
    out = []
    for found in runs:
        for run in found:
            if run not in known:
                known[run] = " ".join(_cut(run, firm)) if _IS_HAN.fullmatch(run) else run
        out.append(" ".join(" ".join(known[run] for run in found).split()))
    return out


def _cohesion(gram: str, counts: Counter[str], total: int) -> float:
    """How much more often than chance the two parts of a gram meet, where they meet least."""
    return min(
        log(counts[gram] * total / (counts[gram[:place]] * counts[gram[place:]]))
        for place in range(1, len(gram))
    )


def _cut(run: str, firm: dict[str, float]) -> list[str]:
    """The cut of a run in which words hold together best; two characters alone are a word."""
    if len(run) <= 2:
        return [run]
    best = [(0.0, 0)] * (len(run) + 1)
    for end in range(1, len(run) + 1):
        options = [(best[end - 1][0], end - 1)]
        for start in range(max(0, end - _LONGEST), end - 1):
            value = firm.get(run[start:end])
            if value is not None:
                options.append((best[start][0] + value * (end - start - 1), start))
        best[end] = max(options, key=lambda one: (one[0], -one[1]))
    edges = [len(run)]
    while edges[-1]:
        edges.append(best[edges[-1]][1])
    return [run[start:end] for start, end in pairwise(reversed(edges))]


def closed(text: str) -> str:
    """Take away what `spaced` put in.

    Examples
    --------
    >>> from consultation_insight.analysis._headings.unspaced import closed
    >>> closed("図書館 を open 残 して")
    '図書館を open 残して'
    """
    return text if text.isascii() else _BETWEEN.sub("", text)
