import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import consultation_insight as ci
from consultation_insight.analysis._time.bursts import (
    count_bursts,
    share_bursts,
    two_sided,
    welch_interval,
)
from consultation_insight.analysis._time.periods import cut, local_times
from consultation_insight.errors import (
    ColumnNotFound,
    DataError,
    SettingsError,
    TooFewResponses,
    UsageError,
)
from consultation_insight.results import Sentiment, Themes
from consultation_insight.statistics import false_discovery_adjusted, wilson_interval


def corpus_of(dates, **columns):
    dates = pd.to_datetime(pd.Series(dates), utc=True, format="mixed")
    texts = [f"text {place}" for place in range(len(dates))]
    return ci.Corpus.from_responses(pd.DataFrame({"text": texts, "created_at": dates, **columns}))


def themes_of(corpus, carried):
    """Themes that stand for their whole responses: name → response numbers."""
    rows = [(f"r{place + 1}", 0, 4, name) for name, places in carried.items() for place in places]
    coding = pd.DataFrame(rows, columns=["response_id", "start", "end", "theme_id"])
    coding = coding.assign(strength=0.9, stance="", assigned_by="machine")
    table = pd.DataFrame({"theme_id": list(carried), "label": list(carried)}).assign(
        question_id="text", description="", keywords="", n=1, share=0.1, low=0.0, high=1.0, base=1,
        likes=0, stability=1.0, n_once=1,
    )  # fmt: skip
    return Themes(
        table=table,
        coding=coding,
        verbatims=pd.DataFrame(columns=["theme_id", "response_id", "start", "end"]),
        said_once=pd.DataFrame(columns=["question_id", "response_id", "start", "end"]),
        base=corpus.base,
    )


def days(counts, first="2024-03-01"):
    start = pd.Timestamp(first)
    return [start + pd.Timedelta(days=d, hours=9) for d, n in enumerate(counts) for _ in range(n)]


def petition_like(seed=1, months=22, places=40):
    """Counts by month and constituency in regions, more uneven than chance."""
    random = np.random.default_rng(seed)
    dates = pd.period_range("2015-07", periods=months, freq="M").astype("str")
    size = random.lognormal(7, 0.3, places)
    swing = random.lognormal(0, 0.3, months)
    rows = [
        (date, f"E{place:03d}", int(random.poisson(size[place] * swing[m])), f"Region {place % 4}")
        for m, date in enumerate(dates)
        for place in range(places)
    ]
    return pd.DataFrame(rows, columns=["date", "ons_code", "signature_count", "region"])


def test_a_table_of_counts_adds_up_by_period_and_group():
    frame = petition_like()
    whole = ci.trends(frame, date="date", count="signature_count")
    by_month = frame.groupby("date")["signature_count"].sum()
    assert whole.period == "month"
    assert whole.table["period"].tolist() == by_month.index.tolist()
    assert whole.table["n"].tolist() == by_month.tolist()
    assert whole.base == frame["signature_count"].sum()
    parts = ci.trends(frame, date="date", count="signature_count", by="region")
    sums = frame.groupby(["region", "date"])["signature_count"].sum()
    assert parts.table.set_index(["name", "period"])["n"].to_dict() == sums.to_dict()
    assert (
        parts.wide().sum().to_dict() == frame.groupby("region")["signature_count"].sum().to_dict()
    )


def test_uneven_counts_are_no_bursts_and_a_planted_one_is():
    frame = petition_like()
    assert ci.trends(frame, date="date", count="signature_count").bursts.empty
    planted = frame["date"].eq("2016-09")
    frame.loc[planted, "signature_count"] *= 5
    found = ci.trends(frame, date="date", count="signature_count").bursts
    assert found[["first", "last"]].to_numpy().tolist() == [["2016-09", "2016-09"]]
    assert found["times"][0] > 3


@pytest.mark.parametrize(("mean", "spread"), [(3, 1), (30, 1), (30, 10), (3000, 200)])
@pytest.mark.parametrize("periods", [8, 22, 60])
def test_no_more_false_bursts_than_allowed(mean, spread, periods):
    random = np.random.default_rng(periods)
    hits = 0
    for _ in range(200):
        if spread == 1:
            counts = random.poisson(mean, periods)
        else:
            counts = random.negative_binomial(mean / (spread - 1), 1 / spread, periods)
        _, p = count_bursts(counts, np.ones(periods))
        hits += (false_discovery_adjusted(p) <= 0.05).any()
    assert hits / 200 <= 0.09


