"""From an analysis to files. Sees results and errors only."""

from consultation_insight._lazy import lazily

__getattr__, __dir__, __all__ = lazily(
    __name__,
    {
        "pictures": ["draw"],
        "write": ["write_report"],
    },
)
