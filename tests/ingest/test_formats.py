"""The same table in each format, and boards of notes."""

import zipfile

import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.ingest._formats import delimited as _delimited

NOTES = [
    "three signatures to buy a kettle",
    "forms that ask the same thing five times",
    "",
    "charities bidding against each other for the same money",
]


def ods(path, rows):
    """Write the least that is an OpenDocument spreadsheet."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{v}"><text:p>{v}</text:p></table:table-cell>'
            if isinstance(v, int)
            else f'<table:table-cell office:value-type="string"><text:p>{v}</text:p></table:table-cell>'
            for v in row
        )
        + "</table:table-row>"
        for row in rows
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="Notes">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "parquet", "json", "jsonl", "frame"])
def test_all_formats_give_the_same_responses(tmp_path, kind):
    frame = pd.DataFrame({"Votes": [6, 4, 0, 7], "Table": ["T1", "T1", "T2", "T2"], "Text": NOTES})
    path = tmp_path / f"notes.{kind}"
    if kind == "csv":
        frame.to_csv(path, index=False)
    elif kind == "xlsx":
        frame.to_excel(path, index=False)
    elif kind == "ods":
        ods(path, [list(frame), *frame.to_numpy().tolist()])
    elif kind == "parquet":
        frame.to_parquet(path)
    elif kind in ("json", "jsonl"):
        frame.to_json(path, orient="records", lines=kind == "jsonl")
    corpus = ci.read(frame if kind == "frame" else path)
    assert list(corpus.responses["text"]) == NOTES
    assert list(corpus.responses["weight"]) == [6, 4, 0, 7]
    assert list(corpus.respondents["Table"]) == ["T1", "T1", "T2", "T2"]
    first = 1 if kind in ("parquet", "json", "jsonl") else 2
    assert corpus.responses["source_row"].iloc[0] == first


def test_a_frame_is_not_changed_and_keeps_its_values():
    frame = pd.DataFrame(
        {
            "when": pd.to_datetime(["2021-06-07", "2021-06-08"]),
            "text": ["More buses in the evening", None],
            "yes": [True, False],
            "n": [1.0, float("nan")],
        },
        index=[7, 3],
    )
    before = frame.copy()
    corpus = ci.read(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert list(corpus.responses["text"]) == ["More buses in the evening", ""]
    assert list(corpus.respondents["n"]) == ["1", ""]
    assert corpus.sources[0].sha256 == ""


BOARDS = {
    # As Miro, Mural, Padlet and Jamboard-like boards export them.
    "miro.csv": "Type,Text,Color,X,Y,Votes,Author\n"
    + "".join(f'sticky_note,"{n}",yellow,{10 * i},{7 * i},{i},\n' for i, n in enumerate(NOTES)),
    "mural.csv": "Id,Text,BG Color,Position X,Position Y,Area,Link to,Last Updated By,Last Updated,Votes\n"
    + "".join(
        f'{100 + i},"{n}",#FFE08A,{10 * i},{7 * i},Table {i % 2},,Sam Demo,2020-11-0{i + 1}T10:00:00Z,{i}\n'
        for i, n in enumerate(NOTES)
    ),
    "padlet.csv": "Subject,Body,Author,Section,Created At,Likes\n"
    + "".join(f',"{n}",Anonymous,Leave,2020-11-0{i + 1} 10:00,{i}\n' for i, n in enumerate(NOTES)),
}


@pytest.mark.parametrize("name", BOARDS)
def test_boards_of_notes(tmp_path, name):
    (tmp_path / name).write_text(BOARDS[name], encoding="utf-8")
    corpus = ci.read(tmp_path / name)
    assert list(corpus.responses["text"]) == NOTES
    counted = "likes" if name == "padlet.csv" else "weight"
    assert list(corpus.responses[counted]) == [0, 1, 2, 3]
    assert len(corpus.respondents) == 4
    assert "Sam Demo" not in corpus.respondents.to_csv()


def test_the_compiled_reader_gives_what_the_tolerant_one_gives(tmp_path, monkeypatch):
    rows = "".join(
        f'{1254000480935074464 + i},"Say ""{i}"", then\r\nmore, {chr(0x1F41D)} {"x" * (i % 7)}",{i % 5}\n'
        for i in range(400)
    )
    path = tmp_path / "a.csv"
    path.write_bytes(
        b"\xef\xbb\xbf" + f"tweet_id,text,likes\n{rows},,\n1,last one of them all,2".encode()
    )
    slow = ci.read(path)
    monkeypatch.setattr(_delimited, "_LARGE", 0)
    assert _delimited._compiled(path.read_bytes()) is not None
    fast = ci.read(path)
    pd.testing.assert_frame_equal(slow.responses, fast.responses)
    pd.testing.assert_frame_equal(slow.ledger, fast.ledger)


def test_the_ledger_counts_each_cell(tmp_path):
    (tmp_path / "mural.csv").write_text(BOARDS["mural.csv"], encoding="utf-8")
    corpus = ci.read(tmp_path / "mural.csv")
    frame = pd.read_csv(tmp_path / "mural.csv", dtype=str)
    assert corpus.ledger["cells"].sum() == frame.notna().sum().sum()
