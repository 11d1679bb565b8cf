"""Made-up analyses in two shapes: replies with likes, and a survey without."""

from __future__ import annotations

import random

import pandas as pd

from consultation_insight.analysis.findings import find_findings
from consultation_insight.corpus import Corpus, Source, Step
from consultation_insight.results import Analysis
from consultation_insight.statistics import wilson_interval

SUBJECTS = [
    "local buses", "green jobs", "care homes", "school meals", "safe cycling", "village halls",
    "fair pay", "clean air", "open data", "small farms", "housing repairs", "youth clubs",
]  # fmt: skip
VERBS = ["We need", "Please think about", "Ask people about", "Nobody talks about", "I want"]
ENDS = ["now", "in every town", "before winter", "and listen to those who know", "for our children"]

HOSTILE = [
    "<script>alert(1)</script> & <b>bold</b>",
    '=HYPERLINK("http://evil.example","click")',
    "control \x00\x0b\x1f characters and \ufffe",
    "#N/A",
    "long " + "x" * 40_000,
    "_x0041_ is no A",
    "اردو میں جواب",
]


def _shares(frame: pd.DataFrame, base: int | pd.Series) -> pd.DataFrame:
    frame = frame.assign(base=base)
    frame["share"] = frame["n"] / frame["base"]
    low, high = wilson_interval(frame["n"], frame["base"])
    return frame.assign(low=low, high=high)


def make(
    n: int = 240, *, questions: int = 1, likes: bool = True, seed: int = 1, hostile: bool = True
) -> Analysis:
    rng = random.Random(seed)
    rows = []
    for i in range(n):
        q = f"q{i % questions + 1}" if questions > 1 else "text"
        a, b = rng.sample(range(len(SUBJECTS)), 2)
        text = (
            f"{rng.choice(VERBS)} {SUBJECTS[a]} {rng.choice(ENDS)}. Also {SUBJECTS[b]}, number {i}."
        )
        if hostile and i < len(HOSTILE):
            text = HOSTILE[i]
        kind = rng.choices(
            ["substantive", "campaign", "political", "abuse", "off_topic", "spam"],
            [70, 15, 8, 4, 2, 1],
        )[0]
        if i < len(HOSTILE):
            kind = "substantive"
        if kind == "abuse":
            text = f"ABUSIVEWORDS about {SUBJECTS[a]} number {i}"
        aside = "blank" if i % 50 == 49 else ("asker" if i % 80 == 79 else "")
        rows.append({
            "response_id": f"r{i + 1}", "respondent_id": f"p{i // questions + 1}", "question_id": q,
            "text": "" if aside == "blank" else text, "set_aside": aside,
            "language": "cy" if i == 6 else "en", "likes": int(rng.paretovariate(0.8)) if likes else pd.NA,
            "created_at": pd.Timestamp("2020-04-25T09:00Z") + pd.Timedelta(minutes=7 * i) if likes else pd.NaT,
            "campaign_id": "C01" if kind == "campaign" and not aside else "", "kind": "" if aside else kind,
            "lobby": "true" if rng.random() < 0.05 else "false", "sentiment": rng.choice(["positive", "neutral", "negative", "mixed"]),
            "theme_ids": "" if aside or kind == "spam" else f"T{a + 1:02d};T{b + 1:02d}",
            "source_row": i + 2, "variant": "edited" if kind == "campaign" else "",
        })  # fmt: skip
    frame = pd.DataFrame(rows)
    asked = [f"q{i + 1}" for i in range(questions)] if questions > 1 else ["text"]
    wording = {
        "q1": "Why do you say that?",
        "q2": "What would make it safe?",
        "q3": "Is there anything else?",
        "text": "text",
    }
    people = pd.DataFrame({"respondent_id": frame["respondent_id"].drop_duplicates()})
    answers = pd.DataFrame(columns=["respondent_id", "question_id", "answer"])
    if questions > 1:
        people["respondent_type"] = [
            ["Unpaid carer", "Resident", "Staff"][i % 3] for i in range(len(people))
        ]
    corpus = Corpus.from_responses(
        frame.drop(columns=["kind", "lobby", "sentiment", "theme_ids"]),
        respondents=people,
        questions=pd.DataFrame({"question_id": asked, "wording": [wording[q] for q in asked], "type": "open"}),
        answers=answers, sources=(Source("replies.csv", "0" * 64, n),),
    )  # fmt: skip
    corpus = corpus.after(Step.of("clean", {"non_answers": True}))
    tables = _tables(frame, corpus, wording, questions, likes)
    found = find_findings(tables)
    tables["findings"] = found.table
    return Analysis(
        title="Who should we listen to about renewal?" if likes else "Changes to care assessments",
        corpus=corpus, results={"findings": found}, tables=tables,
        settings={"report": {"question": "Who should we listen to, and where has it worked?" if likes else None,
                             "likes_over": 20, "mentions_over": 20, "verbatims": 3},
                  "themes": {"seed": 20}},
        manifest={"package": "0.1.0", "python": "3.13", "libraries": {"pandas": "3.0"}},
    )  # fmt: skip


