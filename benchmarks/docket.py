"""Write a made-up docket: responses to a proposal on buses, six of ten from form letters.

    python benchmarks/docket.py OUT --responses 200000 --files 20 --format parquet

Realistic lengths (a median of about 25 words, a long tail), seeded, all wording our own. Four
campaigns of unequal size have a letter each; of their copies half are word for word, the others
change words, leave a sentence out or add sentences of their own. One respondent in fifty gives a
name, telephone number or e-mail address, one in a hundred writes twice, one in two hundred says
"n/a". Nothing in it was written by a respondent of any consultation.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd

LETTERS = (
    "I am writing to ask the council to keep the evening buses running on every route in the valley. "
    "Without them carers cannot get home from late shifts and young people cannot take part in clubs. "
    "Please publish the figures on which the cuts are based before any decision is made.",
    "The proposed bus franchise would put fares and timetables under public control for the first time "
    "in a generation. I support it and ask you to start with the rural routes that were lost.",
    "As a small business owner I object to the new bus lane on Station Road. It takes away the loading "
    "bays that our deliveries need and sends more traffic past the school.",
    "Give every person under twenty one free travel. It is the simplest way to cut traffic and to help "
    "families with the cost of living, and other cities have shown that it works.",
)
SIZES = (0.5, 0.25, 0.15, 0.1)
SUBJECTS = {
    "fares": ("the fare", "a day ticket", "the return fare", "a weekly pass", "contactless payment"),
    "evening": ("the last bus", "the evening service", "the night bus", "the late bus", "Sunday buses"),
    "access": ("the ramp", "space for wheelchairs", "the step at the stop", "the priority seat", "audio announcements"),
    "stops": ("the shelter", "the bench at the stop", "the timetable board", "the lighting at the stop", "the live display"),
    "routes": ("the hospital route", "the route through the estate", "the direct bus to the college", "the village loop", "the link to the station"),
    "air": ("diesel fumes", "electric buses", "air quality near the school", "idling engines", "noise at the depot"),
    "drivers": ("the drivers", "driver training", "staff at the bus station", "the shortage of drivers", "how drivers are paid"),
}  # fmt: skip
SAYS = (
    "{thing} {matters} to {people} because {reason}", "{people} told me that {thing} {fails}",
    "last {when} {thing} {fails} and {outcome}", "I would like {thing} to be {better} so that {outcome2}",
    "{thing} {fails}, which is why {outcome}", "please look at {thing} again since {reason}",
    "nobody mentions {thing} but it {matters} when {reason}", "why is {thing} never {better} when {reason}",
)  # fmt: skip
WORDS = {
    "matters": ("matters", "means a lot", "makes all the difference", "is no small thing", "counts"),
    "people": ("my mother", "our street", "pupils", "night workers", "older neighbours", "my daughter", "people on my shift", "families here", "patients", "students at the college", "the club I run", "visitors"),
    "reason": ("we have no car", "the walk is uphill", "taxis cost too much", "the surgery moved", "the train was cut", "appointments run late", "it rains half the year", "parking is full by nine", "shifts end at ten", "the road has no pavement", "I cannot drive any more", "the school day was changed"),
    "fails": ("did not come", "was forty minutes late", "is broken again", "costs more than the film", "was full", "stops too early", "went up for the third time", "drove past us", "was taken away", "is never on time"),
    "when": ("Tuesday", "winter", "Friday night", "month", "spring", "Saturday", "term", "week"),
    "outcome": ("I walked home in the dark", "we missed the appointment", "she gave up the job", "he stopped coming", "the class was cancelled", "I paid for a taxi", "three of us were left behind", "we were soaked", "I drive now"),
    "better": ("cheaper", "on time", "repaired", "extended to ten o'clock", "planned with the people who use it", "clean", "safe", "easier to find", "put back", "explained properly"),
    "outcome2": ("people can keep their jobs", "nobody is left behind", "we can leave the car", "young people have somewhere to go", "my neighbour can visit the hospital", "the town stays alive", "it is worth waiting for"),
}  # fmt: skip
NAMES = (
    "Oliver Hartwell",
    "Priya Nandakumar",
    "Sioned Prosser",
    "Tomasz Zielonka",
    "Grace Abernethy",
)
WARDS = ("North", "South", "Harbour", "Castle", "Moorside")


class Docket:
    """Writes responses one after the other; the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def pick(self, some: tuple[str, ...]) -> str:
        return some[int(self.random.integers(len(some)))]

    def sentence(self) -> str:
        thing = self.pick(SUBJECTS[self.pick(tuple(SUBJECTS))])
        said = self.pick(SAYS).format(
            thing=thing, **{name: self.pick(words) for name, words in WORDS.items()}
        )
        return said[:1].upper() + said[1:] + "."

    def own_words(self) -> str:
        count = 1 + min(int(self.random.geometric(0.45)), 12)
        return " ".join(self.sentence() for _ in range(count))

    def copy(self) -> str:
        letter = LETTERS[int(self.random.choice(len(LETTERS), p=SIZES))]
        how = self.random.random()
        if how < 0.5:
            return letter
        sentences = letter.split(". ")
        if how < 0.7:
            words = letter.split(" ")
            for _ in range(int(self.random.integers(1, 4))):
                words[int(self.random.integers(len(words)))] = self.pick(
                    ("really", "all", "local", "our", "urgently", "now")
                )
            return " ".join(words)
        if how < 0.8 and len(sentences) > 2:
            del sentences[int(self.random.integers(len(sentences)))]
            return ". ".join(sentences)
        own = " ".join(self.sentence() for _ in range(int(self.random.integers(1, 3))))
        return f"{letter} {own}" if how < 0.9 else f"{own} {letter}"

    def text(self) -> str:
        if self.random.random() < 0.005:
            return "n/a"
        text = self.copy() if self.random.random() < 0.6 else self.own_words()
        kind = self.random.random()
        if kind < 0.01:
            text += f" My name is {self.pick(NAMES)}."
        elif kind < 0.02:
            text += f" Ring me on 07700 900{int(self.random.integers(100, 1000))}."
        return text


