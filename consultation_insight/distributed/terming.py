"""`count_terms` over partitions: exact counts, added up in a tree.

Words have the same 64-bit fingerprint everywhere; a run of words has one of these together. Who
stands together how often is added up where fingerprints meet, so that phrases are found by the
counts of the whole corpus. Then each partition counts words and phrases, and tables are added eight
at a time. A person who stands in several partitions is told apart from those in one, and counts once.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight._tables import empty
from consultation_insight.analysis._words.groups import Groups, group_texts
from consultation_insight.analysis._words.phrases import (
    Phrase,
    are_bound,
    given_phrases,
    without_parts,
)
from consultation_insight.analysis._words.tokens import (
    WORD,
    Tokens,
    main_language,
    number_tokens,
)
from consultation_insight.analysis.frequency import (
    _by_group,
    _counted,
    _Kept,
    _kept,
    _stopped_tokens,
    _Uses,
    _uses,
    frequencies_of,
)
from consultation_insight.config import TermSettings
from consultation_insight.counting import OWN_WORDS, Counting
from consultation_insight.distributed.adding import once_each, tree
from consultation_insight.distributed.copies import _Numbers, bucket_of, gather, scatter
from consultation_insight.distributed.divided import Divided, part_corpus
from consultation_insight.distributed.engine import load, read_frame, save, write_frame
from consultation_insight.statistics import wilson_interval
from consultation_insight.word_results import Frequencies

__all__ = ["terms_in_parts"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Told = tuple[str, str, Any]

#: A place is the partition, above so many bits, and the token in it.
_BITS = 40
_NOWHERE = np.iinfo(np.int64).max
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class _Asked:
    """What all tasks need to know."""

    settings: dict[str, Any]
    parts: int
    main: str
    rule: str
    #: The copies that stand for campaigns, and the people who stand in several partitions.
    standing: frozenset[str]
    several: frozenset[str]
    #: By length: fingerprints of the phrases.
    phrases: dict[int, Ints]
    given: list[list[str]]

    @property
    def least(self) -> int:
        return max(int(self.settings["min_mentions"]), 1)


def terms_in_parts(divided: Divided, settings: TermSettings) -> Frequencies:
    """Do what `consultation_insight.count_terms` does."""
    chosen = settings.keywords()
    corpus = divided.corpus
    counting = Counting.of(corpus)
    live = counting.live
    _write_own_words(divided, counting)
    asked = _Asked(
        chosen, len(divided.parts), main_language(live["language"]), counting.rule,
        frozenset(live["response_id"][counting.standing]), _in_several(divided, live), {}, [],
    )  # fmt: skip
    divided.each("words", _cut, asked)
    total = sum(divided.engine.each("count words", _summed, divided.parts, asked))
    asked = _with_phrases(divided, asked, total)
    groups = None if chosen["by"] is None else group_texts(corpus, chosen["by"])
    sliced = _sliced(groups, divided, live) if groups else None
    again = divided.each("terms", _terms, (asked, sliced))
    merged = bool(chosen["merge_phrases"])
    table = tree(divided, "terms table", ["term", "type"])
    table = once_each(table, [one for one, _ in again], ["term", "type"], counting.view)
    least = np.where(table["type"] == "phrase", asked.least if merged else 1, asked.least)
    table = table[table["mentions_each"] >= least].reset_index(drop=True)
    by = empty(*Frequencies.GROUPS)
    if groups is not None:
        counts = tree(divided, "terms by group", ["group", "term", "type"])
        counts = once_each(
            counts, [one for _, one in again], ["group", "term", "type"], counting.view
        )
        counts = counts[counts["term"].isin(table["term"])]
        by = _with_bases(counts, groups, counting.counted())
    return frequencies_of(table, by, counting, chosen)


def _write_own_words(divided: Divided, counting: Counting) -> None:
    """What supporters of campaigns added, beside the texts that hold it."""
    corpus = divided.corpus
    step = next((s for s in reversed(corpus.steps) if s.name == "find_campaigns"), None)
    columns = ["response_id", "start", "end"]
    rows = pd.DataFrame(columns=columns)
    if step is not None and counting.own:
        rows = step.rows[step.rows["change"] == OWN_WORDS][columns]
    places = pd.Index(corpus.responses["response_id"]).get_indexer(pd.Index(rows["response_id"]))
    part = np.searchsorted(np.array(divided.ends), places, side="right")
    for number in divided.parts:
        write_frame(divided.engine.folder, "own words", number, rows[part == number])


def _in_several(divided: Divided, live: pd.DataFrame) -> frozenset[str]:
    """The people who stand in more than one partition."""
    places = divided.corpus.responses.index.get_indexer(live.index)
    part = np.searchsorted(np.array(divided.ends), places, side="right")
    pairs = pd.DataFrame({"who": live["respondent_id"].to_numpy(), "part": part}).drop_duplicates()
    return frozenset(pairs["who"][pairs["who"].duplicated()])


def part_counting(folder: Path, part: int, live: pd.DataFrame, asked: _Asked) -> Counting:
    """How copies count in a partition: by what stands for each campaign in the whole corpus."""
    own: dict[str, list[tuple[int, int]]] = {}
    rows = read_frame(folder, "own words", part)
    for name, start, end in zip(rows["response_id"], rows["start"], rows["end"], strict=True):
        own.setdefault(name, []).append((int(start), int(end)))
    counting = Counting(live, asked.rule, own)
    counting.__dict__["standing"] = live["response_id"].isin(asked.standing).to_numpy(dtype=bool)
    return counting


def _cut(folder: Path, part: int, told: Told) -> None:
    """Cut the texts in numbered words, once; say how often each is used."""
    asked: _Asked = told[2]
    live = part_corpus(folder, part, *told[:2]).live
    tokens = number_tokens(live["text"])
    stopped = _stopped_tokens(
        tokens, live["language"], asked.settings["stop_words"], asked.settings["stop_list"],
        asked.main,
    )  # fmt: skip
    numbers = _Numbers()
    prints = np.fromiter((numbers[term] for term in tokens.terms), np.int64, len(tokens.terms))
    save(folder / f"tokens-{part:05d}", (tokens, stopped, prints))
    word = tokens.kinds[tokens.ids] == WORD
    counts = np.bincount(tokens.ids[word], minlength=len(tokens.terms))
    used = np.flatnonzero(counts)
    values = np.stack([prints[used], counts[used]])
    scatter(folder, "words used", part, bucket_of(values[0], asked.parts), values, asked.parts)


def _summed(folder: Path, bucket: int, asked: _Asked) -> int:
    prints, counts = gather(folder, "words used", bucket, asked.parts)
    known, back = np.unique(prints, return_inverse=True)
    sums = np.bincount(back, weights=counts, minlength=len(known)).astype(np.int64)
    np.save(folder / f"words-counted-{bucket:05d}.npy", np.stack([known, sums]))
    return int(counts.sum())


def _with_phrases(divided: Divided, asked: _Asked, total: int) -> _Asked:
    """Find the phrases by the counts of all partitions."""
    longest = int(asked.settings["longest_phrase"])
    engine = divided.engine
    found: dict[int, Ints] = {}
    for length in range(2, longest + 1):
        divided.each(f"runs of {length}", _runs, (asked, length))
        told = asked, length, total
        some = engine.each(f"phrases of {length}", _bound, divided.parts, told)
        found[length] = np.concatenate(some, axis=1)
    spelled: dict[tuple[int, int], tuple[str, ...]] = {}
    for part in divided.each("spell phrases", _spell, found):
        spelled |= part
    sizes = {(n, int(code)): int(size) for n, rows in found.items() for code, size, _ in rows.T}
    phrases = [
        # Only how many places there are is asked for.
        [Phrase(" ".join(words), range(sizes[n, code]), words)  # type: ignore[arg-type]
         for (n, code), words in spelled.items() if n == length]
        for length in found
    ]  # fmt: skip
    codes = {words: (n, code) for (n, code), words in spelled.items()}
    kept: dict[int, list[int]] = {}
    for phrase in without_parts(phrases):
        length, code = codes[phrase.words]  # type: ignore[index]
        kept.setdefault(length, []).append(code)
    there = {words for words, (n, code) in codes.items() if code in set(kept.get(n, ()))}
    given = [_words_of(term) for term in asked.settings["phrases"]]
    return _Asked(
        **asked.__dict__
        | {
            "phrases": {n: np.sort(np.array(some, np.int64)) for n, some in kept.items()},
            "given": [words for words in given if tuple(words) not in there],
        }
    )


def _words_of(term: str) -> list[str]:
    cut = number_tokens([term])
    return [cut.terms[number] for number in cut.ids[:-1]]


def _mixed(codes: Ints, prints: Ints) -> Ints:
    """The fingerprint of runs that are longer by a word."""
    return (codes.view(np.uint64) * _MIX + prints.view(np.uint64)).view(np.int64)


def _content(tokens: Tokens, stopped: Bools) -> tuple[Bools, Bools]:
    word = tokens.kinds[tokens.ids] == WORD
    return word, word & ~stopped


def _runs(folder: Path, part: int, told: Told) -> None:
    """Count the runs of so many words whose beginnings are frequent."""
    asked, length = told[2]
    tokens, stopped, prints = load(folder / f"tokens-{part:05d}")
    word, content = _content(tokens, stopped)
    if length == 2:
        starts = np.flatnonzero(content)
        codes = prints[tokens.ids[starts]]
    else:
        starts, codes = np.load(folder / f"runs{length - 1}-{part:05d}.npy")
        often = _are_in(folder, f"often{length - 1}", codes, asked.parts)
        starts, codes = starts[often], codes[often]
    ends = starts + length - 1
    running = np.zeros(len(starts), dtype=bool)
    within = ends < len(tokens.ids)
    running[within] = word[ends[within]]
    starts, codes, ends = starts[running], codes[running], ends[running]
    codes = _mixed(codes, prints[tokens.ids[ends]])
    np.save(folder / f"runs{length}-{part:05d}.npy", np.stack([starts, codes]))
    known, first, back, every = np.unique(
        codes, return_index=True, return_inverse=True, return_counts=True
    )
    closed = content[ends]
    where = np.full(len(known), _NOWHERE)
    np.minimum.at(where, back[closed], starts[closed] + (part << _BITS))
    values = np.stack(
        [
            known, every, np.bincount(back[closed], minlength=len(known)),
            prints[tokens.ids[starts[first]]], prints[tokens.ids[ends[first]]], where,
        ]
    )  # fmt: skip
    to = bucket_of(known, asked.parts)
    scatter(folder, f"runs of {length} used", part, to, values, asked.parts)


def _bound(folder: Path, bucket: int, told: tuple[_Asked, int, int]) -> Ints:
    """The phrases of a bucket: their fingerprints, how often they are used, and one place of each."""
    asked, length, total = told
    least = max(asked.least, 2)
    codes, every, closed, head, last, where = gather(
        folder, f"runs of {length} used", bucket, asked.parts
    )
    known, first, back = np.unique(codes, return_index=True, return_inverse=True)

    def summed(values: Ints) -> Ints:
        return np.bincount(back, weights=values, minlength=len(known)).astype(np.int64)

    often = summed(every) >= least
    np.save(folder / f"often{length}-{bucket:05d}.npy", known[often])
    size, head, last = summed(closed), head[first], last[first]
    place = np.full(len(known), _NOWHERE)
    np.minimum.at(place, back, where)
    rows = np.flatnonzero(often & (size >= least) & (head != last))
    if not len(rows):
        return np.zeros((3, 0), dtype=np.int64)
    one, other = (_counts_of(folder, side[rows], asked.parts) for side in (head, last))
    rows = rows[are_bound(size[rows], one, other, total)]
    return np.stack([known[rows], size[rows], place[rows]])


def _are_in(folder: Path, name: str, codes: Ints, buckets: int) -> Bools:
    found = np.zeros(len(codes), dtype=bool)
    to = bucket_of(codes, buckets)
    for bucket in range(buckets):
        here = to == bucket
        found[here] = np.isin(codes[here], np.load(folder / f"{name}-{bucket:05d}.npy"))
    return found


def _counts_of(folder: Path, prints: Ints, buckets: int) -> Ints:
    """How often words are used in the whole corpus."""
    found = np.zeros(len(prints), dtype=np.int64)
    to = bucket_of(prints, buckets)
    for bucket in range(buckets):
        here = to == bucket
        known, counts = np.load(folder / f"words-counted-{bucket:05d}.npy")
        found[here] = counts[np.searchsorted(known, prints[here])]
    return found


def _spell(folder: Path, part: int, told: Told) -> dict[tuple[int, int], tuple[str, ...]]:
    """The words of the phrases whose first place is here."""
    tokens = load(folder / f"tokens-{part:05d}")[0]
    spelled = {}
    for length, (codes, _, places) in told[2].items():
        here = (places >> _BITS) == part
        starts = places[here] - (part << _BITS)
        for code, start in zip(codes[here].tolist(), starts.tolist(), strict=True):
            ids = tokens.ids[start : start + length]
            spelled[length, code] = tuple(tokens.terms[number] for number in ids)
    return spelled


def _phrases(
    folder: Path, part: int, tokens: Tokens, content: Bools, asked: _Asked
) -> list[Phrase]:
    """The phrases, with their places here."""
    found = []
    for length, wanted in asked.phrases.items():
        starts, codes = np.load(folder / f"runs{length}-{part:05d}.npy")
        meant = np.isin(codes, wanted) & content[starts + length - 1]
        starts, codes = starts[meant], codes[meant]
        order = np.argsort(codes, kind="stable")
        starts, codes = starts[order], codes[order]
        for places in np.split(starts, np.flatnonzero(np.diff(codes)) + 1):
            if len(places):
                words = tuple(tokens.ids[places[0] : places[0] + length].tolist())
                term = " ".join(tokens.terms[number] for number in words)
                found.append(Phrase(term, places, words))
    return found + given_phrases(tokens, asked.given)


def _terms(folder: Path, part: int, told: Told) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count words and phrases; give what people of several partitions used."""
    asked, sliced = told[2]
    live = part_corpus(folder, part, *told[:2]).live
    tokens, stopped, _ = load(folder / f"tokens-{part:05d}")
    content = _content(tokens, stopped)[1]
    bound = _phrases(folder, part, tokens, content, asked)
    uses = _uses(tokens, stopped, bound, 1, merge=bool(asked.settings["merge_phrases"]))
    counting = part_counting(folder, part, live, asked)
    kept = _kept(tokens, counting)
    people = pd.factorize(live["respondent_id"])[0].astype(np.int64)
    table = _counted(uses, tokens, people, kept)
    write_frame(folder, "terms table 0", part, table)
    whose = live["respondent_id"].to_numpy(dtype=object)
    several = live["respondent_id"].isin(asked.several).to_numpy(dtype=bool)
    again = _used_by(uses, tokens, whose, several, kept, None)
    if sliced is None:
        return again, again.iloc[:0]
    groups: Groups = sliced[part]
    counts = _by_group(uses, tokens, people, kept, groups, counting.counted())
    write_frame(folder, "terms by group 0", part, counts)
    return again, _used_by(uses, tokens, whose, several, kept, groups)


