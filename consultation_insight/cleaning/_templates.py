"""What the variants of one template share, and what each of them adds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consultation_insight.cleaning._near import (
    CHARACTERS_A_WORD,
    fold,
    in_characters,
    units_of,
)
from consultation_insight.text import HASHTAG, MENTION, URL, split_sentences

#: An addition has at least this many words that are not the template's.
ADDITION = 4
#: A copy that keeps this share of the template and adds to it is *extended*, not *edited*.
WHOLE = 0.9
#: Up to this many shared words between two stretches of own words do not part them.
GAP = 2

_TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_OPENING = "\"'“‘(["
_CLOSING = "\"'”’)].!?…。！？"


def shingles_of(units: Sequence[str], width: int) -> set[tuple[str, ...]]:
    """All runs of ``width`` units; a shorter text is one run."""
    if len(units) <= width:
        return {tuple(units)} if units else set()
    return {tuple(units[at : at + width]) for at in range(len(units) - width + 1)}


def covered(units: Sequence[str], known: set[tuple[str, ...]], width: int) -> list[bool]:
    """Say which units stand in a run that the template has too."""
    marks = [False] * len(units)
    for at in range(max(1, len(units) - width + 1)):
        if tuple(units[at : at + width]) in known:
            marks[at : at + width] = [True] * len(units[at : at + width])
    return marks


@dataclass(frozen=True)
class Template:
    """The wording that a campaign shares.

    Parameters
    ----------
    text : str
        As people wrote it.
    units : tuple of str
        Its words (or characters), folded.
    """

    text: str
    units: tuple[str, ...]

    @property
    def width(self) -> int:
        """Units in a run that counts as shared."""
        return 5 if self.characters else 3

    @property
    def characters(self) -> bool:
        """Whether it is in a script without spaces."""
        return in_characters(" ".join(self.units))

    @property
    def runs(self) -> set[tuple[str, ...]]:
        """The runs of the template."""
        return shingles_of(self.units, self.width)


def recover(texts: Iterable[str], core: set[tuple[str, ...]], width: int) -> Template:
    """Compose the template of texts that share the runs ``core``.

    The text sent most often is taken, without the account names around it; stretches that are
    not shared are left out of it, so that a template is recovered even where each copy has a
    personal half.
    """
    counts = Counter(texts)
    best = min(counts, key=lambda text: (-counts[text], -_shared(text, core, width), text))
    spans = _shared_spans(best, core, width)
    text = " … ".join(best[start:end] for start, end in spans) if spans else best.strip()
    return Template(text, tuple(units_of(fold(text.replace(" … ", " ")))))


def _shared(text: str, core: set[tuple[str, ...]], width: int) -> int:
    return sum(covered(units_of(fold(text)), core, width))


def tokens(text: str) -> list[tuple[str, int, int]]:
    """The units of a text as it stands, with offsets; account names and addresses left out."""
    hidden = [match.span() for pattern in (URL, MENTION) for match in pattern.finditer(text)]
    found: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if any(a <= start < b for a, b in hidden):
            continue
        at = start
        for piece in units_of(fold(match.group())):
            size = len(piece) if len(piece) < end - at else end - at
            found.append((piece, at, min(at + size, end)))
            at += size
        if found:
            unit, a, _ = found[-1]
            found[-1] = (unit, a, end)
    return found


def _shared_spans(text: str, core: set[tuple[str, ...]], width: int) -> list[tuple[int, int]]:
    items = tokens(text)
    marks = covered([unit for unit, _, _ in items], core, width)
    spans: list[list[int]] = []
    gap = 0
    for (_, start, end), shared in zip(items, marks, strict=True):
        if not shared:
            gap += 1
            continue
        if spans and gap < ADDITION:
            spans[-1][1] = end
        else:
            spans.append([start, end])
        gap = 0
    return [_whole(text, start, end) for start, end in spans]


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Take the marks with the words that they belong to: opening ones, closing ones, a hash."""
    while start and (text[start - 1] in _OPENING or text[start - 1] in "#＃@"):
        start -= 1
    while end < len(text) and (text[end] in _CLOSING):
        end += 1
    return start, end


def variant_of(text: str, template: Template) -> tuple[str, float]:
    """Say how a text relates to a template, and how much of both is shared (0 to 1)."""
    units = units_of(fold(text))
    if tuple(units) == template.units:
        return "word_for_word", 1.0
    runs = template.runs
    own = covered(units, runs, template.width)
    kept = covered(template.units, shingles_of(units, template.width), template.width)
    share = 2 * min(sum(own), sum(kept)) / max(1, len(own) + len(kept))
    whole = sum(kept) >= WHOLE * len(kept)
    if whole and additions(text, template):
        return "extended", share
    return "edited", share


def additions(text: str, template: Template) -> list[tuple[int, int]]:
    """Find what somebody wrote beside the template, as offsets.

    A stretch of own words is widened to its sentence where most of the sentence is their own.
    """
    items = tokens(text)
    if not items:
        return []
    marks = covered([unit for unit, _, _ in items], template.runs, template.width)
    known = set(template.units)
    least = ADDITION * (CHARACTERS_A_WORD if template.characters else 1)
    spans = []
    for first, last in _stretches(marks):
        new = sum(items[at][0] not in known for at in range(first, last + 1))
        if last - first + 1 >= least and new * 2 >= least:
            spans.append(_widen(text, items, marks, first, last))
    return _merge(spans)


def _stretches(marks: Sequence[bool]) -> list[tuple[int, int]]:
    """Runs of units that are not covered; a short covered gap does not part them."""
    runs: list[list[int]] = []
    for at, shared in enumerate(marks):
        if shared:
            continue
        if runs and at - runs[-1][1] <= GAP + 1:
            runs[-1][1] = at
        else:
            runs.append([at, at])
    return [(first, last) for first, last in runs]


def _widen(
    text: str,
    items: list[tuple[str, int, int]],
    marks: Sequence[bool],
    first: int,
    last: int,
) -> tuple[int, int]:
    start, end = items[first][1], items[last][2]
    for begin, stop in split_sentences(text):
        inside = [at for at, (_, a, b) in enumerate(items) if begin <= a and b <= stop]
        own = [at for at in inside if not marks[at]]
        if not own or not (begin < end and start < stop):
            continue
        if own[-1] == inside[-1]:
            end = max(end, stop)
        if own[0] == inside[0]:
            start = min(start, begin)
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    while start and text[start - 1] in _OPENING + "#":
        start -= 1
    return start, end


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def hashtags(text: str) -> set[str]:
    """The hashtags of a text, folded."""
    return {tag.casefold() for tag in HASHTAG.findall(text)}
