"""Tables of a run as they may be published: small counts hidden, others rounded.

What is protected is who people are and what they ticked: tables that count respondents by an
attribute, by a closed answer, or by a position taken from one. Counts of what is said in the responses
(themes, words, tone) can be made by anybody from the responses themselves where these are published;
they stay, and an attacker is taken to know them exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._disclosure.patterns import Line, Problem, hide
from consultation_insight.analysis._groups.closed_tables import net_interval
from consultation_insight.analysis._groups.material import SUM
from consultation_insight.analysis._groups.words import group_in, said_of_cell
from consultation_insight.statistics import wilson_interval

__all__ = ["protect_closed", "protect_crosstabs", "protect_tables"]

HIDDEN = "not given: too few, or too few could be computed from it"
#: Bands in which adjusted p-values are published: the exact one would tell of hidden counts.
_BANDS = np.array([0.001, 0.01, 0.05, 1.0])
#: The two sides of a scale say most; what they are made of is hidden last.
_DEAR = 1_000_000
_TABLE = ["question", "rows", "break"]


def protect_tables(
    tables: Mapping[str, pd.DataFrame], *, least: int, rounding: int, nested: Any = ()
) -> dict[str, pd.DataFrame]:
    """Protect all tables of a run that tell who people are or what they ticked.

    Parameters
    ----------
    tables : mapping of str to DataFrame
    least : int
        Counts below are hidden, with as many others as it takes.
    rounding : int
        Counts are rounded to multiples of it; 1 leaves them.
    nested : sequence of (str, str, mapping)
        Breaks whose levels (the first's) each lie in one level of another.
    """
    if least <= 1 and rounding <= 1:
        return dict(tables)
    hidden = ["with_stance"]  # positions by language tell who ticked
    made = {name: frame.drop(columns=hidden, errors="ignore") for name, frame in tables.items()}
    rows: set[tuple[str, str]] = set()
    if "closed" in made:
        made["closed"], rows = protect_closed(made["closed"], least=least, rounding=rounding)
    if "answers" in made:
        made["answers"] = _answers(made["answers"], made.get("closed"), rounding)
    if "crosstabs" in made:
        table = protect_crosstabs(
            made["crosstabs"], least=least, rounding=rounding, hidden_rows=rows, nested=nested
        )
        if "differences" in made:
            made["differences"] = _differences(made["differences"], table)
        made["crosstabs"] = table
    if "stance" in made:
        made["stance"] = _stance(made["stance"], least, rounding)
    if "campaign_types" in made:
        made["campaign_types"] = _senders(made["campaign_types"], least, rounding)
    # Positions by period add up to the hidden counts.
    for name in ("trends", "trend_bursts", "trend_changes"):
        if name in made:
            kept = made[name]["series"] != "stance"
            made[name] = made[name][kept].reset_index(drop=True)
    for name in ("responses", "coding"):
        if name in made and "stance" in made[name]:
            made[name] = made[name].assign(stance="")
    # How often whom of which group uses a word: too many small counts to be worth printing.
    made.pop("term_groups", None)
    return made


def rounded(counts: Any, rounding: int) -> Any:
    """Counts as multiples of a number, the nearest (half up)."""
    values = np.asarray(counts, dtype=float)
    return np.floor(values / rounding + 0.5) * rounding


def _figures(frame: pd.DataFrame, gone: Any, rounding: int) -> pd.DataFrame:
    """Round counts and compute shares and intervals from what is left; hidden ones are missing."""
    n, base = (
        rounded(frame[name].fillna(0).to_numpy(dtype=float), rounding) for name in ("n", "base")
    )
    share = np.divide(n, base, out=np.full(len(n), np.nan), where=base > 0)
    low, high = wilson_interval(n, base)
    made = frame.copy()
    for name, values in (("share", share), ("low", np.minimum(low, share)), ("high", high)):
        made[name] = np.where(gone, np.nan, values)
    made["n"] = pd.array(n.astype(np.int64), dtype="Int64")
    made["base"] = pd.array(base.astype(np.int64), dtype="Int64")
    made.loc[np.asarray(gone), "n"] = pd.NA
    return made


def protect_closed(
    table: pd.DataFrame, *, least: int, rounding: int
) -> tuple[pd.DataFrame, set[tuple[str, str]]]:
    """Closed questions; also gives the answers whose numbers are hidden."""
    gone = pd.Series(False, index=table.index)
    hidden: set[tuple[str, str]] = set()
    for question, lines in table.groupby("question", sort=False):
        shown = lines[lines["kind"] != "net"]
        mask = _hide_answers(shown, least)
        gone[shown.index] = mask
        ids = [
            _id(answer, kind) for answer, kind in zip(shown["answer"], shown["kind"], strict=True)
        ]
        hidden |= {(str(question), id_) for id_, hide_ in zip(ids, mask, strict=True) if hide_}
        nets = lines[lines["kind"] == "net"]
        gone[nets.index] = bool(mask[(shown["kind"] == "side").to_numpy()].any())
    made = _figures(table, gone.to_numpy(), rounding)
    made["note"] = table["note"].mask(gone, HIDDEN)
    made["effective_base"] = np.nan
    net = (table["kind"] == "net").to_numpy() & ~gone.to_numpy()
    for at in table.index[net]:
        up, down = made.loc[at - 2], made.loc[at - 1]
        made.loc[at, "n"] = pd.NA  # a difference, no count: it would read as a small one
        made.loc[at, "share"] = up["share"] - down["share"]
        ends = net_interval(float(up["share"]), float(down["share"]), float(made.loc[at, "base"]))
        made.loc[at, "low"], made.loc[at, "high"] = ends
    few = made["base"] < least
    made.loc[few, "base"] = pd.NA
    return made, hidden


def _id(answer: str, kind: str) -> str:
    """The id of an answer, or of a side, as crosstabs have it."""
    return f"side: {answer}" if kind == "side" else str(answer)


def _hide_answers(shown: pd.DataFrame, least: int) -> npt.NDArray[np.bool_]:
    """Which answers and sides of one closed question are hidden."""
    counts = shown["n"].to_numpy(dtype=np.int64)
    answers, kinds = shown["answer"].tolist(), shown["kind"].tolist()
    base = int(shown["base"].iloc[0])
    if base < least:
        return np.ones(len(counts), dtype=bool)
    plain = [at for at, kind in enumerate(kinds) if kind == "answer"]
    lines = [Line(tuple(plain), base)] if counts[plain].sum() == base else []
    worth = np.zeros(len(counts), dtype=np.int64)
    for at, kind in enumerate(kinds):
        if kind == "side":
            parts = _parts_of(str(answers[at]), [str(answers[one]) for one in plain])
            lines.append(Line(tuple(plain[part] for part in parts), of=at))
            worth[[at, *(plain[part] for part in parts)]] = _DEAR
    return hide(Problem(counts, lines, worth=worth), least=least)


def _parts_of(side: str, answers: list[str]) -> list[int]:
    """Which answers a side is made of: those in a row whose names make up its name."""
    for first in range(len(answers)):
        for last in range(first + 1, len(answers) + 1):
            if " or ".join(answers[first:last]) == side:
                return list(range(first, last))
    return []


def _answers(table: pd.DataFrame, closed: pd.DataFrame | None, rounding: int) -> pd.DataFrame:
    """The short table of answers: only those whose number is given, and no other way to count them."""
    given: set[tuple[str, str]] = set()
    if closed is not None:
        lines = closed[(closed["kind"] == "answer") & closed["n"].notna()]
        given = set(zip(lines["question"].astype(str), lines["answer"].astype(str), strict=True))
    pairs = zip(table["question_id"].astype(str), table["answer"].astype(str), strict=True)
    left = table[np.array([pair in given for pair in pairs], dtype=bool)]
    views = [name for name in table if str(name).endswith(("_each", "_once", "_outside"))]
    made = _figures(left.drop(columns=views), np.zeros(len(left), bool), rounding)
    return made.astype({"n": "int64", "base": "int64"}).reset_index(drop=True)


def _stance(table: pd.DataFrame, least: int, rounding: int) -> pd.DataFrame:
    kept = []
    for _, lines in table.groupby("question_id", sort=False):
        counts = lines["n"].to_numpy(dtype=np.int64)
        line = Line(tuple(range(len(counts))), int(counts.sum()))
        kept.append(lines[~hide(Problem(counts, [line]), least=least)])
    views = [name for name in table if str(name).endswith(("_each", "_once", "_outside"))]
    left = pd.concat(kept).drop(columns=views) if kept else table.drop(columns=views)
    made = _figures(left, np.zeros(len(left), bool), rounding)
    return made.astype({"n": "int64", "base": "int64"}).reset_index(drop=True)


def _senders(table: pd.DataFrame, least: int, rounding: int) -> pd.DataFrame:
    """Who sent campaigns: hidden already where fewer than ``k_anonymity``; here rounded."""
    table = table.assign(
        n=table["n"].where(table["n"].fillna(least) >= least)
    )  # also no one at all
    made, counts = table.copy(), {}
    for name in ("n", "base", "base_others"):
        counts[name] = rounded(table[name].astype("Float64").to_numpy(na_value=np.nan), rounding)
        made[name] = pd.Series(counts[name], index=table.index).astype("Float64").astype("Int64")
    with np.errstate(invalid="ignore", divide="ignore"):
        made["share"] = np.where(counts["base"] > 0, counts["n"] / counts["base"], np.nan)
        others = table["share_others"].to_numpy(dtype=float) * table["base_others"].astype(
            "Float64"
        ).to_numpy(na_value=np.nan)
        near = rounded(others, rounding)
        made["share_others"] = np.where(
            counts["base_others"] > 0, near / counts["base_others"], np.nan
        )
    shown = [
        was if not was.isdigit() else (f"<{least}" if pd.isna(n) else str(n))
        for n, was in zip(made["n"], table["n_shown"], strict=True)
    ]
    return made.assign(n_shown=shown)


def protect_crosstabs(
    table: pd.DataFrame, *, least: int, rounding: int,
    hidden_rows: set[tuple[str, str]] = frozenset(), nested: Any = (),  # type: ignore[assignment]
) -> pd.DataFrame:  # fmt: skip
    """Crosstabs: cells, bases of groups and totals."""
    gone = pd.Series(False, index=table.index)
    no_base = pd.Series(False, index=table.index)
    for _, lines in table.groupby(["question", "rows"], sort=False):
        for names in _linked(list(dict.fromkeys(lines["break"])), nested):
            part = lines[lines["break"].isin(names)]
            _hide_part(part, gone, no_base, least, hidden_rows, nested)
    made = _figures(table, gone.to_numpy(), rounding)
    made.loc[no_base, "base"] = pd.NA
    bands = np.searchsorted(_BANDS, table["q"].to_numpy(dtype=float)).clip(max=len(_BANDS) - 1)
    made["q"] = np.where(table["q"].isna(), np.nan, _BANDS[bands])
    made["p"] = np.nan
    made["effective_base"] = np.nan
    made["effect"] = _effects(made)
    # What the test of a whole table found; how sure it is would tell of its counts.
    notes = table["note"].str.replace(r" \(adjusted p .*\)", "", regex=True)
    made["note"] = notes.mask(gone, HIDDEN)
    return made


def _linked(names: list[str], nested: Any) -> list[list[str]]:
    """Breaks in groups: those of which one divides another's levels further stand together."""
    groups: list[set[str]] = [{name} for name in names]
    for fine, coarse, _ in nested:
        joined = [group for group in groups if fine in group or coarse in group]
        if len(joined) > 1:
            groups = [group for group in groups if group not in joined] + [set.union(*joined)]
    return [sorted(group, key=names.index) for group in groups]


def _hide_part(
    part: pd.DataFrame, gone: pd.Series, no_base: pd.Series, least: int,
    hidden_rows: set[tuple[str, str]], nested: Any,
) -> None:  # fmt: skip
    cells = part[part["level"] != ""]
    totals = part[(part["level"] == "") & (part["row"] != "")]
    place = {key: at for at, key in enumerate(zip(cells["break"], cells["row_id"], cells["level"], strict=True))}  # fmt: skip
    counts = [int(n) for n in cells["n"]]
    bases: dict[tuple[str, str], int] = {}
    for by, level, base in zip(cells["break"], cells["level"], cells["base"], strict=True):
        if (by, level) not in bases:
            bases[by, level] = len(counts)
            counts.append(int(base))
    rows = list(dict.fromkeys(cells["row_id"]))
    sums = [row for row in rows if SUM in row and set(row.split(SUM)) <= set(rows)]
    parts = [row for row in rows if row not in sums]
    dear = {*sums, *(part for row in sums for part in row.split(SUM))}
    lines: list[Line] = []
    within = [(at, bases[by, level]) for (by, _, level), at in place.items()]
    for by in dict.fromkeys(cells["break"]):
        levels = [level for name, level in bases if name == by]
        lines += [
            Line(tuple(place[by, part, level] for part in row.split(SUM)), of=place[by, row, level])
            for row in sums
            for level in levels
        ]
        over_all = totals[totals["break"] == by]
        if sum(counts[bases[by, level]] for level in levels) != int(over_all["base"].iloc[0]):
            _against_the_rest(by, levels, place, bases, over_all, counts, lines, within)
            continue
        for row in rows:
            inside = tuple(place[by, row, level] for level in levels if (by, row, level) in place)
            lines.append(Line(inside, sum(counts[at] for at in inside)))
        sizes = tuple(bases[by, level] for level in levels)
        lines.append(Line(sizes, sum(counts[at] for at in sizes)))
        columns = [tuple(place[by, row, level] for row in parts if (by, row, level) in place) for level in levels]  # fmt: skip
        pairs = list(zip(columns, sizes, strict=True))
        if all(sum(counts[at] for at in column) == counts[size] for column, size in pairs):
            lines += [Line(column, of=size) for column, size in pairs]
    lines += _nested_lines(place, bases, rows, nested)
    together = [
        (size, tuple(at for (by, _, level), at in place.items() if (by, level) == key))
        for key, size in bases.items()
    ]
    question = str(part["question"].iloc[0])
    gone_ids = {(question, row) for row in rows if (question, _name(row)) in hidden_rows}
    also = [at for (_, row, _), at in place.items() if (question, row) in gone_ids]
    worth = np.zeros(len(counts), dtype=np.int64)
    worth[[at for (_, row, _), at in place.items() if row in dear]] = _DEAR
    problem = Problem(np.array(counts, dtype=np.int64), lines, within, together, worth)
    hidden = hide(problem, least=least, also=also)
    gone[cells.index] = hidden[: len(cells)]
    of_base = [hidden[bases[key]] for key in zip(cells["break"], cells["level"], strict=True)]
    no_base[cells.index] = of_base
    named = np.array([(question, row) in gone_ids for row in totals["row_id"]], dtype=bool)
    gone[totals.index] = (totals["n"] < least).to_numpy(dtype=bool) | named


def _against_the_rest(
    by: str, levels: list[str], place: Any, bases: Any, over_all: pd.DataFrame, counts: list[int],
    lines: list[Line], within: list[tuple[int, int]],
) -> None:  # fmt: skip
    """Options of a multiple choice overlap: what each leaves of the total can be computed, too."""

    def left(cell: int, total: int) -> int:
        counts.append(total - counts[cell])
        lines.append(Line((cell, len(counts) - 1), total))
        return len(counts) - 1

    whole = int(over_all["base"].iloc[0])
    total = dict(zip(over_all["row_id"], over_all["n"].astype(int), strict=True))
    for level in levels:
        size = bases[by, level]
        rest = left(size, whole)
        cells = {row: place[by, row, level] for row in total if (by, row, level) in place}
        within += [(left(cell, total[row]), rest) for row, cell in cells.items()]
        parts = tuple(cell for row, cell in cells.items() if SUM not in row)
        if sum(counts[cell] for cell in parts) == counts[size]:
            lines.append(Line(parts, of=size))


def _name(row: str) -> str:
    """A row as closed questions name it: a side by its parts."""
    return f"side: {' or '.join(row.split(SUM))}" if SUM in row else row


def _nested_lines(place: Any, bases: Any, rows: list[Any], nested: Any) -> list[Line]:
    lines = []
    for fine, coarse, above in nested:
        for level in {level for by, level in bases if by == coarse}:
            parts = [part for by, part in bases if by == fine and above.get(part) == level]
            if not parts:
                continue
            lines.append(Line(tuple(bases[fine, part] for part in parts), of=bases[coarse, level]))
            for row in rows:
                inside = [(fine, row, part) for part in parts]
                if (coarse, row, level) in place and all(key in place for key in inside):
                    of = place[coarse, row, level]
                    lines.append(Line(tuple(place[key] for key in inside), of=of))
    return lines


def _effects(made: pd.DataFrame) -> Any:
    """How far each share lies from that of all others, from the published figures alone."""
    key = [made[name] for name in (*_TABLE, "row_id")]
    cell = (made["level"] != "").to_numpy()
    total = made[made["level"] == ""].set_index([*_TABLE, "row_id"])
    total = total[~total.index.duplicated()]
    at = pd.MultiIndex.from_arrays(key)
    n, base = (total[name].reindex(at).astype("Float64").to_numpy(na_value=np.nan) for name in ("n", "base"))  # fmt: skip
    own_n, own_base = (made[name].astype("Float64").to_numpy(na_value=np.nan) for name in ("n", "base"))  # fmt: skip
    with np.errstate(invalid="ignore", divide="ignore"):
        others = np.clip((n - own_n) / np.where(base > own_base, base - own_base, np.nan), 0, 1)
    return np.where(cell, made["share"].to_numpy(dtype=float) - others, np.nan)


def _differences(found: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The differences whose figures may be given, in words made of the published figures."""
    key = ["question", "rows", "break", "row_id", "level"]
    shown = table[table["n"].notna() & table["effect"].notna()].set_index(key)
    at = pd.MultiIndex.from_frame(found[key])
    kept = found[at.isin(shown.index)].reset_index(drop=True)
    groups = [group_in(str(line["said"]), line) for line in kept.to_dict("records")]
    now = shown.reindex(pd.MultiIndex.from_frame(kept[key]))
    for name in ("n", "base", "share", "effect", "q"):
        kept[name] = now[name].to_numpy()
    kept["share_others"] = kept["share"] - kept["effect"]
    kept["said"] = [
        said_of_cell(line, float(line["share_others"]), _about(str(line["said"])), group)
        for line, group in zip(kept.to_dict("records"), groups, strict=True)
    ]
    return kept.astype({"n": "int64", "base": "int64", "said": "str"})


def _about(said: str) -> str:
    """The question that a sentence names at its end."""
    at = said.rfind(" (question ")
    return said[at:].rstrip(".") if at >= 0 else ""
