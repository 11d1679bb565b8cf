import numpy as np
import pandas as pd
import pytest
from made_themes import made

import consultation_insight as ci
from consultation_insight.errors import ModelNotAvailable, UsageError
from consultation_insight.models import bertopic_engine

SUBJECTS = ("night buses", "public libraries", "school meals", "care homes")
NOTES = [
    f"{opening} {subject} {ending}."
    for opening in ("Please fund", "Think about", "What of", "Do not forget", "We miss")
    for subject in SUBJECTS
    for ending in ("this year", "in the villages", "for once")
]


@pytest.fixture(scope="module")
def themes():
    frame = pd.DataFrame({"text": [*NOTES, "…", ""]})
    found = ci.find_themes(ci.Corpus.from_responses(frame), n_themes=4)
    return found.rename(found[0].theme_id, "A heading of ours")


@pytest.fixture(scope="module")
def model(themes):
    for part in bertopic_engine._PARTS:
        pytest.importorskip(part)
    return themes.to_bertopic()


def test_each_response_has_its_strongest_theme(themes, model):
    custom = dict(zip(sorted(set(model.topics_)), model.custom_labels_, strict=True))
    labels = themes.table.set_index("theme_id")["label"]
    live = themes.corpus.live
    assert len(model.topics_) == len(live)
    coding = themes.coding
    for id_, topic in zip(live["response_id"], model.topics_, strict=True):
        own = coding[coding["response_id"] == id_]
        if own.empty:
            assert topic == -1
        else:
            best = own.loc[own["strength"] == own["strength"].max(), "theme_id"]
            assert custom[topic] in set(labels[best])
    assert custom[-1] == "No theme"
    assert "A heading of ours" in model.custom_labels_


def test_what_bertopic_tells_of_its_topics_works(themes, model):
    info = model.get_topic_info()
    assert info["Count"].sum() == len(themes.corpus.live)
    assert set(info["CustomName"]) >= set(themes.table["label"])
    assert all(len(words) == 10 for words in model.get_topics().values())
    docs = themes.corpus.live["text"].tolist()
    assert len(model.get_document_info(docs)) == len(docs)
    library = next(t for t, text in zip(model.topics_, docs, strict=True) if "libraries" in text)
    found, _ = model.find_topics("books in a library", top_n=1)
    assert found == [library]
    topics, _ = model.transform(["The library is shut again"])
    assert topics[0] == library
    shares, _ = model.approximate_distribution(docs[:5])
    assert shares.shape == (5, len(info) - 1)


@pytest.mark.filterwarnings("ignore")
def test_its_plots_work(themes, model):
    docs = themes.corpus.live["text"].tolist()
    places = np.random.RandomState(0).rand(len(docs), 2)
    for figure in (
        model.visualize_barchart(custom_labels=True),
        model.visualize_hierarchy(custom_labels=True),
        model.visualize_heatmap(custom_labels=True),
        model.visualize_documents(docs, reduced_embeddings=places, custom_labels=True),
    ):
        assert figure.data


def test_themes_made_by_hand_take_corpus_and_embedder(model):
    class Lengths:
        def embed(self, texts):
            return np.array([[len(text), 1.0] for text in texts])

    given = made()
    handed = given.with_corpus(None).to_bertopic(given.corpus, embedder=Lengths())
    assert len(handed.topics_) == given.corpus.base
    with pytest.raises(UsageError, match="with_corpus"):
        given.with_corpus(None).to_bertopic()


def test_nothing_to_hand_over():
    few = ci.find_themes(ci.Corpus.from_responses(pd.DataFrame({"text": NOTES[:3]})))
    with pytest.raises(UsageError, match="no themes"):
        few.to_bertopic()


def test_a_missing_part_is_named_with_the_pip_line(themes, monkeypatch):
    monkeypatch.setattr(bertopic_engine, "find_spec", lambda part: None)
    with pytest.raises(ModelNotAvailable, match=r"consultation-insight\[bertopic\]"):
        themes.to_bertopic()
