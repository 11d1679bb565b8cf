"""What the variants of one template share, and what each of them adds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from consultation_insight.cleaning._copies.near import (
    CHARACTERS_A_WORD,
    SHINGLE,
    fold,
    in_characters,
    units_of,
)
from consultation_insight.text import HASHTAG, MENTION, URL, split_sentences, word_spans

#: An addition has at least this many words that are not the template's.
ADDITION = 4
#: A copy that keeps this share of the template and adds to it is *extended*, not *edited*.
WHOLE = 0.9
#: A shared stretch has this many units more than a shingle, or it is an everyday phrase.
FRAGMENT = 2
#: A shared pair this close to a shared run belongs to the template.
CLOSE = 6
#: From this share of own words on, a stretch of a sentence is own as a whole.
MOSTLY = 0.6
#: Up to this many shared words between two stretches of own words do not part them.
GAP = 2

_OPENING = "\"'“‘([#＃・"
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


@dataclass(frozen=True, eq=False)
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

    @cached_property
    def characters(self) -> bool:
        """Whether it is in a script without spaces."""
        return in_characters(" ".join(self.units))

    @cached_property
    def words(self) -> int:
        """Its length in words, or what is worth as much; a list of hashtags is no wording."""
        units = units_of(fold(HASHTAG.sub(" ", self.text.replace(" … ", " "))))
        return len(units) // (CHARACTERS_A_WORD if self.characters else 1)

    @cached_property
    def width(self) -> int:
        """Units in a run that counts as shared."""
        return SHINGLE[int(self.characters)]

    @cached_property
    def runs(self) -> set[tuple[str, ...]]:
        """The runs of the template."""
        return shingles_of(self.units, self.width)

    @cached_property
    def pairs(self) -> set[tuple[str, ...]]:
        """Its shorter runs, which count beside a longer one only."""
        return shingles_of(self.units, self.width - 1)


def recover(counts: Mapping[str, int], core: set[tuple[str, ...]], width: int) -> Template:
    """Compose the template of texts (with how many sent each) that share the runs ``core``.

    The text sent most often is taken, without the account names around it; stretches that are
    not shared are left out of it, so that a template is recovered even where each copy has a
    personal half. Of two that were sent as often, the one that says more of what is shared is
    taken, but not where the other is all of it except what half of the senders at most have: that
    was added.
    """
    marked = {text: _shared_tokens(text, core, width) for text in counts}
    best = min(
        counts,
        key=lambda text: (-counts[text], -sum(marked[text][1]), len(text), text),
    )
    best = _without_additions(best, counts, marked, width)
    spans = _spans(best, *marked[best])
    text = " … ".join(best[start:end] for start, end in spans) if spans else best.strip()
    return Template(text, tuple(units_of(fold(text.replace(" … ", " ")))))


def _without_additions(
    best: str,
    counts: Mapping[str, int],
    marked: Mapping[str, tuple[list[tuple[str, int, int]], list[bool]]],
    width: int,
) -> str:
    """The shortest text sent as often as the best one that is it without what was added to it."""
    tied = [text for text in counts if counts[text] == counts[best] and len(text) < len(best)]
    plain = [text for text in tied if marked[text][1] and all(marked[text][1])]
    if not plain:
        return best
    runs = {
        text: shingles_of([unit for unit, _, _ in items], width)
        for text, (items, _) in marked.items()
    }
    for text in sorted(plain, key=lambda text: (len(text), text)):
        more = runs[best] - runs[text]
        having = sum(
            times for one, times in counts.items() if 2 * len(more & runs[one]) > len(more)
        )
        within = len(runs[text] - runs[best]) <= (1 - WHOLE) * len(runs[text])
        if more and within and 2 * having <= sum(counts.values()):
            return text
    return best


def _shared_tokens(
    text: str, core: set[tuple[str, ...]], width: int
) -> tuple[list[tuple[str, int, int]], list[bool]]:
    """The units of a text, and which of them stand in a stretch that is shared and long enough.

    Everyday phrases of a few words are shared by chance; they are no part of the template.
    """
    items = tokens(text)
    marks = covered([unit for unit, _, _ in items], core, width)
    stretches = [list(group) for _, group in groupby(range(len(marks)), key=marks.__getitem__)]
    long = [s for s in stretches if marks[s[0]] and len(s) >= width + FRAGMENT]
    if long:
        marks = [False] * len(marks)
        for stretch in long:
            marks[stretch[0] : stretch[-1] + 1] = [True] * len(stretch)
    return items, marks


def tokens(text: str) -> list[tuple[str, int, int]]:
    """The units of a text as it stands, with offsets; account names and addresses left out."""
    hidden = [match.span() for pattern in (URL, MENTION) for match in pattern.finditer(text)]
    found: list[tuple[str, int, int]] = []
    for start, end in word_spans(text):
        if any(a <= start < b for a, b in hidden):
            continue
        pieces = units_of(fold(text[start:end]))
        for number, piece in enumerate(pieces):
            stop = end if number == len(pieces) - 1 else min(start + len(piece), end)
            found.append((piece, start, stop))
            start = stop
    return found


def _spans(
    text: str, items: list[tuple[str, int, int]], marks: list[bool]
) -> list[tuple[int, int]]:
    """Where the marked units stand; a few others between them are taken along."""
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
    return [_with_marks(text, start, end) for start, end in spans]


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Take the marks along that belong to the words: opening and closing ones, a hash."""
    while start and text[start - 1] in _OPENING:
        start -= 1
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    return start, end


