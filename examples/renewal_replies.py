# %% [markdown]
# # Who should we be listening to?
#
# A civil servant asked on a social network who to listen to about renewal; over 1,500 people
# replied. This walks through the analysis, one step at a time. (The replies here are synthetic.)

# %%
from pathlib import Path

import consultation_insight as ci

here = Path(__file__).parent if "__file__" in globals() else Path.cwd()
source = here.parent / "corpora" / "renewal_replies" / "raw.xlsx"

# %% [markdown]
# ## What was understood, and what was set aside

# %%
ci.check(source)

# %%
corpus = ci.prepare(source)
corpus.reconcile()

# %% [markdown]
# ## Who and what did people point to?

# %%
references = ci.find_references(corpus)
references.table.head(10)

# %% [markdown]
# ## Which words did they use more than twenty times?

# %%
terms = ci.count_terms(corpus)
terms.table.query("mentions_outside > 20").head(20)

# %% [markdown]
# ## What did they say?

# %%
themes = ci.find_themes(corpus)
themes.table[["label", "n", "share", "likes"]]

# %% [markdown]
# ## All of it, as a report

# %%
analysis = ci.analyse(corpus)
analysis.tables["liked_themes"].head()

# %%
for statement in analysis.tables["findings"]["statement"].head(5):
    print("•", statement)
