"""Names by their capitals: runs of words that are written large inside a sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence

from consultation_insight.analysis._references.candidates import (
    AFTER,
    CUES,
    LINKING,
    WHERE,
    Candidate,
    Candidates,
    Words,
    given_names,
    has_capital,
    is_possessive,
    kind_of,
    ordinary,
    passed_over,
)
from consultation_insight.analysis._words.tokens import stop_list
from consultation_insight.models.lemmas import is_known
from consultation_insight.models.matcher import Token, plain
from consultation_insight.protocols import Span

__all__ = ["add_names", "name_runs", "tells_nothing"]

#: A word written small in more than this share of its uses is no name.
MAX_SMALL = 0.25
_TITLES = frozenset(
    {
        "baroness", "chancellor", "commissioner", "congressman", "congresswoman", "councillor",
        "cllr", "dame", "doctor", "dr", "gov", "governor", "judge", "king", "lady", "lord", "mayor",
        "mep", "minister", "mp", "msp", "pm", "pope", "president", "prince", "princess", "prof",
        "professor", "queen", "rabbi", "rep", "representative", "rev", "reverend", "sen",
        "senator", "sir", "team", "vp",
    }
)  # fmt: skip
#: Words that stand beside a title and make no name of it: "Prime Minister", "Vice President".
_OFFICES = _TITLES | {"prime", "vice", "deputy", "secretary", "first", "former", "jr", "sr"}
#: Said to somebody, or to nobody: "O Lord", "Thank you", "Happy Easter".
_CALLS = frozenset(
    {
        "ah", "bye", "cheers", "congrats", "congratulations", "dear", "goodbye", "hail", "happy",
        "hello", "hey", "hi", "lol", "merry", "o", "oh", "omg", "ok", "please", "rip", "sorry",
        "thank", "thanks", "well", "welcome", "wow", "yeah", "yes",
    }
)  # fmt: skip
#: No name ends with these; a sentence whose stop was left out begins with them.
_NEXT = frozenset(
    {"a", "all", "an", "and", "but", "his", "how", "if", "is", "it's", "more", "my", "no", "not",
     "or", "she", "so", "still", "that", "the", "then", "there", "this", "what", "when", "where",
     "why", "you", "your"}
)  # fmt: skip
#: A verb of these at the start of a sentence asks for something: "Protect Green Spaces".
_ASKS = frozenset(
    {
        "abolish", "add", "allow", "ban", "bring", "build", "buy", "cancel", "change", "come",
        "complete", "create", "cut", "defund", "do", "don't", "encourage", "end", "ensure", "expand",
        "extend", "face", "find", "finish", "fix", "fund", "get", "give", "go", "help", "improve",
        "increase", "introduce", "invest", "join", "keep", "kill", "leave", "let", "limit", "love",
        "lower", "make", "move", "nationalise", "nationalize", "open", "pay", "prevent", "protect",
        "provide", "put", "raise", "reduce", "reform", "remember", "remove", "repeal", "replace",
        "require", "restore", "save", "scrap", "send", "sign", "stop", "support", "take", "tell",
        "turn", "use", "vote", "win",
    }
)  # fmt: skip
#: Who is called so is somebody's neighbour or nurse, not a source; their name is not listed.
_PRIVATE = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "nurse", "sister", "auntie", "uncle", "aunt"}
)
_ENTITY_KINDS = {
    "PERSON": "person", "ORG": "organisation", "WORK_OF_ART": "book", "LAW": "programme",
}  # fmt: skip
_TAG = ("#", "＃")
#: Between two words of a name.
_WITHIN = re.compile(r" |[-\u00a0]|\. ?|")
#: After these a name of one word is mostly where somebody lives: "in Grimsby".
_WHERE = frozenset({"in", "near", "at", "around", "outside", "across"})
#: After a surname: "Mazzucato on value".
_ON = frozenset({"on"})


def add_names(
    found: Candidates,
    words: Words,
    entities: Sequence[Sequence[Span]] = (),
    silent: Container[int] = (),
) -> None:
    """Find names by their capitals, and by a model's entities, and all places of each.

    Capitals of the texts in ``silent`` tell nothing: their language writes every noun with one.
    """
    runs: defaultdict[str, Candidate] = defaultdict(lambda: Candidate("", "name"))
    for number, own in enumerate(words.tokens):
        if number in silent or tells_nothing(own):
            continue
        for first, last in _parted(name_runs(words, number), own):
            _add_run(runs, words, number, first, last)
    for number, spans in enumerate(entities):
        for span in spans:
            _add_entity(runs, words, number, span)
    common = ordinary(runs)
    for key, candidate in runs.items():
        candidate.key = key
        if " " in key:
            candidate.strong = True
        elif key in common:
            # It can still be the surname of a full name, or the first word of a report.
            candidate.cued = 0
            if not words.seldom_small(key):
                continue
        found["name", key] = candidate
    _find_everywhere(found, words)


def _add_entity(runs: defaultdict[str, Candidate], words: Words, number: int, span: Span) -> None:
    """Add a name that a model found: what it begins with "the", or is a home place, is no other."""
    own = words.tokens[number]
    inside = [at for at, token in enumerate(own) if span.start <= token.start < span.end]
    while inside and not has_capital(own[inside[0]]):
        inside.pop(0)
    if not inside or not _is_name(own, inside[0], inside[-1] + 1, words):
        return
    key = " ".join(own[at].key for at in inside)
    _add_run(runs, words, number, inside[0], inside[-1] + 1)
    if key in runs:
        runs[key].cued += 1
        runs[key].kind = runs[key].kind or _ENTITY_KINDS.get(span.kind, "")


def _add_run(
    runs: defaultdict[str, Candidate], words: Words, number: int, first: int, last: int
) -> None:
    own = words.tokens[number]
    place = words.place(number, first, last, "name")
    if place is None:
        return
    run = own[first:last]
    known = passed_over()
    if " ".join(plain(word.form) for word in run).removeprefix("the ") in known or all(
        word.key in known for word in run
    ):
        return
    candidate = runs[" ".join(word.key for word in run)]
    candidate.places.append(place)
    candidate.forms[_written(words.texts[number], run)] += 1
    before = own[first - 1].key if first else ""
    after = own[last] if last < len(own) and own[last].joined else None
    candidate.cued += (
        before in CUES
        or is_possessive(run[-1])
        or (after is not None and (after.key in AFTER or after.form in _ON))
    )
    if last - first == 1 and before in _WHERE:
        candidate.cued -= 1
    if before == "the" and first > 1:
        before = own[first - 2].key
    candidate.located += before in WHERE


def _written(text: str, run: Sequence[Token]) -> str:
    """How a name is written, without its possessive; points after initials stay."""
    return text[run[0].start : run[-1].start] + run[-1].form


def _parted(runs: Iterator[tuple[int, int]], tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Part an author from a work: "Hilary Cottam's Radical Help"."""
    for first, last in runs:
        cut = next(
            (
                place + 1
                for place in range(first, last - 1)
                if is_possessive(tokens[place]) and _is_author(tokens[first : place + 1])
            ),
            None,
        )
        if cut is None:
            yield first, last
        else:
            yield first, cut
            if last - cut > 1 or not tokens[cut].form.islower():
                yield cut, last