def test_several_bursts_do_not_hide_each_other():
    _, p = count_bursts([10] * 8 + [100, 100], np.ones(10))
    assert (false_discovery_adjusted(p) <= 0.05).tolist() == [False] * 8 + [True] * 2


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [([0] * 30 + [50] + [0] * 10, [30]), ([0, 0, 1, 0, 0, 2, 0, 0, 40, 0, 1, 0], [8]),
     ([0] * 10 + [1], []), ([0] * 20 + [3, 0, 0, 0, 1], [])],
)  # fmt: skip
def test_a_burst_among_empty_periods(counts, wanted):
    _, p = count_bursts(counts, np.ones(len(counts)))
    assert np.flatnonzero(false_discovery_adjusted(p) <= 0.05).tolist() == wanted


def test_a_part_of_a_period_is_expected_to_hold_a_part():
    expected, _ = count_bursts([50, 100, 100, 100, 100, 100, 25], [0.5, 1, 1, 1, 1, 1, 0.25])
    assert expected.round().tolist() == [50, 100, 100, 100, 100, 100, 25]


@settings(max_examples=40)
@given(st.data())
def test_shares_are_tested_by_fishers_exact_test(data):
    bases = np.array(data.draw(st.lists(st.integers(0, 60), min_size=2, max_size=6)))
    counts = np.array([[data.draw(st.integers(0, int(base))) for base in bases]])
    expected, p = share_bursts(counts, bases)
    for place, (n, base) in enumerate(zip(counts[0], bases, strict=True)):
        rest, others = bases.sum() - base, counts.sum() - n
        if rest and n > expected[0, place]:
            fisher = stats.fisher_exact([[n, base - n], [others, rest - others]], "greater")
            assert p[0, place] == pytest.approx(fisher.pvalue, abs=1e-9)
        else:
            assert p[0, place] == 1


def test_the_exact_chance_holds_for_large_numbers():
    p = two_sided([5_000], [100_000], [5_400], [100_000])
    assert p[0] == pytest.approx(2 * stats.hypergeom.sf(5_399, 200_000, 10_400, 100_000), rel=1e-6)


def test_means_are_compared_as_by_welch():
    first, second = np.array([3.0, 5, 4, 8]), np.array([9.0, 6, 11, 12, 10])
    ours = welch_interval(first, second)
    theirs = stats.ttest_ind(second, first, equal_var=False)
    assert ours[:2] == pytest.approx(theirs.confidence_interval(0.95), abs=1e-9)
    assert ours[2] == pytest.approx(theirs.pvalue, abs=1e-12)


@settings(max_examples=30)
@given(
    st.lists(
        st.one_of(st.none(), st.integers(0, 86_400 * 90)), min_size=2, max_size=60
    ),
    st.sampled_from(["hour", "day", "week", "month", "quarter", "year"]),
)  # fmt: skip
def test_no_response_is_lost(seconds, period):
    dates = [
        pd.NaT if s is None else pd.Timestamp("2023-11-20") + pd.Timedelta(seconds=s)
        for s in seconds
    ]
    corpus = corpus_of(dates)
    themes = themes_of(corpus, {"T01": range(0, len(dates), 2), "T02": range(len(dates))})
    try:
        found = ci.trends(corpus, themes, period=period)
    except TooFewResponses:
        return
    dated = [place for place, date in enumerate(dates) if date is not pd.NaT]
    sums = found.table.groupby("name")["n"].sum()
    assert sums["all"] == sums["T02"] == len(dated) == found.base
    assert sums["T01"] == sum(place % 2 == 0 for place in dated)
    volume = found.table[found.table["series"] == "responses"]["n"].tolist()
    assert found.table.query("name == 'T02'")["base"].tolist() == volume


def test_shares_have_the_base_of_their_period():
    corpus = corpus_of(days([10, 0, 20]))
    found = ci.trends(corpus, themes_of(corpus, {"T01": [0, 1, 2, 10]}), period="day")
    rows = found.table.query("series == 'theme'")
    assert rows["n"].tolist() == [3, 0, 1]
    assert rows["base"].tolist() == [10, 0, 20]
    assert rows["share"].fillna(-1).tolist() == [0.3, -1, 0.05]
    low, high = wilson_interval([3, 1], [10, 20])
    assert rows["low"].dropna().tolist() == low.tolist()
    assert rows["high"].dropna().tolist() == high.tolist()


