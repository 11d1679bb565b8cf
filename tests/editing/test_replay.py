from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_themes import made, same

import consultation_insight as ci
from consultation_insight.editing.log import Edit, read_edits, write_edits
from consultation_insight.errors import OutputProblem, SettingsError


def edited(themes):
    own = themes["T04"].responses()["response_id"]
    return (
        themes.rename("T03", "Rents and homes")
        .merge(["T01", "T02"], label="Out and about")
        .split("T04", parts={"Class sizes": own[:2]})
        .move(["r3", "r4"], "Class sizes")
        .move("r5", "", out_of=None)
        .set_description("T01", "Getting about – “outdoors”.")
        .drop("T05")
    )


def renumbered(themes, names):
    """The same themes after a new run that gave them other ids and labels."""
    table = themes.table
    ids = table["theme_id"].map(names)
    tables = {
        name: getattr(themes, name).assign(theme_id=getattr(themes, name)["theme_id"].map(names))
        for name in ("coding", "verbatims")
    }
    return replace(themes, table=table.assign(theme_id=ids, label="New " + ids), **tables)


def test_saved_edits_give_the_same_again(tmp_path):
    themes = edited(made())
    path = tmp_path / "edits.toml"
    themes.save_edits(path)
    assert read_edits(path) == themes.log
    again = made().replay(path)
    assert same(again, themes)
    assert again.log == themes.log


def test_themes_are_found_again_by_their_responses():
    begun = made()
    names = {f"T0{i}": f"T0{6 - i}" for i in range(1, 6)}
    there = renumbered(begun, names)
    done = edited(begun)
    again = there.replay(done.log)
    assert again["Out and about"].n == done["Out and about"].n
    assert again["Out and about"].theme_id == "T05"
    assert again["Rents and homes"].theme_id == "T03"
    assert again["Class sizes"].n == done["Class sizes"].n
    assert len(again.table) == len(done.table)


def test_themes_are_found_again_by_label_in_other_data():
    log = made(1).rename("Peat", "Moors").merge(["Buses", "Parks"]).log
    other = made(4)
    responses = other.corpus.responses.assign(text=lambda f: "Elsewhere: " + f["text"])
    names = {f"T0{i}": f"T1{i}" for i in range(1, 6)}
    there = renumbered(other.with_corpus(replace(other.corpus, responses=responses)), names)
    there = replace(there, table=there.table.assign(label=other.table["label"]))
    again = there.replay(log)
    assert again["Moors"].theme_id == "T15"
    assert again["Buses"].theme_id == "T11"


def test_a_response_is_found_again_when_rows_have_moved():
    log = made().move("r7", "T05").log
    themes = made()
    new = {f"r{i}": f"r{i + 1}" for i in range(40)}
    responses = themes.corpus.responses.assign(response_id=lambda f: f["response_id"].map(new))
    there = replace(
        themes,
        corpus=replace(themes.corpus, responses=responses),
        coding=themes.coding.assign(response_id=lambda f: f["response_id"].map(new)),
        verbatims=themes.verbatims.assign(response_id=lambda f: f["response_id"].map(new)),
    )
    again = there.replay(log)
    assert again.log[-1].responses == ("r8",)


def test_what_cannot_be_done_is_listed_and_never_skipped_silently(tmp_path):
    path = tmp_path / "edits.toml"
    themes = edited(made())
    extra = [Edit("rename", ("T77",), label="X"), Edit("move", responses=("r99",), to="T01")]
    write_edits([*themes.log, *extra], path)
    with pytest.raises(SettingsError) as caught:
        made().replay(path)
    message = str(caught.value)
    assert "2 of 9 edits cannot be done" in message
    assert "edit 8 (renamed “T77” to “X”): rename: there is no theme 'T77'" in message
    assert "edit 9" in message
    some = made().replay(path, strict=False)
    assert some.left_out["edit"].tolist() == [8, 9]
    assert some.left_out["verb"].tolist() == ["rename", "move"]
    assert some.table.to_csv() == themes.table.to_csv()
    assert "left_out" in some.tables()


def test_a_text_that_has_changed_is_not_moved_by_its_id_alone():
    themes = made()
    log = themes.move("r7", "T05").log
    texts = themes.corpus.responses["text"].where(
        themes.corpus.responses["response_id"] != "r7", "Something else was written here by now."
    )
    changed = replace(themes.corpus, responses=themes.corpus.responses.assign(text=texts))
    left = themes.with_corpus(changed).replay(log, strict=False)
    assert "none has its text" in left.left_out["why"][0]


def test_two_themes_that_are_one_now():
    log = made().rename("T01", "A").rename("T02", "B").merge(["T01", "T02"], label="Both").log
    one = made().merge(["T01", "T02"])
    names = {id_: id_.replace("T", "T9") for id_ in one.table["theme_id"]}
    there = replace(renumbered(one, names), log=())
    left = there.replay(log, strict=False)
    assert "are one theme here" in left.left_out["why"][0]
    assert left["Both"].n == one["T01"].n


