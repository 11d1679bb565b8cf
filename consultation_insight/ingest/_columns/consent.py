"""Consent to publication: which column holds it, and who gave it.

What is unclear is no consent: a blank cell, or words that say neither yes nor no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

__all__ = ["agreed", "asks", "is_consent"]

_OWN = r"(?:my|your|this|the|their|these|our|any|all)\b(?:\W+\w+){0,4}?\W+"
_SAID = r"(?:response|answer|comment|submission|word|view|feedback|contribution|repl(?:y|ie)|quote|quotation|opinion)s?\b"
_PUBLISH = (
    r"(?:publish\w*|publication|ma[kd]e public|quot(?:e[ds]?|ing|ations?)|print(?:ed|ing)?|reproduc\w+"
    r"|cite[ds]?|attribut\w+|display(?:ed)?)"
)
_MAY = r"\b(?:(?:may|can|could) (?:we|i)|consents?|permission|happy|agree|content|willing|allow)\b"
_USE = r"\b(?:use[ds]?|shar(?:e|ed|ing))\b"
#: Headers that ask whether what somebody wrote may be published.
_ASKS = re.compile(
    rf"\b{_PUBLISH}\b(?:\W+\w+){{0,3}}?\W+{_OWN}{_SAID}|{_OWN}{_SAID}(?:\W+\w+){{0,6}}?\W+{_PUBLISH}\b"
    rf"|{_MAY}.*(?:{_USE}\W+(?:\w+\W+){{0,3}}?{_OWN}{_SAID}|{_OWN}{_SAID}.*{_USE})"
    rf"|^{_SAID}(?:\W+\w+){{0,3}}?\W+(?:publish|quot)\w+"
    r"|\bbe(?:ing)?\W+(?:\w+\W+){0,2}?quoted|\bquote (?:me|you)\b"
    r"|\b(?:consents?|permission|agree|happy|willing|ok(?:ay)?|content)\W+(?:to|for)\W+(?:\w+\W+){0,3}?(?:publish\w*|publication|quot(?:e|ed|ing|ation)s?)\b"
    r"|\b(?:publi(?:sh\w*|cation)|quot(?:e|ed|ing|ation)s?)\W+(?:\w+\W+){0,2}?(?:consent|permission|ok(?:ay)?|allowed|response|status|anonymous\w*)"
    r"|\b(?:consent|permission)\W+(?:publish\w*|publication|quot(?:e|ed|ing)s?)\b"
    r"|\w?yhoeddi\b.*\bymateb|\w*yfynnu\b|^(?:consent|quotable|can quote|may quote|publish|publishable|confidentiality)\W*$",
    re.IGNORECASE,
)
#: Headers that ask whether it is to be kept back: there, "yes" means no.
_KEEPS = re.compile(
    rf"\bconfidential\b|\bcyfrinachol\b|\b(?:not|n't|never|without)\W+(?:\w+\W+){{0,5}}?{_PUBLISH}\b"
    r"|\bwithh(?:o|e)ld|\bkeep\b.*\bprivate\b|\bopt(?:ing)?[ -]?out\b|\banonymous\b.*\bnot\b",
    re.IGNORECASE,
)
#: What else is consented to: the name beside it, being written to, the privacy notice.
_OTHER = re.compile(
    r"\b(?:contact|e-?mail|newsletter|privacy (?:notice|policy|statement)|terms|cookies|photograph|record(?:ed|ing)|name|organi[sz]ation's name|identif\w+|postcode)\b",
    re.IGNORECASE,
)
#: The name is to be published, or not, whatever becomes of the words.
_NAME = re.compile(
    r"\bname\b(?:\W+\w+){0,3}?\W+publish|\bpublish\W+(?:my|your|the)\W+(?:\w+\W+)?name\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^(?:no?|nope|false|0|none|never|nage|na|naddo|nac ydw|non|nein|unchecked|unticked|not?\b.*)$"
    r"|\b(?:not|don'?t|do not|cannot|can'?t|won'?t|confidential\w*|private\w*|withh\w+|refus\w+|declin\w+"
    r"|disagree\w*|object\w*|never|neither|unpublish\w*|without consent|peidi\w+|cyfrinachol)\b",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^(?:y|yes|yep|true|1|x|✓|✔|ok(?:ay)?|ydw|ydy|oes|iawn|ie|oui|ja|s[ií]|checked|ticked|selected|on)\b"
    r"|^[✓✔]$|\b(?:agree\w*|consent\w*|happy|publi(?:sh|c)\w*|quot\w+|anonym\w*|allow\w*|accept\w*|permi\w+|give|with (?:my|the|a) name|i do|cytuno|cyhoeddi\w*)\b",
    re.IGNORECASE,
)  # fmt: skip
#: So much of the filled cells must say yes or no. Low, because a column that is missed quotes people
#: who did not agree; what the rest says counts as no.
_CLEAR = 0.5
#: Of so many different cells, some are no levels.
_MOST_LEVELS = 12


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("_", " ").split())


def asks(names: Iterable[str]) -> bool:
    """Whether a header asks whether what somebody wrote may be published."""
    headers = [_plain(name) for name in names]
    if not any(_ASKS.search(header) or _KEEPS.search(header) for header in headers):
        return False
    # "Publish my response with my name" is about the response; "Publish my name" is not.
    if any(_NAME.search(header) for header in headers):
        return False
    own = rf"\b{_SAID}|quot"
    return any(not _OTHER.search(h) or re.search(own, h, re.IGNORECASE) for h in headers)


def is_consent(names: Iterable[str], counts: Mapping[str, int]) -> bool:
    """Whether a column says who agreed to be quoted, by its header and how often each cell stands.

    Examples
    --------
    >>> is_consent(["May we publish your response?"], {"Yes": 40, "No": 2})
    True
    >>> is_consent(["Should we publish more bus times?"], {"Yes": 40, "No": 2})
    False
    """
    if not counts or len(counts) > _MOST_LEVELS or not asks(names):
        return False
    clear = sum(
        n for cell, n in counts.items() if _NO.search(_plain(cell)) or _YES.search(_plain(cell))
    )
    return clear >= _CLEAR * sum(counts.values())


def agreed(value: str, names: Iterable[str]) -> bool | None:
    """Whether a cell gives consent; None where it says neither yes nor no.

    Parameters
    ----------
    value : str
        The cell.
    names : iterable of str
        What its column is called, and what it asks.

    Examples
    --------
    >>> header = ["May we publish your response?"]
    >>> [agreed(cell, header) for cell in ("Yes, anonymously", "No", "")]
    [True, False, None]
    >>> agreed("Yes", ["Would you like your response to be kept confidential?"])
    False
    """
    said = _plain(value)
    keeps = any(_KEEPS.search(_plain(name)) for name in names)
    if keeps and re.fullmatch(r"(?:no|n|false|0|nac ydw|nage|non|nein)\W*", said, re.IGNORECASE):
        return True
    if _NO.search(said):
        return False
    if _YES.search(said):
        # "Yes" to being kept back is no; "publish it" is yes whatever was asked.
        plain_yes = re.match(r"(?:y|yes|true|1|x|✓|✔|checked|ticked|selected|on|ydw|oui|ja)\b|[✓✔]", said, re.IGNORECASE)  # fmt: skip
        return not (keeps and plain_yes)
    return None
