"""Masking what is said about an input before it is read whole: in messages and previews."""

from __future__ import annotations

import re

from consultation_insight.cleaning._personal.accounts import accounts_in
from consultation_insight.cleaning._personal.identifiers import structured
from consultation_insight.cleaning._personal.identity import is_identity
from consultation_insight.cleaning._personal.name_patterns import NamePatterns
from consultation_insight.cleaning._personal.replacing import Marks, replaced
from consultation_insight.protocols import Span

__all__ = ["is_identity", "masked", "masked_comments"]

_NUMBER = re.compile(r"(?<=\[PERSON|\[HANDLE) \d+(?=\])")
_COMMENT = re.compile(r"(?m)  # .*$")


def masked(text: str, *, people: bool = False) -> str:
    """A text of ours that may quote an input, without numbers, addresses and accounts.

    Parameters
    ----------
    text : str
    people : bool
        Names of people too: for texts that hold the words of respondents.

    Examples
    --------
    >>> masked("The columns are: 'a', '07700 900123'.")
    "The columns are: 'a', '[PHONE]'."
    """
    spans = [
        *structured(text),
        *(Span(a.start, a.end, "HANDLE", 1.0) for a in accounts_in(text) if a.by != "cue"),
        *(NamePatterns(certainty=None).detect([text])[0] if people else ()),
    ]
    return _NUMBER.sub("", replaced(text, spans, "", Marks())[0]) if spans else text


def masked_comments(toml: str) -> str:
    """A settings file whose comments name no values that are personal; its headings stay.

    Examples
    --------
    >>> masked_comments('"Ward" = "attribute"  # 2 values: North (1); ring 07700 900123 (1)')
    '"Ward" = "attribute"  # 2 values: North (1); ring [PHONE] (1)'
    """
    return _COMMENT.sub(lambda match: masked(match[0], people=True), toml)
