"""Imports point down only. The drawing is in CONTRIBUTING.md; this holds it."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "consultation_insight"

#: A layer may import itself and what stands below it.
LAYERS: list[set[str]] = [
    {"errors", "_collecting", "_lazy", "_display", "_higher", "progress"},
    {"_tables", "text", "statistics", "scales", "wording"},
    {
        "corpus",
        "counting",
        "results",
        "coded_results",
        "time_results",
        "group_results",
        "word_results",
        "code_frames",
        "editing",
        "config",
        "_presets",
        "protocols",
        "data",
    },
    {"models"},
    {"ingest", "cleaning", "analysis"},
    {
        "pipeline",
        "stages",
        "processes",
        "runs",
        "run_folders",
        "run_places",
        "run_steps",
        "coded_runs",
        "batch",
        "comparing",
        "distributed",
    },
    {"cli", "_terminal", "__main__"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
REPORTING_MAY = {
    "reporting",
    "results",
    "word_results",
    "errors",
    "corpus",
    "_tables",
    "_lazy",
    "protocols",
    "text",
    "wording",
}
STEPS = ("ingest", "cleaning", "analysis")
HEAVY = {
    "bertopic", "matplotlib", "onnxruntime", "scipy", "simplemma", "sklearn", "sknetwork", "spacy",
    "tokenizers", "torch", "tweepy", "wordcloud", "wordllama",
}  # fmt: skip


def imports(path: Path, *, top_level_only: bool = False):
    """(module, line) for each import of a file, type-checking blocks left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            skipped |= {id(inner) for inner in ast.walk(node)}
    for node in tree.body if top_level_only else ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the whole name of the module"
            if node.module == "consultation_insight":
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module, node.lineno


def parts(path: Path) -> list[str]:
    return list(path.relative_to(PACKAGE).with_suffix("").parts)


def problems(path: Path, where: list[str]) -> list[str]:
    found = []
    own = where[0]
    for module, line in imports(path):
        names = module.split(".")
        if names[0] != "consultation_insight" or len(names) == 1:
            continue
        target = names[1]
        at = f"{'/'.join(where)}:{line} imports {module}"
        if own == "reporting":
            if target not in REPORTING_MAY:
                found.append(f"{at}: reporting sees results and errors only")
        elif target == "reporting":
            if own not in ("cli", "runs", "run_folders", "coded_runs", "batch", "comparing"):
                found.append(f"{at}: only cli, runs and batch call reporting")
        elif own != "__init__" and target in RANK and RANK[target] > RANK[own]:
            found.append(f"{at}: that points up")
        elif (own in STEPS and target in STEPS and target != own) or (
            own in STEPS
            and target == own
            and len(names) > 2
            and len(where) > 1
            # Private modules of a folder are what its steps share, or one step's own parts.
            and not names[2].startswith("_")
            and names[2] != where[1]
        ):
            found.append(f"{at}: a step never imports another step")
    return found


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(parts(path)))
def test_imports_point_down(path):
    assert problems(path, parts(path)) == []


def test_each_module_has_a_layer():
    known = {*RANK, "reporting", "__init__"}
    assert {parts(path)[0] for path in FILES} <= known


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (["errors"], "import consultation_insight.corpus"),
        (["models", "x"], "from consultation_insight.analysis import themes"),
        (["cleaning", "clean"], "from consultation_insight.cleaning.redact import redact"),
        (["analysis", "themes"], "from consultation_insight.ingest.reading import read"),
        (["reporting", "html"], "from consultation_insight.pipeline import analyse"),
        (["pipeline"], "from consultation_insight.reporting.write import write_report"),
    ],
)
def test_a_wrong_import_is_seen(tmp_path, where, line):
    bad = tmp_path / "bad.py"
    bad.write_text(line)
    assert len(problems(bad, where)) == 1


def test_heavy_libraries_are_imported_where_they_are_used():
    early = [
        f"{'/'.join(parts(path))}:{line} {module}"
        for path in FILES
        if parts(path)[0] not in ("models", "cli")
        for module, line in imports(path, top_level_only=True)
        if module.split(".")[0] in HEAVY
    ]
    assert early == []


def test_importing_the_package_loads_nothing_heavy():
    import subprocess
    import sys

    code = (
        "import sys, consultation_insight as ci; ci.Corpus; ci.Settings;"
        f"print(sorted({{m.split('.')[0] for m in sys.modules}} & {HEAVY!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_the_cli_prints():
    loud = [
        f"{'/'.join(parts(path))}:{node.lineno}"
        for path in FILES
        if parts(path)[0] != "cli"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]
    assert loud == []
