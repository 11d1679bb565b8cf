"""Preparing steps, each ``Corpus → Corpus``. A step never imports another step."""

from consultation_insight._lazy import lazily

__getattr__, __dir__, __all__ = lazily(
    __name__,
    {
        "clean": ["clean"],
        "redact": ["redact"],
        "leaks": ["scan", "secrets_of"],
        "languages": ["detect_languages"],
        "duplicates": ["deduplicate"],
        "campaigns": ["find_campaigns", "read_campaigns"],
    },
)
