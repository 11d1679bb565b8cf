"""The sockets: what an outside part must offer to be used here. Each has one method.

Any object with the method will do; nothing needs to be inherited. Parts receive plain data
(texts, vectors, tables), never the engine that calls them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
import pandas as pd

from consultation_insight.corpus import Corpus
from consultation_insight.results import Analysis

__all__ = [
    "Detector",
    "Embedder",
    "Labeller",
    "Progress",
    "Reader",
    "Renderer",
    "SentimentModel",
    "Span",
    "ThemeModel",
]

#: Called as ``progress(stage, done, total)``; the library itself never prints.
Progress = Callable[[str, int, int], None]


class Span(NamedTuple):
    """Something found in a text: characters ``start`` to ``end``, of a kind such as ``PHONE``."""

    start: int
    end: int
    kind: str
    score: float = 1.0


@runtime_checkable
class Reader(Protocol):
    """Reads one format."""

    def read(self, path: Path) -> pd.DataFrame | Corpus:
        """Read the file: a table as it is, whose columns are then understood, or a corpus."""
        ...


@runtime_checkable
class Detector(Protocol):
    """Finds personal data."""

    def detect(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text, the spans found in it."""
        ...


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into vectors that are close where meanings are close."""

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """One row of floats for each text, shape (len(texts), dimensions)."""
        ...


@runtime_checkable
class ThemeModel(Protocol):
    """Groups passages."""

    def group(self, vectors: np.ndarray, texts: Sequence[str], seed: int) -> np.ndarray:
        """One whole number for each passage; -1 where it belongs nowhere."""
        ...


@runtime_checkable
class SentimentModel(Protocol):
    """Judges tone."""

    def score(self, texts: Sequence[str]) -> pd.DataFrame:
        """Columns ``positive``, ``neutral``, ``negative``: probabilities, one row for each text."""
        ...


@runtime_checkable
class Labeller(Protocol):
    """Names a theme."""

    def label(self, keywords: Sequence[str], passages: Sequence[str]) -> str:
        """A short heading for a theme, from its keywords and its most central passages."""
        ...


@runtime_checkable
class Renderer(Protocol):
    """Writes an analysis to a file; see ``write_report(formats=[…])``."""

    def render(self, analysis: Analysis, folder: Path) -> Path:
        """Write into the folder, which is there, and say where."""
        ...
