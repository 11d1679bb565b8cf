"""Copies and campaigns: quality on labelled and on campaign-free sets, and time against size.

Run, with a folder of public sets (each a folder with its data.csv)::

    python benchmarks/duplicates.py DATA

Quality: pairwise F1 and adjusted Rand index on ``neardup_synth_A`` with and without the rows that
keep half of a letter, by kind of edit; strangers merged among short answers
(``napire2018_openends``, ``anes2008_openends``); ``canada_nsc_emails``, ``japan_pubcom_dups``; and
the campaigns of ``corpora/``. ``--peers`` adds datasketch's MinHash-LSH (128 permutations, character
5-grams, thresholds 0.5, 0.7 and 0.8) and semhash (wordllama's vectors, its default threshold), where
they are installed; ``--scale 1000,10000,100000`` adds the seconds and the peak memory for so many
generated short responses with 5 % copies (each size in its own process).
Seconds are of the processor, so that other work on the machine counts less.
"""

from __future__ import annotations

import argparse
import html
import itertools
import json
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from consultation_insight import Corpus, deduplicate, find_campaigns, read_campaigns
from consultation_insight.text import comparable

CORPORA = Path(__file__).parents[1] / "corpora"
Groups = Callable[[Sequence[str]], list[int]]


def ours(texts: Sequence[str]) -> list[int]:
    responses = deduplicate(Corpus.from_responses(pd.DataFrame({"text": texts}))).responses
    ids = {name: at for at, name in enumerate(responses["response_id"])}
    return [ids[name] if name else at for at, name in enumerate(responses["duplicate_of"])]


def minhash(threshold: float) -> Groups:
    def groups(texts: Sequence[str]) -> list[int]:
        from datasketch import MinHash, MinHashLSH

        lsh = MinHashLSH(threshold=threshold, num_perm=128)
        prints = []
        for at, text in enumerate(texts):
            folded = " ".join(text.lower().split())
            grams = {folded[i : i + 5] for i in range(max(1, len(folded) - 4))}
            mark = MinHash(num_perm=128)
            mark.update_batch([gram.encode() for gram in grams])
            prints.append(mark)
            lsh.insert(str(at), mark)
        pairs = [(at, int(key)) for at, mark in enumerate(prints) for key in lsh.query(mark)]
        return components(len(texts), pairs)

    return groups


def semantic(texts: Sequence[str]) -> list[int]:
    import numpy as np
    import wordllama
    from semhash import SemHash

    folder = Path(wordllama.__file__).parent
    model = wordllama.WordLlama.load(cache_dir=folder, disable_download=True)

    class Encoder:
        def encode(self, inputs, **kwargs):
            return np.asarray(model.embed(list(inputs), norm=True))

    hashed = SemHash.from_records(records=list(texts), model=Encoder())
    result = hashed.self_deduplicate()
    place: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        place[text].append(at)
    pairs = [(rows[0], other) for rows in place.values() for other in rows]
    for record in result.filtered:
        for duplicate, _ in record.duplicates:
            pairs.append((place[record.record][0], place[duplicate][0]))
    return components(len(texts), pairs)


def components(number: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    one, other = (np.array(side, dtype=int) for side in zip(*pairs, strict=True))
    graph = coo_matrix((np.ones(len(one)), (one, other)), shape=(number, number))
    return connected_components(graph, directed=False)[1].tolist()


def pairwise(truth: Sequence[object], found: Sequence[object]) -> dict[str, float]:
    from sklearn.metrics import adjusted_rand_score

    def pairs(labels: Sequence[object]) -> float:
        return sum(n * (n - 1) / 2 for n in Counter(labels).values())

    both = pairs(list(zip(truth, found, strict=True)))
    precision, recall = both / max(1.0, pairs(found)), both / max(1.0, pairs(truth))
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(1e-9, precision + recall),
        "ari": adjusted_rand_score([str(t) for t in truth], [str(f) for f in found]),
    }


