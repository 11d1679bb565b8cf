"""The rows of each sheet."""

from __future__ import annotations

import pandas as pd

from consultation_insight.reporting._facts import Facts, records
from consultation_insight.reporting._xlsx.sheets import QUOTING, SHARES, Sheet
from consultation_insight.wording import MIN_BASE

#: Ends of columns that count campaigns otherwise; without campaigns they say the same again.
_VIEWS = ("_each", "_once", "_outside")


def frame_of(facts: Facts, sheet: Sheet) -> pd.DataFrame:
    if sheet.table == "responses":
        frame = pd.DataFrame(list(facts.responses.values()))
        if frame.empty:
            return frame
        frame["text"] = [facts.shown(id_) for id_ in frame["response_id"]]
    else:
        frame = facts.rows(sheet.table)
    if sheet.table in QUOTING and len(frame):
        frame = frame[~frame["response_id"].isin(list(facts.withheld))]
        if "text" in sheet.columns and "text" not in frame:
            texts = (
                facts.quote(r["response_id"], r.get("start"), r.get("end")) for r in records(frame)
            )
            frame = frame.assign(text=[quote.text if quote else "" for quote in texts])
    if "description" in frame:
        frame = frame.assign(
            description=[facts.own_words(d, []) for d in frame["description"].fillna("")]
        )
    if sheet.table == "terms" and len(frame):
        frame = frame.sort_values("mentions", ascending=False, kind="stable")
    columns = _columns(facts, sheet, frame)
    frame = frame[columns]
    if sheet.table == "counting" and not facts.beside:
        return frame.head(0)
    if not columns or ("n" in frame and not frame["n"].fillna(0).any()):
        return frame.head(0)
    frame = _without_small_bases(frame)
    return frame if sheet.limit is None else frame.head(sheet.limit)


def _columns(facts: Facts, sheet: Sheet, frame: pd.DataFrame) -> list[str]:
    columns = [*sheet.columns, *_beside(facts, sheet)]
    if not facts.beside:
        columns = [n for n in columns if n != "counted" and not n.endswith(_VIEWS)]
    columns = [name for name in dict.fromkeys(columns) if name in frame]
    columns = [name for name in columns if name == "text" or not _is_blank(frame[name])]
    return [name for name in columns if name != "likes" or facts.has_likes]


def _without_small_bases(frame: pd.DataFrame) -> pd.DataFrame:
    if "base" in frame and len(frame):
        for name in sorted(SHARES & set(frame)):
            own = name.replace("share", "base")
            base = frame[own if own != name and own in frame else "base"]
            few = base.fillna(0).astype("float64") < MIN_BASE
            frame = frame.assign(**{str(name): frame[name].astype("float64").mask(few)})
    return frame


def _beside(facts: Facts, sheet: Sheet) -> list[str]:
    """The columns of the same figures with campaigns counted otherwise."""
    kinds = ["n", "share", "base"] if "share" in sheet.columns else ["responses"]
    if sheet.table == "terms":
        kinds = ["mentions", "responses"]
    return [f"{kind}_{view}" for view in facts.beside for kind in kinds]


def _is_blank(values: pd.Series) -> bool:
    """Whether a column says nothing, and is left out."""
    return not any(value != "" for value in values.dropna().tolist())
