import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation_insight import Corpus, find_references
from consultation_insight.analysis._references.gazetteer import (
    KINDS,
    parse_gazetteer,
    read_gazetteer,
)
from consultation_insight.errors import ColumnNotFound, FileProblem


def corpus_of(*texts, **columns):
    return Corpus.from_responses(pd.DataFrame({"text": list(texts), **columns}))


def cited(text, **settings):
    """The ids that a single response cites."""
    return set(find_references(corpus_of(text), **settings).citations["reference_id"])


@pytest.mark.parametrize(
    "text",
    [
        "donut economics",
        "Ask @KateRaworth",
        "Raworth’s doughnut",
        "#DoughnutEconomics now",
        "Have you read Kate Raeworth?",
        "the doughnut is a model of the economy",
        "see https://www.doughnuteconomics.org/about?utm_source=x",
    ],
)
def test_one_line_however_it_is_named(text):
    assert cited(text) == {"doughnut-economics"}


@pytest.mark.parametrize(
    ("text", "reference_id"),
    [
        ("Universal Basic Income please", "universal-basic-income"),
        ("try a citizen's income", "universal-basic-income"),
        ("UBI", "universal-basic-income"),
        ("Citizens’ Assemblies work", "citizens-assemblies"),
        ("Sir Michael Marmot said so", "marmot-review"),
        ("E.F. Schumacher", "small-is-beautiful"),
        ("read E F Schumacher", "small-is-beautiful"),
        ("the Well-being of Future Generations Act", "future-generations-act"),
        ("Slavoj Žižek", "slavoj-zizek"),
    ],
)
def test_aliases_are_resolved(text, reference_id):
    assert reference_id in cited(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("never mind", False),
        ("Mind you, it works", False),
        ("listen to Mind and others", True),
        ("Mind do great work for mental health", True),
        ("we need shelter and food", False),
        ("Ask Shelter.", True),
        ("the coming Crisis", False),
        ("doughnuts at the meeting", False),
        ("a doughnut for breakfast", False),
    ],
)
def test_ordinary_words_need_support(text, meant):
    names = {"mind", "shelter", "crisis", "doughnut-economics"}
    assert bool(cited(text) & names) is meant


def test_the_corpus_supports_a_doubtful_name():
    clear = ["Kate Raworth"] * 3
    result = find_references(corpus_of(*clear, "I drew us a doughnut"))
    assert result.to_frame()["responses"].tolist() == [4]
    assert cited("I drew us a doughnut") == set()


def test_names_do_not_cross_sentences():
    assert "green-new-deal" not in cited("Everything is green. New deal for us")


def test_places_of_citations_are_places_in_the_text():
    text = "Start with Beveridge's report, then #UBI @KateRaworth"
    result = find_references(corpus_of(text))
    quoted = {text[row.start : row.end] for row in result.citations.itertuples()}
    assert quoted == {"Beveridge's report", "#UBI", "@KateRaworth"}
    assert set(result.citations["found_by"]) == {"gazetteer", "handle"}


def test_links_count_without_a_place():
    result = find_references(corpus_of("see", links=["https://www.neweconomics.org/x"]))
    row = result.citations.iloc[0]
    assert (row.reference_id, row.found_by) == ("new-economics-foundation", "link")
    assert pd.isna(row.start)


def test_likes_stand_beside_counts():
    corpus = corpus_of("UBI", "UBI, basic income", "no", likes=[5, 7, 100])
    row = find_references(corpus).to_frame().iloc[0]
    assert (row.responses, row.mentions, row.likes) == (2, 3, 12)