def synthetic(data: Path, methods: dict[str, Groups]) -> None:
    frame = pd.read_csv(data / "neardup_synth_A" / "data.csv")
    print(f"\nneardup_synth_A, {len(frame):,} rows (the rows 'half' left out of F1 and ARI)")
    full = (frame["edit"] != "half").to_numpy()
    for name, method in methods.items():
        start = time.process_time()
        found = pd.Series(method(frame["text"].tolist()))
        seconds = time.process_time() - start
        scores = pairwise(frame["cluster"][full].tolist(), found[full].tolist())
        sizes = found.map(found.value_counts())
        single = frame["edit"] == "single"
        merged = int((sizes[single] > 1).sum())
        shown = ", ".join(f"{key} {value:.4f}" for key, value in scores.items())
        print(
            f"  {name}: {shown}; singles in a group {merged} of {single.sum()} "
            f"({merged / single.sum():.2%}); {len(frame) / seconds:,.0f} texts/s"
        )
        if name == "ours":
            _singles(frame, found)
            _by_edit(frame, found)
    corpus = find_campaigns(Corpus.from_responses(frame[["text"]]), min_size=2)
    _halves(frame, corpus.responses["campaign_id"])


def _singles(frame: pd.DataFrame, found: pd.Series) -> None:
    """Show the single rows that were grouped; copies to any reader are counted apart."""
    single = frame["edit"] == "single"
    groups = frame.assign(found=found)[found.map(found.value_counts()).gt(1) & single]
    alike = 0
    for label in groups["found"].drop_duplicates():
        texts = frame.loc[found == label, "text"]
        same = len(set(map(comparable, texts))) == 1
        alike += len(texts) * same
        said = "the same words" if same else "NOT the same words"
        print(f"    single rows grouped, {said}: {' | '.join(texts)}")
    rest, of = len(groups) - alike, int(single.sum()) - alike
    print(f"    without those of the same words: {rest} of {of} ({rest / of:.2%})")


def _by_edit(frame: pd.DataFrame, found: pd.Series) -> None:
    letters = frame[frame["edit"] != "single"].assign(found=found)
    usual = (
        letters[letters["edit"] != "half"]
        .groupby("cluster")["found"]
        .agg(lambda labels: labels.mode().iloc[0])
    )
    inside = (letters["found"] == letters["cluster"].map(usual)).groupby(letters["edit"]).mean()
    print("    with their letter:", ", ".join(f"{e} {s:.0%}" for e, s in inside.items()))


def _halves(frame: pd.DataFrame, campaign: pd.Series) -> None:
    letters = frame[frame["edit"] != "single"].assign(campaign=campaign)
    usual = (
        letters[letters["edit"] != "half"]
        .groupby("cluster")["campaign"]
        .agg(lambda labels: labels.mode().iloc[0])
    )
    half = letters[letters["edit"] == "half"]
    joined = (half["campaign"] != "") & (half["campaign"] == half["cluster"].map(usual))
    strangers = int((campaign[frame["edit"] == "single"] != "").sum())
    print(
        f"  find_campaigns(min_size=2): {joined.sum()} of {len(half)} 'half' rows join their "
        f"letter; {strangers} single rows in a campaign"
    )


def short_answers(data: Path, methods: dict[str, Groups]) -> None:
    for name, columns in {
        "napire2018_openends": ("question", "respondent"),
        "anes2008_openends": ("question", "caseID"),
    }.items():
        frame = pd.read_csv(data / name / "data.csv").dropna(subset=["text"])
        frame = frame.drop_duplicates([*columns, "text"])
        corpus = Corpus.from_responses(
            pd.DataFrame(
                {
                    "text": frame["text"].to_numpy(),
                    "question_id": frame[columns[0]].astype(str).to_numpy(),
                    "respondent_id": frame[columns[1]].astype(str).to_numpy(),
                }
            )
        )
        done = deduplicate(corpus)
        kinds = done.steps[-1].rows["change"].value_counts().to_dict()
        campaigns = read_campaigns(find_campaigns(corpus))
        print(f"\n{name}, {len(corpus):,} independent answers")
        print(
            f"  ours: {kinds.get('near', 0)} strangers merged as near copies (and "
            f"{kinds.get('exact', 0):,} said exactly the same); {len(campaigns)} campaigns"
        )
        for label, method in methods.items():
            if label == "ours":
                continue
            near = 0
            for _, rows in corpus.live.groupby("question_id"):
                distinct = sorted({" ".join(t.lower().split()) for t in rows["text"]})
                found = method(distinct)
                near += len(found) - len(set(found))
            print(f"  {label}: {near:,} distinct answers merged with another one")


