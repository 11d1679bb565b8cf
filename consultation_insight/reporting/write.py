"""Write the report of an analysis to files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from consultation_insight.errors import OutputProblem, SettingsError
from consultation_insight.reporting.content import build_report
from consultation_insight.results import Analysis

__all__ = ["write_report"]


def write_report(
    analysis: Analysis, folder: str | Path, *, formats: Sequence[str] = ("html", "xlsx")
) -> dict[str, Path]:
    """Write the report of an analysis into a folder.

    Parameters
    ----------
    analysis : Analysis
    folder : str or Path
        Is made if it is not there. A report that stands in it is replaced, whole or not at all.
    formats : sequence of str
        Any of ``"html"`` and ``"xlsx"``.

    Returns
    -------
    dict of str to Path
        The file written for each format.

    Raises
    ------
    SettingsError
        If a format is not known.
    OutputProblem
        If the folder or a file cannot be written, for instance because it is open in Excel.
    """
    unknown = [name for name in formats if name not in ("html", "xlsx")]
    if unknown:
        raise SettingsError.from_value(
            "formats", "write_report", "any of 'html', 'xlsx'", ", ".join(unknown)
        )
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputProblem(f"The folder {folder} cannot be made: {error.strerror}.") from None
    report = build_report(analysis)
    written = {}
    for name in formats:
        if name == "html":
            from consultation_insight.reporting.html import render_html

            # A lone half of a surrogate pair cannot be encoded; it is shown as unreadable.
            data = render_html(report).encode("utf-8", errors="replace")
        else:
            from consultation_insight.reporting.xlsx import render_xlsx

            data = render_xlsx(analysis, report)
        written[name] = _put(folder / f"report.{name}", data)
    return written


def _put(path: Path, data: bytes) -> Path:
    """Write a file whole or not at all."""
    handle = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        if handle is not None:
            Path(name).unlink(missing_ok=True)
        raise OutputProblem(
            f"{path} cannot be written: {error.strerror}. Close it if it is open elsewhere, or "
            "choose another folder."
        ) from None
    return path
