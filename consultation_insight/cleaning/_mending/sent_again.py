"""Answers that a later one of the same person replaces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Given", "replaced"]

#: Respondents who may answer a question again before that is how the table works, where no dates
#: tell a later answer from the next part of the same one: so many, or one in so many.
_FEW, _ONE_IN = 2, 10


@dataclass(frozen=True)
class Given:
    """An answer whose respondent is known by an id or address of the survey."""

    at: int
    #: Who, as far as the id reaches: of one table, or of all.
    who: object
    question: str
    #: Nanoseconds since 1970 in UTC; None where the data have no date.
    created_at: int | None
    #: The submission that it belongs to; None where the data have none.
    submission: object | None
    #: The row of the source.
    row: object


def replaced(answers: Sequence[Given]) -> list[int]:
    """Find the answers that a later one to the same question by the same person replaces.

    Answers of one time, submission or row are parts of one answer: they stay or go together.
    Where most people gave several answers to a question, several are what it asks for (mentions,
    parts, turns of a talk), and all stay.

    Examples
    --------
    >>> one = Given(0, "ann", "q1", 20210602, None, 2)
    >>> other = Given(1, "ann", "q1", 20210609, None, 3)
    >>> replaced([other, one]), replaced([one])
    ([0], [])
    """
    by_question: dict[str, dict[object, list[Given]]] = defaultdict(lambda: defaultdict(list))
    for answer in answers:
        by_question[answer.question][answer.who].append(answer)
    gone: list[int] = []
    for people in by_question.values():
        submissions = {who: _submissions(given) for who, given in people.items()}
        again = {who: parts for who, parts in submissions.items() if len(parts) > 1}
        dated = {who for who in again if all(a.created_at is not None for a in people[who])}
        usual = len(people) > 1 and 2 * len(again) > len(people)
        undated = len(again) - len(dated)
        rare = undated <= max(_FEW, len(people) // _ONE_IN)
        for who, parts in again.items():
            if not usual and (rare or who in dated):
                latest = max(parts, key=_when)
                gone += [a.at for part in parts if part is not latest for a in part]
    return sorted(gone)


def _submissions(given: Sequence[Given]) -> list[list[Given]]:
    """Put together what has a time, a submission or a row in common."""
    found: list[list[Given]] = []
    for answer in given:
        alike = [part for part in found if any(_together(answer, other) for other in part)]
        found = [part for part in found if part not in alike]
        found.append([answer, *(other for part in alike for other in part)])
    return found


def _together(one: Given, other: Given) -> bool:
    return (
        one.row == other.row
        or (one.created_at is not None and one.created_at == other.created_at)
        or (one.submission is not None and one.submission == other.submission)
    )


def _when(part: Sequence[Given]) -> tuple[bool, int, int]:
    """The latest of a submission: by date where there is one, else by row."""
    return max((a.created_at is not None, a.created_at or 0, a.at) for a in part)
