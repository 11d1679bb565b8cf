"""Personal data in the cells of tables beside the responses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from consultation_insight.cleaning._personal import accounts
from consultation_insight.cleaning._personal import names as names_
from consultation_insight.cleaning._personal.identifiers import (
    outward,
    structured,
)
from consultation_insight.cleaning._personal.replacing import Marks, replaced
from consultation_insight.protocols import Span

__all__ = ["Values", "account_spans", "sentences"]


#: A value of so many words is told, not chosen.
_SENTENCE = 4


_NUMBER = re.compile(r"(?<=\[PERSON|\[HANDLE) \d+(?=\])")


def account_spans(text: str, public: set[str] | None) -> list[Span]:
    spans = [
        Span(match.start(), match.end(), "LINK", 1.0)
        for match in accounts.links_in(text)
        if accounts.is_secret_link(match[0])
    ]
    if public is None:
        return spans
    spans += [
        Span(account.start, account.end, "HANDLE", 1.0)
        for account in accounts.accounts_in(text)
        if account.name not in public
    ]
    return spans


def sentences(column: pd.Series) -> list[str]:
    """The different values of a column that are told, not chosen; names are looked for in these."""
    if not (column.dtype == "object" or pd.api.types.is_string_dtype(column)):
        return []
    values = [value for value in column.dropna().unique() if isinstance(value, str)]
    return [value for value in values if len(value.split()) >= _SENTENCE]


class Values:
    """Takes personal data, and the people named in texts, out of the cells of tables."""

    def __init__(self, finder: names_.Finder, again: Mapping[str, str], marks: Marks) -> None:
        self.finder, self.again, self.marks = finder, again, marks

    def of(self, table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
        """The table with the values of these columns mended."""
        for column in columns:
            values = table[column]
            if not (values.dtype == "object" or pd.api.types.is_string_dtype(values)):
                continue
            mended = self.mended([v for v in values.dropna().unique() if isinstance(v, str)])
            if any(value != new for value, new in mended.items()):
                table = table.assign(
                    **{column: values.map(lambda value, new=mended: new.get(value, value))}
                )
        return table

    def mended(self, known: list[str]) -> dict[str, str]:
        """Each value and what it becomes."""
        # Names are looked for where there are sentences: "Karen Holt Ltd" is an organisation.
        told = [value for value in known if len(value.split()) >= _SENTENCE]
        named = dict(zip(told, self.finder.detect(told), strict=True))
        for value, spans in zip(known, names_.wherever_named(known, self.again), strict=True):
            named[value] = [*named.get(value, []), *spans]
        return {value: outward(value) or self.plain(value, named[value]) for value in known}

    def plain(self, text: str, people: Sequence[Span]) -> str:
        """A value without personal data; its marks have no numbers."""
        spans = [*structured(text), *account_spans(text, set()), *people]
        if not spans:
            return text
        taken = Marks(originals=self.marks.originals)
        return _NUMBER.sub("", replaced(text, spans, "", taken)[0])
