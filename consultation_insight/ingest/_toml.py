"""A settings file to edit, made from what was understood."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from consultation_insight.ingest._build import Part
from consultation_insight.ingest._columns.column import ROLES, Column
from consultation_insight.ingest._view import describe

__all__ = ["write_toml"]


def write_toml(
    files: Sequence[str], parts: Sequence[Part], sheet: str | None, encoding: str | None
) -> str:
    """Write the settings file: input, open text, and each other column with its guessed role.

    Open text stands in ``text`` alone, so that there is one place to change it; where questions
    stand beside their answers, the columns say so.
    """
    columns = list({c.name: c for part in reversed(parts) for c in reversed(part.columns)}.values())
    columns.reverse()
    beside = any(c.role in ("text", "question") for c in columns)
    opens = [] if beside else [c.name for c in columns if c.role == "open"]
    lines = [
        "# Made by check. Edit what was guessed wrongly, then (my.toml: this file)",
        "#   consultation-insight run my.toml --out my-run",
        f"input = [{', '.join(_quoted(Path(name).name) for name in files)}]",
        "",
        "[read]",
    ]
    if opens:
        lines += ["# Columns to analyse as open text.", "text = ["]
        lines += [f"  {_quoted(name)}," for name in opens]
        lines.append("]")
    if sheet:
        lines.append(f"sheet = {_quoted(sheet)}")
    if encoding:
        lines.append(f"encoding = {_quoted(encoding)}")
    lines += [
        "",
        "[read.columns]",
        "# What each other column is for. It may be",
        "#   " + ", ".join(ROLES[:10]) + ",",
        "#   " + ", ".join(ROLES[10:]) + ".",
    ]
    for column in columns:
        if column.name not in opens:
            role = "ignore" if column.role == "not used" else column.role
            lines.append(f"{_quoted(column.name)} = {_quoted(role)}  # {_comment(column)}")
    return "\n".join(lines) + "\n"


def _comment(column: Column) -> str:
    """Why, and what the cells are."""
    said = f"{column.why}: {describe(column, column.role)}"
    return "".join(c if c.isprintable() else " " for c in said)


def _quoted(text: str) -> str:
    """A TOML basic string; JSON escapes are a part of TOML's (but for DEL, which TOML forbids)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
