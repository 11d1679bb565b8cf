"""Compare two runs: what went in, what was set, what came out, and what explains it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from consultation_insight.comparing._themes import compare_themes
from consultation_insight.comparing.results import RunDifferences
from consultation_insight.corpus import REASONS, Corpus
from consultation_insight.results import Analysis
from consultation_insight.run_folders import load_run

__all__ = ["diff_runs"]

#: Settings that change the figures of a table, beside those that change which responses count.
_SECTIONS: dict[str, tuple[str, ...]] = {
    "answers": (), "asked": (), "campaigns": ("campaigns",), "counting": ("campaigns",),
    "kinds": ("kinds",), "languages": ("languages",), "liked": ("report",),
    "liked_themes": ("themes", "report"), "links": (), "questions": ("read",),
    "recommendation_groups": (), "references": ("references",), "sentiment": ("sentiment",),
    "stance": ("stance",), "terms": ("terms",), "theme_links": ("themes",),
}  # fmt: skip
#: What responses were coded by shows in these.
_CODED = ("codes", "crosstabs", "differences", "breaks")
#: Settings of [report] that say how figures are shown, and change none.
_SHOWN = {
    "title", "question", "formats", "template", "style", "language", "catalogue",
    "speakers", "logo",
}  # fmt: skip
_BEFORE = ("read", "clean", "redact", "languages", "duplicates", "campaigns")
#: Compared by themselves, or of no interest as figures; so is what belongs to a theme or response.
_APART = {"reconciliation", "themes", "theme_map", "findings", "edits", "edits_left_out"}
#: Figures that follow from others of the row.
_FOLLOW = ("low", "high", "start", "end", "position", "rank", "x", "y", "burst_days")
_FOLLOW_ENDINGS = ("_each", "_once", "_outside", "_alone", "_probability")


def diff_runs(a: str | Path | Analysis, b: str | Path | Analysis) -> RunDifferences:
    """Say what changed from one run to another, and why.

    Responses of both are matched: by their id or their place where the input is the same, else by
    question and text (the second of two alike with the second), else by the id that the source
    gave them. Themes are matched by the responses they share, not by their numbers or headings.

    Parameters
    ----------
    a, b : path or Analysis
        Run folders, the earlier one first.

    Returns
    -------
    RunDifferences
        Tables of inputs, settings, versions, counts, themes and figures; ``text()`` says it in
        words, ``to_dict()`` gives it for JSON.

    Raises
    ------
    DataError
        One is no run folder.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> notes = [f"More {a} {b}, please" for a in ("evening", "night", "early", "rural")
    ...          for b in ("buses", "bus routes", "bus stops")]
    >>> one = ci.analyse(ci.prepare(pd.DataFrame({"comment": notes})))
    >>> two = ci.analyse(ci.prepare(pd.DataFrame({"comment": [*notes, "n/a"]})))
    >>> ci.diff_runs(one, two).counts[["reason", "a", "b"]].to_numpy().tolist()
    [['received', 12, 13], ['non_answer', 0, 1], ['analysed', 12, 12]]
    """
    first, second = _loaded(a), _loaded(b)
    pairs = match_responses(first.corpus, second.corpus)
    responses = _fates(first.corpus, second.corpus, pairs)
    settings = _settings(first.settings, second.settings)
    versions = _versions(first.manifest, second.manifest)
    themes = compare_themes(first.results.get("themes"), second.results.get("themes"), pairs)
    changed = set(responses.loc[responses["n"] > 0, "what"]) - {_BOTH}
    return RunDifferences(
        base=second.corpus.base,
        settings={"a": _name(a), "b": _name(b)},
        method="Responses were matched by id or text, themes by the responses they share.",
        inputs=_inputs(first, second),
        settings_changed=settings,
        versions=versions,
        counts=_counts(first.corpus, second.corpus),
        responses=responses,
        themes=themes,
        figures=_figures(first.tables, second.tables, settings, bool(changed), len(versions) > 0),
    )


def _loaded(run: str | Path | Analysis) -> Analysis:
    return run if isinstance(run, Analysis) else load_run(run)


def _name(run: str | Path | Analysis) -> str:
    return run.title if isinstance(run, Analysis) else Path(run).as_posix()


def _inputs(a: Analysis, b: Analysis) -> pd.DataFrame:
    rows = []
    old = {source.file: source for source in a.corpus.sources if source.file}
    new = {source.file: source for source in b.corpus.sources if source.file}
    for name in dict.fromkeys((*old, *new)):
        one, two = old.get(name), new.get(name)
        if one and two and one.sha256 == two.sha256:
            continue
        state = "changed" if one and two else "left out" if one else "added"
        rows.append((name, state, one.rows if one else pd.NA, two.rows if two else pd.NA))
    table = pd.DataFrame(rows, columns=["file", "state", "records_a", "records_b"])
    return table.astype({"records_a": "Int64", "records_b": "Int64"})


def _settings(a: Mapping[str, Any], b: Mapping[str, Any]) -> pd.DataFrame:
    old, new = _flat(a), _flat(b)
    rows = [
        (*key, _said(old.get(key)), _said(new.get(key)))
        for key in dict.fromkeys((*old, *new))
        if old.get(key) != new.get(key)
    ]
    return pd.DataFrame(rows, columns=["section", "setting", "a", "b"])


def _flat(settings: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    flat: dict[tuple[str, str], Any] = {}
    for section, values in settings.items():
        if isinstance(values, Mapping):
            flat |= {(section, str(name)): value for name, value in values.items()}
        elif section != "input":  # the fingerprints tell
            flat["", section] = values
    return flat


def _said(value: Any) -> str:
    return "not set" if value is None else str(value)


def _versions(a: Mapping[str, Any], b: Mapping[str, Any]) -> pd.DataFrame:
    def told(manifest: Mapping[str, Any]) -> dict[str, str]:
        own = {
            "consultation-insight": manifest.get("package"),
            "Python": manifest.get("python"),
            "its own files": manifest.get("made_with"),
        }
        return {k: str(v) for k, v in {**own, **manifest.get("libraries", {})}.items() if v}

    old, new = told(a), told(b)
    rows = [
        (name, old.get(name, "not there"), new.get(name, "not there"))
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    ]
    return pd.DataFrame(rows, columns=["package", "a", "b"], dtype="str")


def _counts(a: Corpus, b: Corpus) -> pd.DataFrame:
    old = a.reconcile().set_index("reason")["responses"]
    new = b.reconcile().set_index("reason")["responses"]
    reasons = [*dict.fromkeys((*old.index[:-1], *new.index[:-1])), "analysed"]
    rows = [(r, REASONS.get(r) or r, int(old.get(r, 0)), int(new.get(r, 0))) for r in reasons]
    return pd.DataFrame(rows, columns=["reason", "label", "a", "b"])


_BOTH = "in both"


def match_responses(a: Corpus, b: Corpus) -> dict[str, str]:
    """Which response of ``a`` is which of ``b``: a dictionary of their ids.

    By id where both were read from the same files, and what is left by its place in them; else by
    question and text, and what is left by the id that the source gave.
    """
    old, new = a.responses, b.responses
    files = [{source.sha256 for source in corpus.sources} for corpus in (a, b)]
    if files[0] == files[1] and files[0] - {""}:
        # An id that names no sheet or question may be that of another one's row.
        place = ["response_id", "question_id", "source_sheet"]
        same = set(old[place].itertuples(index=False, name=None))
        same &= set(new[place].itertuples(index=False, name=None))
        there = {key[0] for key in same}
        pairs = {key: key for key in old["response_id"] if key in there}
        # Ids name the question where a run has several: then the place in the file tells.
        ways = [["question_id", "source_file", "source_sheet", "source_row"]]
    else:
        pairs, ways = {}, [["question_id", "text"], ["question_id", "source_id"]]
    for columns in ways:
        left = old[~old["response_id"].isin(list(pairs))]
        right = new[~new["response_id"].isin(list(pairs.values()))]
        if columns[1] == "source_id":
            left, right = left[left["source_id"] != ""], right[right["source_id"] != ""]
        merged = _numbered(left, columns).merge(_numbered(right, columns), on=[*columns, "_copy"])
        pairs |= dict(zip(merged["response_id_x"], merged["response_id_y"], strict=True))
    return pairs


def _numbered(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Rows with their number among those that are alike."""
    return rows[["response_id", *columns]].assign(
        _copy=rows.groupby(list(columns), sort=False).cumcount()
    )


