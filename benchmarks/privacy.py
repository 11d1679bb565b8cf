"""How much personal data is found, and how much is found that is none.

    python benchmarks/privacy.py FOLDER [FOLDER …] [--names patterns] [--presidio PIPELINE] [--show 20]

Each folder holds a ``data.csv`` with the columns ``text`` and ``spans`` (JSON: ``type``, ``start``,
``end``). A marked span counts as found where any mark covers at least half of it; a redaction counts
as right where it touches a marked span of its kind, or of any kind (``touch``). The tagger of names was
trained on the parts ``train`` and ``dev`` of ``wnut17_names``: measure it there with ``--split test``. One table
of people and of structured kinds ends the output.

With ``--speed N`` only time is measured: N short responses, each of two runs of words of the folders'
texts, no two alike, cleaned and redacted in one process, wall and processor seconds for each way.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from consultation_insight.cleaning._personal.cells import account_spans
from consultation_insight.cleaning._personal.identifiers import structured
from consultation_insight.cleaning._personal.names import finder
from consultation_insight.cleaning._personal.replacing import resolved
from consultation_insight.protocols import Span

csv.field_size_limit(sys.maxsize)

#: What each set calls a kind, and what we call it.
OURS = {
    "PERSON": "PERSON", "person": "PERSON", "ADDRESS": "ADDRESS", "STREET_ADDRESS": "ADDRESS",
    "PHONE": "PHONE", "PHONE_NUMBER": "PHONE", "EMAIL": "EMAIL", "EMAIL_ADDRESS": "EMAIL",
    "NINO": "NI NUMBER", "POSTCODE": "POSTCODE", "VEHICLE_REG": "VEHICLE", "HANDLE": "HANDLE", "IP": "IP",
    "IP_ADDRESS": "IP", "CARD": "CARD", "CREDIT_CARD": "CARD", "BANK": "BANK", "IBAN_CODE": "BANK",
    "DOB": "DATE OF BIRTH", "NHS_NUMBER": "NHS NUMBER", "US_SSN": "ID NUMBER",
    "US_DRIVER_LICENSE": "ID NUMBER",
}  # fmt: skip
PRESIDIO = {
    "PERSON": "PERSON", "PHONE_NUMBER": "PHONE", "EMAIL_ADDRESS": "EMAIL", "UK_NINO": "NI NUMBER",
    "UK_POSTCODE": "POSTCODE", "UK_VEHICLE_REGISTRATION": "VEHICLE", "IP_ADDRESS": "IP", "CREDIT_CARD": "CARD",
    "IBAN_CODE": "BANK", "UK_NHS": "NHS NUMBER", "US_SSN": "ID NUMBER", "US_DRIVER_LICENSE": "ID NUMBER",
}  # fmt: skip
UNSTRUCTURED = {"PERSON", "ADDRESS"}


def read(folder: Path, splits: Sequence[str] = ()) -> tuple[list[str], list[list[Span]]]:
    texts, marked = [], []
    with (folder / "data.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if splits and row.get("split", splits[0]) not in splits:
                continue
            texts.append(row["text"])
            marked.append(
                [
                    Span(span["start"], span["end"], OURS[span["type"]])
                    for span in json.loads(row["spans"])
                    if span["type"] in OURS
                ]
            )
    return texts, marked


def ours(texts: Sequence[str], names: str) -> tuple[list[list[Span]], str]:
    people = finder(names, social=False)
    found = [
        resolved([*structured(text), *account_spans(text, set()), *spans])
        for text, spans in zip(texts, people.detect(texts), strict=True)
    ]
    return found, people.method


def presidio(texts: Sequence[str], pipeline: str) -> list[list[Span]]:
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    provider = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": "en", "model_name": pipeline}],
        }
    )
    engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])
    return [
        [
            Span(hit.start, hit.end, PRESIDIO[hit.entity_type])
            for hit in engine.analyze(text, language="en")
            if hit.entity_type in PRESIDIO
        ]
        for text in texts
    ]


def overlap(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def measure(
    marked: Sequence[Sequence[Span]], found: Sequence[Sequence[Span]]
) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for wanted, got in zip(marked, found, strict=True):
        for span in wanted:
            counts[span.kind]["marked"] += 1
            half = (span.end - span.start) / 2
            counts[span.kind]["found"] += sum(max(0, overlap(span, other)) for other in got) >= half
            counts[span.kind]["named"] += any(
                other.kind == span.kind and overlap(span, other) >= half for other in got
            )
        for span in got:
            counts[span.kind]["redactions"] += 1
            counts[span.kind]["right"] += any(
                overlap(span, other) > 0 and other.kind == span.kind for other in wanted
            )
            counts[span.kind]["touch"] += any(overlap(span, other) > 0 for other in wanted)
    return counts


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def table(counts: dict[str, Counter[str]], marked: Sequence[Sequence[Span]]) -> Iterable[str]:
    yield f"{'kind':14} {'marked':>7} {'recall':>7} {'as kind':>7} {'redact.':>8} {'prec.':>6} {'touch':>6}"
    present = {span.kind for spans in marked for span in spans}
    total = Counter[str]()
    for kind in sorted(counts, key=lambda kind: (kind not in present, kind)):
        row = counts[kind]
        if kind not in UNSTRUCTURED:
            total.update(row)
        yield line(kind + ("" if kind in present else " *"), row)
    yield line("structured", total)


def summary(counts: dict[str, Counter[str]]) -> str:
    """Recall, precision, F1 and F2 of people, then recall and precision of structured kinds."""
    people, rest = counts["PERSON"], Counter[str]()
    for kind, row in counts.items():
        if kind not in UNSTRUCTURED:
            rest.update(row)
    recall = people["found"] / max(1, people["marked"])
    right = people["right"] / max(1, people["redactions"])
    f1, f2 = ((1 + b) * recall * right / max(1e-9, b * right + recall) for b in (1, 4))
    return (
        f"{recall:.3f}  {right:.3f}  {f1:.3f}  {f2:.3f}  "
        f"{share(rest['found'], rest['marked']):>6}  {share(rest['right'], rest['redactions']):>6}"
    )


def line(name: str, row: Counter[str]) -> str:
    return (
        f"{name:14} {row['marked']:7d} {share(row['found'], row['marked']):>7} "
        f"{share(row['named'], row['marked']):>7} {row['redactions']:8d} "
        f"{share(row['right'], row['redactions']):>6} {share(row['touch'], row['redactions']):>6}"
    )


def clean_rows(marked: Sequence[Sequence[Span]], found: Sequence[Sequence[Span]]) -> str:
    rows = [got for wanted, got in zip(marked, found, strict=True) if not wanted]
    hit = sum(any(span.kind not in UNSTRUCTURED for span in got) for got in rows)
    people = sum(any(span.kind == "PERSON" for span in got) for got in rows)
    return (
        f"rows without marked spans: {len(rows)}; with a structured redaction {share(hit, len(rows))}, "
        f"with a person {share(people, len(rows))}"
    )


def show(
    texts: Sequence[str],
    marked: Sequence[Sequence[Span]],
    found: Sequence[Sequence[Span]],
    most: int,
) -> None:
    seen = Counter[str]()
    for text, wanted, got in zip(texts, marked, found, strict=True):
        for span in wanted:
            if not any(overlap(span, other) * 2 >= span.end - span.start for other in got):
                seen[f"missed {span.kind}"] += 1
                if seen[f"missed {span.kind}"] <= most:
                    print(
                        f"missed {span.kind}: {text[max(0, span.start - 30) : span.start]}⟦{text[span.start : span.end]}⟧{text[span.end : span.end + 15]}".replace(
                            "\n", " "
                        )
                    )
        for span in got:
            if not any(overlap(span, other) > 0 for other in wanted):
                seen[f"wrong {span.kind}"] += 1
                if seen[f"wrong {span.kind}"] <= most:
                    print(
                        f"wrong {span.kind}: {text[max(0, span.start - 30) : span.start]}⟦{text[span.start : span.end]}⟧{text[span.end : span.end + 15]}".replace(
                            "\n", " "
                        )
                    )


def short_responses(texts: Sequence[str], count: int) -> list[str]:
    """So many different responses of about twenty words, seeded, made of runs of the texts' words."""
    draw = random.Random(20)
    words = [text.split() for text in texts]
    made: dict[str, None] = {}
    while len(made) < count:
        runs = []
        for one in draw.choices(words, k=2):
            start = draw.randrange(max(1, len(one) - 9))
            runs.append(" ".join(one[start : start + 10]))
        made[". ".join(runs)] = None
    return list(made)


