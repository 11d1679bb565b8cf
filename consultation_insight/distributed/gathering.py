"""The one place where texts come to the coordinator, and never more than it can read.

A step that has to look at texts in one place takes a sample: of each question, language and kind of
sender in proportion, those with the smallest hashes of their ids. So the sample depends neither on
the order of the responses nor on how they are divided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting
from consultation_insight.distributed.divided import TEXTS, Divided
from consultation_insight.distributed.engine import read_frame, write_frame
from consultation_insight.errors import ClusterProblem

__all__ = ["MOST_GATHERED", "SAMPLE", "gathered", "lowest", "mapped", "sample_of"]

#: So many texts may stand with the coordinator at a time, whatever the size of the consultation.
MOST_GATHERED = 50_000
#: So many live responses are looked at in one place: three times what is enough for the 12,000
#: passages that `find_themes` groups at most.
SAMPLE = 40_000
#: Of a stratum at least so many responses are taken, if it has them.
_FEWEST = 50

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
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


def lowest(ids: pd.Series, most: int) -> Ints:
    """The places of the ids with the smallest hashes, in their order."""
    hashes = pd.util.hash_array(ids.to_numpy(dtype=object), categorize=False)
    return np.sort(np.lexsort((np.arange(len(ids)), hashes))[:most])


def sample_of(corpus: Corpus, most: int) -> Ints:
    """The places of a stratified sample of the live responses, each campaign and each text once.

    Strata are question, language, and whether a response belongs to a campaign. Of a campaign count
    the copy that stands for it, and copies that add something of their own.
    """
    counting = Counting.of(corpus)
    live = counting.live
    first = (live["duplicate_of"] == "").to_numpy(dtype=bool)
    eligible = live[counting.counted("once") & (first | counting.standing)]
    places = pd.Series(np.arange(len(corpus)), index=corpus.responses.index)
    if len(eligible) <= most:
        return places.loc[eligible.index].to_numpy(dtype=np.int64)
    strata = eligible.groupby(
        [eligible["question_id"], eligible["language"], eligible["campaign_id"] == ""], sort=True
    )
    taken: list[Ints] = []
    for _, rows in strata:
        share = max(most * len(rows) // len(eligible), min(_FEWEST, len(rows)))
        chosen = rows.index[lowest(rows["response_id"], share)]
        taken.append(places.loc[chosen].to_numpy(dtype=np.int64))
    found = np.sort(np.concatenate(taken))
    if len(found) > most:
        found = found[lowest(corpus.responses["response_id"].iloc[found], most)]
    return found


def mapped(folder: Path, name: str, parts: Sequence[int], columns: Sequence[str]) -> dict[str, Any]:
    """Columns of the tables of all partitions, as arrays in files and not in memory.

    Each is in one piece, so that what is written from it does not depend on the partitions.
    """
    import pyarrow as pa

    kind = pd.StringDtype("pyarrow", na_value=np.nan)
    found = {}
    for column in columns:
        places, letters = (folder / f"{column}.{what}" for what in ("places", "letters"))
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
        buffers = [_buffer(path) for path in (places, letters)]
        array = pa.Array.from_buffers(pa.large_string(), count, [None, *buffers])
        found[column] = pd.array(array, dtype=kind)
    return found


def _buffer(path: Path) -> Any:
    import pyarrow as pa

    if not path.stat().st_size:
        return pa.py_buffer(b"")
    return pa.memory_map(str(path)).read_buffer()
