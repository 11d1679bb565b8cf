"""Looking for personal data in what was written."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from consultation_insight.cleaning._copies.contents import pieces
from consultation_insight.cleaning._personal.accounts import accounts_in
from consultation_insight.cleaning._personal.identifiers import structured, sure
from consultation_insight.cleaning._personal.identity import identity_columns
from consultation_insight.cleaning._personal.lexicon import public_names
from consultation_insight.corpus import Corpus
from consultation_insight.results import Leaks

__all__ = ["leak_scan", "secrets_of"]

_TOKEN = re.compile(r"\w+")
_CODING = ("utf-8", "surrogatepass")
#: Turns whatever parts words in ASCII into blanks.
_BLANKED = bytes(sign if sign > 127 or _TOKEN.match(chr(sign)) else ord(" ") for sign in range(256))
_MARK = re.compile(r"\[[A-Z][A-Z ]*(?: \d+)?\]")
#: A secret of fewer letters and digits says nothing when it is found somewhere.
_SHORTEST = 4
#: Kinds that are words like others: only as they were written are they what was taken out.
_NAMED = ("NAME", "HANDLE")
#: An account of letters only, no longer than this, may as well be a word of the report.
_WORD_LENGTH = 8


def leak_scan(
    folder: str | Path,
    source: Corpus | Iterable[str] | None = None,
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
    source : Corpus or iterable of str, optional
        What must not be found: the corpus before `redact` (its identifiers, accounts and columns
        of identity), or the secrets themselves, as `secrets_of` gives them. Without it, what has
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
    >>> from consultation_insight import leak_scan
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (pathlib.Path(folder) / "a.csv").write_text("id,text\n1,ring 07700 900123")
    ...     leak_scan(folder).table.to_numpy().tolist()
    [['a.csv', 'PHONE', 'line 2', 1]]
    """
    folder = Path(folder)
    kept = {_tokens(text) for text in keep}
    if source is None:
        search: _Forms | _Secrets = _Forms(kept)
    else:
        secrets = _secrets_in(source) if isinstance(source, Corpus) else source
        search = _Secrets(secrets, kept)
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
        settings={"with source": source is not None},
        method="every file searched for the originals"
        if source is not None
        else "every file searched for the forms of identifiers",
        table=pd.DataFrame(rows, columns=["file", "kind", "place", "hits"]),
    )


def secrets_of(before: Corpus, after: Corpus) -> tuple[str, ...]:
    """Find what `redact` took out, for `leak_scan`; to be held in memory only.

    Parameters
    ----------
    before : Corpus
        As it was before `redact`.
    after : Corpus
        As it is after it.

    Returns
    -------
    tuple of str
        What the marks replaced, accounts, links that were taken out, and the columns of
        identity. What still stands in ``after`` on purpose (public accounts) is no secret, nor
        is a single word that other respondents use.
    """
    old, new = before.responses, after.responses
    found: set[str] = set()
    for text, plain in zip(old["text"], new["text"], strict=True):
        if text != plain:
            found |= _replaced(text, plain)
            found |= {
                original
                for span in structured(text)
                if (original := text[span.start : span.end]) not in plain
            }
    standing = _kept_accounts(new["text"])
    said = {
        token
        for text in _published_words(after)
        for token in _TOKEN.findall(_MARK.sub(" ", text).lower())
    }
    for links, left in zip(old["links"], new["links"], strict=True):
        found |= set(links.split()) - set(left.split()) if links != left else set()
    found |= {
        account
        for column in ("handle", "in_reply_to")
        for account in set(old[column])
        if account.lower() not in standing
    }
    found |= _identities(before)
    return tuple(
        sorted(secret for secret in found if _is_telling(secret) and not _is_a_word(secret, said))
    )


def _published_words(corpus: Corpus) -> Iterator[str]:
    """All words that stand in the output anyway: texts, answers, attributes, public names."""
    yield from corpus.responses["text"]
    yield from corpus.questions["wording"]
    yield from corpus.answers["answer"].astype("str").unique()
    for column in corpus.respondents.columns.drop("respondent_id"):
        yield from corpus.respondents[column].astype("str").unique()
    yield from public_names().people


def _secrets_in(corpus: Corpus) -> set[str]:
    """What is personal in a corpus by its form or its column."""
    found = _identities(corpus)
    for text in corpus.responses["text"]:
        found |= {text[span.start : span.end] for span in structured(text)}
    for column in ("handle", "in_reply_to"):
        found |= set(corpus.responses[column])
    said = {token for text in corpus.responses["text"] for token in _TOKEN.findall(text.lower())}
    return {text for text in found if _is_telling(text) and not _is_a_word(text, said)}


