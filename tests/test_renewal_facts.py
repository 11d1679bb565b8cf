"""The published facts of the renewal replies come out of the run's own tables."""

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "renewal_facts.py"


def test_facts_of_the_renewal_replies(renewal_run):
    spec = importlib.util.spec_from_file_location("renewal_facts", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    table = module.facts(renewal_run[0])
    assert table[~table["ok"]].to_string() == table.iloc[:0].to_string()
