"""Time of a batch: fifty files of 2,000 responses each, from texts to fifty reports.

Run::

    python benchmarks/batch.py --work FOLDER [--files 50] [--responses 2000] [--workers 2]

The texts are made up: sentences of the project's corpora, one to four in a response, with a word
changed here and there so that few responses are the same. Each file has its own draw of sentences.
The command ``consultation-insight batch`` runs in a fresh process, then a second time, when nothing
has changed, and a third time after one setting was changed. Nothing is asserted: seconds belong to
the machine and to what else it does.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-m", "consultation_insight", "batch"]


def sentences() -> list[str]:
    """The sentences of the corpora, each once."""
    corpora = ROOT / "corpora"
    replies = pd.read_csv(corpora / "renewal_replies" / "raw.csv", dtype="str")
    care = pd.read_excel(corpora / "care_consultation" / "responses.xlsx", engine="openpyxl")
    texts = [text for frame in (replies, care) for name in frame for text in frame[name].dropna()]
    texts += pd.read_csv(corpora / "open_space" / "notes.csv")["text"].tolist()
    pieces = (piece.strip() for text in texts for piece in re.split(r"(?<=[.!?])\s+|\n", str(text)))
    return sorted({piece for piece in pieces if len(piece.split()) > 3 and "http" not in piece})


def write_files(folder: Path, files: int, responses: int, seed: int) -> None:
    """Write files with one question each."""
    known = sentences()
    words = sorted({word for text in known for word in text.split() if word.isalpha()})
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, files + 1):
        draw = random.Random(seed * 1000 + number)
        own = draw.sample(known, min(len(known), 600))
        rows = []
        for _ in range(responses):
            text = " ".join(draw.choices(own, k=draw.choice((1, 1, 2, 2, 3, 4)))).split()
            for _ in range(max(1, len(text) // 8)):
                text[draw.randrange(len(text))] = draw.choice(words)
            rows.append(" ".join(text))
        ages = draw.choices(["16-24", "25-34", "35-49", "50-64", "65+"], k=responses)
        table = pd.DataFrame({"Age": ages, f"Question {number}: what should change?": rows})
        table.to_csv(folder / f"q{number:02d}.csv", index=False)


def timed(arguments: list[str]) -> tuple[float, float, str]:
    """The seconds of the command in a fresh process by the clock and by processors; its last line."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said = (done.stdout + done.stderr).strip().splitlines()[-2]
    return time.perf_counter() - start, worked, said


def main() -> None:
    """Make the files, run the command three times, print its seconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="a folder for files and reports")
    parser.add_argument("--files", type=int, default=50)
    parser.add_argument("--responses", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    answers, reports = given.work / "answers", given.work / "reports"
    write_files(answers, given.files, given.responses, given.seed)
    print(f"{given.files} files of {given.responses:,} responses, {given.workers} processes")
    settings = given.work / "settings.toml"
    settings.write_text("[terms]\nmin_mentions = 3\n", encoding="utf-8")
    base = [str(answers), "--out", str(reports), "--workers", str(given.workers)]
    for what, more in (
        ("all new", ["--fresh"]),
        ("nothing changed", []),
        ("one setting changed", ["--settings", str(settings)]),
    ):
        seconds, worked, said = timed([*base, *more])
        each = seconds / given.files
        print(f"{what:20s} {seconds:7.1f} s, {worked:7.1f} s of processors; {each:5.2f} s a file")
        print(f"{'':20s} {said}", flush=True)


if __name__ == "__main__":
    main()
