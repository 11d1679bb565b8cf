"""The tagger of names: what its training writes, and what it goes by."""

from __future__ import annotations

import csv
import gzip
import json
import runpy
from pathlib import Path

import pytest

from consultation_insight.cleaning._personal import name_runs, tagger

TOOL = Path(__file__).parents[2] / "tools" / "train_name_tagger.py"
SENTENCES = (
    "[NAME] is kind and helped me.",
    "I love [NAME] so much",
    "thanks [NAME]",
    "the bus is late",
)


def write(folder: Path, rows: list[dict[str, str]]) -> None:
    folder.mkdir()
    with (folder / "data.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def sets(tmp_path):
    """Tiny sets of the kinds that the training reads."""
    write(tmp_path / "goemotions", [{"text": text, "split": "train"} for text in SENTENCES * 8])
    spans = json.dumps([{"type": "person", "start": 3, "end": 9}])
    read = [{"text": "hi Olwenn is at the pier", "spans": spans, "split": "train"}] * 4
    kept = [{"text": "zz Testonly is at the pier", "spans": spans, "split": "test"}] * 9
    write(tmp_path / "wnut17_names", read + kept)
    tool = runpy.run_path(str(TOOL))
    for name in tool["PLAIN"]:
        write(tmp_path / name, [{"text": "Reopen the Riverside Library"}] * 4)
    return tmp_path


def test_the_same_sets_give_the_same_weights_and_no_test_row_is_read(
    sets, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr("sys.argv", [str(TOOL), str(sets)])
    written = []
    for turn in ("one", "two"):
        out = tmp_path / turn
        out.mkdir()
        main = runpy.run_path(str(TOOL))["main"]
        main.__globals__["OUT"] = out / "tagger.json.gz"
        main.__globals__["FRAMES"] = "\nMy name is {} and I live in {p}.\n"
        main()
        written.append((out / "tagger.json.gz").read_bytes())
    assert written[0] == written[1]
    weights = json.loads(gzip.decompress(written[0]))
    assert any(name.startswith("3") for name in weights)
    assert not any("testonly" in name for name in weights)
    assert "people" in capsys.readouterr().err


def test_the_weights_are_small():
    folder = Path(tagger.__file__).parents[2] / "data" / "names"
    assert (folder / "tagger.json.gz").stat().st_size <= 300_000


def test_a_run_weighs_the_same_whether_it_was_weighed_before_or_not():
    texts = [
        "Thanks Olwenn and Zanele Dube for the help",
        "Zanele Dube: thanks Olwenn",
        "so is zanele dube lol",
    ]
    several = tagger.Tagger(frozenset())
    together = [several.detect(text) for text in texts]
    alone = [tagger.Tagger(frozenset()).detect(text) for text in texts]
    assert together == alone
    assert any(together)
    for text in texts:
        tokens = name_runs.tokens_of(text)
        casual = name_runs.is_casual(text, tokens)
        context = name_runs.context_of(tokens, casual)
        for start, end in name_runs.candidates(tokens, several.words, casual=casual):
            run = name_runs.run_of(tokens, start, end, context)
            whole = several.bias + sum(
                several.weights.get(n, 0) for n in name_runs.features(run, several.words)
            )
            assert several._score(run) == pytest.approx(whole / 100)