def responses(count: int, seed: int = 7, first: int = 0) -> pd.DataFrame:
    """So many responses; ``first`` goes on from an earlier file."""
    docket = Docket(seed + first)
    texts = [docket.text() for _ in range(count)]
    people = np.arange(first, first + count)
    twice = docket.random.random(count) < 0.01
    twice[0] = False
    people[twice] = people[np.flatnonzero(twice) - 1]
    days = pd.Timestamp("2024-03-01") + pd.to_timedelta(docket.random.integers(0, 60, count), "D")
    return pd.DataFrame(
        {
            "Respondent ID": [f"R{one:08d}" for one in people],
            "Submitted": days.strftime("%Y-%m-%d"),
            "Ward": np.array(WARDS)[docket.random.integers(0, len(WARDS), count)],
            "What do you think of the proposal?": texts,
        }
    )


def write(out: Path, count: int, files: int, kind: str = "parquet", seed: int = 7) -> list[Path]:
    """Write a folder of files; all but the last hold the same number of responses."""
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    each = -(-count // files)
    for number in range(files):
        first = number * each
        frame = responses(min(each, count - first), seed, first)
        path = out / f"part_{number:03d}.{kind}"
        if kind == "parquet":
            frame.to_parquet(path, index=False)
        elif kind == "csv":
            frame.to_csv(path, index=False)
        else:
            lines = [json.dumps(row, ensure_ascii=False) for row in frame.to_dict("records")]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--responses", type=int, default=20_000)
    parser.add_argument("--files", type=int, default=4)
    parser.add_argument("--format", default="parquet", choices=("parquet", "csv", "jsonl"))
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    for written in write(asked.out, asked.responses, asked.files, asked.format, asked.seed):
        print(written)
