"""The command line: each verb parses its arguments and calls one public function.

Exit codes: 0 done, 1 unexpected or the disk refused, 2 usage or settings, 3 data, 4 a model or an
extra is missing, 5 a check failed, 6 some runs of a batch failed (the others are whole).
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from consultation_insight._collecting import collecting_rarely
from consultation_insight._terminal import (
    fail,
    input_from,
    print_sections,
    refuse_without_text,
    run_many,
    say_codes,
    say_extras,
    say_fetched,
    say_how_to_change,
    say_taken,
    say_version,
    say_where,
    shown_progress,
    with_dashboard,
    without_people,
    write_text,
)
from consultation_insight.errors import InsightError, OutputProblem

if TYPE_CHECKING:
    from consultation_insight.config import Settings
    from consultation_insight.results import Analysis

INTERRUPTED = 130
STOPPED = "Stopped. The same command goes on with what is finished."
#: A second process helps where there is a second core.
PROCESSES = min(2, os.cpu_count() or 1)
#: What typer raises for a wrong option; it has no public name of its own.
USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="consultation-insight",
    help="Make sense of what people write to you.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Out = Annotated[Path, typer.Option("--out", "-o", help="The run folder to write.")]
File = Annotated[list[Path], typer.Argument(help="CSV, XLSX, JSON lines, Parquet …")]
Text = Annotated[
    list[str] | None,
    typer.Option("--text", "-t", help="A column to analyse; may be given several times."),
]
Sheet = Annotated[str | None, typer.Option("--sheet", help="The sheet with the responses.")]
Workers = Annotated[int, typer.Option("--workers", help="Processes at work: 1 or 2.")]
Preset = Annotated[
    str | None, typer.Option("--preset", help="replies, consultation, openspace: see info.")
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Do every step again, whatever is finished.")]
Format = Annotated[
    list[str] | None,
    typer.Option("--format", "-f", help="html, xlsx, docx or md; may be given several times."),
]
Backend = Annotated[
    str, typer.Option("--backend", help="pandas, or dask for consultations of millions.")
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", help="The address of a Dask scheduler.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Say which version.", is_eager=True, callback=say_version),
    ] = False,
) -> None:
    """Make sense of what people write to you."""


@app.command()
def run(
    config: Annotated[Path, typer.Argument(help="The settings file (TOML).")],
    out: Out,
    workers: Workers = PROCESSES,
    fresh: Fresh = False,
    backend: Backend = "pandas",
    scheduler: Scheduler = None,
    quiet: Quiet = False,
) -> None:
    """Analyse what a settings file names, and write its report.

    A folder, or a settings file with [batch], is run as by the verb batch.
    """
    from consultation_insight.batch.jobs import is_batch

    if is_batch(config):
        run_many([config], out, None, apart=False, workers=workers, fresh=fresh, quiet=quiet)
        return
    _run(config, out, quiet, workers=workers, fresh=fresh, backend=backend, scheduler=scheduler)


@app.command()
def batch(
    source: Annotated[
        list[Path], typer.Argument(help="A folder, files, or a settings file with [batch].")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write.")],
    apart: Annotated[
        bool, typer.Option("--apart", help="A run for each column of free text, not each file.")
    ] = False,
    settings: Annotated[
        Path | None, typer.Option("--settings", "-s", help="Settings for all runs (TOML).")
    ] = None,
    preset: Preset = None,
    workers: Annotated[int, typer.Option("--workers", help="Runs at a time.")] = PROCESSES,
    fresh: Fresh = False,
    quiet: Quiet = False,
) -> None:
    """Analyse many files or questions, each to its own report.

    The same command goes on where it was stopped.
    """
    if preset and settings:
        raise typer.BadParameter("name the preset in the settings file")
    run_many(
        source, out, settings or preset, apart=apart, workers=workers, fresh=fresh, quiet=quiet
    )


@app.command()
def analyse(
    file: File,
    out: Out,
    text: Text = None,
    sheet: Sheet = None,
    title: Annotated[str | None, typer.Option(help="The title of the report.")] = None,
    question: Annotated[str | None, typer.Option(help="What was asked, in one sentence.")] = None,
    workers: Workers = PROCESSES,
    formats: Format = None,
    preset: Preset = None,
    fresh: Fresh = False,
    backend: Backend = "pandas",
    scheduler: Scheduler = None,
    quiet: Quiet = False,
) -> None:
    """Analyse one or more files without a settings file."""
    import consultation_insight as ci

    settings = ci.Settings.from_dict(
        {
            "preset": preset,
            "input": [str(path) for path in file],
            "read": {"text": text or None, "sheet": sheet},
            "report": {"title": title, "question": question}
            | ({"formats": formats} if formats else {}),
        }
    )
    done = _run(
        settings, out, quiet, workers=workers, fresh=fresh, backend=backend, scheduler=scheduler
    )
    if not quiet:
        say_taken(done.corpus)


@app.command()
def check(
    file: File,
    text: Text = None,
    sheet: Sheet = None,
    write: Annotated[
        Path | None, typer.Option("--write", "-w", help="Write a settings file to edit.")
    ] = None,
) -> None:
    """Say what a file was understood as, without analysing it."""
    import consultation_insight as ci

    understanding = ci.check([str(path) for path in file], text=text or None, sheet=sheet)
    shown = replace(understanding, table=without_people(understanding.to_frame()))
    typer.echo(f"{shown.base:,} responses were understood as follows.\n")
    print_sections(shown.sections())
    say_how_to_change(shown)
    if write:
        if write.exists():
            raise OutputProblem(f"{write} exists already; name another file.")
        from consultation_insight.cleaning._personal.masking import masked_comments

        toml = input_from(write.parent, file, understanding.toml)
        write_text(write, masked_comments(toml))
        typer.echo(f"Settings to edit: {write}")
    refuse_without_text(understanding, file)


@app.command()
def fetch(
    tweet_id: Annotated[str, typer.Argument(help="The number of the post on X, or its address.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write (JSON lines).")],
    archive: Annotated[
        bool, typer.Option("--archive", help="Search the full archive, not seven days only.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", help="Stop after about so many new replies.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Fetch the replies to a post on X.

    The token is read from the variable X_BEARER_TOKEN.
    """
    import consultation_insight as ci

    try:
        with shown_progress(quiet, lines=True) as progress:
            fetched = ci.fetch_replies(
                None, tweet_id, out=out, archive=archive, limit=limit, progress=progress
            )
    except KeyboardInterrupt:
        raise OutputProblem(
            f"Stopped; what was fetched is in {out}. The same command goes on from there."
        ) from None
    if not quiet:
        say_fetched(fetched, out)


