"""Train the tagger of names.

    python tools/train_name_tagger.py FOLDER

FOLDER holds, each with a ``data.csv``: ``goemotions`` (CC BY 4.0; its ``[NAME]`` marks are filled with
names of the lists), the rows of ``wnut17_names`` marked ``train`` or ``dev`` (CC BY 4.0), and texts without
marks in which a run is taken for no person where no list knows its words: ``uk_petitions_env`` (OGL v3.0),
``canada_gen_energy`` and ``canada_nsc_emails`` (OGL Canada), ``vallejo_pb_ideas`` (MIT) and
``napire2018_openends`` (CC BY 4.0). No row marked ``test`` is read.

All names that are filled in stand in a list, and few names of the world do. So one word of the lists in
so many is hidden while a set with such names is read: what it then looks like, what stands beside it and
of what letters it is made say whether it is a name, as they must with a name that no list has.

Seeded: the same input gives the same weights.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from consultation_insight.cleaning._personal import name_runs
from consultation_insight.cleaning._personal.lexicon import lexicon
from consultation_insight.cleaning._personal.name_expressions import LOWER

csv.field_size_limit(sys.maxsize)
OUT = Path(__file__).parents[1] / "consultation_insight" / "data" / "names" / "tagger.json.gz"
SEED = 7
#: A feature that was seen less often says nothing.
SEEN = 3
WNUT = 4
#: A word that so many texts write small is common.
COMMON = 4
#: One word of the lists in so many is hidden: chosen on the part ``dev``, trained without it.
HIDDEN = 6
PLAIN = (
    "uk_petitions_env", "canada_gen_energy", "vallejo_pb_ideas", "canada_nsc_emails", "napire2018_openends",
)  # fmt: skip
_MARK = re.compile(r"\[NAME\](?: \[NAME\])?")
Text = tuple[str, list[tuple[int, int]]]

#: Sentences as consultations have them; {} is a person, {p} a place or a body.
FRAMES = """
My name is {} and I live in {p}.|I spoke to {} at {p} about this.|{} from {p} came to see us.|Regards, {}|Kind regards,\\n{}
Thanks, {}|Signed {}|Please contact {} on [PHONE].|My daughter {} goes to {p}.|Our neighbour {} fell twice last year.
My husband {} has dementia.|{} and {} run the group at {p}.|Ask {} or {}.|{} told me that {p} would close.|{}'s carer comes twice a day.
I was helped by {} at {p}.|Dr {} was kind.|Mrs {} next door agrees.|The nurse, {}, never came.|hi im {} and i think so|hi my name is {}
i am {} from {p}|Dear {}, thank you for the letter.|Dear Sir, {p} is closing.|{p} should reopen the library.|Why does {p} not answer?
I go to {p} every week.|The road from {p} to {p} is full of holes.|{p} and {p} need a bus.|{}: I agree with this.|What is {}'s account number?
Send the card of {} to {p}.|{} works for {p}.|How can {} change the address?|{} moved to {p} in May.|I would like to thank {} for the help.
{} listed the best songs.|The book by {} is good.|{} played {p} last night.|Have you seen {} lately?|{} said: "I live in {p}".|Hello, I'm {}.
During the talk {} was angry about {p}.|@user {} is so right|RT @user : {} is at {p} tonight|{} is coming to {p} !|I love {} so much|{} was born in {p}
"""
PLACES = """
Leeds|Bradford|the Council|Leeds City Council|Riverside Surgery|Elm Road|Victoria Park|King Street|St James Hospital|Queens Medical Centre|
NHS England|Age Concern|Tesco|Microsoft|Oxford University|Green Lane|Mill House|Paris|New York|Lake Windermere|Royal Infirmary|Northgate Library|
Manchester|Cardiff|Springfield|Austin|Lincoln Way|Wellington|Chelsea|Washington|Kingston Hospital|Alexandra Palace|Sydney|Victoria Station
"""


def name(draw: random.Random, first: list[str], last: list[str], common: list[str]) -> str:
    """A made-up person, as people write one."""
    given = draw.choice(common if draw.random() < 0.6 else first).title()
    family = draw.choice(last).title()
    kind = draw.random()
    if kind < 0.45:
        whole = given
    elif kind < 0.85:
        whole = f"{given} {family}"
    elif kind < 0.92:
        whole = f"{given} {draw.choice('ABCDEFGHJKLMNPRSTW')}{draw.choice(['.', ''])} {family}"
    else:
        whole = family
    if draw.random() < 0.05:
        return whole.lower()
    return whole.upper() if draw.random() < 0.03 else whole


def filled(draw: random.Random, text: str, mark: re.Pattern[str], make: object) -> Text:
    """Fill the marks of a text, and say where people stand."""
    spans, pieces, at, length = [], [], 0, 0
    for match in mark.finditer(text):
        new, person = make(match)  # type: ignore[operator]
        pieces += [text[at : match.start()], new]
        length += match.start() - at
        if person:
            spans.append((length, length + len(new)))
        length += len(new)
        at = match.end()
    return "".join([*pieces, text[at:]]), spans


def rows(folder: Path) -> Iterator[dict[str, str]]:
    """The rows of a set."""
    with (folder / "data.csv").open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def longest(row: dict[str, str]) -> str:
    """The text of a row."""
    return max(row.values(), key=lambda cell: len(cell or "")) or ""


def corpora(data: Path, draw: random.Random) -> Iterator[tuple[list[Text], bool, bool, int]]:
    """Texts with their people; whether they are marked, and filled in; how often each counts."""
    world, known = name_runs.world_names(), lexicon()
    first, last = sorted(world.first), sorted(world.last)
    common = sorted(known.first | known.first_also_words)

    def person(_: object) -> tuple[str, bool]:
        return name(draw, first, last, common), True

    reddit = [row["text"] for row in rows(data / "goemotions") if row["split"] == "train"]
    marked = [text for text in reddit if "[NAME]" in text and "[RELIGION]" not in text]
    plain = [text for text in reddit if "[" not in text]
    texts = [filled(draw, text, _MARK, person) for text in marked for _ in range(2)]
    yield [*texts, *((text, []) for text in plain[:12000])], True, True, 1

    frames = [frame.strip() for line in FRAMES.strip().split("\n") for frame in line.split("|")]
    places = [place for place in PLACES.replace("\n", "").split("|") if place]
    places += draw.sample([place.title() for place in sorted(world.places)], 4 * len(places))

    def part(match: re.Match[str]) -> tuple[str, bool]:
        return person(match) if match[0] == "{}" else (draw.choice(places), False)

    slot = re.compile(r"\{p?\}")
    made = [
        filled(draw, frame.replace("\\n", "\n"), slot, part) for frame in frames for _ in range(120)
    ]
    yield made, True, True, 1

    tweets = []
    for row in rows(data / "wnut17_names"):
        if row["split"] in ("train", "dev"):
            people = [s for s in json.loads(row["spans"]) if s["type"] == "person"]
            tweets.append((row["text"], [(s["start"], s["end"]) for s in people]))
    yield tweets, True, False, WNUT

    for folder in PLAIN:
        found = [longest(row) for row in rows(data / folder)]
        yield [(text, []) for text in found[:4000]], False, False, 1


def write_common(data: Path) -> None:
    """Words that many texts write small: what begins a sentence with one of them is no name."""
    texts = [row["text"] for row in rows(data / "goemotions") if row["split"] == "train"]
    for folder in PLAIN:
        texts += [longest(row) for row in rows(data / folder)]
    seen = Counter(word for text in texts for word in set(LOWER.findall(text)))
    sure = lexicon().first
    words = sorted(word for word, count in seen.items() if count >= COMMON and word not in sure)
    (OUT.parent / "common.txt.gz").write_bytes(gzip.compress("\n".join(words).encode(), 9, mtime=0))
    sys.stderr.write(f"{len(words):,} common words" + "\n")


def hide(words: name_runs.Words) -> None:
    """Take some words out of the lists of names and places."""

    def rest(listed: frozenset[str]) -> frozenset[str]:
        return frozenset(word for word in listed if crc32(word.encode()) % HIDDEN)

    known, world = words.known, words.world
    words.known = replace(known, first=rest(known.first), last=rest(known.last))
    words.world = world._replace(
        first=rest(world.first), last=rest(world.last), places=rest(world.places)
    )


def examples(data: Path) -> Iterator[tuple[list[str], bool, int]]:
    """Runs of words as features, whether each is a person, and its weight."""
    for texts, marked, filled_in, weight in corpora(data, random.Random(SEED)):  # noqa: S311
        small = frozenset(word for text, _ in texts for word in LOWER.findall(text))
        words = name_runs.Words(small)
        if filled_in:
            hide(words)
        for text, people in texts:
            tokens = name_runs.tokens_of(text)
            context = name_runs.context_of(tokens, name_runs.is_casual(text, tokens))
            for start, end in name_runs.candidates(
                tokens, words, casual=context.casual, strange=True
            ):
                place = (tokens[start].start, tokens[end - 1].end)
                if not marked and set("fgFL") & set(words.kind(tokens[start].lower)):
                    continue  # nobody knows
                run = name_runs.run_of(tokens, start, end, context)
                yield name_runs.features(run, words), place in people, weight


def main() -> None:
    """Train and write the weights."""
    data = Path(sys.argv[1])
    write_common(data)
    found = list(examples(data))
    seen = Counter(name for names, _, weight in found for name in names for _ in range(weight > 0))
    index = {
        name: at for at, name in enumerate(sorted(n for n, count in seen.items() if count >= SEEN))
    }
    columns, starts = [], [0]
    for names, _, _ in found:
        columns += [index[name] for name in names if name in index]
        starts.append(len(columns))
    matrix = csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(found), len(index)))
    people = np.array([label for _, label, _ in found])
    weights = np.array([weight for _, _, weight in found], dtype=float)
    sys.stderr.write(
        f"{len(found):,} runs, {people.sum():,} people, {len(index):,} features" + "\n"
    )
    model = LogisticRegression(C=0.5, solver="liblinear", random_state=SEED, tol=1e-3)
    model.fit(matrix, people, sample_weight=weights)
    scaled = {
        name: round(100 * weight)
        for name, weight in zip(index, model.coef_[0], strict=True)
        if abs(weight) >= 0.05
    }
    scaled[""] = round(100 * float(model.intercept_[0]))
    text = json.dumps(scaled, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    OUT.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    sys.stderr.write(f"{len(scaled):,} weights, {OUT.stat().st_size:,} bytes" + "\n")


if __name__ == "__main__":
    main()
