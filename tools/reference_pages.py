"""A hook of the documentation's generator: fills the reference with every public name.

A page says ``<!-- public: analyse -->``; each public name of that part of the package stands there,
so that none can be forgotten.
"""

from __future__ import annotations

import inspect
import re

import consultation_insight as ci

#: Part of the reference → where its names are at home in the package.
PARTS = {
    "read": ("ingest",),
    "prepare": ("cleaning",),
    "analyse": ("analysis",),
    "code": ("code_frames", "coded_runs"),
    "report": ("reporting", "progress"),
}
_MARK = re.compile(r"^<!-- public: (\w+) -->$", re.MULTILINE)


def homes() -> dict[str, list[str]]:
    """The whole names of what is public, by part; classes are ``nouns``, the rest ``run``."""
    found: dict[str, list[str]] = {}
    for name in sorted(ci.__all__, key=str.casefold):
        thing = getattr(ci, name)
        if not callable(thing):
            continue
        home = thing.__module__.split(".")[1]
        parts = (part for part, places in PARTS.items() if home in places)
        part = "nouns" if inspect.isclass(thing) else next(parts, "run")
        found.setdefault(part, []).append(f"{thing.__module__}.{name}")
    return found


def on_page_markdown(markdown: str, **_: object) -> str:
    """Fill the marks of a page."""
    names = homes()

    def listed(mark: re.Match[str]) -> str:
        return "\n\n".join(f"::: {name}" for name in names.get(mark[1], []))

    return _MARK.sub(listed, markdown)
