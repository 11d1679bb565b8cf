"""Words of people who did not agree to be quoted are counted, and stand in nothing that is shown."""

import io
import zipfile

import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.errors import ColumnNotFound
from consultation_insight.reporting._speakers import speakers

SAID = (
    "The bus to the hospital stops at six, so nobody can visit in the evening",
    "Buses are late every morning and the stop on the hill has no shelter",
    "Parking at the surgery costs more than the prescription does",
    "You should listen to the carers who take people to the hospital by bus",
    "Please mend the shelter at the bus stop, it leaks when it rains",
    "The car park is full by nine and the parking charges are unfair",
)
#: Words of people who said no, or nothing: each stands in nobody else's response.
CLOSED = (
    "The zorbling quixotic marmalade bus should listen to Doctor Fenwick Ostrander of the Grimble Institute",
    "Parking gives me vespertine hullabaloo, vespertine hullabaloo every week, see https://unquoted-zz.example/page",
    "Please read Brimstone Trelawney and the Ostrander Report on hospital buses before you decide anything",
    "quibbling nimbus",
)
OPEN = 240
PLANTED = (
    "zorbling", "marmalade", "ostrander", "grimble", "vespertine", "hullabaloo", "unquoted-zz", "trelawney",
    "quibbling", "skylarking", "Tintagel", "lollygagging",
    "hobbledehoy",
)  # fmt: skip
#: A campaign that only people sent who did not agree.
LETTER = (
    "I am skylarking with concern that the proposed route leaves our valley without any service on "
    "Sundays, and I urge the council to lollygagging reconsider the timetable at once"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, corpora):
    replies = pd.read_csv(corpora / "renewal_replies" / "raw.csv")
    said = replies["text"].dropna().drop_duplicates()
    said = [text for text in said if len(text) > 40][:OPEN]
    rows = []
    for at, text in enumerate(said):
        rows.append(
            [
                f"R{at}",
                text,
                ("Yes", "Yes, anonymously")[at % 2],
                ("Cost", "Safety", "Cost; Safety")[at % 3],
            ]
        )
    for at, text in enumerate(CLOSED * 3):
        rows.append([f"N{at}", text, ("No", "", "Not sure")[at % 3], f"Cost; Tintagel {at // 4}"])
    rows += [[f"C{at}", LETTER, "No", "Safety"] for at in range(9)]
    rows += [[f"D{at}", LETTER.replace("any service", "any hobbledehoy service"), "No", "Safety"] for at in range(3)]  # fmt: skip
    names = ["Response ID", "What would you change?", "May we publish your response?", "What matters? (tick all that apply)"]  # fmt: skip
    folder = tmp_path_factory.mktemp("consent")
    pd.DataFrame(rows, columns=names).to_csv(folder / "survey.csv", index=False)
    ci.run(ci.Settings.from_dict({"input": [str(folder / "survey.csv")]}), folder / "run")
    return folder / "run"


def everything(folder):
    """(name, text) of all that is shown or can be opened but for the corpus itself."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.parent.name == "corpus":
            continue
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield from ((f"{path.name}/{name}", book.read(name).decode("utf-8", "replace")) for name in book.namelist())  # fmt: skip
        elif path.suffix == ".parquet":
            text = io.StringIO()
            pd.read_parquet(path).to_csv(text)
            yield path.name, text.getvalue()
        else:
            yield path.name, path.read_bytes().decode("utf-8", "replace")


def test_no_planted_word_stands_in_what_is_shown(folder):
    found = [
        (name, word)
        for name, text in everything(folder)
        for word in PLANTED
        if word.casefold() in text.casefold()
    ]
    assert found == []


def test_they_count_all_the_same(folder):
    analysis = ci.load_run(folder)
    base = analysis.corpus.base
    consent = analysis.tables["consent"].set_index("responses")
    assert consent.loc["received"].tolist() == [OPEN, OPEN + 24]
    assert consent.loc["analysed", "base"] == base > OPEN
    assert analysis.tables["themes"]["base"].iloc[0] == base
    answers = analysis.tables["answers"].set_index("answer")["n"]
    assert (answers["Cost"], answers["Safety"]) == (OPEN * 2 // 3 + 12, OPEN * 2 // 3 + 12)
    assert analysis.tables["campaigns"]["n"].max() >= 9
    page = (folder / "report" / "report.html").read_text(encoding="utf-8")
    assert "may be quoted" in page
    assert "no consent to publish" in page
    ci.verify(folder)


def test_the_corpus_keeps_them_to_compute_anew(folder):
    assert "zorbling" in ci.load_run(folder).corpus.responses["text"].str.cat()


def test_who_agreed_is_quoted(folder):
    assert len(ci.load_run(folder).tables["verbatims"]) > 0


def test_the_notebook_shows_none():
    corpus = ci.Corpus.from_responses(
        pd.DataFrame({"text": ["zorbling", "fine"], "quotable": [False, True]})
    )
    assert "zorbling" not in corpus._repr_html_()


@pytest.mark.parametrize("k", [1, 2, 5, 9])
def test_no_fewer_than_k_are_described_alike(k):
    people = pd.DataFrame(
        {
            "respondent_id": [f"P{at}" for at in range(40)],
            "Type": (["Carer"] * 13 + ["Nurse"] * 3 + ["", "GP", " GP "] + ["Carer"] * 21),
            "Place": [f"Ward {at % 7}" for at in range(40)],
            "Age": ["18-24", "25-34"] * 20,
        }
    )
    names = ["Type", "Place", "Age"]
    told = speakers(people, names, k)
    rows = {id_: set(row) for id_, *row in people.map(str.strip).itertuples(index=False, name=None)}
    for said in told.values():
        parts = set(said.split(", ")) - {""}
        assert not parts or sum(parts <= row for row in rows.values()) >= k
        assert parts <= set().union(*rows.values())
    if k == 1:
        assert told["P0"] == "Carer, Ward 0, 18-24"
    if k == 5:
        assert told["P14"] != "" and "Nurse" not in told["P14"]


def test_an_attribute_that_is_not_there_is_said():
    with pytest.raises(ColumnNotFound, match="Agee"):
        speakers(pd.DataFrame({"respondent_id": ["a"], "Age": ["1"]}), ["Agee"], 5)


def test_a_rare_attribute_does_not_stand_beside_a_verbatim(tmp_path):
    rows = [
        (
            SAID[at % 6] + f", number {at}",
            "Carer" if at else "Beekeeper",
            "Leeds" if at % 9 else f"Hamlet {at}",
        )
        for at in range(60)
    ]
    table = pd.DataFrame(rows, columns=["What would you change?", "Respondent type", "Town"])
    settings = {"report": {"speakers": ["Respondent type", "Town"], "verbatims": 20}}
    ci.run(ci.Settings.from_dict(settings), tmp_path / "run", source=table)
    page = (tmp_path / "run" / "report" / "report.html").read_text(encoding="utf-8")
    assert "Carer, Leeds" in page
    assert "Beekeeper" not in page
    assert "Hamlet" not in page