@app.command()
def info() -> None:
    """Say which version, presets and extras are there."""
    import consultation_insight as ci

    typer.echo(f"consultation-insight {ci.__version__}, Python {sys.version.split()[0]}")
    say_extras()
    typer.echo("Presets (--preset, or preset = … in the settings):")
    for name, what in ci.presets().items():
        typer.echo(f"  {name:13s} {what}")


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="A run folder.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Where to write it; else into the run.")
    ] = None,
    formats: Format = None,
    settings: Annotated[
        Path | None, typer.Option("--settings", "-s", help="Whose [report] to use (TOML).")
    ] = None,
) -> None:
    """Draw the report of a run again, without analysing anything.

    In other formats, or with other [report] settings.
    """
    import consultation_insight as ci

    written = ci.report_run(folder, out=out, formats=formats or None, settings=settings)
    for path in written.values():
        typer.echo(str(path))


@app.command("diff")
def diff_runs(
    a: Annotated[Path, typer.Argument(help="A run folder: the earlier one.")],
    b: Annotated[Path, typer.Argument(help="A run folder: the later one.")],
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write all differences as JSON.")
    ] = None,
) -> None:
    """Say what changed between two runs, and why."""
    import json

    import consultation_insight as ci

    differences = ci.diff_runs(a, b)
    typer.echo(differences.text())
    if json_file:
        write_text(json_file, json.dumps(differences.to_dict(), indent=2, ensure_ascii=False))


@app.command()
def verify(folder: Annotated[Path, typer.Argument(help="A run folder.")]) -> None:
    """Compute all tables and the report anew, and compare them."""
    import consultation_insight as ci

    compared = ci.verify(folder)
    files = compared["table"].str.startswith("report/")
    rows = compared.loc[~files, "rows"]
    typer.echo(
        f"{len(rows)} tables with {rows.sum():,} rows and {files.sum()} files of the report "
        "verified: all equal."
    )


