"""Write the list of English words that are seldom or never nouns, for headings of themes.

    python -m pip install textblob lemminflect
    python tools/word_kinds.py

Sources: the lexicon of Eric Brill's tagger (1992; copyright 1993 Massachusetts Institute of Technology and University
of Pennsylvania, MIT licence; from the package ``textblob``) says what a word is most often, and
the table of forms of the package ``lemminflect`` (MIT), made from the SPECIALIST lexicon of the
National Library of Medicine, whether it can be a noun at all. Only words in small letters.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

DATA = Path(__file__).parents[1] / "consultation_insight" / "data" / "word_kinds"
#: What the tags of the lexicon begin with, and the kind they stand for.
KINDS = {"JJ": "adjective", "VBG": "gerund", "VB": "verb", "RB": "adverb"}
OTHERS = ("IN", "CC", "DT", "PRP", "MD", "WP", "WRB", "UH", "EX", "PDT", "RP", "TO", "WDT")


def folder(package: str) -> Path:
    """Where a package lies, without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"python -m pip install {package}")
    return Path(spec.origin).parent


def main_tags() -> dict[str, str]:
    """The commonest tag of each word."""
    path = folder("textblob") / "en" / "en-lexicon.txt"
    rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {row[0]: row[1] for row in rows if len(row) == 2 and row[0].isalpha()}


def nouns() -> set[str]:
    """Words that can be nouns."""
    path = folder("lemminflect") / "resources" / "lemma_lu.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        return {row[0] for row in csv.reader(rows) if row[1] in ("noun", "propn")}


def kind_of(tag: str) -> str:
    """The kind that a tag stands for; "" for nouns and numbers."""
    for start, kind in KINDS.items():
        if tag.startswith(start):
            return kind
    return "adverb" if tag in OTHERS else ""


def write(name: str, text: str) -> None:
    """Write a packed list; the same text gives the same bytes."""
    DATA.mkdir(exist_ok=True)
    with (DATA / name).open("wb") as raw, gzip.GzipFile("", "wb", mtime=0, fileobj=raw) as out:
        out.write(text.encode())


def main() -> None:
    """Write one line for each kind, its name and the words; and the nouns, one a line."""
    can_be_noun = nouns()
    found: defaultdict[str, list[str]] = defaultdict(list)
    named: list[str] = []
    for word, tag in main_tags().items():
        kind = kind_of(tag)
        if not (word.islower() and word.isascii() and len(word) > 2):
            continue
        if kind:
            found[f"{kind}-or-noun" if word in can_be_noun else kind].append(word)
        elif tag == "NN":
            named.append(word)
    lines = (f"{kind}: {' '.join(sorted(found[kind]))}\n" for kind in sorted(found))
    write("en.txt.gz", "".join(lines))
    write("en_nouns.txt.gz", "\n".join(sorted(named)))


if __name__ == "__main__":
    main()
