"""A run folder: what it holds, how it is written, read again and checked.

::

    DIR/settings.toml             the settings of the run, complete
    DIR/manifest.json             inputs with SHA-256, versions, seed, counts, seconds by step
    DIR/corpus/*.parquet          the redacted corpus: responses, respondents, questions, …
    DIR/analysis/*.parquet        the results, to load the run again
    DIR/analysis/steps.json       what each step was made from (see `run_steps`)
    DIR/results/*.csv             every table of the report
    DIR/report/report.html, .xlsx

A run is written beside its folder and put in place when it is whole, so that a folder never holds
half of one.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any, TextIO

import pandas as pd

import consultation_insight.results as result_types
import consultation_insight.word_results as word_types
from consultation_insight.coded_results import Coding
from consultation_insight.config import Settings
from consultation_insight.corpus import Corpus, Source, Step
from consultation_insight.editing.log import Edit
from consultation_insight.errors import DataError, VerificationFailed
from consultation_insight.pipeline import conclude
from consultation_insight.results import Analysis, Result

__all__ = ["load_run", "verify"]

#: The results of an analysis, and the class that holds each.
HOLDERS: dict[str, type[Result]] = {
    "campaigns": result_types.Campaigns,
    "kinds": result_types.Kinds,
    "sentiment": result_types.Sentiment,
    "stance": result_types.Stance,
    "themes": result_types.Themes,
    "terms": word_types.Frequencies,
    "references": word_types.References,
    "links": word_types.Links,
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


#: Of a table at a time: the CSV of a huge consultation does not fit in memory beside it.
_ROWS_WRITTEN = 50_000


def save_tables(
    analysis: Analysis, folder: Path, saved: Mapping[int, dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Write corpus, results and tables, and give the facts that load them again.

    ``saved`` holds the facts of what lies in the folder already, by the ``id`` of the object.
    """
    for part in ("corpus", "analysis", "results"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    saved = saved or {}
    corpus = saved.get(id(analysis.corpus)) or save_corpus(folder, analysis.corpus)
    facts: dict[str, Any] = {"title": analysis.title, **corpus, "results": {}}
    for name, result in analysis.results.items():
        facts["results"][name] = saved.get(id(result)) or save_result(folder, name, result)
    write_json(folder / "analysis" / "facts.json", facts)
    write_json(folder / "manifest.json", dict(analysis.manifest))
    for name, frame in analysis.tables.items():
        with (folder / "results" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            write_csv(frame, file)
    return facts


def save_corpus(folder: Path, corpus: Corpus) -> dict[str, Any]:
    """Write the tables of a corpus, and give the facts that load it again."""
    for name in (*_CORPUS, *_LATER):
        getattr(corpus, name).to_parquet(folder / "corpus" / f"{name}.parquet", index=False)
    steps = [step.rows.assign(step=place) for place, step in enumerate(corpus.steps)]
    rows = pd.concat(steps, ignore_index=True) if steps else pd.DataFrame()
    rows.to_parquet(folder / "corpus" / "steps.parquet", index=False)
    return {
        "steps": [{"name": s.name, "settings": _plain(s.settings)} for s in corpus.steps],
        "sources": [dataclasses.asdict(source) for source in corpus.sources],
    }


def save_result(folder: Path, name: str, result: Result) -> dict[str, Any]:
    """Write the tables of a result, and give the facts that load it again."""
    for part, frame in result.tables().items():
        _in_one_piece(frame).to_parquet(folder / "analysis" / f"{name}.{part}.parquet", index=False)
    fact = {
        "base": result.base,
        "settings": _plain(result.settings),
        "method": result.method,
        "tables": list(result.tables()),
    }
    if isinstance(result, result_types.Themes) and result.log:
        fact["log"] = [edit.plain() for edit in result.log]
    return fact


def _in_one_piece(frame: pd.DataFrame) -> pd.DataFrame:
    """A table whose texts stand in one piece each: Parquet's pages follow the pieces they came in."""
    pieces = {
        name: pd.Series(column.to_numpy(), index=column.index, dtype="str")
        for name, column in frame.items()
        if column.dtype == "str"
        and getattr(getattr(column.array, "_pa_array", None), "num_chunks", 1) > 1
    }
    return frame.assign(**{str(name): column for name, column in pieces.items()})


def _plain(settings: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(dict(settings), default=str))


def write_json(path: Path, facts: Mapping[str, Any]) -> None:
    write_text(path, json.dumps(facts, indent=2, ensure_ascii=False))


def write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)


def to_csv(frame: pd.DataFrame) -> str:
    """A table as `write_csv` writes it."""
    file = StringIO(newline="")
    write_csv(frame, file)
    return file.getvalue()


def write_csv(frame: pd.DataFrame, file: TextIO) -> None:
    """Write a table as CSV whose words stay words when a spreadsheet opens it."""
    for start in range(0, max(1, len(frame)), _ROWS_WRITTEN):
        some = frame.iloc[start : start + _ROWS_WRITTEN].copy(deep=False)
        for column in some:
            values = some[column]
            if values.dtype in ("str", "object") and not str(column).endswith(_KEYS):
                some[column] = _as_words(values)
        some.to_csv(
            file, index=False, header=not start, lineterminator="\r\n", float_format="%.6g",
            date_format="%Y-%m-%dT%H:%M:%SZ",
        )  # fmt: skip


def _as_words(values: pd.Series) -> pd.Series:
    """Texts, those that a spreadsheet would take for a formula marked as text."""
    if values.dtype == "str":
        formula = values.str.startswith(_FORMULA, na=False)
        return values.mask(formula, "'" + values) if formula.any() else values
    return pd.Series(
        ["'" + v if isinstance(v, str) and v.startswith(_FORMULA) else v for v in values.tolist()],
        index=values.index,
        dtype=values.dtype,
    )


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
    if not folder.is_dir():
        raise DataError(f"There is no run folder {folder}. Check the spelling and where you are.")
    try:
        facts = json.loads((folder / "analysis" / "facts.json").read_text(encoding="utf-8"))
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        settings = Settings.from_toml(folder / "settings.toml", find_input=False)
        corpus = load_corpus(folder, facts)
        results = {
            name: load_result(folder, name, fact, corpus) for name, fact in facts["results"].items()
        }
    except (OSError, KeyError, json.JSONDecodeError) as error:
        raise DataError(
            f"{folder} is not a whole run folder ({type(error).__name__}); run the analysis again."
        ) from None
    return Analysis(
        title=facts["title"],
        corpus=corpus,
        results=results,
        tables=tables_of(corpus, results, settings)[1],
        settings=settings.model_dump(),
        manifest=manifest,
    )


def load_corpus(folder: Path, facts: Mapping[str, Any]) -> Corpus:
    """Load a corpus that `save_corpus` wrote."""
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


def load_result(folder: Path, name: str, fact: Mapping[str, Any], corpus: Corpus) -> Result:
    """Load a result that `save_result` wrote."""
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


def tables_of(
    corpus: Corpus, results: dict[str, Result], settings: Settings
) -> tuple[dict[str, Result], dict[str, pd.DataFrame]]:
    """Results with their findings, and all tables of the report, from the results of a run."""
    rest = {name: result for name, result in results.items() if name != "findings"}
    concluded, tables = conclude(corpus, rest, settings)
    coding = results.get("coding")
    return concluded, tables | (coding_tables(coding) if isinstance(coding, Coding) else {})


def coding_tables(coding: Coding) -> dict[str, pd.DataFrame]:
    """What ``results/*.csv`` hold of a coding: its rows, and how many carry each code."""
    return {"coded": coding.coding, "codes": coding.table}


def verify(folder: str | Path) -> pd.DataFrame:
    """Compute every table of a run anew from its corpus and results, and compare; the report, too.

    Each file of the report is drawn again and compared byte for byte, so that one changed digit or
    letter is found. A file that another program has saved again is another file.

    Parameters
    ----------
    folder : path
        A run folder.

    Returns
    -------
    pandas.DataFrame
        ``table`` and ``rows``: what was compared, and found equal to the character. A file of the
        report has the number of its lines, sheets or parts.

    Raises
    ------
    VerificationFailed
        A table or a file of the report differs; the message names it and where, and says so where
        the run was written with other versions, which alone can make a difference.
    """
    folder = Path(folder)
    analysis = load_run(folder)
    compared = []
    for name, frame in analysis.tables.items():
        path = folder / "results" / f"{name}.csv"
        if not path.is_file():
            raise _failed(folder, analysis, f"results/{path.name} is missing.")
        written = path.read_bytes().decode("utf-8")
        expected = to_csv(frame)
        if written != expected:
            pairs = zip(written.split("\r\n"), expected.split("\r\n"), strict=False)
            differing = [place for place, (a, b) in enumerate(pairs, start=1) if a != b]
            line = differing[0] if differing else "at its end"
            what = f"results/{path.name}, line {line}, is not what the corpus and the results give."
            raise _failed(folder, analysis, what)
        compared.append((name, len(frame)))
    compared += _verify_report(folder, analysis)
    return pd.DataFrame(compared, columns=["table", "rows"])


def _failed(folder: Path, analysis: Analysis, what: str) -> VerificationFailed:
    """Say what is not equal, and tell other versions from a file that was changed."""
    from consultation_insight.run_steps import FinishedSteps, other_versions

    written, here = other_versions(analysis.manifest)
    if not written:
        return VerificationFailed(
            f"{what} The file was changed or saved again after the run, or belongs to another one."
        )
    steps = FinishedSteps(folder)
    names = [name for name in steps.files if name.startswith(("results/", "report/", "corpus/"))]
    changed = [name for name in names if not steps.intact([name])]
    text = f"{what} This run was written with {written}; here is {here}."
    if changed:
        shown = ", ".join(changed[:5]) + (" and others" if len(changed) > 5 else "")
        return VerificationFailed(
            f"{text} But versions are not all: by its fingerprint, what stands in {shown} is not "
            "what was written then. It was changed, saved or drawn again after the run."
        )
    return VerificationFailed(
        f"{text} Figures and wording may differ for that reason alone: every file is as it was "
        "written then. To verify it, install what it was written with; to see what changed, run "
        "its settings.toml into another folder and compare the two with diff."
    )


def _verify_report(folder: Path, analysis: Analysis) -> list[tuple[str, int]]:
    """Draw each file of the report again, and compare."""
    from consultation_insight.reporting.comparing import first_difference, parts
    from consultation_insight.reporting.house import load_house
    from consultation_insight.reporting.write import FORMATS, rendered

    written = folder / "report"
    promised = analysis.settings["report"]["formats"] if written.is_dir() else []
    formats = [
        name for name in FORMATS if name in promised or (written / f"report.{name}").is_file()
    ]
    compared = []
    for name, data in rendered(analysis, formats, load_house(folder)):
        path = written / f"report.{name}"
        if not path.is_file():
            raise _failed(folder, analysis, f"report/{path.name} is missing.")
        if place := first_difference(name, path.read_bytes(), data):
            what = f"report/{path.name}, {place}, is not what the corpus and the results give."
            raise _failed(folder, analysis, what)
        compared.append((f"report/{path.name}", parts(name, data)))
    return compared
