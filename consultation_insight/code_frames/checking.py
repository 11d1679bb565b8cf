"""From rows as people write them to a table without faults, or one error with all faults."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from consultation_insight._tables import rows_of
from consultation_insight.errors import ColumnNotFound, FileProblem, RowErrors

__all__ = ["COLUMNS", "HEADINGS", "checked", "failures_of", "folded", "named"]

COLUMNS = ("code", "label", "description", "parent", "question_id", "opposite", "examples")

#: How people head these columns, folded to letters and digits.
HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("code", "codeid", "id", "themeid", "topicid", "codenumber", "number", "shortcode"),
    "label": (
        "label", "name", "title", "codelabel", "codename", "theme", "themelabel", "themename",
        "topic", "topiclabel", "topicname", "heading", "shorttitle",
    ),
    "description": (
        "description", "definition", "desc", "codedescription", "meaning", "notes", "memo",
        "topicdescription", "themedescription", "explanation",
    ),
    "parent": (
        "parent", "parentcode", "parentid", "maincode", "parenttheme", "parentlabel", "belongsto",
    ),
    "question_id": ("questionid", "question", "qid", "questions", "forquestion"),
    "opposite": ("opposite", "opposes", "opposing", "oppositeof", "opposingcode", "opposites"),
    "examples": ("examples", "example", "quotes", "examplequotes", "verbatims"),
}  # fmt: skip
#: What no file format can hold: control characters other than tab and line end.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufeff\ufffe\uffff\ud800-\udfff]")
_OPPOSITE = re.compile(r"\bOpposite of\s+([^\s.;,)]+)", re.IGNORECASE)
#: Where a reader puts the row's number in its file.
ROW = "__row__"
SHEET = "__sheet__"


def folded(name: object) -> str:
    """Fold a heading to its letters and digits, as people vary the rest."""
    return re.sub(r"[\W_]+", "", str(name)).casefold()


def named(columns: Iterable[str], wanted: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Find for each wanted column the heading that stands for it; the first spelling wins."""
    by_fold: dict[str, str] = {}
    for column in columns:
        by_fold.setdefault(folded(column), column)
    found: dict[str, str] = {}
    for name, spellings in wanted.items():
        for spelling in spellings:
            if spelling in by_fold and by_fold[spelling] not in found.values():
                found[name] = by_fold[spelling]
                break
    return found


def cell(value: object) -> str:
    """Write a cell as text: 3.0 as 3, nothing as nothing, line ends as they are."""
    if isinstance(value, (list, tuple)):
        return "\n".join(cell(item) for item in value)
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float):
        if value != value:
            return ""
        if value.is_integer():
            return str(int(value))
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text).strip()


def failures_of(rows: list[dict[str, Any]]) -> RowErrors:
    """Make the error that lists all failures."""
    columns = ["file", "sheet", "row", "column", "problem", "remedy"]
    return RowErrors(pd.DataFrame(rows, columns=columns))


def checked(rows: Iterable[Mapping[str, Any]], source: str) -> pd.DataFrame:
    """Give the table of a frame; raise one `RowErrors` that lists all that is wrong."""
    raw = [dict(row) for row in rows]
    if not raw:
        raise FileProblem(source, "holds no codes", remedy="Give one row for each code.")
    columns = list(dict.fromkeys(str(name) for row in raw for name in row))
    headings = named([name for name in columns if not name.startswith("__")], HEADINGS)
    if "label" not in headings and "code" not in headings:
        raise ColumnNotFound(["label"], [c for c in columns if not c.startswith("__")], file=source)
    table = _tidy(raw, headings)
    failures = [*_missing(table), *_twice(table)]
    table["parent"], unknown = _known(table, "parent")
    failures += [*unknown, *_circles(table)]
    if failures:
        raise failures_of(
            [
                {"file": source, "sheet": fault.pop("sheet"), "row": fault.pop("row"), **fault}
                for fault in sorted(failures, key=lambda fault: (fault["sheet"], fault["row"]))
            ]
        )
    table["opposite"] = _opposites(table)
    extra = [name for name in ("guid", "color") if name in table]
    return table[[*COLUMNS, *extra]].reset_index(drop=True)


def _tidy(raw: list[dict[str, Any]], headings: Mapping[str, str]) -> pd.DataFrame:
    out = []
    for place, row in enumerate(raw, start=1):
        given = {name: cell(row.get(column)) for name, column in headings.items()}
        if not any(given[name] for name in given if name != "question_id"):
            continue  # an empty row
        new = {name: given.get(name, "") for name in COLUMNS}
        new["examples"] = "\n".join(
            " ".join(line.split()) for line in new["examples"].split("\n") if line.strip()
        )
        if "code" not in headings:
            new["code"] = new["label"]
        if "label" not in headings:
            new["label"] = new["code"]
        for name in ("guid", "color"):
            if name in row:
                new[name] = cell(row[name])
        new["row"] = row.get(ROW, place)
        new["sheet"] = row.get(SHEET, "")
        questions = [name.strip() for name in new["question_id"].split(";")]
        out += [{**new, "question_id": name} for name in dict.fromkeys(questions)]
    return pd.DataFrame(out).fillna({"guid": "", "color": ""})


