from pathlib import Path

import pytest
from hypothesis import settings

import consultation_insight as ci

# A test never asserts a time: a busy machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

CORPORA = Path(__file__).parents[1] / "corpora"


@pytest.fixture(scope="session")
def corpora() -> Path:
    return CORPORA


@pytest.fixture(scope="session")
def renewal_run(tmp_path_factory):
    """A run folder of the renewal replies, and its analysis; made once for all tests."""
    folder = tmp_path_factory.mktemp("renewal") / "run"
    analysis = ci.run(CORPORA / "renewal_replies" / "consultation.toml", folder)
    return folder, analysis
