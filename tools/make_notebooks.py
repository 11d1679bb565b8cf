"""Write each example as a notebook that has been run.

Run, with nbclient and ipykernel installed::

    python tools/make_notebooks.py

``examples/NAME.py`` is the source; ``examples/NAME.ipynb`` is made from it and never edited.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parents[1] / "examples"


def cells_of(script: str) -> list[tuple[str, str]]:
    r"""Cut a script with ``# %%`` marks into cells: kind and source.

    Examples
    --------
    >>> cells_of("# %% [markdown]\n# # Title\n#\n# Text\n\n# %%\n1 + 1\n")
    [('markdown', '# Title\n\nText'), ('code', '1 + 1')]
    """
    cells = []
    for part in ("\n" + script).split("\n# %%")[1:]:
        head, _, body = part.partition("\n")
        if "[markdown]" in head:
            lines = [line.removeprefix("#").removeprefix(" ") for line in body.strip().splitlines()]
            cells.append(("markdown", "\n".join(lines)))
        elif body.strip():
            cells.append(("code", body.strip()))
    return cells


def notebook_of(path: Path) -> Any:
    """Run the cells of a script, and give them with what they show."""
    import nbformat
    from nbclient import NotebookClient

    made = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    book = nbformat.v4.new_notebook()
    book.cells = [made[kind](source) for kind, source in cells_of(path.read_text("utf-8"))]
    NotebookClient(book, timeout=900, resources={"metadata": {"path": path.parent}}).execute()
    for number, cell in enumerate(book.cells):
        cell["id"] = f"cell-{number}"
        cell.metadata.pop("execution", None)
        # How far a computation is means nothing afterwards.
        if cell.cell_type == "code":
            cell.outputs = [one for one in cell.outputs if "<progress" not in str(one)]
    book.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return book


def main() -> None:
    """Write the notebooks of all examples, or of those that are named."""
    import nbformat

    for path in sorted(EXAMPLES.glob("*.py")):
        if len(sys.argv) == 1 or path.stem in sys.argv[1:]:
            nbformat.write(notebook_of(path), path.with_suffix(".ipynb"))


if __name__ == "__main__":
    main()
