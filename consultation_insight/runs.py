"""A run folder: what it holds, how it is written, read again and checked.

::

    DIR/settings.toml             the settings of the run, complete
    DIR/manifest.json             inputs with SHA-256, versions, seed, counts, seconds by step
    DIR/corpus/*.parquet          the redacted corpus: responses, respondents, questions, …
    DIR/analysis/*.parquet        the results, to load the run again
    DIR/results/*.csv             every table of the report
    DIR/report/report.html, .xlsx

A run is written beside its folder and put in place when it is whole, so that a folder never holds
half of one.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pandas as pd

import consultation_insight.results as result_types
from consultation_insight.cleaning.leaks import scan
from consultation_insight.cleaning.redact import read_allowed
from consultation_insight.coded_results import Coding
from consultation_insight.config import Settings
from consultation_insight.corpus import Corpus, Source, Step
from consultation_insight.editing.log import Edit
from consultation_insight.errors import DataError, LeakFound, OutputProblem, VerificationFailed
from consultation_insight.pipeline import (
    Stages,
    analyse_in_stages,
    prepare_with_secrets,
    redact_with_secrets,
    second_process,
)
from consultation_insight.protocols import Progress
from consultation_insight.results import Analysis, Leaks, Result

__all__ = ["leak_scan", "load_run", "run", "save_run", "verify"]

#: The results of an analysis, and the class that holds each.
HOLDERS: dict[str, type[Result]] = {
    "campaigns": result_types.Campaigns,
    "kinds": result_types.Kinds,
    "sentiment": result_types.Sentiment,
    "stance": result_types.Stance,
    "themes": result_types.Themes,
    "terms": result_types.Frequencies,
    "references": result_types.References,
    "links": result_types.Links,
    "recommendations": result_types.Recommendations,
    "findings": result_types.Findings,
    "coding": Coding,
}
_CORPUS = ("responses", "respondents", "questions", "answers", "ledger", "attributes")
#: Not in runs of earlier versions.
_LATER = ("link_titles",)
#: A spreadsheet takes a cell that starts so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Columns which other programs match on; they hold no words of respondents.
_KEYS = ("_id", "_ids", "created_at", "url", "domain")


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
        analysis = analyse_in_stages(prepared.corpus, settings, stages, pool)
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
            _write_text(
                folder / "settings.toml", _seen_from(out, settings, analysis.corpus).to_toml()
            )
            manifest = dict(analysis.manifest) | {"seconds": stages.seconds}
            _write_json(folder / "manifest.json", manifest)
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
    _save_tables(analysis, folder)
    _write_report(analysis, folder / "report", ("html",) if apart else ("html", "xlsx"))
    if apart:
        apart.result()


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


def save_run(analysis: Analysis, folder: str | Path) -> None:
    """Write settings, corpus, results and tables of an analysis (not the report) into a folder."""
    folder = Path(folder)
    _save_tables(analysis, folder)
    settings = Settings.from_dict(dict(analysis.settings))
    _write_text(folder / "settings.toml", settings.to_toml())


def _save_tables(analysis: Analysis, folder: Path) -> None:
    for part in ("corpus", "analysis", "results"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    corpus = analysis.corpus
    for name in (*_CORPUS, *_LATER):
        getattr(corpus, name).to_parquet(folder / "corpus" / f"{name}.parquet", index=False)
    steps = [step.rows.assign(step=place) for place, step in enumerate(corpus.steps)]
    rows = pd.concat(steps, ignore_index=True) if steps else pd.DataFrame()
    rows.to_parquet(folder / "corpus" / "steps.parquet", index=False)
    facts: dict[str, Any] = {
        "title": analysis.title,
        "steps": [{"name": s.name, "settings": _plain(s.settings)} for s in corpus.steps],
        "sources": [dataclasses.asdict(source) for source in corpus.sources],
        "results": {},
    }
    for name, result in analysis.results.items():
        facts["results"][name] = save_result(folder, name, result)
    _write_json(folder / "analysis" / "facts.json", facts)
    _write_json(folder / "manifest.json", dict(analysis.manifest))
    for name, frame in analysis.tables.items():
        _write_text(folder / "results" / f"{name}.csv", to_csv(frame))


def save_result(folder: Path, name: str, result: Result) -> dict[str, Any]:
    """Write the tables of a result, and give the facts that load it again."""
    for part, frame in result.tables().items():
        frame.to_parquet(folder / "analysis" / f"{name}.{part}.parquet", index=False)
    fact = {
        "base": result.base,
        "settings": _plain(result.settings),
        "method": result.method,
        "tables": list(result.tables()),
    }
    if isinstance(result, result_types.Themes) and result.log:
        fact["log"] = [edit.plain() for edit in result.log]
    return fact


def _plain(settings: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(dict(settings), default=str))


def _write_json(path: Path, facts: Mapping[str, Any]) -> None:
    _write_text(path, json.dumps(facts, indent=2, ensure_ascii=False))


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)


def to_csv(frame: pd.DataFrame) -> str:
    """Write a table as CSV whose words stay words when a spreadsheet opens it."""
    frame = frame.copy(deep=False)
    for column in frame:
        if frame[column].dtype in ("str", "object") and not str(column).endswith(_KEYS):
            frame[column] = [
                "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value
                for value in frame[column]
            ]
    text: str = frame.to_csv(
        index=False, lineterminator="\r\n", float_format="%.6g", date_format="%Y-%m-%dT%H:%M:%SZ"
    )
    return text


def load_run(folder: str | Path) -> Analysis:
    """Load a run that was written.

    Parameters
    ----------
    folder : path
        A run folder.

    Raises
    ------
    DataError
        It is no run folder, or parts of it are missing.
    """
    folder = Path(folder)
    try:
        facts = json.loads((folder / "analysis" / "facts.json").read_text(encoding="utf-8"))
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        settings = Settings.from_toml(folder / "settings.toml", find_input=False)
        corpus = _load_corpus(folder, facts)
        results = {
            name: _load_result(folder, name, fact, corpus)
            for name, fact in facts["results"].items()
        }
    except (OSError, KeyError, json.JSONDecodeError) as error:
        raise DataError(
            f"{folder} is not a whole run folder ({type(error).__name__}); run the analysis again."
        ) from None
    return Analysis(
        title=facts["title"],
        corpus=corpus,
        results=results,
        tables=_tables(corpus, results, settings),
        settings=settings.model_dump(),
        manifest=manifest,
    )


def _load_corpus(folder: Path, facts: Mapping[str, Any]) -> Corpus:
    rows = pd.read_parquet(folder / "corpus" / "steps.parquet")
    steps = tuple(
        Step(fact["name"], fact["settings"], rows[rows["step"] == place].drop(columns="step"))
        for place, fact in enumerate(facts["steps"])
    )
    frames = {name: pd.read_parquet(folder / "corpus" / f"{name}.parquet") for name in _CORPUS}
    for name in _LATER:
        if (path := folder / "corpus" / f"{name}.parquet").exists():
            frames[name] = pd.read_parquet(path)
    return Corpus(**frames, steps=steps, sources=tuple(Source(**s) for s in facts["sources"]))


def _load_result(folder: Path, name: str, fact: Mapping[str, Any], corpus: Corpus) -> Result:
    frames = {
        part: pd.read_parquet(folder / "analysis" / f"{name}.{part}.parquet")
        for part in fact["tables"]
    }
    result = HOLDERS[name](
        base=fact["base"], settings=fact["settings"], method=fact["method"], **frames
    )
    if isinstance(result, result_types.Themes):
        log = tuple(Edit.from_plain(edit) for edit in fact.get("log", []))
        return dataclasses.replace(result, log=log, corpus=corpus)
    return result


def _tables(
    corpus: Corpus, results: Mapping[str, Result], settings: Settings
) -> dict[str, pd.DataFrame]:
    from consultation_insight.analysis.findings import find_findings
    from consultation_insight.analysis.tables import build_tables

    report = settings.report
    rest = {name: result for name, result in results.items() if name != "findings"}
    tables = build_tables(
        corpus,
        rest,
        likes_over=report.likes_over,
        verbatims=report.verbatims,
        k_anonymity=report.k_anonymity,
    )
    findings = find_findings(
        tables, likes_over=report.likes_over, mentions_over=report.mentions_over
    )
    coding = results.get("coding")
    coded = coding_tables(coding) if isinstance(coding, Coding) else {}
    return tables | {"findings": findings.to_frame()} | coded


def coding_tables(coding: Coding) -> dict[str, pd.DataFrame]:
    """What ``results/*.csv`` hold of a coding: its rows, and how many carry each code."""
    return {"coded": coding.coding, "codes": coding.table}


def verify(folder: str | Path) -> pd.DataFrame:
    """Compute every table of a run anew from its corpus and results, and compare.

    Parameters
    ----------
    folder : path
        A run folder.

    Returns
    -------
    pandas.DataFrame
        ``table`` and ``rows``: what was compared, and found equal to the character.

    Raises
    ------
    VerificationFailed
        A table differs; the message names it and its first differing line.
    """
    folder = Path(folder)
    analysis = load_run(folder)
    compared = []
    for name, frame in analysis.tables.items():
        path = folder / "results" / f"{name}.csv"
        if not path.is_file():
            raise VerificationFailed(f"results/{path.name} is missing.")
        written = path.read_bytes().decode("utf-8")
        expected = to_csv(frame)
        if written != expected:
            pairs = zip(written.split("\r\n"), expected.split("\r\n"), strict=False)
            differing = [place for place, (a, b) in enumerate(pairs, start=1) if a != b]
            line = differing[0] if differing else "at its end"
            raise VerificationFailed(
                f"results/{path.name}, line {line}, is not what the corpus and the results give. "
                "The file was changed after the run, or belongs to another one."
            )
        compared.append((name, len(frame)))
    return pd.DataFrame(compared, columns=["table", "rows"])
