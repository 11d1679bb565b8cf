"""Files that are not what they seem, or worse."""

import contextlib
import csv
import gzip
import io
import re
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import consultation_insight as ci
from consultation_insight.errors import FileProblem, InsightError

LINES = [
    "The last bus leaves far too early",
    "Mend the shelter please",
    "Fares doubled, nobody said why",
]
CSV = ("ward,text\n" + "".join(f'Hill,"{line}"\n' for line in LINES)).encode()


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def texts(path, data, **keywords):
    path.write_bytes(data)
    return list(ci.read(path, **keywords).responses["text"])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("is_csv.xlsx", CSV),
        ("is_xlsx.csv", workbook(["ward", "text"], *(["Hill", line] for line in LINES))),
        ("is_gzip.csv", gzip.compress(CSV)),
        ("a.csv.gz", gzip.compress(CSV)),
        ("bom.csv", b"\xef\xbb\xbf" + CSV),
        ("wide.csv", CSV.decode().encode("utf-16")),
        ("wide_le.csv", CSV.decode().encode("utf-16-le")),
        ("wide_be.csv", CSV.decode().encode("utf-16-be")),
        ("wider.csv", CSV.decode().encode("utf-32")),
        ("crlf.csv", CSV.replace(b"\n", b"\r\n")),
        ("mac.csv", CSV.replace(b"\n", b"\r")),
        ("nul.csv", CSV.replace(b"Hill", b"H\0ill")),
        ("sep.csv", b"sep=,\n" + CSV),
        ("tail.csv", CSV + b"\n\n\n"),
        ("tabs.txt", "\t".join(["ward", "text\n"]).encode() + "".join(f"Hill\t{x}\n" for x in LINES).encode()),
        ("pipes.dat", b"ward|text\n" + "".join(f"Hill|{x}\n" for x in LINES).encode()),
    ],
)  # fmt: skip
def test_a_file_is_read_as_what_it_is(tmp_path, name, data):
    assert texts(tmp_path / name, data) == LINES


def test_a_column_alone_keeps_its_commas(tmp_path):
    data = "text\n" + "\n".join(LINES) + "\n"
    assert texts(tmp_path / "a.csv", data.encode()) == LINES


def test_lines_in_two_encodings_are_both_read(tmp_path):
    data = b"ward,text\n"
    data += "Hill,Café in the park please\n".encode()
    data += "Hill,“Naïve” is what they called us\n".encode("cp1252")
    data += b"Hill,odd \x81 byte in this line\n"
    path = tmp_path / "mixed.csv"
    path.write_bytes(data)
    corpus = ci.read(path)
    assert list(corpus.responses["text"]) == [
        "Café in the park please", "“Naïve” is what they called us", "odd \x81 byte in this line",
    ]  # fmt: skip
    assert "2 rows were not UTF-8" in " ".join(corpus.ledger["why"])


