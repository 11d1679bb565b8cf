"""The house style of a report: colours, font and logo, from a small TOML file.

::

    [colours]
    accent = "#005ea5"        # links, rules and numbers, by day
    accent_dark = "#6ec1f0"   # the same by night; made from accent where it is not given
    bar = "#0072b2"           # bars
    bar_dark = "#56b4e9"

    [font]
    family = "Arial"          # a font of the reader's computer; none is sent along

    [logo]
    file = "logo.png"         # PNG or JPEG, beside this file
    alternative = "Ministry of Housing"
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consultation_insight.errors import FileProblem, SettingsError

__all__ = ["Logo", "Style", "contrast", "read_style"]

#: What stands behind text, by day and by night: paper and tint of the page.
_GROUNDS = {"": ("#ffffff", "#f3f5f7"), "_dark": ("#14181c", "#1e242a")}
#: The contrast that WCAG 2.2 AA asks of text.
_LEAST = 4.5
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FAMILY = re.compile(r"[^\W_][\w .-]{0,60}")
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
#: A logo is sent along with every report.
_LARGEST = 500_000


@dataclass(frozen=True)
class Logo:
    """A picture with the words that stand for it."""

    data: bytes
    type: str
    alternative: str


@dataclass(frozen=True)
class Style:
    """Colours, font and logo of a report; the defaults are the plain look."""

    accent: str = "#0067a3"
    accent_dark: str = "#6ec1f0"
    bar: str = "#0072b2"
    bar_dark: str = "#56b4e9"
    family: str = ""
    logo: Logo | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing was changed."""
        return self == Style()


def contrast(one: str, two: str) -> float:
    """Give the contrast of two colours as WCAG 2 defines it, from 1 to 21.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff")), round(contrast("#777777", "#ffffff"), 2)
    (21, 4.48)
    """

    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)  # fmt: skip
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def read_style(path: str | Path) -> Style:
    """Read a style file and check it.

    Parameters
    ----------
    path : path
        A TOML file as the module shows it; every part may be left out.

    Raises
    ------
    FileProblem
        The file or its logo is not there, or is no picture.
    SettingsError
        Something in it is not known, is no colour, or cannot be read on the page.
    """
    path = Path(path)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise FileProblem(path, "is not there", remedy="Mend 'style' under [report].") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} is not valid TOML: {error}.") from None
    known = {
        "colours": ("accent", "accent_dark", "bar", "bar_dark"),
        "font": ("family",),
        "logo": ("file", "alternative"),
    }
    for section, part in values.items():
        if section not in known or not isinstance(part, dict):
            raise SettingsError(f"{path.name}: there is no {section!r}; there are {', '.join(known)}.")  # fmt: skip
        if odd := sorted(set(part) - set(known[section])):
            raise SettingsError(
                f"{path.name}: [{section}] has no {odd[0]!r}; it has {', '.join(known[section])}."
            )
    colours = _colours(path.name, values.get("colours", {}))
    return Style(
        **colours,
        family=_family(path.name, values.get("font", {}).get("family", "")),
        logo=_logo(path, values.get("logo")),
    )


def _colours(name: str, given: dict[str, Any]) -> dict[str, str]:
    for key, colour in given.items():
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            raise SettingsError(f"{name}: {key} is {colour!r}, which is no colour such as #005ea5.")
    found = dict(given)
    for key in ("accent", "bar"):
        if key in found:
            found.setdefault(f"{key}_dark", _lightened(found[key]))
    for key, colour in found.items():
        for ground in _GROUNDS["_dark" if key.endswith("_dark") else ""]:
            ratio = contrast(colour, ground)
            if ratio < _LEAST:
                raise SettingsError(
                    f"{name}: {key} {colour} has a contrast of {ratio:.1f} on {ground}, which some "
                    f"cannot read; it needs {_LEAST}. Take a "
                    f"{'lighter' if key.endswith('_dark') else 'darker'} tone."
                )
    return found


def _lightened(colour: str) -> str:
    """The same hue, as light as a dark page needs."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    for white in range(0, 101, 5):
        mixed = "#" + "".join(f"{round(p + (255 - p) * white / 100):02x}" for p in parts)
        if all(contrast(mixed, ground) >= _LEAST for ground in _GROUNDS["_dark"]):
            break
    return mixed


def _family(name: str, family: Any) -> str:
    if family and not (isinstance(family, str) and _FAMILY.fullmatch(family)):
        raise SettingsError(
            f"{name}: font family {family!r} is no name of one font, such as Arial."
        )
    return str(family)


def _logo(path: Path, given: dict[str, Any] | None) -> Logo | None:
    if given is None:
        return None
    if not given.get("file") or not str(given.get("alternative", "")).strip():
        raise SettingsError(
            f"{path.name}: [logo] needs 'file' and 'alternative', the words that stand for it."
        )
    file = path.parent / str(given["file"])
    try:
        data = file.read_bytes()
    except OSError:
        raise FileProblem(file, "is not there", remedy=f"Mend [logo] in {path.name}.") from None
    kind = next((kind for start, kind in _PICTURES.items() if data.startswith(start)), "")
    if not kind or len(data) > _LARGEST:
        wrong = "is larger than 500 kB" if kind else "is neither PNG nor JPEG"
        raise FileProblem(file, wrong, remedy="Give a small PNG or JPEG as logo.")
    return Logo(data, kind, str(given["alternative"]).strip())