def test_edits_can_be_written_by_hand(tmp_path):
    path = tmp_path / "edits.toml"
    path.write_text(
        '[[edits]]\nverb = "rename"\ntheme = "T03"\nlabel = "Homes"\n'
        '[[edits]]\nverb = "merge"\nthemes = ["Buses", "T02"]\n'
        '[[edits]]\nverb = "move"\nresponses = ["r1"]\nto = ""\n',
        encoding="utf-8",
    )
    done = made().replay(path)
    assert same(done, made().rename("T03", "Homes").merge(["T01", "T02"]).move("r1", ""))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[[edits]]\nverb = 'rename'\ntheme='T01'", r"edit 1 \(rename\) lacks 'label'"),
        ("[[edits]]\nverb = 'paint'", "'verb' must be one of rename"),
        ("[[edits]]\nverb = 'drop'\ntheme='T01'\ncolour=1", "has no 'colour'"),
        ("[[edits]]\nverb = 'drop'\ntheme=1", "given as text"),
        ("[[edits]]\nverb = 'split'\ntheme='T01'\nn='two'", "'n' must be a int"),
        ("edit = 1", "holds edits as"),
        ("edits = ", "not valid TOML"),
    ],
)
def test_a_wrong_file_is_said(tmp_path, content, says):
    path = tmp_path / "edits.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=says):
        made().replay(path)


def test_a_file_that_is_missing_or_cannot_be_written(tmp_path):
    with pytest.raises(SettingsError, match="no file of edits"):
        made().replay(tmp_path / "none.toml")
    with pytest.raises(OutputProblem):
        made().save_edits(tmp_path / "no" / "edits.toml")


@given(st.text(min_size=1, max_size=30).filter(lambda text: text.strip()))
@settings(max_examples=12)
def test_any_words_survive_the_file(tmp_path_factory, words):
    path = tmp_path_factory.mktemp("edits") / "edits.toml"
    themes = made().set_description("T01", words).rename("T02", "x" + words)
    themes.save_edits(path)
    assert read_edits(path) == themes.log


def test_the_file_holds_no_word_of_a_response(tmp_path):
    path = tmp_path / "edits.toml"
    made().move("r3", "T01").drop("T02").save_edits(path)
    assert "sentence" not in path.read_text(encoding="utf-8")


NOTES = [
    f"{opening} {subject} {ending}."
    for opening in ("Please fund", "Think about", "What of", "Do not forget")
    for subject in ("the night buses", "our libraries", "school meals", "care homes")
    for ending in ("this year", "in the villages", "for once")
]


def test_a_run_does_the_edits_of_its_settings_file(tmp_path, monkeypatch):
    pd.DataFrame({"comment": NOTES}).to_csv(tmp_path / "notes.csv", index=False)
    settings_file = tmp_path / "consultation.toml"
    settings_file.write_text('input = ["notes.csv"]\n', encoding="utf-8")
    first = ci.run(settings_file, tmp_path / "one")
    id_ = first.corpus.responses["response_id"][0]
    names = first.themes.table["theme_id"].tolist()
    mine = (
        first.themes.rename(names[0], "My own heading")
        .set_description(names[0], "What a person says of it.")
        .move(id_, names[1])
    )
    mine.save_edits(tmp_path / "edits.toml")
    settings_file.write_text(
        'input = ["notes.csv"]\n[themes]\nedits = "edits.toml"\n', encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path / "one")
    for folder, workers in (("two", 1), ("three", 2)):
        analysis = ci.run(settings_file, tmp_path / folder, workers=workers)
        assert analysis.themes["My own heading"].description == "What a person says of it."
        assert analysis.themes.corpus is analysis.corpus
        assert set(analysis.tables) <= set(ci.verify(tmp_path / folder)["table"])
        report = (tmp_path / folder / "report" / "report.html").read_text(encoding="utf-8")
        assert "My own heading" in report
        assert "Edited by a person: move (1), rename (1), set description (1)." in report
        assert "moved 1 response to" in report
        assert str(tmp_path) not in report
        loaded = ci.load_run(tmp_path / folder).themes
        assert loaded.log == analysis.themes.log
        coded = pd.read_csv(tmp_path / folder / "results" / "coding.csv")
        assert "person" in set(coded["assigned_by"])
        assert (tmp_path / folder / "results" / "edits.csv").is_file()
        assert loaded.drop("My own heading").undo() is loaded
    two, three = tmp_path / "two", tmp_path / "three"
    for one in sorted((two / "results").iterdir()):
        assert one.read_bytes() == (three / "results" / one.name).read_bytes()
    again = ci.run(two / "settings.toml", tmp_path / "four")
    assert same(again.themes, analysis.themes)


def test_what_was_left_out_is_said_in_the_report(tmp_path):
    corpus = ci.Corpus.from_responses(pd.DataFrame({"text": NOTES}))
    analysis = ci.analyse(corpus)
    edits = [Edit("rename", ("T01",), label="Kept"), Edit("drop", ("T99",))]
    themes = analysis.themes.replay(edits, strict=False)
    assert themes.method.endswith("1 edit could not be done.")
    done = ci.with_themes(analysis, themes)
    assert done.tables["edits_left_out"]["what"].tolist() == ["dropped “T99”"]
    ci.write_report(done, tmp_path, formats=("html",))
    text = next(tmp_path.glob("*.html")).read_text(encoding="utf-8")
    assert "Edits left out (1)" in text


def test_a_wrong_file_of_edits_is_said_before_the_work(tmp_path):
    (tmp_path / "edits.toml").write_text("[[edits]]\nverb = 'paint'", encoding="utf-8")
    path = tmp_path / "consultation.toml"
    for name, says in (("edits.toml", "edit 1: 'verb'"), ("none.toml", "no file of edits")):
        path.write_text(f'[themes]\nedits = "{name}"\n', encoding="utf-8")
        with pytest.raises(SettingsError, match=says):
            ci.Settings.from_toml(path)
