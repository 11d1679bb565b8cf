"""A Welsh report of each preset says nothing of its own in English."""

import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.house import House
from consultation_insight.reporting.html import render_html
from consultation_insight.reporting.language import Words, read_words
from consultation_insight.reporting.markdown import render_markdown
from consultation_insight.reporting.translating import dressed
from consultation_insight.reporting.word import render_docx

WELSH = read_words("cy")


class Listening(Words):
    """Welsh that notes what it has no words for."""

    def __call__(self, text, /, **values):
        if not values and any(map(str.isalpha, text)) and not WELSH.knows(text):
            self.__dict__.setdefault("missing", set()).add(text)
        return WELSH(text, **values)


def heard(analysis):
    """What a report and its renderers say that has no words in Welsh."""
    words = Listening("cy", WELSH.phrases, WELSH.cells)
    report = dressed(build_report(analysis), House(words=words))
    for render in (render_html, render_markdown, render_docx):
        render(report)
    return words.__dict__.get("missing", set())


def of_the_data(analysis):
    """Wordings, names of breaks and openings of campaigns: what people wrote."""
    found = {str(word) for word in analysis.tables["questions"]["wording"]}
    found |= set(map(str, analysis.corpus.respondents.columns))
    return {name for text in found for name in (text, f"By {text}")}


@pytest.fixture(scope="module")
def analyses(corpora, renewal_run):
    made = {"replies": renewal_run[1]}
    for preset, file in (("consultation", "care_consultation/responses.xlsx"),
                         ("openspace", "open_space/notes.csv")):  # fmt: skip
        settings = ci.Settings.from_dict({"preset": preset, "input": [str(corpora / file)]})
        made[preset] = ci.analyse(ci.prepare(corpora / file, settings=settings), settings=settings)
    return made


@pytest.mark.parametrize("preset", ["replies", "consultation", "openspace"])
def test_a_welsh_report_says_nothing_of_its_own_in_english(analyses, preset):
    analysis = analyses[preset]
    methods = {result.method for result in analysis.results.values()}
    known = of_the_data(analysis)
    opens = tuple(text[:20] for text in known)
    left = {text for text in heard(analysis) - methods - known if not text.startswith(opens)}
    assert left == set()


@pytest.mark.parametrize("targets", [1, 2, 0])
def test_the_section_on_weights_has_words(targets):
    margins = {"Age group": {"18-24": 0.1, "25-64": 0.5, "65+": 0.4}, "Area": {"A": 0.3, "B": 0.7}}
    people = 200
    random = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "Age group": random.choice(["18-24", "25-64", "65+"], people),
            "Area": random.choice(["A", "B"], people),
            "Calibration": np.where(np.arange(people) % 2, 3.0, 1.0),
            "Do you agree with it?": random.choice(["Yes", "No"], people),
            "Why?": [f"Because of reason number {n}, as said before" for n in range(people)],
        }
    )
    weights = {"targets": dict(list(margins.items())[:targets])} if targets else {}
    settings = ci.Settings.from_dict({"weights": weights or {"column": "Calibration"}})
    analysis = ci.analyse(ci.read(frame), settings=settings)
    methods = {result.method for result in analysis.results.values()}
    left = heard(analysis) - methods - of_the_data(analysis)
    assert {text for text in left if "eight" in text or "opulation" in text} == set()
    words = WELSH
    report = dressed(build_report(analysis), House(words=words))
    section = next(part for part in report.sections if part.id == "weights")
    assert "effeithiol" in section.blocks[0].text
    assert "weight" not in section.blocks[0].text
    for block in section.blocks[1:]:
        for table in getattr(block, "blocks", [block]):
            titles = {column.name for column in table.columns}
            assert not titles & {"Level", "Respondents", "Population", "Weighted", "Weighted share", "From", "To"}  # fmt: skip


@pytest.mark.parametrize(
    ("english", "welsh"),
    [
        (
            "On “Why?”, in tone, most responses were negative (136 of 232, 59 %); 41 were positive, "
            "41 were neutral and 14 were mixed.",
            "Ar “Why?”, o ran naws, roedd y rhan fwyaf o'r ymatebion yn negyddol (136 o 232, 59 %); "
            "roedd 41 yn gadarnhaol, roedd 41 yn niwtral a roedd 14 yn gymysg.",
        ),
        (
            "Most replies were in favour (39 of 62, 63 %); 13 were unclear.",
            "Roedd y rhan fwyaf o'r ymatebion o blaid (39 o 62, 63 %); roedd 13 yn aneglur.",
        ),
        (
            "To “Do you agree?”, 119 of 248 respondents (48 %) gave “Agree” or “Strongly agree”; 84 "
            "gave “Disagree”.",
            "I “Do you agree?”, atebodd 119 o 248 o ymatebwyr (48 %) “Agree” neu “Strongly agree”; "
            "atebodd 84 “Disagree”.",
        ),
        (
            "1,482 of 1,524 replies (97 %) were in English; 17 were in Welsh and 2 were in French; the "
            "language of 18 could not be told.",
            "Saesneg: 1,482 o 1,524 o ymatebion (97 %); Cymraeg: 17 a Ffrangeg: 2; ni ellid adnabod "
            "iaith 18.",
        ),
        (
            "Of those with “No”, 55 % (85 of 155) had the tone “neutral”; of all others 35 % did.",
            "O'r rhai â “No”, roedd naws 55 % (85 o 155) yn niwtral; o'r lleill i gyd, 35 %.",
        ),
        (
            "630 of 657 responses (96 %) were in English; 27 were in Welsh.",
            "Saesneg: 630 o 657 o ymatebion (96 %); Cymraeg: 27.",
        ),
        # One part that is not known: all of it stays.
        ("In tone, most responses were purple (1 of 2, 50 %).",) * 2,
        ("41 were positive, 3 were purple and 14 were mixed.",) * 2,
    ],
)
def test_sentences_are_put_together_from_parts_that_are_known(english, welsh):
    assert WELSH(english) == welsh


def test_answers_in_quotation_marks_are_never_translated():
    said = WELSH("To “positive”, all 40 respondents gave “negative” or “mixed”.")
    assert "“positive”" in said and "“negative” neu “mixed”" in said
