"""A text as it reads, whatever its signs: for detectors, with the way back to its own offsets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from consultation_insight.protocols import Span

__all__ = ["View", "spaced_out", "view_of"]

_DASHES = "‐‑‒–—―−⁃﹘﹣－"
_SLASHES = "⁄∕／"
_DOTS = "．。｡․"
#: What nobody sees: joiners, direction marks, variation selectors, the frame of a key cap.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\u20e3]"
)
#: "0 7 7 0 0 …", "L S 9  7 G D", "A-B-1-2-3-4-5-6-C": signs one by one.
_SPACED = re.compile(r"(?<![^\W_])[^\W_](?:[ .-]{1,3}[^\W_]){5,}(?![^\W_])")


class _Signs(dict[int, int | str]):
    """What each sign beyond ASCII is read as; worked out when it is first met."""

    def __missing__(self, code: int) -> int | str:
        sign = chr(code)
        read: int | str = code
        if code > 127:
            if sign in _DASHES:
                read = "-"
            elif sign in _SLASHES:
                read = "/"
            elif sign in _DOTS:
                read = "."
            elif unicodedata.category(sign) == "Zs":
                read = " "
            elif (digit := unicodedata.decimal(sign, None)) is not None:
                read = str(digit)
            elif unicodedata.category(sign) != "No":
                plain = unicodedata.normalize("NFKC", sign)
                read = plain if len(plain) == 1 and plain.isascii() else code
        self[code] = read
        return read


_SIGNS = _Signs()


class View:
    """A text as it is read, and for each of its characters the place of it in the original."""

    def __init__(self, text: str, places: list[int] | None = None) -> None:
        self.text, self.places = text, places

    def back(self, span: Span) -> Span:
        """A span of the view as a span of the original."""
        if self.places is None:
            return span
        return span._replace(start=self.places[span.start], end=self.places[span.end - 1] + 1)


def view_of(text: str) -> View:
    """Read a text: wide, bold and foreign digits as digits, all dashes as one, unseen signs not at all.

    Examples
    --------
    >>> view_of("０７７００‑９００ 123").text
    '07700-900 123'
    """
    if text.isascii():
        return View(text)
    plain = text.translate(_SIGNS)
    if not _INVISIBLE.search(plain):
        return View(plain)
    places = [place for place, sign in enumerate(plain) if not _INVISIBLE.match(sign)]
    return View("".join(plain[place] for place in places), places)


def spaced_out(text: str) -> Iterator[View]:
    """Find what is written sign by sign, and draw it together.

    Examples
    --------
    >>> [view.text for view in spaced_out("It is L S 9  7 G D, I think")]
    ['LS97GD']
    """
    for match in _SPACED.finditer(text):
        places = [match.start() + place for place, sign in enumerate(match[0]) if sign not in " .-"]
        yield View("".join(text[place] for place in places), places)