def test_own_gazetteer_adds_and_replaces(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(
        "reference,kind,aliases,reference_id\n"
        "The Bramble Plan,programme,Bramble Plan;brambles,\n"
        "Basic income (renamed),theory,UBI,universal-basic-income\n"
    )
    corpus = corpus_of("the bramble plan", "UBI")
    table = find_references(corpus, gazetteer=str(own)).to_frame().set_index("reference_id")
    assert table.loc["the-bramble-plan", "reference"] == "The Bramble Plan"
    assert table.loc["universal-basic-income", "reference"] == "Basic income (renamed)"


def test_a_broken_gazetteer_says_what_is_wrong(tmp_path):
    with pytest.raises(FileProblem, match="is not there"):
        find_references(corpus_of("x"), gazetteer=str(tmp_path / "none.csv"))
    with pytest.raises(ColumnNotFound, match="aliases"):
        parse_gazetteer("reference,kind\nA,person\n", "own.csv")
    with pytest.raises(FileProblem, match=r"own.csv, row 2 has the unknown kind 'idea'"):
        parse_gazetteer("reference,kind,aliases\nA,idea,a\n", "own.csv")


def test_the_shipped_gazetteer_is_sound():
    entries = read_gazetteer().entries
    assert len(entries) >= 400
    assert {entry.kind for entry in entries.values()} <= set(KINDS)
    assert all(entry.part_of in entries for entry in entries.values() if entry.part_of)
    handles = [handle.casefold() for entry in entries.values() for handle in entry.handles]
    assert len(handles) == len(set(handles))
    # An ordinary word can only be meant as a name where something says so.
    doubtful = [
        entry.reference_id
        for entry in entries.values()
        for alias in entry.aliases
        if alias[0] in "~" and not entry.context
    ]
    assert doubtful == []


def test_discovery_of_names_accounts_and_domains():
    texts = [
        "I like what Zeb Quillfeather wrote, see @quillworks",
        "Try reading Quillfeather, he is @quillworks",
        "My union sent us the book by Zeb Quillfeather http://tansy.org.uk/a",
        "More at http://tansy.org.uk/b",
    ]
    table = find_references(corpus_of(*texts)).to_frame().set_index("reference")
    assert table.loc["Zeb Quillfeather", "responses"] == 3
    assert table.loc["@quillworks", "responses"] == 2
    assert table.loc["tansy.org.uk", "responses"] == 2
    assert len(find_references(corpus_of(*texts), discover=False)) == 0


def test_discovery_leaves_out_what_is_no_reference():
    texts = [
        "LISTEN TO BIG MARY AND THE CREW",
        "Listen To Big Mary And The Crew",
        "We in Leeds trust the NHS, ask Leeds, ask the NHS",
        "Leeds and the NHS, said on Monday",
        "On Monday in Leeds the NHS",
        "@asker yes",
        "@asker no",
        "One voice of Brindle Hogg",
    ]
    assert len(find_references(corpus_of(*texts))) == 0


def test_a_discovered_name_has_all_its_places():
    texts = [
        "Surely ask Zeb Quillfeather",
        "Quillfeather knows",
        "Quillfeather wrote about it. So did we",
        "the words of Zeb Quillfeather",
    ]
    table = find_references(corpus_of(*texts)).to_frame()
    assert table[["reference", "responses"]].to_numpy().tolist() == [["Zeb Quillfeather", 4]]


def test_neighbours_and_nurses_are_no_references():
    texts = [
        "Please thank Mrs Quillfeather",
        "we saw Mrs Zeb Quillfeather",
        "by Mrs Zeb Quillfeather",
    ]
    assert len(find_references(corpus_of(*texts))) == 0


def test_ideas_are_discovered_though_written_small():
    texts = ["some bramble thinking", "bramble thinking helps", "try Bramble thinking"]
    ordinary = ["my thinking", "your thinking is good", "clear plan, thinking aloud"]
    table = find_references(corpus_of(*texts, *ordinary)).to_frame()
    assert table[["kind", "responses"]].to_numpy().tolist() == [["theory", 3]]


def test_a_misspelt_surname_alone_may_be_somebody_else():
    assert cited("My neighbour Mrs Pettifer agrees") == set()
    assert cited("Ann Pettifer has written on it") == {"ann-pettifor"}


def test_a_campaign_is_one_voice():
    texts = ["In our street we all back Brindle Hogg"] * 2
    assert len(find_references(corpus_of(*texts))) == 1
    assert len(find_references(corpus_of(*texts, campaign_id=["C1", "C1"]))) == 0


def test_order_of_rows_does_not_matter():
    texts = ["Read Zeb Quillfeather", "UBI", "by Zeb Quillfeather", "Marmot and UBI"]
    one = find_references(corpus_of(*texts)).to_frame()
    other = find_references(corpus_of(*texts[::-1])).to_frame()
    pd.testing.assert_frame_equal(one, other)


@settings(max_examples=60)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_any_text_can_be_searched(texts):
    corpus = corpus_of(*texts)
    result = find_references(corpus)
    known = dict(zip(corpus.responses["response_id"], corpus.responses["text"], strict=True))
    for row in result.citations.itertuples():
        assert row.found_by == "link" or known[row.response_id][row.start : row.end]


def discovered(*texts, **columns):
    table = find_references(corpus_of(*texts, **columns)).to_frame()
    return {row.reference: row.responses for row in table.itertuples() if row.discovered}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # An acronym and its words, also as a hashtag and written small.
        (["QBT now", "#QBT", "try a quartz bramble tax"], {"Quartz bramble tax (QBT)": 3}),
        # Hashtag, account and domain are the name's letters.
        (
            ["as the Tansy Quartz Fund said", "#TansyQuartzFund", "ask @TansyQuartzFund"],
            {"Tansy Quartz Fund": 3},
        ),
        (
            ["I like Tansy Quartz a lot", "see https://www.tansyquartz.org/x"],
            {"Tansy Quartz": 2},
        ),
        # An author, a work, and the surname alone.
        (
            [
                "in our club we read Anna Quillfeather's Tansy Road",
                "try Tansy Road",
                "so says Quillfeather",
            ],
            {"Tansy Road / Anna Quillfeather": 3},
        ),
        # A report without its last word.
        (
            ["as in the Quillfeather Report", "I agree with Quillfeather", "see Quillfeather"],
            {"Quillfeather Report": 3},
        ),
        # A misspelling.
        (
            ["I read Zeb Quillfeather", "and Zeb Quillfeather", "well, Quilfeather again"],
            {"Zeb Quillfeather": 3},
        ),
        # A title in quotation marks after "read", elsewhere written small.
        (["please read “Bramble and tansy”", "bramble and tansy!"], {"Bramble and tansy": 2}),
        # A first name with one clear bearer; with two of them, or where most are others, it stays.
        (
            [
                "I like Anna Quillfeather",
                "by Anna Quillfeather",
                "so Anna Quillfeather, yes",
                "as by Anna",
                "ask Anna",
                "vote for Anna",
            ],
            {"Anna Quillfeather": 6},
        ),
        (
            [
                "I like Anna Quillfeather",
                "by Anna Quillfeather",
                "so Anna Brambling, yes",
                "and Anna Brambling",
                "as by Anna",
                "ask Anna",
                "vote for Anna",
            ],
            {"Anna Quillfeather": 2, "Anna Brambling": 2},
        ),
        # Words from within a longer name spell an acronym by chance.
        (
            ["the Quartz Bramble Tansy Prize", "by QBT", "from QBT", "ask QBT"],
            {"QBT": 3},
        ),
        # What is merely said is no part of a name.
        (
            ["then Tansy Quartz Thanks", "by Tansy Quartz The", "Happy Tansy Quartz"],
            {"Tansy Quartz": 3},
        ),
        # A town stands for its model, but not where somebody lives there.
        (["The Wrexham model", "Wrexham did it", "I live in Wrexham"], {"Wrexham model": 2}),
    ],
)
def test_names_of_one_thing_are_one_line(texts, expected):
    assert discovered(*texts) == expected


