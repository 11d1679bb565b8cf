# %% [markdown]
# # Week notes: what does a team write about, and when?
#
# Every week the people of a team write a few lines about their work. Read over half a year, the notes
# show what came up, what faded, and who writes about what. (These notes are made up.)

# %%
import numpy as np
import pandas as pd

import consultation_insight as ci

#: What a note is made of: how it begins, what it is about, how it goes on.
SUBJECTS = {
    "research": (
        ["Interviewed", "Watched", "Talked to", "Spent two days with", "Listened to"],
        ["users of the renewal form", "people who apply by post", "first-time applicants", "users in the research lab"],
        ["and most struggled with the same question", "and wrote up the research findings",
         "and many skipped the guidance", "to learn how they read the guidance", "for the next round of user research"],
    ),
    "release": (
        ["Released", "Rolled back", "Deployed", "Prepared the release of", "Tested"],
        ["the payment service", "the new version of the payment pages", "the payment software", "the payment server"],
        ["without any downtime", "after errors in the logs", "once the build pipeline was green",
         "because the automated tests failed", "before the deployment freeze"],
    ),
    "hiring": (
        ["Sifted applications for", "Sat on the interview panel for", "Wrote the job advert for", "Scored candidates for"],
        ["the developer vacancy", "a second designer post", "the apprentice vacancy", "the delivery manager job"],
        ["with colleagues from human resources", "and made an offer to a strong candidate",
         "and planned the induction of the new recruit", "so that recruitment can close this month"],
    ),
    "accessibility": (
        ["Audited", "Mended", "Checked with a screen reader", "Tested by keyboard alone"],
        ["the contrast of the buttons", "the keyboard focus of the menus", "the labels that a screen reader speaks",
         "the headings for blind readers"],
        ["for the accessibility statement", "ahead of the accessibility audit", "as the accessibility report asked",
         "to meet the accessibility rules"],
    ),
}  # fmt: skip
#: Who writes about what, and from which to which week.
PLAN = [
    ("Ada", "research", 0, 16), ("Ben", "release", 0, 26), ("Cleo", "hiring", 6, 18),
    ("Cleo", "accessibility", 18, 26), ("Dev", "research", 0, 14), ("Dev", "accessibility", 16, 26),
]  # fmt: skip

random = np.random.default_rng(4)
notes = pd.DataFrame(
    [
        {
            "date": pd.Timestamp("2024-01-05") + pd.Timedelta(weeks=week),
            "author": author,
            "note": " ".join(str(random.choice(words)) for words in SUBJECTS[subject]) + ".",
        }
        for author, subject, first, last in PLAN
        for week in range(first, last)
    ]
)
notes.sample(3, random_state=1)

# %% [markdown]
# ## What was written about?

# %%
corpus = ci.Corpus.from_responses(
    notes.rename(columns={"note": "text", "author": "respondent_id", "date": "created_at"})
)
themes = ci.find_themes(corpus, subjects="off")
themes.table[["theme_id", "label", "n", "share"]]

# %% [markdown]
# ## When? Shares by month, and what emerged

# %%
months = ci.trends(corpus, themes, period="month")
months.wide("theme", "share").round(2)

# %%
months.changes[["label", "before", "after", "low", "high", "result", "emerging"]]

# %%
months.bursts[["label", "first", "last", "n", "times"]]

# %% [markdown]
# ## Before and after the spring break

# %%
spring = ci.trends(corpus, themes, period="week", event="2024-05-06")
spring.changes[["label", "unit", "before", "after", "result"]]

# %% [markdown]
# ## Who writes about what?

# %%
carried = themes.coding[["response_id", "theme_id"]].drop_duplicates()
written = carried.merge(corpus.responses[["response_id", "respondent_id"]], on="response_id")
pd.crosstab(
    written["respondent_id"], written["theme_id"].map(themes.table.set_index("theme_id")["label"])
)
