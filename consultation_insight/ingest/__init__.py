"""From files to a corpus. Nothing is lost: the ledger says where each column went."""

from consultation_insight._lazy import lazily

__getattr__, __dir__, __all__ = lazily(
    __name__,
    {
        "reading": ["read"],
        "checking": ["check"],
        "fetching": ["fetch_replies"],
    },
)
