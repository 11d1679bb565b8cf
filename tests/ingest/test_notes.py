"""Session notes and transcripts."""

import csv
from pathlib import Path

import docx
import pandas as pd

import consultation_insight as ci

CORPORA = Path(__file__).parents[2] / "corpora" / "open_space"


def test_session_notes_in_markdown():
    corpus = ci.read(CORPORA / "session_notes.md")
    with (CORPORA / "session_notes_gold.csv").open(encoding="utf-8") as file:
        gold = [int(row["line"]) for row in csv.DictReader(file)]
    lines = (CORPORA / "session_notes.md").read_text(encoding="utf-8").split("\n")
    notes = [number for number in gold if not lines[number - 1].startswith("#")]
    assert list(corpus.responses["source_row"]) == notes
    assert "Round 2: keep" in set(corpus.questions["wording"])
    first = corpus.responses.query("question_id == 'round_2_keep'")["text"].iloc[0]
    assert first.startswith("Jill's lady at number 12.")
    assert corpus.responses["response_id"].iloc[0] == f"session_notes-{notes[0]}"


def test_plain_text_with_headings(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text(
        "# Keep\n- the Friday log, ten minutes\n\n1. zoom lunch\n---\nDo next\n=======\n> Rotate the chair\n"
    )
    corpus = ci.read(path)
    assert list(corpus.responses["text"]) == [
        "the Friday log, ten minutes",
        "zoom lunch",
        "Rotate the chair",
    ]
    assert list(corpus.questions["wording"]) == ["Keep", "Do next"]


def test_word_documents(tmp_path):
    document = docx.Document()
    document.add_heading("What should we keep?", 1)
    document.add_paragraph("The Friday log", style="List Bullet")
    document.add_paragraph("")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Zoom lunch"
    table.cell(0, 1).text = "Ringing people"
    document.save(tmp_path / "notes.docx")
    corpus = ci.read(tmp_path / "notes.docx")
    assert list(corpus.responses["text"]) == ["The Friday log", "Zoom lunch", "Ringing people"]
    assert list(corpus.questions["wording"]) == ["What should we keep?"]


def test_transcripts_by_speaker(tmp_path):
    path = tmp_path / "talk.vtt"
    path.write_text(
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\n<v Ann Demo>We kept the log.</v>\n\n"
        "2\n00:00:04.000 --> 00:00:06.000\n<v Ann Demo>Every Friday.</v>\n\n"
        "3\n00:00:06.000 --> 00:00:08.000\nBob: I never saw it.\n\n"
    )
    corpus = ci.read(path)
    assert list(corpus.responses["text"]) == ["We kept the log. Every Friday.", "I never saw it."]
    assert list(corpus.responses["respondent_id"]) == ["P0001", "P0002"]
    assert "Demo" not in pd.concat([corpus.responses, corpus.respondents]).to_csv()
