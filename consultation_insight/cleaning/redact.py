"""Taking personal data out of a corpus, so that what comes after can be published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from consultation_insight.cleaning._personal import accounts
from consultation_insight.cleaning._personal import names as names_
from consultation_insight.cleaning._personal.cells import Values, account_spans, sentences
from consultation_insight.cleaning._personal.identifiers import (
    reaches_somebody,
    structured,
)
from consultation_insight.cleaning._personal.identity import identity_columns
from consultation_insight.cleaning._personal.labels import Labels, names_in_questions
from consultation_insight.cleaning._personal.lexicon import public_names
from consultation_insight.cleaning._personal.replacing import Marks, replaced
from consultation_insight.cleaning._personal.telling import is_unique
from consultation_insight.corpus import Corpus, Step
from consultation_insight.errors import SettingsError
from consultation_insight.protocols import Detector, Span

__all__ = ["redact"]

_Change = tuple[str, str, int | None, int | None]


def redact(
    corpus: Corpus,
    *,
    handles: Literal["public", "keep", "remove"] = "public",
    names: Literal["auto", "spacy", "patterns", "all", "off"] = "auto",
    allow: Sequence[str] = (),
    allow_from: str | Path | None = None,
    detectors: Sequence[Detector] = (),
) -> Corpus:
    """Replace personal data by marks such as ``[PHONE]``, and log where, never what.

    Found by their public formats: e-mail addresses, telephone numbers, postcodes, street
    addresses, NHS and National Insurance numbers, cards, bank accounts, IP addresses, dates of
    birth, vehicle registrations, passports and licences, accounts and their profiles, links with
    tokens. People are found by a spaCy pipeline or by patterns. Accounts and people get numbers
    (``[PERSON 3]``, ``[HANDLE 2]``) in the order of their first appearance: the same account
    and the same full name have one number everywhere, a first name alone only within one
    respondent's answers.

    Attributes, closed answers and links are redacted too; columns that say who somebody is
    (name, e-mail, account) are taken out of ``respondents``; a column of whole postcodes keeps
    the district (``LS9``). ``handle`` and ``in_reply_to`` are empty afterwards.

    Parameters
    ----------
    corpus : Corpus
        After `clean`.
    handles : {"public", "keep", "remove"}
        Which accounts stay in the text: public ones (allowed, known to the gazetteer, or named by
        three or more respondents, not an author and not like a private account), all, or none.
    names : {"auto", "spacy", "patterns", "all", "off"}
        How people are found. ``"auto"`` takes spaCy where a pipeline is installed and the texts
        are not posts on social media, patterns otherwise; the step says which it was. In posts a
        whole name stays unless something private stands beside it (a relation, a signature, a
        telephone number), because posts name people to cite them; public figures always stay. With ``"all"`` (for
        research) nobody stays but who is allowed, and what may be a name is taken for one: fewer
        names are missed, and more other words go. Take ``handles="remove"`` with it.
    allow : sequence of str
        Names and accounts that stay: public figures, organisations.
    allow_from : path, optional
        A text file with more of them, one a line; lines that begin with ``#`` are notes.
    detectors : sequence of Detector
        Further detectors (objects only, no setting of a file); their spans join the others.

    Returns
    -------
    Corpus
        The same rows; no table holds the originals.

    Raises
    ------
    SettingsError
        For an unknown value of ``handles`` or ``names``, or a list that cannot be read.
    ModelNotAvailable
        With ``names="spacy"`` where no English pipeline is installed.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, redact
    >>> corpus = Corpus.from_responses(pd.DataFrame({"text": ["Ring me: 07700 900123", "Ask @jo_7781"]}))
    >>> redact(corpus, names="patterns").responses["text"].tolist()
    ['Ring me: [PHONE]', 'Ask [HANDLE 1]']
    """
    after, _ = redact_and_tell(
        corpus,
        handles=handles,
        names=names,
        allow=allow,
        allow_from=allow_from,
        detectors=detectors,
    )
    return after


def redact_and_tell(
    corpus: Corpus,
    *,
    handles: Literal["public", "keep", "remove"] = "public",
    names: Literal["auto", "spacy", "patterns", "all", "off"] = "auto",
    allow: Sequence[str] = (),
    allow_from: str | Path | None = None,
    detectors: Sequence[Detector] = (),
) -> tuple[Corpus, dict[str, str]]:
    """Do what `redact` does, and hand over what was taken out, with its kind.

    The second is what a leak scan looks for; it is to be held in memory only.
    """
    responses = corpus.responses
    texts: list[str] = responses["text"].tolist()
    respondents: list[str] = responses["respondent_id"].tolist()
    rules = Rules.of(
        corpus, is_social(responses), handles, names, [*allow, *read_allowed(allow_from)]
    )
    public = public_in(accounts_named(texts, respondents), authors_of(responses), rules)
    found = first_found(texts, rules, detectors, rules.finder.detect(texts))
    again = {**named_beside(corpus, rules), **unique_in(texts, found)}
    found_again(texts, found, rules, again, public)
    private = unmistakable_in(texts, found, authors_of(responses), public)
    for i, text in enumerate(texts):
        found[i] += accounts.without_sign(text, private)
    marks = Marks()
    new_texts, changes = marked(texts, found, respondents, responses["response_id"].tolist(), marks)
    links, link_changes = plain_links(responses, public, marks)
    columns = {
        "text": pd.Series(new_texts, index=responses.index, dtype="str"),
        "links": pd.Series(links, index=responses.index, dtype="str"),
    }
    changes += link_changes
    return redacted_beside(corpus, rules, again, public, marks, changes, columns), marks.originals


@dataclass(frozen=True)
class Rules:
    """What is looked for in a corpus, and what stays."""

    handles: str
    names: str
    finder: names_.Finder
    kept: names_.Kept
    allow: list[str]

    @classmethod
    def of(
        cls,
        corpus: Corpus,
        social: bool,
        handles: str,
        names: str,
        allow: list[str],
        small: frozenset[str] | None = None,
    ) -> Rules:
        """Check the settings, and choose how names are found (``small`` as in `NamePatterns`)."""
        if handles not in ("public", "keep", "remove"):
            raise SettingsError.from_value(
                "handles", "redact", "one of 'public', 'keep', 'remove'", handles
            )
        finder = names_.finder(names, social=social, small=small)
        stay = [] if names == "all" else [*public_names().people, *names_in_questions(corpus)]
        kept = names_.Kept(names_.folded(name) for name in [*allow, *stay])
        return cls(handles, names, finder, kept, allow)


def named_beside(corpus: Corpus, rules: Rules) -> dict[str, str]:
    """Whole names in attributes that are sentences: they may stand in the texts, too."""
    patterns = _patterns(rules)
    table = corpus.respondents
    rest = table.columns.difference([*identity_columns(table), "respondent_id"])
    columns = [*(table[name] for name in rest), corpus.answers["answer"]]
    told = list(dict.fromkeys(value for column in columns for value in sentences(column)))
    found = [
        rules.kept.without(text, spans)
        for text, spans in zip(told, patterns.detect(told), strict=True)
    ]
    return unique_in(told, found)


def _patterns(rules: Rules) -> names_.Finder:
    return names_.finder("off" if rules.names == "off" else "patterns", social=False)


def redacted_beside(
    corpus: Corpus,
    rules: Rules,
    again: Mapping[str, str],
    public: set[str] | None,
    marks: Marks,
    changes: Sequence[_Change] | pd.DataFrame,
    columns: Mapping[str, pd.Series],
) -> Corpus:
    """Take personal data out of all but texts and links, which are given: ids, attributes, labels."""
    responses = corpus.responses
    values = Values(_patterns(rules), again, marks)
    table, dropped = _respondents(corpus, values)
    step = Step.of(
        "redact",
        {
            "handles": rules.handles,
            "names": rules.names,
            "allow": rules.allow,
            "names found by": rules.finder.method,
            "columns taken out": dropped,
        },
        changes_table(changes),
    )
    answers = values.of(corpus.answers, ["answer"])
    if others := _other_ids(responses):
        table, answers = (
            frame.assign(respondent_id=frame["respondent_id"].map(lambda key: others.get(key, key)))
            for frame in (table, answers)
        )
    after = corpus.after(
        step,
        respondents=table,
        answers=answers,
        link_titles=_titles(corpus, public, values),
        respondent_id=responses["respondent_id"].map(lambda key: others.get(key, key)),
        source_id=responses["source_id"].map(lambda key: "" if _names_somebody(key) else key),
        handle="",
        in_reply_to="",
        **columns,
    )
    return Labels(again, rules.kept, marks, public).out_of(after)


def read_allowed(path: str | Path | None) -> list[str]:
    """Read a list of names that stay, one a line."""
    if path is None:
        return []
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SettingsError(f"allow_from: {path} cannot be read: {reason}.") from None
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def changes_table(changes: Sequence[_Change] | pd.DataFrame) -> pd.DataFrame:
    """What a step did, as it is kept."""
    columns = ["response_id", "change", "start", "end"]
    return pd.DataFrame(changes, columns=columns).astype({"start": "Int64", "end": "Int64"})


# ---------------------------------------------------------------- finding


def is_social(responses: pd.DataFrame) -> bool:
    """Whether these are posts."""
    return bool((responses["handle"] != "").any() or (responses["in_reply_to"] != "").any())


def authors_of(responses: pd.DataFrame) -> set[str]:
    """The accounts that wrote responses."""
    return set(responses["handle"].str.lower()) - {""}


def first_found(
    texts: list[str],
    rules: Rules,
    detectors: Sequence[Detector],
    people: Sequence[Sequence[Span]],
) -> list[list[Span]]:
    """What is personal by its form, and the people whom nothing makes public."""
    found = [structured(text) for text in texts]
    for detector in detectors:
        for i, spans in enumerate(detector.detect(texts)):
            found[i] += [Span(*span) for span in spans]
    return [
        rules.kept.without(text, [*spans, *others])
        for text, spans, others in zip(texts, found, people, strict=True)
    ]


def unique_in(texts: Sequence[str], found: Sequence[Sequence[Span]]) -> dict[str, str]:
    """What is the same personal thing wherever it stands, and its kind."""
    return {
        original: span.kind
        for text, spans in zip(texts, found, strict=True)
        for span in spans
        if is_unique(original := text[span.start : span.end], span.kind)
    }


def found_again(
    texts: Sequence[str],
    found: list[list[Span]],
    rules: Rules,
    again: Mapping[str, str],
    public: set[str] | None,
) -> None:
    """Add what was found elsewhere, and accounts."""
    for i, spans in enumerate(names_.wherever_named(texts, again)):
        found[i] += rules.kept.without(texts[i], spans)
    for i, text in enumerate(texts):
        found[i] += account_spans(text, public)


def unmistakable_in(
    texts: Sequence[str],
    found: Sequence[Sequence[Span]],
    authors: Iterable[str],
    public: set[str] | None,
) -> frozenset[str]:
    """Private accounts that are known without their sign."""
    if public is None:
        return frozenset()
    named = [
        text[span.start : span.end]
        for text, spans in zip(texts, found, strict=True)
        for span in spans
        if span.kind == "HANDLE"
    ]
    return accounts.unmistakable([*named, *(f"@{author}" for author in set(authors) - public)])


def marked(
    texts: Sequence[str],
    found: Sequence[Sequence[Span]],
    respondents: Sequence[str],
    ids: Sequence[str],
    marks: Marks,
) -> tuple[list[str], list[_Change]]:
    """The texts with marks, and where these stand."""
    new_texts: list[str] = []
    changes: list[_Change] = []
    for i, text in enumerate(texts):
        if not found[i]:
            new_texts.append(text)
            continue
        plain, done = replaced(text, found[i], respondents[i], marks)
        new_texts.append(plain)
        changes += [(ids[i], kind, start, end) for kind, start, end in done]
    return new_texts, changes


def accounts_named(texts: Sequence[str], respondents: Sequence[str]) -> list[tuple[str, str]]:
    """Each account that a text names, with who named it."""
    return [
        (account.name, respondent)
        for text, respondent in zip(texts, respondents, strict=True)
        if "@" in text
        for account in accounts.accounts_in(text)
    ]


def public_in(named: Sequence[tuple[str, str]], authors: set[str], rules: Rules) -> set[str] | None:
    """Accounts that stay; None where all do."""
    if rules.handles == "keep":
        return None
    if rules.handles == "remove":
        return set()
    return accounts.public_accounts(named, authors, [*rules.allow, *public_names().accounts])


def plain_links(
    responses: pd.DataFrame, public: set[str] | None, marks: Marks
) -> tuple[list[str], list[_Change]]:
    """The links without those that lead to a private person or carry a secret."""
    column: list[str] = []
    changes: list[_Change] = []
    for response_id, links in zip(responses["response_id"], responses["links"], strict=True):
        if not links:
            column.append("")
            continue
        kept = [link for link in links.split() if not account_spans(link, public)]
        marks.originals |= dict.fromkeys(set(links.split()) - set(kept), "LINK")
        column.append(" ".join(kept))
        changes += [(response_id, "link taken out", None, None)] * (len(links.split()) - len(kept))
    return column, changes


def _titles(corpus: Corpus, public: set[str] | None, values: Values) -> pd.DataFrame:
    """Titles of pages without personal data; none of links that lead to a private person."""
    titles = corpus.link_titles
    kept = pd.Series([not account_spans(url, public) for url in titles["url"]], dtype="bool")
    return values.of(titles[kept], ["title"])


def _names_somebody(key: str) -> bool:
    """Whether an id is an e-mail address, an account or the like."""
    return "@" in key or reaches_somebody(key)


def _other_ids(responses: pd.DataFrame) -> dict[str, str]:
    """New ids for all respondents, in order, where one of the old says who somebody is."""
    ids: list[str] = responses["respondent_id"].tolist()
    accounts_ = responses["handle"].str.lower()
    if not (
        any(_names_somebody(key) for key in set(ids))
        or (
            (accounts_ != "")
            & (responses["respondent_id"].str.lower().str.lstrip("@") == accounts_)
        ).any()
    ):
        return {}
    return {key: f"P{number:04d}" for number, key in enumerate(dict.fromkeys(ids), start=1)}


def _respondents(corpus: Corpus, values: Values) -> tuple[pd.DataFrame, int]:
    table = corpus.respondents
    identity = identity_columns(table)
    rest = [column for column in table.columns if column not in (*identity, "respondent_id")]
    return values.of(table.drop(columns=identity), rest), len(identity)
