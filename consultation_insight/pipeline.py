"""The one place that knows the order of the steps."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from threading import Event
from typing import Any, Literal

import pandas as pd

import consultation_insight as ci
from consultation_insight.analysis.harvest import harvest_tables
from consultation_insight.analysis.quoting import speakable
from consultation_insight.analysis.tables import build_tables
from consultation_insight.config import HARVEST, Settings
from consultation_insight.corpus import Corpus
from consultation_insight.errors import UsageError
from consultation_insight.progress import usual_progress
from consultation_insight.protocols import Progress
from consultation_insight.results import Analysis, Result, Themes
from consultation_insight.stages import Keeper, Stages

__all__ = [
    "Prepared",
    "analyse",
    "conclude",
    "prepare",
    "prepare_with_secrets",
    "with_themes",
]

#: Libraries whose version can change a figure.
LIBRARIES = (
    "ftfy", "numpy", "pandas", "py3langid", "scikit-learn", "scikit-network", "scipy", "simplemma",
    "spacy", "tokenizers", "vaderSentiment", "wordcloud",
)  # fmt: skip
PREPARING = ("read", "clean", "redact", "languages", "duplicates", "campaigns")
ANALYSING = (
    "campaigns", "kinds", "sentiment", "stance", "themes", "terms", "references", "links",
    "recommendations", "findings",
)  # fmt: skip


@dataclass(frozen=True)
class Prepared:
    """A prepared corpus, and the originals that were redacted (in memory only)."""

    corpus: Corpus
    secrets: Mapping[str, str] = field(repr=False)


def prepare(
    source: str | Path | Sequence[str | Path] | pd.DataFrame | Corpus,
    *,
    text: str | Sequence[str] | None = None,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Corpus:
    """Read, clean, redact, detect languages, mark copies and campaigns.

    Parameters
    ----------
    source : path, list of paths, pandas.DataFrame or Corpus
        What to read; a corpus is taken as it is.
    text, sheet, columns, encoding : optional
        As for `read`; over what the settings say under ``[read]``.
    settings : Settings, optional
        Defaults where not given.
    progress : callable, optional
        Called as ``progress(stage, done, total)``, at the end with ``done``. A notebook shows a
        bar without it; `show_progress` gives one elsewhere.

    Returns
    -------
    Corpus
        With every response that was read, live or set aside.

    Raises
    ------
    UsageError
        A corpus is given with what only reading can heed.
    DataError
        As `read` does.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> corpus = ci.prepare(pd.DataFrame({"comment": [
    ...     "The bus to the hospital stops at six, so nobody can visit in the evening.",
    ...     "Parking at the surgery costs more than the prescription does.", "n/a"]}))
    >>> corpus.reconcile()[["reason", "responses"]].to_numpy().tolist()
    [['received', 3], ['non_answer', 1], ['analysed', 2]]
    """
    stages = Stages(progress or usual_progress())
    given = {"text": [text] if isinstance(text, str) else text, "sheet": sheet,
             "columns": columns, "encoding": encoding}  # fmt: skip
    reading = {name: value for name, value in given.items() if value is not None}
    settings = settings or Settings()
    if reading and isinstance(source, Corpus):
        raise UsageError(
            f"A corpus has been read already; give {', '.join(map(repr, reading))} to read()."
        )
    if reading:
        read = settings.read.model_copy(update=reading)
        settings = settings.model_copy(update={"read": read})
    corpus = prepare_with_secrets(source, settings, stages).corpus
    stages.end(len(PREPARING))
    return corpus


def prepare_with_secrets(
    source: Any,
    settings: Settings,
    stages: Stages,
    keeper: Keeper | None = None,
) -> Prepared:
    """Do what `prepare` does, and keep the redacted originals for a leak scan.

    A ``keeper`` gives and takes what is finished after redaction.
    """
    total = len(PREPARING)
    redacted, secrets = redact_with_secrets(source, settings, stages)
    if keeper:
        keeper.begin(redacted, settings)
        if (known := keeper.corpus()) is not None:
            return Prepared(known, secrets)
    with stages.stage("languages", 3, total):
        corpus = ci.detect_languages(redacted, **settings.languages.keywords())
    with stages.stage("duplicates", 4, total):
        corpus = ci.deduplicate(corpus, **settings.duplicates.keywords())
    with stages.stage("campaigns", 5, total):
        corpus = ci.find_campaigns(corpus, **settings.campaigns.keywords())
    if keeper:
        keeper.keep("corpus", corpus, sum(stages.seconds[name] for name in PREPARING[3:]))
    return Prepared(corpus, secrets)


def redact_with_secrets(
    source: Any, settings: Settings, stages: Stages
) -> tuple[Corpus, dict[str, str]]:
    """Read, clean and redact; give the originals too, for a leak scan."""
    from consultation_insight.cleaning.leaks import secrets_of
    from consultation_insight.cleaning.redact import redact_and_tell

    total = len(PREPARING)
    with stages.stage("read", 0, total):
        corpus = source
        if not isinstance(source, Corpus):
            corpus = ci.read(source, **settings.read.keywords())
    with stages.stage("clean", 1, total):
        cleaned = ci.clean(corpus, **settings.clean.keywords())
    with stages.stage("redact", 2, total):
        redacted, originals = redact_and_tell(cleaned, **settings.redact.keywords())
        secrets = secrets_of(cleaned, redacted, originals)
    return redacted, secrets


def analyse(
    corpus: Corpus,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
    backend: Literal["pandas", "dask"] = "pandas",
    client: Any = None,
) -> Analysis:
    """Find themes, tone, kinds, words, references and links in a prepared corpus.

    Parameters
    ----------
    corpus : Corpus
        As `prepare` returns it.
    settings : Settings, optional
        Defaults where not given.
    progress : callable, optional
        Called as ``progress(stage, done, total)``, at the end with ``done``. A notebook shows a
        bar without it; `show_progress` gives one elsewhere.
        Called as ``progress(stage, done, total)``.
    backend : {"pandas", "dask"}
        With ``"dask"`` (extra ``[dask]``) responses are judged on a cluster, with the same result.
    client : distributed.Client, optional
        Of the cluster; a cluster on this computer if left out.

    Returns
    -------
    Analysis
        All that a report is made from.
    """
    if not hasattr(corpus, "live"):
        raise UsageError(
            "analyse takes a corpus, and this is none: ci.analyse(ci.prepare(source)) reads a file "
            "or a DataFrame first."
        )
    stages = Stages(progress or usual_progress())
    if backend == "dask":
        from consultation_insight.distributed.running import analyse_corpus

        analysis = analyse_corpus(corpus, settings or Settings(), stages, client)
    else:
        analysis = analyse_in_stages(corpus, settings or Settings(), stages)
    stages.end(len(ANALYSING))
    return analysis


#: What the second process begins with, while the first does the others.
_APART = ("themes",)


#: What the second process was given to analyse; it is sent once.
_given: dict[str, Any] = {}


def _timed(
    names: Sequence[str], corpus: Corpus | None = None, settings: Settings | None = None
) -> tuple[dict[str, Result], dict[str, float]]:
    if corpus is not None:
        _given.update(corpus=corpus, settings=settings)
    plan = _plan(_given["corpus"], _given["settings"])
    stages = Stages()
    results = {}
    for name in names:
        with stages.stage(name, 0, 1):
            results[name] = _alone(plan[name]())
    return results, stages.seconds


def _alone(result: Result) -> Result:
    """A result without what it was made from: both processes have that."""
    if isinstance(result, Themes):
        return replace(result, corpus=None, before=None)
    return result


def _plan(corpus: Corpus, settings: Settings) -> dict[str, Callable[[], Result]]:
    return {
        "campaigns": lambda: ci.read_campaigns(corpus),
        "kinds": lambda: ci.classify_kind(corpus, **settings.kinds.keywords()),
        "sentiment": lambda: ci.score_sentiment(corpus, **settings.sentiment.keywords()),
        "stance": lambda: ci.score_stance(corpus, **settings.stance.keywords()),
        "themes": lambda: ci.find_themes(corpus, **settings.themes.keywords()),
        "terms": lambda: ci.count_terms(corpus, **settings.terms.keywords()),
        "references": lambda: ci.find_references(corpus, **settings.references.keywords()),
        "links": lambda: ci.find_links(corpus),
        "recommendations": lambda: ci.find_recommendations(corpus),
    }


def _taken(take: Callable[[], str]) -> str | None:
    try:
        return take()
    except IndexError:
        return None


class _Shared:
    """The second process does its own steps, then takes from the end of those that wait.

    Each step gives the same result wherever it is made, so that it does not matter who was faster.
    """

    def __init__(
        self,
        pool: Executor,
        first: Sequence[str],
        waiting: deque[str],
        afterwards: Callable[[], None] | None,
        *given: Any,
    ) -> None:
        self._pool, self._waiting, self._afterwards = pool, waiting, afterwards
        self._futures = [pool.submit(_timed, first, *given)]
        self._ended = Event()
        self._futures[0].add_done_callback(self._next)

    def _next(self, future: Future[Any]) -> None:
        follows = False
        try:
            if future.exception() is None and (name := _taken(self._waiting.pop)):
                self._futures.append(self._pool.submit(_timed, [name]))
                self._futures[-1].add_done_callback(self._next)
                follows = True
            elif self._afterwards:
                self._pool.submit(self._afterwards)
        finally:
            if not follows:
                self._ended.set()

    def results(self) -> tuple[dict[str, Result], dict[str, float]]:
        """What it made, and how long each step took; waits for the last one."""
        self._ended.wait()
        results: dict[str, Result] = {}
        seconds: dict[str, float] = {}
        for future in self._futures:
            made, took = future.result()
            results |= made
            seconds |= took
        return results, seconds


def _finished(plan: Iterable[str], corpus: Corpus, keeper: Keeper | None) -> dict[str, Result]:
    known = {name: keeper.result(name, corpus) for name in plan} if keeper else {}
    return {name: result for name, result in known.items() if result is not None}


def analyse_in_stages(
    corpus: Corpus,
    settings: Settings,
    stages: Stages,
    pool: Executor | None = None,
    afterwards: Callable[[], None] | None = None,
    keeper: Keeper | None = None,
    known: Mapping[str, Result] | None = None,
) -> Analysis:
    """Do what `analyse` does, with stages that the caller times, and a second process if given.

    ``afterwards`` is what that process does when it is ready before this one. A ``keeper`` gives
    the results that are finished; those that are ``known`` are taken as they are.
    """
    report = settings.report
    plan = _plan(corpus, settings)
    unknown = [name for name in plan if name not in (known or {})]
    done = _finished(unknown, corpus, keeper) | dict(known or {})
    first = [name for name in _APART if pool and name not in done]
    waiting = deque(name for name in plan if name not in done and name not in first)
    shared = _Shared(pool, first, waiting, afterwards, corpus, settings) if pool else None
    while name := _taken(waiting.popleft):
        with stages.stage(name, list(plan).index(name), len(ANALYSING)):
            done[name] = plan[name]()
        if keeper:
            keeper.keep(name, done[name], stages.seconds[name])
    if shared:
        with stages.stage("waiting for themes", len(plan) - 1, len(ANALYSING)):
            others, seconds = shared.results()
        done |= others
        stages.seconds |= seconds
        for name in others if keeper else ():
            keeper.keep(name, others[name], seconds[name])  # type: ignore[union-attr]
    done["themes"] = replace(done["themes"], corpus=corpus, before=None)  # type: ignore[arg-type, call-arg]
    results = speakable({name: done[name] for name in plan}, corpus)
    with stages.stage("findings", len(plan), len(ANALYSING)):
        results, tables = conclude(corpus, results, settings)
    return Analysis(
        title=report.title or _title(corpus),
        corpus=corpus,
        results=results,
        tables=tables,
        settings=settings.model_dump(),
        manifest=_manifest(corpus, settings),
    )


def with_themes(analysis: Analysis, themes: Themes) -> Analysis:
    """Put edited themes into an analysis: its tables and findings are computed anew.

    Parameters
    ----------
    analysis : Analysis
    themes : Themes
        An edited version of ``analysis.themes``.

    Returns
    -------
    Analysis
        Ready for `write_report`. A run folder stays as it is: save the edits with
        `Themes.save_edits`, name the file in the settings (``[themes] edits``) and run again.

    Raises
    ------
    UsageError
        The themes are of other responses.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> notes = [f"More {a} {b}, please" for a in ("evening", "night", "early", "rural")
    ...          for b in ("buses", "bus routes", "bus stops")]
    >>> analysis = ci.analyse(ci.prepare(pd.DataFrame({"comment": notes})))
    >>> edited = ci.with_themes(analysis, analysis.themes.rename("T01", "Buses"))
    >>> edited.tables["themes"]["label"][0]
    'Buses'
    """
    corpus = analysis.corpus
    if not themes.coding["response_id"].isin(corpus.live["response_id"]).all():
        raise UsageError(
            "These themes are coded in responses that the analysis does not have; analyse all "
            "responses together first, and update the themes with that corpus."
        )
    results = {name: one for name, one in analysis.results.items() if name != "findings"}
    themes = themes.with_corpus(corpus)
    results = speakable(results | {"themes": themes}, corpus)
    settings = Settings.from_dict(dict(analysis.settings))
    results, tables = conclude(corpus, results, settings)
    return replace(analysis, results=results, tables=tables)


def conclude(
    corpus: Corpus, results: dict[str, Result], settings: Settings
) -> tuple[dict[str, Result], dict[str, pd.DataFrame]]:
    """Build the tables, and the findings from them."""
    tables = build_tables(corpus, results, **settings.for_tables())
    report = settings.report
    if HARVEST.intersection(report.sections or ()):
        tables |= harvest_tables(corpus, results)
    findings = ci.find_findings(
        tables, likes_over=report.likes_over, mentions_over=report.mentions_over
    )
    return results | {"findings": findings}, tables | {"findings": findings.to_frame()}


#: Names of files that tell a reader nothing.
_NO_TITLES = {
    "", "answers", "comments", "data", "export", "file", "input", "notes", "raw", "replies",
    "responses", "results", "sheet", "survey",
}  # fmt: skip


def _title(corpus: Corpus) -> str:
    files = [Path(source.file).stem for source in corpus.sources if source.file]
    files = [name for name in files if name.casefold().strip(" _-0123456789") not in _NO_TITLES]
    return "What people said" + (f": {', '.join(files)}" if files else "")


def _manifest(corpus: Corpus, settings: Settings) -> dict[str, Any]:
    counts = corpus.reconcile()
    return {
        "package": ci.__version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "seed": settings.themes.seed,
        "inputs": [
            {"file": source.file, "sha256": source.sha256, "rows": source.rows}
            for source in corpus.sources
        ],
        "counts": dict(zip(counts["reason"], counts["responses"].tolist(), strict=True)),
    }
