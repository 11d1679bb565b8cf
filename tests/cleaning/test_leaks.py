"""Leak scan: originals are found wherever they hide, and nothing else is."""

import gzip
import itertools
import json
import random
import re
import sys
import zipfile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation_insight.cleaning.clean import clean
from consultation_insight.cleaning.leaks import _parts_of_a_word, _Secrets, scan, secrets_of
from consultation_insight.cleaning.redact import redact_and_tell
from consultation_insight.corpus import Corpus
from consultation_insight.runs import leak_scan

SECRETS = ("jo.k-helps@example.net", "07700 900123", "Siân O'Connor", "viv_the_burn97")


def found(folder, source=SECRETS, **settings):
    return leak_scan(folder, source, **settings).table["file"].tolist()


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.txt", lambda path, text: path.write_text(f"x {text}.", encoding="utf-8")),
        ("a.csv", lambda path, text: path.write_text(f'id,text\n1,"x {text}"\n', encoding="utf-8")),
        ("u16.txt", lambda path, text: path.write_text(text, encoding="utf-16")),
        ("a.json", lambda path, text: path.write_text(json.dumps({"k": [{"t": f"x {text}"}]}))),
        ("a.jsonl", lambda path, text: path.write_text(f'{{"a": 1}}\n{json.dumps({"t": text})}\n')),
        (
            "a.ipynb",
            lambda path, text: path.write_text(json.dumps({"cells": [{"source": ["x ", text]}]})),
        ),
        (
            "a.html",
            lambda path, text: path.write_text(
                "<p title='y'>" + "".join(f"&#{ord(sign)};" for sign in text) + "</p>"
            ),
        ),
        (
            "cut.html",
            lambda path, text: path.write_text(
                f"<p>{text[:4]}<b>{text[4:6]}</b>{text[6:]}</p>", encoding="utf-8"
            ),
        ),
        ("attribute.html", lambda path, text: path.write_text(f'<a title="{text}">x</a>')),
        ("a.csv.gz", lambda path, text: path.write_bytes(gzip.compress(text.encode()))),
        (
            "a.parquet",
            lambda path, text: pd.DataFrame({"t": ["x", f"x {text} y"]}).to_parquet(path),
        ),
        ("a.xlsx", lambda path, text: pd.DataFrame({"t": [f"x {text}"]}).to_excel(path)),
        ("a.bin", lambda path, text: path.write_bytes(b"\xff\x00 " + text.encode("latin-1"))),
    ],
)
def test_a_secret_is_found(tmp_path, name, write, secret):
    write(tmp_path / name, secret)
    assert found(tmp_path) == [name]
    (tmp_path / name).unlink()
    write(tmp_path / name, "nothing of the kind")
    assert found(tmp_path) == []


def test_word_documents_are_read_across_their_runs(tmp_path):
    from docx import Document

    document = Document()
    paragraph = document.add_paragraph("Ring 07700 ")
    paragraph.add_run("900123").bold = True
    document.save(tmp_path / "a.docx")
    assert found(tmp_path) == ["a.docx"]


def test_archives_in_archives_and_file_names_are_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as archive:
        archive.writestr("deep/a.txt", "07700 900123")
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.write(tmp_path / "inner.zip", "inner.zip")
    (tmp_path / "viv_the_burn97.txt").write_text("x")
    assert found(tmp_path) == ["inner.zip", "outer.zip", "viv_the_burn97.txt"]


def test_other_spellings_of_a_number_are_found(tmp_path):
    (tmp_path / "a.txt").write_text("07700900123 and VIV_THE_BURN97")
    assert leak_scan(tmp_path, SECRETS).table["hits"].sum() == 2


def test_words_that_only_look_like_secrets_are_left(tmp_path):
    (tmp_path / "a.html").write_text("<summary>a rose, a mark</summary><p>viv_the_burn97x</p>")
    secrets = ("summary", "Rose", "Mark", *SECRETS)
    assert found(tmp_path, secrets) == []
    (tmp_path / "a.html").write_text("<p>@summary</p>")
    assert found(tmp_path, secrets) == ["a.html"]
    assert found(tmp_path, secrets, keep=["summary"]) == []


