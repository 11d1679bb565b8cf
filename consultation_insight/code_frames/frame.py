"""The code frame: labels approved for counting, in two levels, frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from consultation_insight._display import Shown
from consultation_insight._tables import holds
from consultation_insight.code_frames.checking import COLUMNS, checked

__all__ = ["CodeFrame"]


@dataclass(frozen=True, eq=False, repr=False)
class CodeFrame(Shown):
    """Codes with what they mean: the approved list that responses are coded by.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a code: ``code``, ``label``, ``description``, ``parent`` (a code of the frame, or
        empty), ``question_id`` (empty: for all questions), ``opposite`` (the code that takes the
        opposing position; several are separated by ``;``) and ``examples`` (one a line).
    name : str
        What the frame is called.
    version : str
        Which version it is; ``difference`` says what changed between two.

    Raises
    ------
    RowErrors
        Codes stand twice, parents are not in the frame or go round in a circle, labels are
        missing: all at once, as a table with file and row.

    Examples
    --------
    >>> import consultation_insight as ci
    >>> frame = ci.CodeFrame.of([
    ...     {"code": "BUS", "label": "Buses"},
    ...     {"code": "BUS_EVE", "label": "Evening buses", "parent": "BUS"}])
    >>> frame
    CodeFrame: 2 codes, 1 of them under another
    """

    table: pd.DataFrame = holds(*COLUMNS)
    name: str = ""
    version: str = ""

    @classmethod
    def of(
        cls,
        codes: Iterable[Mapping[str, Any]] | pd.DataFrame,
        *,
        name: str = "",
        version: str = "",
        source: str = "the frame",
    ) -> CodeFrame:
        """Make a frame of rows with at least ``label`` or ``code``; all that is wrong is said at once.

        Parameters
        ----------
        codes : iterable of mapping, or pandas.DataFrame
            Column names may be spelt as people spell them (``Code ID``, ``Definition``).
        name, version : str
        source : str
            What error messages call the frame.
        """
        rows: Any = codes.to_dict("records") if isinstance(codes, pd.DataFrame) else codes
        return cls(checked(rows, source), name, version)

    @property
    def codes(self) -> list[str]:
        """The codes, in order."""
        return self.table["code"].tolist()

    @property
    def questions(self) -> list[str]:
        """The questions that the frame names; empty where it is for all questions."""
        return [name for name in dict.fromkeys(self.table["question_id"]) if name]

    def for_question(self, question_id: str) -> CodeFrame:
        """Only the codes that apply to a question: its own, and those for all questions."""
        table = self.table
        return replace(self, table=table[table["question_id"].isin(["", question_id])])

    def for_questions(self, names: Mapping[str, str]) -> CodeFrame:
        """Return the frame with its questions renamed, as ``{old: new}``."""
        table = self.table
        renamed = [names.get(name, name) for name in table["question_id"]]
        return replace(self, table=table.assign(question_id=pd.Series(renamed, dtype="str")))

    def difference(self, other: CodeFrame) -> pd.DataFrame:
        """Say what another version changed.

        Parameters
        ----------
        other : CodeFrame
            The later version.

        Returns
        -------
        pandas.DataFrame
            ``code``, ``question_id``, ``change`` (``added``, ``removed`` or the column that
            changed), ``before``, ``after``.
        """
        rows = []
        old, new = self._by_key(), other._by_key()
        for key in [*old, *(key for key in new if key not in old)]:
            question, code = key
            if key not in new:
                rows.append((code, question, "removed", old[key]["label"], ""))
            elif key not in old:
                rows.append((code, question, "added", "", new[key]["label"]))
            else:
                rows += [
                    (code, question, column, old[key][column], new[key][column])
                    for column in COLUMNS
                    if old[key][column] != new[key][column]
                ]
        return pd.DataFrame(rows, columns=["code", "question_id", "change", "before", "after"])

    def _by_key(self) -> dict[tuple[str, str], dict[str, str]]:
        rows = self.table[list(COLUMNS)].to_dict("records")
        return {(row["question_id"], row["code"]): row for row in rows}  # type: ignore[misc]

    def write(self, path: str | Path) -> None:
        """Write the frame as ``.csv``, ``.xlsx``, ``.json``, ``.toml`` or REFI-QDA ``.qdc``.

        Raises
        ------
        SettingsError
            The ending is none of these.
        OutputProblem
            The file cannot be written.
        """
        from consultation_insight.code_frames._writing import write_frame

        write_frame(self, Path(path))

    def __len__(self) -> int:
        return len(self.__dict__["table"])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CodeFrame):
            return NotImplemented
        return self.name == other.name and self._by_key() == other._by_key()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        table = self.__dict__["table"]
        under = int((table["parent"] != "").sum())
        version = f", version {self.version}" if self.version else ""
        called = f" {self.name!r}" if self.name else ""
        codes = "1 code" if len(table) == 1 else f"{len(table)} codes"
        return f"CodeFrame{called}: {codes}, {under} of them under another{version}"
