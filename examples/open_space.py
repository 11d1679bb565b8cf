# %% [markdown]
# # What do we leave behind, keep and do differently?
#
# Nine tables of an open space wrote sticky notes in three rounds, with votes. This harvests them: what
# to leave, keep and change, the actions, and where the tables agree. (The notes here are synthetic.)

# %%
import tempfile
from pathlib import Path

import consultation_insight as ci

here = Path(__file__).parent if "__file__" in globals() else Path.cwd()
source = here.parent / "corpora" / "open_space" / "notes.csv"

# %%
settings = ci.Settings.from_dict({"preset": "openspace", "report": {"title": "The harvest"}})
corpus = ci.prepare(source, settings=settings)
corpus.questions[["question_id", "wording"]]

# %% [markdown]
# ## What is to be done?

# %%
themes = ci.find_themes(corpus)
harvest = ci.find_harvest(corpus, themes)
texts = corpus.responses.set_index("response_id")["text"]
harvest.actions.assign(text=harvest.actions["response_id"].map(texts)).nlargest(8, "votes")

# %% [markdown]
# ## Where do tables agree?

# %%
harvest.agreement.head()

# %% [markdown]
# ## The whole report

# %%
analysis = ci.analyse(corpus, settings=settings)
with tempfile.TemporaryDirectory() as folder:
    written = ci.write_report(analysis, folder)
