"""The words which a report writes itself: who is called like one of them is not given away by it."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

__all__ = ["own_words"]

_TOKEN = re.compile(r"\w+")
#: What writes a report, and the lists from which it takes words.
_WRITERS = ("reporting", "analysis", "ingest", "wording.py", "results.py", "corpus.py")
_LISTS = ("gazetteer.csv", "domains.csv", "people.txt", "public_people.txt", "subjects")
_TEXT = (".py", ".html", ".css", ".js", ".csv", ".txt", ".svg")


@lru_cache(maxsize=1)
def own_words() -> str:
    """All words of the package's reports in their order, in small letters, parted by blanks.

    Examples
    --------
    >>> " martin luther king " in own_words()
    True
    """
    package = resources.files("consultation_insight")
    places = [*_WRITERS, *(f"data/{name}" for name in _LISTS)]
    texts = (text for place in places for text in _texts(package.joinpath(place)))
    return f" {' '.join(' '.join(_TOKEN.findall(text.lower())) for text in texts)} "


def _texts(place: Traversable) -> list[str]:
    if place.is_dir():
        inner = sorted(place.iterdir(), key=lambda entry: entry.name)
        return [text for entry in inner for text in _texts(entry)]
    return [place.read_text(encoding="utf-8")] if place.name.endswith(_TEXT) else []
