"""How well the harvest of an open space reads the notes of tables and of one host.

Run::

    python benchmarks/harvest.py [EMBEDDER]

Reads ``corpora/open_space``. Sticky notes and the host's session notes are grouped together, without
their headings. A theme of the machine stands for the theme of the gold that most of its sticky notes
have; by that the lines of the session notes are scored, which had no say in it. Prints, too, the
actions and the number of tables at which each theme was raised, beside those of the gold.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

import consultation_insight as ci

EMBEDDER = sys.argv[1] if len(sys.argv) > 1 else "static"
HERE = Path(__file__).parents[1] / "corpora" / "open_space"


def f1(right: int, found: int, gold: int) -> str:
    """Precision, recall and F1 of counts."""
    precision, recall = right / max(found, 1), right / max(gold, 1)
    both = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"precision {precision:.3f}, recall {recall:.3f}, F1 {both:.3f}"


def grouped(notes: ci.Corpus, session: ci.Corpus, seed: int) -> dict[str, set[str]]:
    """The themes of each response, all found together."""
    both = pd.concat([notes.live, session.live])[["response_id", "respondent_id", "text"]]
    themes = ci.find_themes(ci.Corpus.from_responses(both), seed=seed, embedder=EMBEDDER)
    return themes.coding.groupby("response_id")["theme_id"].agg(set).to_dict()


def scored(carried: dict[str, set[str]], notes: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """For each line with a theme in the gold or found, both; ``notes`` and ``lines`` have ``gold``."""
    seen = [
        (theme, gold)
        for id_, own in zip(notes["response_id"], notes["gold"], strict=True)
        for theme in carried.get(id_, ())
        for gold in own
    ]
    votes = pd.DataFrame(seen, columns=["theme", "gold"]).value_counts().reset_index()
    named = votes.drop_duplicates("theme").set_index("theme")["gold"].to_dict()
    found = [{named[t] for t in carried.get(id_, ()) if t in named} for id_ in lines["response_id"]]
    return lines.assign(found=found)


def session_notes(notes: ci.Corpus, gold: pd.DataFrame) -> None:
    """Which lines of the session notes land in which theme."""
    session = ci.prepare(HERE / "session_notes.md")
    truth = pd.read_csv(HERE / "session_notes_gold.csv", keep_default_na=False)
    own = truth.set_index("line")["theme_ids"].str.split(";").map(lambda ids: {*ids} - {""})
    lines = session.live[["response_id", "source_row", "text"]].copy()
    lines["gold"] = [own.get(int(line), set()) for line in lines["source_row"]]
    missing = [line for line, ids in own.items() if ids and line not in set(lines["source_row"])]
    sticky = gold.assign(gold=[{a, *b.split(";")} - {""} for a, b in zip(gold["theme"], gold["also"], strict=True)])  # fmt: skip
    said = int((lines["gold"].map(len) > 0).sum())
    print(f"Session notes: {len(lines)} lines read, {said} of them with a theme; {len(missing)} of the gold not read")  # fmt: skip
    for seed in (20, 1, 2):
        table = scored(grouped(notes, session, seed), sticky, lines)
        hit = [found & gold for found, gold in zip(table["found"], table["gold"], strict=True)]
        figures = (sum(map(len, part)) for part in (hit, table["found"], table["gold"]))
        print(f"  seed {seed}: {sum(map(bool, hit))} of {said} lines in a theme of theirs; {f1(*figures)}")  # fmt: skip
        if seed == 20:
            kept = table
    print("\nLine by line (seed 20; gold | found)")
    for row in kept.itertuples():
        mark = "·" if not row.gold and not row.found else "+" if row.gold & row.found else "-"
        names = f"{', '.join(sorted(row.gold)) or '–'} | {', '.join(sorted(row.found)) or '–'}"
        print(f"  {mark} {row.source_row:>3} {row.text[:48]:48} {names}")


def main() -> None:
    """Print all figures."""
    settings = ci.Settings.from_dict({"preset": "openspace"})
    notes = ci.prepare(HERE / "notes.csv", settings=settings)
    gold = pd.read_csv(HERE / "gold.csv", keep_default_na=False).set_index("note_id")
    live = notes.live.set_index("source_id")
    gold = gold.reindex(live.index).assign(response_id=live["response_id"])
    session_notes(notes, gold)
    analysis = ci.analyse(notes, settings=settings)
    table = analysis.tables["harvest"].set_index("response_id").loc[gold["response_id"]]
    found, true = (table["action"] != "").to_numpy(), (gold["is_action"].astype(str).str.lower() == "true").to_numpy()  # fmt: skip
    print(f"\nActions: {f1(int((found & true).sum()), int(found.sum()), int(true.sum()))}")
    print(
        "\nTables that raised a theme (found; in brackets those of the gold theme most of it is of)"
    )
    place = dict(zip(gold["response_id"], table["place"], strict=True))
    theme_of = dict(zip(gold["response_id"], gold["theme"], strict=True))
    asked = dict(zip(notes.live["response_id"], notes.live["question_id"], strict=True))
    for row in analysis.tables["agreement"].itertuples():
        ids = set(analysis.tables["coding"].query("theme_id == @row.theme_id")["response_id"])
        known = pd.Series([theme_of[id_] for id_ in ids if theme_of.get(id_)])
        most = known.mode().iloc[0]
        question = next(asked[id_] for id_ in ids)
        same = {place[id_] for id_ in place if theme_of[id_] == most and asked[id_] == question}
        pure = f"{(known == most).mean():.0%} of its notes are of “{most}”"
        print(f"  {row.label[:40]:40} {row.places} ({len(same)}); {pure}")


if __name__ == "__main__":
    main()