def test_an_encoding_that_does_not_fit_is_said(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(CSV + "Hill,Café\n".encode("cp1252"))
    with pytest.raises(FileProblem, match="row 5 is not utf-8 throughout"):
        ci.read(path, encoding="utf-8")
    with pytest.raises(FileProblem, match="no such encoding"):
        ci.read(path, encoding="utf-9")
    assert ci.read(path, encoding="cp1252").responses["text"].iloc[-1] == "Café"


SAID = {
    "cp1250": "Zażółć gęślą jaźń, więcej autobusów wieczorem proszę",
    "cp1251": "Больше автобусов вечером",
    "koi8_r": "Почините остановку, пожалуйста",
    "cp1253": "Περισσότερα λεωφορεία το βράδυ",
    "mac_roman": "“Naïve” is what they called us – don’t do that",
    "cp850": "The fare from the café is £5",
    "cp1252": "¿Por qué no hay más autobuses? Mañana será tarde – ‘sí’",
    "shift_jis": "夜のバスを増やしてください",
    "gb18030": "请增加晚上的公交车, 我们的学校很远",
    "euc_kr": "저녁 버스를 늘려 주세요",
    "big5": "請增加晚上的巴士, 我們的學校很遠",
}


@pytest.mark.parametrize("encoding", SAID)
def test_other_encodings_are_recognised_and_can_be_named(tmp_path, encoding):
    said = SAID[encoding]
    data = f'id,text\n1,"{said}"\n2,"{said}!"\n'.encode(encoding)
    assert texts(tmp_path / "a.csv", data) == [said, f"{said}!"]
    assert texts(tmp_path / "a.csv", data, encoding=encoding) == [said, f"{said}!"]


def test_a_megabyte_in_one_cell(tmp_path):
    long = "Listen to us. " * 80_000
    assert texts(tmp_path / "a.csv", f'id,text\n1,"{long}"\n2,short one here\n'.encode())[0] == long
    assert len(texts(tmp_path / "a.jsonl", f'{{"id": 1, "text": "{long}"}}\n'.encode())[0]) > 10**6


def test_extra_and_missing_cells_are_kept(tmp_path):
    path = tmp_path / "ragged.csv"
    path.write_text("ward,text\nHill,More buses please now\nMill\nHill,Fares, they doubled,again\n")
    corpus = ci.read(path)
    assert list(corpus.responses["text"]) == ["More buses please now", "", "Fares"]
    assert "1 rows have cells beyond the header" in " ".join(corpus.ledger["why"])
    kept = corpus.ledger.set_index("column")["cells"]
    assert kept["column 3"] == 1
    assert kept["column 4"] == 1


def test_duplicate_and_blank_headers(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "text,text,\nMore buses please now,Mend the shelter at once,x\nB b b b b,C c c c c,x\n"
    )
    corpus = ci.read(path)
    assert list(corpus.ledger["column"])[:3] == ["text", "text (2)", "column 3"]
    assert set(corpus.responses["question_id"]) == {"text", "text_2"}


def test_a_file_without_header_loses_no_record(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "".join(
            f"{1254000480935074464 + at},2021-06-0{at + 1},{line}\n"
            for at, line in enumerate(x.replace(",", "") for x in LINES)
        )
    )
    corpus = ci.read(path)
    assert list(corpus.responses["source_row"]) == [1, 2, 3]
    assert corpus.responses["source_id"].iloc[0] == "1254000480935074464"
    assert "no header" in " ".join(corpus.ledger["why"])
    path.write_text("".join(f"{line} and that is all there is to say\n" for line in LINES))
    assert len(ci.read(path)) == 3
    path.write_text("What is the one thing that we should do next year?\n" + "\n".join(LINES))
    assert len(ci.read(path)) == 3


def test_rows_of_which_all_cells_are_blank_are_no_responses(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        'text,ward\n"one two three\nfour five",Hill\n\n,\n  ,Hill\nsix seven eight nine,Hill\n'
    )
    corpus = ci.read(path)
    assert list(corpus.responses["source_row"]) == [2, 5, 6]
    assert list(corpus.responses["text"].eq("")) == [False, True, False]
    assert corpus.reconcile()["responses"].iloc[0] == 3
    assert corpus.sources[0].rows == 3
    assert "2 blank rows were passed over" in " ".join(corpus.ledger["why"])
    assert "2 blank rows were passed over" in " ".join(ci.check(path).to_frame()["why"])


def test_blank_rows_of_a_workbook_are_no_responses(tmp_path):
    book = openpyxl.Workbook()
    for row in (["no", "text"], [1, "More buses please"], [None, None], [2, "Mend the shelter"]):
        book.active.append(row)
    book.active.cell(row=40, column=1).number_format = "0.00"
    book.active.cell(row=30, column=1, value=" ")
    book.save(tmp_path / "a.xlsx")
    corpus = ci.read(tmp_path / "a.xlsx")
    assert list(corpus.responses["source_row"]) == [2, 4]
    passed = [why for why in corpus.ledger["why"] if "passed over" in why]
    assert len(passed) == 1
    # Those at the end as far as the sheet goes: 5 to 40 or, where a reader stops earlier, to 30.
    assert int(passed[0].split()[0]) in (27, 37)


def test_blank_rows_of_a_frame_and_of_records_are_no_responses(tmp_path):
    frame = pd.DataFrame({"ward": ["Hill", None, "Mill"], "text": [LINES[0], None, LINES[1]]})
    assert list(ci.read(frame).responses["source_row"]) == [2, 4]
    # A list of texts may hold somebody's blank.
    assert len(ci.read(frame[["text"]])) == 3
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "{LINES[0]}"}}\n{{"text": ""}}\n{{"text": "{LINES[1]}"}}\n')
    assert list(ci.read(path).responses["source_row"]) == [1, 3]


