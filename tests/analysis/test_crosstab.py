"""Groups compared: the figures equal SciPy's, chance is kept in its place, and words say both."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import consultation_insight as ci
from consultation_insight.analysis._groups.testing import chi_square, of_several, rao_scott
from consultation_insight.analysis.tables import build_tables
from consultation_insight.errors import ColumnNotFound, UsageError

TYPES = ("Carer", "Provider", "Resident")


def survey(people=300, seed=1, *, matters=True):
    """Answers that depend on the type of respondent, and not on age."""
    random = np.random.default_rng(seed)
    types = random.choice(TYPES, people, p=[0.5, 0.2, 0.3])
    agree = np.where(types == "Provider", 0.8, 0.35) if matters else np.full(people, 0.5)
    frame = pd.DataFrame(
        {
            "Type": types,
            "Age": random.choice(["16-34", "35-54", "55-74", "75+"], people),
            "Do you agree?": np.where(random.random(people) < agree, "Agree", "Disagree"),
            "Why?": [f"Because of reason number {n}, as was said before" for n in range(people)],
        }
    )
    return ci.read(frame)


def test_chi_square_equals_scipy():
    random = np.random.default_rng(2)
    for shape in ((2, 2), (2, 7), (5, 4)):
        table = random.integers(20, 90, shape)
        expected = stats.chi2_contingency(table, correction=False)
        made = chi_square(table)
        assert made.name == "chi-square"
        assert made.statistic == pytest.approx(expected.statistic, abs=1e-9)
        assert made.p == pytest.approx(expected.pvalue, abs=1e-9)
        assert made.v == pytest.approx(stats.contingency.association(table, "cramer"), abs=1e-9)


def test_simulated_p_is_near_the_exact_one():
    """Fisher's table of a lady tasting tea, and a thin one whose p SciPy gives exactly."""
    for table in ([[3, 1], [1, 3]], [[8, 2], [1, 9]], [[1, 9], [8, 3]]):
        exact = stats.fisher_exact(table).pvalue
        made = chi_square(table)
        assert made.name == "chi-square, simulated"
        assert made.p == pytest.approx(exact, rel=0.35, abs=0.002)
    assert chi_square([[8, 2], [1, 9]]).p == chi_square([[9, 1], [2, 8]]).p == chi_square([[8, 1], [2, 9]]).p  # fmt: skip


def test_nothing_to_test():
    assert chi_square([[5, 0], [9, 0]]) is None
    assert chi_square([[0, 0]]) is None


def test_rao_scott_is_pearsons_without_weights():
    random = np.random.default_rng(5)
    rows, columns = random.integers(0, 3, 400), random.integers(0, 2, 400)
    one, other = np.eye(3)[rows], np.eye(2)[columns]
    simple = rao_scott(one, other, np.ones(400), np.arange(400))
    assert simple.statistic == pytest.approx(chi_square(one.T @ other).statistic, rel=0.02)


def test_rao_scott_keeps_its_size_under_weights():
    """Of 400 samples without any difference, about 5 % are called different; Pearson's calls more."""
    random = np.random.default_rng(8)
    called, pearson = 0, 0
    for _ in range(400):
        rows, columns = random.integers(0, 2, 300), random.integers(0, 3, 300)
        weights = random.choice([0.25, 1.0, 4.0], 300)
        one, other = np.eye(2)[rows], np.eye(3)[columns]
        called += rao_scott(one, other, weights, np.arange(300)).p <= 0.05
        pearson += chi_square((one * weights[:, None]).T @ other, simulate=False).p <= 0.05
    assert 8 <= called <= 36
    assert pearson > 60


def test_one_person_with_many_responses_is_one_person():
    """Ten copies of each unit say no more than one."""
    random = np.random.default_rng(6)
    one, other = np.eye(2)[random.integers(0, 2, 60)], np.eye(2)[random.integers(0, 2, 60)]
    once = rao_scott(one, other, np.ones(60), np.arange(60))
    often = rao_scott(
        np.repeat(one, 10, axis=0), np.repeat(other, 10, axis=0), np.ones(600),
        np.repeat(np.arange(60), 10),
    )  # fmt: skip
    assert often.p == pytest.approx(once.p, abs=1e-9)


def test_rows_that_are_copies_of_each_other_are_one_test():
    random = np.random.default_rng(7)
    group = np.eye(3)[random.integers(0, 3, 300)]
    row = random.integers(0, 2, 300).astype(float)
    tables = [[row @ group, (1 - row) @ group]] * 4
    tests = [chi_square(table) for table in tables]
    together = of_several(np.column_stack([row] * 4), tests, 3)
    assert together.p == pytest.approx(tests[0].p, abs=1e-9)


