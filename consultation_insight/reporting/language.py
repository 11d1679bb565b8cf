"""The words of the report itself: English as it is written in the code, others from a catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["ENGLISH", "Words"]


@dataclass(frozen=True, eq=False)
class Words:
    """Says the fixed words of a report in a language; what it does not know stays English."""

    language: str = "en"
    phrases: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, text: str, /, **values: object) -> str:
        """Say a text, with values in the places of ``{names}``."""
        said = self.phrases.get(text, text)
        return said.format(**values) if values else said


ENGLISH = Words()
