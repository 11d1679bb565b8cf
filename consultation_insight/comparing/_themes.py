"""Which theme of one run is which of another: by the responses they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

__all__ = ["compare_themes"]

#: Two themes are one if so large a part of the responses that carry either carries both. At a half
#: no theme can have two partners; a third lets a theme grow or shrink threefold and stay itself.
SAME_THEME = 1 / 3

_COLUMNS = (
    "question_id", "state", "theme_a", "label_a", "n_a", "theme_b", "label_b", "n_b", "shared",
    "overlap", "moved_to",
)  # fmt: skip
_Members = dict[str, set[str]]


def compare_themes(a: Any, b: Any, pairs: Mapping[str, str]) -> pd.DataFrame:
    """Match the themes of two runs; both in the order of the second, what went at the end.

    Parameters
    ----------
    a, b : Themes or None
    pairs : mapping of str to str
        Which response of ``a`` is which of ``b``.
    """
    old, new = _members(a, pairs), _members(b)
    shared = {
        (x, y): len(old[x] & new[y]) for x in old for y in new if not old[x].isdisjoint(new[y])
    }
    overlap = {(x, y): n / len(old[x] | new[y]) for (x, y), n in shared.items()}
    partner: dict[str, str] = {}
    for x, y in sorted(overlap, key=lambda pair: (-overlap[pair], pair)):
        if overlap[x, y] >= SAME_THEME and x not in partner and y not in partner.values():
            partner[x] = y
    back = {y: x for x, y in partner.items()}
    facts_a, facts_b = _facts(a), _facts(b)
    rows: list[dict[str, Any]] = []
    for y, fact in facts_b.items():
        one = back.get(y)
        row = {"question_id": fact["question_id"], **_named(fact, y, "b")}
        if one is None:
            from_ = Counter({x: n for (x, z), n in shared.items() if z == y})
            row |= {"state": "came", "moved_to": _most(from_, facts_a, "of them were in")}
        else:
            row |= _named(facts_a[one], one, "a")
            row |= {"shared": shared[one, y], "overlap": overlap[one, y]}
            row["state"] = _state(facts_a[one], fact, overlap[one, y])
        rows.append(row)
    for x, fact in facts_a.items():
        if x not in partner:
            to = Counter({y: n for (z, y), n in shared.items() if z == x})
            row = {"question_id": fact["question_id"], "state": "went", **_named(fact, x, "a")}
            rows.append(row | {"moved_to": _most(to, facts_b, "of them are now in")})
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    for column in ("n_a", "n_b", "shared"):
        table[column] = table[column].astype("Int64")
    table["overlap"] = table["overlap"].astype("float64")
    for column in ("question_id", "state", "theme_a", "label_a", "theme_b", "label_b", "moved_to"):
        table[column] = [value if isinstance(value, str) else "" for value in table[column]]
    return table


def _members(themes: Any, pairs: Mapping[str, str] | None = None) -> _Members:
    """The responses of each theme, named as in the second run; those that it has not, as they are."""
    members: _Members = {}
    if themes is None:
        return members
    coding = themes.coding
    for theme, response in zip(coding["theme_id"], coding["response_id"], strict=True):
        known = response if pairs is None else pairs.get(response, f"\0{response}")
        members.setdefault(str(theme), set()).add(known)
    return members


def _facts(themes: Any) -> dict[str, dict[str, Any]]:
    if themes is None:
        return {}
    table = themes.table
    rows = table.to_dict("records")
    return {str(row["theme_id"]): row for row in rows}


def _named(fact: Mapping[str, Any], theme: str, which: str) -> dict[str, Any]:
    return {f"theme_{which}": theme, f"label_{which}": fact["label"], f"n_{which}": fact["n"]}


def _state(old: Mapping[str, Any], new: Mapping[str, Any], overlap: float) -> str:
    if overlap < 1 or old["n"] != new["n"]:
        return "changed"
    return "same" if old["label"] == new["label"] else "renamed"


def _most(counts: Counter[str], facts: Mapping[str, Mapping[str, Any]], how: str) -> str:
    if not counts:
        return ""
    theme, number = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    how = how.replace("were", "was").replace("are", "is") if number == 1 else how
    return f"{number:,} {how} {theme} “{facts[theme]['label']}”" if theme in facts else ""
