"""Putting marks in the place of what was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from consultation_insight.cleaning._personal.accounts import accounts_in
from consultation_insight.cleaning._personal.names import folded
from consultation_insight.protocols import Span

__all__ = ["Marks", "replaced", "resolved"]

# Where spans of one length overlap, the earlier kind is the safer reading.
_ORDER = {
    kind: place
    for place, kind in enumerate(
        ("LINK", "EMAIL", "NHS NUMBER", "NI NUMBER", "BANK", "CARD", "PHONE", "HANDLE", "PERSON")
    )
}


@dataclass
class Marks:
    """The number of each account and person, in order of first appearance; and the originals."""

    numbers: dict[str, dict[tuple[str, ...], int]] = field(default_factory=dict)
    #: What was replaced, and its kind: for a leak scan, never to be written.
    originals: dict[str, str] = field(default_factory=dict, repr=False)

    def mark(self, kind: str, original: str, respondent: str) -> str:
        """The mark for one original."""
        self.originals.setdefault(original, kind)
        if kind == "HANDLE":
            account = next(iter(accounts_in(original)), None)
            key: tuple[str, ...] = (account.name if account else original.lower().lstrip("@＠"),)
        elif kind == "PERSON":
            name = folded(original)
            # Two respondents' "Tom" are two people, as far as anyone knows.
            key = (name,) if " " in name else (name, respondent)
        else:
            return f"[{kind}]"
        known = self.numbers.setdefault(kind, {})
        return f"[{kind} {known.setdefault(key, len(known) + 1)}]"


def resolved(spans: Iterable[Span]) -> list[Span]:
    """Spans that do not overlap: the longest first, then the surest, then the safest kind."""
    ranked = sorted(
        spans,
        key=lambda s: (
            s.start - s.end,
            -s.score,
            _ORDER.get(s.kind, len(_ORDER)),
            s.start,
            s.kind,
        ),
    )
    kept: list[Span] = []
    for span in ranked:
        if span.end > span.start and all(
            span.end <= other.start or span.start >= other.end for other in kept
        ):
            kept.append(span)
    return sorted(kept)


def replaced(
    text: str, spans: Iterable[Span], respondent: str, marks: Marks
) -> tuple[str, list[tuple[str, int, int]]]:
    """The text with marks, and the kind and place of each mark in it."""
    pieces: list[str] = []
    done: list[tuple[str, int, int]] = []
    at = length = 0
    for span in resolved(spans):
        pieces.append(text[at : span.start])
        length += span.start - at
        mark = marks.mark(span.kind, text[span.start : span.end], respondent)
        pieces.append(mark)
        done.append((span.kind, length, length + len(mark)))
        length += len(mark)
        at = span.end
    pieces.append(text[at:])
    return "".join(pieces), done