def _fates(a: Corpus, b: Corpus, pairs: Mapping[str, str]) -> pd.DataFrame:
    """What became of the responses from one run to the other."""
    old = dict(zip(a.responses["response_id"], a.responses["set_aside"], strict=True))
    new = dict(zip(b.responses["response_id"], b.responses["set_aside"], strict=True))
    aside = sum(1 for x, y in pairs.items() if not old[x] and new[y])
    taken = sum(1 for x, y in pairs.items() if old[x] and not new[y])
    rows = [
        (_BOTH, len(pairs)),
        ("only in the first", len(old) - len(pairs)),
        ("only in the second", len(new) - len(pairs)),
        ("analysed in the first, set aside in the second", aside),
        ("set aside in the first, analysed in the second", taken),
    ]
    return pd.DataFrame(rows, columns=["what", "n"])


def _figures(
    a: Mapping[str, pd.DataFrame],
    b: Mapping[str, pd.DataFrame],
    settings: pd.DataFrame,
    other_responses: bool,
    other_versions: bool,
) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    other_codes = bool(_changed(a.get("codes", pd.DataFrame()), b.get("codes", pd.DataFrame())))
    for name in dict.fromkeys((*a, *b)):
        columns = {column for tables in (a, b) for column in tables.get(name, ())}
        if name in _APART or columns & {"response_id", "theme_id"}:
            continue
        found = _changed(a.get(name, pd.DataFrame()), b.get(name, pd.DataFrame()))
        why = _why(name, settings, other_responses, other_versions, other_codes) if found else ""
        rows += [(name, *row, why) for row in found]
    return pd.DataFrame(rows, columns=["table_name", "row", "figure", "a", "b", "why"])


