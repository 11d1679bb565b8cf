"""Every error of the package, in one tree.

::

    InsightError
    ├── UsageError            what was asked cannot be (exit code 2)
    │   └── SettingsError     a setting has a value that it may not have
    ├── DataError             what was given cannot be read (exit code 3)
    │   ├── FileProblem       one file, with sheet, row and remedy
    │   ├── ColumnNotFound    a named column is not in the table
    │   ├── RowErrors         many rows fail; all of them at once, as a table
    │   ├── FetchProblem      a service refused, or does not answer
    │   └── TooFewResponses   the data are too small for what was asked
    ├── ModelNotAvailable     a model or an extra is missing (exit code 4)
    ├── CheckFailed           a check of the output failed (exit code 5)
    │   ├── VerificationFailed  a figure or quotation does not match its source
    │   └── LeakFound         something personal stands in the output
    ├── OutputProblem         the disk refused, or something else is in the way (exit code 1)
    └── ClusterProblem        a cluster went away, or lost its workers (exit code 1)

Messages say what was asked, what there is, and what to do. They never hold the text of a
response, because errors end up in logs.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CheckFailed",
    "ClusterProblem",
    "ColumnNotFound",
    "DataError",
    "FetchProblem",
    "FileProblem",
    "InsightError",
    "LeakFound",
    "ModelNotAvailable",
    "OutputProblem",
    "RowErrors",
    "SettingsError",
    "TooFewResponses",
    "UsageError",
    "VerificationFailed",
]


def did_you_mean(name: str, known: Iterable[object]) -> str:
    """End a message with the nearest of the names that there are; nothing where none is near.

    Examples
    --------
    >>> from consultation_insight.errors import did_you_mean
    >>> did_you_mean("langauge", ["text", "language"]), did_you_mean("colour", ["text"])
    (" Did you mean 'language'?", '')
    """
    wanted = " ".join(name.split()).casefold()
    folded = {" ".join(str(one).split()).casefold(): str(one) for one in known}
    begun = [one for one in folded if wanted and one.startswith(wanted)]
    near = begun if len(begun) == 1 else difflib.get_close_matches(wanted, folded, n=1)
    return f" Did you mean {folded[near[0]]!r}?" if near else ""


class InsightError(Exception):
    """The root of all errors that this package raises on purpose."""

    exit_code = 1

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes whatever the arguments of the constructor are."""
        return _rebuilt, (type(self), self.args, self.__dict__)


def _rebuilt(
    kind: type[InsightError], args: tuple[Any, ...], facts: dict[str, Any]
) -> InsightError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(facts)
    return error


class UsageError(InsightError):
    """A function was called, or a command given, in a way that cannot work."""

    exit_code = 2


class SettingsError(UsageError, ValueError):
    """A setting has a value that it may not have.

    Examples
    --------
    >>> from consultation_insight.errors import SettingsError
    >>> print(SettingsError.from_value("engine", "find_themes", "one of 'graph', 'bertopic'", "lda"))
    The 'engine' parameter of find_themes must be one of 'graph', 'bertopic'. Got 'lda' instead.
    """

    @classmethod
    def from_value(cls, name: str, caller: str, must_be: str, got: object) -> SettingsError:
        """Build the message from its parts: the parameter, its function, the rule, the value."""
        hint = ""
        if isinstance(got, str) and must_be.startswith("one of"):
            hint = did_you_mean(got, re.findall(r"[\w-]+", must_be.removeprefix("one of")))
        return cls(
            f"The {name!r} parameter of {caller} must be {must_be}. Got {got!r} instead.{hint}"
        )


class DataError(InsightError):
    """The data that were given cannot be used as they are."""

    exit_code = 3


class FileProblem(DataError):
    """One file cannot be read; names file, sheet, row and remedy.

    Examples
    --------
    >>> from consultation_insight.errors import FileProblem
    >>> print(FileProblem("replies.csv", "has no rows below its header", remedy="Export it again."))
    replies.csv has no rows below its header. Export it again.
    """

    def __init__(
        self,
        file: str | Path,
        problem: str,
        *,
        sheet: str | None = None,
        row: int | None = None,
        remedy: str,
    ) -> None:
        self.file = Path(file).name
        self.problem, self.sheet, self.row, self.remedy = problem, sheet, row, remedy
        where = self.file
        if sheet:
            where += f", sheet {sheet!r}"
        if row is not None:
            where += f", row {row}"
        super().__init__(f"{where} {problem}. {remedy}")


