"""`read`: from files, as they are, to a corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.corpus import Corpus, Step
from consultation_insight.errors import FileProblem, SettingsError, UsageError
from consultation_insight.ingest._build import Part
from consultation_insight.ingest._formats.parts import Given, Line, Reading, read_parts
from consultation_insight.ingest._respondents import respondent_ids
from consultation_insight.protocols import Reader

__all__ = ["joined_parts", "read"]


def read(
    source: Given,
    *,
    text: str | Sequence[str] | None = None,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    reader: Reader | None = None,
) -> Corpus:
    """Read files or a DataFrame into a corpus. Nothing is lost: the ledger says where each column went.

    CSV (any encoding and separator), XLSX, XLS, ODS, Parquet, JSON and JSON lines are recognised by
    what is in them. What each column is for is guessed by its name and its values; `check` shows the
    guesses, and ``columns`` overrides them.

    Parameters
    ----------
    source : path, list of paths, or pandas.DataFrame
        What to read.
    text : str or list of str, optional
        Columns to analyse as open text. Without it, all columns of free text are.
    sheet : str, optional
        The sheet of a workbook. Without it, the sheets that hold responses are read.
    columns : mapping of str to str, optional
        Roles by column name: ``open``, ``single``, ``multiple``, ``scale``, ``number``,
        ``attribute``, ``respondent``, ``id``, ``likes``, ``weight``, ``created_at``, ``links``,
        ``link_title`` (of the page that a row links to), ``handle``, ``name``, ``in_reply_to``, ``email``, ``personal``, ``consent`` (who agreed to be
        quoted), ``question`` and ``text`` (one row an answer, with the question beside it), or
        ``ignore``.
    encoding : str, optional
        Of text files. Without it, UTF-8 and UTF-16 are recognised, and lines that are neither are
        read as Windows-1252.
    reader : Reader, optional
        Object only: reads a format that is not known here, one file at a time. It has one method,
        ``read(path)``, which gives a DataFrame or a Corpus.

    Returns
    -------
    Corpus
        One response for each respondent and open question, blanks included.

    Raises
    ------
    FileProblem
        A file cannot be read; the message says which, where, and what to do.
    RowErrors
        Rows of a file cannot be read; all of them are listed.
    ColumnNotFound
        ``text`` or ``columns`` names a column that is not there.
    SettingsError
        ``columns`` gives a role that does not exist.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> table = pd.DataFrame({
    ...     "Age": ["16-24", "25-34", "16-24", "25-34"],
    ...     "Why?": ["More buses in the evening, please", "", "The shelter leaks when it rains",
    ...              "There is no way to cross the road there"]})
    >>> corpus = ci.read(table)
    >>> corpus
    Corpus: 4 responses, 4 live, 0 set aside; 1 question, 4 respondents
    >>> list(corpus.respondents)
    ['respondent_id', 'Age']
    """
    if reader is not None:
        given = _through(reader, source)
        if isinstance(given, Corpus):
            return given
        source = given
    return joined_parts(
        read_parts(source, text=text, sheet=sheet, columns=columns, encoding=encoding)
    )


def _through(reader: Reader, source: Given) -> pd.DataFrame | Corpus:
    """What a reader of the user's makes of a file."""
    if not isinstance(source, str | Path):
        raise UsageError("A reader of your own reads one file; give 'source' as one path.")
    path = Path(source)
    if not path.is_file():
        raise FileProblem(path, "is not there", remedy="Check its name and folder.")
    read = reader.read(path)
    if isinstance(read, pd.DataFrame | Corpus):
        return read
    raise SettingsError.from_value(
        "reader",
        "read",
        "an object whose read() gives a DataFrame or a Corpus",
        type(read).__name__,
    )


