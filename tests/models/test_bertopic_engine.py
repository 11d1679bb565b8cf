import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.errors import ModelNotAvailable
from consultation_insight.models import bertopic_engine


def corpus():
    texts = [
        f"{opening} {subject} {ending}."
        for opening in ("Please fund", "Think about", "What of", "Do not forget")
        for subject in ("the buses", "our libraries", "school meals", "care homes", "the parks")
        for ending in ("this year", "in the villages", "for once", "in time")
    ]
    return ci.Corpus.from_responses(pd.DataFrame({"text": texts}))


class BERTopic:
    """Stands for a configured model: anything whose class is called BERTopic."""

    umap_model = None

    def __init__(self):
        self.calls = []

    def fit_transform(self, docs, embeddings):
        self.calls.append(len(docs))
        embeddings[:] = 0
        return [1 if "libraries" in text else 0 if "buses" in text else -1 for text in docs], None


def test_a_missing_part_is_named_with_the_pip_line(monkeypatch):
    monkeypatch.setattr(
        bertopic_engine, "find_spec", lambda part: None if part == "hdbscan" else object()
    )
    with pytest.raises(ModelNotAvailable, match=r"consultation-insight\[bertopic\]"):
        ci.find_themes(corpus(), engine="bertopic")


def test_a_configured_model_is_used_and_left_as_it_is():
    mine = BERTopic()
    found = ci.find_themes(corpus(), engine=mine)
    assert len(found.table) == 2
    assert mine.calls == []
    assert found.table["stability"].isna().all()
    assert found.settings["engine"] == "BERTopic"


def test_the_seed_goes_where_its_owner_set_none():
    class Reducer:
        random_state = None

    class Seeded(Reducer):
        random_state = 7

    for reducer, seed in ((Reducer(), 3), (Seeded(), 7)):
        model = BERTopic()
        model.umap_model = reducer
        assert bertopic_engine._copy(model, 3).umap_model.random_state == seed
        assert reducer.random_state == type(reducer).random_state


@pytest.mark.slow
def test_bertopic_itself_is_seeded():
    for part in bertopic_engine._PARTS:
        pytest.importorskip(part)
    one, two = (ci.find_themes(corpus(), engine="bertopic") for _ in range(2))
    assert one.coding.to_csv() == two.coding.to_csv()
    assert len(one.table) >= 2
    assert np.isnan(one.table["stability"]).all()