def speed(texts: Sequence[str], count: int, ways: Sequence[str]) -> None:
    import pandas as pd

    import consultation_insight as ci

    responses = short_responses(texts, count)
    length = sum(map(len, responses)) / len(responses)
    print(f"{count:,} responses of {length:.0f} characters; wall and processor seconds")
    corpus = ci.Corpus.from_responses(pd.DataFrame({"text": responses}))
    wall, processor = time.perf_counter(), time.process_time()
    corpus = ci.clean(corpus)
    print(
        f"clean           {time.perf_counter() - wall:7.1f} {time.process_time() - processor:7.1f}"
    )
    for way in ways:
        wall, processor = time.perf_counter(), time.process_time()
        ci.redact(corpus, names=way)
        print(
            f"redact {way:8} {time.perf_counter() - wall:7.1f} {time.process_time() - processor:7.1f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--names", nargs="*", default=["patterns", "spacy"])
    parser.add_argument(
        "--presidio", metavar="PIPELINE", help="measure Presidio too, with this pipeline"
    )
    parser.add_argument("--split", nargs="*", default=[], help="parts of a set that has parts")
    parser.add_argument("--show", type=int, default=0, help="so many errors of each kind")
    parser.add_argument("--speed", type=int, metavar="N", help="only the time of N responses")
    arguments = parser.parse_args()
    if arguments.speed:
        texts = [text for folder in arguments.folders for text in read(folder)[0]]
        speed(texts, arguments.speed, arguments.names)
        return
    lines = [f"\n{'set':16} {'way':9} recall  prec.  F1     F2     struct. recall, prec."]
    for folder in arguments.folders:
        texts, marked = read(folder, arguments.split)
        ways: list[tuple[str, object]] = [(names, names) for names in arguments.names]
        if arguments.presidio:
            ways.append(("presidio", None))
        for way, names in ways:
            began = time.perf_counter()
            if names is None:
                found, method = (
                    presidio(texts, arguments.presidio),
                    f"Presidio with {arguments.presidio}",
                )
            else:
                found, method = ours(texts, way)
            took = time.perf_counter() - began
            print(
                f"\n== {folder.name}, {len(texts)} texts; names: {method}; {len(texts) / took:,.0f} texts/s"
            )
            counts = measure(marked, found)
            lines.append(f"{folder.name:16} {way:9} {summary(counts)}")
            print(*table(counts, marked), sep="\n")
            print(clean_rows(marked, found))
            if arguments.show:
                show(texts, marked, found, arguments.show)
    print(*lines, sep="\n")


if __name__ == "__main__":
    main()