def test_a_difference_is_found_and_said_and_chance_is_not():
    found = ci.find_differences(survey())
    assert set(found.found["break"]) == {"Type"}
    first = found.found.iloc[0]
    assert (first["level"], first["row"], first["q"] < 0.01) == ("Provider", "Agree", True)
    assert "Of those with “Provider”" in first["said"]
    assert "No difference was found between the groups of “Age” (2 tests)." in found.said


def test_crosstab_counts_what_is_there():
    corpus = survey()
    table = ci.crosstab(corpus, "Do you agree?", by="type").table
    cells = table[table["level"] != ""].set_index(["row", "level"])
    people = corpus.respondents.set_index("respondent_id")["Type"]
    answers = corpus.answers.assign(type=corpus.answers["respondent_id"].map(people))
    for (row, level), line in cells.iterrows():
        group = answers[answers["type"] == level]
        n = int((group["answer"] == row).sum())
        assert (line["n"], line["base"]) == (n, len(group))
        assert line["share"] == pytest.approx(n / len(group))
        rest = answers[answers["type"] != level]["answer"].eq(row).mean()
        assert line["effect"] == pytest.approx(n / len(group) - rest)
        assert line["low"] <= line["share"] <= line["high"]
    wide = ci.crosstab(corpus, "Do you agree?", by="Type").wide("n")
    assert wide[list(TYPES)].to_numpy().sum() == 300


def test_weights_change_shares_and_widen_intervals():
    corpus = survey()
    weights = ci.rake(corpus, {"Age": {"16-34": 0.7, "35-54": 0.1, "55-74": 0.1, "75+": 0.1}})
    plain, weighed = (
        ci.crosstab(corpus, "Do you agree?", by="Type", weights=w).table for w in (None, weights)
    )
    assert plain["n"].tolist() == weighed["n"].tolist()
    assert (weighed["effective_base"] < plain["effective_base"]).all()
    assert ((weighed["high"] - weighed["low"]) > 0.9 * (plain["high"] - plain["low"])).all()
    ones = dict.fromkeys(corpus.respondents["respondent_id"], 1.0)
    same = ci.crosstab(corpus, "Do you agree?", by="Type", weights=ones).table
    assert same["share"].tolist() == pytest.approx(plain["share"].tolist())


def test_what_cannot_be_compared_is_said():
    corpus = survey(60)
    with pytest.raises(ColumnNotFound, match="Typ"):
        ci.crosstab(corpus, "Do you agree?", by="Typ")
    with pytest.raises(UsageError, match="nothing to compare in 'themes'"):
        ci.crosstab(corpus, "themes", by="Type")
    with pytest.raises(UsageError, match="no rows 'word'"):
        ci.crosstab(corpus, "word", by="Type")
    with pytest.raises(UsageError, match="without a weight"):
        ci.crosstab(corpus, "Do you agree?", by="Type", weights={"x": 1.0, **dict.fromkeys(
            corpus.respondents["respondent_id"][:3], 1.0)})  # fmt: skip


def test_the_order_of_rows_does_not_matter():
    corpus = survey(120)
    frame = corpus.respondents
    again = ci.Corpus(
        corpus.responses, frame.sample(frac=1, random_state=3), corpus.questions,
        corpus.answers.sample(frac=1, random_state=4), corpus.ledger, attributes=corpus.attributes,
    )  # fmt: skip
    one, other = (ci.find_differences(c).table for c in (corpus, again))
    key = ["question", "row", "break", "level"]
    pd.testing.assert_frame_equal(
        one.sort_values(key, ignore_index=True), other.sort_values(key, ignore_index=True)
    )


@pytest.fixture(scope="module")
def care(corpora):
    """The care consultation with its own codes, as people gave them."""
    corpus = ci.clean(ci.read(corpora / "care_consultation" / "responses.xlsx"))
    frame = json.loads((corpora / "care_consultation" / "codeframe.json").read_text())
    asked = dict(
        zip(frame, corpus.questions[corpus.questions["type"] == "open"]["question_id"], strict=True)
    )
    codes = [{**code, "question_id": asked[q]} for q in frame for code in frame[q]]
    lines = (corpora / "care_consultation" / "gold.jsonl").read_text().splitlines()
    ids = corpus.responses.set_index(["respondent_id", "question_id"])["response_id"]
    rows = [
        (ids[gold["respondent_id"], asked[gold["question"]]], asked[gold["question"]], one["code"])
        for gold in map(json.loads, lines)
        for one in gold["codes"]
        if (gold["respondent_id"], asked[gold["question"]]) in ids.index
    ]
    coding = pd.DataFrame(rows, columns=["response_id", "question_id", "code"]).drop_duplicates()
    coding = coding.assign(start=0, end=1, strength=1.0, assigned_by="person")
    table = pd.DataFrame(codes).assign(
        n=0, share=0.0, low=0.0, high=0.0, base=0, n_once=0, caution=""
    )
    whole = pd.DataFrame(codes).assign(opposite="", examples="")
    return corpus, ci.Coding(
        base=0, table=table, coding=coding, frame=whole,
        candidates=coding[["response_id", "question_id", "code", "strength"]],
    )  # fmt: skip


