"""Write the report of an analysis to files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from consultation_insight.errors import OutputProblem, SettingsError
from consultation_insight.protocols import Renderer
from consultation_insight.reporting.blocks import Report
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.house import House, house_of
from consultation_insight.reporting.translating import dressed
from consultation_insight.results import Analysis

__all__ = ["FORMATS", "put_report", "rendered", "write_report"]


#: The formats of a report, and what draws each; none is loaded before it is wanted.
FORMATS = ("html", "xlsx", "docx", "md")


def write_report(
    analysis: Analysis,
    folder: str | Path,
    *,
    formats: Sequence[str | Renderer] | None = None,
    template: str | Path | None = None,
    style: str | Path | None = None,
    language: str | None = None,
    catalogue: str | Path | None = None,
) -> dict[str, Path]:
    """Write the report of an analysis into a folder.

    Parameters
    ----------
    analysis : Analysis
    folder : str or Path
        Is made if it is not there. A report that stands in it is replaced, whole or not at all.
    formats : sequence of str or Renderer, optional
        Any of ``"html"``, ``"xlsx"``, ``"docx"`` (Word) and ``"md"`` (Markdown), and renderers of
        one's own: objects with ``render(analysis, folder)`` that write a file and say where. This
        and all that follows is as the settings of the analysis say (``[report]``), where it is not
        given.
    template : path, optional
        A DOCX whose look the document takes.
    style : path, optional
        A TOML file with colours, font and logo.
    language : str, optional
        Of the report's own words: ``"en"`` or ``"cy"`` (Welsh), or one of a catalogue.
    catalogue : path, optional
        A TOML file with the report's words in another language, or with better ones.

    Returns
    -------
    dict of str to Path
        The file written for each format; what renderers of one's own wrote by its name.

    Raises
    ------
    SettingsError
        If a format or language is not known, or a style cannot be read on the page.
    FileProblem
        If a template, style or catalogue is not there.
    OutputProblem
        If the folder or a file cannot be written, for instance because it is open in Excel.

    Examples
    --------
    >>> import tempfile, pandas as pd, consultation_insight as ci
    >>> notes = pd.DataFrame({"text": ["More buses, please.", "Fewer cars!"]})
    >>> analysis = ci.analyse(ci.prepare(notes))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorted(ci.write_report(analysis, folder, formats=["md", "docx"]))
    ['docx', 'md']
    """
    own = analysis.settings.get("report") or {}
    settings = dict(own if isinstance(own, dict) else own.model_dump())
    given = {"template": template, "style": style, "language": language, "catalogue": catalogue}
    settings |= {name: value for name, value in given.items() if value is not None}
    wanted = settings.get("formats") or ("html", "xlsx") if formats is None else formats
    own_ones = [one for one in wanted if not isinstance(one, str)]
    named = [one for one in wanted if isinstance(one, str)]
    unknown = [name for name in named if name not in FORMATS]
    unknown += [type(one).__name__ for one in own_ones if not isinstance(one, Renderer)]
    if unknown:
        allowed = f"any of {str(FORMATS)[1:-1]} or an object with render(analysis, folder)"
        raise SettingsError.from_value("formats", "write_report", allowed, ", ".join(unknown))
    written = put_report(analysis, Path(folder), named, house_of(settings))
    return written | dict(_by_own(one, analysis, Path(folder)) for one in own_ones)


def _by_own(renderer: Renderer, analysis: Analysis, folder: Path) -> tuple[str, Path]:
    """What a renderer of one's own wrote, by the name of the file."""
    path = renderer.render(analysis, folder)
    if not isinstance(path, Path) or not path.exists():
        raise SettingsError(
            f"The renderer {type(renderer).__name__} must write a file and return its Path; it "
            f"returned {type(path).__name__}."
        )
    return path.name, path


def put_report(
    analysis: Analysis, folder: Path, formats: Sequence[str], house: House
) -> dict[str, Path]:
    """Write the report in a house that is known."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputProblem(f"The folder {folder} cannot be made: {error.strerror}.") from None
    return {
        name: _put(folder / f"report.{name}", data)
        for name, data in rendered(analysis, formats, house)
    }


def rendered(
    analysis: Analysis, formats: Sequence[str], house: House
) -> Iterator[tuple[str, bytes]]:
    """Draw the report in each format: the same bytes for the same analysis and house."""
    report = dressed(build_report(analysis), house)
    for name in formats:
        yield name, _drawn(name, analysis, report, house)


def _drawn(name: str, analysis: Analysis, report: Report, house: House) -> bytes:
    if name == "html":
        from consultation_insight.reporting.html import render_html

        # A lone half of a surrogate pair cannot be encoded; it is shown as unreadable.
        return render_html(report).encode("utf-8", errors="replace")
    if name == "md":
        from consultation_insight.reporting.markdown import render_markdown

        return render_markdown(report).encode("utf-8", errors="replace")
    if name == "docx":
        from consultation_insight.reporting.word import render_docx

        return render_docx(report, template=house.template)
    from consultation_insight.reporting.xlsx import render_xlsx

    return render_xlsx(analysis, report)


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