def test_formulas_and_error_cells_keep_what_was_typed(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["n", "text"], [1, "Mend the shelter at the top of the hill"],
                [2, "=more buses please and soon"], [3, "=HYPERLINK(\"http://a.example\")"]):  # fmt: skip
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    corpus = ci.read(tmp_path / "a.xlsx")
    assert list(corpus.responses["text"])[1:] == ["=more buses please and soon", '=HYPERLINK("http://a.example")']  # fmt: skip
    assert "never computed" in " ".join(corpus.ledger["why"])


def test_what_was_typed_into_an_error_cell_is_kept(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["n", "text"],
        [1, "Mend the shelter at the top"],
        [2, "=-more-buses"],
        [3, "Fares doubled"],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    data = io.BytesIO()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                part, count = re.subn(
                    rb'<c r="B3"><f>(-more-buses)</f><v ?/?>(</v>)?</c>',
                    rb'<c r="B3" t="e"><f>\1</f><v>#NAME?</v></c>',
                    part,
                )
                assert count == 1
            new.writestr(name, part)
    (tmp_path / "b.xlsx").write_bytes(data.getvalue())
    corpus = ci.read(tmp_path / "b.xlsx")
    assert corpus.responses["text"].iloc[1] == "=-more-buses"
    assert "1 cells hold an error" in " ".join(corpus.ledger["why"])


def test_a_quotation_mark_that_is_never_closed_swallows_nothing(tmp_path):
    path = tmp_path / "a.csv"
    lines = [f"{at},line {at} of the file here" for at in range(2, 9)]
    lines[2] = '4,"two\nlines"'
    lines[4] = '6,"line 6 of the file here'
    path.write_text("id,text\n" + "\n".join(lines) + "\n")
    corpus = ci.read(path)
    assert list(corpus.responses["source_id"]) == list("2345678")
    assert corpus.responses["text"].iloc[2] == "two\nlines"
    assert corpus.responses["text"].iloc[4] == '"line 6 of the file here'
    assert "row 6 opens a quotation mark" in " ".join(corpus.ledger["why"])


def test_rows_inside_a_cell_are_pointed_out(tmp_path):
    path = tmp_path / "a.csv"
    rows = [f"{at},Hill,{at},line {at} of the file here" for at in range(2, 12)]
    rows[1] = '3,Hill,3,"line 3'
    rows[7] = '9,Hill,9,line 9"'
    path.write_text("id,ward,n,text\n" + "\n".join(rows) + "\n")
    assert "check its quotation marks" in " ".join(ci.read(path).ledger["why"])
    path.write_text('id,text\n1,"a b c" d e\n2,f g h i\n')
    assert "row 2 has text after a closing" in " ".join(ci.read(path).ledger["why"])


def test_long_numbers_that_lost_digits_are_no_ids(tmp_path):
    ids = [1254000480935074464 + at for at in range(4)]
    rows = [["tweet_id", "username", "text"]]
    rows += [[float(i), f"a_{at}", f"{LINES[0]} {at}"] for at, i in enumerate(ids)]
    (tmp_path / "a.xlsx").write_bytes(workbook(*rows))
    corpus = ci.read(tmp_path / "a.xlsx")
    assert set(corpus.responses["source_id"]) == {""}
    assert "lost digits" in corpus.ledger.set_index("column").loc["tweet_id", "why"]
    (tmp_path / "a.csv").write_text(
        "tweet_id,text\n1.254E+18,One two three\n1.254E+18,Four five six\n"
    )
    assert set(ci.read(tmp_path / "a.csv").responses["source_id"]) == {""}
    rows = [["tweet_id", "username", "text"]]
    rows += [[str(i), f"a_{at}", f"{LINES[0]} {at}"] for at, i in enumerate(ids)]
    (tmp_path / "b.xlsx").write_bytes(workbook(*rows))
    assert list(ci.read(tmp_path / "b.xlsx").responses["source_id"]) == list(map(str, ids))


def test_a_protected_workbook_is_said(tmp_path):
    path = tmp_path / "locked.xlsx"
    # The beginning of an OLE container whose directory names an encrypted package.
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    )
    with pytest.raises(FileProblem, match="protected by a password"):
        ci.read(path)