def test_a_theme_that_comes_up_late_emerges():
    corpus = corpus_of(days([30] * 6))
    carried = {"T01": range(0, 180, 5), "T02": [3, *range(140, 170, 2)]}
    found = ci.trends(corpus, themes_of(corpus, carried))
    rows = found.changes.set_index("name")
    assert rows["emerging"].to_dict() == {"T01": False, "T02": True}
    assert rows["result"].to_dict() == {"T01": "no difference found", "T02": "more"}
    assert set(found.bursts["name"]) == {"T02"}


def test_before_and_after_an_event():
    corpus = corpus_of(days([10, 12, 9, 11, 10, 31, 29, 33, 30]))
    themes = themes_of(corpus, {"T01": range(30), "T02": range(0, 175, 3)})
    found = ci.trends(corpus, themes, event="2024-03-06")
    volume, fewer, same = found.changes.to_dict("records")
    assert (volume["unit"], volume["base_before"], volume["base_after"]) == ("per day", 5, 4)
    assert (volume["before"], volume["after"]) == pytest.approx((10.4, 30.75))
    assert volume["low"] < volume["change"] < volume["high"]
    assert (volume["result"], fewer["result"], same["result"]) == (
        "more", "less", "no difference found",
    )  # fmt: skip
    assert (fewer["n_before"], fewer["base_before"], fewer["n_after"]) == (30, 52, 0)
    assert found.event == "2024-03-06"


def test_the_period_of_the_event_counts_on_neither_side():
    frame = pd.DataFrame({"date": [f"2016-{m:02d}" for m in range(1, 11)], "n": range(1, 11)})
    moved = ci.trends(frame, date="date", count="n", event="2016-06-23").changes.iloc[0]
    assert (moved["n_before"], moved["n_after"]) == (1 + 2 + 3 + 4 + 5, 7 + 8 + 9 + 10)
    sharp = ci.trends(frame, date="date", count="n", event="2016-06-01").changes.iloc[0]
    assert sharp["n_after"] == moved["n_after"] + 6


def test_tone_is_out_of_what_was_scored():
    corpus = corpus_of(days([6, 6]))
    tone = ["negative"] * 5 + [""] + ["positive"] * 6
    table = pd.DataFrame(
        {"response_id": [f"r{n + 1}" for n in range(12)], "sentiment": tone, "why_not": ""}
    ).assign(probability=1.0, positive=0.0, neutral=0.0, negative=0.0)
    sentences = pd.DataFrame(columns=["response_id", "start", "end", "sentiment", "probability"])
    found = ci.trends(
        corpus, Sentiment(table=table, sentences=sentences, base=11), period="day"
    ).table
    rows = found.query("name == 'negative'")
    assert rows[["n", "base", "share"]].to_numpy().tolist() == [[5, 5, 1.0], [0, 6, 0.0]]


def test_the_order_of_rows_does_not_matter():
    corpus = corpus_of(days([5, 9, 4, 20, 6, 7, 3]))
    themes = themes_of(corpus, {"T01": range(0, 54, 4), "T02": range(14, 40)})
    first = ci.trends(corpus, themes)
    mixed = ci.Corpus.from_responses(corpus.responses.sample(frac=1, random_state=1))
    second = ci.trends(mixed, themes)
    pd.testing.assert_frame_equal(first.table, second.table)
    pd.testing.assert_frame_equal(first.changes, second.changes)


@pytest.mark.parametrize(
    ("dates", "length"),
    [
        (["2024-01-01 09:00", "2024-01-01 17:00", "2024-01-02 11:30"], "hour"),
        (["2024-01-01", "2024-01-02", "2024-01-03"], "day"),
        (pd.date_range("2024-01-01", periods=40, freq="D"), "day"),
        (pd.date_range("2024-01-01", periods=200, freq="D"), "week"),
        (pd.date_range("2020-01-01", periods=900, freq="D"), "month"),
        (pd.date_range("2010-01-01", periods=60, freq="MS"), "month"),
        (pd.date_range("2010-01-01", periods=3, freq="MS"), "month"),
        (pd.date_range("2010-01-01", periods=20, freq="QS"), "quarter"),
        (pd.date_range("1990-01-15", periods=30, freq="365D"), "year"),
        (pd.date_range("2019-01-01", periods=5, freq="YS"), "year"),
    ],
)
def test_the_length_fits_the_dates(dates, length):
    assert cut(local_times(pd.Series(pd.to_datetime(dates)), "UTC")).length == length