def _tables(frame, corpus, wording, questions, likes):
    live = frame[frame["set_aside"] == ""]
    base = len(live)
    pairs = live.assign(theme_id=live["theme_ids"].str.split(";")).explode("theme_id")
    pairs = pairs[pairs["theme_id"] != ""]
    tables: dict[str, pd.DataFrame] = {}
    tables["reconciliation"] = corpus.reconcile()
    tables["questions"] = pd.DataFrame([
        (q, wording[q], "open", int((frame["question_id"] == q).sum()), int((live["question_id"] == q).sum()))
        for q in dict.fromkeys(frame["question_id"])
    ], columns=["question_id", "wording", "type", "received", "base"])  # fmt: skip
    responses = frame.drop(columns="text").assign(
        stance="", duplicate_of="", source_file="replies.csv", source_sheet="", source_id=""
    )
    responses["likes"] = responses["likes"].astype("Int64")
    tables["responses"] = responses
    rows = []
    for (q, t), part in pairs.groupby(["question_id", "theme_id"]):
        at = int(t[1:]) - 1
        ids = t if questions == 1 else f"{q}-{t}"
        tone = part["sentiment"].value_counts()
        rows.append({
            "theme_id": ids, "question_id": q, "label": SUBJECTS[at].capitalize(), "description": "",
            "keywords": SUBJECTS[at].replace(" ", ", "), "n": len(part),
            "likes": int(part["likes"].sum()) if likes else pd.NA,
            "base": int((live["question_id"] == q).sum()),
            "n_once": len(part) - 2, "stability": 0.8,
            **{s: int(tone.get(s, 0)) for s in ("positive", "neutral", "negative", "mixed")},
        })  # fmt: skip
    themes = pd.DataFrame(rows)
    themes = _shares(themes, themes["base"]).sort_values(
        ["question_id", "n"], ascending=[True, False]
    )
    tables["themes"] = themes
    if questions > 1:
        pairs = pairs.assign(theme_id=pairs["question_id"] + "-" + pairs["theme_id"])
        themes_of = pairs.groupby("response_id")["theme_id"].agg(";".join)
        tables["responses"]["theme_ids"] = (
            tables["responses"]["response_id"].map(themes_of).fillna("")
        )
    coding = pairs[["response_id", "theme_id"]].assign(
        start=0, end=5, strength=0.5, stance="", assigned_by="machine"
    )
    tables["coding"] = coding
    verb = pairs.assign(start=0, end=pairs["text"].str.len(), likes=pairs["likes"])
    tables["verbatims"] = verb.groupby("theme_id").head(8)[
        ["theme_id", "response_id", "respondent_id", "start", "end", "text", "likes", "sentiment"]
    ]
    if likes:
        over = pairs[pairs["likes"] > 20]
        liked = (
            over.groupby(["question_id", "theme_id"])
            .agg(n=("response_id", "nunique"), likes=("likes", "sum"))
            .reset_index()
        )
        liked = liked.sort_values("likes", ascending=False, ignore_index=True)
        liked["rank"] = liked.index + 1
        liked["label"] = liked["theme_id"].map(
            dict(zip(themes["theme_id"], themes["label"], strict=True))
        )
        liked["times_next"] = liked["likes"] / liked["likes"].shift(-1)
        tables["liked_themes"] = liked
        hit = live[live["likes"] > 20]
        tables["liked"] = pd.DataFrame(
            [(20, len(hit), int(hit["likes"].sum()), base)],
            columns=["threshold", "n", "likes", "base"],
        )
    tables["said_once"] = live.tail(5).assign(start=0, end=20)[
        ["question_id", "response_id", "start", "end", "text"]
    ]
    words = [
        ("people", 180),
        ("local", 90),
        ("green", 66),
        ("care", 61),
        ("school", 50),
        ("work", 44),
        ("listen", 43),
        ("jobs", 33),
        ("town", 31),
        ("<b>odd</b>", 29),
        ("future", 28),
        ("young", 27),
        ("carbon", 25),
        ("bus", 24),
        ("once", 3),
    ]
    terms = pd.DataFrame(
        [(w, "word", m, m - 1, m - 2, m - 3, m - 4) for w, m in words]
        + [("fair pay", "phrase", 30, 30, 30, 28, 28)],
        columns=[
            "term",
            "type",
            "mentions",
            "responses",
            "respondents",
            "mentions_outside",
            "responses_outside",
        ],
    )
    terms["n"] = terms["responses"]
    tables["terms"] = _shares(terms, base).drop(columns=["n", "base"])
    if likes:
        tables["references"] = pd.DataFrame([
            ("doughnut-economics", "Doughnut Economics", "theory", 34, 38, 900, "Doughnut Economics; donut economics; @KateRaworth"),
            ("universal-basic-income", "Universal basic income", "theory", 16, 17, 210, "UBI; basic income"),
            ("new-zealand", "New Zealand’s wellbeing budget", "programme", 7, 7, 44, "NZ wellbeing budget"),
        ], columns=["reference_id", "reference", "kind", "responses", "mentions", "likes", "aliases"])  # fmt: skip
        tables["citations"] = pd.DataFrame(
            [("r1", "doughnut-economics", 0, 3, "phrase")],
            columns=["response_id", "reference_id", "start", "end", "found_by"],
        )
        urls = [
            "https://www.example.org/report",
            "javascript:alert(1)",
            "http://news.example/story?x=<b>",
        ]
        tables["links"] = pd.DataFrame(
            [(u, "example.org", "research", 3 - i, 10) for i, u in enumerate(urls)],
            columns=["url", "domain", "type", "responses", "likes"],
        )
        tables["response_links"] = pd.DataFrame(
            [("r1", urls[0]), ("r2", urls[1])], columns=["response_id", "url"]
        )
        tables["theme_links"] = pd.DataFrame(
            [("T01", u, "example.org", 1, 5) for u in urls],
            columns=["theme_id", "url", "domain", "responses", "likes"],
        )
        members = live[live["campaign_id"] != ""]
        tables["campaigns"] = pd.DataFrame(
            [
                (
                    "C01",
                    len(members),
                    1,
                    len(members) - 1,
                    0,
                    0,
                    0.9,
                    "sent within two days by many people",
                    "Save our <b>halls</b> now!",
                    "2020-04-25",
                    "2020-04-26",
                    40,
                )
            ],
            columns=[
                "campaign_id",
                "n",
                "word_for_word",
                "edited",
                "extended",
                "reworded",
                "strength",
                "why",
                "template",
                "first",
                "last",
                "likes",
            ],
        )
        tables["campaign_members"] = members.assign(likeness=0.9)[
            ["campaign_id", "response_id", "variant", "likeness"]
        ]
        tables["additions"] = (
            members.head(3)
            .assign(start=0, end=12)[["campaign_id", "response_id", "start", "end"]]
            .assign(text="x")
        )
    else:
        tables["answers"] = _shares(
            pd.DataFrame(
                {
                    "question_id": "q0",
                    "wording": "Do you agree with the proposal?",
                    "answer": ["Agree", "Disagree", "Don’t know"],
                    "n": [12, 58, 10],
                }
            ),
            80,
        )
        tables |= _group_tables(tables["answers"])
        tables["stance"] = _shares(
            pd.DataFrame(
                {"question_id": "q1", "stance": ["for", "against", "conditional"], "n": [11, 50, 9]}
            ),
            70,
        )
    kinds = live["kind"].value_counts().rename_axis("kind").reset_index(name="n")
    kinds.loc[len(kinds)] = ["lobby", int((live["lobby"] == "true").sum())]
    tables["kinds"] = _shares(kinds, base)
    tone = live.groupby(["question_id", "sentiment"]).size().rename("n").reset_index()
    tables["sentiment"] = _shares(tone, tone["question_id"].map(live["question_id"].value_counts()))
    tables["recommendations"] = live.head(40).assign(start=0, end=15, answers="who")[
        ["response_id", "start", "end", "answers", "text"]
    ]
    tables["languages"] = pd.DataFrame(
        {"language": ["en", "cy"], "n": [base - 1, 1], "share": [(base - 1) / base, 1 / base],
         "with_sentiment": [base - 1, 0], "with_kinds": [base - 1, 0]}
    )  # fmt: skip
    return tables


