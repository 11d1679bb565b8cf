"""The one place where texts come to the coordinator, and never more than it can read.

A step that has to look at texts in one place takes a sample (`analysis._themes.sampling`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.cleaning.campaigns import TOLD
from consultation_insight.corpus import Corpus
from consultation_insight.distributed.divided import TEXTS, Divided
from consultation_insight.distributed.engine import read_frame, write_frame
from consultation_insight.errors import ClusterProblem

__all__ = ["MOST_GATHERED", "gathered", "mapped", "with_texts"]

#: So many texts may stand with the coordinator at a time, whatever the size of the consultation.
MOST_GATHERED = 50_000

Ints = npt.NDArray[np.int64]
Told = tuple[str, str, Any]


def gathered(divided: Divided, rows: Ints, name: str) -> Corpus:
    """Some responses with their texts, in the order of the corpus.

    Parameters
    ----------
    divided : Divided
    rows : numpy.ndarray
        Their places among all responses.
    name : str
        Of the stage.

    Raises
    ------
    ClusterProblem
        These are more texts than the coordinator may hold: a step that asks for them does not
        belong there.
    """
    if len(rows) > MOST_GATHERED:
        raise ClusterProblem(
            f"The stage {name!r} would bring {len(rows):,} texts to one place; "
            f"at most {MOST_GATHERED:,} may be."
        )
    rows = np.sort(rows)
    cuts = np.searchsorted(rows, [0, *divided.ends])
    starts = (0, *divided.ends)
    told = [rows[a:b] - start for a, b, start in zip(cuts, cuts[1:], starts, strict=False)]
    divided.each(name, _take, (name, told))
    # Partitions without any are not read: a consultation may have hundreds.
    wanted = [part for part in divided.parts if len(told[part])]
    frames = [read_frame(divided.engine.folder, name, part) for part in wanted]
    responses = divided.corpus.responses.iloc[rows]
    said = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(TEXTS))
    said.index = responses.index
    return replace(divided.corpus, responses=responses.assign(**{n: said[n] for n in TEXTS}))


def _take(folder: Path, part: int, told: Told) -> None:
    """Write the texts that are asked for beside the partition."""
    name, rows = told[2]
    if len(rows[part]):
        write_frame(folder, name, part, read_frame(folder, told[0], part).iloc[rows[part]])


def mapped(folder: Path, name: str, parts: Sequence[int], columns: Sequence[str]) -> dict[str, Any]:
    """Columns of the tables of all partitions, as arrays in files and not in memory.

    Each is in one piece, so that what is written from it does not depend on the partitions.
    """
    import pyarrow as pa

    kind = pd.StringDtype("pyarrow", na_value=np.nan)
    found = {}
    for column in columns:
        paths = [folder / f"{column}.{what}" for what in ("places", "letters")]
        places, letters = (path.with_suffix(f"{path.suffix}.writing") for path in paths)
        count = end = 0
        with places.open("wb") as offsets, letters.open("wb") as data:
            offsets.write(np.zeros(1, dtype=np.int64).tobytes())
            for part in parts:
                values = read_frame(folder, name, part)[column].fillna("")
                texts = [value.encode() for value in values]
                ends = end + np.cumsum([len(text) for text in texts], dtype=np.int64)
                data.write(b"".join(texts))
                offsets.write(ends.tobytes())
                count, end = count + len(texts), int(ends[-1]) if len(ends) else end
        # What an earlier call gave is mapped still: its files are replaced, not written over.
        for written, path in zip((places, letters), paths, strict=True):
            written.replace(path)
        buffers = [_buffer(path) for path in paths]
        array = pa.Array.from_buffers(pa.large_string(), count, [None, *buffers])
        found[column] = pd.array(array, dtype=kind)
    return found


def _buffer(path: Path) -> Any:
    import pyarrow as pa

    if not path.stat().st_size:
        return pa.py_buffer(b"")
    return pa.memory_map(str(path)).read_buffer()


def with_texts(divided: Divided) -> Corpus:
    """The corpus with its texts, to be written: as columns of a file, not in the process's memory.

    Who takes some rows reads these; nothing here reads them all.
    """
    responses = divided.corpus.responses
    columns = mapped(divided.engine.folder, divided.texts, divided.parts, TEXTS)
    said = {name: pd.Series(array, index=responses.index) for name, array in columns.items()}
    corpus = replace(divided.corpus, responses=responses.assign(**said))
    if told := divided.corpus.__dict__.get(TOLD):
        corpus.__dict__[TOLD] = told  # what is known of its campaigns need not be found again
    return corpus
