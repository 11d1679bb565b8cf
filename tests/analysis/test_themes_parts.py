"""The parts of `find_themes`: subjects, groups, headings, what was said once."""

import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.analysis._headings.labels import Naming, name_groups, told
from consultation_insight.analysis._headings.terms import read_terms
from consultation_insight.analysis._themes.groups import centred, find_groups, neighbourhood
from consultation_insight.analysis._themes.passages import passages_of
from consultation_insight.analysis._themes.subjects import (
    beside,
    breadth,
    read_subjects,
    singular,
    subject_headings,
    subjects_of,
)
from consultation_insight.errors import SettingsError
from consultation_insight.models.graphs import graph


def blobs(sizes=(40, 40, 40), seed=0, spread=0.6, width=32):
    random = np.random.RandomState(seed)
    middles = np.eye(width)[: len(sizes)]
    rows = [
        m + spread * random.randn(n, width) / np.sqrt(width)
        for m, n in zip(middles, sizes, strict=True)
    ]
    vectors = np.vstack(rows).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.repeat(
        range(len(sizes)), sizes
    )


def grouped(vectors, **settings):
    settings = {"n_themes": None, "seed": 20, **settings}
    vectors = centred(vectors)
    return find_groups(vectors, neighbourhood(vectors), **settings)


# Graph


def test_neighbours_are_those_of_brute_force(monkeypatch):
    vectors, _ = blobs()
    similar = vectors @ vectors.T
    np.fill_diagonal(similar, -2)
    near, cosines = graph.neighbours(vectors, 5, block=7)
    assert np.allclose(cosines, -np.sort(-similar, axis=1)[:, :5], atol=1e-6)
    assert (near != np.arange(len(vectors))[:, None]).all()


def test_the_graph_is_symmetric_and_its_weights_are_shares():
    joined = graph.graph_of(*graph.neighbours(blobs()[0], 5))
    there = dict(zip(zip(joined.rows, joined.ends, strict=True), joined.weights, strict=True))
    assert all(there[end, row] == weight for (row, end), weight in there.items())
    assert all(row != end for row, end in there)
    assert joined.weights.min() > 0
    assert joined.weights.max() <= 1 + 1e-12


def test_copies_do_not_break_the_graph():
    vectors = np.repeat(np.eye(3, dtype=np.float32), 10, axis=0)
    joined = graph.graph_of(*graph.neighbours(vectors, 4))
    assert np.isfinite(joined.weights).all()


@pytest.mark.parametrize("count", [0, 1, 2])
def test_tiny_graphs(count):
    vectors = np.eye(3, dtype=np.float32)[:count]
    near = graph.neighbours(vectors, 5)
    assert near[0].shape == (count, max(count - 1, 0))
    if count:
        graph.graph_of(*near)


# Groups


def test_groups_are_found_again():
    vectors, truth = blobs()
    groups = grouped(vectors)
    assert groups.count == 3
    assert all(len(set(groups.labels[truth == k])) == 1 for k in range(3))
    assert (groups.stability > 0.9).all()


def test_any_seed_gives_the_same_where_the_groups_are_clear():
    vectors, _ = blobs()
    assert np.array_equal(grouped(vectors, seed=1).labels, grouped(vectors, seed=2).labels)


@pytest.mark.parametrize("wanted", [1, 2, 3, 5])
def test_so_many_groups_as_asked(wanted):
    assert grouped(blobs(sizes=(60,) * 6)[0], n_themes=wanted).count == wanted


def test_what_has_nothing_in_common_is_no_group():
    vectors, _ = blobs(sizes=(60, 60, 60, 60), width=200, spread=0.5)
    random = np.random.RandomState(4).randn(60, 200).astype(np.float32)
    random /= np.linalg.norm(random, axis=1, keepdims=True)
    groups = grouped(np.vstack([vectors, random]))
    assert (groups.labels[:240] >= 0).mean() > 0.95
    assert (groups.labels[240:] < 0).mean() > 0.8


# Subjects


