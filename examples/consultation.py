# %% [markdown]
# # A public consultation
#
# Should voluntary organisations be able to carry out care assessments? 320 people and organisations
# answered a closed question and three open ones, some of them in Welsh; two campaigns sent copies.
# (The answers here are synthetic.)

# %%
from pathlib import Path

import consultation_insight as ci

here = Path(__file__).parent if "__file__" in globals() else Path.cwd()
care = here.parent / "corpora" / "care_consultation"

# %% [markdown]
# ## What the file is understood as
#
# Questions with their type, what describes the respondents, who agreed to be quoted.

# %%
ci.check(care / "responses.xlsx")

# %%
corpus = ci.prepare(care / "responses.xlsx")
corpus.reconcile()

# %% [markdown]
# ## What people ticked

# %%
closed = ci.summarise_closed(corpus)
closed.table[["answer", "n", "base", "share", "low", "high"]]

# %% [markdown]
# ## Who sent campaigns, and what supporters added themselves

# %%
campaigns = ci.read_campaigns(corpus)
campaigns.table[["campaign_id", "n", "word_for_word", "edited", "extended", "why"]]

# %%
campaigns.additions[["campaign_id", "response_id", "text"]].head()

# %% [markdown]
# ## The approved code frame
#
# The team's codes, applied to every response. What the machine assigns is a proposal with a known
# error: an audited sample corrects the shares.

# %%
frame = ci.read_code_frame(care / "codeframe.json")
coding = ci.apply_code_frame(corpus, frame)
coding.table[["question_id", "code", "label", "n", "share", "low", "high", "base"]].head(10)

# %% [markdown]
# ## Do groups differ?

# %%
differences = ci.find_differences(corpus)
for sentence in differences.said:
    print("•", sentence)
