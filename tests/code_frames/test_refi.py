import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import consultation_insight as ci
from consultation_insight.errors import FileProblem

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20)
FRAME = [
    {"code": "BEN", "label": "Benefits", "question_id": "q"},
    {"code": "QUICK", "label": "Quicker & <shorter>", "parent": "BEN", "question_id": "q",
     "description": "Shorter waits.\n\nNot: trust.", "examples": "It is quicker\nNo wait", "opposite": "CON"},
    {"code": "CON", "label": "Concerns", "question_id": "q"},
]  # fmt: skip


@settings(max_examples=40)
@given(
    rows=st.lists(
        st.tuples(TEXT.filter(str.strip), TEXT, TEXT, st.integers(0, 4)), min_size=1, max_size=6
    )
)
def test_code_books_lose_nothing(rows, tmp_path_factory):
    frame = ci.CodeFrame.of(
        [
            {"code": f"C{n}", "label": label, "description": text, "examples": f"{text}\n{label}",
             "parent": f"C{above}" if above < n else "", "question_id": "q1"}
            for n, (label, text, _, above) in enumerate(rows)
        ]
    )  # fmt: skip
    path = tmp_path_factory.mktemp("books") / "frame.qdc"
    frame.write(path)
    again = ci.read_code_frame(path)
    assert again == frame
    again.write(path)  # with the identifiers of the first
    assert ci.read_code_frame(path) == frame


@pytest.fixture
def coded():
    texts = ["It is quicker.\r\nMy café 🚌 says so.", "Losing my worker worries me!", ""]
    corpus = ci.Corpus.from_responses(pd.DataFrame({"text": texts, "question_id": "q"}))
    coding = ci.apply_code_frame(
        corpus,
        ci.CodeFrame.of(FRAME),
        pd.DataFrame({"response_id": ["r2"], "code": ["CON"], "coder": ["ann"]}),
    )
    return corpus, coding


def test_projects_lose_nothing(coded, tmp_path):
    corpus, coding = coded
    path = tmp_path / "project.qdpx"
    ci.write_qdpx(path, corpus, coding)
    first = path.read_bytes()
    project = ci.read_qdpx(path)
    assert project.frame._by_key() == ci.CodeFrame(coding.frame)._by_key()
    assert project.responses["text"].tolist() == corpus.responses["text"].tolist()
    key = ["response_id", "start", "code"]
    pd.testing.assert_frame_equal(
        project.coded.sort_values(key, ignore_index=True),
        coding.coding.sort_values(key, ignore_index=True),
        check_dtype=False,
    )
    ci.write_qdpx(path, corpus, coding)
    assert path.read_bytes() == first
    assert ci.read_code_frame(path).codes == ["BEN", "QUICK", "CON"]


def test_what_a_project_coded_can_teach(coded, tmp_path):
    corpus, coding = coded
    ci.write_qdpx(tmp_path / "a.qdpx", corpus, coding)
    project = ci.read_qdpx(tmp_path / "a.qdpx")
    again = ci.apply_code_frame(corpus, project.frame, project.coded.query("assigned_by == 'ann'"))
    assert "ann" in set(again.coding["assigned_by"])


def test_code_books_of_other_programs(tmp_path):
    path = tmp_path / "nvivo.qdc"
    path.write_text(
        '<?xml version="1.0"?><q:CodeBook xmlns:q="urn:QDA-XML:codebook:1.0"><q:Codes>'
        '<q:Code guid="1" name="Access" isCodable="true" color="#FF0000"><q:Code guid="2" name="Cost" isCodable="true"/></q:Code>'
        '<q:Code guid="3" name="Care" isCodable="true"><q:Code guid="4" name="Cost" isCodable="true">'
        "<q:Description>What it costs</q:Description></q:Code></q:Code></q:Codes></q:CodeBook>",
        encoding="utf-8",
    )
    table = ci.read_code_frame(path).table
    assert table["code"].tolist() == ["Access", "Access / Cost", "Care", "Care / Cost"]
    assert table["parent"].tolist() == ["", "Access", "", "Care"]
    assert table["color"].tolist()[0] == "#FF0000"


BOMB = (
    '<!DOCTYPE a [<!ENTITY b "c">]><CodeBook><Codes><Code name="&b;" guid="1"/></Codes></CodeBook>'
)


@pytest.mark.parametrize("content", [BOMB, BOMB.encode("utf-16"), "<CodeBook>", "<CodeBook/>", ""])
def test_entities_and_broken_files_are_refused(tmp_path, content):
    path = tmp_path / "a.qdc"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FileProblem):
        ci.read_code_frame(path)


def test_archives_that_are_no_project(tmp_path):
    path = tmp_path / "a.qdpx"
    path.write_bytes(b"no")
    with pytest.raises(FileProblem):
        ci.read_qdpx(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(FileProblem):
        ci.read_qdpx(path)
    with pytest.raises(FileProblem):
        ci.read_qdpx(tmp_path / "missing.qdpx")
