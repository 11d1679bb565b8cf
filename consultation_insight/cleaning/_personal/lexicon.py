"""The lists of names that come with the package, read once."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

__all__ = ["Lexicon", "PublicNames", "lexicon", "public_names"]


@dataclass(frozen=True)
class Lexicon:
    """Given names and family names, in lower case; those that are also words stand apart."""

    first: frozenset[str]
    first_also_words: frozenset[str]
    last: frozenset[str]
    last_also_words: frozenset[str]


@dataclass(frozen=True)
class PublicNames:
    """Accounts and people known to be public, as they are written."""

    accounts: tuple[str, ...]
    people: tuple[str, ...]


def _lines(name: str) -> list[str]:
    file = resources.files("consultation_insight") / "data" / name
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _split(name: str) -> tuple[frozenset[str], frozenset[str]]:
    names = {part.strip().lower() for line in _lines(name) for part in line.split(",")} - {""}
    words = frozenset(part[:-1] for part in names if part.endswith("*"))
    return frozenset(part for part in names if not part.endswith("*")) - words, words


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read the lists of given and family names."""
    return Lexicon(*_split("first_names.txt"), *_split("surnames.txt"))


@lru_cache(maxsize=1)
def public_names() -> PublicNames:
    """Read who is known to be public: the gazetteer of references, and people in public life."""
    accounts: list[str] = []
    people = [part.strip() for line in _lines("public_people.txt") for part in line.split(";")]
    gazetteer = resources.files("consultation_insight") / "data" / "gazetteer.csv"
    if gazetteer.is_file():
        with gazetteer.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                accounts += _parts(row.get("handles"))
                if row.get("kind") == "person":
                    people += [*_parts(row.get("reference")), *_parts(row.get("aliases"))]
    return PublicNames(tuple(accounts), tuple(people))


def _parts(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split(";") if part.strip()]