def test_an_acronym_whose_words_the_gazetteer_has_taken():
    texts = ["try Quartz Finland Tax", "QFT now", "ask the QFT"]
    ids = set(find_references(corpus_of(*texts)).table["reference_id"])
    assert ids == {"quartz-finland-tax-qft", "finland"}


def test_a_word_belongs_to_the_name_that_owns_it():
    texts = [
        "Quillfeather's turnip is right",
        "I mean Quillfeather's turnip",
        "by Zeb Quillfeather",
        "ask Zeb Quillfeather",
        "turnip economics, Quillfeather",
        "a turnip for every town",
    ]
    assert discovered(*texts) == {"Turnip economics / Zeb Quillfeather": 6} or discovered(
        *texts
    ) == {"Zeb Quillfeather": 6}
    # Where others have it too, it is an ordinary word.
    others = [f"my turnip number {place} is large" for place in range(20)]
    assert max(discovered(*texts, *others).values()) < 7


@pytest.mark.parametrize(
    "texts",
    [
        ["STOP THE ROAD NOW please", "stop it. STOP THE ROAD you lot"],
        ["It is Climate Change that", "we say Climate Change"],
        ["On Easter Monday in Grimsby", "by Easter Monday in Grimsby", "near Grimsby"],
        ["the President of Peru went", "a President of Peru came"],
        ["Leeds and Hull agree", "with Leeds and Hull"],
        # Offices, two letters, calls, and what sentences ask for.
        ["I asked the Vice President", "as Vice President I", "by the Vice President"],
        ["said Sen Smithwick", "ask Sen", "by Sen and", "from Sen"],
        ["read ZQ", "by ZQ", "ask ZQ", "see ZQ"],
        ["Protect the Green Verges of ours", "Protect the Green Verges now"],
        ["and O Lord hear", "so O Lord, come", "oh O Lord"],
        # A short address leads nobody knows where.
        ["see https://t.co/abc", "and https://bit.ly/x", "or https://t.co/d https://bit.ly/y"],
    ],
)
def test_discovery_is_not_fooled_by(texts):
    assert discovered(*texts) in ({}, {"Peru": 2})


