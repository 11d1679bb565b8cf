"""The verbs: each takes themes and returns new ones, with what was done added to their log."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from consultation_insight._higher import higher
from consultation_insight.editing.log import Edit, Evidence, fingerprint
from consultation_insight.editing.recount import corpus_of, recounted, text_of
from consultation_insight.errors import SettingsError, did_you_mean

if TYPE_CHECKING:
    from consultation_insight.results import Themes

__all__ = [
    "counted_edits",
    "describe",
    "drop",
    "find",
    "merge",
    "move",
    "new_ids",
    "rename",
    "split",
]

#: So many responses are enough to know a theme again.
_KNOWN_BY = 30
_KEYWORDS = 8
_NUMBER = re.compile(r"^(.*?T)(\d+)$")
_SAID = "Edited by a person: "


def find(themes: Themes, name: str, caller: str) -> str:
    """Find the id of a theme by its id or its exact label."""
    table = themes.table
    ids, labels = table["theme_id"].tolist(), table["label"].tolist()
    if name in ids:
        return name
    found = [id_ for id_, label in zip(ids, labels, strict=True) if label == name]
    if len(found) == 1:
        return found[0]
    there = "; ".join(f"{id_} {label}" for id_, label in zip(ids, labels, strict=True))
    if found:
        raise SettingsError(
            f"{caller}: {len(found)} themes are called {name!r}; name one by its id: "
            f"{', '.join(found)}."
        )
    hint = did_you_mean(name, [*labels, *ids])
    raise SettingsError(
        f"{caller}: there is no theme {name!r}; there are: {there or 'none'}.{hint}"
    )


def rename(themes: Themes, theme: str, label: str) -> Themes:
    """Give a theme another label."""
    id_ = find(themes, theme, "rename")
    label = _free_label(themes, label, {id_}, "rename")
    table = _with(themes.table, id_, "label", label)
    return _logged(themes, replace(themes, table=table), Edit("rename", (id_,), label=label))


def describe(themes: Themes, theme: str, text: str) -> Themes:
    """Give a theme another description."""
    id_ = find(themes, theme, "set_description")
    text = " ".join(_text(text, "text", "set_description").split())
    table = _with(themes.table, id_, "description", text)
    return _logged(themes, replace(themes, table=table), Edit("set_description", (id_,), text=text))


def merge(themes: Themes, names: Sequence[str], label: str | None = None) -> Themes:
    """Put themes together: the first takes in the others."""
    if isinstance(names, str):
        raise SettingsError.from_value("themes", "merge", "a list of two or more themes", names)
    ids = list(dict.fromkeys(find(themes, name, "merge") for name in names))
    if len(ids) < 2:
        raise SettingsError.from_value("themes", "merge", "two or more different themes", names)
    table = themes.table
    _same_question(table, ids)
    first = ids[0]
    if label is not None:
        label = _free_label(themes, label, set(ids), "merge")
        table = _with(table, first, "label", label)
    rows = table.set_index("theme_id").loc[ids]
    keywords = _in_turn([str(words).split(", ") for words in rows["keywords"]])
    known = rows["stability"].notna().to_numpy()
    stability = (
        round(float(np.average(rows["stability"][known], weights=rows["n"][known])), 3)
        if known.any()
        else np.nan
    )
    table = _with(table, first, "keywords", ", ".join(keywords[:_KEYWORDS]))
    table = _with(table, first, "stability", stability)
    table = table[~table["theme_id"].isin(ids[1:])]
    coding = _renamed(themes.coding, ids)
    quoted = themes.verbatims[themes.verbatims["theme_id"].isin(ids)]
    turn = quoted.groupby("theme_id").cumcount()
    place = quoted["theme_id"].map({id_: number for number, id_ in enumerate(ids)})
    quoted = _renamed(quoted.iloc[np.lexsort((place, turn))], ids)
    edit = Edit("merge", tuple(ids), label=label or "")
    made = recounted(_whole(themes, ids), coding, table, changed={first}, verbatims=quoted)
    return _logged(themes, made, edit)


def drop(themes: Themes, theme: str) -> Themes:
    """Take a theme out; what carried only this one is uncoded then."""
    id_ = find(themes, theme, "drop")
    table, coding = themes.table, themes.coding
    made = recounted(
        themes, coding[coding["theme_id"] != id_], table[table["theme_id"] != id_], changed=()
    )
    return _logged(themes, made, Edit("drop", (id_,)))


def move(
    themes: Themes,
    responses: str | Iterable[str],
    to: str,
    *,
    start: int | None = None,
    end: int | None = None,
    out_of: str | None = None,
) -> Themes:
    """Code responses, or characters of one, with another theme, or with none."""
    ids = [responses] if isinstance(responses, str) else list(dict.fromkeys(responses))
    target = find(themes, to, "move") if to else ""
    source = find(themes, out_of, "move") if out_of else ""
    _responses(themes, ids, target)
    coding = themes.coding
    taken = coding["response_id"].isin(ids)
    if source:
        taken &= coding["theme_id"] == source
    if (start is None) != (end is None) or (start is not None and len(ids) != 1):
        raise SettingsError("move: 'start' and 'end' go together, with one response.")
    if start is not None and end is not None:
        length = len(text_of(corpus_of(themes), ids[0]))
        if not 0 <= start < end <= length:
            raise SettingsError(
                f"move: 'start' and 'end' must lie within the {length} characters of {ids[0]!r}; "
                f"got {start} and {end}."
            )
        taken &= (coding["start"] >= start) & (coding["end"] <= end)
        places = [(ids[0], start, end)]
    else:
        places = _places(themes, ids, coding[taken], source)
    added = pd.DataFrame(places, columns=["response_id", "start", "end"])
    added = added.assign(theme_id=target, strength=1.0, stance="", assigned_by="person")
    kept = coding[~taken]
    both = _stacked(kept, added[coding.columns]) if target else kept
    # What a person says goes before what the machine said of the same words.
    both = both[~both.duplicated(["response_id", "start", "end", "theme_id"], keep="last")]
    changed = set(coding.loc[taken, "theme_id"]) | ({target} if target else set())
    made = recounted(themes, both, themes.table, changed=changed)
    edit = Edit("move", responses=tuple(ids), start=start, end=end, to=target, out_of=source)
    return _logged(themes, made, edit)


def split(
    themes: Themes,
    theme: str,
    n: int | None = None,
    parts: Mapping[str, Iterable[str]] | None = None,
) -> Themes:
    """Part a theme: by its sub-themes, in so many parts, or as a person says."""
    id_ = find(themes, theme, "split")
    if parts is not None and n is not None:
        raise SettingsError("split: give either 'n' or 'parts'.")
    if parts is None:
        if n is not None and n < 2:
            raise SettingsError.from_value("n", "split", "at least 2", n)
        found: Split = higher("parts_of_theme")(themes, id_, n)
        edit = Edit("split", (id_,), n=n)
    else:
        given = {label: tuple(dict.fromkeys(ids)) for label, ids in parts.items()}
        found = _by_person(themes, id_, given)
        edit = Edit("split", (id_,), parts=given)
    return _parted(themes, id_, found, edit)


#: (theme rows without id and counts, part of each row of the coding: the index gives the row).
Split = tuple[pd.DataFrame, pd.Series]


def _by_person(themes: Themes, id_: str, parts: Mapping[str, tuple[str, ...]]) -> Split:
    """The first part is what is left of the theme; it keeps label, description and keywords."""
    coding = themes.coding
    own = coding[coding["theme_id"] == id_]
    if not parts:
        raise SettingsError.from_value("parts", "split", "labels with response ids", parts)
    of = pd.Series(0, index=own.index)
    for number, (label, ids) in enumerate(parts.items(), start=1):
        _free_label(themes, label, set(), "split")
        stray = sorted(set(ids) - set(own["response_id"]))
        if stray or not ids:
            raise SettingsError(
                f"split: part {label!r} names responses that do not carry {id_}: "
                f"{', '.join(stray[:5]) or 'none at all'}."
            )
        twice = (of[own["response_id"].isin(ids)] != 0).any()
        if twice:
            raise SettingsError("split: a response stands in two parts.")
        of[own["response_id"].isin(ids)] = number
    old = themes.table.set_index("theme_id").loc[id_]
    rows = pd.DataFrame(
        {
            "label": [old["label"], *parts],
            "keywords": [old["keywords"], *[""] * len(parts)],
            "stability": [old["stability"], *[np.nan] * len(parts)],
        }
    )
    return rows, of


def _parted(themes: Themes, id_: str, found: Split, edit: Edit) -> Themes:
    rows, of = found
    table, coding = themes.table, themes.coding
    place = int(np.flatnonzero(table["theme_id"] == id_)[0])
    old = table.iloc[[place]]
    used = [number for number in range(len(rows)) if (of == number).any()]
    ids = [id_, *new_ids(themes, id_, len(used) - 1)]
    made = pd.concat([old] * len(used), ignore_index=True).assign(theme_id=ids)
    for column in rows.columns:
        made[column] = rows[column].to_numpy()[used]
    made.loc[1:, "description"] = ""
    name = dict(zip(used, ids, strict=True))
    theme_ids = coding["theme_id"].copy()
    theme_ids.loc[of.index] = of.map(name).astype("str")
    coding = coding.assign(theme_id=theme_ids)
    table = pd.concat([table.iloc[:place], made, table.iloc[place + 1 :]], ignore_index=True)
    quoted = themes.verbatims[themes.verbatims["theme_id"] == id_]
    quoted = pd.concat([quoted.assign(theme_id=one) for one in ids], ignore_index=True)
    result = recounted(_whole(themes, ids), coding, table, changed=set(ids), verbatims=quoted)
    return _logged(themes, result, replace(edit, made=tuple(ids)))


def new_ids(themes: Themes, like: str, count: int) -> list[str]:
    """Ids that no theme of the question has or ever had."""
    ever = [*themes.table["theme_id"], *(name for edit in themes.log for name in edit.named())]
    ever += [name for edit in themes.log for name in edit.made]
    prefix, _ = _parts(like)
    numbers = [number for start, number in map(_parts, ever) if start == prefix]
    first = max(numbers, default=0) + 1
    return [f"{prefix}{number:02}" for number in range(first, first + count)]


def _parts(theme_id: str) -> tuple[str, int]:
    found = _NUMBER.match(theme_id)
    return (found.group(1), int(found.group(2))) if found else (f"{theme_id}.T", 0)


def _logged(before: Themes, after: Themes, edit: Edit) -> Themes:
    """Add an edit to the log, with what its themes and responses can be known by."""
    evidence = {theme: _known(before, theme) for theme in edit.named()}
    named = [*edit.responses, *(id_ for ids in edit.parts.values() for id_ in ids)]
    if named:
        texts = corpus_of(before).responses.set_index("response_id")["text"]
        evidence |= {id_: Evidence("", (fingerprint(texts[id_]),)) for id_ in named}
    log = (*before.log, replace(edit, evidence=evidence))
    return replace(after, log=log, before=before, method=_method(before.method, log))


def _known(themes: Themes, theme: str) -> Evidence:
    rows = themes.table.loc[themes.table["theme_id"] == theme, "label"]
    if themes.corpus is None:
        return Evidence(str(rows.iloc[0]))
    own = themes.coding[themes.coding["theme_id"] == theme]
    strongest = own.groupby("response_id")["strength"].max().reset_index()
    texts = themes.corpus.responses.set_index("response_id")["text"]
    strongest["text"] = strongest["response_id"].map(texts)
    strongest = strongest.sort_values(["strength", "text"], ascending=[False, True])
    strongest = strongest.drop_duplicates("text").head(_KNOWN_BY)
    return Evidence(str(rows.iloc[0]), tuple(fingerprint(text) for text in strongest["text"]))


def _method(method: str, log: Sequence[Edit]) -> str:
    """The method note, which ends with what a person did."""
    before = method.split(_SAID, maxsplit=1)[0].rstrip()
    counts = Counter(edit.verb for edit in log)
    done = [f"{verb.replace('_', ' ')} ({times})" for verb, times in sorted(counts.items())]
    return f"{before} {_SAID}{', '.join(done)}.".strip()


def counted_edits(number: int) -> str:
    """How many edits, in words that begin a sentence."""
    return "1 edit" if number == 1 else f"{number:,} edits"


def _free_label(themes: Themes, label: str, of: set[str], caller: str) -> str:
    label = " ".join(_text(label, "label", caller).split())
    table = themes.table
    mine = table["theme_id"].isin(of)
    questions = set(table.loc[mine, "question_id"]) if of else set(table["question_id"])
    others = table[~mine & table["question_id"].isin(questions)]
    same = others[others["label"].str.casefold() == label.casefold()]
    if len(same):
        raise SettingsError(
            f"{caller}: {same['theme_id'].iloc[0]} is called {label!r} already; merge the two, or "
            "take another label."
        )
    return label


def _text(value: Any, name: str, caller: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise SettingsError.from_value(name, caller, "some words", value)
    return value


def _with(table: pd.DataFrame, theme: str, column: str, value: Any) -> pd.DataFrame:
    return table.assign(**{column: table[column].mask(table["theme_id"] == theme, value)})


def _same_question(table: pd.DataFrame, ids: Sequence[str]) -> None:
    questions = table.loc[table["theme_id"].isin(ids), "question_id"].unique()
    if len(questions) > 1:
        raise SettingsError(
            f"merge: {', '.join(ids)} are of different questions ({', '.join(questions)}), "
            "whose bases differ."
        )


def _responses(themes: Themes, ids: Sequence[str], target: str) -> None:
    """Refuse responses that are not there, or that answer another question than the theme's."""
    live = corpus_of(themes).live
    there = set(live["response_id"])
    missing = [id_ for id_ in ids if id_ not in there]
    if missing or not ids:
        named = ", ".join(map(repr, missing[:5])) or "none at all"
        raise SettingsError(f"move: there is no live response {named}.")
    if target:
        table = themes.table
        question = table.loc[table["theme_id"] == target, "question_id"].iloc[0]
        asked = live.loc[live["response_id"].isin(ids), "question_id"].unique()
        if set(asked) != {question}:
            raise SettingsError(
                f"move: {target} is a theme of question {question!r}; these responses answer "
                f"{', '.join(map(repr, asked))}."
            )


