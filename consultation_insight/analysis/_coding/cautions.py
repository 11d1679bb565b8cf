"""Why the figure of a code should not be trusted as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from consultation_insight.analysis._coding.counts import above

__all__ = ["FEW", "NO_EXAMPLE", "cautions"]

#: In fewer responses than this, one that is wrong or missing changes the share by a tenth or more.
_ENOUGH = 10
NO_EXAMPLE = "no example was coded by a person"
NOT_TAUGHT = "too few responses were coded by a person to learn from"
NONE_OF_IT = "no example of this code was coded by a person"
FEW = f"found in fewer than {_ENOUGH} responses"


def cautions(table: pd.DataFrame, parts: Sequence[Mapping[str, Any]]) -> list[str]:
    """Say for each row of the table of codes why it is doubtful; nothing where it is not.

    What people read whole is theirs, and no caution applies.

    Parameters
    ----------
    table : pandas.DataFrame
        ``question_id``, ``code``, ``parent`` and ``n``.
    parts : sequence of mapping
        For each question what was coded: ``question``, ``base`` responses, ``examples`` read by
        people, whether something was ``learnt``, and their codes, ``human``.
    """
    by = {part["question"]: part for part in parts}
    examples: dict[str, dict[str, int]] = {}
    for question, part in by.items():
        chains = above(table[table["question_id"] == question])
        counts: dict[str, int] = {}
        for code in part["human"]["code"]:
            for one in chains.get(code, ()):
                counts[one] = counts.get(one, 0) + 1
        examples[question] = counts
    said = []
    for question, code, n in zip(table["question_id"], table["code"], table["n"], strict=True):
        own = by.get(question)
        if own is None or own["examples"] >= own["base"]:
            said.append("")
            continue
        why = [_untaught(own, examples[question].get(code, 0)), FEW if n < _ENOUGH else ""]
        said.append("; ".join(filter(None, why)))
    return said


def _untaught(part: Mapping[str, Any], examples: int) -> str:
    if not part["examples"]:
        return NO_EXAMPLE
    if part["learnt"] is None:
        return NOT_TAUGHT
    return "" if examples else NONE_OF_IT
