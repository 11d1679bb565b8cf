"""What changed between two runs, and why; and the report of a run drawn again."""

from __future__ import annotations

from consultation_insight._lazy import lazily

__getattr__, __dir__, __all__ = lazily(
    __name__,
    {"runs": ["diff_runs"], "results": ["RunDifferences"], "rendering": ["report_run"]},
)
