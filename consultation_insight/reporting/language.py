"""The words of the report itself: English as it is written in the code, others from a catalogue.

A catalogue is a TOML file::

    [phrases]
    "Contents" = "Cynnwys"
    # Rules: what stands in a gap is carried over. A gap named n… holds a number, s… other words of
    # the report, which are looked up in turn, and any other name holds anything.
    "{n1} of {n2} replies" = "{n1} o'r {n2} ateb"

    [cells.Type]                                         # what stands in a column of this name
    research = "ymchwil"

Only what the report says itself is looked up, never what people wrote, labels or answers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from consultation_insight.errors import FileProblem, SettingsError

__all__ = ["ENGLISH", "Words", "read_words"]

_SHIPPED = Path(__file__).parent / "languages"
_GAP = re.compile(r"\{(\w+)\}")
_CODE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, eq=False)
class Words:
    """Says the fixed words of a report in a language; what it does not know stays English."""

    language: str = "en"
    phrases: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __call__(self, text: str, /, **values: object) -> str:
        """Say a text, with values in the places of ``{names}``.

        Examples
        --------
        >>> welsh = Words("cy", {"{a} of {b} replies": "{a} o {b} ateb"})
        >>> welsh("3 of 4 replies"), welsh("no rule"), welsh("{n} more", n=2)
        ('3 o 4 ateb', 'no rule', '2 more')
        """
        said = self.phrases.get(text)
        if values:
            return (said or text).format(**values)
        return said if said is not None else self._by_rule(text)

    def cell(self, column: str, text: str) -> str:
        """Say what stands in a column; unknown texts stay as they are."""
        return self.cells.get(column, {}).get(text, text)

    def knows(self, text: str) -> bool:
        """Whether a text has words in this language."""
        if self.language == "en" or text in self.phrases or not any(map(str.isalpha, text)):
            return True
        return self._by_rule(text) != text

    def _by_rule(self, text: str) -> str:
        for rule, said, names in self._rules:
            found = rule.fullmatch(text)
            # A gap whose name begins with s holds words of the report: a rule holds only where
            # these are known in turn, so that no sentence is said half in each language.
            if found and all(self.knows(found.group(n)) for n in names if n.startswith("s")):
                parts = {n: found.group(n) for n in names}
                parts |= {n: self(parts[n]) for n in names if n.startswith("s")}
                return _GAP.sub(lambda gap, parts=parts: parts[gap.group(1)], said)  # type: ignore[misc]
        return text

    @cached_property
    def _rules(self) -> list[tuple[re.Pattern[str], str, list[str]]]:
        """Phrases with gaps, the most telling (those with the most letters of their own) first."""
        rules = [phrase for phrase in self.phrases if _GAP.search(phrase)]
        rules.sort(key=lambda phrase: (-len(_GAP.sub("", phrase)), phrase))
        return [(_pattern(rule), self.phrases[rule], _GAP.findall(rule)) for rule in rules]

    def plain(self) -> dict[str, Any]:
        """The words as plain data."""
        cells = {name: dict(values) for name, values in self.cells.items()}
        return {"language": self.language, "phrases": dict(self.phrases), "cells": cells}

    @classmethod
    def from_plain(cls, facts: Mapping[str, Any]) -> Words:
        """The words that `plain` gave."""
        return ENGLISH if facts["language"] == "en" and not facts["phrases"] else cls(**facts)


ENGLISH = Words()


def _pattern(rule: str) -> re.Pattern[str]:
    pieces, at = [], 0
    for gap in _GAP.finditer(rule):
        # A gap whose name begins with n holds a number; others hold words.
        inner = r"[\d,.]+" if gap.group(1).startswith("n") else r".+?"
        pieces += [re.escape(rule[at : gap.start()]), f"(?P<{gap.group(1)}>{inner})"]
        at = gap.end()
    return re.compile("".join([*pieces, re.escape(rule[at:])]), re.DOTALL)


def read_words(language: str, catalogue: str | Path | None = None) -> Words:
    """Read the words of a language: those that are shipped, and over them one's own.

    Raises
    ------
    SettingsError
        The language is not shipped and no catalogue is given, or the catalogue is wrong.
    FileProblem
        The catalogue is not there.

    Examples
    --------
    >>> read_words("cy")("Contents")
    'Cynnwys'
    """
    shipped = sorted(path.stem for path in _SHIPPED.glob("*.toml"))
    if not _CODE.fullmatch(language) or (language not in ("en", *shipped) and catalogue is None):
        raise SettingsError(
            f"There are no words for the language {language!r}; there are en, {', '.join(shipped)}. "
            "Name a file with its words as 'catalogue' under [report]."
        )
    phrases: dict[str, str] = {}
    cells: dict[str, dict[str, str]] = {}
    paths = [_SHIPPED / f"{language}.toml"] if language in shipped else []
    for path in [*paths, *([Path(catalogue)] if catalogue else [])]:
        values = _read(path)
        phrases |= values.get("phrases", {})
        for column, own in values.get("cells", {}).items():
            cells[column] = cells.get(column, {}) | own
    return Words(language, phrases, cells)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise FileProblem(path, "is not there", remedy="Mend 'catalogue' under [report].") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} is not valid TOML: {error}.") from None
    if odd := sorted(set(values) - {"phrases", "cells"}):
        raise SettingsError(f"{path.name}: there is no {odd[0]!r}; there are phrases, cells.")
    for phrase, said in values.get("phrases", {}).items():
        if not isinstance(said, str):
            raise SettingsError(f"{path.name}: {phrase!r} must be a text.")
        if odd := sorted(set(_GAP.findall(said)) - set(_GAP.findall(phrase))):
            raise SettingsError(
                f"{path.name}: {said!r} has a gap {{{odd[0]}}} that {phrase!r} lacks."
            )
    return values
