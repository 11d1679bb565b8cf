"""The words of the report itself: English as it is written in the code, others from a catalogue.

A catalogue is a TOML file::

    [phrases]
    "Contents" = "Cynnwys"
    # Rules: what stands in a gap is carried over. A gap named n… holds a number, s… other words of
    # the report, which are looked up in turn, p… a list of such words ("2 were negative, 1 was mixed
    # and 4 were neutral"), q… names or answers in quotation marks, and any other name holds anything.
    "{n1} of {n2} replies" = "{n1} o'r {n2} ateb"
    " and " = " a "                                      # between what a list or names in quotation
    " or " = " neu "                                     # marks hold

    [cells.Type]                                         # what stands in a column of this name, or
    research = "ymchwil"                                 # rules for it

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
_LISTED = re.compile(r", | and ")
#: What gaps hold, by the first letter of their names: a number; names in quotation marks.
_HELD = {
    "n": r"\d+(?:[,.]\d+)*",
    "q": r"“[^“”]*”(?:(?:, | and | or )“[^“”]*”)*",
}
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
        if values:
            return self.phrases.get(text, text).format(**values)
        return self._said(text) or text

    def cell(self, column: str, text: str) -> str:
        """Say what stands in a column; unknown texts stay as they are."""
        return self._columns[column](text) if column in self._columns else text

    @cached_property
    def _columns(self) -> dict[str, Words]:
        return {name: Words(self.language, own) for name, own in self.cells.items()}

    def knows(self, text: str) -> bool:
        """Whether a text has words in this language."""
        own = self.language == "en" or not any(map(str.isalpha, text))
        return own or self._said(text) is not None

    def _said(self, text: str) -> str | None:
        """A text in this language; None where it has no words for it."""
        if (said := self._strictly(text)) is not None:
            return said
        # What may open a sentence is written once, as it stands inside one.
        lower = text[:1].lower() + text[1:]
        said = self._strictly(lower) if lower != text else None
        return None if said is None else said[:1].upper() + said[1:]

    def _strictly(self, text: str) -> str | None:
        if text in self.phrases:
            return self.phrases[text]
        if text not in self._found:
            self._found[text] = self._by_rule(text)
        return self._found[text]

    @cached_property
    def _found(self) -> dict[str, str | None]:
        return {}

    def _by_rule(self, text: str) -> str | None:
        for rule, said, names in self._rules:
            found = rule.fullmatch(text)
            if not found:
                continue
            # A rule holds only where the words of the report in it are known in turn, so that no
            # sentence is said half in each language.
            parts = {name: self._gap(name, found.group(name)) for name in names}
            if None not in parts.values():
                return _GAP.sub(lambda gap, parts=parts: parts[gap.group(1)], said)  # type: ignore[misc]
        return None

    def _gap(self, name: str, text: str) -> str | None:
        """What a gap holds, in this language; None where it should be known and is not."""
        if name.startswith("s"):
            return self._strictly(text) if any(map(str.isalpha, text)) else text
        if name.startswith("q"):
            for join in (" and ", " or "):
                text = text.replace(f"”{join}“", f"”{self.phrases.get(join, join)}“")
            return text
        if not name.startswith("p"):
            return text
        if (said := self._strictly(text)) is not None:
            return said
        if "; " in text:
            told = [self._gap(name, part) for part in text.split("; ")]
            return None if None in told else "; ".join(map(str, told))
        parts = [self._strictly(part) for part in _LISTED.split(text)]
        if len(parts) < 2 or None in parts:
            return None
        *first, last = map(str, parts)
        return f"{', '.join(first)}{self.phrases.get(' and ', ' and ')}{last}"

    @cached_property
    def _rules(self) -> list[tuple[re.Pattern[str], str, list[str]]]:
        """Phrases with gaps, the most telling (those with the most letters of their own) first.

        Before them stand those that only divide a sentence into its clauses.
        """
        rules = [phrase for phrase in self.phrases if _GAP.search(phrase)]
        own = {phrase: _GAP.sub("", phrase) for phrase in rules}
        first = {".": 0, "; ": 1}
        rules.sort(key=lambda phrase: (first.get(own[phrase], 2), -len(own[phrase]), phrase))
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
        inner = _HELD.get(gap.group(1)[0], r".+?")
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
