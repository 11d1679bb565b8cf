"""Terms, references, links and asks: counted where the texts are, equal to one computer."""

from dataclasses import replace

import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.analysis._themes import sampling, spread
from consultation_insight.config import Settings

distributed = pytest.importorskip("distributed", reason="the extra [dask] is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed")


def counted(divided, **settings):
    from consultation_insight.distributed.terming import terms_in_parts

    return terms_in_parts(divided, Settings.from_dict({"terms": settings}).terms)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"merge_phrases": True, "min_mentions": 3, "phrases": ["the last bus", "no such words"]},
        {"by": "question_id", "longest_phrase": 3, "stop_words": ["bus", "-the"]},
        {"longest_phrase": 1, "min_mentions": 1, "by": "day"},
    ],
)
def test_terms_of_a_docket(docket, divided_of, assert_same_tables, settings):
    alone = ci.count_terms(docket, **settings)
    for rows in (60, 250):
        assert_same_tables(alone, counted(divided_of(docket, rows), **settings))


def test_terms_of_replies_under_each_rule(replies, divided_of, assert_same_tables):
    assert_same_tables(ci.count_terms(replies), counted(divided_of(replies, 50)))


def test_terms_where_campaigns_count_once(made_docket, divided_of, assert_same_tables):
    """Copies, what supporters add, and people who write twice, in other partitions."""
    frame = made_docket(300, 5)
    for count in ("once", "apart"):
        settings = Settings.from_dict({"campaigns": {"count": count}})
        corpus = ci.prepare(frame, settings=settings)
        people = corpus.responses["respondent_id"].tolist()
        people[250:] = people[:50]
        corpus = replace(corpus, responses=corpus.responses.assign(respondent_id=people))
        assert (corpus.responses["campaign_id"] != "").any()
        alone = ci.count_terms(corpus)
        found = counted(divided_of(corpus, 45))
        assert_same_tables(alone, found)
        assert (alone.table["respondents"] < alone.table["responses"]).any()


def test_links_and_asks(replies, docket, divided_of, assert_same_tables):
    from consultation_insight.distributed.listing import links_in_parts, recommendations_in_parts

    for corpus, rows in ((replies, 70), (docket, 200)):
        divided = divided_of(corpus, rows)
        assert_same_tables(ci.find_links(corpus), links_in_parts(divided))
        assert_same_tables(ci.find_recommendations(corpus), recommendations_in_parts(divided))
    assert len(ci.find_links(replies).table) > 5


def test_references_of_the_gazetteer(replies, divided_of, assert_same_tables):
    from consultation_insight.distributed.listing import references_in_parts

    for discover in (False, True):
        settings = Settings.from_dict({"references": {"discover": discover}}).references
        alone = ci.find_references(replies, discover=discover)
        assert_same_tables(alone, references_in_parts(divided_of(replies, 90), settings))
    assert len(alone.table) > 10


def test_what_a_sample_points_to_is_counted_in_all(made_docket, divided_of, monkeypatch):
    from consultation_insight.distributed import listing

    frame = made_docket(300, 5)
    column = "What do you think of the proposal?"
    said = frame[column].copy()
    said[::5] += " We should read Zeb Quillfeather's report on buses."
    corpus = ci.prepare(frame.assign(**{column: said}))
    monkeypatch.setattr(sampling, "SAMPLE", 120)
    settings = Settings().references
    one = listing.references_in_parts(divided_of(corpus, 70), settings)
    two = listing.references_in_parts(divided_of(corpus, 300), settings)
    pd.testing.assert_frame_equal(one.table, two.table)
    pd.testing.assert_frame_equal(one.citations, two.citations)
    line = one.table[one.table["reference"].str.contains("Quillfeather")].iloc[0]
    alone = ci.find_references(corpus).table
    same = alone[alone["reference"].str.contains("Quillfeather")].iloc[0]
    assert line["discovered"]
    assert line["responses"] == same["responses"] > 40


def test_a_run_above_all_limits_never_brings_all_texts_together(
    client, made_docket, tmp_path, monkeypatch
):
    """The limit is lower than the consultation: any step that asks for all texts would fail."""
    from consultation_insight.distributed import gathering, running

    made_docket(900, 7).to_csv(tmp_path / "docket.csv", index=False)
    monkeypatch.setattr(sampling, "SAMPLE", 300)
    monkeypatch.setattr(spread, "LEFT_OVER", 60)
    monkeypatch.setattr(gathering, "MOST_GATHERED", 600)
    seen = []
    real = running.conclude_in_stages

    def watched(corpus, *rest, **known):
        seen.append(set(known["known"]))
        return real(corpus, *rest, **known)

    monkeypatch.setattr(running, "conclude_in_stages", watched)
    settings = Settings.from_dict({"input": [str(tmp_path / "docket.csv")]})
    done = ci.run(settings, tmp_path / "run", backend="dask", client=client, partition_rows=200)
    assert done.corpus.base > 800
    assert len(ci.verify(tmp_path / "run"))
    # What is made by the process that called, with all texts at hand, only writes them.
    assert seen[0] == set(ci.pipeline.ANALYSING) - {"campaigns", "findings"}