def test_the_table_never_holds_the_secret(tmp_path):
    (tmp_path / "a.txt").write_text(" ".join(SECRETS))
    leaks = leak_scan(tmp_path, SECRETS)
    assert len(leaks.table) and not any(secret in str(leaks.table.values) for secret in SECRETS)
    assert leaks.base == 1


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("mail jo@example.net", ["EMAIL"]),
        ("ring 07700 900123", ["PHONE"]),
        ("at LS9 7GD", ["POSTCODE"]),
        ("NHS number 943 476 5919", ["NHS NUMBER"]),
        ("AB 12 34 56 C", ["NI NUMBER"]),
        ("1254000480935074464,2020-04-25T09:13:08.000Z,0.123456789,12", []),
        ("[EMAIL] [PHONE] raw-1412 C02 3f786850e387550fdab836ed7e6dc881de23001b", []),
        ("numpy 2.4.6, pandas 3.1.1, python 3.11.7", []),
        ("M12.5,30.25 L700,90 L12,3", []),
    ],
)
def test_forms_are_found_without_a_source(tmp_path, text, kinds):
    (tmp_path / "a.csv").write_text(text)
    assert leak_scan(tmp_path).table["kind"].tolist() == kinds


def planted(number):
    """Made-up personal data, with the sentence around it."""
    draw = random.Random(number)
    digits = "".join(draw.choice("0123456789") for _ in range(6))
    letters = "".join(draw.choice("bcdfghjkm") for _ in range(6))
    kinds = {
        "EMAIL": (f"{letters}.{digits}@example.org", "Write to {}, please."),
        "PHONE": (f"07700 9{digits[:5]}", "Or ring {} in the evening"),
        "POSTCODE": (
            f"LS{digits[0]} {digits[1]}{draw.choice('ABDEF')}{draw.choice('GHJLN')}",
            "near {}",
        ),
        "NI NUMBER": (f"AB {digits[:2]} {digits[2:4]} {digits[4:]} C", "my NI number is {}"),
        "HANDLE": (f"@{letters}_{digits}", "as {} says"),
        "VEHICLE": (f"AB{draw.randint(51, 69)} {letters[:3].upper()}", "my car, {}, was hit"),
        "DATE OF BIRTH": (
            f"{draw.randint(1, 28)}/0{draw.randint(1, 9)}/19{draw.randint(30, 99)}",
            "DOB {}",
        ),
        "IP": (f"203.0.113.{draw.randint(32, 254)}", "sent from {}"),
        "BANK": (f"12-34-{digits[:2]} {digits}12", "pay it to {}"),
        "PERSON": (f"Mrs {letters.title()}", "{} next door helped"),
    }
    kind = list(kinds)[number % len(kinds)]
    return kind, *kinds[kind]


def test_two_hundred_planted_items_are_in_no_byte_of_the_output(tmp_path):
    items = [planted(number) for number in range(200)]
    texts = [f"Buses matter. {around.format(item)}" for _, item, around in items]
    corpus = clean(
        Corpus.from_responses(
            pd.DataFrame({"text": texts}),
            respondents=pd.DataFrame(
                {
                    "respondent_id": [f"p{number}" for number in range(1, 201)],
                    "Comments to officer": texts,
                    "E-mail": [f"a{number}@example.org" for number in range(200)],
                }
            ),
        )
    )
    after, originals = redact_and_tell(corpus, names="patterns")
    for name in ("responses", "respondents", "answers"):
        getattr(after, name).to_csv(tmp_path / f"{name}.csv")
        getattr(after, name).to_parquet(tmp_path / f"{name}.parquet")
    after.steps[-1].rows.to_csv(tmp_path / "steps.csv")
    (tmp_path / "settings.txt").write_text(str([step.settings for step in after.steps]))

    secrets = secrets_of(corpus, after, originals)
    assert len(secrets) >= 200
    assert found(tmp_path, secrets) == found(tmp_path, corpus) == found(tmp_path, None) == []
    together = b"".join(path.read_bytes() for path in tmp_path.iterdir()).decode("latin-1")
    assert [kind for kind, item, _ in items if item in together] == []
    # And the scan is not blind: the corpus before redaction is full of them.
    corpus.responses.to_csv(tmp_path / "before.csv")
    assert leak_scan(tmp_path, secrets).table["hits"].sum() >= 200


def test_public_accounts_that_stay_are_no_secrets():
    corpus = Corpus.from_responses(
        pd.DataFrame(
            {
                "text": ["@NurseUnion", "@NurseUnion", "@NurseUnion", "@private_8812"],
                "respondent_id": list("abcd"),
                "in_reply_to": ["NurseUnion", "", "", "asker"],
            }
        )
    )
    after, originals = redact_and_tell(corpus, names="off")
    assert secrets_of(corpus, after, originals) == {"@private_8812": "HANDLE", "asker": "HANDLE"}


