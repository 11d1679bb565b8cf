"""Labels by an outside labeller: each is checked against the theme's own texts before it is taken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import pandas as pd

from consultation_insight.analysis._headings.alike import stem
from consultation_insight.analysis._headings.terms import stop_words
from consultation_insight.analysis._themes.passages import main_language, plain
from consultation_insight.analysis._themes.subjects import singular
from consultation_insight.errors import SettingsError
from consultation_insight.protocols import Labeller

__all__ = ["labeller_of", "name_anew", "relabelled"]

_WORD = re.compile(r"[^\W_]+(?:['’\-&][^\W_]+)*")
_MOST_WORDS = 6
_SHOWN = 8
_FAILURES = 2
#: Passages by which an answer is checked; the labeller is shown the first of them.
_PASSAGES_ASKED = 100
#: Marks that no heading needs: mark-up, lists, addresses, redaction.
_STRANGE = re.compile(r"[<>{}\[\]|`*_#@\n\r“”\"]|https?:|www\.")


def labeller_of(labeller: Any, model: str | None, redacted: bool) -> Labeller | None:
    """The labeller that a setting names; None where none is asked for."""
    if labeller is None:
        return None
    if not redacted:
        raise SettingsError(
            "find_themes: a labeller sees redacted texts only; call redact() on the corpus first."
        )
    if isinstance(labeller, str):
        if not model:
            raise SettingsError("find_themes: 'labeller' needs 'labeller_model', the model's name.")
        from consultation_insight.models.endpoint_labeller import EndpointLabeller

        return EndpointLabeller(labeller, model)
    if not callable(getattr(labeller, "label", None)):
        raise SettingsError.from_value(
            "labeller", "find_themes", "an address or an object with 'label'", labeller
        )
    return cast("Labeller", labeller)


def name_anew(
    tables: dict[str, Any], live: pd.DataFrame, labeller: Labeller, name: str, model: Any
) -> str:
    """Put the labeller's labels in the table; say what was refused."""
    texts = live.set_index("response_id")["text"]
    coded = tables["coding"].sort_values("strength", ascending=False, kind="stable")
    passages: dict[str, list[str]] = {}
    for frame in (tables["verbatims"], coded):
        columns = (frame[column] for column in ("theme_id", "response_id", "start", "end"))
        for theme, row, start, end in zip(*columns, strict=True):
            found = passages.setdefault(theme, [])
            if len(found) < _PASSAGES_ASKED:
                found.append(plain(texts[row][start:end]))
    labels, notes = relabelled(
        tables["table"], passages, labeller, model.embed, main_language(live)
    )
    changed = sum(a != b for a, b in zip(labels, tables["table"]["label"], strict=True))
    tables["table"] = tables["table"].assign(label=labels)
    said = f" {changed} of {len(labels)} labels were given by {name}."
    return said + (f" Kept as found here: {'; '.join(notes)}." if notes else "")


def relabelled(
    table: pd.DataFrame,
    passages: Mapping[str, Sequence[str]],
    labeller: Labeller,
    embed: Any,
    language: str = "en",
) -> tuple[list[str], list[str]]:
    """Ask for a label for each theme; keep the machine's where the answer will not do.

    An answer is refused if it is longer than six words, holds signs that no heading needs, equals
    another label, or is not supported: its words of content must stand in the theme's passages,
    or it must be nearer to them than to those of every other theme and at least as near as the
    machine's label.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `Themes`.
    passages : mapping
        The passages of each theme, the most telling first.
    labeller : Labeller
    embed : callable
        Vectors of unit length for texts.

    Returns
    -------
    labels, notes : list of str
        In the order of the table; a note for each answer that was refused.
    """
    labels, notes = table["label"].tolist(), []
    ids = table["theme_id"].tolist()
    middles = np.stack([_unit(embed(list(passages[theme])).mean(axis=0)) for theme in ids])
    failed = 0
    for place, theme in enumerate(ids):
        if failed >= _FAILURES:
            notes.append(f"{theme}: not asked, after {_FAILURES} failures in a row")
            continue
        keywords = str(table["keywords"].iloc[place]).split(", ")
        try:
            answer = str(labeller.label(keywords, list(passages[theme])[:_SHOWN])).strip()
        except Exception as error:
            # An outside service never stops an analysis; its words are not repeated.
            failed += 1
            notes.append(f"{theme}: no answer ({type(error).__name__})")
            continue
        failed = 0
        others = [label for row, label in enumerate(labels) if row != place]
        why = _form(answer, others) or _support(
            answer, labels[place], place, passages[theme], middles, embed, stop_words(language)
        )
        if why:
            notes.append(f"{theme}: refused, {why}")
        else:
            labels[place] = answer[:1].upper() + answer[1:]
    return labels, notes


def _form(answer: str, others: Sequence[str]) -> str:
    words = _WORD.findall(answer)
    if not words:
        return "empty"
    if len(words) > _MOST_WORDS or len(answer) > 80:
        return "longer than six words"
    if _STRANGE.search(answer) or answer.endswith((".", "!", "?", ":")):
        return "not in the form of a heading"
    if answer.casefold() in {other.casefold() for other in others}:
        return "equal to another label"
    return ""


def _support(
    answer: str,
    machine: str,
    place: int,
    passages: Sequence[str],
    middles: Any,
    embed: Any,
    stop: frozenset[str],
) -> str:
    said = {_root(word) for text in passages for word in _WORD.findall(text)}
    content = [word for word in _WORD.findall(answer) if word.casefold() not in stop]
    if content and all(_root(word) in said for word in content):
        return ""
    if not content:
        return "no word of content"
    asked, own = embed([answer, machine])
    near = middles @ asked
    best = int(near.argmax()) == place and float(near[place]) >= float(middles[place] @ own)
    return "" if best else "not supported by the theme's passages"


def _root(word: str) -> str:
    return stem(singular(word.casefold()))


def _unit(vector: Any) -> Any:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
