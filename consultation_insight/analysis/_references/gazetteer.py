"""The gazetteer: who and what policy replies cite, with the names it goes by.

A CSV file with the columns ``reference_id``, ``reference``, ``kind``, ``aliases``, ``handles``,
``domains``, ``part_of`` and, optionally, ``context``; several values are separated by ``;``. An
alias is compared without case, accents and plural *s*; one that begins with

* ``=`` counts only as written (``=Greta``), and one word at the start of a sentence only with
  support;
* ``?`` is an ordinary word as well (``?Shelter``): only as written, and with support;
* ``~`` may be written in any case, and needs support (``~doughnut``).

Support is a word of ``context`` in the response, another name, handle or link of the same entry in
it, or, for an organisation, words such as *listen to* before it. Names with ``=`` and ``~`` are
also supported by the corpus, where several responses name the entry beyond doubt: a word has
mostly one sense in one discourse (Gale, Church and Yarowsky, 1992).

An entry with ``part_of`` is counted on the line of the entry named there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from consultation_insight.errors import ColumnNotFound, FileProblem
from consultation_insight.models.matcher import PhraseMatcher, fold, plain, tokenise

__all__ = ["Alias", "Entry", "Gazetteer", "read_gazetteer"]

RULES = "=?~"
KINDS = ("person", "theory", "book", "report", "organisation", "place", "programme", "other")


@dataclass(frozen=True)
class Entry:
    """One line of the gazetteer."""

    reference_id: str
    reference: str
    kind: str
    aliases: tuple[str, ...]
    handles: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    part_of: str = ""
    context: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Alias:
    """A name of an entry and how strictly it counts: ``""``, ``=``, ``?`` or ``~``."""

    reference_id: str
    rule: str
    words: tuple[str, ...]


@dataclass
class Gazetteer:
    """Entries, ready for looking things up."""

    entries: dict[str, Entry] = field(default_factory=dict)
    phrases: PhraseMatcher = field(default_factory=PhraseMatcher)
    hashtags: dict[str, str] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Gazetteer:
        """Index entries; a later one replaces an earlier one of the same id."""
        gazetteer = cls({entry.reference_id: entry for entry in entries})
        for entry in gazetteer.entries.values():
            gazetteer._index(entry)
        return gazetteer

    def _index(self, entry: Entry) -> None:
        own = entry.reference_id
        for alias in entry.aliases:
            rule = alias[0] if alias[0] in RULES else ""
            words = tuple(token.form for token in tokenise(alias.lstrip(RULES)))
            if not words:
                continue
            self.phrases.add(" ".join(words), Alias(own, rule, words))
            # One ordinary word is no safe hashtag: #mind is not the charity.
            joined = {"".join(map(fold, words)), "".join(map(plain, words))}
            if rule not in ("?", "~") and (len(words) > 1 or len(max(joined)) > 2):
                for form in joined:
                    self.hashtags.setdefault(form, own)
        for handle in entry.handles:
            self.handles.setdefault(handle.casefold(), own)
        for domain in entry.domains:
            self.domains.setdefault(domain.casefold(), own)

    def line(self, reference_id: str) -> Entry:
        """The entry on whose line a reference is counted."""
        entry = self.entries[reference_id]
        seen = {reference_id}
        while entry.part_of in self.entries and entry.part_of not in seen:
            seen.add(entry.part_of)
            entry = self.entries[entry.part_of]
        return entry


def read_gazetteer(own: str | Path | None = None) -> Gazetteer:
    """Read the shipped gazetteer and, if given, the user's own file; its lines win."""
    if own is None:
        return _read(None, 0.0)
    there = Path(own).is_file()
    return _read(str(own), Path(own).stat().st_mtime if there else 0.0)


@lru_cache(maxsize=4)
def _read(own: str | None, changed: float) -> Gazetteer:
    shipped = files("consultation_insight") / "data" / "gazetteer.csv"
    entries = parse_gazetteer(shipped.read_text(encoding="utf-8"), "gazetteer.csv")
    if own is not None:
        entries += parse_gazetteer(_text_of(Path(own)), Path(own).name)
    return Gazetteer.of(entries)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        raise FileProblem(
            path, "is not there", remedy="Mend 'gazetteer' in the settings."
        ) from None
    except UnicodeDecodeError:
        raise FileProblem(path, "is not UTF-8 text", remedy="Save it as UTF-8 CSV.") from None


def parse_gazetteer(text: str, name: str) -> list[Entry]:
    """Make entries of a CSV text; what is wrong is said with its row."""
    rows = csv.DictReader(text.splitlines())
    missing = {"reference", "aliases"} - set(rows.fieldnames or ())
    if missing:
        raise ColumnNotFound(missing, list(rows.fieldnames or ()), file=name)
    entries = []
    for number, row in enumerate(rows, start=2):
        reference = (row["reference"] or "").strip()
        if not reference:
            raise FileProblem(name, "has no name in 'reference'", row=number, remedy="Fill it in.")
        kind = (row.get("kind") or "").strip() or "other"
        if kind not in KINDS:
            remedy = f"Use one of {', '.join(KINDS)}."
            raise FileProblem(name, f"has the unknown kind {kind!r}", row=number, remedy=remedy)
        entries.append(
            Entry(
                (row.get("reference_id") or "").strip() or slug(reference),
                reference,
                kind,
                _values(row["aliases"]) or (reference,),
                tuple(value.lstrip("@") for value in _values(row.get("handles"))),
                _values(row.get("domains")),
                (row.get("part_of") or "").strip(),
                frozenset(t.key for word in _values(row.get("context")) for t in tokenise(word)),
            )
        )
    return entries


def _values(cell: str | None) -> tuple[str, ...]:
    return tuple(value.strip() for value in (cell or "").split(";") if value.strip(RULES + " \t"))


def slug(name: str) -> str:
    """Make an identifier of a name.

    Examples
    --------
    >>> from consultation_insight.analysis._references.gazetteer import slug
    >>> slug("The King's Fund")
    'the-kings-fund'
    """
    words = (plain(word) for word in re.findall(r"[^\W_]+(?:['’ʼ][^\W_]+)*", name))
    return "-".join(word for word in words if word)
