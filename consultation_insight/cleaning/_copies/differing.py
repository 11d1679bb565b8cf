"""Word by word, how each changed copy of a campaign differs from its text."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from consultation_insight._tables import among
from consultation_insight.corpus import Corpus
from consultation_insight.results import Campaigns
from consultation_insight.text import count_pieces, word_differences

#: What differs by nothing but case and marks has no changes; other words under the same hashtag
#: differ in all of them.
CHANGED = ("edited", "extended")

#: operation, position, words of the template, words of the copy, start and end in the copy.
Change = tuple[str, int, str, str, int, int]


def differences(campaigns: Campaigns, corpus: Corpus) -> pd.DataFrame:
    """One row for each change in each changed copy; equal texts are compared once."""
    members = campaigns.members
    members = members[members["variant"].isin(CHANGED)]
    table = campaigns.table
    templates = dict(zip(table["campaign_id"], table["template"], strict=True))
    responses = corpus.responses
    inside = responses[among(responses["response_id"], members["response_id"])]
    texts = dict(zip(inside["response_id"], inside["text"], strict=True))
    known: dict[tuple[str, str], list[Change]] = {}
    rows = []
    for name, response_id in members[["campaign_id", "response_id"]].itertuples(index=False):
        key = name, texts[response_id]
        if key not in known:
            known[key] = changes(templates[name], texts[response_id])
        rows += [
            (name, response_id, position, operation, old, new, start, end)
            for operation, position, old, new, start, end in known[key]
        ]
    columns = list(Campaigns.__dict__["differences"].columns)
    return pd.DataFrame(rows, columns=columns)


def changes(template: str, text: str) -> list[Change]:
    """What was done to a template, in the order of the text.

    ``position`` is the place of the word in the template (from 1) at which the change stands.
    What was left out and written in its stead is one change.

    Examples
    --------
    >>> changes("Keep the old bus.", "Please keep the night bus.")
    [('added', 1, '', 'Please', 0, 6), ('changed', 3, 'old', 'night', 16, 21)]
    """
    found: list[Change] = []
    at, position = len(text) - len(text.lstrip()), 1
    pieces = [*word_differences(template, text), ("same", "")]
    skip = False
    for (operation, words), (following, own) in pairwise(pieces):
        if skip:
            skip = False
            continue
        if operation == "same":
            at += len(words)
            position += count_pieces(words)
            continue
        old = words if operation == "left out" else ""
        new = "" if old else words
        if old and following == "added":
            new, skip = own, True
        kind = "changed" if old and new else "removed" if old else "added"
        end = at + len(new.rstrip())
        found.append((kind, position, old.strip(), new.rstrip(), at, end))
        at += len(new)
        position += count_pieces(old)
    return found
