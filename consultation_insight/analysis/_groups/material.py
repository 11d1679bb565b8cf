"""What is compared: sets of rows (themes, tone, closed answers, …) and breaks (groups of people).

Units are live responses that count under the rule for campaigns, or respondents where the rows are
closed answers. Everything is held as arrays over one list of people, so that any set of rows can be
crossed with any break by a product of matrices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.analysis._groups.breaks import (
    Bools,
    Break,
    Floats,
    Ints,
    banded,
    has_groups,
    in_full,
    is_place,
    levels_of,
    names_things,
)
from consultation_insight.analysis._run_tables.counts import shown_answers
from consultation_insight.coded_results import Coding
from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting
from consultation_insight.errors import ColumnNotFound, UsageError, did_you_mean
from consultation_insight.group_results import Weights
from consultation_insight.results import (
    KINDS,
    SENTIMENTS,
    STANCES,
    Analysis,
    Kinds,
    Result,
    Sentiment,
    Stance,
    Themes,
)
from consultation_insight.scales import sides

__all__ = ["ROWS", "SUM", "Material", "RowSet", "name_of"]

ROWS = ("answers", "themes", "codes", "stance", "sentiment", "kinds")
#: Joins the parts in the id of a row that is their sum.
SUM = " | "
#: So many closed questions are taken as breaks where none is named.
MOST_CLOSED = 8


@dataclass(frozen=True, eq=False)
class RowSet:
    """Rows of one question, and which units carry them.

    ``who`` gives the place of each unit's respondent among all people; ``single`` says that each
    unit has exactly one row; ``source`` names the closed question that the rows come from.
    """

    rows: str
    question: str
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    who: Ints
    member: Bools
    single: bool
    source: str = ""
    #: The last rows that are sums of others: the sides of a scale. Their ids name their parts.
    sums: int = 0
    #: The rows are steps of a scale, in their order.
    ordered: bool = False

    @property
    def parts(self) -> int:
        """How many rows are no sums of others."""
        return len(self.ids) - self.sums


@dataclass(frozen=True, eq=False)
class Material:
    """A corpus with its results, as far as groups can be compared in it."""

    corpus: Corpus
    results: Mapping[str, Result]
    counting: Counting

    @classmethod
    def of(cls, source: Analysis | Corpus, rows: Any = None) -> Material:
        """Read it from an analysis or a corpus; a result that is given as rows joins it."""
        corpus = source.corpus if isinstance(source, Analysis) else source
        results = dict(source.results) if isinstance(source, Analysis) else {}
        for one in rows if isinstance(rows, list | tuple) else [rows]:
            if isinstance(one, Result):
                results[name_of(one)] = one
        return cls(corpus, results, Counting.of(corpus))

    @cached_property
    def people(self) -> pd.Index:
        """All respondents, in the order of the corpus."""
        names = [
            self.corpus.respondents["respondent_id"], self.corpus.responses["respondent_id"],
            self.corpus.answers["respondent_id"],
        ]  # fmt: skip
        return pd.Index(pd.concat(names, ignore_index=True).drop_duplicates())

    def place(self, respondents: pd.Series) -> Ints:
        """Where respondents stand among all people."""
        return np.asarray(self.people.get_indexer(pd.Index(respondents)), dtype=np.int64)

    @cached_property
    def units(self) -> pd.DataFrame:
        """The responses that count: ``response_id``, ``question_id`` and ``who``."""
        counted = self.counting.live[self.counting.counted()]
        frame = counted[["response_id", "question_id"]].reset_index(drop=True)
        return frame.assign(who=self.place(counted["respondent_id"]))

    @cached_property
    def closed(self) -> pd.DataFrame:
        """Closed answers that count, each once: ``question_id``, ``answer`` and ``who``."""
        answers = self.corpus.answers
        once = answers.drop_duplicates(["respondent_id", "question_id", "answer"])
        once = once.assign(answer=shown_answers(once, self.corpus).astype("str"))
        silent = self.counting.live["respondent_id"][~self.counting.counted()]
        heard = once[~once["respondent_id"].isin(set(silent))]
        return heard.assign(who=self.place(heard["respondent_id"])).reset_index(drop=True)

    @cached_property
    def voices(self) -> Material:
        """The same with each campaign counted once: what tests of groups go by.

        Copies of one letter are no independent answers, however they are counted in shares.
        """
        if self.counting.rule != "each" or bool(self.counting.outside.all()):
            return self
        return replace(self, counting=replace(self.counting, rule="once"))

    @cached_property
    def _voice_rows(self) -> dict[str, dict[str, RowSet]]:
        return {}

    def voices_of(self, rows: RowSet) -> RowSet | None:
        """The same rows with each campaign counted once; None where that changes nothing."""
        voices = self.voices
        if voices is self:
            return None
        if rows.rows == "answers":
            heard = np.isin(rows.who, voices.closed["who"].to_numpy())
            return replace(rows, who=rows.who[heard], member=rows.member[heard])
        if rows.rows not in self._voice_rows:
            made = {one.question: one for one in voices.row_sets([rows.rows])}
            self._voice_rows[rows.rows] = made
        found = self._voice_rows[rows.rows].get(rows.question)
        if found is None:
            return replace(rows, who=rows.who[:0], member=rows.member[:0])
        at = pd.Index(found.ids).get_indexer(pd.Index(rows.ids))
        member = found.member[:, at] & (at >= 0)[None, :]
        return replace(found, ids=rows.ids, labels=rows.labels, member=member)

    @cached_property
    def asked(self) -> dict[str, dict[str, str]]:
        """The questions: wording, type and levels of each."""
        frame = self.corpus.questions
        levels = frame["levels"] if "levels" in frame else pd.Series("", index=frame.index)
        told = zip(
            frame["question_id"], frame["wording"], frame["type"], levels.fillna(""), strict=True
        )
        return {
            str(id_): {"wording": str(wording or id_), "type": str(kind), "levels": str(level)}
            for id_, wording, kind, level in told
        }

    def overlaps(self, break_: str) -> bool:
        """Whether a break is a multiple choice, of which one person can be in several groups."""
        return self.asked.get(break_, {}).get("type") == "multiple"

    def wording(self, question: str) -> str:
        """How a question was put; its id where that is not known."""
        return self.asked.get(question, {}).get("wording") or question

    # Rows

    def row_sets(self, which: Iterable[str], question: str | None = None) -> Iterator[RowSet]:
        """All sets of rows of some sorts, question by question."""
        makers = {
            "answers": self._answers, "themes": self._themes, "codes": self._codes,
            "stance": lambda: self._judged("stance", "stance", STANCES),
            "sentiment": lambda: self._judged("sentiment", "sentiment", SENTIMENTS),
            "kinds": lambda: self._judged("kinds", "kind", KINDS),
        }  # fmt: skip
        for name in which:
            if name not in makers:
                hint = did_you_mean(name, ROWS)
                raise UsageError(f"There are no rows {name!r}; there are {', '.join(ROWS)}.{hint}")
            for one in makers[name]():
                if question is None or one.question == question:
                    yield one

    def _answers(self) -> Iterator[RowSet]:
        if self.corpus.answers.empty:
            return
        groups = dict(iter(self.closed.groupby("question_id", sort=False)))
        for question, about in self.asked.items():
            group = groups.get(question)
            if group is None:
                continue
            values, order = group["answer"], levels_of(about["levels"])
            if about["type"] == "number":
                values, order = banded(values)
            order = in_full(values, order)
            people, place = np.unique(group["who"].to_numpy(), return_inverse=True)
            member = np.zeros((len(people), len(order)), dtype=bool)
            member[place, pd.Index(order).get_indexer(pd.Index(values))] = True
            single = about["type"] != "multiple" and bool((member.sum(axis=1) == 1).all())
            ids, labels, sums = list(order), list(order), 0
            for parts in _sides_of(order) if single and about["type"] == "scale" else []:
                inside = [name in parts for name in order]
                member = np.column_stack([member, member[:, : len(order)][:, inside].any(axis=1)])
                ids.append(SUM.join(parts))
                labels.append(" or ".join(parts))
                sums += 1
            yield RowSet(
                "answers",
                question,
                tuple(ids),
                tuple(labels),
                people,
                member,
                single,
                question,
                sums,
                single and about["type"] == "scale",
            )

    def _coded(
        self, coding: pd.DataFrame, column: str, rows: str, names: Mapping[str, dict[str, str]],
        above: Mapping[str, str],
    ) -> Iterator[RowSet]:  # fmt: skip
        """Rows that one response can have several of; a code counts for the one above it too."""
        kept = self.counting.keeps(coding["response_id"], coding["start"], coding["end"])
        pairs = coding.loc[kept, ["response_id", column]].drop_duplicates()
        for question, labels in names.items():
            units = self.units[self.units["question_id"] == question]
            ids = pd.Index(list(labels))
            unit = pd.Index(units["response_id"]).get_indexer(pd.Index(pairs["response_id"]))
            member = np.zeros((len(units), len(ids)), dtype=bool)
            for name in (pairs[column], pairs[column].map(above)) if above else (pairs[column],):
                at = ids.get_indexer(pd.Index(name))
                there = (unit >= 0) & (at >= 0)
                member[unit[there], at[there]] = True
            if len(units) and len(ids):
                yield RowSet(
                    rows, question, tuple(labels), tuple(labels.values()),
                    units["who"].to_numpy(), member, single=False,
                )  # fmt: skip

    def _themes(self) -> Iterator[RowSet]:
        themes = self.results.get("themes")
        if isinstance(themes, Themes):
            table = themes.table
            names: dict[str, dict[str, str]] = {}
            for question, id_, label in zip(
                table["question_id"], table["theme_id"], table["label"], strict=True
            ):
                names.setdefault(str(question), {})[str(id_)] = str(label)
            yield from self._coded(themes.coding, "theme_id", "themes", names, {})

    def _codes(self) -> Iterator[RowSet]:
        coding = self.results.get("coding")
        if not isinstance(coding, Coding):
            return
        table = coding.table
        names: dict[str, dict[str, str]] = {}
        for question, code, label in zip(
            table["question_id"], table["code"], table["label"], strict=True
        ):
            names.setdefault(str(question), {})[str(code)] = str(label)
        above = dict(zip(coding.frame["code"], coding.frame["parent"].fillna(""), strict=True))
        yield from self._coded(coding.coding, "code", "codes", names, above)

    def _judged(self, name: str, column: str, values: Sequence[str]) -> Iterator[RowSet]:
        """Rows that exclude each other, as a model judged each response."""
        result = self.results.get(name)
        if result is None:
            return
        table = result.tables()["table"].set_index("response_id")
        told = self.units["response_id"].map(table[column]).fillna("")
        closed = pd.Series("", index=self.units.index)
        if "source" in table:
            closed = self.units["response_id"].map(table["source"]).fillna("")
        for question, at in self.units.groupby("question_id", sort=False).groups.items():
            said = told.loc[at]
            units = self.units.loc[at][said != ""]
            found = [value for value in values if (said == value).any()]
            if len(found) < 2:
                continue
            codes = pd.Index(found).get_indexer(pd.Index(said[said != ""]))
            member = codes[:, None] == np.arange(len(found))
            from_closed = 2 * int((closed.loc[at] == "closed answer").sum()) >= len(units)
            labels = tuple(value.replace("_", " ") for value in found)
            yield RowSet(
                name, str(question), tuple(found), labels, units["who"].to_numpy(), member,
                single=True, source="closed answer" if from_closed else "",
            )  # fmt: skip

    # Breaks

    @cached_property
    def breaks(self) -> dict[str, Break]:
        """All breaks that have groups in them, attributes first."""
        found = {one.name: one for one in (*self._attributes(), *self._closed_breaks())}
        return {name: one for name, one in found.items() if has_groups(one)}

    def usual_breaks(self) -> tuple[list[Break], int]:
        """All attributes, and the first closed questions; how many are left.

        Scales come before other questions, and multiple choices last; where a note lies on a board,
        or on a map, is no group, nor are bands of ids and codes.
        """
        usual = [one for one in self.breaks.values() if not one.of_names]
        attributes = [one for one in usual if not one.source and not is_place(one.name)]
        closed = [one for one in usual if one.source]
        types = {one.name: self.asked.get(one.source, {}).get("type") for one in closed}
        closed.sort(key=lambda one: (types[one.name] == "multiple", types[one.name] != "scale"))
        return [*attributes, *closed[:MOST_CLOSED]], max(len(closed) - MOST_CLOSED, 0)

    def one_break(self, name: str) -> Break:
        """The break of a name: an attribute, or a closed question by its id or wording."""
        wanted = name.casefold().strip()
        every = (*self._attributes(), *self._closed_breaks())
        for one in every:
            if wanted in (one.name.casefold(), one.label.casefold()):
                if len(one.levels) < 2:
                    raise UsageError(f"{name!r} has no two levels to compare.")
                return one
        raise ColumnNotFound({name}, [one.name for one in every])

    def _attributes(self) -> Iterator[Break]:
        frame = self.corpus.respondents.drop_duplicates("respondent_id")
        about = self.corpus.attributes.set_index("attribute")
        types, scales = about["type"].to_dict(), about["levels"].to_dict()
        place = self.place(frame["respondent_id"])
        for name in frame.columns.drop("respondent_id"):
            values = frame[name].astype("str").fillna("").str.strip()
            order = levels_of(scales.get(name))
            numbers = types.get(name) == "number"
            yield self._break(str(name), str(name), values, order, place, numbers=numbers)

    def _closed_breaks(self) -> Iterator[Break]:
        if self.corpus.answers.empty:
            return
        for question, group in self.closed.groupby("question_id", sort=False):
            about = self.asked.get(str(question), {"type": "single", "levels": ""})
            order, wording = levels_of(about["levels"]), self.wording(str(question))
            place = group["who"].to_numpy()
            if about["type"] == "multiple":
                yield self._ticked(str(question), wording, group["answer"], order, place)
            if about["type"] in ("multiple", "open") or not group["who"].is_unique:
                continue
            numbers = about["type"] == "number"
            yield self._break(
                str(question), wording, group["answer"], order, place,
                source=str(question), numbers=numbers,
            )  # fmt: skip

    def _break(
        self, name: str, label: str, values: pd.Series, order: list[str], place: Ints, *,
        source: str = "", numbers: bool = False,
    ) -> Break:  # fmt: skip
        of_names = numbers and names_things(label, values[values != ""])
        if numbers:
            values, order = banded(values)
        told = values[values != ""]
        ordered = bool(order) and set(told) <= set(order)
        order = in_full(told, order)
        codes = np.full(len(self.people), -1, dtype=np.int64)
        codes[place] = pd.Index(order).get_indexer(pd.Index(values)) if order else -1
        return Break(name, label, tuple(order), codes, source, ordered, of_names)

    def _ticked(
        self, name: str, label: str, values: pd.Series, order: list[str], place: Ints
    ) -> Break:
        """A multiple choice: one person can be in several groups."""
        options = in_full(values, order)
        ticked = np.zeros((len(self.people), len(options)), dtype=bool)
        ticked[place, pd.Index(options).get_indexer(pd.Index(values))] = True
        codes = np.where(ticked.any(axis=1), 0, -1)
        return Break(name, label, tuple(options), codes, name, ticked=ticked)

    @cached_property
    def _languages(self) -> Ints:
        """The language of each of all people, as a number; -1 where not known."""
        live = self.corpus.live
        told = live[live["language"] != ""].drop_duplicates("respondent_id")
        codes = np.full(len(self.people), -1, dtype=np.int64)
        codes[self.place(told["respondent_id"])] = pd.factorize(told["language"], sort=True)[0]
        return codes

    def tells_language(self, by: Break) -> bool:
        """Whether groups of a break write in different languages, most of each in its own."""
        if by.ticked is not None:
            return any(self.tells_language(option) for option in by.options())
        told = (by.codes >= 0) & (self._languages >= 0)
        if not told.any() or self._languages.max() < 1:
            return False
        counts = np.zeros((len(by.levels), int(self._languages.max()) + 1), dtype=np.int64)
        np.add.at(counts, (by.codes[told], self._languages[told]), 1)
        large = counts[(counts.sum(axis=1) >= 5) & ~by.silent]
        own = large.argmax(axis=1)[2 * large.max(axis=1) > large.sum(axis=1)]
        return len(set(own.tolist())) > 1

    def weights(self, given: Any) -> Floats | None:
        """The weight of each of all people; None where none were given."""
        if given is None:
            return None
        if isinstance(given, Weights):
            given = given.table.set_index("respondent_id")["weight"]
        series = pd.Series(given, dtype="float64")
        found = series[~series.index.duplicated()].reindex(self.people)
        if (found < 0).any() or not (found > 0).any():
            raise UsageError("Weights must not be below 0, and some must be above it.")
        return found.to_numpy(dtype=float)


_NAMES: dict[type[Result], str] = {
    Themes: "themes", Coding: "coding", Stance: "stance", Sentiment: "sentiment", Kinds: "kinds",
}  # fmt: skip


def name_of(result: Result) -> str:
    """What the rows of a result are called."""
    if type(result) not in _NAMES:
        raise UsageError(f"A {type(result).__name__} cannot be the rows of a crosstab.")
    return _NAMES[type(result)]


def _sides_of(levels: list[str]) -> list[list[str]]:
    """The two sides of a scale, the upper first, where they have several levels."""
    where = sides(levels)
    found = [
        [level for level, side in zip(levels, where, strict=False) if side == one]
        for one in (1, -1)
    ]
    return [names for names in found if len(names) > 1]