class Relation(NamedTuple):
    """How a text relates to a template: its kind, what both share (0 to 1), what it adds."""

    variant: str
    likeness: float
    added: tuple[tuple[int, int], ...]


def relate(text: str, template: Template) -> Relation:
    """Compare a text with a template."""
    units = units_of(fold(text))
    if tuple(units) == template.units:
        return Relation("word_for_word", 1.0, ())
    own = covered(units, template.runs, template.width)
    kept = covered(template.units, shingles_of(units, template.width), template.width)
    share = (sum(own) + sum(kept)) / max(1, len(own) + len(kept))
    added = tuple(additions(text, template)) if round(share, 4) < 1 else ()
    whole = sum(kept) >= WHOLE * len(kept) and added
    return Relation("extended" if whole else "edited", share, added)


def additions(text: str, template: Template) -> list[tuple[int, int]]:
    """Find what somebody wrote beside the template, as offsets.

    Looked for sentence by sentence: a stretch with at least `ADDITION` words of their own, not
    all of them the template's words in another order. Neighbouring finds are one addition.
    """
    items = tokens(text)
    marks = _beside(items, template)
    least = ADDITION * (CHARACTERS_A_WORD if template.characters else 1)
    known = set(template.units)
    spans: list[tuple[int, int]] = []
    short: list[tuple[int, int]] = []
    at = 0
    for begin, stop in split_sentences(text):
        inside = []
        while at < len(items) and items[at][1] < stop:
            inside.append(at)
            at += 1
        for first, last in _stretches(inside, marks):
            own = [items[n][0] for n in range(first, last + 1) if not marks[n]]
            # Single characters are all known; those here stand in another order at least.
            new = len(own) if template.characters else sum(unit not in known for unit in own)
            # A single word between the stretch and the edge of the sentence goes with it.
            if first == inside[0] + 1 and not _is_hashtag(text, items[inside[0]]):
                first = inside[0]
            end = stop if last + 1 >= inside[-1] else items[last][2]
            if last + 1 == inside[-1] and _is_hashtag(text, items[inside[-1]]):
                end = items[last][2]
            span = _trim(text, begin, items[first][1], end)
            if len(own) >= least and new * 2 >= least:
                spans.append(span)
            elif first == inside[0] and last == inside[-1] and new * 2 >= len(own):
                short.append(span)  # a short sentence of their own counts beside another one
    return _merge(text, spans, short)


def _is_hashtag(text: str, item: tuple[str, int, int]) -> bool:
    return item[1] > 0 and text[item[1] - 1] in "#＃"


def _beside(items: list[tuple[str, int, int]], template: Template) -> list[bool]:
    """Which units are the template's: in a shared run, or in a shared pair close to one."""
    units = [unit for unit, _, _ in items]
    marks = covered(units, template.runs, template.width)
    pairs = covered(units, template.pairs, template.width - 1)
    sure = [at for at, shared in enumerate(marks) if shared]
    for at, shared in enumerate(pairs):
        if shared and not marks[at]:
            after = bisect_left(sure, at)
            near = [abs(sure[n] - at) for n in (after - 1, after) if 0 <= n < len(sure)]
            marks[at] = min(near, default=CLOSE + 1) <= CLOSE
    return marks


def _stretches(inside: list[int], marks: Sequence[bool]) -> list[tuple[int, int]]:
    """Runs of own units in a sentence; a short gap that the template fills does not part them.

    Where most of what lies between the first and the last own unit is own, it is all one run.
    """
    own = [at for at in inside if not marks[at]]
    if not own:
        return []
    if len(own) >= MOSTLY * (own[-1] - own[0] + 1):
        return [(own[0], own[-1])]
    runs: list[list[int]] = []
    for at in own:
        if runs and at - runs[-1][1] <= GAP + 1:
            runs[-1][1] = at
        else:
            runs.append([at, at])
    return [(first, last) for first, last in runs]


def _trim(text: str, begin: int, start: int, end: int) -> tuple[int, int]:
    """Take opening marks before the first word and closing ones after the last along."""
    while start > begin and text[start - 1] in _OPENING:
        start -= 1
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    return start, end


def _merge(
    text: str, spans: list[tuple[int, int]], short: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Join finds with nothing but signs between them; ``short`` ones count in company only."""
    sure = set(spans)
    merged: list[tuple[int, int]] = []
    real: list[bool] = []
    for start, end in sorted([*spans, *short]):
        if merged and not word_spans(text[merged[-1][1] : start]):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            real[-1] |= (start, end) in sure
        else:
            merged.append((start, end))
            real.append((start, end) in sure)
    return [span for span, is_real in zip(merged, real, strict=True) if is_real]
