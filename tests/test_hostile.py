"""Hostile and broken input, from the command line to the report."""

import sys

import openpyxl
import pandas as pd
import pytest

from consultation_insight import cli

FILLER = [
    "The bus to the hospital stops at six, so nobody can visit in the evening",
    "Buses are late every morning and the stop near the school has no shelter",
    "Parking at the surgery costs more than the prescription does",
    "Please plant more trees along the main road and mend the pavements",
]


def analyse(monkeypatch, capsys, path, out):
    arguments = ["consultation-insight", "analyse", str(path), "--out", str(out)]
    monkeypatch.setattr(sys, "argv", arguments)
    code = 0
    try:
        cli.main()
    except SystemExit as stop:
        code = stop.code or 0
    error = capsys.readouterr().err
    assert "Traceback" not in error
    return code, error


def csv_with(*texts: str) -> bytes:
    rows = [*texts, *(f"{text}, said {n}" for n, text in enumerate(FILLER * 4))]
    table = pd.DataFrame({"id": range(1, len(rows) + 1), "comment": rows})
    return table.to_csv(index=False).encode()


def test_scripts_and_formulas_are_only_words(monkeypatch, capsys, tmp_path):
    hostile = [
        "<script>alert('x')</script> <img src=x onerror=alert(1)> buses are late every day",
        '=HYPERLINK("http://evil.example","click") says the bus driver about parking',
        "{{ 7*7 }} {% raw %} parking at the surgery {# note #}",
        "\x01\x02 the bus \x00never\x0b comes",
    ]
    path = tmp_path / "hostile.csv"
    path.write_bytes(csv_with(*hostile))
    out = tmp_path / "run"
    assert analyse(monkeypatch, capsys, path, out) == (0, "")
    page = (out / "report" / "report.html").read_text(encoding="utf-8")
    for bad in ("<script>alert(", "<img src=x", '=HYPERLINK("http'):
        assert bad not in page.replace("&#34;", "&quot;")
    assert "49" not in page or "{{ 7*7 }}" in page or "7*7" not in page
    book = openpyxl.load_workbook(out / "report" / "report.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    responses = pd.read_csv(out / "results" / "responses.csv", keep_default_na=False)
    assert len(responses) == 20
    assert not responses["text"].str.startswith("=").any()


def test_a_megabyte_in_one_cell(monkeypatch, capsys, tmp_path):
    path = tmp_path / "long.csv"
    path.write_bytes(csv_with("the bus is late and the driver is kind. " * 26_000))
    out = tmp_path / "run"
    assert analyse(monkeypatch, capsys, path, out) == (0, "")
    texts = pd.read_parquet(out / "corpus" / "responses.parquet")["text"]
    assert texts.str.len().max() > 1_000_000


def test_mixed_encodings_lose_nothing(monkeypatch, capsys, tmp_path):
    path = tmp_path / "mixed.csv"
    utf8, latin = "Un café près de l’école".encode(), "Une fenêtre cassée".encode("cp1252")
    path.write_bytes(csv_with() + b"98," + utf8 + b"\n99," + latin + b"\n")
    out = tmp_path / "run"
    assert analyse(monkeypatch, capsys, path, out) == (0, "")
    texts = set(pd.read_parquet(out / "corpus" / "responses.parquet")["text"])
    assert {"Un café près de l’école", "Une fenêtre cassée"} <= texts


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("empty.xlsx", b""),
        ("header.csv", b"id,comment\n"),
        ("numbers.csv", b"a,b\n" + b"".join(b"%d,%d\n" % (n, n * 7) for n in range(40))),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))),
        ("broken.jsonl", b'{"text": "fine"}\n{"text": \n'),
    ],
)
def test_what_cannot_be_read_is_said_clearly(monkeypatch, capsys, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    out = tmp_path / "run"
    code, error = analyse(monkeypatch, capsys, path, out)
    assert code == 3
    assert name in error
    assert not out.exists()


def test_a_wrong_ending_is_seen_through(monkeypatch, capsys, tmp_path):
    path = tmp_path / "really_csv.xlsx"
    path.write_bytes(csv_with())
    out = tmp_path / "run"
    assert analyse(monkeypatch, capsys, path, out) == (0, "")
    assert len(pd.read_csv(out / "results" / "responses.csv")) == 16


@pytest.mark.parametrize("rows", [1, 3, 12])
def test_very_few_responses_still_give_a_report(monkeypatch, capsys, tmp_path, rows):
    path = tmp_path / "few.csv"
    lines = [f"{text}, said {n}" for n, text in enumerate(FILLER * 3)][:rows]
    pd.DataFrame({"comment": lines}).to_csv(path, index=False)
    out = tmp_path / "run"
    assert analyse(monkeypatch, capsys, path, out) == (0, "")
    assert (out / "report" / "report.html").stat().st_size > 0
