"""Reading folders of files, each file by itself, as `consultation_insight.read` reads them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.config import ReadSettings
from consultation_insight.distributed.divided import TEXTS, Divided
from consultation_insight.distributed.engine import Engine, load, save, write_frame
from consultation_insight.errors import FileProblem, UsageError
from consultation_insight.ingest._build import Part
from consultation_insight.ingest._columns.names import folded
from consultation_insight.ingest._formats.parts import (
    Beside,
    Reading,
    read_parts,
    unique_prefixes,
)
from consultation_insight.ingest._formats.sheets import alike, numbers_people, who
from consultation_insight.ingest.reading import joined_parts

__all__ = ["files_in", "read_in_parts"]

_ENDINGS = frozenset({".csv", ".tsv", ".parquet", ".json", ".jsonl", ".ndjson"})


def files_in(source: object) -> list[Path]:
    """The files that are meant: those named, and those in folders, by name.

    Raises
    ------
    UsageError
        It is no path, or no file is there.
    FileProblem
        A folder holds nothing that can be read.
    """
    given = [source] if isinstance(source, str | Path) else source
    if not isinstance(given, Sequence) or not given:
        raise UsageError("backend='dask' reads files: give a path, a folder, or a list of them.")
    files: list[Path] = []
    for one in map(Path, given):
        if not one.is_dir():
            files.append(one)
            continue
        inside = sorted(
            path
            for path in one.iterdir()
            if path.is_file() and set(path.suffixes[-2:]) & _ENDINGS and path.name[:1] not in "._"
        )
        if not inside:
            raise FileProblem(
                one, "holds no CSV, Parquet or JSON lines", remedy="Name the folder with the files."
            )
        files += inside
    return files


def read_in_parts(
    engine: Engine, source: object, settings: ReadSettings, *, partition_rows: int
) -> Divided:
    """Read files into partitions of about so many responses; none is larger by more than a row's.

    What files decide together (ids of questions and respondents) is decided from what each says
    of itself, so that ids are those which `consultation_insight.read` gives for the same list.
    """
    files = [path.resolve() for path in files_in(source)]
    stems = [Path(p.stem).stem if p.suffix.lower() == ".gz" else p.stem for p in files]
    prefixes = unique_prefixes(stems)
    told = [
        (str(path), Beside(prefix, {}), settings.keywords(), partition_rows)
        for path, prefix in zip(files, prefixes, strict=True)
    ]
    blocks = engine.each("read", _read_file, range(len(files)), told)
    readings = [_skeleton(engine, number) for number in range(len(files))]
    taken: dict[str, str] = {}
    for number, reading in enumerate(readings):
        own = reading.builder.questions
        if any(taken.get(name, wording) != wording for name, wording in own.items()) or any(
            wording in set(taken.values()) and taken.get(name) != wording
            for name, wording in own.items()
        ):
            path, beside, keywords, rows = told[number]
            again = list(told)
            again[number] = path, replace(beside, questions=dict(taken)), keywords, rows
            blocks[number] = engine.each(f"read again {number}", _read_file, [number], again)[0]
            reading = readings[number] = _skeleton(engine, number)
        taken |= reading.builder.questions
    corpus = joined_parts(_of_same_people(_together(readings)))
    _order_blocks(engine, blocks)
    sizes = [rows for of_file in blocks for rows in of_file]
    return Divided(corpus, engine, tuple(np.cumsum(sizes).tolist()), "read")


def _read_file(
    folder: Path, number: int, told: Sequence[tuple[str, Beside, Mapping[str, Any], int]]
) -> list[int]:
    """Read one file; write its texts in blocks and the rest beside. Gives the rows of each block."""
    path, beside, keywords, most = told[number]
    reading = read_parts([path], beside=beside, **keywords)
    sizes: list[int] = []
    parts: list[Part] = []
    for part in reading.parts:
        frame = part.responses
        if "links" not in frame:
            frame = frame.assign(links="")
        for rows in _cut(frame["source_row"].to_numpy(), most):
            block = frame.iloc[rows][list(TEXTS)].fillna("").reset_index(drop=True)
            write_frame(folder, f"file{number:05d}", len(sizes), block)
            sizes.append(len(block))
        parts.append(replace(part, responses=frame.assign(**dict.fromkeys(TEXTS, ""))))
    save(folder / f"skeleton-{number:05d}", replace(reading, parts=parts))
    return sizes


def _cut(source_rows: np.ndarray, most: int) -> list[slice]:
    """Blocks of so many responses, or of a few more: the answers of a row stay together."""
    begins = np.flatnonzero(np.r_[True, source_rows[1:] != source_rows[:-1]])
    cuts = [0]
    for place in begins.tolist():
        if place - cuts[-1] >= most:
            cuts.append(place)
    return [slice(a, b) for a, b in zip(cuts, [*cuts[1:], len(source_rows)], strict=True) if b > a]


def _skeleton(engine: Engine, number: int) -> Reading:
    reading: Reading = load(engine.folder / f"skeleton-{number:05d}")
    return reading


def _together(readings: Sequence[Reading]) -> Reading:
    first = readings[0]
    return Reading(
        [part for reading in readings for part in reading.parts],
        first.builder,
        [line for reading in readings for line in reading.ledger],
        tuple(source for reading in readings for source in reading.sources),
        first.settings,
    )


def _of_same_people(reading: Reading) -> Reading:
    """Let row ids mean the same people in files that share most of them, as one reading does."""
    known: list[tuple[str, set[str], str]] = []
    parts = []
    for part in reading.parts:
        column = who(part.columns)
        keys = part.keys[part.keys.str.startswith("id\0")]
        if column is not None and len(keys) and numbers_people(column):
            _, own, _ = keys.iloc[0].split("\0", 2)
            ids = {key.split("\0", 2)[2] for key in keys}
            name = folded(column.name)
            scope = next(
                (at for other, some, at in known if other == name and alike(some, ids)), own
            )
            known.append((name, ids, scope))
            if scope != own:
                begin, new = f"id\0{own}\0", f"id\0{scope}\0"
                renamed = [new + k.removeprefix(begin) if k.startswith(begin) else k
                           for k in part.keys]  # fmt: skip
                part = replace(part, keys=pd.Series(renamed, index=part.keys.index, dtype="str"))
        parts.append(part)
    return replace(reading, parts=parts)


def _order_blocks(engine: Engine, blocks: Sequence[Sequence[int]]) -> None:
    """Number the blocks of all files one after the other."""
    part = 0
    for number, sizes in enumerate(blocks):
        for block in range(len(sizes)):
            path = engine.folder / f"file{number:05d}-{block:05d}.parquet"
            target = engine.folder / f"read-{part:05d}.parquet"
            if path.exists():  # in an earlier try it was done already
                path.replace(target)
            part += 1
