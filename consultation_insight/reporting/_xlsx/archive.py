"""A file whose bytes depend on nothing but the analysis."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

#: Files carry no time of their own, so that the same analysis gives the same bytes.
THEN = dt.datetime(2020, 1, 1)


class _Still(zipfile.ZipFile):
    """A zip file whose parts carry no time of their own."""

    def writestr(  # type: ignore[override]
        self, name: Any, data: Any, *args: Any, **kwargs: Any
    ) -> None:
        """Write a part with the fixed time."""
        if not isinstance(name, zipfile.ZipInfo):
            name = zipfile.ZipInfo(name, THEN.timetuple()[:6])
            name.compress_type = zipfile.ZIP_DEFLATED
            name.external_attr = 0o600 << 16
        super().writestr(name, data, *args, **kwargs)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        """Write a file as a part with the fixed time."""
        with open(filename, "rb") as stream:  # noqa: PTH123
            self.writestr(str(arcname or filename), stream.read())


def to_bytes(book: Any) -> bytes:
    from openpyxl.writer.excel import ExcelWriter

    stream = io.BytesIO()
    archive = _Still(stream, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=6)
    ExcelWriter(book, archive).save()
    return stream.getvalue()