def test_plurals_fold_and_participles_do_not():
    assert [singular(w) for w in ("carers", "disabled", "policies", "buses")] == [
        "carer", "disabled", "policy", "bus",
    ]  # fmt: skip


def test_a_phrase_counts_before_its_words():
    known = read_subjects("policy", "en")
    found = subjects_of(["a food bank"], known)[0]
    named = {known.headings[i] for i in np.flatnonzero(found)}
    assert "Poverty, benefits and pensions" in named
    assert "Business, trade and finance" not in named


def test_every_shipped_subject_has_words_and_a_short_heading_of_its_own():
    known = read_subjects("policy", "en")
    words = [word.strip(",").casefold() for heading in known.headings for word in heading.split()]
    words = [word for word in words if word not in ("and", "of", "the")]
    assert len(words) == len(set(words))
    assert all(len(heading.split()) <= 6 for heading in known.headings)
    assert {i for found in known.phrases.values() for i in found} == set(range(len(known.headings)))


def test_a_corpus_without_policy_is_left_as_it_is():
    known = read_subjects("policy", "en")
    texts = ["how do I sort a list", "cannot parse this file", "loop over a matrix"] * 10
    vectors = np.eye(3, dtype=np.float32)[[0, 1, 2] * 10]
    both = beside(vectors, subjects_of(texts, known), np.arange(30))
    assert np.allclose(both @ both.T, vectors @ vectors.T, atol=0.02)


def test_what_is_of_one_subject_comes_nearer():
    known = read_subjects("policy", "en")
    texts = [
        f"more {word}"
        for found in ("bus,tram", "nurse,hospital", "rent,landlord", "school,teacher", "carbon,climate",
                      "police,prison", "wage,union", "broadband,software", "theatre,museum",
                      "farmer,allotment", "vote,parliament", "solar,turbine", "scientist,laboratory",
                      "charity,parish")
        for word in found.split(",")
    ]  # fmt: skip
    vectors = np.eye(len(texts), dtype=np.float32)
    named = subjects_of(texts, known)
    assert breadth(named) >= 12
    # One passage of each is too little to go by; ten are not.
    assert beside(vectors, named, np.arange(len(texts)))[0, len(texts) :].max() == 0
    both = beside(vectors, named, np.tile(np.arange(len(texts)), 10))
    assert both[0] @ both[1] > 0.15
    assert both[0] @ both[2] == pytest.approx(0, abs=0.01)


def test_only_a_group_that_is_most_of_a_subject_bears_its_name():
    named = np.zeros((20, 2), dtype=np.float32)
    named[:10, 0] = 1
    labels = np.array([0] * 8 + [1] * 12)
    assert subject_headings(named, labels, ["Bread", "Wine"]) == {0: "Bread"}


