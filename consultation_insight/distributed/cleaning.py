"""`clean` and `detect_languages` over partitions: what the whole corpus decides is counted first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.cleaning._mending import sent_again
from consultation_insight.cleaning.clean import (
    _known,
    _mend_all,
    _non_answers,
    _Rows,
    _table,
    _tests,
    addressed,
    asker_of,
)
from consultation_insight.cleaning.languages import (
    _words,
    chosen,
    tell,
)
from consultation_insight.config import CleanSettings, LanguageSettings
from consultation_insight.corpus import Step
from consultation_insight.distributed.divided import Divided, Prints, fingerprints, part_corpus
from consultation_insight.distributed.engine import read_frame, write_frame

__all__ = ["clean_in_parts", "languages_in_parts"]

Bools = npt.NDArray[np.bool_]


def clean_in_parts(divided: Divided, settings: CleanSettings) -> Divided:
    """Do what `consultation_insight.clean` does."""
    divided = divided.with_facts("as-read")
    rows = _Rows(divided.corpus)
    posts, answered, _ = addressed(rows)
    leading: Counter[str] = Counter()
    if not answered and not settings.asker:
        for part in divided.each("accounts", _leading):
            leading += part
    asker = settings.asker
    asked_by = asker_of(posts, answered, leading, len(rows))
    if asker:
        asked_by = asker.lstrip("@＠").lower()
    write_frame(divided.engine.folder, "questions", 0, divided.corpus.questions)
    records = np.concatenate(divided.each("mend", _mend, asked_by))
    divided = divided.after(divided.corpus, "mended")

    was = rows.set_aside
    aside = [*was]
    live = np.array([not reason for reason in aside], dtype=bool)
    if settings.repeats:
        _put(aside, "row_twice", np.flatnonzero(_again(records, live)))
    slices = divided.slices()
    shared = asked_by, settings.non_answers, [aside[rows_] for rows_ in slices]
    sayings = []
    for rows_, (reasons, prints) in zip(
        slices, divided.each("set aside", _reasons, shared), strict=True
    ):
        aside[rows_] = reasons
        sayings.append(prints)
    if settings.repeats:
        live = np.array([not reason for reason in aside], dtype=bool)
        _put(aside, "same_text_again", np.flatnonzero(_again(np.concatenate(sayings), live)))
        indices = [place for place, reason in enumerate(aside) if not reason]
        known = _known(rows, indices, divided.corpus)
        _put(aside, "superseded", sent_again.replaced(known))
    new = [i for i, reason in enumerate(aside) if reason != was[i]]
    ids = rows.response_id
    changes = pd.concat(
        [
            divided.tables("mendings"),
            _table([(ids[i], f"set aside: {aside[i]}", None, None) for i in new]),
        ],
        ignore_index=True,
    )
    step = Step.of(
        "clean",
        {
            "asker": asker or ("found" if asked_by else None),
            "non_answers": settings.non_answers,
            "repeats": settings.repeats,
        },
        changes,
    )
    index = divided.corpus.responses.index
    reasons = pd.Series([aside[i] for i in new], index=index[new], dtype="str")
    return divided.after(divided.corpus.set_aside(step, reasons), "mended")


def _put(aside: list[str], reason: str, indices: Any) -> None:
    for index in indices:
        if not aside[index]:
            aside[index] = reason


def _again(prints: Prints, live: Bools) -> Bools:
    """All but the first of the live rows with the same key; zeros are no key."""
    asked = live & prints.any(axis=1)
    found = np.zeros(len(live), dtype=bool)
    found[asked] = pd.DataFrame(prints[asked]).duplicated().to_numpy()
    return found


def _leading(folder: Path, part: int, told: tuple[str, str, Any]) -> Counter[str]:
    rows = _Rows(part_corpus(folder, part, *told[:2]))
    return addressed(rows)[2]


def _mend(folder: Path, part: int, told: tuple[str, str, str]) -> Prints:
    """Mend the texts; give what would make two rows the same row of the source."""
    texts, facts, asker = told
    corpus = part_corpus(folder, part, texts, facts)
    rows = _Rows(corpus)
    changes = _mend_all(rows, asker)
    said = read_frame(folder, texts, part).assign(text=pd.Series(rows.text, dtype="str"))
    write_frame(folder, "mended", part, said)
    write_frame(folder, "mendings", part, _table(changes))
    return fingerprints([rows.record(i) for i in range(len(rows))])


def _reasons(
    folder: Path, part: int, told: tuple[str, str, tuple[str, bool, Sequence[list[str]]]]
) -> tuple[list[str], Prints]:
    """Why rows are set aside as far as the partition shows it; who said what, of the others."""
    texts, facts, (asker, non_answers, before) = told
    corpus = part_corpus(folder, part, texts, facts)
    rows = _Rows(corpus)
    aside = [*before[part]]

    def live() -> list[int]:
        return [i for i, reason in enumerate(aside) if not reason]

    _put(aside, "asker", [i for i in live() if asker and rows.handle[i].lower() == asker])
    _put(aside, "blank", [i for i in live() if not rows.text[i]])
    _put(aside, "test", _tests(rows, live()))
    if non_answers:
        questions = read_frame(folder, "questions", 0)
        _put(aside, "non_answer", _non_answers(rows, live(), questions))
    return aside, fingerprints([None if r else rows.saying(i) for i, r in enumerate(aside)])


def languages_in_parts(divided: Divided, settings: LanguageSettings) -> Divided:
    """Do what `consultation_insight.detect_languages` does."""
    from consultation_insight.models.language_id import LANGUAGES, method

    expected = settings.expected
    codes = tuple(dict.fromkeys(expected)) if expected else LANGUAGES
    told = divided.each("language scores", _scores, codes)
    prints = np.concatenate([keys for keys, _ in told])
    likely = np.concatenate([best for _, best in told])
    different = ~pd.DataFrame(prints).duplicated().to_numpy()
    seen = np.bincount(likely[different], minlength=len(codes))
    named = divided.each("languages", _named, (codes, seen))
    corpus = divided.corpus
    now = corpus.responses["language"]
    found = pd.Series([one for part in named for one in part], index=now.index, dtype="str")
    step = Step.of("detect_languages", {"expected": list(codes), "method": method(codes)})
    divided.engine.forget("scores-*")
    return divided.after(corpus.after(step, language=now.where(now != "", found)))


def _scores(
    folder: Path, part: int, told: tuple[str, str, tuple[str, ...]]
) -> tuple[Prints, npt.NDArray[np.int64]]:
    """Score the distinct texts; of those long enough, what each is and its likeliest language."""
    from consultation_insight.models.language_id import language_scores

    texts, _, codes = told
    words = [_words(text) for text in read_frame(folder, texts, part)["text"]]
    readable = sorted({text for text in words if text})
    scores = language_scores(readable, codes)
    path = folder / f"scores-{part:05d}.npy"
    np.save(path, scores)
    say = tell(readable)
    long = [text for text, yes in zip(readable, say, strict=True) if yes]
    return fingerprints(long), scores[say].argmax(axis=1).astype(np.int64)


def _named(
    folder: Path, part: int, told: tuple[str, str, tuple[tuple[str, ...], np.ndarray]]
) -> list[str]:
    texts, _, (codes, seen) = told
    words = [_words(text) for text in read_frame(folder, texts, part)["text"]]
    readable = sorted({text for text in words if text})
    scores = np.load(folder / f"scores-{part:05d}.npy")
    found = dict(zip(readable, chosen(scores, seen, codes) if readable else [], strict=True))
    found[""] = "und"
    return [found[text] for text in words]
