import json
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs(example, capsys):
    runpy.run_path(str(example))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_notebook_is_its_script_and_was_run(example):
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        from make_notebooks import cells_of
    finally:
        sys.path.pop(0)
    book = json.loads(example.with_suffix(".ipynb").read_text(encoding="utf-8"))
    cells = [(cell["cell_type"], "".join(cell["source"])) for cell in book["cells"]]
    assert cells == cells_of(example.read_text(encoding="utf-8")), (
        "run tools/make_notebooks.py again"
    )
    outputs = [one for cell in book["cells"] for one in cell.get("outputs", ())]
    assert outputs
    assert not [one for one in outputs if one["output_type"] == "error"]
    assert not [one for one in outputs if one.get("name") == "stderr"]
