"""Code a run that was written: its responses by a code frame, beside its other results."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pandas as pd

from consultation_insight.code_frames.frame import CodeFrame
from consultation_insight.coded_results import Coding
from consultation_insight.config import Settings
from consultation_insight.reporting.house import load_house
from consultation_insight.reporting.write import FORMATS, put_report
from consultation_insight.results import Result
from consultation_insight.run_folders import load_run, save_result, tables_of, to_csv
from consultation_insight.run_places import disk_errors, only_one

__all__ = ["code_run"]


def code_run(
    folder: str | Path,
    frame: CodeFrame | str | Path,
    examples: pd.DataFrame | str | Path | None = None,
    *,
    question: str | None = None,
    embedder: str | Any = "static",
    min_strength: float = 0.5,
    seed: int = 20,
) -> Coding:
    """Code the responses of a run folder, and write ``results/coded.csv`` and ``codes.csv``.

    Tables that compare groups have the codes from then on, the report is drawn again, and `verify`
    covers it all. With ``question``, what was coded before of other
    questions stays.

    Parameters
    ----------
    folder : path
        A run folder.
    frame, examples, question, embedder, min_strength, seed
        See `consultation_insight.apply_code_frame`.

    Returns
    -------
    Coding

    Raises
    ------
    DataError
        It is no run folder, or the frame or the examples have faults.
    OutputProblem
        The folder cannot be written.
    """
    import consultation_insight as ci

    folder = Path(folder)
    analysis = load_run(folder)
    coding: Coding = ci.apply_code_frame(
        analysis.corpus,
        frame,
        examples,
        question=question,
        embedder=embedder,
        min_strength=min_strength,
        seed=seed,
    )
    earlier = analysis.results.get("coding")
    if question and isinstance(earlier, Coding):
        coding = _with_earlier(coding, earlier)
    results: dict[str, Result] = dict(analysis.results) | {"coding": coding}
    settings = Settings.from_dict(dict(analysis.settings))
    tables = tables_of(analysis.corpus, results, settings)[1]
    analysis = dataclasses.replace(analysis, results=results, tables=tables)
    with only_one(folder), disk_errors(folder):
        facts_file = folder / "analysis" / "facts.json"
        facts = json.loads(facts_file.read_text(encoding="utf-8"))
        facts["results"]["coding"] = save_result(folder, "coding", coding)
        for name, table in tables.items():
            (folder / "results" / f"{name}.csv").write_bytes(to_csv(table).encode("utf-8"))
        text = json.dumps(facts, indent=2, ensure_ascii=False)
        facts_file.write_bytes(text.encode("utf-8"))
        written = folder / "report"
        formats = [name for name in FORMATS if (written / f"report.{name}").is_file()]
        put_report(analysis, written, formats, load_house(folder))
    return coding


def _with_earlier(coding: Coding, earlier: Coding) -> Coding:
    """Keep what was coded before of other questions."""
    now = set(coding.table["question_id"])

    def both(name: str) -> pd.DataFrame:
        old = getattr(earlier, name)
        kept = old[~old["question_id"].isin(now)]
        new = getattr(coding, name)
        return pd.concat([kept, new], ignore_index=True) if len(kept) else new

    table = both("table")
    frame = both("frame").drop_duplicates(["question_id", "code"], ignore_index=True)
    return dataclasses.replace(
        coding,
        table=table,
        coding=both("coding"),
        candidates=both("candidates"),
        frame=frame,
        base=int(table.drop_duplicates("question_id")["base"].sum()),
    )