def real(data: Path) -> None:
    letters = pd.read_csv(data / "canada_nsc_emails" / "data.csv")
    campaigns = read_campaigns(find_campaigns(Corpus.from_responses(letters[["text"]])))
    print(
        f"\ncanada_nsc_emails, {len(letters)} e-mails: {campaigns.table['n'].tolist()} in campaigns"
    )
    japan = pd.read_csv(data / "japan_pubcom_dups" / "data.csv")
    once = japan.drop_duplicates(["id", "text"])
    found = dict(zip(once["text"], ours(once["text"].tolist()), strict=True))
    # One id that stands for 47 different texts is a slip of the labels: pairs of one id are left out.
    wanted = {
        frozenset((a, b))
        for _, rows in japan.groupby("group")
        for a, one in zip(rows["text"], rows["id"], strict=True)
        for b, other in zip(rows["text"], rows["id"], strict=True)
        if a != b and one != other
    }
    same = sum(len({found[text] for text in pair}) == 1 for pair in wanted)
    print(f"japan_pubcom_dups: {same} of {len(wanted)} labelled pairs of different texts together")


def corpora() -> None:
    gold = pd.read_json(
        CORPORA / "renewal_replies" / "gold.jsonl", lines=True, dtype={"tweet_id": str}
    )
    raw = pd.read_csv(CORPORA / "renewal_replies" / "raw.csv", dtype=str)
    both = raw.drop_duplicates("tweet_id").merge(gold, on="tweet_id")
    both = both[~both["kind"].isin(["asker", "blank"]) & both["posted_again_of"].isna()]
    renewal = pd.DataFrame(
        {
            "text": both["text"].fillna("").map(html.unescape),
            "respondent_id": both["username"],
            "created_at": both["created_at"],
        }
    )
    _campaigns("renewal_replies", renewal, both["campaign"], both["variant"])
    lines = (CORPORA / "care_consultation" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    care = pd.DataFrame([json.loads(line) for line in lines])
    sheet = pd.read_excel(
        CORPORA / "care_consultation" / "responses.xlsx", sheet_name=0, engine="openpyxl"
    )
    named = {"1b": "q1_why", "2.": "q2_safeguards", "3.": "q3_other"}
    columns = {c: named[str(c)[:2]] for c in sheet if str(c)[:2] in named}
    long = sheet.rename(columns=columns | {"Response ID": "respondent_id"}).melt(
        "respondent_id", list(columns.values()), "question", "text"
    )
    care = care.merge(long.dropna(), on=["respondent_id", "question"])
    frame = care[["text", "respondent_id"]].assign(question_id=care["question"])
    _campaigns("care_consultation", frame, care["campaign"], care["variant"])


def _campaigns(name: str, frame: pd.DataFrame, gold: pd.Series, variant: pd.Series) -> None:
    start = time.process_time()
    corpus = deduplicate(Corpus.from_responses(frame))
    corpus = find_campaigns(corpus)
    campaigns = read_campaigns(corpus)
    seconds = time.process_time() - start
    table = corpus.responses[["response_id", "text", "campaign_id"]].assign(
        gold=gold.fillna("").to_numpy(), variant=variant.fillna("").to_numpy()
    )
    print(f"\n{name}, {len(table):,} responses, {seconds:.2f} s for all three steps")
    for label, rows in table[table["gold"] != ""].groupby("gold"):
        of = rows["campaign_id"].mode().iloc[0]
        copies = rows[rows["variant"] != "paraphrase"]
        print(
            f"  {label}: {len(rows)} by hand, {of or 'none'} has "
            f"{(table['campaign_id'] == of).sum() if of else 0}; variants inside "
            f"{(copies['campaign_id'] == of).mean():.1%}"
        )
    extra = set(table["campaign_id"]) - {""} - set(table.loc[table["gold"] != "", "campaign_id"])
    outside = ((table["gold"] == "") & (table["campaign_id"] != "")).sum()
    print(f"  campaigns invented: {len(extra)}; responses wrongly inside: {outside}")
    _additions(table, campaigns.additions)


def _additions(table: pd.DataFrame, additions: pd.DataFrame) -> None:
    """Compare with what an extended copy has beside the word-for-word text of its campaign."""
    found = additions.groupby("response_id")["text"].agg(" ".join)
    exact = most = all_of = 0
    for _, rows in table[table["gold"] != ""].groupby("gold"):
        template = rows.loc[rows["variant"] == "verbatim", "text"].mode().iloc[0]
        extended = rows[rows["variant"] == "extended"]
        for name, text in zip(extended["response_id"], extended["text"], strict=True):
            wanted = set(comparable(text.replace(template, " ")).split())
            got = set(comparable(found.get(name, "")).split())
            all_of += 1
            exact += text.replace(template, " ").strip() == found.get(name, "")
            most += len(wanted & got) >= 0.9 * len(wanted)
    print(
        f"  of {all_of} added passages, {most} recovered by nine words in ten, {exact} to the letter"
    )


def generated(number: int, seed: int = 7) -> tuple[list[str], list[int]]:
    """Short responses of about twelve words, 5 % of them copies (most of these edited)."""
    rng = random.Random(seed)
    raw = pd.read_csv(CORPORA / "renewal_replies" / "raw.csv", dtype=str)["text"].dropna()
    after: dict[str, list[str]] = defaultdict(list)
    words: list[str] = []
    for text in raw:
        tokens = text.split()
        words += tokens
        for one, other in itertools.pairwise(tokens):
            after[one].append(other)

    def one() -> str:
        out = [rng.choice(words)]
        while len(out) < rng.randint(3, 22):
            follow = after[out[-1]]
            out.append(rng.choice(follow if len(follow) > 4 and rng.random() < 0.8 else words))
        return " ".join(out)

    texts: list[str] = []
    seen: set[str] = set()
    while len(texts) < int(number * 0.95):
        text = one()
        if (form := comparable(text)) not in seen:
            seen.add(form)
            texts.append(text)
    truth = list(range(len(texts)))
    long = [at for at, text in enumerate(texts) if len(text.split()) >= 12]
    while len(texts) < number:
        at = rng.choice(long)
        for _ in range(min(number - len(texts), rng.choice([1, 1, 1, 2, 5, 30]))):
            tokens, kind = texts[at].split(), rng.random()
            if kind < 0.3:
                tokens[rng.randrange(len(tokens))] = rng.choice(words)
            elif kind < 0.5:
                tokens = ["Dear", "all,", *tokens]
            elif kind < 0.7:
                tokens += ["Thank", "you!"]
            texts.append(" ".join(tokens))
            truth.append(at)
    order = list(range(number))
    rng.shuffle(order)
    return [texts[at] for at in order], [truth[at] for at in order]


def scale(number: int, method: str) -> None:
    """One size in this process; printed as one line."""
    texts, truth = generated(number)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    groups = ours if method == "ours" else minhash(0.5 if method == "minhash 0.5" else 0.7)
    start, wall = time.process_time(), time.perf_counter()
    found = groups(texts)
    seconds, wall = time.process_time() - start, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    f1 = pairwise(truth, found)["f1"]
    line = (
        f"  {number:>9,} {method}: {seconds:.1f} s of processor, {wall:.1f} s by the clock, "
        f"peak {peak / 1e6:.2f} GB ({before / 1e6:.2f} before), F1 {f1:.4f}"
    )
    if method == "ours":
        start = time.process_time()
        corpus = find_campaigns(Corpus.from_responses(pd.DataFrame({"text": texts})))
        middle = time.process_time()
        campaigns = read_campaigns(corpus)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        line += (
            f"; find_campaigns {middle - start:.1f} s, read_campaigns "
            f"{time.process_time() - middle:.1f} s ({len(campaigns)} campaigns, {peak / 1e6:.2f} GB)"
        )
    print(line)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--scale", default="")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        scale(int(options.one[0]), options.one[1])
        return
    methods: dict[str, Groups] = {"ours": ours}
    if options.peers:
        methods |= {f"MinHash-LSH {t}": minhash(t) for t in (0.5, 0.7, 0.8)}
        methods["semhash"] = semantic
    if options.data:
        synthetic(options.data, methods)
        short_answers(options.data, methods)
        real(options.data)
        corpora()
    if options.scale:
        print("\nTime against size, generated short responses with 5 % copies", flush=True)
        for number in options.scale.split(","):
            sides = ["ours", *(["minhash 0.5"] if options.peers and int(number) <= 100_000 else [])]
            for side in sides:
                subprocess.run([sys.executable, __file__, "--one", number, side], check=True)


if __name__ == "__main__":
    main()
