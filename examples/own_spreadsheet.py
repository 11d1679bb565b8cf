# %% [markdown]
# # Your own spreadsheet
#
# Any table will do: one row for each person, a column with what they wrote. Put the path of your file
# in place of the table that is made here.

# %%
import pandas as pd

import consultation_insight as ci

ASKED = "What would make the town centre better?"
PLACES = ["market", "station", "library", "high street", "car park", "riverside"]
WISHES = [
    "More benches near the {}, please, my mother cannot stand for long.",
    "The lights at the {} are broken and I do not walk there after dark.",
    "Lower the parking charges at the {}, everybody drives to the retail park.",
    "Plant trees around the {}, there is no shade in summer.",
    "A later bus from the {} would let us stay for the evening.",
]
table = pd.DataFrame(
    [
        {"Postcode area": area, "Age": age, ASKED: wish.format(place)}
        for wish in WISHES
        for place in PLACES
        for area, age in (("North", "under 40"), ("South", "40 and over"))
    ]
)
table.head()

# %% [markdown]
# ## What is each column taken for?
#
# If one is taken for the wrong thing, say so: `ci.read(source, columns={"Age": "attribute"})`.

# %%
ci.check(table)

# %%
corpus = ci.prepare(table)
corpus

# %% [markdown]
# ## What do people say?

# %%
themes = ci.find_themes(corpus)
themes.table[["theme_id", "label", "n", "base", "share"]]

# %%
themes[0].verbatims()[["response_id", "text"]]

# %% [markdown]
# ## Words

# %%
ci.count_terms(corpus).table[["term", "mentions", "responses"]].head(10)

# %% [markdown]
# ## The report
#
# ```python
# analysis = ci.analyse(corpus)
# ci.write_report(analysis, "my-report")
# ```
