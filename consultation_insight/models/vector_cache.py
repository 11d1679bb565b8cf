"""Vectors kept on disk, so that a slow embedder reads each text once.

A vector is found by the model's name and revision and the text, all three hashed: the file holds
no text. Still it says something of the texts to whoever has the model, so it is kept only where
the user names a folder, and belongs where the redacted data belong. What cannot be read is
computed anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["kept"]

_TABLE = "create table if not exists vectors (key blob primary key, vector blob, mark blob)"
_ASKED = 500  # keys asked for at once: fewer than SQLite takes as variables


def kept(model: Any, folder: str | Path) -> Any:
    """Make an embedder keep its vectors in a folder.

    One without a ``revision`` is returned as it is, because its vectors could be taken for those of
    another version; so is one that adapts to the texts, which is quicker than the disk.

    Parameters
    ----------
    model : Embedder
    folder : path
        Made if it is not there.
    """
    parts = getattr(model, "parts", None)
    if parts:
        return type(model)([kept(part, folder) for part in parts])
    if not getattr(model, "revision", "") or callable(getattr(model, "adapted", None)):
        return model
    return _Kept(model, Path(folder))


class _Kept:
    """An embedder that looks in its file first."""

    def __init__(self, model: Any, folder: Path) -> None:
        self._model = model
        self._file = folder / "vectors.sqlite"
        self.name, self.revision = model.name, model.revision

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """What the embedder gives, from the file where it is there."""
        keys = [self._key(text) for text in texts]
        known = self._read(sorted(set(keys)))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            # In one order, whatever the order of the texts: batches shape the last bits.
            order = sorted(missing)
            made = np.asarray(self._model.embed([missing[key] for key in order]), dtype=np.float32)
            fresh = dict(zip(order, made, strict=True))
            self._write(fresh)
            known |= fresh
        if not keys:
            return np.asarray(self._model.embed([]), dtype=np.float32)
        return np.stack([known[key] for key in keys])

    def _key(self, text: str) -> bytes:
        return hashlib.sha256("\0".join([self.name, self.revision, text]).encode()).digest()

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, npt.NDArray[np.float32]]:
        found: dict[bytes, npt.NDArray[np.float32]] = {}
        if not self._file.exists():
            return found
        try:
            with closing(sqlite3.connect(self._file)) as base:
                for start in range(0, len(keys), _ASKED):
                    some = keys[start : start + _ASKED]
                    marks = ",".join("?" * len(some))
                    rows = base.execute(
                        f"select key, vector, mark from vectors where key in ({marks})",  # noqa: S608
                        some,
                    )
                    for key, vector, mark in rows:
                        if _mark(key, vector) == mark:
                            found[key] = np.frombuffer(vector, dtype=np.float32)
        except sqlite3.DatabaseError:
            return {}
        return found if len({len(one) for one in found.values()}) <= 1 else {}

    def _write(self, vectors: dict[bytes, npt.NDArray[np.float32]]) -> None:
        rows = [
            (key, vector.tobytes(), _mark(key, vector.tobytes())) for key, vector in vectors.items()
        ]
        # What cannot be kept is computed again another time; an analysis never fails for it.
        with suppress(sqlite3.Error, OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._put(rows)
            except sqlite3.DatabaseError:
                self._file.unlink()
                self._put(rows)

    def _put(self, rows: list[tuple[bytes, bytes, bytes]]) -> None:
        with closing(sqlite3.connect(self._file)) as base, base:
            base.execute(_TABLE)
            base.executemany("insert or replace into vectors values (?, ?, ?)", rows)


def _mark(key: bytes, vector: bytes) -> bytes:
    return hashlib.sha256(key + vector).digest()[:8]
