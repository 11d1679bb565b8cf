"""What is to be run: from a folder, files or a settings file to a list of jobs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from consultation_insight.cleaning._personal.masking import masked
from consultation_insight.config import Settings
from consultation_insight.errors import FileProblem, InsightError, SettingsError

__all__ = ["BatchSettings", "Job", "find_jobs", "is_batch"]

#: Endings of files that hold responses; others in a folder are passed over.
ENDINGS = {
    ".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".json", ".jsonl", ".ndjson", ".md",
    ".docx", ".vtt", ".gz", ".zip",
}  # fmt: skip
#: Names of files that programs leave beside open or hidden ones.
_PASSED = (".", "~$", "_")


class _Run(BaseModel):
    """``[[batch.run]]``: a run of its own, or other settings for one that was found."""

    model_config = ConfigDict(extra="allow", frozen=True)
    name: str
    input: list[str] = Field(default_factory=list)


class BatchSettings(BaseModel):
    """``[batch]``: see `consultation_insight.run_batch`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    input: list[str] = Field(default_factory=list)
    questions: Literal["together", "apart"] = "together"
    run: list[_Run] = Field(default_factory=list)


@dataclass(frozen=True)
class Job:
    """One run: its name, its settings, and what was wrong with its input before it began."""

    name: str
    settings: Settings
    problem: str = ""


def is_batch(path: str | Path) -> bool:
    """Whether a path is a folder, or a settings file with ``[batch]``."""
    path = Path(path)
    if path.is_dir():
        return True
    try:
        return path.suffix == ".toml" and "batch" in _toml(path)
    except SettingsError:
        return False  # whoever reads the settings says what is wrong


def find_jobs(
    source: str | Path | Sequence[str | Path], settings: Settings | None, questions: str | None
) -> list[Job]:
    """List the runs of a batch, in the order of their names' numbers.

    Parameters
    ----------
    source : path or list of paths
        Files, folders, patterns, or one settings file with ``[batch]``.
    settings : Settings, optional
        For all runs; a settings file has its own.
    questions : str, optional
        ``"together"`` or ``"apart"``, over what a settings file says.

    Raises
    ------
    FileProblem
        What was named is not there.
    SettingsError
        The settings have a mistake; all of it is found before anything runs.
    """
    names = [source] if isinstance(source, str | Path) else list(source)
    for name in names:
        if not Path(name).exists() and not any(mark in str(name) for mark in "*?["):
            raise FileProblem(
                name,
                "is not there",
                remedy="Check the spelling and the folder; nothing was written.",
            )
    folder, values = Path(), (settings or Settings()).model_dump(exclude={"input"})
    batch = BatchSettings(input=[str(name) for name in names])
    if len(names) == 1 and Path(names[0]).suffix == ".toml":
        if settings is not None:
            raise SettingsError(f"{Path(names[0]).name} holds its own settings; give no others.")
        folder = Path(names[0]).parent
        values = _toml(Path(names[0]))
        batch = _batch(values.pop("batch", {}), Path(names[0]).name)
        common = Settings.from_dict({**values, "input": []})
        values = common.beside(folder).model_dump(exclude={"input"}) | _given(values)
    if questions:
        batch = batch.model_copy(update={"questions": questions})
    jobs = [
        job
        for file in _files(batch.input, folder)
        for job in _jobs_of(file, values, batch.questions == "apart")
    ]
    jobs = _with_own(_unique(jobs), batch.run, values, folder)
    if not jobs:
        raise SettingsError(
            f"There is nothing to run in {', '.join(map(str, names))}: no file that ends in "
            f"{', '.join(sorted(ENDINGS))}."
        )
    return jobs


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not isinstance(value, Mapping)}


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} is not valid TOML: {error}.") from None


def _batch(values: Any, file: str) -> BatchSettings:
    try:
        return BatchSettings.model_validate(values)
    except ValidationError as error:
        wrong = error.errors()[0]
        where = ".".join(str(part) for part in ("batch", *wrong["loc"]))
        raise SettingsError(
            f"{file}: {where!r}: {wrong['msg']}. [batch] takes 'input' (a list of files, folders or "
            "patterns), 'questions' (\"together\" or \"apart\") and [[batch.run]] with 'name'."
        ) from None


