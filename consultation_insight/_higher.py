"""What a result can do through parts that stand above it, without importing them.

``themes.split`` needs the engine that found the themes, ``themes.to_bertopic`` a library that only
`models` may import. Results know such a part by name only; the package says where it lives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_find: Callable[[str], Any] | None = None


def register(find: Callable[[str], Any]) -> None:
    """Say what finds a part by its name."""
    global _find
    _find = find


def higher(name: str) -> Any:
    """Find the part of this name."""
    if _find is None:
        raise RuntimeError("The package was not imported whole.")
    return _find(name)
