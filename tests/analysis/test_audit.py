import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.analysis._audit.measures import (
    cohen_kappa,
    f1_scores,
    krippendorff_alpha,
)
from consultation_insight.analysis._audit.shares import _beta_binomial, _summed, corrected_share
from consultation_insight.errors import ColumnNotFound, SettingsError, TooFewResponses, UsageError

NAN = float("nan")


@pytest.fixture(scope="module")
def corpus():
    texts = [f"{what} {n} is late" for n in range(30) for what in ("Bus", "Train", "Tram", "Taxi")]
    return ci.Corpus.from_responses(
        pd.DataFrame({"text": texts, "respondent_id": [f"p{n}" for n in range(120)]}),
        respondents=pd.DataFrame(
            {"respondent_id": [f"p{n}" for n in range(120)], "area": ["N", "S", "S"] * 40}
        ),
    )


@pytest.fixture(scope="module")
def coding(corpus):
    frame = ci.CodeFrame.of(
        [
            {"code": "BUS", "label": "Bus"},
            {"code": "RAIL", "label": "Train"},
            {"code": "CAB", "label": "Taxi"},
        ]
    )
    return ci.apply_code_frame(corpus, frame)


def human_codes(corpus, responses, wrong=()):
    texts = dict(zip(corpus.responses["response_id"], corpus.responses["text"], strict=True))
    codes = {"Bus": "BUS", "Train": "RAIL", "Taxi": "CAB", "Tram": ""}
    right = [codes[texts[one].split()[0]] for one in responses]
    return pd.DataFrame(
        {
            "response_id": list(responses),
            "code": [
                "CAB" if one in wrong else code for one, code in zip(responses, right, strict=True)
            ],
        }
    )


# Krippendorff (2011), Computing Krippendorff's alpha-reliability: the two-coder and the many-coder example.
A = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
C = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]


