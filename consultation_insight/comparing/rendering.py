"""Draw the report of a run again."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Sequence
from pathlib import Path

import consultation_insight as ci
from consultation_insight.config import ReportSettings, Settings
from consultation_insight.results import Analysis
from consultation_insight.run_folders import load_run, save_tables, tables_of, write_text
from consultation_insight.run_places import disk_errors, only_one, put_in_place, unfinished
from consultation_insight.run_steps import FinishedSteps

__all__ = ["report_run"]


def report_run(
    folder: str | Path,
    *,
    out: str | Path | None = None,
    formats: Sequence[str] = ("html", "xlsx"),
    settings: Settings | str | Path | None = None,
) -> dict[str, Path]:
    """Draw the report of a run again, perhaps in other formats or with other ``[report]`` settings.

    Nothing is analysed and no input is read: all stands in the run folder.

    Parameters
    ----------
    folder : path
        A run folder.
    out : path, optional
        Where to write the report; ``folder/report`` where it is not given.
    formats : sequence of str
        See `consultation_insight.write_report`.
    settings : Settings or path, optional
        Whose ``[report]`` is taken. Into the run folder, its tables and settings are written anew
        too, so that they agree with the report.

    Returns
    -------
    dict of str to Path
        The file written for each format.

    Raises
    ------
    DataError
        It is no run folder.
    OutputProblem
        The report cannot be written, for instance because it is open in Excel.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> table = pd.DataFrame({"comment": ["More buses, please", "The shelter leaks"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = ci.run(ci.Settings(), f"{folder}/run", source=table)
    ...     written = ci.report_run(
    ...         f"{folder}/run", formats=["html"],
    ...         settings=ci.Settings.from_dict({"report": {"title": "Buses"}}))
    ...     (sorted(written), ci.load_run(f"{folder}/run").title)
    (['html'], 'Buses')
    """
    folder = Path(folder)
    analysis = load_run(folder)
    if isinstance(settings, str | Path):
        settings = Settings.from_toml(settings, find_input=False)
    other = settings is not None and settings.report.model_dump() != analysis.settings["report"]
    if settings is not None and other:
        analysis = _with_report(analysis, settings.report)
    if out is not None:
        return ci.write_report(analysis, out, formats=formats)
    with only_one(folder):
        if not other:
            return ci.write_report(analysis, folder / "report", formats=formats)
        return _written_anew(analysis, folder, formats)


def _with_report(analysis: Analysis, report: ReportSettings) -> Analysis:
    """The analysis as other report settings show it."""
    settings = Settings.from_dict(dict(analysis.settings)).model_copy(update={"report": report})
    results, tables = tables_of(analysis.corpus, dict(analysis.results), settings)
    old = analysis.settings["report"].get("title")
    title = report.title or (analysis.title if not old else "What people said")
    return dataclasses.replace(
        analysis, title=title, results=results, tables=tables, settings=settings.model_dump()
    )


def _written_anew(analysis: Analysis, folder: Path, formats: Sequence[str]) -> dict[str, Path]:
    """Put a run with other tables and another report in the place of the earlier one."""
    kept = Settings.from_toml(folder / "settings.toml", find_input=False)
    report = ReportSettings(**analysis.settings["report"])
    with unfinished(folder) as work, disk_errors(folder):
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(folder, work)
        shutil.rmtree(work / "results")
        save_tables(analysis, work)
        written = ci.write_report(analysis, work / "report", formats=formats)
        write_text(work / "settings.toml", kept.model_copy(update={"report": report}).to_toml())
        steps = FinishedSteps(work)
        steps.close("", dict(steps.steps))
        put_in_place(work, folder)
    return {name: folder / "report" / path.name for name, path in written.items()}
