"""A cluster gives what one computer gives, however the responses are divided."""

import errno
import json
import os
import signal
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.analysis._themes import sampling
from consultation_insight.config import Settings
from consultation_insight.errors import ClusterProblem, FileProblem, OutputProblem, UsageError
from consultation_insight.pipeline import prepare_with_secrets
from consultation_insight.stages import Stages

distributed = pytest.importorskip("distributed", reason="the extra [dask] is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed")

LETTER = (
    "Please keep the evening buses running on every route, because carers cannot get home from "
    "late shifts without them and young people cannot reach their clubs."
)


def made_responses(count=240, seed=3):
    random = np.random.default_rng(seed)
    things = ("bus", "shelter", "ramp", "timetable", "fare", "driver", "library", "pool")
    texts = []
    for place in range(count):
        kind = random.random()
        said = " ".join(
            f"The {random.choice(things)} near the {random.choice(things)} was late on day {place % 13}."
            for _ in range(int(random.integers(1, 4)))
        )
        if kind < 0.5:
            said = LETTER if kind < 0.25 else f"{LETTER} {said}"
        elif kind < 0.55:
            said = "n/a" if kind < 0.53 else "  "
        elif kind < 0.62:
            said += f" My name is Sioned Parry and my number is 07700 900{100 + place}."
        elif kind < 0.7:
            said += f" Ask @jo_{place % 4}81 and @citycouncil about Karen Holt."
        elif kind < 0.75:
            said = "Mae angen mwy o fysiau arnom ni gyda'r nos, os gwelwch yn dda."
        texts.append(said)
    people = [f"R{place - (place % 11 == 0):05d}" for place in range(count)]
    return pd.DataFrame(
        {
            "Respondent ID": people,
            "Submitted": [f"2024-03-{1 + place % 28:02d}" for place in range(count)],
            "Do you agree with the proposal?": random.choice(["Yes", "No", "Not sure"], count),
            "Why?": texts,
            "Anything else?": [
                "Nothing else" if place % 3 else f"The {things[place % 8]} again, {place}"
                for place in range(count)
            ],
        }
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three files of three formats."""
    home = tmp_path_factory.mktemp("docket")
    frame = made_responses()
    frame.iloc[:80].to_csv(home / "a.csv", index=False)
    frame.iloc[80:150].to_parquet(home / "b.parquet", index=False)
    rows = frame.iloc[150:].to_dict("records")
    (home / "c.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return home


@pytest.fixture(scope="module")
def settings(folder):
    return Settings.from_dict({"input": sorted(map(str, folder.iterdir()))})


@pytest.fixture(scope="module")
def alone(settings):
    """What one computer makes of it."""
    return prepare_with_secrets(settings.input, settings, Stages())


def prepared(client, home, settings, rows, source=None):
    from consultation_insight.distributed import running

    source = source or settings.input
    engine = running.engine_for(client, home / "run", source, settings, rows, None)
    return running.prepare_in_parts(engine, source, settings, Stages(), rows)


def assert_same(one, other):
    for name in ("responses", "respondents", "questions", "answers", "ledger", "link_titles"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.sources == other.sources
    for a, b in zip(one.steps, other.steps, strict=True):
        assert (a.name, dict(a.settings)) == (b.name, dict(b.settings))
        pd.testing.assert_frame_equal(
            a.rows.reset_index(drop=True), b.rows.reset_index(drop=True), check_dtype=False
        )


@pytest.mark.parametrize("rows", [37, 1000])
def test_preparing_in_partitions_gives_the_same_corpus(
    client, tmp_path, folder, settings, alone, rows
):
    from consultation_insight.distributed.running import with_texts

    found = prepared(client, tmp_path, settings, rows, source=folder)
    assert len(found.divided.ends) == (14 if rows == 37 else 3)
    assert_same(alone.corpus, with_texts(found.divided))
    assert found.secrets == alone.secrets
    assert alone.corpus.responses["text"].str.contains("[PERSON 1]", regex=False).any()
    assert alone.corpus.responses["text"].str.contains("@citycouncil", regex=False).any()
    assert set(alone.corpus.responses["set_aside"]) >= {"blank", "non_answer"}
    assert (alone.corpus.responses["campaign_id"] != "").sum() > 60
    assert alone.corpus.steps[4].rows["change"].eq("near").any()
    # Texts from before redaction are gone, and the coordinator holds none.
    assert not list(found.divided.engine.folder.glob("mended*"))
    assert set(found.divided.corpus.responses["text"]) == {""}


def test_no_task_hands_over_texts(client, tmp_path, settings, alone):
    """What comes back is a few numbers for each response, whatever the length of the texts."""
    found = prepared(client, tmp_path, settings, 37)
    texts = alone.corpus.responses["text"]
    engine = found.divided.engine
    longest = [text for text in texts if len(text) > 60]
    for path in engine.folder.glob("*.done"):
        content = path.read_bytes().decode("utf-8", "ignore")
        assert not any(text in content for text in longest), path.name
    assert max(most for _, most in engine.gathered.values()) < 200 * 37 + 20_000


def test_a_task_that_would_hand_over_texts_fails(client, tmp_path, monkeypatch):
    from consultation_insight.distributed import engine

    monkeypatch.setattr(engine, "MOST_RETURNED", 1000)
    made = engine.Engine(client, tmp_path / "work", "key")
    with pytest.raises(ClusterProblem, match="would hand over"):
        made.each("all texts", _everything, [0])


def _everything(folder, part, shared):
    return [f"a response of some length, number {place}" for place in range(100)]


def test_a_whole_run_is_the_same_and_can_be_verified(client, tmp_path, settings):
    ci.run(settings, tmp_path / "one")
    stages = []
    ci.run(
        settings, tmp_path / "many", backend="dask", client=client, partition_rows=150,
        progress=lambda stage, done, total: stages.append(stage),
    )  # fmt: skip
    for kind in ("corpus", "analysis", "results"):
        for path in sorted((tmp_path / "one" / kind).iterdir()):
            other = tmp_path / "many" / kind / path.name
            if path.name == "steps.json":  # its keys are hashes of what the coordinator holds
                continue
            assert path.read_bytes() == other.read_bytes(), path.name
    assert len(ci.verify(tmp_path / "many"))
    assert any(stage.startswith("Dask dashboard") for stage in stages)
    assert "kinds on 1 worker" in stages
    assert sorted(path.name for path in tmp_path.iterdir()) == ["many", "one"]


def test_a_corpus_in_memory_is_analysed_the_same(client, alone):
    one = ci.analyse(alone.corpus)
    other = ci.analyse(alone.corpus, backend="dask", client=client)
    for name in ("kinds", "sentiment", "stance"):
        for part, frame in one.results[name].tables().items():
            pd.testing.assert_frame_equal(frame, other.results[name].tables()[part])


def test_a_broken_off_run_goes_on(client, tmp_path, settings, monkeypatch, alone):
    from consultation_insight.distributed import running

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "languages_in_parts", stop)
    with pytest.raises(KeyboardInterrupt):
        prepared(client, tmp_path, settings, 1000)
    monkeypatch.undo()
    found = prepared(client, tmp_path, settings, 1000)
    assert not {"read", "mend", "redact"} & set(found.divided.engine.gathered)
    assert_same(alone.corpus, running.with_texts(found.divided))


def test_other_settings_begin_anew(client, tmp_path, settings):
    from consultation_insight.distributed.running import engine_for

    one = engine_for(client, tmp_path / "run", settings.input, settings, 60, None)
    one.once("x", lambda: 1)
    assert (
        engine_for(client, tmp_path / "run", settings.input, settings, 60, None).once("x", int) == 1
    )
    assert (
        engine_for(client, tmp_path / "run", settings.input, settings, 61, None).once("x", int) == 0
    )


def test_a_corrupt_file_among_a_hundred_is_named_and_the_rest_is_kept(client, tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    frame = made_responses(1000)
    for number in range(100):
        part = frame.iloc[number * 10 : number * 10 + 10]
        part.to_parquet(source / f"{number:02}.parquet")
    whole = (source / "57.parquet").read_bytes()
    (source / "57.parquet").write_bytes(whole[:900])
    settings = Settings.from_dict({"input": [str(source)]})
    with pytest.raises(FileProblem, match=r"57\.parquet cannot be read as Parquet"):
        ci.run(settings, tmp_path / "run", backend="dask", client=client)
    assert not (tmp_path / "run").exists()
    (source / "57.parquet").write_bytes(whole)
    made = prepared(client, tmp_path, settings, 50_000).divided
    assert len(made.corpus) == 2 * len(frame)  # two open questions
    assert 57 <= made.engine.resumed["read"] < 100


def test_what_was_read_of_a_file_that_changed_is_read_again(client, tmp_path):
    from consultation_insight.distributed.running import with_texts

    source = tmp_path / "in"
    source.mkdir()
    for name in "abc":
        pd.DataFrame({"text": [f"The bus of {name} was late again"] * 2}).to_csv(
            source / f"{name}.csv", index=False
        )
    (source / "c.csv").write_bytes(b"")
    settings = Settings.from_dict({"input": [str(source)]})
    with pytest.raises(FileProblem, match=r"c\.csv"):
        prepared(client, tmp_path, settings, 1000)
    (source / "a.csv").write_text("text\nIt came on time today\n")
    (source / "c.csv").write_text("text\nI walked home\n")
    made = prepared(client, tmp_path, settings, 1000).divided
    assert made.engine.resumed["read"] == 1
    texts = with_texts(made).responses["text"].tolist()
    assert texts == ["It came on time today", *["The bus of b was late again"] * 2, "I walked home"]


def test_a_full_disk_is_said_and_the_rest_is_kept(client, tmp_path):
    from consultation_insight.distributed.engine import Engine

    made = Engine(client, tmp_path / "work", "key")
    with pytest.raises(OutputProblem, match="cannot be written: No space left on device"):
        made.each("write", _on_a_full_disk, [0, 1])
    assert made.each("write", _on_a_disk_with_room, [0, 1]) == [0, 1]


def _on_a_full_disk(folder, part, shared):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _on_a_disk_with_room(folder, part, shared):
    return part


def test_a_scheduler_that_is_not_there(tmp_path, settings, monkeypatch):
    monkeypatch.setattr("consultation_insight.distributed.engine.PATIENCE", 1)
    with pytest.raises(ClusterProblem, match=r"no scheduler at tcp://127\.0\.0\.1:9"):
        ci.run(settings, tmp_path / "out", backend="dask", scheduler="tcp://127.0.0.1:9")


def test_a_scheduler_that_goes_away(tmp_path, settings, alone):
    from consultation_insight.distributed.running import with_texts

    alone_here = {"n_workers": 1, "threads_per_worker": 1, "processes": False}
    with (
        distributed.LocalCluster(**alone_here, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as own,
    ):

        def tell(stage, *_):
            if stage.startswith("mend"):
                cluster.close()

        with pytest.raises(ClusterProblem, match="scheduler went away in the stage 'mend'"):
            ci.run(
                settings, tmp_path / "run", backend="dask", client=own, partition_rows=60,
                progress=tell,
            )  # fmt: skip
    with distributed.Client(**alone_here, dashboard_address=":0") as own:
        found = prepared(own, tmp_path, settings, 60)
    assert found.divided.engine.resumed["mend"] >= 1
    assert_same(alone.corpus, with_texts(found.divided))


def test_killed_workers_change_nothing(tmp_path, settings, alone):
    """A worker is killed as soon as a stage has begun, in four stages one after the other."""
    from consultation_insight.distributed import running

    killed = []
    with distributed.Client(n_workers=2, threads_per_worker=1, dashboard_address=":0") as own:

        def tell(stage, done, total):
            name = stage.split(" on ")[0]
            if done == 1 and name in ("mend", "personal data", "texts q0", "compare q0"):
                workers = own.scheduler_info()["workers"]
                pids = own.run(os.getpid, workers=[next(iter(workers))])
                os.kill(next(iter(pids.values())), signal.SIGKILL)
                killed.append(name)

        engine = running.engine_for(own, tmp_path / "run", settings.input, settings, 60, tell)
        found = running.prepare_in_parts(engine, settings.input, settings, Stages(), 60)
    assert len(killed) == 4
    assert_same(alone.corpus, running.with_texts(found.divided))


def test_workers_killed_while_analysing_change_nothing(docket, tmp_path, monkeypatch):
    from consultation_insight.distributed import running
    from consultation_insight.distributed.divided import TEXTS, Divided
    from consultation_insight.distributed.engine import Engine, write_frame

    monkeypatch.setattr(sampling, "SAMPLE", 250)
    doomed = {"assign themes", "runs of 2", "terms", "citations"}
    killed = []

    def analysed(name, client, tell):
        engine = Engine(client, tmp_path / name, "key", tell)
        rows = docket.responses
        ends = (200, 400, len(rows))
        for part, (start, end) in enumerate(zip((0, *ends), ends, strict=False)):
            block = rows.iloc[start:end][list(TEXTS)].reset_index(drop=True)
            write_frame(engine.folder, "texts", part, block)
        blank = replace(docket, responses=rows.assign(**dict.fromkeys(TEXTS, "")))
        divided = Divided(blank, engine, ends, "texts")
        return running.analysed_in_parts(divided, Settings(), Stages())

    with distributed.Client(n_workers=2, threads_per_worker=1, dashboard_address=":0") as own:

        def tell(stage, done, total):
            name = stage.split(" on ")[0]
            if done == 1 and name in doomed:
                workers = own.scheduler_info()["workers"]
                pids = own.run(os.getpid, workers=[next(iter(workers))])
                os.kill(next(iter(pids.values())), signal.SIGKILL)
                killed.append(name)

        found = analysed("killed", own, tell)
        whole = analysed("whole", own, None)
    assert set(killed) == doomed
    for name, result in whole.items():
        for part, frame in result.tables().items():
            pd.testing.assert_frame_equal(frame, found[name].tables()[part], obj=f"{name} {part}")


def test_what_cannot_be_asked(tmp_path, settings, client):
    with pytest.raises(UsageError, match="for backend='dask'"):
        ci.run(settings, tmp_path / "out", client=client)
    with pytest.raises(UsageError, match="'pandas' or 'dask'"):
        ci.run(settings, tmp_path / "out", backend="spark")
    with pytest.raises(UsageError, match="reads files"):
        ci.run(Settings(), tmp_path / "out", backend="dask", client=client)
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileProblem, match="holds no CSV"):
        ci.run(
            Settings(), tmp_path / "out", source=tmp_path / "empty", backend="dask", client=client
        )


def test_files_of_one_name_and_other_questions_get_the_ids_of_one_reading(client, tmp_path):
    """Ids depend on the other files: on their names, and on what their questions are called."""
    paths = []
    for number, heading in enumerate(("Why not?", "why not", "Why, not?")):
        home = tmp_path / f"in{number}"
        home.mkdir()
        frame = pd.DataFrame({"Age": ["16-24", "25-34"] * 5,
                              heading: [f"The bus was late on day {d} again" for d in range(10)]})  # fmt: skip
        frame.to_csv(home / "replies.csv", index=False)
        paths.append(str(home / "replies.csv"))
    settings = Settings.from_dict({"input": paths})
    from consultation_insight.distributed.running import with_texts

    one = ci.prepare(paths, settings=settings)
    other = with_texts(prepared(client, tmp_path, settings, 4).divided)
    assert_same(one, other)
    assert other.responses["response_id"].is_unique


def test_row_ids_that_files_share_mean_the_same_people(client, tmp_path):
    from consultation_insight.distributed.running import with_texts

    paths = []
    for number in range(3):
        path = tmp_path / f"wave_{number}.csv"
        frame = pd.DataFrame({"Response ID": range(1, 11) if number < 2 else range(50, 60),
                              "Why?": [f"The bus was late on day {d} of wave {number}" for d in range(10)]})  # fmt: skip
        frame.to_csv(path, index=False)
        paths.append(str(path))
    settings = Settings.from_dict({"input": paths})
    one = ci.prepare(paths, settings=settings)
    other = with_texts(prepared(client, tmp_path, settings, 4).divided)
    assert one.responses["respondent_id"].nunique() == 20
    assert_same(one, other)


def test_fingerprints_do_not_depend_on_the_process():
    from consultation_insight.distributed.copies import SharedIndex
    from consultation_insight.distributed.divided import fingerprints

    assert fingerprints([("a", 1), None])[1].tolist() == [0, 0]
    assert fingerprints([("a", 1)]).tolist() == fingerprints([("a", 1)]).tolist()
    one = SharedIndex(["a b c d"], np.ones(1, np.int64))
    two = SharedIndex(["x y z", "a b c d"], np.ones(2, np.int64))
    assert set(one.shingles((3, 5))[1]) <= set(two.shingles((3, 5))[1])


def test_a_cluster_without_workers_is_said(tmp_path, monkeypatch):
    """A scheduler waits for ever for a worker that never comes back."""
    from consultation_insight.distributed import engine

    monkeypatch.setattr(engine, "WATCHED", 0.2)
    monkeypatch.setattr(engine, "WITHOUT_WORKERS", 0.5)
    none = {"n_workers": 0, "processes": False, "dashboard_address": ":0"}
    with distributed.Client(**none) as own:
        made = engine.Engine(own, tmp_path / "work", "key")
        with pytest.raises(
            ClusterProblem, match=r"no worker for 0\.5 seconds, in the stage 'write'"
        ):
            made.each("write", _on_a_disk_with_room, [0, 1])


def test_a_slow_task_is_waited_for(client, tmp_path, monkeypatch):
    from consultation_insight.distributed import engine

    monkeypatch.setattr(engine, "WATCHED", 0.1)
    monkeypatch.setattr(engine, "WITHOUT_WORKERS", 0.2)
    made = engine.Engine(client, tmp_path / "work", "key")
    assert made.each("slow", _slowly, [0, 1]) == [0, 1]


def _slowly(folder, part, shared):
    time.sleep(0.4)
    return part


def test_files_do_not_depend_on_the_pieces_that_texts_came_in(tmp_path):
    from consultation_insight.run_folders import _in_one_piece

    ids = [f"{place:0100d}" for place in range(20_000)]
    whole = pd.DataFrame({"response_id": pd.Series(ids, dtype="str"), "n": 1})
    parts = pd.concat([whole.iloc[:7_000], whole.iloc[7_000:]], ignore_index=True)
    written = []
    for name, table in (("one", whole), ("two", parts)):
        _in_one_piece(table).to_parquet(tmp_path / name, index=False)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
