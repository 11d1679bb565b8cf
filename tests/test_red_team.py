"""Two hundred planted items, in every place and spelling that we could think of: none may come out."""

import gzip
import html
import io
import random
import re
import subprocess
import sys
import unicodedata
import zipfile
from itertools import cycle
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl.comments import Comment

import consultation_insight as ci
from consultation_insight import cli

FIRST = "Gwen Olwen Ruth Amina Priya Fatima Nigel Derek Sunil Kofi Zofia Marek Ewan Moira Siobhan".split()  # noqa: SIM905
LAST = [
    "Tregaskis",
    "Marchbanks",
    "Featherstonehaugh",
    "Okonkwo",
    "Ramaswamy",
    "Pendleton",
    "Thistlewood",
    "Ollerenshaw",
    "Grimshaw",
    "Wojciechowski",
    "Aldermaston",
    "Birtwhistle",
    "Cholmondeley",
    "Entwhistle",
    "Fotheringay",
]
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
BOLD = str.maketrans({str(digit): chr(0x1D7CE + digit) for digit in range(10)})


def nhs_number(draw):
    while True:
        digits = [draw.randrange(10) for _ in range(9)]
        check = (11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11) % 11
        if check < 10 and len(set(digits)) > 3:
            return "".join(map(str, [*digits, check]))


def card(draw):
    digits = [4, *(draw.randrange(10) for _ in range(14))]
    total = sum(sum(divmod(d * (2 - place % 2), 10)) for place, d in enumerate(digits))
    return "".join(map(str, [*digits, -total % 10]))


class Plants:
    """Makes items, each once, and remembers the pieces of each that nobody may see."""

    def __init__(self, seed):
        self.draw = random.Random(seed)
        self.pieces = {}

    def digits(self, count):
        return "".join(str(self.draw.randrange(10)) for _ in range(count))

    def letters(self, count, of="bcdfghjkmqvwxz"):
        return "".join(self.draw.choice(of) for _ in range(count))

    def keep(self, item, *pieces):
        """Remember an item and the shortest pieces of it that still tell."""
        self.pieces[item] = pieces or (item,)
        return item

    def phone(self):
        tail = self.digits(6)
        ways = [
            "07700 9{}", "077009{}", "+44 (0)7700 9{}", "0044 7700 9{}", "07700‑9{}", "07700–9{}",
            "(07700) 9{}", "07700\u20099{}", "07700\u200b9{}", "07700.9{}", "+447700 9{}",
        ]  # fmt: skip
        way = self.draw.choice([*ways, "wide", "spaced", "bold", "keys"])
        number = f"07700 9{tail[:5]}"
        if way in ways:
            return self.keep(way.format(tail[:5]), "9" + tail[:5])
        if way == "spaced":
            return self.keep(" ".join(number.replace(" ", "")), " ".join(tail[:5]))
        other = number.translate(WIDE if way == "wide" else BOLD)
        if way == "keys":
            other = "".join(f"{sign}\ufe0f\u20e3" for sign in number if sign != " ")
            return self.keep(other, "\ufe0f\u20e3".join(tail[:5]))
        return self.keep(other, other.split()[1])

    def email(self):
        name, host = f"{self.letters(5)}.{self.letters(5)}", self.letters(6)
        way = self.draw.choice(
            ["{}@{}.example.org", "{} [at] {} [dot] org", "{}＠{}.example.org", "{}(at){}.org",
             "{} at {} dot org", "mailto:{}@{}.co.uk", "{}@{}.EXAMPLE.COM", "{}&#64;{}.org",
             "{} @ {}.org", "{}@ {}.org"]
        )  # fmt: skip
        return self.keep(way.format(name, host), name, host)

    def nhs(self):
        number = nhs_number(self.draw)
        sep = self.draw.choice([" ", "-", "", "\u2011", "\u00a0"])
        item = sep.join([number[:3], number[3:6], number[6:]])
        if self.draw.random() < 0.2:
            return self.keep(" ".join(number), " ".join(number[3:]))
        return self.keep(item, item)

    def nino(self):
        digits = self.digits(6)
        sep = self.draw.choice([" ", "", "-", "\u2011"])
        item = sep.join(["AB", digits[:2], digits[2:4], digits[4:], "C"])
        return self.keep(item if self.draw.random() < 0.7 else item.lower(), *{item, item.lower()})

    def postcode(self):
        unit = self.digits(1) + self.letters(2, "ABDEFGHJ")
        item = f"LS{self.digits(1)}{self.draw.choice([' ', '', '  '[:1], chr(0xA0)])}{unit}"
        return self.keep(item, re.sub(r"\s", "", item))

    def plate(self):
        letters = self.letters(3, "BCDFGHJKVXY")
        item = f"my car is AB{self.draw.randint(51, 69)} {letters}"
        return self.keep(item, item.split("is ")[1])

    def born(self):
        day, month, year = (
            self.draw.randint(1, 28),
            self.draw.randint(1, 12),
            self.draw.randint(1930, 2005),
        )
        item = self.draw.choice(
            [f"{day:02}/{month:02}/{year}", f"{day}.{month}.{year}", f"{year}-{month:02}-{day:02}"]
        )
        return f"DOB {self.keep(item)}"

    def bank(self):
        sort, account = self.digits(6), self.digits(8)
        sep = self.draw.choice(["-", " ", "–"])
        item = f"{sep.join([sort[:2], sort[2:4], sort[4:]])} {account}"
        return self.keep(item, account)

    def card(self):
        number = card(self.draw)
        sep = self.draw.choice([" ", "-", "", "\u2011"])
        item = sep.join(number[at : at + 4] for at in range(0, 16, 4))
        return self.keep(item, item[4:])

    def ip(self):
        return self.keep(f"203.0.113.{self.draw.randint(40, 254)}")

    def handle(self):
        name = f"{self.letters(5)}_{self.letters(4)}{self.digits(2)}"
        way = self.draw.choice(
            ["@{}", "＠{}", "https://twitter.com/{}", "insta: {}", "u/{}", "facebook.com/{}"]
        )
        return self.keep(way.format(name), name)

    def link(self):
        secret = self.letters(6) + self.digits(6)
        way = self.draw.choice(
            [
                "https://example.org/r?email={}%40example.org",
                "https://example.org/a?token={}",
                "https://example.org/?a=1&uid={}",
                "https://{}:pw@example.org/x",
            ]
        )
        return self.keep(way.format(secret), secret)

    def name(self):
        first, last = (
            self.draw.choice(FIRST),
            self.letters(1, "BCDFGHJKM") + self.letters(2, "aeiou") + self.letters(2) + "son",
        )
        item = f"{first} {last}"
        return self.keep(
            self.draw.choice([item, f"{last}, {first}", f"Mrs {last}", f"Dr {first} {last}"]), last
        )

    def address(self):
        street = self.letters(1, "BCDFG") + self.letters(3, "aeiou") + self.letters(3)
        return self.keep(
            f"{self.draw.randint(2, 180)} {street} {self.draw.choice(['Road', 'Street', 'Close'])}",
            street,
        )

    KINDS = ("phone", "email", "nhs", "nino", "postcode", "plate", "born", "bank", "card", "ip", "handle", "link",
             "name", "address")  # fmt: skip


