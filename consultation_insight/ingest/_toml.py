"""A settings file to edit, made from what was understood."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from consultation_insight.ingest._build import Part
from consultation_insight.ingest._column import ROLES

__all__ = ["write_toml"]


def write_toml(
    files: Sequence[str], parts: Sequence[Part], sheet: str | None, encoding: str | None
) -> str:
    """Write the settings file: input, open text, and each column with its guessed role."""
    inputs = ", ".join(_quoted(Path(name).name) for name in files)
    opens = [c.name for part in parts for c in part.columns if c.role in ("open",)]
    lines = [
        "# Made by check. Edit what was guessed wrongly, then:",
        "#   consultation-insight run consultation.toml --out report",
        f"input = [{inputs}]",
        "",
        "[read]",
    ]
    if not any(c.role in ("text", "question") for part in parts for c in part.columns):
        lines.append("# Columns to analyse as open text.")
        lines.append("text = [" + ", ".join(_quoted(name) for name in dict.fromkeys(opens)) + "]")
    if sheet:
        lines.append(f"sheet = {_quoted(sheet)}")
    if encoding:
        lines.append(f"encoding = {_quoted(encoding)}")
    lines += [
        "",
        "[read.columns]",
        "# Each may be: " + ", ".join(ROLES[:10]) + ",",
        "#   " + ", ".join(ROLES[10:]) + ".",
    ]
    seen = set()
    for part in parts:
        for column in part.columns:
            if column.name in seen:
                continue
            seen.add(column.name)
            role = "ignore" if column.role == "not used" else column.role
            lines.append(f"{_quoted(column.name)} = {_quoted(role)}  # {_comment(column.why)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string; JSON escapes are a part of TOML's (but for DEL, which TOML forbids)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
