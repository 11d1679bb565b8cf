"""What a person did to themes, one record an edit, and its file.

The file is TOML that a person can read, mend and write by hand::

    [[edits]]
    verb = "rename"
    theme = "T03"
    label = "Cost of parking"

    [[edits]]
    verb = "merge"
    themes = ["T02", "T07"]
    label = "Buses"

What follows under ``evidence`` is written by the package: the label that each theme had, and
fingerprints of some responses that carried it, so that it is found again where its id has moved.
A fingerprint does not hold a word of the response. Edits without evidence work too.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from consultation_insight.errors import OutputProblem, SettingsError

__all__ = ["VERBS", "Edit", "Evidence", "fingerprint", "read_edits", "write_edits"]

#: Verb → what its record must say.
VERBS: dict[str, tuple[str, ...]] = {
    "rename": ("theme", "label"),
    "set_description": ("theme", "text"),
    "merge": ("themes",),
    "split": ("theme",),
    "move": ("responses",),
    "drop": ("theme",),
}
#: Marks of redaction are numbered anew in each run.
_MARK = re.compile(r"\[[A-Z][A-Z_ -]*(?: ?\d+)?\]")


@dataclass(frozen=True)
class Evidence:
    """How a theme or a response that an edit names can be known again.

    Parameters
    ----------
    label : str
        The label of a theme when it was edited.
    known_by : tuple of str
        Fingerprints of responses that carried the theme most strongly; of a response, its own.
    """

    label: str = ""
    known_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edit:
    """One edit, as it stands in the log.

    Parameters
    ----------
    verb : str
        One of `VERBS`.
    themes : tuple of str
        The ids (or labels) of the themes that it is about; `move` names none.
    label : str
        The new label (`rename`, `merge`).
    text : str
        The new description (`set_description`).
    responses : tuple of str
        The ids of what is moved (`move`).
    start, end : int, optional
        Which characters are moved.
    to, out_of : str
        Where to (`""`: uncoded), and out of which theme (`""`: all).
    n : int, optional
        How many parts (`split`).
    parts : mapping of str to tuple of str
        Label of a new theme → ids of the responses that go there (`split`).
    made : tuple of str
        The ids of the themes that came of a `split`.
    evidence : mapping of str to Evidence
        By the ids in the record.
    """

    verb: str
    themes: tuple[str, ...] = ()
    label: str = ""
    text: str = ""
    responses: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    to: str = ""
    out_of: str = ""
    n: int | None = None
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    made: tuple[str, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)

    def named(self) -> tuple[str, ...]:
        """All themes that the edit names, each once."""
        also = [name for name in (self.to, self.out_of) if name]
        return tuple(dict.fromkeys((*self.themes, *also)))

    def label_of(self, theme: str) -> str:
        """The label that a theme had when it was edited; its id where that is not known."""
        return self.evidence.get(theme, Evidence()).label or theme

    def says(self) -> str:
        """The edit in words, with the labels of the time.

        Examples
        --------
        >>> from consultation_insight.editing.log import Edit
        >>> Edit("rename", ("T03",), label="Cost of parking").says()
        'renamed “T03” to “Cost of parking”'
        """
        names = [f"“{self.label_of(theme)}”" for theme in self.themes]
        return {
            "rename": lambda: f"renamed {names[0]} to “{self.label}”",
            "set_description": lambda: f"described {names[0]}",
            "merge": lambda: (
                f"merged {', '.join(names[1:])} into {names[0]}"
                + (f", now “{self.label}”" if self.label else "")
            ),
            "split": lambda: (
                f"split {names[0]}"
                + (f" in {len(self.made)}" if self.made else "")
                + (f": {', '.join(f'“{label}”' for label in self.parts)}" if self.parts else "")
            ),
            "move": self._moved,
            "drop": lambda: f"dropped {names[0]}",
        }[self.verb]()

    def _moved(self) -> str:
        many = len(self.responses)
        what = "1 response" if many == 1 else f"{many:,} responses"
        if self.start is not None:
            what = f"characters {self.start} to {self.end} of {what}"
        out = f" out of “{self.label_of(self.out_of)}”" if self.out_of else ""
        if not self.to:
            return f"took the code off {what}{out}"
        return f"moved {what}{out} to “{self.label_of(self.to)}”"

    def plain(self) -> dict[str, Any]:
        """The record as plain data, without what is empty."""
        found: dict[str, Any] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name == "themes":
                if len(value) == 1 and self.verb != "merge":
                    found["theme"] = value[0]
                elif value:
                    found["themes"] = list(value)
            elif item.name == "to" and self.verb == "move":
                found["to"] = value  # "" says: uncoded
            elif item.name == "evidence":
                known = {name: _plain_evidence(one) for name, one in value.items()}
                found |= {"evidence": known} if known else {}
            elif item.name == "parts":
                parts = {label: list(ids) for label, ids in value.items()}
                found |= {"parts": parts} if parts else {}
            elif value not in ("", None, ()):
                found[item.name] = list(value) if isinstance(value, tuple) else value
        return found

    @classmethod
    def from_plain(cls, values: Mapping[str, Any], where: str = "This edit") -> Edit:
        """Read a record; ``where`` opens the message if it is wrong."""
        given = dict(values)
        verb = given.get("verb")
        if not isinstance(verb, str) or verb not in VERBS:
            raise SettingsError(f"{where}: 'verb' must be one of {', '.join(VERBS)}; got {verb!r}.")
        missing = [name for name in VERBS[verb] if name not in given]
        if missing:
            raise SettingsError(f"{where} ({verb}) lacks {', '.join(map(repr, missing))}.")
        themes = given.pop("themes", None) or ([given.pop("theme")] if "theme" in given else [])
        evidence = {
            str(name): Evidence(str(one.get("label", "")), tuple(one.get("known_by", "").split()))
            for name, one in given.pop("evidence", {}).items()
        }
        parts = {str(label): _strings(ids, where) for label, ids in given.pop("parts", {}).items()}
        known = {item.name for item in fields(cls)} - {"themes", "evidence", "parts"}
        unknown = sorted(set(given) - known)
        if unknown:
            raise SettingsError(f"{where} ({verb}) has no {', '.join(map(repr, unknown))}.")
        for name in ("responses", "made"):
            if name in given:
                given[name] = _strings(given[name], where)
        for name, kind in {"label": str, "text": str, "to": str, "out_of": str, "start": int, "end": int, "n": int}.items():  # fmt: skip
            if name in given and not isinstance(given[name], kind):
                raise SettingsError(f"{where} ({verb}): {name!r} must be a {kind.__name__}.")
        return cls(themes=_strings(themes, where), parts=parts, evidence=evidence, **given)


def _plain_evidence(one: Evidence) -> dict[str, Any]:
    return ({"label": one.label} if one.label else {}) | {"known_by": " ".join(one.known_by)}


def _strings(values: Any, where: str = "An edit") -> tuple[str, ...]:
    if isinstance(values, str):
        return (values,)
    if not isinstance(values, Sequence) or not all(isinstance(value, str) for value in values):
        raise SettingsError(f"{where}: ids and labels are to be given as text.")
    return tuple(values)


def fingerprint(text: str) -> str:
    """Give a short mark of a text that is the same in another run, and holds no word of it.

    Examples
    --------
    >>> from consultation_insight.editing.log import fingerprint
    >>> fingerprint("Ask [PERSON 3] about  buses") == fingerprint("ask [PERSON 12] about buses")
    True
    """
    same = " ".join(_MARK.sub("[]", text).split()).casefold()
    return hashlib.sha256(same.encode()).hexdigest()[:12]


def write_edits(edits: Iterable[Edit], path: str | Path) -> None:
    """Write a log as TOML."""
    import tomli_w

    path = Path(path)
    records, evidence = [], {}
    for number, edit in enumerate(edits, start=1):
        record = edit.plain()
        for name, one in record.pop("evidence", {}).items():
            evidence[f"{number} {name}"] = one
        records.append(record)
    text = (
        "# Edits of themes, in order. Take one out, mend it, or add your own.\n"
        "# 'evidence' helps to find the same themes in other data; it may be left out.\n\n"
    )
    text += tomli_w.dumps({"edits": records} | ({"evidence": evidence} if evidence else {}))
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputProblem(f"{path} cannot be written: {error.strerror}.") from None


def read_edits(path: str | Path) -> tuple[Edit, ...]:
    """Read a log.

    Raises
    ------
    SettingsError
        The file is missing, no TOML, or a record in it is wrong; the message says which.
    """
    path = Path(path)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, IsADirectoryError):
        raise SettingsError(f"There is no file of edits {path}.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path.name} is not UTF-8 text; save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name} is not valid TOML: {error}.") from None
    unknown = sorted(set(values) - {"edits", "evidence"})
    records = values.get("edits", [])
    if unknown or not isinstance(records, list):
        raise SettingsError(f"{path.name} holds edits as [[edits]]; it has {', '.join(unknown)}.")
    found: list[dict[str, Any]] = [dict(record) for record in records]
    for key, one in values.get("evidence", {}).items():
        number, _, name = key.partition(" ")
        if number.isdigit() and 1 <= int(number) <= len(found):
            found[int(number) - 1].setdefault("evidence", {})[name] = one
    return tuple(
        Edit.from_plain(record, f"{path.name}, edit {number}")
        for number, record in enumerate(found, start=1)
    )
