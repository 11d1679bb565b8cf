"""Examples: what people coded, read from a table and matched with responses and codes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from consultation_insight._tables import rows_of
from consultation_insight.analysis._coding.questions import Questions
from consultation_insight.code_frames.checking import ROW, cell, failures_of, folded, named
from consultation_insight.code_frames.frame import CodeFrame
from consultation_insight.code_frames.reading import read_rows
from consultation_insight.corpus import Corpus
from consultation_insight.errors import ColumnNotFound

__all__ = ["CODED", "human_codes"]

CODED = ("response_id", "question_id", "code", "start", "end", "strength", "assigned_by")
_NAMES = {
    "response_id": ("responseid", "response", "id", "commentid", "replyid"),
    "source_row": ("sourcerow", "row", "rownumber", "line"),
    "source_id": ("sourceid",),
    "respondent_id": ("respondentid", "respondent", "participantid"),
    "question_id": ("questionid", "question", "qid"),
    "code": ("code", "codes", "codeid", "theme", "themeid", "label", "topicid"),
    "start": ("start", "startposition"),
    "end": ("end", "endposition"),
    "assigned_by": ("assignedby", "coder", "codedby", "who", "person"),
}


def human_codes(
    examples: pd.DataFrame | str | Path | None,
    corpus: Corpus,
    frame: CodeFrame,
    questions: Questions,
    question: str,
) -> tuple[pd.DataFrame, set[str]]:
    """Match examples with the corpus and the frame.

    Returns
    -------
    coded : pandas.DataFrame
        As in ``Coding.coding``; several codes of a cell (separated by ``;``) become several rows.
    read : set of str
        The responses that a person has read, also those that were given no code.

    Raises
    ------
    RowErrors
        Responses or codes that are not there; all at once, with their rows, never the text.
    """
    if examples is None:
        return pd.DataFrame(columns=list(CODED)), set()
    if isinstance(examples, pd.DataFrame):
        rows, source = examples.to_dict("records"), "examples"
        raw: list[dict[str, Any]] = [
            {**{str(k): v for k, v in row.items()}, ROW: place}
            for place, row in enumerate(rows, start=1)
        ]
    else:
        path = Path(examples)
        raw, source = read_rows(path), path.name
    columns = list(dict.fromkeys(name for row in raw for name in row if not name.startswith("__")))
    headings = named(columns, _NAMES)
    _refuse_missing(headings, columns, source)
    finder = _Finder(corpus, questions, question)
    coded, read, faults = [], set(), []
    for row in raw:
        given = {name: cell(row.get(column)) for name, column in headings.items()}
        if not any(given.values()):
            continue
        found = finder.find(given)
        if isinstance(found, str):
            faults.append(_fault(source, row, *found.split("|")))
            continue
        response, asked, text = found
        if not response:
            continue  # another question than the one coded, or set aside
        read.add(response)
        codes, unknown = _codes(given["code"], frame, asked)
        faults += [_fault(source, row, "code", f"{name!r} is not in the frame") for name in unknown]
        start, end = _span(given, len(text))
        who = given.get("assigned_by") or "person"
        coded += [(response, asked, code, start, end, 1.0, who) for code in codes]
    if faults:
        raise failures_of(faults)
    table = pd.DataFrame(coded, columns=list(CODED))
    return table.drop_duplicates(ignore_index=True), read


def _refuse_missing(headings: dict[str, str], columns: list[str], source: str) -> None:
    if "code" not in headings:
        raise ColumnNotFound(["code"], columns, file=source)
    if not {"response_id", "source_row", "source_id", "respondent_id"} & set(headings):
        raise ColumnNotFound(["response_id", "source_row"], columns, file=source)


def _fault(source: str, row: dict[str, Any], column: str, problem: str) -> dict[str, Any]:
    remedies = {
        "code": "Use the codes of the frame, or add it there.",
        "question_id": "Use a question of the run.",
    }
    return {
        "file": source,
        "sheet": row.get("__sheet__", ""),
        "row": row[ROW],
        "column": column,
        "problem": problem,
        "remedy": remedies.get(column, "Use the response_id or source_row of the run."),
    }


def _span(given: dict[str, str], length: int) -> tuple[int, int]:
    start, end = given.get("start", ""), given.get("end", "")
    if start.isdigit() and end.isdigit() and 0 <= int(start) < int(end) <= length:
        return int(start), int(end)
    return 0, length


def _codes(value: str, frame: CodeFrame, question: str) -> tuple[list[str], list[str]]:
    table = frame.for_question(question).table
    scope: dict[str, str] = {}
    for column in ("code", "label"):
        for code, name in zip(table["code"], table[column], strict=True):
            scope.setdefault(folded(name) or name, code)
    exact = set(table["code"])
    codes, unknown = [], []
    whole = value.strip()
    names = [whole] if whole in exact else [name.strip() for name in re.split(r"[;\n|]", value)]
    for name in names:
        if not name:
            continue
        code = name if name in exact else scope.get(folded(name) or name, "")
        if code:
            codes.append(code)
        else:
            unknown.append(name)
    return codes, unknown


class _Finder:
    """Finds the response that a row of examples names."""

    def __init__(self, corpus: Corpus, questions: Questions, question: str) -> None:
        responses = corpus.responses
        self._questions, self._question = questions, question
        self._by_id: dict[str, tuple[str, str, str, str]] = {}
        self._by_key: dict[tuple[str, str], list[str]] = {}
        for row in rows_of(responses):
            self._by_id[row.response_id] = (
                row.response_id,
                row.question_id,
                row.text,
                row.set_aside,
            )
            keys = [("source_id", row.source_id), ("respondent_id", row.respondent_id)]
            if not pd.isna(row.source_row):
                keys.append(("source_row", str(int(row.source_row))))
            for key in keys:
                self._by_key.setdefault(key, []).append(row.response_id)

    def find(self, given: dict[str, str]) -> tuple[str, str, str] | str:
        """The response, its question and text; "" for one not coded now; or what is wrong."""
        asked = given.get("question_id", "")
        question = self._questions.get(asked) if asked else self._question
        if asked and not question:
            return f"question_id|there is no open question {asked!r}"
        ids = self._ids(given)
        if isinstance(ids, str):
            return ids
        found = [self._by_id[one] for one in ids]
        if question:
            found = [one for one in found if one[1] == question]
        if len(found) > 1:
            return "question_id|its row has answers to several questions: name the question"
        if not found or found[0][3] or (self._question and found[0][1] != self._question):
            return "", "", ""
        return found[0][:3]

    def _ids(self, given: dict[str, str]) -> list[str] | str:
        response = given.get("response_id", "")
        if response in self._by_id:
            return [response]
        for name in ("source_row", "source_id", "respondent_id"):
            value = given.get(name, "")
            if value:
                value = re.sub(r"\.0$", "", value)
                found = self._by_key.get((name, value))
                return found if found else f"{name}|there is no {name} {value!r}"
        # People write a row or a respondent where a response is meant.
        for name in ("source_id", "respondent_id", "source_row"):
            if response and (name, response) in self._by_key:
                return self._by_key[name, response]
        return f"response_id|there is no response {response!r}"