def _places(
    themes: Themes, ids: Sequence[str], taken: pd.DataFrame, source: str
) -> list[tuple[str, int, int]]:
    """The passages that were coded; the whole text of a response of which none was."""
    found = taken[["response_id", "start", "end"]].drop_duplicates()
    places = [(str(id_), int(a), int(b)) for id_, a, b in found.itertuples(index=False)]
    having = set(found["response_id"])
    without = [id_ for id_ in ids if id_ not in having]
    if source and without:
        raise SettingsError(f"move: {', '.join(map(repr, without[:5]))} do not carry {source}.")
    return places + [(id_, 0, len(text_of(corpus_of(themes), id_))) for id_ in without]


def _stacked(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    other = other.astype({name: one[name].dtype for name in one})
    return pd.concat([one, other], ignore_index=True) if len(one) else other


def _whole(themes: Themes, ids: Sequence[str]) -> Themes:
    """Take away the sub-themes of themes that are no longer what they were."""
    tables = {"subthemes": themes.subthemes, "subcoding": themes.subcoding}
    kept = {name: frame[~frame["theme_id"].isin(ids)] for name, frame in tables.items()}
    return replace(themes, **kept)  # type: ignore[arg-type]


def _renamed(frame: pd.DataFrame, ids: Sequence[str]) -> pd.DataFrame:
    """Give the first id for all of them."""
    return frame.assign(theme_id=frame["theme_id"].mask(frame["theme_id"].isin(ids), ids[0]))


def _in_turn(lists: Sequence[Sequence[str]]) -> list[str]:
    longest = max((len(one) for one in lists), default=0)
    mixed = [one[place] for place in range(longest) for one in lists if place < len(one)]
    return [word for word in dict.fromkeys(mixed) if word]