def test_one_stray_date_costs_no_detail_and_no_memory():
    dates = [*pd.date_range("2024-01-01", periods=300, freq="h"), pd.Timestamp("1990-01-01 10:00")]
    periods = cut(local_times(pd.Series(dates), "UTC"))
    assert len(periods) <= 420
    with pytest.raises(UsageError, match="of an hour"):
        cut(local_times(pd.Series(dates), "UTC"), "hour")


def test_days_begin_where_people_live():
    late = ["2024-06-01 23:30", "2024-06-02 09:00", "2024-06-03 12:00"]
    names = ci.trends(corpus_of(late), period="day", timezone="Europe/London").table["period"]
    assert names.tolist() == ["2024-06-02", "2024-06-03"]
    plain = ci.trends(corpus_of(["2024-06-01", "2024-06-02"]), timezone="America/New_York")
    assert plain.table["period"].tolist() == ["2024-06-01", "2024-06-02"]


def test_months_by_their_names_cannot_be_mistaken():
    frame = pd.DataFrame({"date": ["24 July 2025", "1 August 2025", "3 Sep 2025"]})
    assert ci.trends(frame, date="date", period="month").table["n"].tolist() == [1, 1, 1]
    with pytest.raises(DataError, match="2 of 3 dates"):
        ci.trends(pd.DataFrame({"date": ["03/04/2025", "05/04/2025", "3 May 2025"]}), date="date")


@pytest.mark.parametrize(
    "dates",
    [
        [2019, 2020, 2021],
        ["2019", "2020", "2021"],
        pd.PeriodIndex(["2019", "2020", "2021"], freq="Y"),
        [pd.Timestamp("2019-01-01"), pd.Timestamp("2020-01-01"), pd.Timestamp("2021-01-01")],
    ],
)
def test_years_in_any_form(dates):
    frame = pd.DataFrame({"n": [1, 2, 3]}).assign(when=dates)
    found = ci.trends(frame, date="when", count="n")
    assert found.period == "year"
    assert found.table["period"].tolist() == ["2019", "2020", "2021"]


def test_an_index_of_dates_and_events_that_count_one():
    frame = pd.DataFrame(
        {"x": [1, 2, 3]}, index=pd.to_datetime(["2024-01-01"] * 2 + ["2024-01-03"])
    )
    assert ci.trends(frame).table["n"].tolist() == [2, 0, 1]


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda f: ci.trends(f, date="d"), ColumnNotFound, "No column 'd'"),
        (lambda f: ci.trends(f.assign(n=-1), date="date", count="n"), DataError, "whole numbers"),
        (lambda f: ci.trends(f.assign(date="soon"), date="date"), DataError, "cannot be read"),
        (lambda f: ci.trends(f.assign(date=7), date="date"), DataError, "years"),
        (lambda f: ci.trends(f.head(1), date="date"), TooFewResponses, "All dates lie in one"),
        (lambda f: ci.trends(f, date="date", period="fortnight"), SettingsError, "'period'"),
        (lambda f: ci.trends(f, date="date", timezone="Atlantis"), SettingsError, "'timezone'"),
        (lambda f: ci.trends(f, date="date", event="1999-01-01"), SettingsError, "'event'"),
        (lambda f: ci.trends(f, date="date", event="then"), SettingsError, "'event'"),
        (lambda f: ci.trends(corpus_of([None, None])), TooFewResponses, "no dates"),
        (lambda f: ci.trends(corpus_of(["2024-01-01"]), count="n"), UsageError, "a corpus has"),
    ],
)
def test_what_cannot_be_is_said(call, error, said):
    frame = pd.DataFrame({"date": ["2024-01-01", "2024-02-01"], "n": [1, 2]})
    with pytest.raises(error, match=said):
        call(frame)


@pytest.mark.parametrize(("rule", "number"), [("each", 9), ("once", 4), ("apart", 3)])
def test_copies_of_a_campaign_count_as_everywhere(rule, number):
    letter = (
        "Please keep our village library open on Saturdays for all the children of the village."
    )
    texts = [letter] * 6 + ["More buses", "Fewer cars", "Mend the roof"]
    dates = pd.to_datetime(days([1] * 9), utc=True)
    frame = pd.DataFrame({"text": texts, "created_at": dates})
    corpus = ci.find_campaigns(ci.Corpus.from_responses(frame), count=rule)
    found = ci.trends(corpus, themes_of(corpus, {"T01": range(9)}), period="day")
    assert found.base == number
    assert found.table.groupby("series")["n"].sum().to_dict() == {
        "responses": number, "theme": number,
    }  # fmt: skip
