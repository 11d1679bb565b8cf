"""`read`: from files, as they are, to a corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from consultation_insight.corpus import Corpus, Step
from consultation_insight.ingest._build import Part
from consultation_insight.ingest._formats.parts import Given, Line, Reading, read_parts

__all__ = ["read"]


def read(
    source: Given,
    *,
    text: str | Sequence[str] | None = None,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
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
        ``handle``, ``name``, ``in_reply_to``, ``email``, ``personal``, ``consent`` (who agreed to be
        quoted), ``question`` and ``text`` (one row an answer, with the question beside it), or
        ``ignore``.
    encoding : str, optional
        Of text files. Without it, UTF-8 and UTF-16 are recognised, and lines that are neither are
        read as Windows-1252.

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
    return _join(read_parts(source, text=text, sheet=sheet, columns=columns, encoding=encoding))


def _join(reading: Reading) -> Corpus:
    """Put the parts together; respondents of one id are one respondent."""
    parts = reading.parts
    responses = pd.concat([part.responses for part in parts], ignore_index=True)
    keys = pd.concat([part.keys for part in parts], ignore_index=True)
    own = pd.concat([part.own for part in parts], ignore_index=True)
    ids = reading.builder.respondent_ids(keys, own)
    responses["quotable"] = _quotable(parts, responses["_key"])
    responses["respondent_id"] = responses.pop("_key").map(ids)
    attributes = pd.concat([part.attributes for part in parts], ignore_index=True)
    lines = [row for part in parts for row in part.ledger] + reading.ledger
    if len(parts) > 1:
        attributes = _one_row_each(attributes, lines)
    attributes.insert(0, "respondent_id", attributes.pop("_key").map(ids))
    names = [str(name) for name in attributes if name != "respondent_id"]
    attributes[names] = attributes[names].fillna("").astype("str")
    answers = pd.concat([part.answers for part in parts], ignore_index=True)
    answers.insert(0, "respondent_id", answers.pop("_key").map(ids))
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
        responses,
        respondents=attributes,
        questions=questions,
        answers=answers,
        attributes=scales[scales["attribute"].isin(names)],
        sources=reading.sources,
        ledger=pd.DataFrame(
            lines, columns=["source_file", "source_sheet", "column", "used_as", "why", "cells"]
        ),
    )
    return corpus.after(Step.of("read", reading.settings))


def _quotable(parts: list[Part], keys: pd.Series) -> pd.Series:
    """Who may be quoted: all, but for those whose data ask for consent and do not give it."""
    asked = [(part.keys, part.consent) for part in parts if part.consent is not None]
    if not asked:
        return pd.Series(True, index=keys.index)
    given = pd.DataFrame(
        {
            "key": pd.concat([one for one, _ in asked], ignore_index=True),
            "agreed": pd.concat([consent for _, consent in asked], ignore_index=True),
        }
    )
    agreed = given.groupby("key", sort=False)["agreed"].all()
    return keys.map(agreed).fillna(True).astype("bool")


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