def test_what_was_planted_is_found_and_nothing_for_age(care):
    """PROVENANCE.md: type of respondent is related to stance, disability to continuity, age to none."""
    corpus, coding = care
    source = ci.Analysis(
        title="", corpus=corpus, results={"coding": coding}, tables={}, settings={}
    )  # fmt: skip
    found = ci.find_differences(source, rows=["answers", "codes"])
    by = found.found.groupby("break")["row_id"].agg(set)
    continuity = {"CON_CONT", "RIG_SAME"}
    assert by["Do you consider yourself disabled?"] & continuity
    answers = found.found[found.found["rows"] == "answers"]
    types = answers[answers["break"] == "Are you responding as…"]
    assert {"provider", "unpaid carer"} <= set(types["level"])
    assert "Age" not in by.index
    said = [sentence for sentence in found.said if "“Age”" in sentence]
    assert len(said) == 1
    assert said[0].startswith("No difference was found")


@pytest.mark.parametrize("seed", range(2))
def test_where_no_break_matters_next_to_nothing_is_found(care, seed):
    """Quick version of benchmarks/statistics.py: attributes shuffled over respondents."""
    corpus, coding = care
    random = np.random.default_rng(seed)
    discoveries = 0
    for _ in range(6):
        people = corpus.respondents
        shuffled = people.iloc[random.permutation(len(people))].reset_index(drop=True)
        shuffled["respondent_id"] = people["respondent_id"].to_numpy()
        again = corpus.after(ci.Step.of("shuffle", {}), respondents=shuffled)
        source = ci.Analysis(
            title="", corpus=again, results={"coding": coding}, tables={}, settings={}
        )
        breaks = [name for name in people.columns[1:] if "Organisation" not in name]
        found = ci.find_differences(source, rows=["answers", "codes"], by=breaks)
        discoveries += len(found.found) > 0
    assert discoveries <= 2


def test_a_coding_can_be_the_rows_and_its_name_too(care):
    corpus, coding = care
    one = ci.crosstab(corpus, coding, by="Age", question="1b_please_tell_us_why")
    assert set(one.table["rows"]) == {"codes"}
    above = one.table[one.table["level"] == ""].set_index("row_id")["n"]
    assert above["CON"] >= above[["CON_QUAL", "CON_CONT", "CON_DUTY"]].max()


@pytest.mark.parametrize("rule", ["each", "once", "apart"])
def test_copies_of_a_campaign_count_as_they_were_told_to(rule):
    """The same numbers as in the run's other tables, whichever rule holds."""
    letter = "Please keep our village library open on Saturdays for the children of the place."
    own = ["This is wonderful, I love it", "I hate this terrible plan", "It opens at ten", "Awful"]
    frame = pd.DataFrame(
        {
            "Type": ["Carer", "Resident"] * 12,
            "Do you agree?": ["Agree"] * 16 + ["Disagree"] * 8,
            "Why?": [letter] * 12 + own * 3,
        }
    )
    corpus = ci.find_campaigns(ci.read(frame), count=rule)
    tables = build_tables(corpus, {"sentiment": ci.score_sentiment(corpus)})
    answers = tables["answers"].set_index("answer")["n"].to_dict()
    closed = tables["closed"][tables["closed"]["kind"] == "answer"]
    assert closed.set_index("answer")["n"].to_dict() == answers
    one = ci.crosstab(corpus, "Do you agree?", by="Type").table
    assert one[one["level"] == ""].set_index("row")["n"].to_dict() == answers
    source = ci.Analysis(
        title="", corpus=corpus, results={"sentiment": ci.score_sentiment(corpus)}, tables={},
        settings={},
    )  # fmt: skip
    tone = ci.crosstab(source, "sentiment", by="Type").table
    counted = tables["sentiment"].set_index("sentiment")["n"]
    for row, n in tone[tone["level"] == ""].set_index("row")["n"].items():
        assert n == counted[row]


def test_levels_of_which_nobody_says_anything_are_no_trouble():
    notes = Path(__file__).parents[2] / "corpora" / "open_space" / "notes.csv"
    analysis = ci.analyse(ci.prepare(notes))  # a warning would be an error
    assert len(analysis.tables["breaks"])