def _identities(corpus: Corpus) -> set[str]:
    table = corpus.respondents
    return {
        str(value)
        for column in identity_columns(table)
        for value in table[column].dropna().unique()
    }


def _replaced(text: str, plain: str) -> set[str]:
    """What stood where the marks are: the text that remains holds the two together."""
    first, *between = _MARK.split(plain)
    if not between or not text.startswith(first):
        return set()
    *between, last = between
    found = set()
    start = len(first)
    for part in between:  # the shortest each time: what remains is most likely whole
        end = text.find(part, start + 1)
        if end < 0:
            return set()
        found.add(text[start:end])
        start = end + len(part)
    end = len(text) - len(last)
    return found | {text[start:end]} if end > start and text.endswith(last) else set()


def _kept_accounts(texts: Iterable[str]) -> set[str]:
    return {account.name for text in texts if "@" in text for account in accounts_in(text)}


def _is_telling(secret: str) -> bool:
    return sum(sign.isalnum() for sign in secret) >= _SHORTEST


def _is_a_word(secret: str, said: set[str]) -> bool:
    """One word without digits that the redacted texts use anyway."""
    tokens = _tokens(secret)
    return len(tokens) == 1 and tokens[0].isalpha() and tokens[0] in said


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text.lower()))


class _Secrets:
    """Finds known secrets, however they are punctuated."""

    def __init__(self, secrets: Iterable[str], kept: set[tuple[str, ...]]) -> None:
        self.by_first: dict[bytes, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        forms: dict[tuple[str, ...], str] = {}
        for secret in sorted(set(secrets)):
            tokens = _tokens(secret)
            if not tokens or tokens in kept:
                continue
            forms.setdefault(tokens, secret)
            has_digits = len(tokens) > 1 and any(sign.isdigit() for sign in secret)
            if has_digits and _kind(secret) != "ADDRESS":
                forms.setdefault(("".join(tokens),), secret)  # the same number without its gaps
        for tokens, secret in forms.items():
            self.by_first[tokens[0].encode(*_CODING)].append((tokens, secret))

    def find(self, text: str) -> Iterator[tuple[str, int]]:
        """Kind and place of each secret in a text."""
        lower = text.lower()
        words = _words_of(lower)
        hits = []
        for first in self.by_first.keys() & words:
            possible = [form for form in self.by_first[first] if words.issuperset(_bytes(form[0]))]
            for start in _places(first.decode(*_CODING), lower) if possible else ():
                for tokens, secret in possible:
                    if _stands(tokens, lower, start):
                        kind = _kind(secret)
                        if _is_meant(text, start, tokens, kind) and (
                            kind not in _NAMED or _same_gaps(secret, tokens, lower, start)
                        ):
                            hits.append((start, kind))
        yield from ((kind, start) for start, kind in sorted(hits))


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
    before = text[max(0, start - 1) : start]
    if kind == "NAME" and before in ("'", "’"):  # the s of "it's"
        return False
    if kind == "HANDLE" and len(tokens) == 1 and tokens[0].isdigit() and len(tokens[0]) < 7:
        return before in ("@", "＠", "/")
    if len(tokens) > 1 or not tokens[0].isalpha():
        return True
    if kind == "NAME":
        return text[start : start + 1].isupper()
    before = text[max(0, start - 2) : start]  # not the end tag </summary>
    return len(tokens[0]) > _WORD_LENGTH or (before[-1:] in ("@", "＠", "/") and before != "</")


class _Forms:
    """Finds what has the form of an identifier."""

    def __init__(self, kept: set[tuple[str, ...]]) -> None:
        self.kept = kept

    def find(self, text: str) -> Iterator[tuple[str, int]]:
        """Kind and place of each identifier in a text."""
        at = 0
        for line in text.splitlines(keepends=True):
            seen: set[tuple[int, int]] = set()
            for span in sure(line):
                original = line[span.start : span.end]
                place = (span.start, span.end)
                if place in seen or _tokens(original) in self.kept:
                    continue
                if span.kind == "NHS NUMBER" and original.isdigit():
                    continue  # one in eleven numbers of ten digits has the right check digit
                seen.add(place)
                yield span.kind, at + span.start
            at += len(line)


def _kind(secret: str) -> str:
    whole: Mapping[str, int] = {span.kind: span.end - span.start for span in structured(secret)}
    best = max(whole, key=lambda kind: whole[kind], default="")
    if best and 2 * whole[best] > len(secret):
        return best
    if "://" in secret:
        return "LINK"
    if next(iter(accounts_in(secret)), None) or re.search(r"[\d_]", secret):
        return "HANDLE"
    return "NAME" if secret[:1].isupper() else "HANDLE"
