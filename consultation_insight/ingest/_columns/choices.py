"""Multiple-choice questions that stand in several columns, one for each option."""

from __future__ import annotations

import re
from dataclasses import replace

from consultation_insight.ingest._columns.column import SAID, Column

__all__ = ["grouped", "is_tick", "other_text"]

#: How tools write that an option was, or was not, chosen.
_CHOSEN = frozenset(
    [
        "1",
        "yes",
        "y",
        "true",
        "x",
        "✓",
        "✔",
        "checked",
        "selected",
        "ticked",
        "quoted",
        "on",
        "ja",
        "oui",
        "sí",
        "si",
        "ie",
        "wahr",
    ]
)
_NOT = frozenset(
    ["0", "no", "n", "false", "unchecked", "not selected", "unselected", "not checked", "off",
     "not quoted", "nein", "non", "nage", "falsch", "-"]
)  # fmt: skip
_OTHER = re.compile(
    r"\bother\b.*\b(?:specify|state|say|describe|text|write)\b|^other$", re.IGNORECASE
)
#: How a header joins question and option, the surest first.
_JOINTS = (
    re.compile(r"(?P<stem>.+?)\s*\[(?P<option>[^\[\]]+)\]\s*"),
    re.compile(r"(?P<stem>.+\S)\s+[-–—>|]\s+(?P<option>\S.*)"),
    re.compile(r"(?P<stem>.+[?:.])\s*(?P<option>\S.*)"),
    re.compile(r"(?P<stem>.*\w)___(?P<option>\w+)"),
    re.compile(r"(?P<stem>.*\w)/(?P<option>\w.*)"),
    re.compile(r"(?P<stem>.*\w)[_.](?P<option>\d{1,2})"),
)
_NUMBERED = _JOINTS[-1]


def is_tick(value: str, option: str) -> bool:
    """Whether a cell says that its option was chosen.

    Examples
    --------
    >>> is_tick("Yes", "Bus"), is_tick("Bus", "Bus"), is_tick("0", "Bus")
    (True, True, False)
    """
    short = value.strip().casefold()
    return short not in _NOT and (short in _CHOSEN or short == option.strip().casefold())


def grouped(columns: list[Column]) -> list[Column]:
    """Join columns that are options of one question; they become ``multiple``."""
    done = list(columns)
    for by_wording in (True, False):
        for joint in _JOINTS:
            for stem, members in _sets(done, joint, by_wording).items():
                for column, option in members:
                    done[column.at] = _as_option(column, stem, option, by_wording)
    return done


def _sets(
    columns: list[Column], joint: re.Pattern[str], by_wording: bool
) -> dict[str, list[tuple[Column, str]]]:
    """Columns by the question that their headers share, with the option that each one is."""
    sets: dict[str, list[tuple[Column, str]]] = {}
    others: set[str] = set()
    for column in columns:
        match = joint.fullmatch(column.wording if by_wording else column.name)
        if not match or column.option:
            continue
        stem = match["stem"].strip()
        option = _option(column, match["option"].strip())
        if option and (column.why != SAID or column.role == "multiple") and _free(column):
            sets.setdefault(stem, []).append((column, option))
        else:
            others.add(stem)
    return {
        stem: members
        for stem, members in sets.items()
        if len(members) >= 2
        and any(column.facts.cells for column, _ in members)
        # v_1, v_2, v_3 are options of one question only if they all are.
        and (joint is not _NUMBERED or stem[-1].isdigit() or stem not in others)
    }


def _free(column: Column) -> bool:
    return column.role in ("single", "multiple", "scale", "number", "attribute", "open") or (
        column.role == "not used" and not column.facts.cells
    )


def _option(column: Column, given: str) -> str:
    """The option that a column stands for; empty where its cells are no ticks.

    Where the header only numbers it, the cells may name it.
    """
    facts = column.facts
    if facts.distinct > 2 or (column.role == "open" and facts.words > 12):
        return ""
    named = [v for v in facts.sample if not is_tick(v, given) and v.casefold() not in _NOT]
    if not named:
        return given
    return named[0] if len(named) == 1 and facts.distinct == 1 and given.isdigit() else ""


def _as_option(column: Column, stem: str, option: str, by_wording: bool) -> Column:
    # Where the names are codes (Q5_1), the question's name is their common beginning.
    name = stem if by_wording and column.name == column.wording else ""
    if not name:
        match = _NUMBERED.fullmatch(column.name) or _JOINTS[3].fullmatch(column.name)
        name = match["stem"] if match else stem
    not_chosen = sum(
        int(column.facts.counts[v]) for v in column.facts.sample if v.casefold() in _NOT
    )
    why = f"an option of {stem!r}" if len(stem) <= 60 else "an option of a question"
    if not_chosen:
        why += f"; {not_chosen} cells say that it was not chosen"
    # A stem such as "Which of these? - Selected Choice" still carries the tool's filler.
    stem = re.sub(r"\s*[-–—]\s*Selected Choice$", "", stem)
    wording = stem if by_wording else (column.wording if column.wording != column.name else stem)
    return replace(column, role="multiple", why=why, group=name, wording=wording, option=option)


def other_text(column: Column) -> bool:
    """Whether a column holds what people wrote beside "Other"."""
    return bool(_OTHER.search(column.wording) or _OTHER.search(column.name))
