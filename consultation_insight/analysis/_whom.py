"""Whom a sentence names as people to listen to: occupations and groups, as somebody would say them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from consultation_insight.analysis._words.tokens import stop_list
from consultation_insight.models.matcher import Token, fold

__all__ = ["people", "whom"]

#: After these, a word before a general one describes it ("our local people"); after others it may
#: as well be a verb ("and help people").
_BEFORE = frozenset(
    [
        "the",
        "a",
        "an",
        "our",
        "your",
        "their",
        "my",
        "his",
        "her",
        "its",
        "these",
        "those",
        "of",
        "from",
        "with",
        "for",
        "by",
        "about",
        "as",
        "like",
        "many",
        "some",
        "more",
        "all",
        "other",
        "most",
        "few",
        "between",
        "among",
        "than",
    ]
)
#: Before these somebody's own people follow, with a word between them at most: "my young daughter".
_OWN = frozenset({"my", "his", "her"})
#: Verbs after which a person follows, with or without "to".
_HEAR = ("listen", "talk", "speak", "spoke")
_ASK = ("involv", "includ", "consult", "invit", "ask")
_PLURALS = frozenset({"children", "clergy", "folk", "people", "police", "staff", "youth"})


def whom(tokens: Sequence[Token]) -> list[str]:
    """The people whom a sentence names, in their order.

    A word such as *people*, *team* or *officer* is nobody to listen to by itself: it counts with the
    word that says which ("young people"). A singular right before another word only describes
    that one ("community centre", "the driver shortage").

    Examples
    --------
    >>> from consultation_insight.models.matcher import tokenise
    >>> whom(tokenise("Listen to young people, nurses and the local team at the community centre"))
    ['young people', 'nurse', 'local team']
    >>> whom(tokenise("People should ask the team"))
    []
    """
    known = people()
    found: dict[str, None] = {}
    for at, token in enumerate(tokens):
        general = known.get(token.key)
        if general is None or _describes(tokens, at) or _is_relation(tokens, at):
            continue
        if not general:
            found[_singular(token.key)] = None
        elif which := _which(tokens, at):
            found[f"{which} {token.key}"] = None
    return list(found)


def _is_relation(tokens: Sequence[Token], at: int) -> bool:
    """Whether it is somebody's own: "my daughter", "her neighbours" are no group that speaks."""
    return any(token.form.casefold() in _OWN for token in tokens[max(0, at - 2) : at])


def _singular(key: str) -> str:
    """What folding, which takes a plural's ``s`` away, leaves of some words."""
    return key.removesuffix("wive") + "wife" if key.endswith("wive") else key


def _describes(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word only describes the next one."""
    word = tokens[at]
    if word.form.casefold() != word.key or word.key.endswith("men") or word.key in _PLURALS:
        return False
    if at + 1 == len(tokens) or tokens[at + 1].start - word.end > 1:
        return False
    return _says_something(tokens[at + 1])


def _which(tokens: Sequence[Token], at: int) -> str:
    """The word before a general one that says which, if it is one."""
    if at < 2 or tokens[at].start - tokens[at - 1].end > 1:
        return ""
    which, before = tokens[at - 1], tokens[at - 2].form.casefold()
    if which.start - tokens[at - 2].end > 1:
        return ""
    if not _says_something(which) or which.form.casefold().startswith((*_HEAR, *_ASK)):
        return ""
    heard = before == "to" and any(
        token.form.casefold().startswith(_HEAR) for token in tokens[max(0, at - 5) : at - 2]
    )
    return which.key if heard or before in _BEFORE or before.startswith(_ASK) else ""


def _says_something(token: Token) -> bool:
    return token.form.isalpha() and token.form.casefold() not in stop_list("en")


@lru_cache(maxsize=1)
def people() -> dict[str, bool]:
    """Groups and occupations, folded, and whether each is general: no answer by itself."""
    path = files("consultation_insight") / "data" / "people.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("#")]
    return {fold(word.removesuffix(" +")): word.endswith(" +") for word in words}
