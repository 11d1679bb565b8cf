"""Compare a run on a Dask cluster with one computer: equal files, time, memory, bytes shuffled.

    python benchmarks/scale_dask.py OUT --responses 20000 --workers 1 2 --rows 2500 10000

A docket is made (docket.py), analysed once on one computer, and for each number of workers and each
size of partitions on a local cluster of single-threaded workers with 4 GB each. Printed are the files
of the run folder that differ, the seconds of each stage, the most memory that a worker and the calling
process had, the bytes of the folder of partitions and the bytes that came back from tasks. With
``--prepare`` only the steps up to campaigns are done. With ``--kill`` each is done again, and a worker is
killed with SIGKILL when each stage has begun. With ``--sample`` themes are found in so many responses rather than 40,000:
then the agreement of their themes with those of one computer is printed (AMI of each response's
strongest theme), and files are compared with those of the first of the cluster's runs as well.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import docket

import consultation_insight as ci
from consultation_insight.analysis._themes import sampling
from consultation_insight.config import Settings
from consultation_insight.distributed import running
from consultation_insight.distributed.engine import LOCAL, Engine
from consultation_insight.pipeline import prepare_with_secrets
from consultation_insight.stages import Stages

#: Of these, times and hashes of what is held in memory differ.
OPEN = ("manifest.json", "analysis/steps.json", "steps.json", "settings.toml")


def peak() -> int:
    """The most memory that this process had, in megabytes (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def differing(one: Path, other: Path) -> list[str]:
    """Files that are not the same."""
    names = sorted(p.relative_to(one).as_posix() for p in one.rglob("*") if p.is_file())
    return [
        name
        for name in names
        if name not in OPEN
        and (
            not (other / name).is_file() or (one / name).read_bytes() != (other / name).read_bytes()
        )
    ]


def strongest(folder: Path) -> dict[str, str]:
    """The strongest theme of each response of a run."""
    import pandas as pd

    coding = pd.read_csv(folder / "results" / "coding.csv", dtype={"theme_id": str})
    order = ["response_id", "strength", "theme_id"]
    best = coding.sort_values(order, ascending=[True, False, True]).drop_duplicates("response_id")
    return dict(zip(best["response_id"], best["theme_id"], strict=True))


def agreement(one: Path, other: Path) -> str:
    """The AMI of two runs' themes over the responses that have one in both, and how many these are."""
    from sklearn.metrics import adjusted_mutual_info_score

    a, b = strongest(one), strongest(other)
    both = sorted(a.keys() & b.keys())
    found = adjusted_mutual_info_score([a[id_] for id_ in both], [b[id_] for id_ in both])
    return f"{found:.3f} over {len(both):,} ({len(a):,} and {len(b):,} have a theme)"


def watched() -> dict[str, float]:
    """Note the sizes of the partitions' folder and of what came back, before it is deleted."""
    told: dict[str, float] = {}
    close = Engine.close

    def noting(self: Engine) -> None:
        told["partitions"] = sum(p.stat().st_size for p in self.folder.iterdir()) / 1e6
        told["back"] = sum(total for total, _ in self.gathered.values()) / 1e6
        close(self)

    Engine.close = noting
    return told


def killer(client: object, *, kill: bool):
    """Kill a worker as soon as each stage has begun."""
    killed: set[str] = set()

    def tell(stage: str, done: int, total: int) -> None:
        name = stage.split(" on ", maxsplit=1)[0]
        if not kill or not 0 < done < total or name in killed:
            return
        # Of the nannies' children, since to ask a worker for its number may be to ask a dead one; and
        # only those that work: a nanny whose worker dies while it starts gives up, and is no part of this.
        there = client.scheduler_info(n_workers=-1)["workers"]
        nannies = client.cluster.workers.values()
        pids = [one.pid for one in nannies if one.pid and one.worker_address in there]
        if pids:
            os.kill(pids[0], signal.SIGKILL)
            killed.add(name)

    return tell, killed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--responses", type=int, default=20_000)
    parser.add_argument("--files", type=int, default=4)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rows", type=int, nargs="+", default=[2_500, 10_000])
    parser.add_argument("--prepare", action="store_true")
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--alone", action="store_true", help="also on one computer")
    parser.add_argument("--sample", type=int, help="responses in which themes are found")
    parser.add_argument("--formats", nargs="*", default=["html", "xlsx"], help="of the report")
    asked = parser.parse_args()
    if asked.sample:
        sampling.SAMPLE = asked.sample
    told, first = watched(), None
    import dask
    from distributed import Client

    dask.config.set(LOCAL)
    source = asked.out / "docket"
    files = [str(p) for p in docket.write(source, asked.responses, asked.files)]
    settings = Settings.from_dict({"input": files, "report": {"formats": asked.formats}})
    corpus = None
    if asked.alone:
        start = time.perf_counter()
        if asked.prepare:
            corpus = prepare_with_secrets(files, settings, Stages()).corpus
        else:
            ci.run(settings, asked.out / "one", fresh=True)
        print(f"one computer: {time.perf_counter() - start:.1f} s, {peak()} MB", flush=True)
    runs = [(workers, rows) for workers in asked.workers for rows in asked.rows]
    for workers, rows in runs:
        for kill in (False, True) if asked.kill else (False,):
            with Client(n_workers=workers, threads_per_worker=1, memory_limit="4GB",
                        dashboard_address=None) as client:  # fmt: skip
                tell, killed = killer(client, kill=kill)
                out = asked.out / f"w{workers}r{rows}{'k' * kill}"
                shutil.rmtree(running.work_folder(out), ignore_errors=True)
                start = time.perf_counter()
                stages = Stages(tell)
                print(f"{workers} workers, {rows:,} rows in a partition:", end=" ", flush=True)
                if asked.prepare:
                    engine = running.engine_for(client, out, files, settings, rows, tell)
                    found = running.prepare_in_parts(engine, files, settings, stages, rows)
                    size = sum(p.stat().st_size for p in engine.folder.iterdir())
                    back = sum(total for total, _ in engine.gathered.values())
                    print(f"{time.perf_counter() - start:.1f} s, {dict(stages.seconds)},")
                    print(f"  partitions {size / 1e6:.0f} MB, back from tasks {back / 1e6:.1f} MB,")
                    same = corpus is not None and all(
                        getattr(corpus, name).equals(
                            getattr(running.with_texts(found.divided), name)
                        )
                        for name in ("responses", "respondents", "questions", "answers", "ledger")
                    )
                    print(f"  the same corpus: {same if corpus is not None else 'not compared'};")
                else:
                    done = ci.run(settings, out, backend="dask", client=client, fresh=True,
                                  partition_rows=rows, progress=tell)  # fmt: skip
                    took = {name: round(s) for name, s in done.manifest["seconds"].items() if s > 1}
                    print(f"{time.perf_counter() - start:.1f} s; {took};")
                    print(f"  {', '.join(f'{n} {v:.0f} MB' for n, v in told.items())};")
                    if (asked.out / "one").is_dir():
                        print(
                            f"  files that differ: {differing(asked.out / 'one', out) or 'none'};"
                        )
                        print(f"  AMI with one computer {agreement(asked.out / 'one', out)};")
                    if first:
                        print(
                            f"  files that differ from the first: {differing(first, out) or 'none'};"
                        )
                    first = first or out
                most, spent = client.run(peak), client.run(time.process_time)
                print(f"  CPU seconds: workers {sum(spent.values()):.0f}, all of this process so far "
                      f"{time.process_time():.0f};")  # fmt: skip
                print(f"  peak of a worker {max(most.values())} MB, of this process {peak()} MB;",
                      f"killed {len(killed)}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
