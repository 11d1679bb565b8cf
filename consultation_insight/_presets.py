"""Presets: a few settings, and which sections a report has, for one kind of use.

Each is a TOML file in ``data/presets`` with a comment that says what it is for. What a settings file
says itself stands over them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from consultation_insight.errors import SettingsError, did_you_mean

__all__ = ["presets", "with_preset"]

_FOLDER = Path(__file__).parent / "data" / "presets"


def presets() -> dict[str, str]:
    """The presets that come with the package, and what each is for.

    Examples
    --------
    >>> import consultation_insight as ci
    >>> sorted(ci.presets())
    ['consultation', 'openspace', 'replies']
    """
    return {path.stem: str(_read(path)["description"]) for path in sorted(_FOLDER.glob("*.toml"))}


def with_preset(values: Mapping[str, Any]) -> dict[str, Any]:
    """Put given settings over those of the preset that they name, section by section.

    Raises
    ------
    SettingsError
        There is no such preset.
    """
    name = values.get("preset")
    if not name:
        return dict(values)
    below = {key: value for key, value in _read(_path(str(name))).items() if key != "description"}
    together: dict[str, Any] = below | dict(values)
    for section, own in below.items():
        given = values.get(section)
        if isinstance(own, Mapping) and isinstance(given, Mapping):
            together[section] = {**own, **given}
    return together


def _path(name: str) -> Path:
    there = {path.stem: path for path in _FOLDER.glob("*.toml")}
    if name not in there:
        raise SettingsError(
            f"There is no preset {name!r}; there are {', '.join(sorted(there))}.{did_you_mean(name, there)}"
        )
    return there[name]


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
