"""Audit: how far the machine's coding can be trusted, and shares corrected for its errors.

People code a drawn sample without seeing the machine's codes; from where they differ follow
accuracy, agreement, and shares with intervals which hold also where the machine errs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._audit.labels import Labels, by_coder, labels_of, majority
from consultation_insight.analysis._audit.measures import (
    cohen_kappa,
    f1_scores,
    krippendorff_alpha,
)
from consultation_insight.analysis._audit.sampling import sample_of, strata_of, weights_of
from consultation_insight.analysis._audit.shares import ENOUGH, corrected_share
from consultation_insight.coded_results import Agreement, Audit, AuditSample, Coding
from consultation_insight.corpus import Corpus
from consultation_insight.counting import VIEWS, Counting
from consultation_insight.errors import SettingsError, TooFewResponses, UsageError

__all__ = ["agreement", "audit", "draw_audit_sample"]

Floats = npt.NDArray[np.float64]
#: What is noted of a share that rests on fewer than `ENOUGH` responses.
FEW = f"found in fewer than {ENOUGH} audited responses: the interval is rougher than 95 %"
_MEASURES = ("samples_f1", "micro_f1", "macro_f1", "micro_precision", "micro_recall")


def draw_audit_sample(
    coding: Coding,
    n: int = 200,
    *,
    by: str | Sequence[str] = "code",
    corpus: Corpus | None = None,
    seed: int = 20,
) -> AuditSample:
    """Draw the responses that people should code without seeing the machine's codes.

    Parameters
    ----------
    coding : Coding
        Of these, the responses that the machine coded (or left without a code).
    n : int
        How many responses; of smaller corpora all.
    by : str or sequence of str
        What the strata are: ``"code"`` (the machine's rarest code of each response),
        ``"question_id"``, or a column of the responses or respondents. Strata never reach over
        questions; each gives at least two responses where it has them.
    corpus : Corpus, optional
        Needed for columns.
    seed : int
        Same seed, same sample.

    Returns
    -------
    AuditSample
        With the chance that each response had of being drawn.

    Raises
    ------
    UsageError
        There is no such column.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> texts = [f"{what} number {n} is late" for n in range(20) for what in ("Bus", "Train")]
    >>> corpus = ci.Corpus.from_responses(pd.DataFrame({"text": texts}))
    >>> frame = ci.CodeFrame.of([{"code": "BUS", "label": "Bus"}, {"code": "RAIL", "label": "Train"}])
    >>> sample = ci.draw_audit_sample(ci.apply_code_frame(corpus, frame), 10)
    >>> len(sample), float(sample.table["probability"].iloc[0])
    (10, 0.25)
    """
    if n < 1:
        raise SettingsError.from_value("n", "draw_audit_sample", "at least 1", n)
    live = _machine_coded(coding)
    if not len(live):
        raise TooFewResponses("No response was coded by the machine: there is nothing to audit.")
    names = [by] if isinstance(by, str) else list(by)
    strata = strata_of(coding, names, corpus, live)
    return AuditSample(
        table=sample_of(live, strata, n, seed),
        base=len(live),
        settings={"n": n, "by": names, "seed": seed},
        method=(
            f"Stratified by {', '.join(names)}, allocation by the square root of the size, "
            f"{min(n, len(live))} of {len(live)} responses."
        ),
    )


def audit(
    coding: Coding,
    human: pd.DataFrame | str | Path,
    *,
    sample: AuditSample | pd.DataFrame | None = None,
    corpus: Corpus | None = None,
    draws: int = 1000,
    seed: int = 20,
) -> Audit:
    """Compare the machine's codes with people's, and correct the shares.

    Parameters
    ----------
    coding : Coding
    human : pandas.DataFrame or path
        ``response_id``, ``code`` and, where several people coded, ``assigned_by``. A response that
        was read and got no code has a row with an empty code. Of several coders, what at least
        half of those who read a response gave it is taken for right.
    sample : AuditSample, optional
        As drawn. If left out, the responses that people read are taken for a simple random sample
        of each question.
    corpus : Corpus, optional
        What was coded, marked by `find_campaigns`: ``shares`` then follow its rule for the copies
        of campaigns, with the views of the others beside (``corrected_outside``, …).
    draws : int
        Bootstrap draws, within strata.
    seed : int

    Returns
    -------
    Audit
        ``table`` (by code), ``overall``, ``shares`` (raw beside corrected; ``note`` where people
        found a code too rarely for its interval to hold exactly), ``agreement`` (machine and each
        coder, coder and coder).

    Raises
    ------
    TooFewResponses
        No response that the machine coded was read by a person.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> texts = [f"{what} number {n} is late" for n in range(20) for what in ("Bus", "Train")]
    >>> corpus = ci.Corpus.from_responses(pd.DataFrame({"text": texts}))
    >>> frame = ci.CodeFrame.of([{"code": "BUS", "label": "Bus"}, {"code": "RAIL", "label": "Train"}])
    >>> coding = ci.apply_code_frame(corpus, frame)
    >>> sample = ci.draw_audit_sample(coding, 12)
    >>> texts = dict(zip(corpus.responses["response_id"], corpus.responses["text"]))
    >>> human = pd.DataFrame({"response_id": sample.table["response_id"]})
    >>> human["code"] = ["BUS" if "Bus" in texts[one] else "RAIL" for one in human["response_id"]]
    >>> ci.audit(coding, human, sample=sample).shares["corrected"].tolist()
    [0.5, 0.5]
    """
    human = _read(human, coding)
    live = _machine_coded(coding)
    weights = weights_of(live, human, sample)
    if not len(weights):
        raise TooFewResponses(
            "No response that the machine coded was read by a person: draw a sample with "
            "draw_audit_sample, have it coded, and give its codes."
        )
    parts = list(_by_question(coding, live, human, weights))
    tables = [_accuracy(part, draws, seed) for part in parts]
    return Audit(
        table=pd.concat([table for table, _ in tables], ignore_index=True),
        overall=pd.concat([overall for _, overall in tables], ignore_index=True),
        shares=pd.concat([_views(part, coding, corpus) for part in parts], ignore_index=True),
        agreement=_agreements(coding, human, live),
        base=len(weights),
        settings={"draws": draws, "seed": seed},
        method=(
            f"{len(weights)} of {len(live)} responses coded by people who did not see the machine's "
            f"codes. Intervals: {draws} bootstrap draws within strata; shares: post-stratified by the "
            "machine's code (prediction-powered inference, Angelopoulos et al. 2023), intervals from the number of "
            "carriers among the responses not read (beta-binomial)."
        ),
    )


def agreement(first: pd.DataFrame, second: pd.DataFrame | None = None) -> Agreement:
    """How far two people agree, code by code and over all.

    Parameters
    ----------
    first, second : pandas.DataFrame
        ``response_id`` and ``code`` of each; or one table with ``assigned_by``, of which every two
        coders are compared. A row with an empty code says that the response was read.

    Returns
    -------
    Agreement
        ``agreement`` (share of decisions), Cohen's kappa and Krippendorff's alpha over the
        responses which both read. A decision is one code for one response.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> ann = pd.DataFrame({"response_id": ["r1", "r2", "r3", "r4"], "code": ["A", "A", "B", ""]})
    >>> bob = pd.DataFrame({"response_id": ["r1", "r2", "r3", "r4"], "code": ["A", "B", "B", ""]})
    >>> ci.agreement(ann, bob).table[["code", "agreement", "kappa"]].to_numpy().tolist()
    [['A', 0.75, 0.5], ['B', 0.75, 0.5], ['', 0.75, 0.466...]]
    """
    if second is None:
        coders = by_coder(_tidy(first))
    else:
        coders = {"first": _tidy(first), "second": _tidy(second)}
    if len(coders) < 2:
        raise UsageError("agreement needs two coders: two tables, or one with 'assigned_by'.")
    table = _pairs(list(combinations(coders.items(), 2)))
    return Agreement(table=table, base=int(table["n"].max()) if len(table) else 0)


def _tidy(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        response_id=rows["response_id"].astype("str"), code=rows["code"].fillna("").astype("str")
    )


def _read(human: pd.DataFrame | str | Path, coding: Coding) -> pd.DataFrame:
    if not isinstance(human, pd.DataFrame):
        from consultation_insight.code_frames.reading import read_rows

        human = pd.DataFrame(read_rows(Path(human)))
    names = {str(name).strip().casefold().replace(" ", "_"): name for name in human.columns}
    missing = [name for name in ("response_id", "code") if name not in names]
    if missing:
        from consultation_insight.errors import ColumnNotFound

        raise ColumnNotFound(missing, [str(name) for name in human.columns])
    coder = next((names[name] for name in ("assigned_by", "coder") if name in names), None)
    rows = pd.DataFrame(
        {
            "response_id": human[names["response_id"]],
            "code": human[names["code"]],
            "assigned_by": human[coder] if coder is not None else "person",
        }
    )
    return _tidy(rows[rows["assigned_by"] != "machine"])


def _machine_coded(coding: Coding) -> pd.DataFrame:
    """The responses whose codes come from the machine, with their question."""
    coded = coding.coding
    people = set(coded.loc[coded["assigned_by"] != "machine", "response_id"])
    every = coding.candidates[["response_id", "question_id"]].drop_duplicates("response_id")
    return every[~every["response_id"].isin(people)].reset_index(drop=True)


class _Part:
    """One question: people's and machine's codes of its audited responses."""

    def __init__(
        self, question: str, own: pd.DataFrame, human: Labels, machine: Labels, everyone: Labels
    ) -> None:
        self.question, self.own = question, own
        self.human, self.machine, self.everyone = human, machine, everyone
        self.weight = own["weight"].to_numpy(dtype=float)


def _by_question(
    coding: Coding, live: pd.DataFrame, human: pd.DataFrame, weights: pd.DataFrame
) -> Iterator[_Part]:
    frame = coding.frame
    for question in dict.fromkeys(live["question_id"]):
        own = weights[weights["question_id"] == question]
        if not len(own):
            continue
        codes = frame.loc[frame["question_id"].isin(["", question]), "code"].tolist()
        responses = own["response_id"].tolist()
        everyone = live.loc[live["question_id"] == question, "response_id"].tolist()
        yield _Part(
            str(question),
            own,
            majority(human[human["response_id"].isin(responses)], responses, codes),
            labels_of(coding.coding, responses, codes),
            labels_of(coding.coding, everyone, codes),
        )


def _resampled(part: _Part, draws: int, seed: int) -> Floats:
    """Weights of bootstrap samples drawn within strata, the sample itself first."""
    random = np.random.RandomState(seed)
    strata = part.own["stratum"].to_numpy()
    counts = np.ones((draws + 1, len(strata)))
    for name in dict.fromkeys(strata):
        places = np.flatnonzero(strata == name)
        share = np.full(len(places), 1 / len(places))
        counts[1:, places] = random.multinomial(len(places), share, size=draws)
    return counts * part.weight


def _accuracy(part: _Part, draws: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    human, machine = part.human.given, part.machine.given
    found = f1_scores(human, machine, _resampled(part, draws, seed))
    rows = []
    for column, code in enumerate(part.human.codes):
        row: dict[str, Any] = {
            "code": code,
            "question_id": part.question,
            "n": len(human),
            "human": int(human[:, column].sum()),
            "machine": int(machine[:, column].sum()),
            "both": int((human[:, column] * machine[:, column]).sum()),
        }
        for name in ("precision", "recall", "f1"):
            row |= _with_interval(name, found[name][:, column])
        row["kappa"] = cohen_kappa(human[:, column], machine[:, column], part.weight)
        row["alpha"] = krippendorff_alpha([human[:, column], machine[:, column]])
        rows.append(row)
    overall = [
        {"question_id": part.question, "measure": name, "n": len(human)}
        | {key.replace(name, "value"): v for key, v in _with_interval(name, found[name]).items()}
        for name in _MEASURES
    ]
    table = pd.DataFrame(overall).rename(columns={"value_low": "low", "value_high": "high"})
    return pd.DataFrame(rows), table


def _with_interval(name: str, values: Floats) -> dict[str, float]:
    spread = values[1:][~np.isnan(values[1:])]
    if np.isnan(values[0]) or not len(spread):
        return {name: float("nan"), f"{name}_low": float("nan"), f"{name}_high": float("nan")}
    low, high = np.quantile(spread, [0.025, 0.975])
    return {name: float(values[0]), f"{name}_low": float(low), f"{name}_high": float(high)}


#: What of the corrected shares depends on how the copies of campaigns count.
_COUNTED = ("n", "raw", "corrected", "low", "high", "base", "audited", "found")


def _views(part: _Part, coding: Coding, corpus: Corpus | None) -> pd.DataFrame:
    """The corrected shares, and where campaigns are known, under their rule and in each view."""
    if corpus is None:
        return _shares(part, coding, None)
    counting = Counting.of(corpus)
    views = {view: _shares(part, coding, (counting, rule)) for view, rule in VIEWS.items()}
    beside = [frame[[*_COUNTED]].add_suffix(f"_{view}") for view, frame in views.items()]
    return pd.concat([views[counting.view], *beside], axis=1)


def _shares(part: _Part, coding: Coding, view: tuple[Counting, str] | None) -> pd.DataFrame:
    """Raw and corrected; responses coded by people count as they were coded.

    Under a rule for campaigns machine and people are compared on the responses that count as a whole, and
    a copy which adds something has the codes of what it adds.
    """
    table = coding.table
    table = table[table["question_id"] == part.question].set_index("code")
    coded = coding.coding[coding.coding["question_id"] == part.question]
    ids, responses = pd.Index(part.everyone.responses), part.own["response_id"]
    people = coded["assigned_by"] != "machine"
    counts, read = np.ones(len(ids), bool), np.ones(len(responses), bool)
    by_people = coded[people]
    if view is not None:
        counting, rule = view
        counts = counting.keeps(ids, rule=rule)
        whole = set(counting.live["response_id"][counting.whole(rule)])
        read = responses.isin(whole).to_numpy(dtype=bool)
        coded = coded[counting.keeps(coded["response_id"], coded["start"], coded["end"], rule=rule)]
        by_people = by_people[counting.keeps(by_people["response_id"], rule=rule)]
    given = labels_of(coded, ids[counts].tolist(), list(part.human.codes)).given
    size = len(given)
    persons = by_people["response_id"].nunique()
    every = size + persons
    rows = []
    for column, code in enumerate(part.human.codes):
        found = corrected_share(
            float(given[:, column].mean()) if size else 0.0,
            part.human.given[read, column],
            part.machine.given[read, column],
            part.weight[read],
            size,
            part.own["stratum"][read].tolist(),
        )
        mine = coded.loc[(coded["assigned_by"] != "machine") & (coded["code"] == code)]
        known = mine["response_id"].nunique()
        rows.append(
            {
                "code": code,
                "question_id": part.question,
                "label": table.loc[code, "label"],
                "n": int(given[:, column].sum()) + known,
                "raw": (given[:, column].sum() + known) / max(every, 1),
                "corrected": (found.share * size + known) / max(every, 1),
                "low": (found.low * size + known) / max(every, 1),
                "high": (found.high * size + known) / max(every, 1),
                "base": every,
                "audited": int(read.sum()),
                "found": int(part.human.given[read, column].sum()),
            }
        )
    table = pd.DataFrame(rows)
    return table.assign(note=np.where(table["found"] < ENOUGH, FEW, ""))


def _agreements(coding: Coding, human: pd.DataFrame, live: pd.DataFrame) -> pd.DataFrame:
    coders = by_coder(human[human["response_id"].isin(set(live["response_id"]))])
    machine = live[["response_id"]].merge(
        coding.coding[["response_id", "code"]], on="response_id", how="left"
    )
    machine["code"] = machine["code"].fillna("")
    pairs: list[Any] = [(("machine", machine), one) for one in coders.items()]
    return _pairs(pairs + list(combinations(coders.items(), 2)))


def _pairs(pairs: list[Any]) -> pd.DataFrame:
    rows = []
    for (name, first), (other, second) in pairs:
        shared = sorted(set(first["response_id"]) & set(second["response_id"]))
        codes = sorted((set(first["code"]) | set(second["code"])) - {""})
        a, b = (labels_of(rows, shared, codes).given for rows in (first, second))
        columns = [(code, a[:, place], b[:, place]) for place, code in enumerate(codes)]
        for code, one, two in [*columns, ("", a.ravel(), b.ravel())]:
            rows.append(
                {
                    "first": name,
                    "second": other,
                    "code": code,
                    "n": len(shared),
                    "first_n": int(one.sum()),
                    "second_n": int(two.sum()),
                    "agreement": float((one == two).mean()) if len(one) else float("nan"),
                    "kappa": cohen_kappa(one, two),
                    "alpha": krippendorff_alpha([one, two]),
                }
            )
    return pd.DataFrame(
        rows,
        columns=[
            "first", "second", "code", "n", "first_n", "second_n", "agreement", "kappa", "alpha",
        ],
    )  # fmt: skip
