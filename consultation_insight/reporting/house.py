"""What an organisation brings to its reports: style, language and template, kept with a run.

A run folder holds them in ``analysis/house.json``, so that its report can be drawn again elsewhere.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from consultation_insight.errors import FileProblem
from consultation_insight.reporting.language import ENGLISH, Words, read_words
from consultation_insight.reporting.style import Logo, Style, read_style

__all__ = ["HOUSE", "House", "house_of", "load_house"]

#: The file of a run folder that holds the house, where it is not the plain one.
HOUSE = "analysis/house.json"


@dataclass(frozen=True, eq=False)
class House:
    """Style, words and template of a report."""

    style: Style = Style()
    words: Words = ENGLISH
    template: bytes | None = None

    def to_json(self) -> str:
        """The house as text; empty for the plain one."""
        if self.style.is_plain and self.words is ENGLISH and self.template is None:
            return ""
        style: dict[str, Any] = asdict(self.style)
        if self.style.logo:
            style["logo"]["data"] = _packed(self.style.logo.data)
        facts: dict[str, Any] = {"style": style, "words": self.words.plain(), "template": None}
        if self.template is not None:
            facts["template"] = _packed(self.template)
        return json.dumps(facts, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> House:
        """The house that `to_json` wrote."""
        facts = json.loads(text)
        style = facts["style"]
        if style["logo"]:
            style["logo"] = Logo(**(style["logo"] | {"data": _unpacked(style["logo"]["data"])}))
        template = facts["template"]
        return cls(
            Style(**style),
            Words.from_plain(facts["words"]),
            None if template is None else _unpacked(template),
        )


def house_of(settings: Mapping[str, Any]) -> House:
    """Read the files that the settings of ``[report]`` name.

    Raises
    ------
    FileProblem
        One of them is not there.
    SettingsError
        Something in one of them is wrong, or the language is not known.
    """
    template = settings.get("template")
    data = None
    if template:
        try:
            data = Path(template).read_bytes()
        except OSError:
            raise FileProblem(
                template, "is not there", remedy="Mend 'template' under [report]."
            ) from None
        if not data.startswith(b"PK"):
            raise FileProblem(
                template, "is no Word document", remedy="Give a DOCX as 'template' under [report]."
            )
    style = settings.get("style")
    language, catalogue = settings.get("language") or "en", settings.get("catalogue")
    return House(
        read_style(style) if style else Style(),
        read_words(language, catalogue) if language != "en" or catalogue else ENGLISH,
        data,
    )


def load_house(folder: Path) -> House:
    """The house of a run folder."""
    path = folder / HOUSE
    return House.from_json(path.read_text(encoding="utf-8")) if path.is_file() else House()


def _packed(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unpacked(text: str) -> bytes:
    return base64.b64decode(text)
