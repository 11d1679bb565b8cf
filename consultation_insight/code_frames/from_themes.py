"""A first code frame from the machine's themes, for people to edit and approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consultation_insight._tables import rows_of
from consultation_insight.code_frames.frame import CodeFrame

if TYPE_CHECKING:
    from consultation_insight.results import Themes

__all__ = ["frame_of_themes"]


def frame_of_themes(themes: Themes, *, name: str = "") -> CodeFrame:
    """Make a code of each theme and, under it, of its sub-themes; its best sentence is the example."""
    several = themes.table["question_id"].nunique() > 1
    rows = [
        {
            "code": row.theme_id,
            "label": row.label,
            "description": _words(row.keywords),
            "question_id": row.question_id if several else "",
            "examples": " ".join(str(row.description).split()),
        }
        for row in rows_of(themes.table)
    ]
    rows += [
        {
            "code": row.subtheme_id,
            "label": row.label,
            "description": _words(row.keywords),
            "question_id": row.question_id if several else "",
            "parent": row.theme_id,
        }
        for row in rows_of(themes.subthemes)
    ]
    return CodeFrame.of(rows, name=name, source="the themes")


def _words(keywords: object) -> str:
    return f"Words: {keywords}." if keywords else ""
