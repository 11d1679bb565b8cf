"""What a batch gives: one row a run."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from consultation_insight._tables import holds
from consultation_insight.results import Result

__all__ = ["COLUMNS", "DONE", "FAILED", "SAME", "Batch"]

#: What became of a run.
DONE, SAME, FAILED = "done", "as before", "failed"
COLUMNS = (
    "run", "state", "input", "question", "received", "analysed", "themes", "largest", "seconds",
    "warnings", "error", "report",
)  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Batch(Result):
    """What became of each run of a batch; ``base`` is the number of runs.

    ``table``: ``run`` (its name, and its folder), ``state`` (``done``, ``as before`` where nothing
    had changed, ``failed``), ``input`` (file names), ``question``, ``received``, ``analysed``,
    ``themes`` (how many), ``largest`` (the heading of the largest), ``seconds`` of this time,
    ``warnings`` and ``error`` in words, ``report`` (its address as seen from the folder of the
    batch).
    """

    table: pd.DataFrame = holds(*COLUMNS)

    @property
    def failed(self) -> pd.DataFrame:
        """The rows of the runs that failed."""
        table = self.table
        return table[table["state"] == FAILED]

    def load(self, run: str) -> object:
        """Load the analysis of one run."""
        from consultation_insight.run_folders import load_run

        return load_run(f"{self.settings['out']}/{run}")
