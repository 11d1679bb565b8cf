"""Draw the report of a run again."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from consultation_insight.config import FILES, ReportSettings, Settings
from consultation_insight.errors import SettingsError
from consultation_insight.reporting.house import HOUSE, House, house_of, load_house
from consultation_insight.reporting.write import FORMATS, put_report
from consultation_insight.results import Analysis
from consultation_insight.run_folders import load_run, save_tables, tables_of, write_text
from consultation_insight.run_places import disk_errors, only_one, put_in_place, unfinished
from consultation_insight.run_steps import FinishedSteps

__all__ = ["report_run"]


def report_run(
    folder: str | Path,
    *,
    out: str | Path | None = None,
    formats: Sequence[str] | None = None,
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
    formats : sequence of str, optional
        See `consultation_insight.write_report`; as the settings say where it is not given.
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
    analysis, house = load_run(folder), load_house(folder)
    if isinstance(settings, str | Path):
        beside = Path(settings).parent
        settings = Settings.from_toml(settings, find_input=False).beside(beside)
    other = settings is not None and settings.report.model_dump() != analysis.settings["report"]
    if settings is not None and other:
        house = house_of(settings.report.keywords())
        analysis = _with_report(analysis, settings.report)
    wanted = analysis.settings["report"]["formats"] if formats is None else list(formats)
    if unknown := [name for name in wanted if name not in FORMATS]:
        raise SettingsError.from_value(
            "formats", "report_run", f"any of {str(FORMATS)[1:-1]}", ", ".join(unknown)
        )
    if out is not None:
        return put_report(analysis, Path(out), wanted, house)
    with only_one(folder):
        if not other:
            return put_report(analysis, folder / "report", wanted, house)
        return _written_anew(analysis, folder, wanted, house)


def _with_report(analysis: Analysis, report: ReportSettings) -> Analysis:
    """The analysis as other report settings show it."""
    settings = Settings.from_dict(dict(analysis.settings)).model_copy(update={"report": report})
    results, tables = tables_of(analysis.corpus, dict(analysis.results), settings)
    old = analysis.settings["report"].get("title")
    title = report.title or (analysis.title if not old else "What people said")
    return dataclasses.replace(
        analysis, title=title, results=results, tables=tables, settings=settings.model_dump()
    )


def _written_anew(
    analysis: Analysis, folder: Path, formats: Sequence[str], house: House
) -> dict[str, Path]:
    """Put a run with other tables and another report in the place of the earlier one."""
    kept = Settings.from_toml(folder / "settings.toml", find_input=False)
    report = Settings.from_dict({"report": analysis.settings["report"]}).report
    files = {
        key: Path(os.path.relpath(getattr(report, key), folder)).as_posix()
        for section, key in FILES
        if section == "report" and getattr(report, key)
    }
    settings = kept.model_copy(update={"report": report.model_copy(update=files)})
    with unfinished(folder) as work, disk_errors(folder):
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(folder, work)
        for part in ("results", "report", HOUSE):
            if (work / part).is_dir():
                shutil.rmtree(work / part)
            else:
                (work / part).unlink(missing_ok=True)
        save_tables(analysis, work)
        written = put_report(analysis, work / "report", formats, house)
        if own := house.to_json():
            write_text(work / HOUSE, own)
        write_text(work / "settings.toml", settings.to_toml())
        steps = FinishedSteps(work)
        steps.close("", steps.steps)
        put_in_place(work, folder)
    return {name: folder / "report" / path.name for name, path in written.items()}
