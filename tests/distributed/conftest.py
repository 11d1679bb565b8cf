"""A cluster in this process, and corpora in partitions on a disk."""

import importlib.util
import logging
from dataclasses import replace
from pathlib import Path

import pytest

import consultation_insight as ci

HOME = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def client():
    distributed = pytest.importorskip("distributed", reason="the extra [dask] is not installed")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    dask = pytest.importorskip("dask")
    from consultation_insight.distributed.engine import LOCAL

    here = {"n_workers": 1, "threads_per_worker": 1, "processes": False}
    with dask.config.set(LOCAL), distributed.Client(**here, dashboard_address=":0") as made:
        yield made


@pytest.fixture(scope="session")
def made_docket():
    """The generator of the benchmarks."""
    path = HOME / "benchmarks" / "docket.py"
    spec = importlib.util.spec_from_file_location("docket", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.responses


@pytest.fixture(scope="session")
def docket(made_docket):
    return ci.prepare(made_docket(600, 7))


@pytest.fixture(scope="session")
def replies():
    """Some hundred replies with accounts, links, hashtags and emoji; a campaign among them."""
    corpus = ci.prepare(str(HOME / "corpora" / "renewal_replies" / "raw.csv"))
    return replace(corpus, responses=corpus.responses.iloc[:420].reset_index(drop=True))


@pytest.fixture
def divided_of(client, tmp_path_factory):
    """Put a corpus in partitions of so many rows."""
    from consultation_insight.distributed.divided import TEXTS, Divided
    from consultation_insight.distributed.engine import Engine, write_frame

    def made(corpus, rows):
        folder = tmp_path_factory.mktemp("parts") / "work"
        engine = Engine(client, folder, "key")
        responses = corpus.responses
        ends = [*range(rows, len(responses), rows), len(responses)]
        for part, end in enumerate(ends):
            block = responses.iloc[ends[part - 1] if part else 0 : end][list(TEXTS)]
            write_frame(folder, "texts", part, block.reset_index(drop=True))
        blank = replace(corpus, responses=responses.assign(**dict.fromkeys(TEXTS, "")))
        return Divided(blank, engine, tuple(ends), "texts").with_facts("facts")

    return made


@pytest.fixture(scope="session")
def assert_same_tables():
    import pandas as pd

    def check(one, other):
        assert one.method == other.method
        assert dict(one.settings) == dict(other.settings)
        assert one.base == other.base
        for name, frame in one.tables().items():
            pd.testing.assert_frame_equal(frame, other.tables()[name], obj=name)

    return check
