"""What the cells of one column look like: the facts from which its role is guessed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from consultation_insight.ingest._columns.dates import looks_like_dates
from consultation_insight.scales import in_order
from consultation_insight.text import URL

__all__ = ["Profile", "profile", "words_in"]

#: Of so many different values all are kept; of more, the most frequent and an even sample.
_KEPT = 20_000
#: An ordered scale has so many levels at most.
_MOST_LEVELS = 25
#: Facts are taken from at most this many distinct values, evenly spread over the column.
_SAMPLE = 5_000

_NUMBER = re.compile(r"[-+−]?[£$€]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:[.,]\d+)?(?:[eE][-+]?\d+)?\s?%?")
_ROUNDED = re.compile(r"\d[.,]\d+[eE]\+(?:1[5-9]|[2-9]\d)")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|00|0)[\d ()\-]{9,16}")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_HANDLE = re.compile(r"@?[A-Za-z0-9_.\-]{2,40}")
_AT = re.compile(r"@[\w.\-]{1,40}")
_NAME = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? )?[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z]\.?)? [^\W\d_a-z][\w'’-]+"
)
#: What survey tools write into the cell of a question that was not asked or not answered.
_NOT_GIVEN = re.compile(
    r"not ?(?:answered|shown|asked|applicable|selected|stated)|no (?:answer|response)|n/?a|nan|null|#null!|none given|missing|"
    r"system missing|skipped|-+|-?9{2,4}",
    re.IGNORECASE,
)
#: What people write who have nothing to say, which does not make options of what others write.
_NOTHING = re.compile(r"\W*(?:no|none|nothing|nope|nil|n/?a|not really|as above)\W*", re.IGNORECASE)
_TAGS = re.compile(r"[;|]")
_TO = re.compile(r"\s+(?:-|–|—|to|until|bis)\s+")
_SIDE = re.compile(
    r"(\b(?:object|oppos|against|reject|disagree)\w*)|\b(?:support|in favou?r|agree)\w*",
    re.IGNORECASE,
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_LIKERT = re.compile(
    r"(?:dis)?agree|(?:dis|un)?satisf|(?:un)?likely|important|oppose|support|favour|favor|"
    r"\b(?:never|rarely|seldom|sometimes|often|always|usually)\b|excellent|\b(?:very|fairly|quite|"
    r"somewhat|slightly|extremely|moderately|neither|strongly|tend to|not at all)\b|"
    r"\b(?:good|poor|bad|better|worse|easy|difficult|confident|concerned|worried|effective|useful|helpful|clear|unclear)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class Profile:
    """Facts about one column.

    Parameters
    ----------
    rows, cells, distinct : int
        Records, non-blank cells, different values.
    counts : pandas.Series
        How often each value stands, most frequent first; white space around it ignored. Of very
        many values, a part.
    """

    rows: int
    cells: int
    distinct: int
    counts: pd.Series

    @cached_property
    def sample(self) -> list[str]:
        """Different values, evenly spread."""
        step = max(1, len(self.counts) // _SAMPLE)
        return list(map(str, self.counts.index[::step]))

    def share(self, pattern: re.Pattern[str]) -> float:
        """Share of the different values that match a pattern wholly."""
        values = self.sample
        return (
            sum(pattern.fullmatch(v) is not None for v in values) / len(values) if values else 0.0
        )

    @cached_property
    def levels(self) -> dict[str, int]:
        """The most frequent values, with how often each stands."""
        return {str(value): int(n) for value, n in self.counts.head(50).items()}

    @cached_property
    def words(self) -> float:
        """Mean words of the different values; two characters of a script without spaces are one."""
        values = self.sample
        if not values:
            return 0.0
        return sum(map(words_in, values)) / len(values)

    @cached_property
    def repeats(self) -> float:
        """How often a value stands, on average."""
        return self.cells / self.distinct if self.distinct else 0.0

    @cached_property
    def numeric(self) -> bool:
        """Nearly all cells are numbers."""
        return self.cells > 0 and self.share(_NUMBER) >= 0.95

    @cached_property
    def numbers(self) -> np.ndarray:
        """The different values as numbers, as far as they are."""
        text = pd.Series(self.sample, dtype="str").str.replace(r"[,£$€%]", "", regex=True)
        values = pd.to_numeric(text, errors="coerce").to_numpy(dtype=float)
        return values[np.isfinite(values)]

    @cached_property
    def whole(self) -> bool:
        """All numbers are whole."""
        return bool(len(self.numbers)) and bool((self.numbers % 1 == 0).all())

    @cached_property
    def dates(self) -> bool:
        """Nearly all cells are dates."""
        return looks_like_dates(self.sample)

    @cached_property
    def periods(self) -> bool:
        """Nearly all cells say from which day to which."""
        parts = [_TO.split(value) for value in self.sample]
        days = [part for two in parts if len(two) == 2 for part in two]
        return len(days) >= 1.9 * len(parts) > 0 and looks_like_dates(days)

    @cached_property
    def tagged(self) -> bool:
        """Most cells are short tags in a row, which return in other cells, though too few to count."""
        lists = [[p.strip() for p in _TAGS.split(v) if p.strip()] for v in self.sample]
        tags = [tag for one in lists for tag in set(one)]
        if sum(len(one) > 2 for one in lists) < 0.6 * len(lists) or len(lists) < 3:
            return False
        times = Counter(tags)
        again = sum(times[tag] > 1 for tag in tags)
        return 2 * again >= len(tags) and sum(map(words_in, tags)) <= 3 * len(tags)

    @cached_property
    def sides(self) -> bool:
        """A few values, of which one is for and one against."""
        said = [_SIDE.search(value) for value in self.sample]
        kinds = {"against" if side[1] else "for" for side in said if side}
        return self.distinct <= 8 and len(kinds) == 2 and self.words < 4

    @cached_property
    def told(self) -> bool:
        """The values are more than a few options: told, not chosen."""
        if self.likert or self.distinct <= 6:
            return False
        answers = [v for v in self.sample if not _NOTHING.fullmatch(v)]
        return len(answers) >= 6 and sum(map(words_in, answers)) >= 3 * len(answers)

    @cached_property
    def rounded(self) -> bool:
        """Some cells are long numbers that a spreadsheet has rounded, such as 1.25E+18."""
        return any(_ROUNDED.fullmatch(v) for v in self.sample)

    @cached_property
    def personal(self) -> str:
        """What kind of personal data most cells are, or empty."""
        if not self.cells:
            return ""
        kinds = (("e-mail addresses", _EMAIL), ("postcodes", _POSTCODE), ("IP addresses", _IP))
        for kind, pattern in kinds:
            if self.share(pattern) >= 0.6:
                return kind
        if self.share(_PHONE) >= 0.8 and self.repeats < 2:
            return "phone numbers"
        return ""

    @cached_property
    def records(self) -> bool:
        """Nearly all cells are lists or records as programs write them."""
        values = self.sample
        hits = sum(v[0] + v[-1] in ("[]", "{}") for v in values)
        return bool(values) and hits >= 0.95 * len(values)

    @cached_property
    def names(self) -> bool:
        """Most cells are two or three capitalised words, nearly each different."""
        return self.distinct >= 5 and self.repeats < 3 and self.share(_NAME) >= 0.8

    @cached_property
    def links(self) -> bool:
        """Nearly all cells hold web addresses and nothing else."""
        values = self.sample
        if not values:
            return False
        hits = sum(all(URL.fullmatch(p) for p in re.split(r"[\s,;|]+", v) if p) for v in values)
        return hits >= 0.9 * len(values)

    @cached_property
    def handles(self) -> bool:
        """Cells look like account names: one word, mostly different."""
        values = self.sample
        if not values or self.numeric or self.dates:
            return False
        marked = sum(_AT.fullmatch(v) is not None for v in values)
        if marked >= 0.8 * len(values):
            return True
        odd = sum(bool(re.search(r"[\d_]", v)) for v in values)
        return self.share(_HANDLE) >= 0.95 and odd >= 0.2 * len(values)

    @cached_property
    def likert(self) -> bool:
        """The values are steps of a scale in words."""
        values = self.sample
        if not 2 <= self.distinct <= 12 or self.words > 8:
            return False
        hits = sum(_LIKERT.search(v) is not None for v in values)
        return hits >= 2 and hits >= 0.5 * len(values)

    @cached_property
    def order(self) -> list[str]:
        """The values as levels in their order, from least to most; empty where they have none."""
        if not 2 <= self.distinct <= _MOST_LEVELS or self.words > 8 or self.repeats < 1.5:
            return []
        return in_order([str(value) for value in self.counts.index])

    @cached_property
    def closed(self) -> bool:
        """A few values that return: levels, not words of one's own."""
        distinct, cells, repeats = self._given
        if distinct <= 2:
            return self.words < 3 or (self.words < 6 and repeats >= 2) or repeats >= 4
        # Levels return; fifty of them are a long list, such as wards or countries.
        return repeats >= (3 if self.words < 4 else 5) and distinct <= 60 + cells / 50

    @cached_property
    def _given(self) -> tuple[int, int, float]:
        """Different values, cells and repeats without what tools write where nobody answered."""
        marks = [int(self.counts[v]) for v in self.sample if _NOT_GIVEN.fullmatch(v)]
        distinct, cells = self.distinct - len(marks), self.cells - sum(marks)
        if distinct < 3:
            return self.distinct, self.cells, self.repeats
        return distinct, cells, cells / distinct

    @cached_property
    def open(self) -> bool:
        """Words of one's own: long, and nearly each different."""
        if not self.cells or self.numeric or self.dates or self.links or self.personal:
            return False
        return self.words >= 5 and not self.closed

    @cached_property
    def wordy(self) -> bool:
        """There are letters in most cells: it may be open text if its name says so."""
        values = self.sample
        if not values or self.numeric or self.dates or self.links or self.personal:
            return False
        return sum(any(c.isalpha() for c in v) for v in values) >= 0.5 * len(values)

    @cached_property
    def parts(self) -> tuple[str, list[str]] | None:
        """The separator and the options, where cells hold several of a few options."""
        values = self.sample
        if not self.distinct >= 3 or self.numeric or self.dates or self.links:
            return None
        for mark in (";", "|", "\n", ","):
            joined = [v for v in values if mark in v.strip().rstrip(mark)]
            ended = sum(v.rstrip().endswith(mark) for v in values)
            if not joined or (len(joined) < 0.2 * len(values) and ended < 0.5 * len(values)):
                continue
            sets = [{p.strip() for p in v.split(mark) if p.strip()} for v in values]
            tally: dict[str, int] = {}
            for one, value in zip(sets, values, strict=True):
                for part in one:
                    tally[part] = tally.get(part, 0) + int(self.counts[value])
            again = [part for part, n in tally.items() if n >= 2]
            covered = sum(bool(one) and all(tally[p] >= 2 for p in one) for one in sets)
            words = sum(len(p.split()) for p in again) / len(again) if again else 99
            # Options are recombined: fewer than there are combinations, and shorter than sentences.
            if (
                len(again) >= 2
                and len(again) <= 40
                and covered >= 0.7 * len(sets)
                and words <= 9
                and len(again) <= max(3, self.distinct)
            ):
                return mark, again
        return None


def words_in(text: str) -> float:
    """How many words a text has; two characters of a script without spaces are one."""
    return len(text.split()) + len(_CJK.findall(text)) / 2


def profile(cells: pd.Series) -> Profile:
    """Take the facts of a column."""
    stripped = cells.str.strip()
    counts = stripped[stripped != ""].value_counts()
    total, distinct = int(counts.sum()), len(counts)
    if distinct > _KEPT:  # a million texts need not be held twice
        half = _KEPT // 2
        places = [*range(half), *range(half, distinct, max(1, distinct // half))]
        few = counts.iloc[places]
        # By way of lists: a slice would hold all of the texts.
        counts = pd.Series(few.tolist(), index=pd.Index(few.index.tolist(), dtype="str"))
    return Profile(len(cells), total, distinct, counts)
