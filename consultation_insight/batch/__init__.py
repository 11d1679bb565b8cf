"""Many runs at a time: a folder of files, or the questions of one, each with a report of its own."""

from __future__ import annotations

from consultation_insight._lazy import lazily

__getattr__, __dir__, __all__ = lazily(
    __name__,
    {"running": ["run_batch"], "results": ["Batch"]},
)
