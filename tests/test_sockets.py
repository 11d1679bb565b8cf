"""Outside parts plug in with one method and no inheritance; each of them in a few lines."""

import inspect
import re

import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight import protocols
from consultation_insight.errors import FileProblem, SettingsError
from consultation_insight.protocols import Span

TEXTS = [f"The {a} {b} is late {c}" for a in ("red", "night", "school") for b in ("bus", "tram")
         for c in ("every day", "at weekends", "when it rains")]  # fmt: skip


class Minutes:
    """Reads minutes: one paragraph a response, the speaker before a colon."""

    def read(self, path):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if ":" in line]
        return pd.DataFrame([line.split(": ", 1) for line in lines], columns=["name", "said"])


class CaseNumbers:
    """Finds the case numbers of one council."""

    def detect(self, texts):
        form = re.compile(r"\bCX-\d{6}\b")
        return [[Span(*m.span(), "CASE") for m in form.finditer(text)] for text in texts]


class Letters:
    """How often each letter is used."""

    def embed(self, texts):
        letters = "abcdefghijklmnopqrstuvwxyz"
        return np.array([[text.lower().count(c) + 0.1 for c in letters] for text in texts], float)


class ByVehicle:
    """Groups by the vehicle that is named."""

    def group(self, vectors, texts, seed):
        return np.array([0 if "bus" in text else 1 for text in texts])


class Subtitles:
    """Writes the largest themes as lines for a screen in a meeting."""

    def render(self, analysis, folder):
        path = folder / "screen.txt"
        themes = analysis.tables["themes"].head(3)
        lines = [f"{row.label}: {row.n} of {row.base}" for row in themes.itertuples()]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path


def test_a_renderer(tmp_path):
    analysis = ci.analyse(ci.prepare(pd.DataFrame({"text": TEXTS})))
    written = ci.write_report(analysis, tmp_path / "out", formats=["md", Subtitles()])
    assert sorted(written) == ["md", "screen.txt"]
    first = analysis.themes.table.iloc[0]
    said = written["screen.txt"].read_text(encoding="utf-8").splitlines()
    assert said[0] == f"{first['label']}: {first['n']} of {first['base']}"
    assert isinstance(Subtitles(), protocols.Renderer)


def test_a_renderer_that_writes_nothing_is_told_so(tmp_path):
    class Idle:
        def render(self, analysis, folder):
            return folder / "nothing.txt"

    analysis = ci.analyse(ci.prepare(pd.DataFrame({"text": TEXTS})))
    with pytest.raises(SettingsError, match="Idle must write a file"):
        ci.write_report(analysis, tmp_path, formats=[Idle()])
    with pytest.raises(SettingsError, match=r"render\(analysis, folder\).*int"):
        ci.write_report(analysis, tmp_path, formats=["html", 3])
    assert not (tmp_path / "report.html").exists()


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        (Minutes, "test_a_reader"), (CaseNumbers, "test_a_detector"),
        (Letters, "test_an_embedder_and_a_theme_model"), (Subtitles, "test_a_renderer"),
    ],
)  # fmt: skip
def test_an_outside_part_with_its_test_takes_under_thirty_lines(part, shown):
    lines = [*inspect.getsource(part).splitlines(), *inspect.getsource(globals()[shown]).splitlines()]  # fmt: skip
    assert len(lines) < 30
    assert part.__bases__ == (object,)


def test_a_reader(tmp_path):
    path = tmp_path / "minutes.mn"
    path.write_text("Ann: More buses in the evening\n--\nBo: And a shelter at the stop\n", "utf-8")
    corpus = ci.read(path, reader=Minutes(), columns={"said": "open", "name": "name"})
    assert corpus.live["text"].tolist() == [
        "More buses in the evening", "And a shelter at the stop",
    ]  # fmt: skip
    assert isinstance(Minutes(), protocols.Reader)


def test_a_reader_may_give_a_corpus(tmp_path):
    class Whole:
        def read(self, path):
            return ci.Corpus.from_responses(pd.DataFrame({"text": [path.stem]}))

    (tmp_path / "one.x").touch()
    assert ci.read(tmp_path / "one.x", reader=Whole()).live["text"].tolist() == ["one"]


def test_a_reader_that_gives_nothing_is_told_so(tmp_path):
    class Forgetful:
        def read(self, path):
            return None

    (tmp_path / "one.x").touch()
    with pytest.raises(SettingsError, match="reader"):
        ci.read(tmp_path / "one.x", reader=Forgetful())
    with pytest.raises(FileProblem, match="is not there"):
        ci.read(tmp_path / "two.x", reader=Forgetful())


def test_a_detector():
    corpus = ci.Corpus.from_responses(pd.DataFrame({"text": ["My case CX-123456 is still open"]}))
    redacted = ci.redact(corpus, detectors=[CaseNumbers()])
    assert redacted.live["text"].tolist() == ["My case [CASE] is still open"]


def test_an_embedder_and_a_theme_model():
    corpus = ci.Corpus.from_responses(pd.DataFrame({"text": TEXTS}))
    assert len(ci.find_themes(corpus, embedder=Letters(), n_themes=2).table) == 2
    themes = ci.find_themes(corpus, engine=ByVehicle())
    assert sorted(themes.table["n"]) == [9, 9]
    assert isinstance(ByVehicle(), protocols.ThemeModel)
