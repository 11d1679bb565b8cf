"""Looking for personal data in what was written."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from consultation_insight.cleaning._copies.contents import pieces
from consultation_insight.cleaning._personal.accounts import accounts_in
from consultation_insight.cleaning._personal.identifiers import structured, sure
from consultation_insight.cleaning._personal.identity import identity_columns
from consultation_insight.cleaning._personal.lexicon import public_names
from consultation_insight.cleaning._personal.own_words import own_words
from consultation_insight.cleaning._personal.telling import is_telling
from consultation_insight.corpus import Corpus
from consultation_insight.results import Leaks
from consultation_insight.text import find_urls

__all__ = ["scan", "secrets_of"]

_TOKEN = re.compile(r"\w+")
_CODING = ("utf-8", "surrogatepass")
#: Turns whatever parts words in ASCII into blanks.
_BLANKED = bytes(sign if sign > 127 or _TOKEN.match(chr(sign)) else ord(" ") for sign in range(256))
_MARK = re.compile(r"\[[A-Z][A-Z ]*(?: \d+)?\]")
#: Kinds that are words like others: only as they were written are they what was taken out.
_NAMED = ("PERSON", "HANDLE")
_LONG_NUMBER = 7
#: An account of letters only, no longer than this, may as well be a word of the report.
_WORD_LENGTH = 8


def scan(
    folder: str | Path,
    secrets: Mapping[str, str] | Iterable[str] | None = None,
    *,
    keep: Iterable[str] = (),
) -> Leaks:
    r"""Search every file of a folder for personal data.

    Also inside XLSX, DOCX and other archives, Parquet, JSON and notebooks, with entities and
    escapes undone and tags taken off. Nothing is raised; whoever asked decides.

    Parameters
    ----------
    folder : str or pathlib.Path
        Where to look, with all folders below.
    secrets : mapping of str to str, or iterable of str, optional
        What must not be found, and its kind, as `secrets_of` gives them. Without it, what has
        the form of an e-mail address, telephone number, postcode, NHS or National Insurance number.
    keep : iterable of str
        What may stand: an account or an address that is published on purpose.

    Returns
    -------
    Leaks
        ``table``: ``file``, ``kind``, ``place`` and ``hits``; never the secret itself.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from consultation_insight.cleaning.leaks import scan
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (pathlib.Path(folder) / "a.csv").write_text("id,text\n1,ring 07700 900123")
    ...     scan(folder).table.to_numpy().tolist()
    [['a.csv', 'PHONE', 'line 2', 1]]
    """
    folder = Path(folder)
    kept = {_tokens(text) for text in keep}
    search = _Forms(kept) if secrets is None else _Secrets(secrets, kept)
    rows = []
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        name = path.relative_to(folder).as_posix()
        content = path.read_bytes()
        found = Counter[str]()
        first: dict[str, str] = {}
        for place, text in [("name", name), *pieces(path.name, content)]:
            here = Counter[str]()
            for kind, start in search.find(text):
                here[kind] += 1
                first.setdefault(kind, place or f"line {text.count(chr(10), 0, start) + 1}")
            for kind, hits in here.items():  # a page is read twice, with and without tags
                found[kind] = max(found[kind], hits) if place == "text" else found[kind] + hits
        rows += [(name, kind, first[kind], hits) for kind, hits in sorted(found.items())]
    return Leaks(
        base=len(files),
        settings={"with source": secrets is not None},
        method="every file searched for the originals"
        if secrets is not None
        else "every file searched for the forms of identifiers",
        table=pd.DataFrame(rows, columns=["file", "kind", "place", "hits"]),
    )


def secrets_of(before: Corpus, after: Corpus, originals: Mapping[str, str]) -> dict[str, str]:
    """Say what must not be found after `redact`, for `scan`; to be held in memory only.

    Parameters
    ----------
    before : Corpus
        As it was before `redact`.
    after : Corpus
        As it is after it.
    originals : mapping of str to str
        What `redact` replaced, and its kind.

    Returns
    -------
    dict of str to str
        What was replaced, accounts that went with their column, and the columns of identity, each
        with its kind. What still stands in ``after`` on purpose (public accounts) is no secret, nor
        is a single word that other respondents use, nor what tells nobody without the words around
        it (a day without a year).
    """
    texts = after.responses["text"]
    found = telling(before, originals, kept_accounts(texts))
    single = single_words(found)
    said = words_said(after, single) | words_in(texts if single else (), single)
    return not_said(found, said)


def telling(before: Corpus, originals: Mapping[str, str], standing: set[str]) -> dict[str, str]:
    """What was taken out and tells somebody by itself, where these accounts still stand."""
    found = dict(originals)
    for column in ("handle", "in_reply_to"):
        for account in set(before.responses[column]):
            if account.lower().lstrip("@＠") not in standing:
                found.setdefault(account, "HANDLE")
    for value in _identities(before):
        found.setdefault(value, _kind(value))
    return {secret: kind for secret, kind in found.items() if is_telling(secret, kind)}


def single_words(secrets: Mapping[str, str]) -> set[str]:
    """Secrets of one word of letters, folded; what was taken for a name may hold digits, too."""
    return {
        tokens[0]
        for secret, kind in secrets.items()
        if len(tokens := _tokens(secret)) == 1
        and (tokens[0].isalpha() or (kind == "PERSON" and not tokens[0].isdigit()))
    }


def not_said(secrets: Mapping[str, str], said: set[str]) -> dict[str, str]:
    """The secrets that are not one word which others say."""
    return {
        secret: kind
        for secret, kind in sorted(secrets.items())
        if not ((tokens := _tokens(secret))[1:] == () and tokens and tokens[0] in said)
    }


def words_in(texts: Iterable[str], words: set[str]) -> set[str]:
    """Which of these words stand in texts."""
    said: set[str] = set()
    for text in texts:
        said.update(_TOKEN.findall(_MARK.sub(" ", text).lower()))
    return said & words


def words_said(corpus: Corpus, words: set[str]) -> set[str]:
    """Which of these words stand in the output anyway: in questions, answers, attributes."""
    return words_in(_published_words(corpus) if words else (), words)


def _published_words(corpus: Corpus) -> Iterator[str]:
    yield from corpus.questions["wording"]
    yield from corpus.answers["answer"].astype("str").unique()
    for column in corpus.respondents.columns.drop("respondent_id"):
        yield from corpus.respondents[column].astype("str").unique()


def _identities(corpus: Corpus) -> set[str]:
    table = corpus.respondents
    return {
        str(value)
        for column in identity_columns(table)
        for value in table[column].dropna().unique()
    }


def kept_accounts(texts: Iterable[str]) -> set[str]:
    """The accounts that stand in texts."""
    return {account.name for text in texts if "@" in text for account in accounts_in(text)}


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text.lower()))


class _Secrets:
    """Finds known secrets, however they are punctuated."""

    def __init__(
        self, secrets: Mapping[str, str] | Iterable[str], kept: set[tuple[str, ...]]
    ) -> None:
        kinds = secrets if isinstance(secrets, Mapping) else {text: _kind(text) for text in secrets}
        self.by_first: dict[bytes, list[_Form]] = defaultdict(list)
        # One form for each way to part its words, where that matters.
        forms: dict[tuple[tuple[str, ...], tuple[str, ...]], _Form] = {}
        for secret, kind in sorted(kinds.items()):
            tokens = _tokens(secret)
            if not tokens or tokens in kept:
                continue
            parted = kind in _NAMED or kind == "DATE OF BIRTH"
            gaps = tuple(_gaps(secret.lower(), tokens, 0)) if parted else ()
            forms.setdefault((tokens, gaps), _Form(tokens, secret, kind))
            has_digits = len(tokens) > 1 and any(sign.isdigit() for sign in secret)
            if has_digits and kind not in ("ADDRESS", "PERSON"):
                whole = ("".join(tokens),)  # the same number without its gaps
                if is_telling(whole[0], "NUMBER"):  # "4.5.02", not "4502"
                    forms.setdefault((whole, ()), _Form(whole, secret, kind))
        for form in forms.values():
            self.by_first[form.tokens[0].encode(*_CODING)].append(form)

    def find(self, text: str) -> Iterator[tuple[str, int]]:
        """Kind and place of each secret in a text."""
        lower = text.lower()
        words = _words_of(lower)
        hits = []
        for first in self.by_first.keys() & words:
            possible = [form for form in self.by_first[first] if words.issuperset(_bytes(form[0]))]
            for start in _places(first.decode(*_CODING), lower) if possible else ():
                hits += [
                    (start, form.kind)
                    for form in possible
                    if _stands(form.tokens, lower, start) and form.is_meant(text, lower, start)
                ]
        yield from ((kind, start) for start, kind in sorted(hits))


class _Form(NamedTuple):
    """One way to write a secret."""

    tokens: tuple[str, ...]
    secret: str
    kind: str

    def is_meant(self, text: str, lower: str, start: int) -> bool:
        """Whether its words, which stand at this place, are the secret and no others."""
        if self.kind == "DATE OF BIRTH":  # "4/5/02" is none of the figures 4, 5, 02
            return len(self.tokens) == 1 or _same_gaps(self.secret, self.tokens, lower, start)
        if self.kind not in _NAMED:
            return True
        return (
            _is_meant(text, start, self.tokens, self.kind)
            and _same_gaps(self.secret, self.tokens, lower, start)
            and not self._is_our_own(text[max(0, start - 1) : start])
        )

    def _is_our_own(self, before: str) -> bool:
        """Whether a report writes these words itself; an account with its sign, only if it is known."""
        if self.kind == "HANDLE" and before in ("@", "＠"):
            return self.tokens in _known_accounts()
        return f" {' '.join(self.tokens)} " in own_words()


@lru_cache(maxsize=1)
def _known_accounts() -> frozenset[tuple[str, ...]]:
    return frozenset(_tokens(account) for account in public_names().accounts)


def _bytes(tokens: Iterable[str]) -> list[bytes]:
    return [token.encode(*_CODING) for token in tokens]


def _words_of(lower: str) -> set[bytes]:
    """The different words of a text in lower case: those of `_TOKEN`, several times faster."""
    words = set(lower.encode(*_CODING).translate(_BLANKED).split())
    if lower.isascii():
        return words
    # What is beyond ASCII has stayed in its word: such words, each once, need the expression.
    mixed = [word for word in words if not word.isascii()]
    for word in mixed:
        words.update(_bytes(_TOKEN.findall(word.decode(*_CODING))))
    return words


def _places(word: str, lower: str) -> Iterator[int]:
    """Where a word stands in a text as a whole word."""
    start = lower.find(word)
    while start >= 0:
        end = start + len(word)
        if not _parts_of_a_word(lower[max(0, start - 1) : start] + lower[end : end + 1]):
            yield start
        start = lower.find(word, start + 1)


def _parts_of_a_word(signs: str) -> bool:
    return any(sign.isalnum() or sign == "_" for sign in signs)


def _stands(tokens: tuple[str, ...], lower: str, start: int) -> bool:
    """Whether these words, and no other, follow each other from a place on."""
    for token in tokens:
        found = _TOKEN.search(lower, start)
        if found is None or found[0] != token:
            return False
        start = found.end()
    return True


def _same_gaps(secret: str, tokens: tuple[str, ...], lower: str, start: int) -> bool:
    """Whether the words are parted as in the secret: "Price, Priya" is not "Price Priya"."""
    return _gaps(secret.lower(), tokens, 0) == _gaps(lower, tokens, start)


def _gaps(text: str, tokens: tuple[str, ...], start: int) -> list[str]:
    gaps = []
    for place, token in enumerate(tokens):
        found = text.find(token, start)
        if place:
            gaps.append("".join(text[start:found].split()))
        start = found + len(token)
    return gaps


def _is_meant(text: str, start: int, tokens: tuple[str, ...], kind: str) -> bool:
    """One short word of letters may stand for itself: a name has a capital, an account its sign."""
    before = text[max(0, start - 2) : start]
    signed = before[-1:] in ("@", "＠", "/") and before != "</"  # not the end tag </summary>
    if kind == "PERSON":
        if before[-1:] in ("'", "’"):  # the s of "it's"
            return False
        return len(tokens) > 1 or not tokens[0].isalpha() or text[start : start + 1].isupper()
    if len(tokens) > 1:  # an address of the web, which an account may be called like, is none
        return before[-1:] in ("@", "＠") or not find_urls(".".join(tokens))
    if tokens[0].isdigit():
        return len(tokens[0]) >= _LONG_NUMBER or signed
    return not tokens[0].isalpha() or len(tokens[0]) > _WORD_LENGTH or signed


class _Forms:
    """Finds what has the form of an identifier."""

    def __init__(self, kept: set[tuple[str, ...]]) -> None:
        self.kept = kept

    def find(self, text: str) -> Iterator[tuple[str, int]]:
        """Kind and place of each identifier in a text."""
        at = 0
        for line in text.splitlines(keepends=True):
            seen: set[tuple[int, int]] = set()
            # A fingerprint of a file has digits in a row by chance; as many signs keep their places.
            for span in sure(_FINGERPRINT.sub(lambda found: "x" * len(found[0]), line)):
                original = line[span.start : span.end]
                place = (span.start, span.end)
                if place in seen or _tokens(original) in self.kept:
                    continue
                if span.kind == "NHS NUMBER" and original.isdigit():
                    continue  # one in eleven numbers of ten digits has the right check digit
                seen.add(place)
                yield span.kind, at + span.start
            at += len(line)


#: SHA-1, SHA-256 and the like, as a run's own records hold them.
_FINGERPRINT = re.compile(r"\b(?=[0-9a-f]*[a-f])(?:[0-9a-f]{40}|[0-9a-f]{64})\b")


def _kind(secret: str) -> str:
    whole: Mapping[str, int] = {span.kind: span.end - span.start for span in structured(secret)}
    best = max(whole, key=lambda kind: whole[kind], default="")
    if best and 2 * whole[best] > len(secret):
        return best
    if "://" in secret:
        return "LINK"
    if next(iter(accounts_in(secret)), None) or re.search(r"[\d_]", secret):
        return "HANDLE"
    return "PERSON" if secret[:1].isupper() else "HANDLE"