def _files(names: Iterable[str], folder: Path) -> list[Path]:
    """The files of a list of files, folders and patterns, each once."""
    found: list[Path] = []
    for name in names:
        path = folder / name
        if path.is_dir():
            found += sorted((one for one in path.iterdir() if _is_data(one)), key=_natural)
        elif any(mark in name for mark in "*?["):
            base = Path(path.anchor) if path.is_absolute() else Path()
            inside = base.glob(str(path.relative_to(base)))
            found += sorted((one for one in inside if _is_data(one)), key=_natural)
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _is_data(path: Path) -> bool:
    return (
        path.is_file()
        and path.suffix.lower() in ENDINGS
        and not path.name.startswith(_PASSED)
        and path.stem.lower() != "readme"
    )


def _natural(path: Path) -> list[Any]:
    """Question 2 before question 10."""
    pieces = re.split(r"(\d+)", path.as_posix().casefold())
    return [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in pieces]


def _jobs_of(file: Path, values: Mapping[str, Any], apart: bool) -> list[Job]:
    name = _slug(file.name.split(".")[0])
    whole = Job(name, Settings.from_dict({**values, "input": [str(file)]}))
    if not file.is_file():
        problem = FileProblem(file, "is not there", remedy="Mend its name, or put it there.")
        return [replace(whole, problem=str(problem))]
    if not apart:
        return [whole]
    try:
        columns = _open_columns(file, whole.settings)
    except InsightError as error:
        return [replace(whole, problem=masked(str(error), people=True))]
    if len(columns) < 2:
        return [whole]
    return [
        Job(
            _slug(f"{name}-{question}"),
            Settings.from_dict(
                _merged({**values, "input": [str(file)]}, {"read": {"text": [column]}})
            ),
        )
        for column, question in columns
    ]


def _open_columns(file: Path, settings: Settings) -> list[tuple[str, str]]:
    """The columns of free text, and the id of the question that each answers."""
    import consultation_insight as ci

    table = ci.check(file, **settings.read.keywords()).to_frame()
    if (table["used_as"] == "question").any():  # a column says which question a row answers
        return []
    is_open = table[table["used_as"] == "open"].drop_duplicates("column")
    return list(zip(is_open["column"], is_open["question_id"], strict=True))


def _with_own(
    jobs: list[Job], runs: Sequence[_Run], values: Mapping[str, Any], folder: Path
) -> list[Job]:
    """Give single runs their own settings, and add those that name their input."""
    known = {job.name: place for place, job in enumerate(jobs)}
    for run in runs:
        own = dict(run.model_extra or {})
        where = f"[[batch.run]] {run.name!r}"
        try:
            if run.input:
                files = [str(folder / name) for name in run.input]
                settings = Settings.from_dict(_merged({**values, "input": files}, own))
                settings = settings.beside(folder, only=own)
                missing = [name for name in files if not Path(name).is_file()]
                problem = (
                    str(FileProblem(missing[0], "is not there", remedy="Mend its name."))
                    if missing
                    else ""
                )
                jobs.append(Job(_slug(run.name), settings, problem))
            elif run.name in known:
                job = jobs[known[run.name]]
                settings = Settings.from_dict(_merged(job.settings.model_dump(), own))
                jobs[known[run.name]] = replace(job, settings=settings.beside(folder, only=own))
            else:
                raise SettingsError(
                    f"no file gives a run of this name, and it names no 'input'; there are "
                    f"{', '.join(known) or 'none'}."
                )
        except SettingsError as error:
            raise SettingsError(f"{where}: {error}") from None
    return _unique(jobs)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Settings over others, section by section."""
    together = dict(below)
    for name, value in above.items():
        old = together.get(name)
        both = isinstance(value, Mapping) and isinstance(old, Mapping)
        together[name] = {**old, **value} if both else value  # type: ignore[dict-item]
    return together


def _slug(text: str) -> str:
    """A name for a folder, without what is personal in it."""
    plain = re.sub(r"[^\w-]+", "-", masked(text, people=True)).strip("-_").casefold()
    return plain[:60].rstrip("-_") or "run"


def _unique(jobs: Sequence[Job]) -> list[Job]:
    """Give a second run of the same name a number."""
    taken: set[str] = set()
    named = []
    for job in jobs:
        name, number = job.name, 1
        while name in taken:
            number += 1
            name = f"{job.name}-{number}"
        taken.add(name)
        named.append(replace(job, name=name))
    return named