def _fault(row: Any, column: str, problem: str, remedy: str) -> dict[str, Any]:
    return {
        "sheet": row.sheet,
        "row": row.row,
        "column": column,
        "problem": problem,
        "remedy": remedy,
    }


def _missing(table: pd.DataFrame) -> list[dict[str, Any]]:
    faults = []
    for row in rows_of(table):
        if not row.code:
            faults.append(_fault(row, "code", "has no code", "Give each row a code of its own."))
        if not row.label:
            remedy = "Give the code a label: a few words which say what it means."
            faults.append(_fault(row, "label", f"code {row.code!r} has no label", remedy))
    return faults


def _twice(table: pd.DataFrame) -> list[dict[str, Any]]:
    faults = []
    first: dict[tuple[str, str], Any] = {}
    questions: dict[str, set[str]] = {}
    for row in rows_of(table):
        if not row.code:
            continue
        known = questions.setdefault(row.code, set())
        clash = row.question_id in known or (known and ("" in known or not row.question_id))
        if clash:
            earlier = first.get((row.code, row.question_id)) or first[row.code, min(known)]
            faults.append(
                _fault(
                    row,
                    "code",
                    f"code {row.code!r} stands twice, first in row {earlier}",
                    "Give one of them another code, or another question.",
                )
            )
        known.add(row.question_id)
        first.setdefault((row.code, row.question_id), row.row)
    return faults


def _scopes(table: pd.DataFrame) -> dict[str, dict[str, str]]:
    """For each question, what a reference may say (folded code or label) and the code it means."""
    scopes: dict[str, dict[str, str]] = {}
    everywhere = table[table["question_id"] == ""]
    for question in dict.fromkeys(table["question_id"]):
        own = table[table["question_id"] == question]
        both = pd.concat([own, everywhere]) if question else own
        scope: dict[str, str] = {}
        for column in ("code", "label"):
            for code, value in zip(both["code"], both[column], strict=True):
                scope.setdefault(folded(value) or value, code)
        # A code as it is written comes before any folded one.
        scope |= {code: code for code in both["code"]}
        scopes[question] = scope
    return scopes


def _known(table: pd.DataFrame, column: str) -> tuple[list[str], list[dict[str, Any]]]:
    scopes = _scopes(table)
    values, faults = [], []
    for row in rows_of(table):
        value = getattr(row, column)
        scope = scopes[row.question_id]
        found = scope.get(value) or scope.get(folded(value)) if value else ""
        if found == row.code and value:
            faults.append(
                _fault(row, column, f"code {row.code!r} is its own parent", "Leave it empty.")
            )
        elif value and not found:
            problem = f"the parent {value!r} of code {row.code!r} is not in the frame"
            faults.append(_fault(row, column, problem, "Add it as a row, or mend its name."))
        values.append(found or "")
    return values, faults


def _circles(table: pd.DataFrame) -> list[dict[str, Any]]:
    faults = []
    for question in dict.fromkeys(table["question_id"]):
        part = table[table["question_id"].isin([question, ""])]
        parents = dict(zip(part["code"], part["parent"], strict=True))
        for row in rows_of(part[part["question_id"] == question]):
            seen, at = {row.code}, parents.get(row.code, "")
            while at and at not in seen:
                seen.add(at)
                at = parents.get(at, "")
            if at == row.code and row.parent != row.code:
                problem = f"code {row.code!r} stands under itself: its parents go round in a circle"
                faults.append(_fault(row, "parent", problem, "Leave one of the parents empty."))
    return faults


def _opposites(table: pd.DataFrame) -> list[str]:
    """What is given; else what the description says ("Opposite of …"), if it is a code."""
    scopes = _scopes(table)
    found = []
    for row in rows_of(table):
        scope = scopes[row.question_id]
        given = re.split(r"[;\n]", row.opposite) if row.opposite else []
        said = given or _OPPOSITE.findall(row.description)
        codes = [scope.get(name.strip()) or scope.get(folded(name)) for name in said]
        if given:
            # What is no code of the frame is kept as it was written.
            codes = [code or name.strip() for code, name in zip(codes, given, strict=True)]
        found.append(";".join(dict.fromkeys(code for code in codes if code and code != row.code)))
    return found