def _used_by(
    uses: _Uses, tokens: Tokens, whose: Any, several: Bools, kept: _Kept, groups: Groups | None
) -> pd.DataFrame:
    """Which terms people used who stand in other partitions too, in each view."""
    texts = tokens.texts[uses.places]
    items = np.flatnonzero(several[texts])
    frames = []
    of = np.zeros(len(items), dtype=np.int64)
    if groups is not None:
        spread, of = groups.spread(texts[items].astype(np.int64))
        items = items[spread]
    names, types = np.array(uses.names, dtype=object), np.array(uses.types, dtype=object)
    for view, those in kept.views.items():
        own = those[uses.places[items]]
        rows = items[own]
        frame = pd.DataFrame(
            {
                "term": names[uses.terms[rows]],
                "type": types[uses.terms[rows]],
                "who": whose[texts[rows]],
                "view": view,
            }
        )
        if groups is not None:
            frame["group"] = np.array(groups.names, dtype=object)[of[own]]
        frames.append(frame.drop_duplicates())
    return pd.concat(frames, ignore_index=True)


def _sliced(groups: Groups, divided: Divided, live: pd.DataFrame) -> list[Groups]:
    """The groups of the live responses of each partition."""
    places = divided.corpus.responses.index.get_indexer(live.index)
    cuts = np.searchsorted(places, [0, *divided.ends])
    return [
        Groups(
            groups.names,
            groups.first[a : b + 1] - groups.first[a],
            groups.groups[groups.first[a] : groups.first[b]],
        )
        for a, b in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)
    ]


def _with_bases(counts: pd.DataFrame, groups: Groups, counted: Bools) -> pd.DataFrame:
    _, inside = groups.spread(np.flatnonzero(counted).astype(np.int64))
    sizes = np.bincount(inside, minlength=len(groups.names))
    base = counts["group"].map(dict(zip(groups.names, sizes.tolist(), strict=True)))
    low, high = wilson_interval(counts["responses"], base)
    table = counts.assign(base=base, share=counts["responses"] / base, low=low, high=high)
    return table.sort_values(
        ["group", "mentions", "responses", "term"],
        ascending=[True, False, False, True],
        ignore_index=True,
    )[list(Frequencies.GROUPS)]
