"""What `diff_runs` gives."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from consultation_insight._tables import holds, rows_of
from consultation_insight.results import Result

__all__ = ["RunDifferences"]

#: So many rows of one table of figures are said in the text; the tables hold all.
_SHOWN = 8
_SIGNS = {"came": "+", "went": "−", "changed": "~", "renamed": "~"}


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class RunDifferences(Result):
    """What changed from one run (``a``) to another (``b``); ``base`` is what ``b`` analysed.

    ``inputs``, ``settings``, ``versions``: only what differs, with its value in each run.
    ``counts``: responses received, set aside by reason, analysed. ``responses``: what became of
    them: in both, in one only, set aside or taken up in ``b``. ``themes``: each theme of either
    run; ``state`` is ``same``, ``renamed``, ``changed``, ``came`` or ``went``; ``shared``
    responses carry both; ``overlap`` is their share of all that carry either; ``moved_to`` says
    where most responses of a theme that went are now, or whence those of one that came.
    ``figures``: each figure of another table that differs, with ``why``.
    """

    inputs: pd.DataFrame = holds("file", "state", "records_a", "records_b")
    settings_changed: pd.DataFrame = holds("section", "setting", "a", "b")
    versions: pd.DataFrame = holds("package", "a", "b")
    counts: pd.DataFrame = holds("reason", "label", "a", "b")
    responses: pd.DataFrame = holds("what", "n")
    themes: pd.DataFrame = holds(
        "question_id", "state", "theme_a", "label_a", "n_a", "theme_b", "label_b", "n_b", "shared",
        "overlap", "moved_to",
    )  # fmt: skip
    figures: pd.DataFrame = holds("table_name", "row", "figure", "a", "b", "why")
    main: ClassVar[str] = "themes"

    @property
    def same(self) -> bool:
        """Whether nothing that a reader sees differs."""
        counts, themes = self.counts, self.themes
        return bool(
            (counts["a"] == counts["b"]).all()
            and (themes["state"] == "same").all()
            and not len(self.figures)
        )

    def to_dict(self) -> dict[str, Any]:
        """All tables as plain lists, for JSON."""
        rows = {
            name: json.loads(table.to_json(orient="records"))
            for name, table in self.tables().items()
        }
        return {"a": self.settings["a"], "b": self.settings["b"], "same": self.same, **rows}

    def text(self) -> str:
        """The differences in words, a line each."""
        return "\n".join(
            [
                f"From {self.settings['a']} to {self.settings['b']}:",
                *self._why(),
                *self._counts(),
                *self._themes(),
                *self._figures(),
            ]
        )

    def _why(self) -> list[str]:
        lines = ["", "Input"]
        lines += [
            f"  {row.file}: {row.state}" + _records(row.records_a, row.records_b)
            for row in rows_of(self.inputs)
        ] or ["  the same files"]
        lines += ["", "Settings"]
        lines += [
            f"  {f'[{row.section}] ' if row.section else ''}{row.setting}: {row.a} → {row.b}"
            for row in rows_of(self.settings_changed)
        ] or ["  the same"]
        lines += ["", "Versions"]
        lines += [f"  {row.package}: {row.a} → {row.b}" for row in rows_of(self.versions)] or [
            "  the same"
        ]
        return lines

    def _counts(self) -> list[str]:
        lines = ["", "Responses"]
        for row in rows_of(self.counts):
            change = f"{row.a:,} → {row.b:,}" if row.a != row.b else f"{row.b:,}"
            lines.append(f"  {row.label}: {change}")
        return lines + [f"  {row.n:,} {row.what}" for row in rows_of(self.responses) if row.n]

    def _themes(self) -> list[str]:
        table = self.themes
        if not len(table):
            return []
        states = table["state"].value_counts()
        counts = ", ".join(f"{states[s]} {s}" for s in ("same", *_SIGNS) if s in states)
        lines = ["", f"Themes: {counts}"]
        order = ["went", "came", "renamed", "changed"]
        for state in order:
            rows = rows_of(table[table["state"] == state])
            lines += [f"  {_SIGNS[state]} {_theme(row)}" for row in rows]
        return lines

    def _figures(self) -> list[str]:
        table = self.figures
        if not len(table):
            return ["", "Figures of other tables: the same"]
        lines = ["", f"Figures of other tables: {len(table):,} differ"]
        for (name, why), rows in table.groupby(["table_name", "why"], sort=False):
            lines.append(f"  {name} ({len(rows):,}; {why})")
            lines += [
                f"    {row.row}: {row.figure} {_figure(row.a)} → {_figure(row.b)}"
                for row in rows_of(rows.head(_SHOWN))
            ]
            if len(rows) > _SHOWN:
                lines.append(f"    and {len(rows) - _SHOWN:,} more")
        return lines


def _records(a: Any, b: Any) -> str:
    if pd.isna(a) or pd.isna(b) or a == b:
        return ""
    return f" ({a:,} → {b:,} records)"


def _theme(row: Any) -> str:
    moved = f"; {row.moved_to}" if row.moved_to else ""
    if row.state == "came":
        return f"{row.theme_b} “{row.label_b}”: {row.n_b:,} responses{moved}"
    if row.state == "went":
        return f"{row.theme_a} “{row.label_a}”: had {row.n_a:,} responses{moved}"
    name = f"“{row.label_a}”"
    if row.label_a != row.label_b:
        name += f" → “{row.label_b}”"
    return f"{row.theme_a} → {row.theme_b} {name}: {row.n_a:,} → {row.n_b:,}, {row.shared:,} of them the same"


def _figure(value: Any) -> str:
    if pd.isna(value):
        return "none"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.3g}"
