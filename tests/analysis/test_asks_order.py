"""Groups of asks are the same in every process, though sets of words have another order in each."""

import os
import subprocess
import sys

CODE = """
import pandas as pd
import consultation_insight as ci

things = ("the last bus", "the night bus", "the evening service", "the shelter", "the village loop")
whys = ("the walk is uphill", "parking is full by nine", "taxis cost too much", "the train was cut",
        "we have no car", "it rains half the year")
texts = [f"Please look at {thing} again since {why}." for thing in things for why in whys] * 2
corpus = ci.Corpus.from_responses(pd.DataFrame({"text": texts}))
print(ci.find_recommendations(corpus).groups.to_csv())
"""


def test_groups_do_not_depend_on_the_hashes_of_words():
    made = {
        subprocess.run(
            [sys.executable, "-c", CODE],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(made) == 1
    assert made.pop().count("\n") > 2
