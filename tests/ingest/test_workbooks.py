"""Workbooks and ZIP files as offices have them."""

import datetime
import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import xlwt

import consultation_insight as ci
from consultation_insight.errors import FileProblem

ENCRYPTED = Path(__file__).parent / "data" / "encrypted.xlsx"
SAID = [f"The bus to the hospital stops at six, says number {at}" for at in range(8)]
CSV = "Response ID,Age,What would you change?\n" + "".join(
    f'{at},18-24,"{said}"\n' for at, said in enumerate(SAID)
)


def test_a_workbook_of_old_excel(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Responses")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for at, name in enumerate(["Response ID", "Submitted", "Score", "What would you change?"]):
        sheet.write(0, at, name)
    for row, said in enumerate(SAID, 1):
        sheet.write(row, 0, 1000 + row)
        sheet.write(row, 1, datetime.date(2021, 6, row), day)
        sheet.write(row, 2, 2.5)
        sheet.write(row, 3, said)
    book.add_sheet("Empty")
    path = tmp_path / "survey.xls"
    data = io.BytesIO()
    book.save(data)
    path.write_bytes(data.getvalue())
    corpus = ci.read(path)
    assert corpus.responses["text"].tolist() == SAID
    assert corpus.responses["source_sheet"].unique().tolist() == ["Responses"]
    assert str(corpus.responses["created_at"][2]) == "2021-06-03 00:00:00+00:00"
    assert corpus.respondents["respondent_id"][0] == "1001"


def test_an_encrypted_workbook_is_named_with_its_remedy():
    with pytest.raises(FileProblem, match=r"encrypted\.xlsx is protected by a password\. Open it"):
        ci.read(ENCRYPTED)


def zipped(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_one_table_in_a_zip_is_read(tmp_path):
    path = zipped(
        tmp_path / "export.zip",
        {
            "survey/": "",
            "survey/data.csv": CSV,
            "survey/README.txt": "x",
            "__MACOSX/._data.csv": "x",
        },
    )
    corpus = ci.read(path)
    assert len(corpus) == 8
    assert corpus.sources[0].file == "export.zip"
    book = io.BytesIO()
    pd.DataFrame({"Why?": SAID, "Age": ["1", "2"] * 4}).to_excel(book, index=False)
    assert len(ci.read(zipped(tmp_path / "b.zip", {"data.xlsx": book.getvalue()}))) == 8


def test_the_posts_of_a_twitter_archive(tmp_path):
    posts = [{"tweet": {"id_str": str(12540004809350 + at), "full_text": said, "favorite_count": "3",
                        "created_at": "Sat Apr 25 09:13:08 +0000 2020"}} for at, said in enumerate(SAID)]  # fmt: skip
    members = {
        "data/tweets.js": "window.YTD.tweets.part0 = " + json.dumps(posts),
        "data/account.js": "window.YTD.account.part0 = []",
        "data/like.js": "[]",
    }
    corpus = ci.read(zipped(tmp_path / "twitter.zip", members))
    assert corpus.responses["likes"].tolist() == [3] * 8


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"a.csv": CSV, "b.csv": CSV}, r"holds 2 files.*'a\.csv', 'b\.csv'"),
        ({"a.png": "x"}, "holds no table"),
        ({}, "holds no table"),
    ],
)
def test_other_zips_say_what_is_inside(tmp_path, members, says):
    with pytest.raises(FileProblem, match=rf"x\.zip {says}"):
        ci.read(zipped(tmp_path / "x.zip", members))


def test_a_zip_with_a_password_or_cut_off(tmp_path):
    path = zipped(tmp_path / "x.zip", {"a.csv": CSV})
    data = bytearray(path.read_bytes())
    whole = bytes(data)
    data[6] |= 1  # the flag of an encrypted member, where it begins and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(FileProblem, match=r"x\.zip is a ZIP that is protected by a password"):
        ci.read(path)
    path.write_bytes(whole[:-30])
    with pytest.raises(FileProblem, match="cannot be unpacked"):
        ci.read(path)
