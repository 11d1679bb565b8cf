"""Time and memory of find_themes by the number of responses; each size in a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

POOL = {
    "tweeteval_sentiment": "text",
    "goemotions": "text",
    "stackoverflow_titles": "text",
    "banking77": "text",
    "semeval_sentiment_train": "text",
    "cap_uscongress": "text",
}


def sample(data: Path, count: int) -> pd.Series:
    """Distinct short texts of all sets of the pool that are there, a seeded sample."""
    found = [
        pd.read_csv(data / name / "data.csv", usecols=[column])[column].dropna()
        for name, column in POOL.items()
        if (data / name / "data.csv").exists()
    ]
    texts = pd.concat(found, ignore_index=True).drop_duplicates()
    return texts.sample(min(count, len(texts)), random_state=0).reset_index(drop=True)


def one(texts: Path) -> None:
    """Measure in this process."""
    start = time.perf_counter()
    import consultation_insight as ci

    rows = json.loads(texts.read_text(encoding="utf-8"))
    themes = ci.find_themes(ci.Corpus.from_responses(pd.DataFrame({"text": rows})))
    print(json.dumps({
        "responses": len(rows), "themes": len(themes),
        "passages coded": len(themes.coding),
        "seconds": round(time.perf_counter() - start, 1),
        "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }))  # fmt: skip


def curve(data: Path, work: Path, sizes: list[int]) -> None:
    """Print the table for the documentation."""
    rows = []
    for size in sizes:
        path = work / f"curve_{size}.json"
        path.write_text(json.dumps(sample(data, size).tolist()), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, __file__, str(path)], capture_output=True, text=True, check=True
        )
        rows.append(json.loads(done.stdout.splitlines()[-1]))
    table = pd.DataFrame(rows)
    print("| " + " | ".join(table.columns) + " |")
    print("|" + " ---: |" * len(table.columns))
    for row in table.itertuples(index=False):
        cells = [f"{cell:,}" if isinstance(cell, int) else f"{cell:,.1f}" for cell in row]
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    one(Path(sys.argv[1]))
