"""Responses that may be a campaign in other words: listed for a reader, never counted or merged."""

import json
import random

import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.cleaning import campaigns as finding
from consultation_insight.cleaning._copies import rewording
from consultation_insight.errors import SettingsError
from consultation_insight.models.embeddings import embedder
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.html import render_html

LETTER = (
    "Keep the village library open on Saturdays. It is the only place where children and "
    "pensioners can read in the warm."
)
REWORDED = "Pensioners and children have no other warm place to read, so keep our library open."
SUBJECTS = ["bins", "buses", "taxes", "swimming", "trees", "cricket", "noise", "dentists", "rents"]
SAID = [
    "The {} here cost far too much for what we get.",
    "Nobody ever answers when I ring about {}.",
    "More should be done about {} in our part of town.",
    "I am content with the {}, thank you.",
    "Why were the {} cut before anybody was asked?",
]
OTHERS = [said.format(subject) for subject in SUBJECTS for said in SAID]
DAYS = ["2021-03-01"] * 12


class Sentences:
    """Static vectors that do not say so: the tests need no extra."""

    name, revision = "sentences", "1"

    def embed(self, texts):
        return embedder("static").embed(texts)


@pytest.fixture
def reader(monkeypatch):
    """An embedder under the name of one that reads sentences."""
    for module in (finding, rewording):
        monkeypatch.setattr(module, "embedder", lambda name: Sentences())
    return "sentences"


def frame(mark=""):
    texts = [f"{LETTER} #open"] * 3 + [LETTER] * 9 + [REWORDED + mark] + OTHERS
    days = DAYS + ["2021-03-01"] + [f"2021-03-{2 + at % 20:02d}" for at in range(len(OTHERS))]
    return pd.DataFrame({"text": texts, "created_at": days})


def test_a_response_in_other_words_is_listed_with_its_evidence(reader):
    corpus = ci.find_campaigns(ci.Corpus.from_responses(frame(" #Open")), reworded=reader)
    (row,) = ci.read_campaigns(corpus).perhaps_reworded.to_dict("records")
    assert row["response_id"] == corpus.responses["response_id"][12]
    assert row["campaign_id"] == "C01"
    assert row["likeness"] > rewording.FAR
    assert {"library", "pensioners", "children"} <= set(row["rare_words"].split(", "))
    assert (row["marks"], row["burst_day"]) == ("#Open", "2021-03-01")
    assert 0.5 < row["strength"] < 1


def test_each_further_piece_of_evidence_makes_it_stronger(reader):
    strengths = []
    for mark in ("", " #open"):
        corpus = ci.find_campaigns(ci.Corpus.from_responses(frame(mark)), reworded=reader)
        strengths.append(ci.read_campaigns(corpus).perhaps_reworded["strength"][0])
    assert strengths[0] < strengths[1]


def test_nothing_is_counted_or_merged(reader):
    corpus = ci.Corpus.from_responses(frame())
    without, looked = ci.find_campaigns(corpus), ci.find_campaigns(corpus, reworded=reader)
    pd.testing.assert_frame_equal(without.responses, looked.responses)
    one, other = ci.read_campaigns(without), ci.read_campaigns(looked)
    assert one.perhaps_reworded.empty
    assert len(other.perhaps_reworded) == 1
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.members, other.members)


def test_the_list_does_not_depend_on_the_order_of_rows(reader):
    rows = frame().assign(respondent_id=[f"p{at}" for at in range(len(frame()))])
    found = []
    for seed in (1, 2):
        order = random.Random(seed).sample(range(len(rows)), len(rows))
        shuffled = ci.Corpus.from_responses(rows.iloc[order].reset_index(drop=True))
        corpus = ci.find_campaigns(shuffled, reworded=reader)
        table = ci.read_campaigns(corpus).perhaps_reworded
        text = corpus.responses.set_index("response_id")["text"]
        found.append((text[table["response_id"]].tolist(), table["likeness"].tolist()))
    assert found[0] == found[1]


def test_a_saved_corpus_gives_the_same_list(reader):
    corpus = ci.find_campaigns(ci.Corpus.from_responses(frame()), reworded=reader)
    told = ci.read_campaigns(corpus).perhaps_reworded
    corpus.__dict__.pop(finding.TOLD)
    pd.testing.assert_frame_equal(ci.read_campaigns(corpus).perhaps_reworded, told)


def test_static_vectors_are_refused():
    with pytest.raises(SettingsError, match=r"minilm.*Got 'static'"):
        ci.find_campaigns(ci.Corpus.from_responses(frame()), reworded="static")


def test_the_report_says_that_they_are_to_be_looked_at(reader):
    corpus = ci.Corpus.from_responses(frame(" <b>please</b>"))
    tables = ci.analyse(ci.find_campaigns(corpus, reworded=reader))
    html = render_html(build_report(tables))
    assert "Perhaps the same in other words (1)" in html
    assert "not counted with the campaign" in html
    assert "&lt;b&gt;please&lt;/b&gt;" in html
    (row,) = tables.tables["perhaps_reworded"].to_dict("records")
    assert row["text"].startswith(REWORDED)


def test_too_few_others_tell_nothing(reader):
    texts = [LETTER] * 6 + [REWORDED, *OTHERS[:5]]
    corpus = ci.Corpus.from_responses(pd.DataFrame({"text": texts}))
    assert ci.read_campaigns(ci.find_campaigns(corpus, reworded=reader)).perhaps_reworded.empty


def test_the_step_says_which_embedder_looked(reader):
    corpus = ci.find_campaigns(ci.Corpus.from_responses(frame()), reworded=reader)
    assert json.loads(json.dumps(dict(corpus.steps[-1].settings)))["reworded"] == reader
    assert "reworded" not in ci.find_campaigns(corpus).steps[-1].settings