def test_an_own_list_of_subjects(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text("# mine\nSea: kelp, tide pool\n", encoding="utf-8")
    known = read_subjects(str(path), "cy")
    assert known.headings == ("Sea",)
    assert subjects_of(["Kelp in tide pools"], known).tolist() == [[2.5]]


def test_subjects_that_are_not_there():
    assert read_subjects("off", "en") is None
    assert read_subjects("policy", "xx") is None
    with pytest.raises(SettingsError, match="subjects"):
        read_subjects("nowhere.txt", "en")


# Headings


def test_headings_prefer_phrases_that_the_group_has_alone():
    texts = [f"The parking charges are too high {i}" for i in range(10)]
    texts += [f"We like the library a lot {i}" for i in range(10)]
    words = read_terms(texts)
    labels = np.repeat([0, 1], 10)
    names = name_groups(words, labels, lambda terms: np.ones((len(terms), 2)))
    assert names[0].label.startswith("Parking charges")
    assert names[1].label == "Library"
    assert "library" in names[1].keywords


def test_a_heading_does_not_say_a_thing_twice():
    texts = [f"The {word} of the trust {i}" for i in range(6) for word in ("leader", "leadership")]
    texts += [f"We like the library a lot {i}" for i in range(12)]
    names = name_groups(
        read_terms(texts), np.repeat([0, 1], 12), lambda terms: np.ones((len(terms), 2))
    )
    assert ("eader" in names[0].label) and names[0].label.count("eader") == 1


def test_words_after_a_copula_are_no_headings():
    words = read_terms(["The bus is crucial", "A bus is crucial for us", "Trains are so crucial"])
    assert words.nounlike(("crucial",)) < 0.4 < words.nounlike(("bus",))


def test_a_cell_of_a_megabyte_is_cut_in_time():
    found = passages_of(["word, and " * 100_000])
    assert len(found) > 1000


def test_a_group_without_words_of_its_own_has_no_heading():
    words = read_terms(["one and the same"] * 10)
    names = name_groups(words, np.repeat([0, 1], 5), lambda terms: np.ones((len(terms), 2)))
    assert [name.label for name in names] == ["", ""]


def test_words_of_one_respondent_head_no_theme():
    texts = ["The piano of my aunt", "That piano plays", "Another piano", "Her piano is old"]
    texts += ["We like the library", "That library helps", "My library", "A library for us"]
    one = np.array([0, 0, 0, 0, 1, 2, 3, 4])
    names = name_groups(
        read_terms(texts), np.repeat([0, 1], 4), lambda terms: np.ones((len(terms), 2)), owners=one
    )
    assert names[0] == Naming("", ())
    assert names[1].label == "Library"


def test_a_small_group_without_shared_words_is_headed_by_a_quotation():
    texts = [
        "Three signatures for one kettle, honestly.", "Forms nobody reads at all", "A kettle, please",
        "Endless sign-off culture", "Reports gather dust", "Targets without any purpose",
        "Committees about committees", "Waiting for permission",
    ]  # fmt: skip
    texts += [f"We like the library {i}" for i in range(8)]
    names = name_groups(
        read_terms(texts),
        np.repeat([0, 1], 8),
        lambda terms: np.ones((len(terms), 2)),
        texts=texts,
    )
    assert names[0].label == "“Three signatures for one kettle”"
    assert names[0].keywords == ("kettle",)
    assert names[1].label == "Library"


def _labels(first: list[str], second: list[str], language: str = "en") -> list[str]:
    texts = first + second
    names = name_groups(
        read_terms(texts, language),
        np.repeat([0, 1], [len(first), len(second)]),
        lambda terms: np.ones((len(terms), 2)),
        texts=texts,
    )
    return [name.label for name in names]


_LIBRARY = [f"We like the library a lot {i}" for i in range(8)]


def test_a_word_that_only_comes_before_nouns_heads_nothing_alone():
    first = [f"We want mandatory {noun} here" for noun in ("limits", "checks", "caps", "rules")] * 3
    words = read_terms(first)
    assert words.before["mandatory"] > 0.75 > words.before["limit"]
    assert _labels(first, _LIBRARY)[0] != "Mandatory"


def test_a_word_that_says_little_alone_is_joined_by_a_second():
    first = [f"Stuck in {a} {b}" for a in ("the room", "a room") for b in ("with mould", "again")]
    first += [
        "The prison is cold",
        "A prison, that is all",
        "It was the prison",
        "No prison please",
    ]
    first += [f"Nothing else {i} but {i}" for i in range(6)]
    label = _labels(first, _LIBRARY * 2)[0]
    assert "room" in label.casefold() and "prison" in label.casefold()


def test_a_phrase_is_preferred_to_the_word_that_heads_it():
    first = [f"The gambling companies {i} must answer" for i in range(5)]
    first += ["These companies must answer", "A company must answer"]
    assert _labels(first, _LIBRARY)[0].casefold().startswith("gambling companies")


def test_a_sentence_that_takes_a_side_is_no_heading():
    first = ["We should ban the kettle", "They are right about it", "If only it was so",
             "Because of her", "I think it could be", "Do it for us", "Why is it so"]  # fmt: skip
    assert "“" not in _labels(first, _LIBRARY)[0]


def test_headings_are_joined_in_their_language():
    first = [f"Die {noun} ist zu klein {i}" for i in range(4) for noun in ("Ampel", "Kreuzung")]
    second = [f"Wir brauchen mehr {noun} {i}" for i in range(4) for noun in ("Bücher", "Zeitungen")]
    label = _labels(first, second, "de")[0]
    assert label in ("Ampel und Kreuzung", "Kreuzung und Ampel")


def test_german_nouns_are_known_by_their_capitals():
    texts = ["Die Ampel ist ähnlich grün", "Ähnlich grün ist die Ampel", "Eine Ampel, ähnlich grün"]
    words = read_terms(texts, "de")
    assert words.nounlike(("ampel",)) > 0.5 > words.noun["ähnlich"]


def test_an_elided_article_is_no_part_of_a_word():
    words = read_terms(["La qualité de l'eau baisse", "Sauvez l’eau, la qualité de l’eau"], "fr")
    assert words.shown(("eau",)) == "eau"
    assert words.head_of(("qualité", "de", "l'", "eau")) == "qualité"
    assert any(words.shown(key) == "qualité de l'eau" for key in words.terms)


def test_small_words_of_another_language_head_nothing():
    texts = ["Mae angen bws ond dim heddiw", "Bws ond dim heddiw", "The bus is late", "A bus"]
    assert ("ond",) in read_terms(texts, "en").terms
    assert ("ond",) not in read_terms(texts, "en", ["cy"]).terms


def test_labels_share_no_stem():
    texts = [f"The {noun} {i}" for i in range(6) for noun in ("economy", "bank")]
    texts += [f"An {noun} {i}" for i in range(6) for noun in ("economics class", "economist")]
    first, second = (
        name.label.casefold()
        for name in name_groups(
            read_terms(texts), np.repeat([0, 1], 12), lambda terms: np.ones((len(terms), 2))
        )
    )
    assert not ("econom" in first and "econom" in second)


def test_every_theme_has_a_heading_and_keywords_even_if_all_is_coded():
    texts = [f"{a} {b} {i}" for i in range(6) for a in ("Buses", "Homes") for b in ("now", "again")]
    texts += ["so it is", "that was it", "it is what it is", "and so on"] * 4
    found = ci.find_themes(
        ci.Corpus.from_responses(pd.DataFrame({"text": texts})), min_strength=0.0
    )
    assert (found.table["label"] != "").all()
    assert (found.table["keywords"] != "").all()


# Said once


def test_a_lone_argument_is_listed_first():
    texts = [
        f"{opening} the {vehicle} is {fault}."
        for opening in ("I think", "We know", "As ever,")
        for vehicle in ("bus", "train", "tram")
        for fault in ("late", "full", "too slow", "always dirty")
    ]
    texts.append("Narrowboat dwellers on the canal cannot register an address with the surgery.")
    found = ci.find_themes(ci.Corpus.from_responses(pd.DataFrame({"text": texts})))
    assert found.said_once["response_id"].iloc[0] == f"r{len(texts)}"


# Languages


def test_a_few_replies_in_another_language_make_no_theme_of_their_own():
    english = [
        f"{opening} {subject} {ending}"
        for opening in ("Please fund", "Think about", "What of", "Do not forget")
        for subject in ("the buses", "our libraries", "school meals", "care homes", "the parks")
        for ending in ("this year", "in the villages", "for once")
    ]
    welsh = [
        "Gwrandewch ar bobl ifanc Cymru os gwelwch yn dda",
        "Mae angen mwy o fysiau yng nghefn gwlad Cymru",
        "Mae angen tai i bobl ifanc yn y pentref",
        "Gwrandewch ar y bobl yn y pentref os gwelwch yn dda",
    ]
    frame = pd.DataFrame({"text": english + welsh, "language": ["en"] * 60 + ["cy"] * 4})
    found = ci.find_themes(ci.Corpus.from_responses(frame))
    words = {word for text in welsh for word in text.casefold().split()}
    for keywords in found.table["keywords"]:
        assert not words & set(keywords.casefold().replace(",", "").split())


# Stability


def test_stability_says_how_much_is_found_again():
    from consultation_insight.models.graphs import graph

    random = np.random.RandomState(0)
    firm = [np.eye(24)[i] * 3 + random.normal(0, 0.2, 24) for i in (0, 1) for _ in range(60)]
    loose = [random.normal(0, 1, 24) * (np.arange(24) > 1) for _ in range(120)]
    vectors = np.array(firm + loose, dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    joined = graph.graph_of(*graph.neighbours(vectors, 10))
    labels, stability = graph.communities(joined, 1.0, seed=1, samples=4)
    alone = graph.communities(joined, 1.0, seed=1)[1]
    certain, uncertain = labels[:120], labels[120:]
    assert stability[certain].mean() > stability[uncertain].mean() + 0.02
    # Samples find less again than other starts do.
    assert stability[uncertain].mean() < alone[uncertain].mean()
    again = graph.communities(joined, 1.0, seed=1, samples=4)
    assert np.array_equal(again[0], labels) and np.array_equal(again[1], stability)


def test_a_group_whose_words_few_of_its_passages_hold_cannot_be_told():
    from consultation_insight.analysis._headings.labels import Naming, told

    names = [Naming("Buses", ("bus",)), Naming("Relapse", ("relapse",)), Naming("", ())]
    texts = ["The bus is late", "No bus", *["I would need to see it"] * 9, "A relapse", "So", "No"]
    labels = np.array([0, 0, *[1] * 10, 2, 2])
    assert told(names, labels, texts) == [True, False, False]
    mixed = [Naming("Room and chair", ("room", "chair"))]
    texts = ["A room", "The chair", *["Ask them"] * 4]
    labels = np.zeros(6, dtype=int)
    assert told(mixed, labels, texts) == [True]
    assert told(mixed, labels, texts, unstable={0}) == [False]


def test_capitals_of_headlines_say_nothing_where_the_word_stands_elsewhere_without():
    titles = ["Ban The Sale Of Peat Compost", "Stop Selling Peat Compost Today"]
    words = read_terms([*titles, "we want peat gone", "no more peat compost here"])
    assert words.shown(("peat", "compost")) == "peat compost"
    kept = read_terms(["Save Whitehaven Coal Mine Today", "Close Whitehaven Coal Mine Forever"])
    assert kept.shown(("whitehaven",)) == "Whitehaven"


def test_a_heading_does_not_say_a_word_again_with_a_slip():
    texts = (
        ["Pinterest is slow"] * 3 + ["my pintrest board", "pintrest pins"] + ["maps lost me"] * 5
    )
    naming = name_groups(
        read_terms(texts), np.array([0] * 5 + [1] * 5), lambda terms: np.ones((len(terms), 2)) * 0.5
    )[0]
    assert naming.label == "Pinterest"


def test_what_is_written_with_a_small_letter_on_purpose_keeps_it():
    texts = ["my iPad is slow", "the iPad broke", "an iPad please"] + ["maps lost me"] * 3
    naming = name_groups(
        read_terms(texts), np.array([0] * 3 + [1] * 3), lambda terms: np.ones((len(terms), 2)) * 0.5
    )[0]
    assert naming.label.startswith("iPad")


def test_a_few_notes_that_share_no_word_are_headed_by_one_of_them():
    notes = [
        "guilt about resting", "never any breaks", "burnt out again", "fourteen pages of forms",
        "endless monitoring returns", "spreadsheets nobody reads", "MDT ICS PCN BBQ",
    ]  # fmt: skip
    labels = np.array([0, 0, 0, 1, 1, 1, 1])
    names = name_groups(
        read_terms(notes), labels, lambda terms: np.ones((len(terms), 2)) * 0.5, texts=notes
    )
    assert all(name.label.strip("“”").casefold() in notes for name in names)
    assert all(name.keywords for name in names)
    assert told(names, labels, notes) == [True, True]
    many = [*notes, *["something else entirely"] * 100]
    named = name_groups(
        read_terms(many),
        np.concatenate([labels, np.full(100, 2)]),
        lambda terms: np.ones((len(terms), 3)) * 0.5,
        texts=many,
    )
    assert [name.label for name in named[:2]] == ["", ""]
