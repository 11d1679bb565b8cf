"""What is told of campaigns: the tables of `read_campaigns`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from consultation_insight.cleaning._copies.question import Found
from consultation_insight.results import Campaigns

VARIANTS = ("word_for_word", "edited", "extended", "reworded")


def describe(named: Sequence[tuple[str, Found]], base: int, settings: dict[str, Any]) -> Campaigns:
    """Tell all about campaigns, each with its name."""
    table, members, added = [], [], []
    for name, found in named:
        rows = found.question.rows
        ids = rows["response_id"].to_numpy()
        table.append({"campaign_id": name, **_about(found)})
        for row, relation in found.members:
            members.append((name, ids[row], relation.variant, round(relation.likeness, 4)))
            text = found.question.texts[row]
            added += [(name, ids[row], a, b, text[a:b]) for a, b in relation.added]
    fields = Campaigns.__dict__
    order = [*fields["table"].columns, "burst_days"]
    return Campaigns(
        base=base,
        settings=settings,
        method="Passages shared by different respondents, found with word shingles; each "
        "response is compared with the text of its group that most people sent.",
        table=pd.DataFrame(table, columns=order).sort_values("campaign_id"),
        members=pd.DataFrame(members, columns=list(fields["members"].columns)),
        additions=pd.DataFrame(added, columns=list(fields["additions"].columns)),
    )


def _about(found: Found) -> dict[str, Any]:
    places = [row for row, _ in found.members]
    rows = found.question.rows.iloc[places]
    counts = pd.Series([relation.variant for _, relation in found.members]).value_counts()
    days = rows["created_at"].dt.strftime("%Y-%m-%d").dropna()
    return {
        "n": len(rows),
        **{name: int(counts.get(name, 0)) for name in VARIANTS},
        "strength": found.evidence.strength,
        "why": found.evidence.why,
        "template": found.template.text,
        "first": days.min() if len(days) else "",
        "last": days.max() if len(days) else "",
        "likes": int(rows["likes"].fillna(0).sum()),
        "burst_days": "; ".join(found.evidence.bursts),
    }
