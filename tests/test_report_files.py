"""`verify` draws the files of a report again: one changed character anywhere is found."""

import random
import shutil
import zipfile
from io import BytesIO

import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.errors import VerificationFailed
from consultation_insight.reporting.comparing import first_difference
from consultation_insight.reporting.house import load_house
from consultation_insight.reporting.write import FORMATS, rendered

NOTES = [
    "The bus to the hospital stops at six, so nobody can visit in the evening.",
    "Buses are late every morning and the stop has no shelter.",
    "<script>alert(1)</script> more buses please",
    "Parking at the surgery costs more than the prescription.",
] * 5


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "style.toml").write_text(
        '[colours]\naccent = "#6a1b9a"\n[font]\nfamily = "Georgia"\n', encoding="utf-8"
    )
    notes = pd.DataFrame({"comment": [f"{text} {n}" for n, text in enumerate(NOTES)]})
    notes.to_csv(folder / "notes.csv", index=False)
    (folder / "c.toml").write_text(
        'input = ["notes.csv"]\n[report]\nformats = ["html", "xlsx", "docx", "md"]\n'
        'style = "style.toml"\nlanguage = "cy"\n',
        encoding="utf-8",
    )
    ci.run(folder / "c.toml", folder / "run")
    return folder / "run"


def text_places(form, data):
    """Letters and digits that a reader sees: (part, offset); the part is "" for plain files."""
    if form in ("html", "md"):
        found = {"": data}
    else:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            found = {n: archive.read(n) for n in archive.namelist() if n.endswith(".xml")}
    for part, content in found.items():
        inside = False
        for at, byte in enumerate(content):
            inside = True if byte == 62 else False if byte == 60 else inside
            if inside and chr(byte).isalnum() and byte < 128:
                yield part, at


def change(form, data, part, at, rng):
    def swapped(content):
        pool = b"0123456789" if chr(content[at]).isdigit() else b"abcdefghijklmnopqrstuvwxyz"
        new = rng.choice([sign for sign in pool if sign != content[at]])
        return content[:at] + bytes([new]) + content[at + 1 :]

    if not part:
        return swapped(data)
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            content = old.read(info.filename)
            new.writestr(info, swapped(content) if info.filename == part else content)
    return stream.getvalue()


def test_a_run_verifies_with_its_report(made):
    compared = ci.verify(made).set_index("table")["rows"]
    assert {f"report/report.{form}" for form in FORMATS} <= set(compared.index)
    assert (compared[[f"report/report.{form}" for form in FORMATS]] > 3).all()


@pytest.mark.parametrize("form", FORMATS)
def test_each_of_fifty_changed_characters_is_found(made, form):
    rng = random.Random(form)
    written = (made / "report" / f"report.{form}").read_bytes()
    ((_, expected),) = rendered(ci.load_run(made), [form], load_house(made))
    assert first_difference(form, written, expected) == ""
    for part, at in rng.sample(list(text_places(form, written)), 50):
        assert first_difference(form, change(form, written, part, at, rng), expected)


@pytest.mark.parametrize("form", FORMATS)
def test_verify_names_the_changed_file(made, tmp_path, form):
    folder = tmp_path / "copy"
    shutil.copytree(made, folder)
    path = folder / "report" / f"report.{form}"
    data = path.read_bytes()
    part, at = list(text_places(form, data))[-20]
    path.write_bytes(change(form, data, part, at, random.Random(1)))
    with pytest.raises(VerificationFailed, match=rf"report\.{form}, "):
        ci.verify(folder)


def test_a_missing_report_and_a_cut_one_are_found(made, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(made, folder)
    path = folder / "report" / "report.xlsx"
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(VerificationFailed, match="cannot be opened"):
        ci.verify(folder)
    path.unlink()
    with pytest.raises(VerificationFailed, match=r"report\.xlsx is missing"):
        ci.verify(folder)


def test_a_run_goes_on_from_its_own_settings_with_its_style(made, tmp_path):
    text = (made / "settings.toml").read_text(encoding="utf-8")
    assert 'style = "../style.toml"' in text
    html = (made / "report" / "report.html").read_text(encoding="utf-8")
    assert "--accent: #6a1b9a" in html and '"Georgia"' in html and '<html lang="cy">' in html


def test_a_wrong_style_is_said_before_the_work(tmp_path):
    from consultation_insight.errors import SettingsError

    (tmp_path / "pale.toml").write_text('[colours]\naccent = "#aaccee"\n', encoding="utf-8")
    settings = ci.Settings.from_dict({"report": {"style": str(tmp_path / "pale.toml")}})
    with pytest.raises(SettingsError, match=r"contrast of 1\.\d"):
        ci.run(settings, tmp_path / "run", source=pd.DataFrame({"text": ["a b c"]}))
    assert not (tmp_path / "run").exists()
