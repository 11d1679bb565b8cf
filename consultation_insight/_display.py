"""The hook by which objects show themselves in a notebook, without importing what draws them."""

from __future__ import annotations

from collections.abc import Callable

_draw: Callable[[object], str] | None = None


def register(draw: Callable[[object], str]) -> None:
    """Say what draws objects as HTML."""
    global _draw
    _draw = draw


class Shown:
    """A mixin: shows itself as HTML where a hook is registered, else as text."""

    def _repr_html_(self) -> str | None:
        return _draw(self) if _draw else None
