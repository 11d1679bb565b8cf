from pathlib import Path

import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.errors import ColumnNotFound, FileProblem, RowErrors, SettingsError

CORPORA = Path(__file__).parents[2] / "corpora"


def used(corpus):
    return dict(zip(corpus.ledger["column"], corpus.ledger["used_as"], strict=True))


@pytest.fixture(scope="module")
def scrape():
    return ci.read(CORPORA / "renewal_replies" / "raw.xlsx")


def test_a_scrape_is_understood_by_its_names(scrape):
    assert len(scrape) == 1558
    assert used(scrape) == {
        "tweet_id": "id", "created_at": "created_at", "username": "handle", "name": "not used",
        "text": "open", "like_count": "likes", "retweet_count": "not used",
        "reply_count": "not used", "lang": "not used", "expanded_urls": "links",
        "in_reply_to_user": "in_reply_to", "tweet_url": "not used",
    }  # fmt: skip
    first = scrape.responses.iloc[0]
    assert (first["response_id"], first["source_row"]) == ("raw-2", 2)
    assert first["source_id"] == "1254000480935074464"
    assert first["respondent_id"] == "P0001"
    assert first["created_at"] == pd.Timestamp("2020-04-25T09:13:08Z")


def test_csv_and_xlsx_give_the_same_corpus(scrape):
    other = ci.read(CORPORA / "renewal_replies" / "raw.csv")
    apart = ["source_file", "source_sheet"]
    pd.testing.assert_frame_equal(
        scrape.responses.drop(columns=apart), other.responses.drop(columns=apart)
    )
    pd.testing.assert_frame_equal(scrape.respondents, other.respondents)
    pd.testing.assert_frame_equal(scrape.questions, other.questions)


def test_a_consultation_export_is_understood():
    corpus = ci.read(CORPORA / "care_consultation" / "responses.xlsx")
    assert len(corpus) == 960
    assert list(corpus.questions["type"]) == ["scale", "open", "open", "open"]
    assert corpus.questions["question_id"][1] == "1b_please_tell_us_why"
    assert corpus.responses["response_id"][0] == "responses-2-1b_please_tell_us_why"
    assert {"Language", "Age", "Are you responding as…"} <= set(corpus.respondents)
    assert corpus.respondents["respondent_id"][0] == "R0001"
    assert corpus.responses["created_at"][0] == pd.Timestamp("2021-06-07T08:52Z")
    assert set(corpus.ledger.query("source_sheet == 'About'")["used_as"]) == {"not used"}


def test_notes_take_their_question_and_votes():
    corpus = ci.read(CORPORA / "open_space" / "notes.csv")
    assert len(corpus) == 220
    assert corpus.responses["question_id"].nunique() == 5
    assert corpus.responses["weight"].iloc[0] == 6
    assert {"round", "table", "colour"} <= set(corpus.respondents)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("gone.csv", None, "is not there"),
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n \n", "is empty"),
        ("header.csv", b"text,likes\n", "no rows below its header"),
        ("numbers.csv", b"a,b\n1,2\n3,4\n", "no column of free text"),
        ("page.xlsx", b"<!DOCTYPE html><table></table>", "web page"),
        ("paper.csv", b"%PDF-1.7 \x00", "PDF"),
        ("cut.xlsx", b"PK\x03\x04 something", "cannot be read as a workbook"),
        ("cut.gz", b"\x1f\x8b\x08 something", "cut off"),
        ("cut.parquet", b"PAR1 something", "Parquet"),
        ("list.json", b"[1, 2]", "holds no list of records"),
    ],
)
def test_bad_files_are_named_with_a_remedy(tmp_path, name, data, says):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(FileProblem, match=says) as caught:
        ci.read(path)
    assert name in str(caught.value)
    assert caught.value.remedy


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(FileProblem, match="is a folder"):
        ci.read(tmp_path)


def test_an_unknown_column_is_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text\nMore buses please\n")
    with pytest.raises(ColumnNotFound, match=r"'reply'.*'text'"):
        ci.read(path, text="reply")
    with pytest.raises(SettingsError, match="one of open"):
        ci.read(path, columns={"text": "prose"})


def test_a_column_may_be_named_without_minding_case_and_spaces():
    frame = pd.DataFrame({"Your  comments\n": ["More buses please"], "Ward": ["Hill"]})
    corpus = ci.read(frame, text="your comments", columns={"ward": "single"})
    assert list(corpus.questions["type"]) == ["open", "single"]


def test_cells_that_are_not_what_was_said_are_counted():
    frame = pd.DataFrame({"text": ["More buses please", "Mend it now"], "x": ["3", "many"]})
    corpus = ci.read(frame, columns={"x": "likes"})
    assert "1 cells are no number" in corpus.ledger.set_index("column").loc["x", "why"]


def test_an_attribute_may_have_any_name():
    frame = pd.DataFrame({"text": ["More buses please", "Mend it now"] * 2, "respondent_id": list("abab"),
                          "_key": list("cdcd"), "_row": list("efef"), "text_": list("ghgh")})  # fmt: skip
    corpus = ci.read(frame, text="text", columns=dict.fromkeys(frame.columns[1:], "attribute"))
    assert list(corpus.respondents.iloc[0])[1:] == ["a", "c", "e", "g"]


def test_json_that_nests_without_end(tmp_path):
    (tmp_path / "a.json").write_text("[" * 100_000)
    with pytest.raises(FileProblem, match="not valid JSON"):
        ci.read(tmp_path / "a.json")


def test_all_broken_lines_are_listed(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "More buses please"}\n{"text": \n[1]\n')
    with pytest.raises(RowErrors) as caught:
        ci.read(path)
    assert list(caught.value.failures["row"]) == [2, 3]


def test_check_makes_settings_that_can_be_read(tmp_path):
    path = CORPORA / "care_consultation" / "responses.xlsx"
    understanding = ci.check(path)
    assert understanding.base == 960
    file = tmp_path / "consultation.toml"
    file.write_text(understanding.toml.replace('"responses.xlsx"', f'"{path}"'), encoding="utf-8")
    settings = ci.Settings.from_toml(file)
    again = ci.read(settings.input, **settings.read.keywords())
    assert list(again.responses["text"]) == list(ci.read(path).responses["text"])
