"""The ledger balances: every cell of the input ends somewhere, and is counted where."""

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import consultation_insight as ci

WORDS = st.sampled_from(
    ["the bus is late again", "mend the shelter on the hill", "fares went up", "nobody was asked about it",
     "please run the train on Sundays too", "it was better before"]
)  # fmt: skip
TEXT = st.builds(lambda a, b, n: f"{a} and {b}, number {n}", WORDS, WORDS, st.integers(0, 10**6))


def column(values):
    return st.sampled_from(["", "  ", *values])


#: What a column may be called, and what stands in it.
KINDS = {
    "Why do you say that?": st.one_of(TEXT, st.just("")),
    "Anything else?": st.one_of(TEXT, st.just("")),
    "Age": column(["18-24", "25-64", "65+"]),
    "Do you agree?": column(["Agree", "Disagree", "Strongly agree"]),
    "Which matter to you?": column(["Cost;Safety", "Cost", "Safety;Access", "Access"]),
    "May we publish your response?": column(["Yes", "No", "Perhaps"]),
    "What is your email address?": st.builds(lambda n: f"a{n}@mail.example", st.integers(0, 99)),
    "Date": st.dates(pd.Timestamp("2020-01-01").date(), pd.Timestamp("2024-01-01").date()).map(str),
    "Likes": st.integers(0, 50).map(str),
    "Score": column(["1", "2.5", "x"]),
    "": column(["loose"]),
    "Row": st.integers(0, 10**9).map(str),
}
NAMES = st.lists(st.sampled_from(sorted(KINDS)), unique=True, max_size=8).map(lambda names: ["Comment", *names])  # fmt: skip


@st.composite
def tables(draw):
    names = draw(NAMES)
    rows = draw(st.integers(3, 12))
    cells = {name: draw(st.lists(KINDS.get(name, TEXT), min_size=rows, max_size=rows)) for name in names}  # fmt: skip
    return names, [list(row) for row in zip(*cells.values(), strict=True)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(tables())
def test_every_cell_is_counted_once_and_stands_where_the_ledger_says(table):
    names, rows = table
    frame = pd.DataFrame(rows, columns=names, dtype="str")
    corpus = ci.read(frame, text=["Comment"])
    ledger = corpus.ledger[corpus.ledger["used_as"] != "note"]
    filled = {at: int((frame.iloc[:, at].str.strip() != "").sum()) for at in range(len(names))}
    assert ledger["cells"].tolist() == list(filled.values())
    assert (ledger["used_as"] != "").all()
    assert (ledger["why"] != "").all()
    assert len(corpus) == len(frame)
    assert corpus.responses["source_row"].tolist() == list(range(2, len(frame) + 2))
    for line in ledger.itertuples(index=False):
        at = ledger["column"].tolist().index(line.column)
        values = frame.iloc[:, at].str.strip()
        values = values[values != ""].tolist()
        if line.used_as == "open" and line.column == "Comment":
            assert corpus.responses["text"].str.strip()[lambda s: s != ""].tolist() == values
        elif line.used_as in ("single", "scale", "number"):
            wording = corpus.questions.set_index("wording")["question_id"]
            own = corpus.answers[corpus.answers["question_id"] == wording[line.column]]
            assert sorted(own["answer"]) == sorted(values)
        elif line.used_as == "multiple":
            wording = corpus.questions.set_index("wording")["question_id"]
            own = corpus.answers[corpus.answers["question_id"] == wording[line.column]]
            assert sorted(own["answer"]) == sorted(";".join(values).split(";"))
        elif line.used_as == "attribute":
            known = set(corpus.respondents[line.column]) - {""}
            assert known == set(values)
        elif line.used_as == "likes":
            assert corpus.responses["likes"].dropna().astype(str).tolist() == values
        elif line.used_as == "created_at":
            assert corpus.responses["created_at"].notna().sum() == len(values)


def test_every_line_of_notes_is_counted(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text(
        "# Keep\n\n- the bus\n- the hall\n\n---\n\n## Leave\n\nthe forms\n1. the queue\n"
    )
    corpus = ci.read(path)
    ledger = corpus.ledger
    notes = int(ledger.loc[ledger["used_as"] == "open", "cells"].iloc[0])
    dividers = int(ledger.loc[ledger["used_as"] == "not used", "cells"].sum())
    headings = int(ledger.loc[ledger["why"].str.contains("heading"), "why"].str.extract(r"(\d+)")[0].iloc[0])  # fmt: skip
    lines = [line for line in path.read_text().splitlines() if line.strip()]
    assert notes + dividers + headings == len(lines)
