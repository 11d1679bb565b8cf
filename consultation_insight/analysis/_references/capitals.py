"""Names by their capitals: runs of words that are written large inside a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from consultation_insight.analysis._words.tokens import stop_list
from consultation_insight.models.lemmas import is_known
from consultation_insight.models.matcher import Token, plain

__all__ = ["CUES", "LINKING", "has_capital", "letter_cases", "name_runs", "tells_nothing"]

#: A word written small in more than this share of its uses is no name.
MAX_SMALL = 0.25
LINKING = frozenset(
    {"of", "the", "for", "and", "de", "van", "von", "du", "la", "del", "di", "on", "y"}
)
#: Words before what is pointed to: "by", "read", "listen to".
CUES = frozenset(
    {
        "ask", "author", "book", "by", "call", "called", "consult", "copy", "economist", "follow",
        "from", "guru", "hear", "invite", "listen", "philosopher", "professor", "prof", "quote",
        "read", "reading", "report", "see", "speak", "study", "talk", "thinker", "to", "try", "via",
        "watch", "with", "work", "writer",
    }
)  # fmt: skip
_TITLES = frozenset({"sir", "dr", "prof", "professor", "lord", "lady", "dame", "baroness"})
#: Who is called so is somebody's neighbour or nurse, not a source; their name is not listed.
_PRIVATE = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "nurse", "sister", "auntie", "uncle", "aunt"}
)


def letter_cases(
    texts: list[str], tokens: Sequence[Sequence[Token]]
) -> tuple[Counter[str], Counter[str]]:
    """How often each word is written small, and with a capital inside a sentence."""
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for own in tokens:
        for place, token in enumerate(own):
            if token.form[:1].islower():
                small[token.key] += 1
            elif place and token.joined:
                large[token.key] += 1
    return small, large


def tells_nothing(tokens: Sequence[Token]) -> bool:
    """Whether most words have capitals: a title, or someone who shouts."""
    letters = [token for token in tokens if token.form[:1].isalpha()]
    capital = sum(token.form[:1].isupper() for token in letters)
    return len(letters) > 3 and capital > 0.6 * len(letters)


def name_runs(
    text: str, tokens: Sequence[Token], small: Counter[str], large: Counter[str]
) -> Iterator[tuple[int, int]]:
    """Runs of words with capitals, without the word that a sentence merely begins with."""
    place = 0
    while place < len(tokens):
        if not has_capital(tokens[place]):
            place += 1
            continue
        last = _run_end(text, tokens, place)
        first = place
        place = last
        opens = first == 0 or not tokens[first].joined
        if opens and _begins(tokens[first], small, large):
            first += 1
            while first < last and not has_capital(tokens[first]):
                first += 1
        while first < last - 1 and plain(tokens[first].form) in _TITLES:
            first += 1
        words = tokens[first:last]
        if any(plain(token.form) in _PRIVATE for token in tokens[max(first - 1, 0) : first + 1]):
            continue
        if all(plain(word.form) in stop_list("en") for word in words):
            continue
        if not words or (len(words) == 1 and (first == 0 or not words[0].joined)):
            continue
        if len(words) == 1 and _often_small(words[0].key, small, large):
            continue
        if all(word.form.isdigit() or len(word.form) < 2 for word in words):
            continue
        yield first, last


def _often_small(key: str, small: Counter[str], large: Counter[str]) -> bool:
    return small[key] > MAX_SMALL * (small[key] + large[key])


def has_capital(token: Token) -> bool:
    """Whether a word has a capital of its own: not "I", "I'm"."""
    return token.form[:1].isupper() and token.form.partition("'")[0].partition("’")[0] != "I"


def _begins(token: Token, small: Counter[str], large: Counter[str]) -> bool:
    """Whether a word at the start of a sentence has its capital from there."""
    return (
        small[token.key] > 0
        or plain(token.form) in stop_list("en")
        or token.key in CUES
        or bool(not large[token.key] and is_known([token.form.casefold()], "en")[0])
    )


def _run_end(text: str, tokens: Sequence[Token], first: int) -> int:
    """The end of a run: capitals, with at most two small linking words between two of them."""
    last = first + 1
    while (
        last < len(tokens)
        and tokens[last].joined
        and "," not in text[tokens[last - 1].end : tokens[last].start]
    ):
        ahead = last
        while ahead < len(tokens) and ahead - last < 2 and tokens[ahead].form in LINKING:
            ahead += 1
        if ahead >= len(tokens) or not has_capital(tokens[ahead]):
            break
        if any(not token.joined for token in tokens[last : ahead + 1]):
            break
        last = ahead + 1
    return last