def one_after_the_other(secrets, text):
    """What a scan of every word finds: slow, and plain."""
    search = _Secrets(secrets, set())
    lower = text.lower()
    words = [(match[0], match.start()) for match in re.finditer(r"\w+", lower)]
    forms = [form for same in search.by_first.values() for form in same]
    return sorted(
        (form.kind, start)
        for place, (_, start) in enumerate(words)
        for form in forms
        if tuple(word for word, _ in words[place : place + len(form.tokens)]) == form.tokens
        and form.is_meant(text, lower, start)
    )


LETTERS = "aAbB1_.- ,'’\n\x00\x1c\u00a0İßΣςK²é\u0301@/<भा\ud800👏"


@given(
    secrets=st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=4),
    parts=st.lists(st.text(LETTERS, max_size=6), max_size=5),
    among=st.lists(st.integers(0, 3), max_size=5),
)
def test_the_fast_search_misses_nothing(secrets, parts, among):
    planted = [secrets[number % len(secrets)] for number in among]
    text = " ".join(
        part for pair in itertools.zip_longest(parts, planted, fillvalue="") for part in pair
    )
    found = sorted(_Secrets(secrets, set()).find(text))
    assert found == one_after_the_other(secrets, text)


def test_letters_of_a_word_are_those_of_the_expression():
    word = re.compile(r"\w")
    signs = [chr(code) for code in range(sys.maxunicode + 1)]
    assert [s for s in signs if _parts_of_a_word(s) != bool(word.match(s))] == []


def test_each_kind_of_column_is_read(tmp_path):
    table = pd.DataFrame(
        {
            "true": [True, False, None],
            "text": [None, "ring 07700 900123", ""],
            "kind": pd.Categorical(["a", "viv_the_burn97", None]),
            "lists": [["jo.k-helps@example.net"], [], None],
            "whole": [7700900123, 1, 2],
            "broken": [0.5, None, 1.5],
        }
    )
    table.to_parquet(tmp_path / "a.parquet")
    places = leak_scan(tmp_path, SECRETS).table
    assert places.set_index("kind")["hits"].to_dict() == {"EMAIL": 1, "HANDLE": 1, "PHONE": 1}
    assert found(tmp_path, ["7700-900-123"]) == ["a.parquet"]


def test_a_name_is_found_as_it_was_written():
    search = _Secrets(["Priya Price", "S Austin"], set())
    assert [kind for kind, _ in search.find("priya\n PRICE")] == ["PERSON"]
    assert list(search.find("Price, Priya; Priya: Price; UT's Austin")) == []


def test_what_tells_nobody_without_the_words_around_it_is_no_secret(tmp_path):
    texts = [
        "My baby was born on April 30 in this hospital",
        "Concert on April 30",
        "Ask @test.com about it",
        "see http://test.com for more",
        "Dr. Martin Luther King Jr. had a dream",
    ]
    corpus = Corpus.from_responses(pd.DataFrame({"text": texts}))
    after, originals = redact_and_tell(corpus, names="patterns")
    originals |= {"Martin Luther King": "PERSON"}
    after.responses.to_csv(tmp_path / "responses.csv")
    (tmp_path / "references.csv").write_text("Martin Luther King,person,1")
    assert scan(tmp_path, secrets_of(corpus, after, originals)).table.empty


def test_a_file_is_taken_for_a_source_with_the_settings_of_its_run(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text(
        "id,comment\n" + "".join(f"{i},The buses are late and nobody says why {i}\n" for i in range(9))
        + '10,"My name is Olwen Tregaskis, and @late_bus99 knows it; ring 07700 900123"\n'
    )  # fmt: skip
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "a.txt").write_text("Olwen Tregaskis, 07700900123 or @late_bus99")
    kinds = leak_scan(folder, source).table["kind"].tolist()
    assert kinds == leak_scan(folder, str(source)).table["kind"].tolist()
    assert kinds == ["HANDLE", "PERSON", "PHONE"]
    (folder / "settings.toml").write_text('[redact]\nhandles = "keep"\nallow = ["07700 900123"]\n')
    assert leak_scan(folder, source).table["kind"].tolist() == ["PERSON"]


