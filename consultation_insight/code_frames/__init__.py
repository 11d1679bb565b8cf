"""Code frames: the approved list of codes, read from and written to the files that people use."""

from consultation_insight._lazy import lazily

__getattr__, __dir__, __all__ = lazily(
    __name__,
    {
        "frame": ["CodeFrame"],
        "reading": ["read_code_frame"],
        "refi": ["read_qdpx", "write_qdpx"],
        "sheets": ["export_coding_sheet", "import_coding_sheet"],
    },
)