def test_a_zip_of_something_else(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(FileProblem, match="cannot be read as a workbook"):
        ci.read(path)


@pytest.mark.parametrize("data", [CSV[:7], b"\xff\xfe\x00", b"a", b'"', b"{", b"[", b"text\n\xff\xfe\xfd",
                                  b"PK\x05\x06" + bytes(18), b"\x1f\x8b", b"PAR1PAR1", b"\xd0\xcf\x11\xe0"])  # fmt: skip
@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "jsonl", "parquet", "ods"])
def test_nothing_but_our_own_errors(tmp_path, data, ending):
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)
    try:
        ci.read(path)
    except InsightError as error:
        assert path.name in str(error)


@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.sampled_from(["csv", "xlsx", "json", "jsonl"]))
def test_any_bytes_are_read_or_refused(tmp_path, data, ending):
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)
    with contextlib.suppress(InsightError):
        ci.check(path)


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\n,;\"'\t"),
    max_size=12,
) | st.sampled_from(["Agree", "Disagree", "12", "2021-06-07", "a@mail.example", "https://a.example/x",
                     "More buses in the evening would help us all", "Bus;Train", "=1+1", "n/a"])  # fmt: skip


def cells_left(corpus, frame):
    """Cells that stand in no response, answer or attribute, and are not counted as unused."""
    kept = set(corpus.responses["text"]) | set(corpus.answers["answer"])
    for column in corpus.respondents:
        kept |= set(corpus.respondents[column])
    ledger = corpus.ledger.set_index("column")
    left = []
    for name in frame:
        filled = [value for value in frame[name] if value.strip()]
        assert int(ledger.loc[name, "cells"]) == len(filled)
        if ledger.loc[name, "used_as"] in ("open", "single", "scale", "number", "attribute"):
            left += [v for v in filled if v not in kept and v.strip() not in kept]
    return left


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.data(), st.integers(1, 5), st.sampled_from(["csv", "xlsx"]))
def test_any_table_comes_back_whole(tmp_path, data, width, kind):
    names = ["text", "ward", "Do you agree?", "id", "votes"][:width]
    rows = data.draw(
        st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=8)
    )
    rows.append(["More buses in the evening would help us all"] * width)
    path = tmp_path / f"a.{kind}"
    if kind == "csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows([names, *rows])
    else:
        rows = [[v.replace("\r", "") for v in row] for row in rows]
        path.write_bytes(workbook(names, *rows))
    frame = pd.DataFrame(rows, columns=names)
    corpus = ci.read(path, text="text")
    assert len(corpus) == sum(any(cell.strip() for cell in row) for row in rows)
    assert cells_left(corpus, frame) == []
