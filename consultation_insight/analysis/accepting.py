"""Taking discovered references into a gazetteer of one's own."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from consultation_insight.analysis._references.gazetteer import (
    COLUMNS,
    KINDS,
    guarded,
    read_gazetteer,
    rows_of,
)
from consultation_insight.errors import DataError, OutputProblem
from consultation_insight.models.matcher import plain
from consultation_insight.word_results import References

__all__ = ["accept_references"]


def accept_references(
    references: References,
    which: Sequence[str] | str,
    *,
    gazetteer: str | Path,
    kind: str | None = None,
    part_of: str | None = None,
) -> pd.DataFrame:
    """Write references into a gazetteer file, from which the next `find_references` knows them.

    Names of one word are taken as written (``=UBI``); words written small need support
    (``~doughnut``); accounts and domains go into their own columns. The file is made where there
    is none; what stands in it stays, and a reference that it has already gets the new names. It is
    written whole or not at all, and no cell begins like a formula.

    Parameters
    ----------
    references : References
        What `find_references` found.
    which : list of str
        The ``reference_id`` of each reference to take.
    gazetteer : path
        Your CSV file, as for `find_references`.
    kind : str, optional
        What they are, where discovery could not tell: ``person``, ``theory``, ``book``,
        ``report``, ``organisation``, ``place``, ``programme`` or ``other``.
    part_of : str, optional
        The ``reference_id`` of an entry on whose line they are counted from now on.

    Returns
    -------
    pandas.DataFrame
        The rows as they were written.

    Raises
    ------
    DataError
        If there is no such reference, kind or entry.
    OutputProblem
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, accept_references, find_references
    >>> corpus = Corpus.from_responses(pd.DataFrame({"text": [
    ...     "We should read Zeb Quillfeather", "More of Zeb Quillfeather's ideas"]}))
    >>> found = find_references(corpus)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = f"{folder}/mine.csv"
    ...     written = accept_references(found, ["zeb-quillfeather"], gazetteer=file, kind="person")
    ...     again = find_references(corpus, gazetteer=file, discover=False)
    >>> again.to_frame()[["reference", "kind", "responses"]].to_numpy().tolist()
    [['Zeb Quillfeather', 'person', 2]]
    """
    path = Path(gazetteer)
    chosen = [which] if isinstance(which, str) else list(which)
    lines = {str(row["reference_id"]): row for row in references.to_frame().to_dict("records")}
    unknown = [name for name in chosen if name not in lines]
    if unknown:
        raise DataError(f"There is no reference {', '.join(map(repr, unknown))} to accept.")
    if kind is not None and kind not in KINDS:
        raise DataError(f"There is no kind {kind!r}; use one of {', '.join(KINDS)}.")
    known = read_gazetteer(path if path.exists() else None).entries
    if part_of is not None and part_of not in known:
        raise DataError(f"The gazetteer has no entry {part_of!r} for part_of.")
    header, rows = _existing(path)
    by_id = {row["reference_id"]: row for row in rows}
    for name in chosen:
        row = _row(name, lines[name], kind, part_of)
        if name in by_id:
            _add_to(by_id[name], row)
        else:
            by_id[name] = row
            rows.append(row)
    _write(path, header, rows)
    return pd.DataFrame([by_id[name] for name in chosen], columns=list(COLUMNS))


def _existing(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    if not path.exists():
        return list(COLUMNS), []
    header, rows = rows_of(path)
    return [*header, *(column for column in COLUMNS if column not in header)], rows


def _row(
    name: str, line: Mapping[Any, Any], kind: str | None, part_of: str | None
) -> dict[str, str]:
    forms = [form for form in str(line["aliases"]).split("; ") if form]
    handles = [form[1:] for form in forms if form[0] in "@＠"]
    domains = [form for form in forms if _is_domain(form)]
    words = [form for form in forms if form not in domains and form[0] not in "@＠#＃"]
    joined = {plain(word).replace(" ", "") for word in words}
    tags = [form[1:] for form in forms if form[0] in "#＃"]
    words += [tag for tag in tags if plain(tag).replace("_", "") not in joined]
    if not words and not handles and not domains:
        words = [str(line["reference"])]
    return {
        "reference_id": name,
        "reference": str(line["reference"]),
        "kind": kind or str(line["kind"]),
        "aliases": ";".join(dict.fromkeys(map(_alias, words))),
        "handles": ";".join(dict.fromkeys(handles)),
        "domains": ";".join(dict.fromkeys(domains)),
        "part_of": part_of or "",
        "context": "",
    }


def _is_domain(form: str) -> bool:
    return "." in form and " " not in form and form[-1].isalpha() and form.islower()


def _alias(form: str) -> str:
    """A form with the rule that it needs: one word is easily an ordinary one."""
    form = form.replace(";", ",")
    if len(form.split()) > 1:
        return form
    return f"~{form}" if form.islower() else f"={form}"


def _add_to(old: dict[str, str], new: dict[str, str]) -> None:
    for column in ("aliases", "handles", "domains"):
        values = [*old.get(column, "").split(";"), *new[column].split(";")]
        old[column] = ";".join(dict.fromkeys(value.strip() for value in values if value.strip()))
    for column in ("kind", "part_of"):
        old[column] = new[column] or old.get(column, "")


def _write(path: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, lineterminator="\r\n", restval="")
    writer.writeheader()
    writer.writerows({name: guarded(row.get(name, "")) for name in header} for row in rows)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            # With its mark, so that spreadsheets read accents as they are.
            with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
                file.write(text.getvalue())
            Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputProblem(f"{path} cannot be written: {error.strerror}.") from None
