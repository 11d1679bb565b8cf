"""The labelled sets that `coding.py` and `audit_simulation.py` measure on, in one shape."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]


@dataclass
class Task:
    """One question: its responses, what a person coded, and the code frame."""

    family: str
    name: str
    texts: list[str]
    gold: list[set[str]]
    frame: list[dict[str, object]]
    groups: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


def care(root: Path = ROOT) -> list[Task]:
    """The project's own consultation: three questions, campaign copies known."""
    import consultation_insight as ci

    folder = root / "corpora" / "care_consultation"
    corpus = ci.prepare(folder / "responses.xlsx")
    gold = {}
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold[row["respondent_id"], row["question"]] = {code["code"] for code in row["codes"]}
    frames = json.loads((folder / "codeframe.json").read_text(encoding="utf-8"))
    live = corpus.live
    questions = list(dict.fromkeys(live["question_id"]))
    tasks = []
    for question, (name, frame) in zip(questions, frames.items(), strict=True):
        rows = live[live["question_id"] == question]
        labelled = [
            (response, text, gold.get((person, name), set()), campaign)
            for response, person, text, campaign in zip(
                rows["response_id"],
                rows["respondent_id"],
                rows["text"],
                rows["campaign_id"],
                strict=True,
            )
        ]
        labelled = [row for row in labelled if row[2]]
        tasks.append(
            Task(
                "care_consultation",
                name,
                [row[1] for row in labelled],
                [row[2] for row in labelled],
                frame,
                [row[3] for row in labelled],
                [row[0] for row in labelled],
            )
        )
    return tasks


def anes(data: Path, most: int) -> list[Task]:
    """Six questions of the American National Election Study 2008, coded by professionals."""
    folder = data / "anes2008_openends"
    rows = pd.read_csv(folder / "data.csv", dtype=str, keep_default_na=False)
    books = pd.read_csv(folder / "codebooks.csv")
    left_out = {"Q3": {2, 7, 8, 9, 17, 19}, "Q4": {3, 4, 11, 18}, "Q1": {3, 4, 11, 18}}
    left_out["Q2"] = left_out["Q1"]
    tasks = []
    for question in ("Q1", "Q2", "Q3", "Q4", "Q5", "Q6"):
        codes = json.loads(books.loc[books["question"] == question, "codebook"].iloc[0])["codes"]
        out = {str(code) for code in left_out.get(question, ())}
        frame = []
        for place, text in enumerate(codes.values(), start=1):
            # The numbers in the data are places in the printed frame, not its own numbers: with
            # those, the words under a code have nothing to do with its text.
            code = str(place)
            label, _, description = text.partition(":")
            if code not in out:
                frame.append(
                    {"code": code, "label": label.strip(), "description": description.strip()}
                )
        known = {row["code"] for row in frame}
        part = rows[rows["question"] == question]
        if len(part) > most:
            part = part.sample(most, random_state=20)
        gold = [
            {code for code in value.split(";") if code in known} for value in part["theme_codes"]
        ]
        tasks.append(_task("anes2008", question, part["text"].tolist(), gold, frame))
    return tasks


def napire(data: Path) -> list[Task]:
    """Answers of software engineers; labels only, many codes, small questions."""
    rows = pd.read_csv(data / "napire2018_openends" / "answers_multilabel.csv", dtype=str)
    tasks = []
    for question in ("v_277", "v_279", "v_282", "v_285", "v_169", "v_350"):
        part = rows[(rows["question"] == question) & rows["text"].notna()]
        gold = [set(str(codes).split(";")) for codes in part["codes"]]
        counts = Counter(code for codes in gold for code in codes)
        kept = [
            code
            for code, count in counts.most_common()
            if count >= 5 and not re.match("not ?cod|notanswered", code, re.IGNORECASE)
        ]
        frame = [{"code": code, "label": _words(code), "description": ""} for code in kept]
        gold = [codes & set(kept) for codes in gold]
        tasks.append(_task("napire2018", question, part["text"].tolist(), gold, frame))
    return tasks


def _words(code: str) -> str:
    if " " in code:
        return code
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", code).capitalize()


def gambling(data: Path) -> list[Task]:
    """Replies and themes made by a language model."""
    folder = data / "themefinder_gambling"
    replies = pd.read_csv(folder / "responses.csv", dtype=str)
    mapping = pd.read_csv(folder / "mapping.csv", dtype=str)
    mapping = mapping[mapping["kind"] == "mapping"]
    themes = pd.read_csv(folder / "themes.csv", dtype=str)
    tasks = []
    for question in ("1", "2"):
        frame = [
            {"code": row.topic_id, "label": row.topic_label, "description": row.topic_description}
            for row in themes[themes["question"] == question].itertuples()
        ]
        rows = replies[replies["question"] == question].merge(
            mapping[mapping["question"] == question], on="response_id"
        )
        gold = [set(re.findall(r"\w+", labels)) for labels in rows["labels"]]
        tasks.append(_task("gambling", f"q{question}", rows["response"].tolist(), gold, frame))
    return tasks


def argkp(data: Path) -> list[Task]:
    """Arguments for and against motions, and the key points that they make."""
    folder = data / "argkp"
    arguments = pd.read_csv(folder / "arguments.csv")
    points = pd.read_csv(folder / "key_points.csv")
    labels = pd.read_csv(folder / "labels.csv")
    made = labels[labels["label"] == 1].groupby("arg_id")["key_point_id"].agg(set)
    tasks = []
    topics = points.loc[points["split"].isin(["dev", "test"]), "topic"].drop_duplicates()
    for topic in topics:
        frame = [
            {"code": row.key_point_id, "label": row.key_point, "description": ""}
            for row in points[points["topic"] == topic].itertuples()
        ]
        rows = arguments[arguments["topic"] == topic]
        known = {row["code"] for row in frame}
        gold = [made.get(key, set()) & known for key in rows["arg_id"]]
        tasks.append(_task("argkp", topic[:40], rows["argument"].tolist(), gold, frame))
    return tasks


def _task(family: str, name: str, texts: list[str], gold: list[set[str]], frame: list) -> Task:
    kept = [place for place, codes in enumerate(gold) if codes]
    return Task(
        family,
        name,
        [texts[place] for place in kept],
        [gold[place] for place in kept],
        frame,
        [""] * len(kept),
        [f"r{place}" for place in kept],
    )


def all_sets(data: Path | None, most: int = 600) -> list[Task]:
    """All sets that are there; the project's own first."""
    tasks = care()
    if data:
        tasks += anes(data, most) + napire(data) + gambling(data) + argkp(data)
    return tasks