AROUND = {
    "name": "My name is {} and I wait for the bus.",
    "nhs": "NHS number {} for the letter",
    "nino": "NI number {}",
    "address": "I live at {} by the park",
}


def told(plants, kind):
    item = getattr(plants, kind)()
    return AROUND.get(kind, "Please note {} about the buses.").format(item)


FILLER = (
    "The buses in the evening do not run often enough for people who work late.",
    "More seats at the stops would help older people a great deal.",
    "Our library should open on Saturdays again, the children miss it.",
    "Parking near the surgery costs too much for those who go there weekly.",
)


def workbook(path, plants):
    """Write a survey with plants in texts, attributes, headings, sheets, comments and properties."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = f"July {plants.phone()[:22]}".replace("/", "-")
    call = plants.keep("Gwen Xaverton", "Xaverton")
    sheet.append([
        "Response ID", "Full name", "First name", "Surname", "E-mail", "Sort code", "Account number", "IP Address",
        "Ward", "Notes of the officer",
        f"What would help? Ring my colleague {call} on {plants.keep('07700 900017', '900017')}",
        f"Why? Write to {plants.keep('clerk.qz@council.example.org', 'clerk.qz')}",
    ])  # fmt: skip
    campaign = (
        "I object to the closing of the bus station because it serves the whole of the town and the hospital. "
        f"Write to our organiser {plants.keep('Ruth Quibbleton', 'Quibbleton')} at {plants.email()} or ring {plants.phone()} "
        "and ask her to keep the station open for everyone who depends on it."
    )
    kinds = cycle(Plants.KINDS)
    row = 0
    while len(plants.pieces) < 190 or row < 60:
        row += 1
        first, second = FILLER[row % 4], FILLER[(row + 1) % 4]
        if len(plants.pieces) < 190:
            first = f"{told(plants, next(kinds))} {first}"
            second = f"{second}\n{told(plants, next(kinds))}"
        if row % 9 == 0:
            first = campaign
        whole = plants.name() if row % 8 == 0 else ""
        given = plants.name().split() if row % 10 == 0 else ["", ""]
        sheet.append([
            1000 + row, whole, given[0], given[-1], plants.email() if row % 8 == 1 else "",
            f"{plants.digits(2)}-{plants.digits(2)}-{plants.digits(2)}" if row % 20 == 2 else "",
            plants.keep(plants.digits(8)) if row % 20 == 2 else "",
            plants.ip() if row % 20 == 5 else "", ["North", "South", "East"][row % 3],
            f"Rang back, {told(plants, 'phone')}" if row % 20 == 7 else "as usual", first, second,
        ])  # fmt: skip
    sheet["I3"].comment = Comment(
        f"Ring {plants.phone()}", plants.keep("Moira Zettlemayer", "Zettlemayer")
    )
    hidden = book.create_sheet("Contacts")
    hidden.sheet_state = "hidden"
    for _ in range(4):
        hidden.append([plants.name(), plants.phone()])
    book.properties.creator = plants.keep("Derek Yarborough", "Yarborough")
    book.properties.title = plants.keep("Zofia Wexcombe", "Wexcombe")
    book.save(path)


def every_byte(folder):
    """All that stands in a folder: raw, decompressed, with entities undone; names of files too."""

    def inside(name, content):
        yield name.encode()
        yield content
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for member in archive.namelist():
                    yield from inside(member, archive.read(member))
        elif content[:4] == b"PAR1":
            table = pq.read_table(io.BytesIO(content))
            yield repr(table.to_pydict()).encode("utf-8", "surrogatepass")
            yield str(table.schema.metadata).encode()
        elif content[:2] == b"\x1f\x8b":
            yield gzip.decompress(content)

    for path in sorted(Path(folder).rglob("*")):
        if path.is_file():
            yield from inside(path.relative_to(folder).as_posix(), path.read_bytes())


def standing(plants, chunks):
    """Which planted items stand in these bytes, as they were written or as they are read."""
    text = "\n".join(chunk.decode("utf-8", "replace") for chunk in chunks)
    read = [text, html.unescape(text), unicodedata.normalize("NFKC", html.unescape(text))]
    read.append(re.sub(r"<[^<>]*>", "", read[1]))
    lower = "\n".join(read).lower()
    return {
        item
        for item, pieces in plants.pieces.items()
        for piece in {item.lower(), *map(str.lower, pieces)}
        # Not the digits of another number.
        if piece in lower and re.search(rf"(?<![\d.]){re.escape(piece)}(?!\d)", lower)
    }


def call(*arguments, cwd):
    done = subprocess.run(
        [sys.executable, "-m", "consultation_insight", *map(str, arguments)],
        capture_output=True,
        cwd=cwd,
        check=False,
        timeout=120,
        env={**__import__("os").environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def attack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("attack")
    plants = Plants(2)
    file = (
        folder
        / f"replies of {plants.keep('Olwen Vexhollow', 'Vexhollow')} {plants.keep('07700 900018', '900018')}.xlsx"
    )
    workbook(file, plants)
    code, out, error = call("analyse", file, "--out", folder / "run", "--workers", "1", cwd=folder)
    return plants, file, folder / "run", (code, out, error)


def test_nothing_planted_is_in_any_byte_of_a_run(attack):
    plants, file, run, (code, out, error) = attack
    assert len(plants.pieces) >= 200
    assert (code, error) == (0, b""), error.decode()
    assert standing(plants, [*every_byte(run), out, error]) == set()
    # And the search is not blind.
    assert len(standing(plants, every_byte(file.parent))) > 190


def call_here(monkeypatch, capsys, *arguments):
    monkeypatch.setattr(sys, "argv", ["consultation-insight", *map(str, arguments)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    said = capsys.readouterr()
    return stop.value.code, said.out.encode(), said.err.encode()


def test_nothing_planted_is_in_what_the_other_verbs_say(attack, monkeypatch, capsys):
    plants, file, run, _ = attack
    for arguments, expected in (
        (("verify", run), 0),
        (("leak-scan", run), 0),
        (("leak-scan", run, "--source", file), 0),
        (("check", file, "--write", run.parent / "my.toml"), 0),
        (("leak-scan", run.parent), 5),
        (("analyse", file, "--text", "07700 900018", "-o", run), 3),
    ):
        code, out, error = call_here(monkeypatch, capsys, *arguments)
        assert code == expected, error.decode()
        # The name of a file is what the user wrote; its number is masked all the same.
        assert standing(plants, [out, error]) <= {"Olwen Vexhollow"}, arguments
    # Its settings name file and columns as they are called, and no value of a cell.
    written = (run.parent / "my.toml").read_text(encoding="utf-8")
    told = "\n".join(re.findall(r"  # .*", written))
    assert "values" in told and standing(plants, [told.encode()]) == set()
    analysis = ci.load_run(run)
    shown = analysis._repr_html_() + repr(analysis) + repr(analysis.corpus)
    assert standing(plants, [shown.encode()]) == set()


STAGES = [
    "clean", "detect_languages", "deduplicate", "find_campaigns", "find_themes", "score_sentiment",
    "score_stance", "classify_kind", "count_terms", "find_references", "find_links",
    "find_recommendations", "find_findings", "write_report",
]  # fmt: skip


@pytest.mark.parametrize("stage", STAGES)
def test_a_run_that_fails_midway_says_nothing_of_the_responses(
    stage, monkeypatch, capsys, tmp_path
):
    plants = Plants(5)
    texts = [f"{told(plants, kind)} {FILLER[at % 4]}" for at, kind in enumerate(Plants.KINDS)]
    table = pd.DataFrame({"comment": texts})
    table.to_csv(tmp_path / "in.csv", index=False)

    def broken(*arguments, **settings):
        raise ValueError(" ".join(texts))

    monkeypatch.setattr(ci, stage, broken)
    code, out, error = call_here(
        monkeypatch, capsys, "analyse", tmp_path / "in.csv", "-o", tmp_path / "run", "--workers", 1
    )
    assert code == 1 and b"ValueError" in error
    assert standing(plants, [out, error]) == set()
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
