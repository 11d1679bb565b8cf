"""How much memory and time reading a file of a million rows takes.

A survey is generated (seeded) with an id, a date, four attributes, two closed questions, a multiple
choice, consent and two open questions, and written as CSV, Parquet and JSON lines. Each file is read
in a fresh process, whose peak of resident memory is said beside the aim of 2 GB.

    python benchmarks/ingest.py [--rows 1000000] [--kinds csv,parquet,jsonl] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

AIM = 2.0
WORDS = (  # noqa: SIM905
    "bus hospital evening shelter fares council carers parking clinic road school service late please mend "
    "listen people change money time centre town village train safe light noise path river market"
).split()
READ = """
import json, resource, sys, time
start = time.perf_counter()
import consultation_insight as ci
corpus = ci.read(sys.argv[1])
done = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"seconds": done, "kilobytes": peak, "responses": len(corpus),
    "respondents": len(corpus.respondents), "answers": len(corpus.answers),
    "quotable": int(corpus.responses["quotable"].sum())}))
"""


def survey(start: int, rows: int, rng: np.random.Generator) -> dict[str, list[str]]:
    """One block of the survey, column by column."""

    def pick(*values: str) -> list[str]:
        return np.array(values, dtype=object)[rng.integers(0, len(values), rows)].tolist()

    def said(longest: int) -> list[str]:
        lengths = rng.integers(0, longest, rows)
        words = rng.integers(0, len(WORDS), int(lengths.sum()))
        ends = np.cumsum(lengths)
        return [" ".join(WORDS[w] for w in words[e - n : e]) for n, e in zip(lengths, ends, strict=True)]  # fmt: skip

    return {
        "Response ID": [f"R{start + at:07d}" for at in range(rows)],
        "Date submitted": [f"2023-0{1 + at % 9}-{1 + at % 28:02d} 10:{at % 60:02d}" for at in range(rows)],
        "Age": pick("18-24", "25-44", "45-64", "65+", "Prefer not to say"),
        "Ward": pick(*(f"Ward {at}" for at in range(24))),
        "Are you responding as…": pick("resident", "carer", "organisation"),
        "Language": pick("en", "cy"),
        "Do you agree with the proposal?": pick("Agree", "Disagree", "Strongly agree", "Strongly disagree"),
        "How often do you use the bus?": pick("Never", "Once a week", "Every day"),
        "Which matter to you?": pick("Cost;Safety", "Cost", "Safety;Access", "Access;Cost;Safety"),
        "May we publish your response?": pick("Yes", "No", ""),
        "Why do you say that?": said(40),
        "Anything else?": said(12),
    }  # fmt: skip


def write(folder: Path, kind: str, rows: int) -> Path:
    """Write the survey in blocks."""
    import pyarrow as pa
    import pyarrow.csv as arrow_csv
    import pyarrow.parquet as parquet

    path = folder / f"survey.{kind}"
    rng = np.random.default_rng(20)
    blocks = ((start, min(50_000, rows - start)) for start in range(0, rows, 50_000))
    if kind == "jsonl":
        with path.open("w", encoding="utf-8") as file:
            for start, count in blocks:
                block = survey(start, count, rng)
                for values in zip(*block.values(), strict=True):
                    record = dict(zip(block, values, strict=True))
                    file.write(json.dumps(record, ensure_ascii=False) + "\n")
        return path
    writer = None
    for start, count in blocks:
        table = pa.table(survey(start, count, rng))
        if writer is None:
            made = arrow_csv.CSVWriter if kind == "csv" else parquet.ParquetWriter
            writer = made(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--kinds", default="csv,parquet,jsonl")
    parser.add_argument("--folder", type=Path, help="where to write the files; a temporary folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        print(
            f"{'format':8s} {'MB':>6s} {'responses':>10s} {'seconds':>8s} {'peak GB':>8s}  aim {AIM:g} GB"
        )
        for kind in options.kinds.split(","):
            path = write(folder, kind, options.rows)
            command = [sys.executable, "-c", READ, str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found = json.loads(done.stdout)
            peak = found["kilobytes"] / 1e6
            size = path.stat().st_size / 1e6
            print(
                f"{kind:8s} {size:6.0f} {found['responses']:10,} {found['seconds']:8.1f} {peak:8.2f}  "
                f"{'held' if peak <= AIM else 'MISSED'}"
            )
            path.unlink()


if __name__ == "__main__":
    main()