class ColumnNotFound(DataError):
    """A column was named that the table does not have."""

    def __init__(self, missing: Iterable[str], available: Sequence[str], *, file: str = "") -> None:
        self.missing, self.available = sorted(missing), list(available)
        wanted = ", ".join(repr(name) for name in self.missing)
        there = ", ".join(repr(name) for name in self.available)
        place = f" in {file}" if file else ""
        hints = "".join(did_you_mean(name, self.available) for name in self.missing)
        super().__init__(f"No column {wanted}{place}.{hints} The columns are: {there}.")


class RowErrors(DataError):
    """Several rows fail; ``failures`` lists all of them.

    Attributes
    ----------
    failures : pandas.DataFrame
        Columns ``file``, ``sheet``, ``row``, ``column``, ``problem``, ``remedy``. Never the text.
    """

    def __init__(self, failures: pd.DataFrame) -> None:
        self.failures = failures
        first = failures.iloc[0]
        super().__init__(
            f"{len(failures)} row(s) cannot be used. The first: {first['file']}, "
            f"row {first['row']}: {first['problem']}. {first['remedy']}"
        )


class FetchProblem(DataError):
    """A service refused, or does not answer; names the remedy, never what gives access.

    Examples
    --------
    >>> from consultation_insight.errors import FetchProblem
    >>> print(FetchProblem("X refused (401: Unauthorized)", remedy="Check the token.", status=401))
    X refused (401: Unauthorized). Check the token.
    """

    def __init__(self, problem: str, *, remedy: str, status: int = 0) -> None:
        self.problem, self.remedy, self.status = problem, remedy, status
        super().__init__(f"{problem}. {remedy}")


class TooFewResponses(DataError):
    """There are not enough responses for what was asked."""


class ModelNotAvailable(InsightError):
    """A model or an optional package is missing; the message says how to get it.

    Examples
    --------
    >>> from consultation_insight.errors import ModelNotAvailable
    >>> print(ModelNotAvailable.for_extra("engine='bertopic'", "bertopic"))
    engine='bertopic' needs the extra 'bertopic': pip install "consultation-insight[bertopic]"
    """

    exit_code = 4

    @classmethod
    def for_extra(cls, what: str, extra: str) -> ModelNotAvailable:
        """Build the message which names the extra and its pip line."""
        return cls(f'{what} needs the extra {extra!r}: pip install "consultation-insight[{extra}]"')


class CheckFailed(InsightError):
    """A check of the output found something wrong."""

    exit_code = 5


class VerificationFailed(CheckFailed):
    """A figure or a quotation does not match what it was made from."""


#: So many places of a leak are named.
_SHOWN = 5


class LeakFound(CheckFailed):
    """Something personal stands in the output; the message says where, never what.

    Examples
    --------
    >>> from consultation_insight.errors import LeakFound
    >>> hit = {"file": "results/terms.csv", "kind": "PHONE", "place": "line 4"}
    >>> str(LeakFound.from_table([hit])).split(". ")[0]
    'Nothing was written, because what was redacted stands in results/terms.csv (PHONE, line 4)'
    """

    @classmethod
    def from_table(cls, rows: Sequence[Mapping[Any, Any]]) -> LeakFound:
        """Build the message of a run from the rows of a leak scan: ``file``, ``kind``, ``place``."""
        return cls(
            f"Nothing was written, because what was redacted stands in {_places(rows)}. The input and "
            "an earlier run are as they were. Look for it in the file names, sheet names, column "
            "headings and ids of the input, which the output repeats, and take it out there; if it may "
            "be published, name it in 'allow' under [redact]; otherwise please report this."
        )

    @classmethod
    def in_folder(cls, rows: Sequence[Mapping[Any, Any]]) -> LeakFound:
        """Build the message of a scan of a folder that was written before."""
        return cls(
            f"Personal data stands in {_places(rows)}. Do not publish these files; run the analysis "
            "again, or take it out where it comes from."
        )


def _places(rows: Sequence[Mapping[Any, Any]]) -> str:
    shown = [f"{row['file']} ({row['kind']}, {row['place']})" for row in rows[:_SHOWN]]
    more = f" and {len(rows) - _SHOWN} more places" if len(rows) > _SHOWN else ""
    return ", ".join(shown) + more


class OutputProblem(InsightError):
    """The output could not be written."""

    exit_code = 1


class ClusterProblem(InsightError):
    """A cluster cannot be reached, went away, or loses its workers."""

    exit_code = 1