def test_named_entities_where_a_pipeline_is_installed():
    from consultation_insight.models.names import find_pipeline

    if find_pipeline() is None:
        pytest.skip("no spaCy pipeline")
    texts = ["Joan Quillfeather wrote it", "It was Joan Quillfeather who said so"]
    table = find_references(corpus_of(*texts), names="spacy").to_frame()
    assert table[["reference", "kind"]].to_numpy().tolist() == [["Joan Quillfeather", "person"]]


LOCAL = (
    "The lights on Elm Road never work", "Traffic near Elm Road is terrible", "I walk along Elm Road daily",
    "The bus at Mill Lane never comes", "They closed Mill Lane again",
    "Outside Brookside Primary the cars park anywhere", "It is dangerous near Brookside Primary",
    "We swim at Elm Leisure Centre", "The Elm Leisure Centre should open earlier",
    "See the Manual for Streets before you start", "The Manual for Streets says so",
    "The Equality Act demands dropped kerbs", "You break the Equality Act here",
)  # fmt: skip


def test_local_names_are_places_and_documents_are_not():
    table = find_references(corpus_of(*LOCAL)).to_frame().set_index("reference")
    for place in ("Elm Road", "Mill Lane", "Brookside Primary", "Elm Leisure Centre"):
        assert table.loc[place, "kind"] == "place"
    assert table.loc["Manual for Streets", "kind"] == "other"
    assert table.loc["Equality Act", "kind"] == "programme"


def test_a_name_of_a_person_is_no_place():
    people = ["I read Christopher Hill on this", "Ask Christopher Hill", "Christopher Hill knew it"]
    table = find_references(corpus_of(*people)).to_frame()
    assert set(table["kind"]) <= {"person"}


def test_german_nouns_are_no_references():
    texts = [f"Die Kreuzung Rheinstraße braucht eine neue Ampel, sagt Haus {n}" for n in range(9)]
    frame = pd.DataFrame({"text": [*texts, "Ampel Rheinstraße"], "language": ["de"] * 9 + ["und"]})
    assert find_references(Corpus.from_responses(frame)).table.empty
    english = pd.DataFrame(
        {"text": [f"I saw Tidewater Exchange work, {n}" for n in range(9)], "language": "en"}
    )
    assert "Tidewater Exchange" in set(
        find_references(Corpus.from_responses(english)).table["reference"]
    )