def test_a_name_of_the_report_itself_is_no_leak():
    search = _Secrets({"Anna Base": "PERSON", "Share": "PERSON", "Themes": "HANDLE"}, set())
    assert list(search.find("Share of the base; /Themes")) == []
    assert [kind for kind, _ in search.find("by Anna Base")] == ["PERSON"]


def test_figures_are_no_date_of_birth_and_fonts_no_people(tmp_path):
    secrets = {"4/5/02": "DATE OF BIRTH", "4 5 02": "DATE OF BIRTH", "Arab": "PERSON"}
    (tmp_path / "a.csv").write_text("0.4502,4502\n4,5,02\n")
    pd.DataFrame({"t": ["x"]}).to_excel(tmp_path / "a.xlsx")
    assert scan(tmp_path, secrets).table.empty
    (tmp_path / "a.csv").write_text("born 4/5/02\nArab said")
    pd.DataFrame({"t": ["Arab"]}).to_excel(tmp_path / "a.xlsx")
    assert scan(tmp_path, secrets).table["kind"].tolist() == ["DATE OF BIRTH", "PERSON", "PERSON"]


def test_the_end_of_one_row_and_the_start_of_the_next_are_no_name(tmp_path):
    rows = ["move to Reading.", "White paint", "Ben", "White", "07700", "900123"]
    pd.DataFrame({"text": rows, "parts": [[row] for row in rows]}).to_parquet(
        tmp_path / "a.parquet"
    )
    for secret in ("Reading. White", "Ben White", "07700 900123"):
        assert found(tmp_path, [secret]) == []
    assert found(tmp_path, ["White paint", "Ben Hall"]) == ["a.parquet"]


@pytest.mark.parametrize(
    "page",
    [
        "<tr><td>Ben</td><td>White</td></tr>",
        "<ul><li>Ben</li><li>White</li></ul>",
        "<p>Ben</p><p>White bread</p>",
        "<w:p><w:t>Ben</w:t></w:p><w:p><w:t>White</w:t></w:p>",
    ],
)
def test_what_stands_in_two_cells_is_no_name(tmp_path, page):
    (tmp_path / "a.html").write_text(f"<body>{page}</body>")
    assert found(tmp_path, ("Ben White",)) == []
    for whole in (
        "<td>Ben <b>Wh</b>ite</td>",
        "<p>Ben<br>White</p>",
        "<w:t>Ben </w:t><w:t>White</w:t>",
    ):
        (tmp_path / "a.html").write_text(f"<body>{page}{whole}</body>")
        assert found(tmp_path, ("Ben White",)) == ["a.html"], whole


def test_a_fingerprint_is_no_telephone_number(tmp_path):
    digest = "008721992caacdd62e2ef7b82e2f0cf5c0d829c" + "0123456789abcdef012345678"
    (tmp_path / "a.json").write_text(json.dumps({"sha256": digest, "of": "x"}))
    assert leak_scan(tmp_path).table.empty
    (tmp_path / "b.json").write_text(json.dumps({"sha256": digest, "of": "07700 900123"}))
    assert leak_scan(tmp_path).table["file"].tolist() == ["b.json"]


def test_a_huge_table_is_searched_in_pieces_that_cut_no_cell(tmp_path, monkeypatch):
    from consultation_insight.cleaning._copies import contents

    said = ["nothing here", 'he said "ask\nSioned\nProsser" twice', "the end: Sioned Prosser"] * 4
    frame = pd.DataFrame({"id": range(12), "text": said})
    frame.to_csv(tmp_path / "a.csv", index=False, lineterminator="\r\n")
    frame.to_parquet(tmp_path / "a.parquet")
    secrets = {"Sioned Prosser": "PERSON", "Sioned\nProsser": "PERSON"}
    whole = scan(tmp_path, secrets).table
    for block in (1, 20, 40, 200):
        monkeypatch.setattr(contents, "_BLOCK", block)
        monkeypatch.setattr(contents, "_CELLS", block)
        lines = contents._blocks((tmp_path / "a.csv").read_bytes())
        assert b"".join(piece for _, piece in lines) == (tmp_path / "a.csv").read_bytes()
        found = scan(tmp_path, secrets).table
        assert found[["file", "kind", "hits"]].equals(whole[["file", "kind", "hits"]])
    assert whole["hits"].tolist() == [8, 8]
