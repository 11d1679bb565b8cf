"""Edits done again: on the same themes, after a new run, or on other data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from consultation_insight.editing import verbs
from consultation_insight.editing.log import Edit, Evidence, fingerprint, read_edits
from consultation_insight.errors import SettingsError

if TYPE_CHECKING:
    from consultation_insight.results import Themes

__all__ = ["replay"]

#: A theme is known again by its responses if it carries at least half of those that are there,
_SAME = 0.5
#: and at least so many are there.
_ENOUGH = 3
_COLUMNS = ["edit", "verb", "what", "why"]


class _Lost(Exception):
    """What an edit names is not there."""


@dataclass
class _Again:
    """Where the themes and responses of a log are now."""

    #: Id in the log → id now.
    themes: dict[str, str] = field(default_factory=dict)
    #: Response → its fingerprint, and the other way.
    prints: dict[str, str] = field(default_factory=dict)
    holders: dict[str, list[str]] = field(default_factory=dict)


def replay(
    themes: Themes, edits: str | Path | Iterable[Edit], *, strict: bool = True
) -> tuple[Themes, pd.DataFrame]:
    """Do edits again.

    Returns
    -------
    themes : Themes
    left_out : pandas.DataFrame
        ``edit``, ``verb``, ``what``, ``why``: the edits that could not be done.

    Raises
    ------
    SettingsError
        With ``strict``: some could not be done; the message lists them.
    """
    log = read_edits(edits) if isinstance(edits, str | Path) else tuple(edits)
    again = _Again()
    if themes.corpus is not None:
        live = themes.corpus.live
        again.prints = {
            id_: fingerprint(text)
            for id_, text in zip(live["response_id"], live["text"], strict=True)
        }
        for id_, mark in again.prints.items():
            again.holders.setdefault(mark, []).append(id_)
    left_out: list[tuple[int, str, str, str]] = []
    for number, edit in enumerate(log, start=1):
        try:
            themes = _DO[edit.verb](themes, edit, again)
        except (_Lost, SettingsError) as error:
            left_out.append((number, edit.verb, edit.says(), str(error)))
    if left_out and strict:
        lines = "\n".join(f"  edit {one[0]} ({one[2]}): {one[3]}" for one in left_out)
        raise SettingsError(
            f"{len(left_out)} of {len(log)} edits cannot be done on these themes:\n{lines}\n"
            "Take them out of the file or mend them; in Python, replay(…, strict=False) does the "
            "others and lists these."
        )
    return themes, pd.DataFrame(left_out, columns=_COLUMNS)


def _theme(themes: Themes, name: str, edit: Edit, again: _Again) -> str:
    """The id that a theme of the log has now."""
    ids, labels = themes.table["theme_id"].tolist(), themes.table["label"].tolist()
    if name in again.themes:
        if again.themes[name] in ids:
            return again.themes[name]
        raise _Lost(f"{name} is no longer there: an earlier edit took it in or out.")
    known = edit.evidence.get(name, Evidence())
    label = known.label
    if not label:  # written by hand: an id or a label
        found = verbs.find(themes, name, edit.verb)
    elif name in ids and labels[ids.index(name)] == label:
        found = name
    else:
        found = _by_responses(themes, known, again) or (
            ids[labels.index(label)] if labels.count(label) == 1 else ""
        )
    if not found:
        raise _Lost(
            f"no theme here is {name} “{label}”: none has that label, and none carries half of the "
            "responses that it was known by."
        )
    taken = [old for old, now in again.themes.items() if now == found]
    if taken and edit.verb != "merge":
        raise _Lost(f"{name} “{label}” and {taken[0]} are one theme here, {found}.")
    again.themes[name] = found
    return found


def _by_responses(themes: Themes, known: Evidence, again: _Again) -> str:
    here = {mark: again.holders[mark] for mark in known.known_by if mark in again.holders}
    if len(here) < min(_ENOUGH, len(known.known_by)) or not here:
        return ""
    mark_of = {id_: mark for mark, ids in here.items() for id_ in ids}
    coding = themes.coding
    own = coding[coding["response_id"].isin(mark_of)]
    pairs = pd.DataFrame(
        {"theme_id": own["theme_id"], "mark": own["response_id"].map(mark_of)}
    ).drop_duplicates()
    counts = pairs["theme_id"].value_counts().sort_index()
    counts = counts.sort_values(ascending=False, kind="stable")
    if counts.empty or counts.iloc[0] < _SAME * len(here):
        return ""
    if len(counts) > 1 and counts.iloc[1] == counts.iloc[0]:
        return ""
    return str(counts.index[0])


def _response(name: str, edit: Edit, again: _Again) -> str:
    """The id that a response of the log has now: ids that count rows move when rows are added."""
    known = edit.evidence.get(name, Evidence()).known_by
    if not known:
        return name  # written by hand; `move` says if it is not there
    if again.prints.get(name) == known[0]:
        return name
    holders = again.holders.get(known[0], [])
    if len(holders) == 1:
        return holders[0]
    if holders:
        raise _Lost(f"response {name!r} has moved, and {len(holders)} have its text now.")
    raise _Lost(f"response {name!r} is not there, and none has its text.")


def _rename(themes: Themes, edit: Edit, again: _Again) -> Themes:
    return verbs.rename(themes, _theme(themes, edit.themes[0], edit, again), edit.label)


def _describe(themes: Themes, edit: Edit, again: _Again) -> Themes:
    return verbs.describe(themes, _theme(themes, edit.themes[0], edit, again), edit.text)


def _drop(themes: Themes, edit: Edit, again: _Again) -> Themes:
    return verbs.drop(themes, _theme(themes, edit.themes[0], edit, again))


def _merge(themes: Themes, edit: Edit, again: _Again) -> Themes:
    found = [_theme(themes, name, edit, again) for name in edit.themes]
    if len(set(found)) == 1:
        # They are one theme here already; what is left to do is its label.
        return verbs.rename(themes, found[0], edit.label) if edit.label else themes
    return verbs.merge(themes, found, edit.label or None)


def _split(themes: Themes, edit: Edit, again: _Again) -> Themes:
    theme = _theme(themes, edit.themes[0], edit, again)
    parts: Mapping[str, list[str]] | None = None
    if edit.parts:
        parts = {
            label: [_response(id_, edit, again) for id_ in ids] for label, ids in edit.parts.items()
        }
    split = verbs.split(themes, theme, edit.n, parts)
    again.themes |= dict(zip(edit.made, split.log[-1].made, strict=False))
    return split


def _move(themes: Themes, edit: Edit, again: _Again) -> Themes:
    return verbs.move(
        themes,
        [_response(id_, edit, again) for id_ in edit.responses],
        _theme(themes, edit.to, edit, again) if edit.to else "",
        start=edit.start,
        end=edit.end,
        out_of=_theme(themes, edit.out_of, edit, again) if edit.out_of else None,
    )


_DO: dict[str, Callable[[Themes, Edit, _Again], Themes]] = {
    "rename": _rename,
    "set_description": _describe,
    "merge": _merge,
    "split": _split,
    "move": _move,
    "drop": _drop,
}