def _changed(a: pd.DataFrame, b: pd.DataFrame) -> list[tuple[str, str, Any, Any]]:
    """The figures that differ, with the words of their row."""
    if a.empty and b.empty:
        return []
    model = b if len(b.columns) else a
    numbers = [
        str(c)
        for c in model
        if pd.api.types.is_numeric_dtype(model[c])
        and not pd.api.types.is_bool_dtype(model[c])
        and not str(c).startswith(_FOLLOW)
        and not str(c).endswith(_FOLLOW_ENDINGS)
    ]
    old, new = (_by_words(frame, model, numbers) for frame in (a, b))
    rows = []
    for key in dict.fromkeys((*old, *new)):
        # Of a row that only one of them has the first figure tells.
        for column in numbers if key in old and key in new else numbers[:1]:
            x = old.get(key, {}).get(column, float("nan"))
            y = new.get(key, {}).get(column, float("nan"))
            if not (x == y or (pd.isna(x) and pd.isna(y))):
                rows.append((" · ".join(map(str, key)), column, x, y))
    return rows


def _by_words(
    frame: pd.DataFrame, model: pd.DataFrame, numbers: Sequence[str]
) -> dict[tuple[Hashable, ...], dict[str, Any]]:
    """The figures of each row by the fewest words, from the left, that tell it from the others."""
    if frame.empty:
        return {}
    words = [str(c) for c in model if c in frame and not pd.api.types.is_numeric_dtype(model[c])]
    kept: list[str] = []
    for column in words:
        kept.append(column)
        if not frame.duplicated(kept).any():
            break
    keys = frame[kept].astype("str").itertuples(index=False, name=None) if kept else iter([("",)])
    there = [column for column in numbers if column in frame]
    return dict(zip(keys, frame[there].astype("float64").to_dict("records"), strict=False))  # type: ignore[arg-type]


def _why(
    name: str, settings: pd.DataFrame, responses: bool, versions: bool, codes: bool = False
) -> str:
    """What explains that a table differs."""
    sections = {*_SECTIONS.get(name, tuple(settings["section"])), *_BEFORE}
    own = settings[settings["section"].isin(sections)]
    own = own[~((own["section"] == "report") & own["setting"].isin(_SHOWN))]
    reasons = [f"[{row.section}] {row.setting}" for row in own.itertuples()]
    reasons += ["coded otherwise"] if codes and name in _CODED else []
    reasons += ["other responses"] if responses else []
    reasons += ["other versions"] if versions else []
    return ", ".join(reasons) or "nothing that the runs record; perhaps a file that settings name"
