"""The two shapes of data: replies with likes, and a survey without."""

import pytest
from made_analysis import make

from consultation_insight.results import Analysis


@pytest.fixture(scope="session")
def replies() -> Analysis:
    return make(240)


@pytest.fixture(scope="session")
def survey() -> Analysis:
    return make(240, questions=3, likes=False, seed=2)
