"""The order of the steps over partitions, and what the coordinator makes of them."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

import consultation_insight as ci
from consultation_insight.config import Settings
from consultation_insight.corpus import Corpus
from consultation_insight.distributed.analysing import judge_in_parts
from consultation_insight.distributed.campaigns import find_campaigns_in_parts
from consultation_insight.distributed.cleaning import clean_in_parts, languages_in_parts
from consultation_insight.distributed.copies import deduplicate_in_parts
from consultation_insight.distributed.divided import TEXTS, Divided
from consultation_insight.distributed.engine import (
    KEY,
    ONCE,
    Engine,
    cluster,
    done_path,
    write_frame,
)
from consultation_insight.distributed.gathering import with_texts
from consultation_insight.distributed.listing import (
    links_in_parts,
    recommendations_in_parts,
    references_in_parts,
)
from consultation_insight.distributed.reading import files_in, read_in_parts
from consultation_insight.distributed.redacting import redact_in_parts
from consultation_insight.distributed.terming import terms_in_parts
from consultation_insight.distributed.theming import themes_in_parts
from consultation_insight.errors import SettingsError
from consultation_insight.pipeline import ANALYSING, PREPARING
from consultation_insight.pipeline import analyse_in_stages as conclude_in_stages
from consultation_insight.results import Analysis, Result
from consultation_insight.stages import Keeper, Stages

__all__ = [
    "PARTITION_ROWS",
    "InParts",
    "analyse_corpus",
    "analysed_in_parts",
    "prepare_in_parts",
    "run_in_parts",
]

#: Files of the stages up to redaction, which hold what it takes out.
_BEFORE_REDACTION = (
    "read*", "file*", "skeleton-*", "mend*", "set aside*", "accounts*", "words written small*",
    "people*", "names*", "personal*", "*spans-*", "as-read-*", "cleaned*", "redact-*.done",
    "redact.shared", "words that are said*", "questions-*",
)  # fmt: skip
#: Responses in a partition, if nothing else is said.
PARTITION_ROWS = 50_000


@dataclass(frozen=True, eq=False)
class InParts:
    """A prepared corpus in partitions, and the originals that were redacted (in memory only)."""

    divided: Divided
    secrets: dict[str, str]


@contextmanager
def run_in_parts(
    source: object,
    out: Path,
    settings: Settings,
    stages: Stages,
    keeper: Keeper,
    *,
    client: Any = None,
    scheduler: str | None = None,
    workers: int = 1,
    partition_rows: int | None = None,
    fresh: bool = False,
) -> Iterator[tuple[Analysis, dict[str, str]]]:
    """Prepare and analyse on a cluster; what stands in partitions is deleted when all is written."""
    rows = partition_rows or PARTITION_ROWS
    if rows < 1:
        raise SettingsError.from_value("partition_rows", "run", "at least 1", rows)
    files = files_in(source)
    with cluster(scheduler, client, workers) as found:
        if stages.progress:
            stages.progress(f"Dask dashboard: {found.dashboard_link or 'none'}", 0, 1)
        if fresh:
            shutil.rmtree(work_folder(out), ignore_errors=True)
        engine = engine_for(found, out, files, settings, rows, stages.progress)
        prepared = prepare_in_parts(engine, files, settings, stages, rows, keeper)
        divided = prepared.divided
        known = analysed_in_parts(divided, settings, stages)
        # What is left quotes some of them, and writes them.
        corpus = with_texts(divided)
        analysis = conclude_in_stages(corpus, settings, stages, keeper=keeper, known=known)
        yield analysis, prepared.secrets
        engine.close()


def analyse_corpus(corpus: Corpus, settings: Settings, stages: Stages, client: Any) -> Analysis:
    """Analyse a corpus that is in memory, with a cluster; see `consultation_insight.analyse`."""
    with cluster(None, client, 1) as found, TemporaryDirectory() as folder:
        engine = Engine(found, Path(folder) / "partitions", "", stages.progress)
        rows = corpus.responses
        ends = [*range(PARTITION_ROWS, len(rows), PARTITION_ROWS), len(rows)]
        for part, end in enumerate(ends):
            block = rows.iloc[ends[part - 1] if part else 0 : end][list(TEXTS)]
            write_frame(engine.folder, "prepared texts", part, block.reset_index(drop=True))
        divided = Divided(corpus, engine, tuple(ends), "prepared texts")
        return conclude_in_stages(
            corpus, settings, stages, known=analysed_in_parts(divided, settings, stages)
        )


def analysed_in_parts(divided: Divided, settings: Settings, stages: Stages) -> dict[str, Result]:
    """All results that are made where the texts are."""
    divided = divided.with_facts("prepared")
    found = judge_in_parts(divided, settings, stages)
    plan: dict[str, Callable[[], Result]] = {
        "themes": lambda: themes_in_parts(divided, settings.themes),
        "terms": lambda: terms_in_parts(divided, settings.terms),
        "references": lambda: references_in_parts(divided, settings.references),
        "links": lambda: links_in_parts(divided),
        "recommendations": lambda: recommendations_in_parts(divided),
    }
    for name, make in plan.items():
        with stages.stage(name, ANALYSING.index(name), len(ANALYSING)):
            found[name] = make()
    return found


def work_folder(out: Path) -> Path:
    """Where the partitions of a run are kept until it is written: beside its folder."""
    return out.parent / f".{out.name}.partitions"


def engine_for(
    client: Any, out: Path, source: object, settings: Settings, partition_rows: int, progress: Any
) -> Engine:
    """Give the engine of a run; partitions of an earlier try are used if nothing was changed."""
    files = [path.resolve() for path in files_in(source)]
    known = {
        "package": ci.__version__,
        "settings": settings.model_dump(),
        "rows": partition_rows,
        "paths": list(map(str, files)),
    }
    digest = hashlib.sha256(json.dumps(known, sort_keys=True, default=str).encode()).hexdigest()
    stamps = [(f.stat().st_size, f.stat().st_mtime_ns) if f.exists() else () for f in files]
    key = json.dumps([digest, stamps])
    _keep_other_files(work_folder(out), key)
    return Engine(client, work_folder(out), key, progress)


def _keep_other_files(folder: Path, key: str) -> None:
    """Where a file was mended while others were being read, let what was read of these stand."""
    path = folder / KEY
    if not path.is_file() or (folder / f"read{ONCE}").exists():
        return
    (known, stamps), (digest, now) = json.loads(path.read_text()), json.loads(key)
    if known == digest:
        changed = [number for number, stamp in enumerate(now) if stamp != stamps[number]]
        for number in changed:
            done_path(folder, "read", number).unlink(missing_ok=True)
        path.write_text(key)


def prepare_in_parts(
    engine: Engine,
    source: object,
    settings: Settings,
    stages: Stages,
    partition_rows: int,
    keeper: Keeper | None = None,
) -> InParts:
    """Do what `consultation_insight.prepare` does, over partitions."""
    total = len(PREPARING)

    def redacted() -> tuple[Divided, dict[str, str]]:
        with stages.stage("read", 0, total):
            start = Divided(Corpus.from_responses(pd.DataFrame({"text": []})), engine, (), "")
            read = start.once(
                "read",
                lambda: read_in_parts(engine, source, settings.read, partition_rows=partition_rows),
            )
        with stages.stage("clean", 1, total):
            cleaned = read.once("cleaned", lambda: clean_in_parts(read, settings.clean))
        with stages.stage("redact", 2, total):
            made, secrets = redact_in_parts(cleaned, settings.redact)
        return replace(made, engine=None), secrets  # type: ignore[arg-type]

    found, secrets = engine.once("redacted", redacted)
    divided = replace(found, engine=engine)
    # Nothing but the originals for the leak scan is left of what was redacted.
    engine.forget(*_BEFORE_REDACTION)
    if keeper:
        # Its files and their fingerprints stand in the corpus, so that it needs no texts to be known.
        keeper.begin(divided.corpus, settings)
    with stages.stage("languages", 3, total):
        plain = divided
        divided = divided.once("languages", lambda: languages_in_parts(plain, settings.languages))
    with stages.stage("duplicates", 4, total):
        told = divided
        divided = divided.once(
            "duplicates", lambda: deduplicate_in_parts(told, settings.duplicates)
        )
    with stages.stage("campaigns", 5, total):
        marked = divided
        divided = divided.once(
            "campaigns", lambda: find_campaigns_in_parts(marked, settings.campaigns)
        )
    return InParts(divided, secrets)