def test_alpha_equals_published_examples():
    assert krippendorff_alpha(A) == pytest.approx(0.0952380952, abs=1e-6)
    assert krippendorff_alpha(C) == pytest.approx(0.743421052631579, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_alpha_of_two_coders_is_close_to_scott_and_equals_its_definition(seed):
    """For two coders: observed against expected disagreement of the pooled values."""
    random = np.random.RandomState(seed)
    one, two = random.randint(0, 3, 40), random.randint(0, 3, 40)
    pooled = np.concatenate([one, two])
    counts = np.bincount(pooled)
    expected = 1 - (counts * (counts - 1)).sum() / (len(pooled) * (len(pooled) - 1))
    assert krippendorff_alpha([one, two]) == pytest.approx(
        1 - (one != two).mean() / expected, abs=1e-9
    )


@pytest.mark.parametrize("seed", range(4))
def test_kappa_equals_scikit_learn(seed):
    from sklearn.metrics import cohen_kappa_score

    random = np.random.RandomState(seed)
    a, b, w = random.randint(0, 4, 60), random.randint(0, 4, 60), random.rand(60)
    assert cohen_kappa(a, b) == pytest.approx(cohen_kappa_score(a, b), abs=1e-9)
    assert cohen_kappa(a, b, w) == pytest.approx(cohen_kappa_score(a, b, sample_weight=w), abs=1e-9)


def test_kappa_equals_a_published_example():
    """The 2 x 2 table of 50 grant applications: 20, 5, 10, 15 give 0.4."""
    a = [1] * 25 + [0] * 25
    b = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    assert cohen_kappa(a, b) == pytest.approx(0.4, abs=1e-9)


@pytest.mark.parametrize(
    "measure",
    [
        lambda: cohen_kappa([1, 1], [1, 1]),
        lambda: krippendorff_alpha([[1], [1]]),
        lambda: krippendorff_alpha([[NAN], [NAN]]),
        lambda: cohen_kappa([], []),
    ],
)
def test_where_nothing_varies_nothing_is_said(measure):
    assert np.isnan(measure())


def test_f1_equals_scikit_learn():
    from sklearn.metrics import f1_score

    random = np.random.RandomState(0)
    human, machine = (random.rand(2, 50, 4) < 0.4).astype(float)
    human[:, 0] = np.maximum(human[:, 0], machine[:, 0])
    found = f1_scores(human, machine, np.ones((1, 50)))
    for name in ("micro", "macro"):
        assert found[f"{name}_f1"][0] == pytest.approx(
            f1_score(human, machine, average=name), abs=1e-9
        )
    both = (human.sum(axis=1) + machine.sum(axis=1)) > 0
    some = f1_scores(human[both], machine[both], np.ones((1, int(both.sum()))))
    expected = f1_score(human[both], machine[both], average="samples", zero_division=0)
    assert some["samples_f1"][0] == pytest.approx(expected, abs=1e-9)


def test_a_sample_is_seeded_stratified_and_knows_its_chances(coding, corpus):
    sample = ci.draw_audit_sample(coding, 40, by=["code", "area"], corpus=corpus)
    table = sample.table
    assert len(table) == 40 and table["response_id"].is_unique
    assert table["response_id"].tolist() == (
        ci.draw_audit_sample(coding, 40, by=["code", "area"], corpus=corpus)
        .table["response_id"]
        .tolist()
    )
    assert table["response_id"].tolist() != (
        ci.draw_audit_sample(coding, 40, by=["code", "area"], corpus=corpus, seed=1)
        .table["response_id"]
        .tolist()
    )
    counts = table.groupby("stratum").size()
    known = table.drop_duplicates("stratum").set_index("stratum")
    chances = known["probability"].reindex(counts.index).to_numpy()
    assert (counts / known["stratum_size"]).reindex(counts.index).to_numpy() == pytest.approx(
        chances
    )
    assert known["stratum_size"].sum() == 120 and counts.min() >= 2
    assert len(ci.draw_audit_sample(coding, 1000)) == 120


def test_wrong_calls(coding, corpus):
    with pytest.raises(SettingsError):
        ci.draw_audit_sample(coding, 0)
    with pytest.raises(UsageError, match="needs the corpus"):
        ci.draw_audit_sample(coding, 9, by="area")
    with pytest.raises(UsageError, match="no 'colour'"):
        ci.draw_audit_sample(coding, 9, by="colour", corpus=corpus)
    with pytest.raises(TooFewResponses):
        ci.audit(coding, pd.DataFrame({"response_id": ["zz"], "code": ["BUS"]}))
    with pytest.raises(ColumnNotFound):
        ci.audit(coding, pd.DataFrame({"response_id": ["zz"]}))
    with pytest.raises(UsageError):
        ci.agreement(pd.DataFrame({"response_id": ["r1"], "code": ["A"]}))


def test_the_truth_about_every_response_leaves_nothing_uncertain(coding, corpus):
    human = human_codes(corpus, corpus.responses["response_id"])
    shares = ci.audit(coding, human, draws=50).shares
    assert shares["corrected"].tolist() == [0.25, 0.25, 0.25]
    assert shares["low"].tolist() == shares["high"].tolist() == shares["corrected"].tolist()


def test_audit_by_code_and_over_all(coding, corpus):
    sample = ci.draw_audit_sample(coding, 60)
    ids = sample.table["response_id"].tolist()
    found = ci.audit(coding, human_codes(corpus, ids, wrong=ids[:6]), sample=sample, draws=200)
    table = found.table.set_index("code")
    assert (table["f1_low"] <= table["f1"]).all() and (table["f1"] <= table["f1_high"]).all()
    assert table.loc["CAB", "recall"] < 1 and table.loc["BUS", "recall"] == 1
    assert set(found.overall["measure"]) >= {"samples_f1", "micro_f1", "macro_f1"}
    shares = found.shares
    assert ((shares["low"] <= shares["corrected"]) & (shares["corrected"] <= shares["high"])).all()
    assert found.agreement["first"].unique().tolist() == ["machine"]


def test_several_coders_stand_beside_the_machine(coding, corpus):
    ids = corpus.responses["response_id"].tolist()[:20]
    human = pd.concat(
        [
            human_codes(corpus, ids).assign(assigned_by="ann"),
            human_codes(corpus, ids, wrong=ids[:5]).assign(assigned_by="bob"),
        ]
    )
    pairs = ci.audit(coding, human, draws=20).agreement
    over_all = pairs[pairs["code"] == ""]
    assert over_all[["first", "second"]].to_numpy().tolist() == [
        ["machine", "ann"], ["machine", "bob"], ["ann", "bob"],
    ]  # fmt: skip
    two = ci.agreement(human).table
    assert two[two["code"] == ""]["kappa"].iloc[0] == pytest.approx(over_all["kappa"].iloc[2])


def test_agreement_counts_readings_without_a_code():
    ann = pd.DataFrame({"response_id": ["r1", "r2", "r3"], "code": ["A", "A", None]})
    bob = pd.DataFrame({"response_id": ["r1", "r2", "r3"], "code": ["A", "", ""]})
    table = ci.agreement(ann, bob).table
    assert table.loc[0, ["n", "first_n", "second_n"]].tolist() == [3, 2, 1]
    assert table.loc[0, "agreement"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(("share", "n"), [(0.03, 150), (0.1, 150), (0.4, 100)])
def test_intervals_cover_the_truth(share, n):
    random = np.random.RandomState(5)
    size = 1200
    truth = np.zeros(size)
    truth[: int(share * size)] = 1
    machine = np.where(random.rand(size) < 0.15 * (0.2 if share < 0.2 else 1), 1 - truth, truth)
    covered = 0
    for _ in range(400):
        drawn = random.choice(size, n, replace=False)
        found = corrected_share(
            machine.mean(), truth[drawn], machine[drawn], np.full(n, size / n), size
        )
        covered += found.low <= truth.mean() <= found.high
    assert 0.92 <= covered / 400 <= 0.995


def test_what_the_audit_did_not_find_may_be_among_what_it_did_not_read():
    """100 of 140 were read and none carries the code: two of the other 40 may (chance 8 %)."""
    found = corrected_share(0.0, np.zeros(100), np.zeros(100), np.full(100, 1.4), 140)
    assert found.low == 0
    assert 2 / 140 <= found.high < 4 / 140


def test_what_the_audit_found_is_there():
    """One of three is one, however many responses it stands for."""
    human = np.r_[1.0, np.zeros(99)]
    heavy = np.r_[8.0, np.full(99, (300 - 8) / 99)]
    found = corrected_share(0.0, human, np.zeros(100), heavy, 300)
    assert 0 < found.low <= 1 / 300 + 1e-12


def test_strata_that_tell_who_carries_a_code_make_the_interval_narrower():
    human = np.r_[np.ones(40), np.zeros(40)]
    strata = ["A"] * 40 + ["B"] * 40
    weights = np.full(80, 5.0)
    plain = corrected_share(0.0, human, np.zeros(80), weights, 400)
    known = corrected_share(0.0, human, np.zeros(80), weights, 400, strata)
    assert known.high - known.low < 0.8 * (plain.high - plain.low)
    assert known.share == plain.share == 0.5


def test_one_stratum_is_a_simple_random_sample():
    human = np.r_[np.ones(30), np.zeros(50)]
    args = (0.0, human, np.zeros(80), np.full(80, 5.0), 400)
    assert corrected_share(*args, ["all"] * 80) == corrected_share(*args)


def test_the_number_of_carriers_not_read_is_beta_binomial():
    from scipy.stats import betabinom

    for shape in ((40, 1.5, 99.5), (1000, 12.5, 30.5)):
        expected = betabinom.pmf(np.arange(shape[0] + 1), *shape)
        assert _beta_binomial(*shape) == pytest.approx(expected, abs=1e-10)
    one, other = _beta_binomial(300, 3.5, 40.5), _beta_binomial(700, 0.5, 90.5)
    assert _summed(one, other) == pytest.approx(np.convolve(one, other), abs=1e-12)
    assert _summed(one, other).sum() == pytest.approx(1)


def test_where_nothing_was_read_nothing_is_known():
    """Of the 30 that the machine gave the code, nobody read one."""
    found = corrected_share(0.3, np.zeros(20), np.zeros(20), np.full(20, 3.5), 100)
    assert found.low == 0
    assert found.high >= 0.3


def test_nearly_all_read_leaves_only_the_rest_uncertain():
    human = np.r_[np.ones(30), np.zeros(60)]
    found = corrected_share(1.0, human, np.ones(90), np.full(90, 100 / 90), 100)
    assert 0.30 <= found.low < found.share < found.high <= 0.40


@pytest.mark.parametrize("unequal", [False, True])
def test_intervals_of_small_strata_cover_the_truth(unequal):
    """Carriers in 22 of 280, of which 100 are read: the interval is neither too bold nor idle."""
    random = np.random.default_rng(4)
    truth, machine = np.zeros(280), np.zeros(280)
    truth[:16], truth[120:126], machine[:68] = 1, 1, 1
    strata = np.repeat(["a", "b", "c"], [68, 80, 132])
    wanted = {"a": 30, "b": 30, "c": 40} if unequal else {"a": 24, "b": 29, "c": 47}
    covered = 0
    for _ in range(600):
        rows = np.concatenate(
            [random.choice(np.flatnonzero(strata == s), wanted[s], replace=False) for s in wanted]
        )
        weights = np.array([(strata == s).sum() / wanted[s] for s in strata[rows]])
        found = corrected_share(
            machine.mean(), truth[rows], machine[rows], weights, 280, strata[rows].tolist()
        )
        covered += found.low - 1e-12 <= truth.mean() <= found.high + 1e-12
    assert 0.92 <= covered / 600 <= 0.985


def test_a_share_that_rests_on_few_says_so(coding, corpus):
    sample = ci.draw_audit_sample(coding, 30)
    human = human_codes(corpus, sample.table["response_id"].tolist())
    shares = ci.audit(coding, human, sample=sample, draws=20).shares
    assert (shares["note"].str.startswith("found in fewer than 10") == (shares["found"] < 10)).all()
    assert (shares["found"] < 10).any()
    everything = ci.audit(coding, human_codes(corpus, corpus.responses["response_id"]), draws=20)
    assert everything.shares["note"].eq("").all()
