"""From settings to a run folder that is whole, and holds nothing personal."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any, Literal

from consultation_insight.cleaning.leaks import scan
from consultation_insight.cleaning.redact import read_allowed
from consultation_insight.config import FILES, Settings
from consultation_insight.corpus import Corpus
from consultation_insight.errors import LeakFound, SettingsError, UsageError
from consultation_insight.pipeline import (
    analyse_in_stages,
    prepare_with_secrets,
    redact_with_secrets,
)
from consultation_insight.processes import second_process
from consultation_insight.progress import usual_progress
from consultation_insight.protocols import Progress
from consultation_insight.reporting.house import HOUSE, house_of
from consultation_insight.results import Analysis, Leaks
from consultation_insight.run_folders import load_run, save_tables, write_json, write_text
from consultation_insight.run_places import (
    disk_errors,
    only_one,
    put_in_place,
    refuse_other_folders,
    unfinished,
)
from consultation_insight.run_steps import FinishedSteps, StepKeeper, key_of_run, versions
from consultation_insight.stages import Stages

__all__ = ["leak_scan", "run"]


def run(
    settings: Settings | str | Path,
    out: str | Path,
    *,
    source: Any = None,
    workers: int = 1,
    fresh: bool = False,
    progress: Progress | None = None,
    backend: Literal["pandas", "dask"] = "pandas",
    scheduler: str | None = None,
    client: Any = None,
    partition_rows: int | None = None,
) -> Analysis:
    """Analyse and write a run folder.

    What is finished is not done again: of an earlier run in the folder each step whose input,
    settings and versions are the same is used, and of a run that was killed each step that it
    finished. If nothing has changed, the earlier run stays as it is. ``manifest["reused"]`` names
    the steps. The bytes are those of a run that does everything.

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
        same. A script that asks for it needs the usual ``if __name__ == "__main__":``. With
        ``backend="dask"``, the processes of a cluster on this computer.
    fresh : bool
        Do every step again.
    progress : callable, optional
        Called as ``progress(stage, done, total)``.
    backend : {"pandas", "dask"}
        ``"dask"`` (extra ``[dask]``) works through partitions on a cluster; the answer is the same.
        Folders of files may be read. A run that was broken off goes on where it stopped.
    scheduler : str, optional
        Address of a Dask scheduler; a cluster on this computer if left out.
    client : distributed.Client, optional
        Of a cluster that is there already.
    partition_rows : int, optional
        Responses in a partition: what a worker holds at a time. 50,000 if left out.

    Returns
    -------
    Analysis

    Raises
    ------
    LeakFound
        Something that was redacted stands in the output; the run is not put in place.
    OutputProblem
        The folder cannot be written, or another run is writing it.
    """
    if not isinstance(settings, Settings):
        settings = Settings.from_toml(settings)
    if source is None:
        source = settings.input
    out = Path(out)
    if backend not in ("pandas", "dask"):
        raise SettingsError.from_value("backend", "run", "'pandas' or 'dask'", backend)
    if backend == "pandas" and (client is not None or scheduler is not None):
        raise UsageError("A scheduler or client is for backend='dask'.")
    refuse_other_folders(out)
    house = house_of(settings.report.keywords())  # a mistake in it is said now, not after the work
    with only_one(out), unfinished(out) as work:
        key = key_of_run(settings, _paths(source), out) if _paths(source) else ""
        if not fresh and FinishedSteps(out).whole(key):
            return _as_it_stands(out)
        if fresh:
            shutil.rmtree(work, ignore_errors=True)
        keeper = StepKeeper(work, out, fresh=fresh)
        stages = Stages(progress or usual_progress())
        if backend == "dask":
            from consultation_insight.distributed.running import run_in_parts

            with run_in_parts(
                source, out, settings, stages, keeper, client=client, scheduler=scheduler,
                workers=workers, partition_rows=partition_rows, fresh=fresh,
            ) as (analysis, secrets):  # fmt: skip
                return _written(
                    analysis, secrets, settings, out, work, stages, None, keeper, key, house
                )
        with second_process(workers) as pool:
            prepared = prepare_with_secrets(source, settings, stages, keeper)
            analysis = analyse_in_stages(prepared.corpus, settings, stages, pool, _warm_up, keeper)
            return _written(
                analysis, prepared.secrets, settings, out, work, stages, pool, keeper, key, house
            )


def _written(
    analysis: Analysis,
    secrets: Mapping[str, str],
    settings: Settings,
    out: Path,
    work: Path,
    stages: Stages,
    pool: Executor | None,
    keeper: StepKeeper,
    key: str,
    house: Any,
) -> Analysis:
    """Write the run folder and put it in place, if nothing that was redacted stands in it."""
    with disk_errors(out):
        with stages.stage("report", 0, 2):
            facts = _write_all(analysis, work, settings.report.formats, pool, keeper)
            if own := house.to_json():
                write_text(work / HOUSE, own)
        with _ending(pool), stages.stage("leak scan", 1, 2):
            leaks = scan(
                work,
                secrets,
                keep=[*settings.redact.allow, *read_allowed(settings.redact.allow_from)],
            )
        if len(leaks.table):
            raise LeakFound.from_table(leaks.table.to_dict("records"))
        # The settings are the user's own words, not the respondents'.
        write_text(work / "settings.toml", _seen_from(out, settings, analysis.corpus).to_toml())
        manifest = dict(analysis.manifest) | {
            "made_with": versions()[:16],
            "seconds": stages.seconds,
        }
        if keeper.reused:
            manifest["reused"] = keeper.reused
        write_json(work / "manifest.json", manifest)
        stages.end(2)
        keeper.close(key, facts)
        put_in_place(work, out)
    return dataclasses.replace(analysis, manifest=manifest)


def _paths(source: Any) -> list[str | Path]:
    """The files of a source; none where it is in memory."""
    if isinstance(source, str | Path):
        return [source]
    if isinstance(source, Sequence) and all(isinstance(name, str | Path) for name in source):
        return list(source)
    return []


def _as_it_stands(out: Path) -> Analysis:
    """An earlier run of which nothing has changed."""
    analysis = load_run(out)
    reused = [*analysis.results, "report"]
    return dataclasses.replace(analysis, manifest=dict(analysis.manifest) | {"reused": reused})


@contextmanager
def _ending(pool: Executor | None) -> Iterator[None]:
    """Let the second process end while this one goes on."""
    ending = Thread(target=pool.shutdown) if pool else None
    if ending:
        ending.start()
    yield
    if ending:
        ending.join()


def _write_all(
    analysis: Analysis,
    folder: Path,
    formats: Sequence[str],
    pool: Executor | None,
    keeper: StepKeeper,
) -> dict[str, Any]:
    """Write everything; a second process, if there is one, writes the spreadsheet."""
    keeper.tidy()
    there = folder / "report"
    apart = pool.submit(_write_report, analysis, there, ["xlsx"]) if pool and "xlsx" in formats else None  # fmt: skip
    facts = save_tables(analysis, folder, keeper.saved)
    _write_report(analysis, there, [n for n in formats if not (apart and n == "xlsx")])
    if apart:
        apart.result()
    return facts


def _warm_up() -> None:
    """Load what writes a spreadsheet."""
    import_module("openpyxl")
    import_module("consultation_insight.reporting.xlsx")


def _write_report(analysis: Analysis, folder: Path, formats: Sequence[str]) -> None:
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
    for name, key in FILES:
        section = changes.get(name) or getattr(settings, name)
        if file := getattr(section, key):
            changes[name] = section.model_copy(update={key: seen(file)})
    return settings.model_copy(update=changes)


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
