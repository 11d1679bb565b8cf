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
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from consultation_insight.errors import ColumnNotFound, FileProblem
from consultation_insight.models.matcher import PhraseMatcher, fold, plain, tokenise

__all__ = ["COLUMNS", "Alias", "Entry", "Gazetteer", "guarded", "read_gazetteer", "rows_of"]

RULES = "=?~"
COLUMNS = (
    "reference_id", "reference", "kind", "aliases", "handles", "domains", "part_of", "context",
)  # fmt: skip
#: A cell that begins so would be a formula in a spreadsheet; an apostrophe before it says text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
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
    _, rows = _rows(text, name)
    entries = []
    for number, row in enumerate(rows, start=2):
        reference = row["reference"]
        if not reference:
            raise FileProblem(name, "has no name in 'reference'", row=number, remedy="Fill it in.")
        kind = row.get("kind") or "other"
        if kind not in KINDS:
            remedy = f"Use one of {', '.join(KINDS)}."
            raise FileProblem(name, f"has the unknown kind {kind!r}", row=number, remedy=remedy)
        entries.append(
            Entry(
                row.get("reference_id") or slug(reference),
                reference,
                kind,
                _values(row["aliases"]) or (reference,),
                tuple(value.lstrip("@") for value in _values(row.get("handles"))),
                _values(row.get("domains")),
                row.get("part_of", ""),
                frozenset(t.key for word in _values(row.get("context")) for t in tokenise(word)),
            )
        )
    return entries


def rows_of(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The header and the rows of a gazetteer file, each with an id."""
    header, rows = _rows(_text_of(path), path.name)
    for row in rows:
        row["reference_id"] = row.get("reference_id") or slug(row["reference"])
    return header, rows


def _rows(text: str, name: str) -> tuple[list[str], list[dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = [column for column in reader.fieldnames or () if column]
    missing = {"reference", "aliases"} - set(header)
    if missing:
        raise ColumnNotFound(missing, header, file=name)
    rows = [{column: unguarded(row.get(column) or "") for column in header} for row in reader]
    return header, rows


def guarded(cell: str) -> str:
    """A cell that stays text in a spreadsheet."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


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