def _group_tables(answers: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """A closed question, and carers who differ from others in it."""
    closed = answers.rename(columns={"question_id": "question"}).assign(
        type="scale", kind="answer", note="", effective_base=80.0
    )
    nets = closed.head(3).assign(
        kind=["side", "side", "net"], answer=["Agree", "Disagree", "Agree, minus Disagree"],
        n=[12, 58, -46], share=[0.15, 0.725, -0.575], low=[0.1, 0.6, -0.7], high=[0.2, 0.8, -0.4],
    )  # fmt: skip
    found = pd.DataFrame(
        {
            "question": "q0", "rows": "answers", "row": "Disagree", "break": ["Type"],
            "level": "Carer", "n": 38, "base": 40, "share": 0.95, "share_others": 0.5, "q": 0.001,
            "effect": 0.45, "said": "Of those with “Carer”, 95 % (38 of 40) gave “Disagree”; of all "
            "others 50 % did.", "row_id": "Disagree",
        }
    )  # fmt: skip
    breaks = pd.DataFrame(
        {
            "break": ["Type", "Age"], "tests": [3, 3], "found": [1, 0],
            "said": ["Groups of “Type” differ, most clearly “Carer” (3 tests).",
                     "No difference was found between the groups of “Age” (3 tests)."],
        }
    )  # fmt: skip
    return {
        "closed": pd.concat([closed, nets], ignore_index=True), "differences": found, "breaks": breaks,
        "crosstabs": found.drop(columns=["share_others", "said"]).assign(
            low=0.83, high=0.99, p=0.0005, note="higher", effective_base=40.0
        ),
    }  # fmt: skip
