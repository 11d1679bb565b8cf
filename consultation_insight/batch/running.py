"""Run many files or questions, each to a folder and a report of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

import consultation_insight as ci
from consultation_insight.batch._at_work import rows_of
from consultation_insight.batch.jobs import find_jobs
from consultation_insight.batch.results import COLUMNS, DONE, FAILED, SAME, Batch
from consultation_insight.config import Settings
from consultation_insight.progress import ENDED, usual_progress
from consultation_insight.protocols import Progress
from consultation_insight.reporting.overview import render_overview
from consultation_insight.run_folders import to_csv
from consultation_insight.run_places import disk_errors, only_one, refuse_other_folders

__all__ = ["run_batch"]

#: By this file a folder is known as that of a batch.
_MARK = "batch.json"
_NUMBERS = ("received", "analysed", "themes")


def run_batch(
    source: str | Path | Sequence[str | Path],
    out: str | Path,
    *,
    settings: Settings | None = None,
    questions: str | None = None,
    workers: int = 1,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Batch:
    r"""Run many files or questions, each to a folder and a report of its own.

    One that cannot be run does not stop the others: it is listed with its error. After a stop, a
    crash or a loss of power the same call goes on; what is finished and has not changed is left as
    it is. ``index.html`` in the folder leads to all reports, ``summary.csv`` is the same as a
    table; both are written anew after each run.

    Parameters
    ----------
    source : path or list of paths
        A folder, files, patterns such as ``"answers/*.csv"``, or a settings file with ``[batch]``.
    out : path
        The folder to write: ``out/NAME`` holds the run of ``NAME.csv``.
    settings : Settings, optional
        For all runs, where ``source`` is no settings file.
    questions : str, optional
        ``"together"``: one run a file. ``"apart"``: one run for each column of free text.
    workers : int
        Runs at a time, each in a process of its own; the results are the same. A script that asks
        for more than one needs the usual ``if __name__ == "__main__":``.
    fresh : bool
        Do everything again.
    progress : callable, optional
        Called as ``progress(stage, done, total)``: ``stage`` is ``"q07: themes"``, or the line of
        a run that ended; ``done`` of ``total`` runs have ended.

    Returns
    -------
    Batch
        One row a run.

    Raises
    ------
    SettingsError
        The settings have a mistake, or there is nothing to run.
    OutputProblem
        The folder cannot be written, or another batch is writing it.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> import consultation_insight as ci
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     answers = pathlib.Path(folder) / "answers"
    ...     answers.mkdir()
    ...     _ = (answers / "q1.csv").write_text(
    ...         "Why?\nMore buses in the evening, please\nThe shelter leaks when it rains\n")
    ...     _ = (answers / "q2.csv").write_text("")
    ...     batch = ci.run_batch(answers, pathlib.Path(folder) / "reports")
    ...     (batch.table["run"].tolist(), batch.table["state"].tolist())
    (['q1', 'q2'], ['done', 'failed'])
    """
    jobs = find_jobs(source, settings, questions)
    progress = progress or usual_progress()
    out = Path(out)
    refuse_other_folders(out, _MARK)
    rows: dict[int, dict[str, Any]] = {}

    def tell(number: int, stage: str) -> None:
        if progress:
            progress(f"{jobs[number].name}: {stage}", len(rows), len(jobs))

    with only_one(out):
        with disk_errors(out):
            out.mkdir(parents=True, exist_ok=True)
            _write(out, _table([]), len(jobs))
        for number, row in rows_of(jobs, out, workers=workers, fresh=fresh, tell=tell):
            rows[number] = row
            table = _table([rows[place] for place in sorted(rows)])
            with disk_errors(out):
                _write(out, table, len(jobs))
            tell(number, _line(row))
        if progress:
            progress(ENDED, len(jobs), len(jobs))
    return Batch(
        base=len(jobs),
        table=table,
        settings={
            "out": str(out),
            "workers": workers,
            "questions": questions or "as the settings say",
        },
        method="Each file or question was analysed by itself.",
    )


def _table(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    for column in table:
        if column in _NUMBERS:
            table[column] = table[column].astype("Int64")
        elif column != "seconds":
            table[column] = [value if isinstance(value, str) else "" for value in table[column]]
    return table


def _line(row: dict[str, Any]) -> str:
    """One run in a line."""
    if row["state"] == FAILED:
        return f"{FAILED}: {row['error']}"
    what = f"{row['analysed']:,} of {row['received']:,} analysed, {row['themes']:,} themes"
    state = "" if row["state"] == DONE else f", {SAME}"
    return f"{what}{state} ({row['seconds']:.0f} s) {row['warnings']}".rstrip()


def _write(out: Path, table: pd.DataFrame, total: int) -> None:
    """Write the summary, each file whole."""
    held = {"package": ci.__version__, "runs": total, "ended": len(table)}
    rows = [{str(name): cell for name, cell in row.items()} for row in table.to_dict("records")]
    texts = {
        _MARK: json.dumps(held, indent=2),
        "summary.csv": to_csv(table),
        "index.html": render_overview(out.resolve().name, rows, total, ci.__version__),
    }
    for name, text in texts.items():
        new = out / f".{name}.new"
        new.write_bytes(text.encode("utf-8", errors="replace"))
        new.replace(out / name)
