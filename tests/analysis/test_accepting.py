import csv

import pandas as pd
import pytest

from consultation_insight import Corpus, accept_references, find_references
from consultation_insight.errors import DataError, OutputProblem

TEXTS = [
    "Read Zeb Quillfeather, see @quillworks and http://tansy.org.uk/a",
    "Try reading Quillfeather, he is @quillworks",
    "My union has the book by Zeb Quillfeather http://tansy.org.uk/b",
    "The bramble income guarantee (BIG) is what we need",
    "A #BIG for all, said the bramble income guarantee people",
]


@pytest.fixture
def found():
    return find_references(Corpus.from_responses(pd.DataFrame({"text": TEXTS})))


def test_what_was_accepted_is_found_again(found, tmp_path):
    corpus = Corpus.from_responses(pd.DataFrame({"text": TEXTS}))
    own = tmp_path / "mine.csv"
    before = found.to_frame().set_index("reference_id")
    assert before["discovered"].all()
    accept_references(found, list(before.index), gazetteer=own)
    after = find_references(corpus, gazetteer=str(own), discover=False).to_frame()
    after = after.set_index("reference_id")
    assert not after["discovered"].any()
    assert after["responses"].to_dict() == before["responses"].to_dict()


def test_rows_that_were_there_stay(found, tmp_path):
    own = tmp_path / "mine.csv"
    own.write_text('reference,aliases,note\n"Hogg, Brindle",Brindle Hogg,mine\n', "utf-8")
    accept_references(found, "zeb-quillfeather", gazetteer=own, kind="person")
    accept_references(found, "zeb-quillfeather", gazetteer=own, kind="person")
    with own.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["reference"] for row in rows] == ["Hogg, Brindle", "Zeb Quillfeather"]
    assert rows[0]["note"] == "mine"
    assert rows[1]["kind"] == "person"


def test_no_cell_begins_like_a_formula(tmp_path):
    own = tmp_path / "mine.csv"
    texts = ["we read Quillfeather", "I asked Quillfeather", "so says my Quillfeather"]
    found = find_references(Corpus.from_responses(pd.DataFrame({"text": texts})))
    ids = found.to_frame()["reference_id"].tolist()
    accept_references(found, ids, gazetteer=own)
    with own.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]
    assert any(cell.startswith("'=") for cell in cells)


def test_counted_on_the_line_of_another(found, tmp_path):
    own = tmp_path / "mine.csv"
    name = found.to_frame().set_index("reference").filter(like="ramble", axis=0)["reference_id"]
    accept_references(found, name.tolist(), gazetteer=own, part_of="universal-basic-income")
    corpus = Corpus.from_responses(pd.DataFrame({"text": TEXTS}))
    table = find_references(corpus, gazetteer=str(own), discover=False).to_frame()
    assert table["reference_id"].tolist() == ["universal-basic-income"]


def test_what_is_wrong_is_said(found, tmp_path):
    own = tmp_path / "mine.csv"
    with pytest.raises(DataError, match="no reference 'nobody'"):
        accept_references(found, ["nobody"], gazetteer=own)
    with pytest.raises(DataError, match="no kind 'idea'"):
        accept_references(found, "zeb-quillfeather", gazetteer=own, kind="idea")
    with pytest.raises(DataError, match="no entry 'none'"):
        accept_references(found, "zeb-quillfeather", gazetteer=own, part_of="none")
    assert not own.exists()


def test_a_file_that_cannot_be_written(found, tmp_path):
    with pytest.raises(OutputProblem, match="cannot be written"):
        accept_references(found, "zeb-quillfeather", gazetteer=tmp_path / "none" / "mine.csv")
    assert not list(tmp_path.iterdir())
