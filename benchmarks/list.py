"""List the benchmarks: what each measures and how to run it.

Run::

    python benchmarks/list.py
"""

from __future__ import annotations

import ast
from pathlib import Path

HERE = Path(__file__).parent


def described(path: Path) -> tuple[str, str]:
    """The first line of a benchmark's docstring, and the command in it."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    lines = [line.strip() for line in text.splitlines()]
    command = next(
        (line for line in lines if line.startswith(f"python benchmarks/{path.name}")), ""
    )
    return (lines[0] if lines else "", command)


def main() -> None:
    """Print one paragraph for each benchmark."""
    print("Benchmarks. None runs in the tests, none asserts a time; see benchmarks/README.md.")
    for path in sorted(HERE.glob("*.py")):
        if path.name != "list.py" and not path.name.startswith("_"):
            what, command = described(path)
            print(f"\n{path.name}: {what}\n    {command}")


if __name__ == "__main__":
    main()