@app.command("code")
def code_responses(
    folder: Annotated[Path, typer.Argument(help="A run folder.")],
    frame: Annotated[
        Path, typer.Option("--frame", help="The code frame: CSV, XLSX, JSON, TOML, QDC.")
    ],
    examples: Annotated[
        Path | None, typer.Option("--examples", help="What people coded: CSV, XLSX or JSON.")
    ] = None,
    question: Annotated[
        str | None, typer.Option("--question", help="Code only this question.")
    ] = None,
    embedder: Annotated[str, typer.Option(help="static, minilm …")] = "static",
    quiet: Quiet = False,
) -> None:
    """Code the responses of a run by a code frame."""
    import consultation_insight as ci

    coding = ci.code_run(folder, frame, examples, question=question, embedder=embedder)
    if quiet:
        return
    say_codes(coding.table)
    typer.echo(f"\n{coding.method}\nCoded: {folder / 'results' / 'coded.csv'}")


@app.command("leak-scan")
def leak_scan(
    folder: Annotated[Path, typer.Argument(help="The folder to search.")],
    source: Annotated[
        Path | None,
        typer.Option("--source", "-s", help="The input whose personal data must not be there."),
    ] = None,
) -> None:
    """Search every file of a folder for personal data.

    What has the form of it (an e-mail address, a telephone number …), and what the source holds.
    """
    import consultation_insight as ci
    from consultation_insight.errors import LeakFound

    leaks = ci.leak_scan(folder, source)
    if len(leaks.table):
        raise LeakFound.in_folder(leaks.table.to_dict("records"))
    typer.echo(f"{leaks.base} files searched: nothing found.")


@app.command()
def accept(
    folder: Annotated[Path, typer.Argument(help="A run folder.")],
    reference: Annotated[
        list[str], typer.Argument(help="One or more ids from results/references.csv.")
    ],
    gazetteer: Annotated[Path, typer.Option("--gazetteer", "-g", help="Your CSV file.")],
    kind: Annotated[str | None, typer.Option(help="person, theory, book, report …")] = None,
    part_of: Annotated[
        str | None, typer.Option("--part-of", help="The entry on whose line to count them.")
    ] = None,
) -> None:
    """Take what a run discovered into a gazetteer of your own."""
    import consultation_insight as ci

    references = ci.load_run(folder).references
    rows = ci.accept_references(
        references, reference, gazetteer=gazetteer, kind=kind, part_of=part_of
    )
    for row in rows.itertuples(index=False):
        typer.echo(f"{row.reference_id}: {row.aliases or row.handles or row.domains}")
    typer.echo(f"Written to {gazetteer}; name it as 'gazetteer' under [references].")


def _run(settings: Settings | Path, out: Path, quiet: bool, **how: Any) -> Analysis:
    import consultation_insight as ci

    with shown_progress(quiet) as progress:
        analysis = ci.run(settings, out, progress=with_dashboard(progress, quiet), **how)
    say_where(analysis, out, quiet)
    return analysis


def main() -> None:
    """Run the command line; errors become one message and an exit code."""
    try:
        with collecting_rarely():
            code = app(standalone_mode=False)
    except InsightError as error:
        fail(str(error), error.exit_code)
    except USAGE_ERROR as error:
        error.show()  # type: ignore[attr-defined]
        sys.exit(2)
    except (typer.Abort, KeyboardInterrupt):
        fail(STOPPED, INTERRUPTED)
    except OSError as error:
        fail(f"The disk refused: {error.strerror or type(error).__name__}.", 1)
    except Exception as error:
        if os.environ.get("CONSULTATION_INSIGHT_DEBUG"):
            raise
        # Never the message: it may hold the text of a response.
        fail(
            f"Something unexpected happened ({type(error).__name__}). This is a defect: please "
            "report it. Set CONSULTATION_INSIGHT_DEBUG=1 to see where it happened.",
            1,
        )
    else:
        # Typer takes Ctrl-C and says nothing.
        fail(STOPPED, code) if code == INTERRUPTED else sys.exit(code or 0)


def program() -> None:
    """Run the command line as a program of its own.

    It leaves without taking down one by one what the system takes back at once: a third of a
    second. What was written is closed by then.
    """
    from consultation_insight.processes import nothing_begun

    nothing_begun()
    code: object = 0
    try:
        main()
    except SystemExit as stop:
        code = stop.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    program()
