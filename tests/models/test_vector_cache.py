"""Kept vectors: read again, never mistaken, never in the way."""

import numpy as np

from consultation_insight.models.vector_cache import kept


class Counting:
    name, revision = "counting", "1"

    def __init__(self, revision="1"):
        self.revision = revision
        self.asked: list[str] = []

    def embed(self, texts):
        self.asked += list(texts)
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32).reshape(-1, 2)


def test_a_text_is_embedded_once(tmp_path):
    model = Counting()
    texts = ["a bus", "a longer bus", "a bus"]
    first = kept(model, tmp_path).embed(texts)
    second = kept(model, tmp_path).embed([*texts, "new"])
    assert sorted(model.asked) == ["a bus", "a longer bus", "new"]
    assert np.array_equal(second[:3], first)
    assert np.array_equal(first, Counting().embed(texts))


def test_another_revision_is_another_model(tmp_path):
    kept(Counting("1"), tmp_path).embed(["a bus"])
    other = Counting("2")
    kept(other, tmp_path).embed(["a bus"])
    assert other.asked == ["a bus"]


def test_no_text_is_in_the_file(tmp_path):
    kept(Counting(), tmp_path).embed(["a very particular sentence"])
    assert b"particular" not in (tmp_path / "vectors.sqlite").read_bytes()


def test_what_is_corrupted_is_computed_anew(tmp_path):
    texts = [f"text {i}" for i in range(400)]
    whole = kept(Counting(), tmp_path).embed(texts)
    file = tmp_path / "vectors.sqlite"
    file.write_bytes(b"this is no database at all" * 100)
    assert np.array_equal(kept(Counting(), tmp_path).embed(texts), whole)
    again = Counting()
    kept(again, tmp_path).embed(texts)
    assert again.asked == []


def test_a_changed_vector_is_noticed(tmp_path):
    import sqlite3

    whole = kept(Counting(), tmp_path).embed(["a bus"])
    with sqlite3.connect(tmp_path / "vectors.sqlite") as base:
        base.execute("update vectors set vector = ?", [np.ones(2, np.float32).tobytes()])
    base.close()
    assert np.array_equal(kept(Counting(), tmp_path).embed(["a bus"]), whole)


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert len(kept(Counting(), tmp_path / "file").embed(["a bus"])) == 1


def test_an_embedder_without_a_revision_is_left_alone(tmp_path):
    model = Counting("")
    assert kept(model, tmp_path) is model
