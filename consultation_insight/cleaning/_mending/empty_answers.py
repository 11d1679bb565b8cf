"""Answers without content, and test submissions: short fixed lists, no guessing.

An answer is without content only where the whole of it is one of these phrases. “Don't know” and
“not sure” stay: they are positions. “No” is without content only where the question asks whether
there is anything else.
"""

from __future__ import annotations

import re

__all__ = ["asks_for_more", "is_non_answer", "is_test_record", "may_be_test"]

_WORDS = re.compile(r"[^\W_]+(?:['’/][^\W_]+)*")
_HAS_CONTENT = re.compile(r"[^\W_]")

_ENGLISH = """
n/a|na|n.a|not applicable|none|none given|none at all|none really|no none|nil|null|nothing|
nothing at all|nothing really|not really|nothing else|nothing else really|nothing to add|nothing more to add|
nothing further|nothing further to add|nothing else to add|nothing more|nothing to say|
nothing to comment|i have nothing to add|i have nothing further to add|i have nothing to say|
i have no comment|i have no comments|i have no further comments|no comment|no comments|
no further comment|no further comments|no other comment|no other comments|
no additional comment|no additional comments|no comment to make|no comments to make|no comment at this time|
no comments at this time|not answered|notanswered|notshown|no answer|no response|no reply|no further information|no more to add|
nothing i can think of|nothing comes to mind|can't think of anything|cannot think of anything|
can't think of any|prefer not to say|prefer not to answer|rather not say|left blank|blank|nan|see above comments
"""
_OTHERS = """
amherthnasol|ddim yn berthnasol|dim|dim byd|dim byd i'w ychwanegu|dim i'w ychwanegu|dim sylw|
dim sylwadau|dim sylw pellach|dim sylwadau pellach|dim sylwadau eraill|dim ateb|dim byd arall|
sans objet|rien|rien à ajouter|rien de plus|aucun commentaire|pas de commentaire|néant|
nada|nada más|nada que añadir|ninguno|ninguna|sin comentarios|no aplica|
nichts|keine|keine angabe|keine angaben|kein kommentar|nichts hinzuzufügen|entfällt|
nie dotyczy|brak|brak uwag|nic|nic do dodania|bez komentarza|
niente|nessuno|nessun commento|nulla|nulla da aggiungere|non applicabile|
nenhum|nenhuma|sem comentários|nada a acrescentar|não se aplica|
niets|geen|geen opmerkingen|geen commentaar|niet van toepassing|nvt|n.v.t|
nu se aplică|nimic|fără comentarii|
tidak ada|該当なし|なし|特になし|特にありません|无|没有|無
"""
_NO = """
no|nope|no thanks|no thank you|no thankyou|not at present|not at this time|not at the moment|
no not really|nothing thanks|that's all|that is all|that's it|no that's all|no that's it|no nothing|no i don't|
no i do not|na dim diolch|nac oes|nag oes|nage|non|non merci|nein|nie|não|nee|nu|いいえ|ない
"""
_TEST = """
test|tests|testing|test test|testing testing|test test test|this is a test|just a test|just testing|
test only|testing only|test 1|test 2|test 3|test1|test2|test 123|testing 123|testing 1 2 3|test 1 2 3|
test response|test submission|test entry|test answer|test comment|test reply|test data|
test text|prawf|asdf|asdfg|asdfgh|asdfghjkl|qwerty|lorem ipsum|xxx|xxxx|aaa|aaaa|blah|blah blah|abc
"""


def _listed(text: str) -> frozenset[str]:
    return frozenset(_folded(phrase) for phrase in text.replace("\n", "").split("|"))


def _folded(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold().replace("’", "'")))


_NON_ANSWERS = _listed(_ENGLISH) | _listed(_OTHERS)
_NO_MORE = _listed(_NO)
_TESTS = _listed(_TEST)
_LONGEST = max(len(phrase) for phrase in _NON_ANSWERS | _NO_MORE) + 12

# Says of itself that it is a test, and asks not to be counted.
_SAYS_TEST = re.compile(r"\btest(?:ing|s)?\b", re.IGNORECASE)
_SAYS_IGNORE = re.compile(
    r"\b(?:please|pls|plz)\s+(?:ignore|delete|disregard|remove)\b"
    r"|\b(?:ignore|delete|disregard|remove)\s+(?:this|me|please|pls)\b"
    r"|\bignore\W*$|\b(?:test|dummy)\s+(?:submission|response|entry)\b",
    re.IGNORECASE,
)
_TEST_WORDS = 14

_MORE = re.compile(
    r"\b(?:anything|something|any)\W+(?:\w+\W+){0,2}?(?:else|other|further|additional|more|to\W+add)\b"
    r"|\bany\W+(?:comment|thought|suggestion|idea|question|concern|feedback|view|observation)s?\b"
    r"|\b(?:other|further|additional|final|general|more)\W+(?:\w+\W+)?"
    r"(?:comment|thought|information|feedback|view|suggestion|remark)s?\b"
    r"|\banything_else\b|\b(?:do|did|have|are|is|was|were|would|can)\W+(?:you|there)\W+(?:\w+\W+){0,4}any\b"
    r"|\bunrhyw\W*(?:beth|sylw\w*)\W+(?:arall|pellach|eraill)\b|\bsylwadau\W+(?:eraill|pellach)\b",
    re.IGNORECASE,
)


def asks_for_more(wording: str) -> bool:
    """Whether a question asks if there is anything to say, so that “no” says nothing.

    Examples
    --------
    >>> asks_for_more("3. Is there anything else you would like to tell us?")
    True
    >>> asks_for_more("Should the road be closed to cars? Please say why.")
    False
    """
    return bool(_MORE.search(wording.replace("_", " ")))


def is_non_answer(text: str, *, social: bool = False, asks_for_more: bool = False) -> bool:
    """Whether a text is no answer at all.

    Examples
    --------
    >>> [is_non_answer(text) for text in ("N/A.", "No comment", "---", "No", "🙏", "none of them")]
    [True, True, True, False, False, False]
    """
    if not text or len(text) > _LONGEST:
        return False
    if social:
        return False
    if not _HAS_CONTENT.search(text):
        return all(ord(sign) < 0x2190 for sign in text)  # punctuation only; emoji say something
    folded = _folded(text)
    return folded in _NON_ANSWERS or (asks_for_more and folded in _NO_MORE)


def may_be_test(text: str) -> bool:
    """Whether a text alone gives reason to look at its whole record."""
    return _is_plain_test(text) or (len(text) < 40 and _folded(text) in _TESTS)


def _is_plain_test(text: str) -> bool:
    if len(text) > 120 or not _SAYS_TEST.search(text) or not _SAYS_IGNORE.search(text):
        return False
    return len(_WORDS.findall(text)) <= _TEST_WORDS


def is_test_record(texts: list[str], *, social: bool = False) -> bool:
    """Whether the answers of one record are a test submission.

    One answer which says so and asks to be ignored is enough. Otherwise all answers must be of
    the kind people type to try a form; “testing” alone may be an answer, so that where there is
    one answer only “test” and keyboard runs count, and in replies on social media neither does.

    Examples
    --------
    >>> is_test_record(["TESTING - web team - please delete", "fine"])
    True
    >>> is_test_record(["Testing"]), is_test_record(["test", "testing"])
    (False, True)
    """
    if any(_is_plain_test(text) for text in texts):
        return True
    if social:
        return False
    said = [folded for text in texts if (folded := _folded(text)) not in _NON_ANSWERS]
    if not said or any(folded not in _TESTS for folded in said):
        return False
    return len(said) > 1 or said[0] not in ("testing", "tests", "abc")
