# %% [markdown]
# # What goes with opportunities to develop a career?
#
# A people survey asks staff of many organisations, each year, how far they agree with statements
# about leadership, inclusion and pay. Each aspect becomes a score from 0 to 100. Do organisations
# with higher scores also score higher on career development, and does that hold over time?
# (The answers here are generated; in earnest, read a table with one row for each organisation and year.)

# %%
import numpy as np
import pandas as pd

import consultation_insight as ci

ASPECTS = {
    "leadership": ["leaders_visible", "leaders_listen"],
    "inclusion": ["treated_fairly", "respected"],
    "pay": ["pay_adequate", "pay_fair"],
    "career development": ["can_develop", "learning_helps"],
}


def made_survey(organisations: int = 71, years: int = 4, seed: int = 1) -> pd.DataFrame:
    """Per cent positive on each statement, by organisation and year."""
    random = np.random.default_rng(seed)
    rows = []
    for organisation in range(organisations):
        mood = random.normal(0, 6)
        for year in range(2020, 2020 + years):
            lead = 52 + mood + random.normal(0, 6)
            fair = 74 + 0.5 * mood + random.normal(0, 5)
            pay = 33 + 0.3 * mood + random.normal(0, 7)
            career = 12 + 0.4 * lead + 0.25 * fair + 1.2 * (year - 2020) + random.normal(0, 3)
            row = {"organisation": f"Organisation {organisation + 1}", "year": year}
            row["size"] = "large" if organisation % 3 == 0 else "small"
            for items, level in zip(ASPECTS.values(), (lead, fair, pay, career), strict=True):
                row |= {item: np.clip(level + random.normal(0, 2), 0, 100) for item in items}
            rows.append(row)
    return pd.DataFrame(rows).round(0)


survey = made_survey()
survey.head()

# %% [markdown]
# ## Scores by year, and by size of organisation

# %%
scores = ci.score_index(
    survey, ASPECTS, scale=(0, 100), by="size", year="year", unit="organisation"
)
scores.table.query("group == 'All'")

# %% [markdown]
# Do the statements of an aspect belong together? Alpha says how far they move together.

# %%
scores.alphas

# %% [markdown]
# ## What changed from one year to the next?

# %%
scores.changes.query("group == 'All' and index == 'career development'")

# %% [markdown]
# ## What goes with career development?
#
# Across organisations in the same year, and within an organisation over time. Neither says what would
# happen if a score were raised.

# %%
found = ci.drivers(scores, "career development", ["leadership", "inclusion", "pay"])
for sentence in found.table["sentence"]:
    print("•", sentence)

# %%
found.table.drop(columns="sentence")

# %% [markdown]
# ## Which aspect explains most?

# %%
found.importance
