"""Says how far a long computation is: a bar in a notebook, a line on a terminal."""

from __future__ import annotations

import html
import sys
from importlib import import_module
from typing import Any

__all__ = ["show_progress", "usual_progress"]

#: Called after the last stage, with ``done`` equal to ``total``.
ENDED = "done"


class _Bar:
    """A callback that draws; called as ``progress(stage, done, total)``."""

    def __init__(self, notebook: Any = None) -> None:
        self._notebook, self._handle = notebook, None

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._notebook:
            drawn = self._notebook.HTML(_html(stage, done, total))
            if self._handle is None:
                self._handle = self._notebook.display(drawn, display_id=True)
            else:
                self._handle.update(drawn)
            if stage == ENDED:
                self._handle = None
        else:
            sys.stderr.write(f"\r{_line(stage, done, total)}" + ("\n" if stage == ENDED else ""))
            sys.stderr.flush()


def show_progress() -> _Bar:
    """Give a callback that draws how far a computation is.

    In a notebook `prepare`, `analyse` and `run` draw a bar of their own accord; elsewhere they are
    quiet unless they are given this.

    Returns
    -------
    callable
        For the keyword ``progress``: a bar in a notebook, a line on the standard error elsewhere.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> table = pd.DataFrame({"comment": ["More buses in the evening, please."]})
    >>> corpus = ci.prepare(table, progress=ci.show_progress())
    """
    return _Bar(_notebook())


def usual_progress() -> _Bar | None:
    """What draws where nothing was asked for: a bar in a notebook, nothing elsewhere."""
    shown = _notebook()
    return _Bar(shown) if shown else None


def _notebook() -> Any:
    """What displays in the notebook that this runs in, if it does; loads nothing for it."""
    python = sys.modules.get("IPython")
    shell = python.get_ipython() if python else None  # type: ignore[attr-defined]
    if shell is None or not hasattr(shell, "kernel"):
        return None
    return import_module("IPython.display")


def _line(stage: str, done: int, total: int) -> str:
    cells = round(20 * done / max(total, 1))
    return f"[{'#' * cells}{'.' * (20 - cells)}] {stage[:40]:<40}"


def _html(stage: str, done: int, total: int) -> str:
    said = html.escape(stage)
    return (
        f'<label>{said} <progress max="{total}" value="{done}" '
        f'aria-label="{said}">{done} of {total}</progress></label>'
    )