def joined_parts(reading: Reading) -> Corpus:
    """Put the parts together; respondents of one id are one respondent."""
    parts = reading.parts
    numbers, ids = _respondents(parts)
    responses = _stacked([part.responses for part in parts])
    who = _numbered([part.responses for part in parts], numbers)
    responses["quotable"] = _agreed(parts, numbers, len(ids))[who]
    responses["respondent_id"] = ids.take(who).reset_index(drop=True)
    attributes = _stacked([part.attributes for part in parts])
    attributes["_key"] = _numbered([part.attributes for part in parts], numbers)
    lines = [row for part in parts for row in part.ledger] + reading.ledger
    if len(parts) > 1:
        attributes = _one_row_each(attributes, lines)
    attributes.insert(0, "respondent_id", ids.take(attributes.pop("_key")).reset_index(drop=True))
    names = [str(name) for name in attributes if name != "respondent_id"]
    attributes[names] = attributes[names].fillna("").astype("str")
    answers = _stacked([part.answers for part in parts])
    by = _numbered([part.answers for part in parts], numbers)
    answers.insert(0, "respondent_id", ids.take(by).reset_index(drop=True))
    questions = pd.DataFrame(
        list(dict.fromkeys(q for part in parts for q in part.questions)),
        columns=["question_id", "wording", "type", "levels"],
        dtype="str",
    ).drop_duplicates("question_id")
    scales = pd.DataFrame(
        list(dict.fromkeys(scale for part in parts for scale in part.scales)),
        columns=["attribute", "type", "levels"],
        dtype="str",
    ).drop_duplicates("attribute")
    corpus = Corpus.from_responses(
        responses.drop(columns="_key"),
        respondents=attributes,
        questions=questions,
        answers=answers.drop(columns="_key"),
        attributes=scales[scales["attribute"].isin(names)],
        sources=reading.sources,
        ledger=pd.DataFrame(
            lines, columns=["source_file", "source_sheet", "column", "used_as", "why", "cells"]
        ),
    )
    titles = [pair for part in parts for pair in part.link_titles]
    return corpus.after(
        Step.of("read", reading.settings),
        link_titles=pd.DataFrame(sorted(set(titles)), columns=["url", "title"], dtype="str"),
    )


def _respondents(parts: Sequence[Part]) -> tuple[list[npt.NDArray[np.intp]], pd.Series]:
    """Number respondents over all parts: for each part its own numbers' numbers; and their ids."""
    keys = _stacked([part.keys for part in parts])
    own = _stacked([part.own for part in parts])
    codes, _ = pd.factorize(keys)
    ends = np.cumsum([len(part.keys) for part in parts])
    ids = respondent_ids(own[~pd.Series(codes).duplicated().to_numpy()].reset_index(drop=True))
    return np.split(codes, ends[:-1]), ids


def _numbered(
    frames: Sequence[pd.DataFrame], numbers: Sequence[npt.NDArray[np.intp]]
) -> npt.NDArray[np.intp]:
    return np.concatenate(
        [number[frame["_key"].to_numpy()] for frame, number in zip(frames, numbers, strict=True)]
    )


def _stacked(parts: Sequence[Any]) -> Any:
    """Put tables on top of each other; one alone is not copied."""
    return parts[0].copy(deep=False) if len(parts) == 1 else pd.concat(parts, ignore_index=True)


def _agreed(
    parts: Sequence[Part], numbers: Sequence[npt.NDArray[np.intp]], count: int
) -> npt.NDArray[np.bool_]:
    """Who may be quoted: all, but for those whose data ask for consent and do not give it."""
    agreed = np.ones(count, dtype=bool)
    for part, number in zip(parts, numbers, strict=True):
        if part.consent is not None:
            np.logical_and.at(agreed, number, part.consent.to_numpy(dtype=bool))
    return agreed


def _one_row_each(attributes: pd.DataFrame, lines: list[Line]) -> pd.DataFrame:
    """Put what several tables say of one respondent in one row; the first of two values stands."""
    names = [str(name) for name in attributes if name != "_key"]
    attributes[names] = attributes[names].mask(attributes[names] == "")
    together = attributes.groupby("_key", sort=False)
    values = together[names].nunique()
    for name, different in values.gt(1).sum().items():
        if different:
            why = (
                f"{different} respondents have several values in different tables; the first stands"
            )
            lines.append(("", "", str(name), "note", why, 0))
    return together.first().reset_index()
