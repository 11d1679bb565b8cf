"""Runs in several processes; one that dies takes no other with it."""

from __future__ import annotations

import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from consultation_insight._collecting import collecting_rarely
from consultation_insight.batch.jobs import Job
from consultation_insight.batch.results import DONE, FAILED, SAME
from consultation_insight.cleaning._personal.masking import masked
from consultation_insight.corpus import sheets_left
from consultation_insight.errors import DataError, InsightError
from consultation_insight.processes import end_with_parent
from consultation_insight.results import Analysis
from consultation_insight.wording import MIN_BASE

__all__ = ["rows_of"]

Row = dict[str, Any]
#: So many seconds a process has to end when there is no more to do.
_GOODBYE = 5.0
#: Called with the number of a job and its stage.
Tell = Callable[[int, str], None]


def rows_of(
    jobs: Sequence[Job], out: Path, *, workers: int, fresh: bool, tell: Tell
) -> Iterator[tuple[int, Row]]:
    """Run all jobs; give the number and the row of each as it ends."""
    if workers < 2:
        for number, job in enumerate(jobs):
            yield number, run_one(job, out, fresh, lambda stage, n=number: tell(n, stage))  # type: ignore[misc]
        return
    yield from _in_processes(jobs, out, min(workers, len(jobs)), fresh, tell)


def run_one(job: Job, out: Path, fresh: bool, tell: Callable[[str], None]) -> Row:
    """Run one job and say what became of it; nothing is raised but what stops all."""
    import consultation_insight as ci

    files = [Path(name).name for name in job.settings.input]
    row: Row = {"run": job.name, "state": FAILED, "input": "; ".join(files), "error": job.problem}
    start = time.perf_counter()
    if not job.problem:
        try:
            analysis = ci.run(
                job.settings, out / job.name, fresh=fresh, progress=lambda stage, *_: tell(stage)
            )
            row |= _told(analysis, job.name)
        except InsightError as error:
            row["error"] = masked(str(error), people=isinstance(error, DataError))
        except MemoryError:
            row["error"] = "There was not enough memory; use fewer workers, or divide the file."
        except Exception as error:
            # Never the message: it may hold the text of a response.
            row["error"] = (
                f"Something unexpected happened ({type(error).__name__}). This is a defect: please "
                f"report it. {' and '.join(files)} alone gives the same."
            )
    row["input"] = masked(row["input"], people=True)
    return row | {"seconds": round(time.perf_counter() - start, 1)}


def _told(analysis: Analysis, name: str) -> Row:
    """What the summary says of a run that is whole."""
    themes = analysis.tables.get("themes")
    asked = analysis.tables.get("questions")
    wordings = list(asked["wording"]) if asked is not None and "wording" in asked else []
    question = analysis.settings.get("report", {}).get("question") or (
        wordings[0] if len(wordings) == 1 else f"{len(wordings)} questions" if wordings else ""
    )
    largest = ""
    if themes is not None and len(themes):
        largest = str(themes.sort_values("n", ascending=False, kind="stable")["label"].iloc[0])
    return {
        "state": SAME if "report" in analysis.manifest.get("reused", []) else DONE,
        "input": "; ".join(source.file for source in analysis.corpus.sources),
        "question": question,
        "received": len(analysis.corpus),
        "analysed": analysis.corpus.base,
        "themes": 0 if themes is None else len(themes),
        "largest": largest,
        "warnings": " ".join(_warnings(analysis)),
        "report": f"{name}/report/report.html",
    }


def _warnings(analysis: Analysis) -> list[str]:
    """What a person should look at before they use a run."""
    corpus, tables = analysis.corpus, analysis.tables
    received, base = len(corpus), corpus.base
    said = [f"{left}."] if (left := sheets_left(corpus.ledger)) else []
    if base < MIN_BASE:
        said.append(f"Only {base:,} analysed: read them, and give no shares.")
    elif not len(tables.get("themes", ())):
        said.append("No theme was found.")
    if received and (received - base) * 3 > received:
        said.append(f"{received - base:,} of {received:,} were set aside; see why.")
    if gone := len(tables.get("edits_left_out", ())):
        said.append(f"{gone:,} edits of themes could not be done.")
    if base and not corpus.live["quotable"].any():
        said.append("Nobody agreed to be quoted: no words are shown.")
    return said


def _in_processes(
    jobs: Sequence[Job], out: Path, workers: int, fresh: bool, tell: Tell
) -> Iterator[tuple[int, Row]]:
    """Give jobs to processes as they get free; start another for one that died."""
    left = deque(range(len(jobs)))
    context = get_context("spawn")
    at_work: dict[Any, tuple[BaseProcess, int]] = {}
    started: list[BaseProcess] = []

    def start() -> None:
        here, there = context.Pipe()
        process = context.Process(target=_work, args=(there, out, fresh), daemon=False)
        process.start()
        started.append(process)
        there.close()
        give(here, process)

    def give(here: Any, process: BaseProcess) -> None:
        number = left.popleft()
        at_work[here] = (process, number)
        with suppress(OSError):  # it died: the next look at it tells
            here.send((number, jobs[number]))

    try:
        for _ in range(workers):
            start()
        while at_work:
            ready: list[Any] = wait(list(at_work))
            for here in ready:
                process, number = at_work[here]
                try:
                    what, said = here.recv()
                except (EOFError, OSError):
                    process.join()
                    del at_work[here]
                    yield number, _died(jobs[number], process.exitcode)
                    if left:
                        start()
                    continue
                if what == "stage":
                    tell(number, said)
                    continue
                if left:
                    give(here, process)
                else:
                    here.close()
                    del at_work[here]
                yield number, said
        for process in started:
            process.join(_GOODBYE)
    finally:
        _end(started)


def _end(processes: Sequence[BaseProcess]) -> None:
    for process in processes:
        if process.is_alive():
            process.kill()
            process.join()


def _work(pipe: Connection, out: Path, fresh: bool) -> None:
    """Run the jobs that come through the pipe, until it is closed."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends this one
    with suppress(EOFError, OSError), collecting_rarely():
        while True:
            _, job = pipe.recv()
            pipe.send(("row", run_one(job, out, fresh, lambda stage: pipe.send(("stage", stage)))))


def _died(job: Job, code: int | None) -> Row:
    why = "for want of memory, perhaps: use fewer workers, or divide the file"
    return {
        "run": job.name,
        "state": FAILED,
        "input": masked("; ".join(Path(name).name for name in job.settings.input), people=True),
        "error": f"Its process ended ({code}), {why}. What it finished is used next time.",
    }