def _is_author(words: Sequence[Token]) -> bool:
    """Whether somebody owns what follows: not the Women's Institute, nor King's Fund."""
    if len(words) == 1:
        return not is_known([words[0].form.casefold()], "en")[0]
    return len(words) <= 3 and plain(words[0].form) in given_names()


def tells_nothing(tokens: Sequence[Token]) -> bool:
    """Whether most words have capitals: a title, or someone who shouts."""
    letters = [token for token in tokens if token.form[0].isalpha()]
    if len(letters) <= 3:
        return False
    capital = sum(token.form[0].isupper() for token in letters)
    return capital > 0.6 * len(letters)


def name_runs(words: Words, number: int) -> Iterator[tuple[int, int]]:
    """Runs of words with capitals, without the word that a sentence merely begins with."""
    text, tokens = words.texts[number], words.tokens[number]
    last = 0
    for place, token in enumerate(tokens):
        if place < last or not has_capital(token) or text[token.start - 1 : token.start] in _TAG:
            continue
        last = _run_end(text, tokens, place)
        first = place
        opens = first == 0 or not token.joined
        if opens and _begins(tokens, first, last, words) and not _again(tokens[first:last], words):
            first += 1
            while first < last and not has_capital(tokens[first]):
                first += 1
        while first < last - 1 and plain(tokens[first].form) in _TITLES:
            first += 1
        first, last = _uncalled(tokens, first, last)
        if first < last and tokens[first].form in LINKING:
            continue  # "President of the Republic"
        if opens and last - first > 1 and tokens[first].form.casefold() in _ASKS:
            continue
        if first < last and _is_name(tokens, first, last, words):
            yield first, last


