"""From settings to a run folder that is whole, and holds nothing personal."""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

from consultation_insight.cleaning.leaks import scan
from consultation_insight.cleaning.redact import read_allowed
from consultation_insight.config import Settings
from consultation_insight.corpus import Corpus
from consultation_insight.errors import LeakFound, OutputProblem
from consultation_insight.pipeline import (
    Stages,
    analyse_in_stages,
    prepare_with_secrets,
    redact_with_secrets,
    second_process,
)
from consultation_insight.protocols import Progress
from consultation_insight.results import Analysis, Leaks
from consultation_insight.run_folders import save_tables, write_json, write_text

__all__ = ["leak_scan", "run"]


def run(
    settings: Settings | str | Path,
    out: str | Path,
    *,
    source: Any = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Analysis:
    """Analyse and write a run folder.

    Parameters
    ----------
    settings : Settings or path
        Settings, or the TOML file which holds them.
    out : path
        The folder to write. It may be missing, empty, or an earlier run, which is replaced.
    source : optional
        What to read, where the settings name no ``input``.
    workers : int
        With 2 a second process finds the themes while this one does the rest; the result is the
        same. A script that asks for it needs the usual ``if __name__ == "__main__":``.
    progress : callable, optional
        Called as ``progress(stage, done, total)``.

    Returns
    -------
    Analysis

    Raises
    ------
    LeakFound
        Something that was redacted stands in the output; the run is not put in place.
    OutputProblem
        The folder cannot be written.
    """
    if not isinstance(settings, Settings):
        settings = Settings.from_toml(settings)
    if source is None:
        source = settings.input
    out = Path(out)
    _refuse_other_folders(out)
    stages = Stages(progress)
    with second_process(workers) as pool:
        prepared = prepare_with_secrets(source, settings, stages)
        analysis = analyse_in_stages(prepared.corpus, settings, stages, pool, _warm_up)
        with _put_in_place(out) as folder:
            with stages.stage("report", 0, 2):
                _write_all(analysis, folder, pool)
            with _ending(pool), stages.stage("leak scan", 1, 2):
                leaks = scan(
                    folder,
                    prepared.secrets,
                    keep=[*settings.redact.allow, *read_allowed(settings.redact.allow_from)],
                )
            if len(leaks.table):
                raise LeakFound.from_table(leaks.table.to_dict("records"))
            # The settings are the user's own words, not the respondents'.
            write_text(
                folder / "settings.toml", _seen_from(out, settings, analysis.corpus).to_toml()
            )
            manifest = dict(analysis.manifest) | {"seconds": stages.seconds}
            write_json(folder / "manifest.json", manifest)
    return dataclasses.replace(analysis, manifest=manifest)


@contextmanager
def _ending(pool: Executor | None) -> Iterator[None]:
    """Let the second process end while this one goes on."""
    ending = Thread(target=pool.shutdown) if pool else None
    if ending:
        ending.start()
    yield
    if ending:
        ending.join()


def _write_all(analysis: Analysis, folder: Path, pool: Executor | None) -> None:
    """Write everything; a second process, if there is one, writes the spreadsheet."""
    apart = pool.submit(_write_report, analysis, folder / "report", ("xlsx",)) if pool else None
    save_tables(analysis, folder)
    _write_report(analysis, folder / "report", ("html",) if apart else ("html", "xlsx"))
    if apart:
        apart.result()


def _warm_up() -> None:
    """Load what writes a spreadsheet."""
    import_module("openpyxl")
    import_module("consultation_insight.reporting.xlsx")


def _write_report(analysis: Analysis, folder: Path, formats: tuple[str, ...]) -> None:
    import consultation_insight as ci

    ci.write_report(analysis, folder, formats=formats)


def _seen_from(out: Path, settings: Settings, corpus: Corpus) -> Settings:
    """Name files as seen from the run folder, so that its settings can be run again.

    A file whose name is personal has another one in the corpus, and so here.
    """

    def seen(name: str) -> str:
        try:
            return Path(os.path.relpath(name, out)).as_posix()
        except ValueError:  # another drive of Windows
            return str(Path(name).resolve())

    files = list(settings.input)
    known = {source.file for source in corpus.sources}
    for place, name in enumerate(files if len(corpus.sources) == len(files) else ()):
        if Path(name).name not in known and Path(name).is_file():
            files[place] = str(Path(name).with_name(corpus.sources[place].file))
    changes: dict[str, Any] = {"input": [seen(name) for name in files]}
    if settings.themes.edits:
        themes = {"edits": seen(settings.themes.edits)}
        changes["themes"] = settings.themes.model_copy(update=themes)
    if settings.redact.allow_from:
        redact = {"allow_from": seen(settings.redact.allow_from)}
        changes["redact"] = settings.redact.model_copy(update=redact)
    return settings.model_copy(update=changes)


def _refuse_other_folders(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise OutputProblem(f"{out} is a file; name a folder to write to.")
    if out.is_dir() and any(out.iterdir()) and not (out / "manifest.json").is_file():
        raise OutputProblem(
            f"{out} is neither empty nor an earlier run; nothing in it was touched. "
            "Name another folder."
        )


@contextmanager
def _put_in_place(out: Path) -> Iterator[Path]:
    """Give a folder to write into, and move it to ``out`` when all went well."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".writing", dir=out.parent))
    except OSError as error:
        raise OutputProblem(_disk_says(out, error)) from None
    try:
        yield work
        work.chmod(0o755)  # a temporary folder is made for its owner alone
        old = work.with_suffix(".old")
        if out.exists():
            out.rename(old)
        work.rename(out)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise OutputProblem(_disk_says(out, error)) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _disk_says(out: Path, error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    return (
        f"{out} cannot be written: {reason}. Close files of it that are open elsewhere, make room, "
        "or name another folder; an earlier run in it is as it was."
    )


def leak_scan(
    folder: str | Path,
    source: str | Path | Corpus | Mapping[str, str] | Iterable[str] | None = None,
    *,
    keep: Iterable[str] = (),
) -> Leaks:
    r"""Search every file of a folder for personal data.

    Also inside XLSX, DOCX and other archives, Parquet, JSON and notebooks, in file names and
    metadata, with entities and escapes undone and tags taken off. Nothing is raised; whoever asked
    decides.

    Parameters
    ----------
    folder : path
        Where to look, with all folders below.
    source : path, Corpus or iterable of str, optional
        What must not be found: a file, or a corpus, of which everything is sought that `redact`
        takes out of it (with the settings of the run, where the folder is a run folder); or the
        originals themselves. Without it, what has the form of an e-mail address, telephone number,
        postcode, NHS or National Insurance number.
    keep : iterable of str
        What may stand: an account or an address that is published on purpose.

    Returns
    -------
    Leaks
        ``table``: ``file``, ``kind``, ``place`` and ``hits``; never the original itself.

    Raises
    ------
    FileProblem
        The source cannot be read.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from consultation_insight import leak_scan
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (pathlib.Path(folder) / "a.csv").write_text("id,text\n1,ring 07700 900123")
    ...     leak_scan(folder).table.to_numpy().tolist()
    [['a.csv', 'PHONE', 'line 2', 1]]
    """
    settings = Settings()
    if (Path(folder) / "settings.toml").is_file():
        settings = Settings.from_toml(Path(folder) / "settings.toml", find_input=False)
        if settings.redact.allow_from:
            listed = str(Path(folder) / settings.redact.allow_from)
            redact = settings.redact.model_copy(update={"allow_from": listed})
            settings = settings.model_copy(update={"redact": redact})
    if isinstance(source, str | Path | Corpus):
        source = redact_with_secrets(source, settings, Stages(None))[1]
    return scan(
        folder,
        source,
        keep=[*keep, *settings.redact.allow, *read_allowed(settings.redact.allow_from)],
    )