def _uncalled(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """A run without words that are merely said, or belong to the next sentence: "Friday The"."""
    while first < last and plain(tokens[first].form) in _CALLS:
        first += 1
    while last - first > 1 and (
        plain(tokens[last - 1].form) in _CALLS or plain(tokens[last - 1].form) in _NEXT
    ):
        last -= 1
    return first, last


def _again(run: Sequence[Token], words: Words) -> bool:
    """Whether a run stands elsewhere too, with its first word: "Community Land Trusts"."""
    if len(run) < 3 or plain(run[0].form) in stop_list("en") or run[0].key in CUES:
        return False
    return sum(1 for _ in words.find([token.key for token in run])) > 1


def _is_name(tokens: Sequence[Token], first: int, last: int, words: Words) -> bool:
    run = tokens[first:last]
    if any(plain(token.form) in _PRIVATE for token in tokens[max(first - 1, 0) : first + 1]):
        return False
    stopped = stop_list("en")
    if all(plain(word.form) in stopped for word in run):
        return False
    if all(plain(word.form) in _OFFICES for word in run):
        return False
    if len(run) == 1 and len(run[0].form) < 3 and run[0].form.isascii():
        return False  # two letters stand for anything
    if len(run) > 1 and (run[-1].key == "day" or _shouted(run)):
        return False
    if len(run) == 1:
        if first == 0 or not run[0].joined:
            return False
        if not words.seldom_small(run[0].key, MAX_SMALL):
            return False
    return not all(word.form.isdigit() or len(word.form) < 2 for word in run)


def _shouted(run: Sequence[Token]) -> bool:
    """Whether words are in capitals throughout; an acronym may be one of them, not all."""
    return all(word.form.isupper() for word in run if len(word.form) > 1) and any(
        len(word.form) > 3 for word in run
    )


def _begins(tokens: Sequence[Token], first: int, last: int, words: Words) -> bool:
    """Whether a word at the start of a sentence has its capital from there."""
    token = tokens[first]
    form = plain(token.form)
    if last - first > 1 and has_capital(tokens[first + 1]):
        if form in given_names():
            return False
        if len(form) == 1 and form not in "ai":
            return False  # an initial
    return (
        words.small[token.key] > 0
        or form in stop_list("en")
        or token.key in CUES
        or bool(not words.large[token.key] and is_known([token.form.casefold()], "en")[0])
    )


def _run_end(text: str, tokens: Sequence[Token], first: int) -> int:
    """The end of a run: capitals, with at most two small linking words between two of them."""
    last = first + 1
    while (
        last < len(tokens)
        and tokens[last].joined
        and _WITHIN.fullmatch(text, tokens[last - 1].end, tokens[last].start)
    ):
        ahead = last
        while ahead < len(tokens) and ahead - last < 2 and tokens[ahead].form in LINKING:
            ahead += 1
        if ahead >= len(tokens) or not has_capital(tokens[ahead]):
            break
        if any(not token.joined for token in tokens[last : ahead + 1]):
            break
        last = ahead + 1
    return _without_and(tokens, first, last)


def _without_and(tokens: Sequence[Token], first: int, last: int) -> int:
    """End a run before "and", but not "Department for Work and Pensions"."""
    cut = next((at for at in range(first, last) if tokens[at].key == "and"), last)
    if cut == last or kind_of([token.key for token in tokens[first:last]]) != "other":
        return last
    inside = any(tokens[at].form in ("of", "for") for at in range(first, cut))
    return last if inside else cut


def _find_everywhere(found: Candidates, words: Words) -> None:
    """Give each name all its places: also at the start of sentences, and written small.

    A name of several words that is mostly written small is none; one of a single word counts only
    with its capital, and not within a longer name.
    """
    names = [(key, c) for (by, key), c in found.items() if by == "name"]
    names.sort(key=lambda item: (-item[0].count(" "), item[0]))
    used: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for key, candidate in names:
        keys = key.split()
        candidate.places = []
        capitals = 0
        most = 1 - MAX_SMALL if all(words.small[part] > words.large[part] for part in keys) else 0.5
        for number, first in words.find(keys):
            last = first + len(keys)
            run = words.tokens[number][first:last]
            if len(keys) == 1 and not has_capital(run[0]):
                continue
            if _numbered(words.tokens[number], last):
                continue
            place = words.place(number, first, last, "name")
            if place is None or any(a < last and first < b for a, b in used[number]):
                continue
            candidate.places.append(place)
            capitals += all(has_capital(word) or word.form in LINKING for word in run)
        if not candidate.places or capitals < most * len(candidate.places):
            del found["name", key]
            continue
        if len(keys) > 1:
            for place in candidate.places:
                own = words.tokens[place.number]
                first = next(i for i, token in enumerate(own) if token.start == place.start)
                used[place.number].append((first, first + len(keys)))


def _numbered(tokens: Sequence[Token], last: int) -> bool:
    """Whether a number follows, so that it is one of many: "Workers Branch 7"."""
    return last < len(tokens) and tokens[last].joined and tokens[last].form.isdigit()


def is_full_name(key: str) -> bool:
    """Whether a name could be somebody's: two or three words, the last no kind of thing."""
    parts = key.split()
    return (
        2 <= len(parts) <= 3
        and kind_of(parts) in ("other", "person")
        and not {"and", "of", "for", "the", "on"} & set(parts)
    )
