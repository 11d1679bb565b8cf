"""Sentences that ask for something: who should be heard, what should be asked or done, where it worked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import pandas as pd

from consultation_insight.analysis._asks import Ask, content_words, group_asks
from consultation_insight.analysis._references.gazetteer import Alias, read_gazetteer
from consultation_insight.analysis._whom import people, whom
from consultation_insight.analysis._words.tokens import mask, tokens_of
from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting
from consultation_insight.models.matcher import PhraseMatcher, Token, fold
from consultation_insight.results import Recommendations
from consultation_insight.text import split_sentences

__all__ = ["find_recommendations"]

#: What the cues below mean, by the question that they answer.
ANSWERS = ("who", "what", "where", "do")

# All are matched against small letters with straight apostrophes.
_HEAR = re.compile(
    r"\b(?:listen(?:ing|ed)?(?: \w+){0,2} to|(?:talk|speak)(?:ing)? (?:to|with)|hear(?:ing)? from"
    r"|learn(?:ing)? from|sit (?:down )?with|consult(?:ing)?(?: with)?|invit(?:e|ing)|involv(?:e|ing)|includ(?:e|ing)"
    r"|follow(?:ing)? @|(?:seats?|place) (?:at|round|around) the table|(?:round|around) the table|in the room"
    r"|voices? of|speaks? for|represent(?:s|ing)?|(?:nobody|no one|no-one|never|rarely|not) (?:ever )?(?:asks?|asked|been asked|listens?|get(?:s)? asked)"
    r"|(?:work|co-?design|co-?produc(?:e|tion)|co-?creat(?:e|ion)|partner)(?:ing)? with"
    r"|(?:ask|asking) (?!(?:the|your|our) (?:\w+ ){1,3}?to\b)(?:us|me|them|him|her|those|the|your|our|any|some|ordinary|real|young|old|local|people)"
    r"|listen to|gwrandewch|[ée]coutez|escuch(?:ad|en|ar)|słuchajcie|h[öo]rt auf)\b"
)
#: Of these cues, those that ask to hear somebody whatever the question was.
_HEAR_PLAINLY = re.compile(
    r"\b(?:listen(?:ing)?(?: \w+){0,2} to(?! m[ey]\b)|(?:talk|speak)(?:ing)? (?:to|with)|hear(?:ing)? from|learn(?:ing)? from"
    r"|sit (?:down )?with|consult(?:ing)?(?: with)?|(?:seats?|place) (?:at|round|around) the table"
    r"|(?:nobody|no one|no-one|never|rarely|not) (?:ever )?(?:asks?|asked|been asked|listens?|get(?:s)? asked)"
    r"|co-?(?:design|produc|creat)\w* with"
    r"|(?:ask|asking) (?!(?:the|your|our) (?:\w+ ){1,3}?to\b)(?:us|them|him|her|those|the|our|ordinary|real|young|old|local|people)"
    r"|gwrandewch|[ée]coutez|escuch(?:ad|en|ar)|słuchajcie|h[öo]rt auf)\b"
)
_ASK = re.compile(
    r"\b(?:ask(?:ing|ed|s)?|find(?:ing)? out|wonder(?:ing)?|work out|check(?:ed)?)(?: \w+){0,4}? (?:why|what|how|whether|if|who|where|when|which)\b"
    r"|\b(?:the|one|my|real|big|first|key|right|best|only|this|a|that) questions?\b"
)
_QUESTION = re.compile(
    r"^\W*(?:(?:and|but|so|then|or|also|ok|well|because|if [^,?]{1,60},|[^,:?]{1,40}:) )?"
    r"(?:what|why|how|who|whose|which|when|where|is|are|can|could|do|does|did|will|would|have|has|should|shouldn't|isn't|aren't|won't|don't|doesn't)\b.*\?"
    r"|\b(?:what|how|who|which|why) \w+.*\?",
    re.DOTALL,
)
_WORKED = re.compile(
    r"\b(?:(?:has |have |had |it |that |this |and |which )?work(?:s|ed) (?:well|in|for|here|there|before|brilliantly|fine)|it work(?:s|ed)|(?:did|done) (?:it|this|that|exactly)"
    r"|(?:^|[,;:] |please |go |and |just )look (?:at|to)|go and see|come and see|see how|(?:since|in|from|by|of|back in|after) (?:1[5-9]|20)\d\d|in the (?:19)?\d0s|(?:19)?\d0s"
    r"|(?:model|example|pilot|trial|experiment|case stud(?:y|ies)|precedent)s?|already (?:do|does|did|have|has|run|runs)"
    r"|years? ago|tried (?:it|this|that)|copy|steal|borrow|(?:we|they|i) (?:ran|run|set up|built|opened|turned|moved|made|did|had|got|put|gave|went|started|switched))\b"
)
#: What says by itself that something worked, and what says so of a place.
_WORKED_PLAINLY = re.compile(
    r"\bwork(?:s|ed|ing) (?:well|brilliantly|fine|there|before|elsewhere)\b|\b(?:has|have|had|it|that) worked\b|\bworked in\b"
    r"|\b(?:did|done|doing) exactly (?:it|this|that)\b|\bcase stud(?:y|ies)\b|\bsuccess(?:ful|fully)? (?:in|elsewhere)\b"
    r"|\b(?:pilot|trial)(?:s|ed)? (?:scheme|project|in)\b"
)
_EXAMPLE = re.compile(
    r"\b(?:look(?:ing)? (?:at|to)|follow(?:ing)?|cop(?:y|ying)|learn(?:ing)? from|examples? of|model|like (?:they|it|in)|as (?:they|it|in)"
    r"|(?:they|already) (?:do|does|did|have|has|run|runs))\b"
)
_DO = re.compile(
    r"\b(?:should(?:n't)?|must(?:n't)?|ought to|needs? to|ha(?:ve|s) to|has got to|let's|why not|how about|make sure|time to|it's time)\b"
    r"|(?:^|[.!?:;,] |\band |\bthen |\bplease |\bjust )(?:please )?(?:stop|start|bring|give|invest|fund|scrap|ban|end|build|put|pay|abolish|make|protect|support|use|keep|open|close|cut|raise|set up|create|reform|restore|invite|introduce|teach|train|plant|plan|tax|remove|reduce|increase|extend|provide|allow|share|design|measure|think|try|do|don't|treat|trust"
    r"|add|fix|repair|improve|install|replace|ensure|expand|get rid)\b"
    # Wishes: "I wish there was …", "It would be great if …", "We'd like to see …", "more buses, please".
    r"|\b(?:pl[sz]|please) (?!don't know|see (?:above|below|attached|my)|refer|note|find)[a-z]{2,}|,? ?\bplease\W*$"
    r"|\bwish (?:there|it|you|they|we|that|the)\b"
    r"|\bwould be (?:(?:so|really|very|much|even) )?(?:nice|great|good|helpful|better|useful|lovely|ideal|wonderful|fantastic|awesome|amazing) (?:if|to (?:have|see|get|be able))\b"
    r"|\b(?:would|'d) (?:really |also |just )?(?:like|love|prefer) (?:to (?:see|have|be able)|it if|if|more|an?|the)\b"
    r"|\b(?:can|could) (?:you|we|they) (?:please |not |just )?(?:have|get|add|make|fix|put|bring|do|stop|start|keep|use|give)\b"
    r"|\b(?:we|they|it|you|i|people|residents|[a-z]+s|(?:the|our|this|every|each) \w+(?: \w+)?) (?:really |also |just )?needs? (?:an?|the|some|more|better|new|another|proper|fewer|less)\b|^needs? (?:an?|the|some|more|better|new)\b"
)
_SELF = re.compile(
    r"\b(?:i'm|i am|as|we're|we are|speaking as|i work as|i was|i've been|here as) (?:an? |the |your )?(?:\w+[ -]){0,3}?(\w+)"
)
_OURS = re.compile(
    r"\b(?:our members|members of|we at|on behalf of|speaking for|we represent|membership body)\b"
)
#: A question whose wording is not known asks for people and examples where so many of the sentences that ask
#: something plainly ask to hear somebody, and no fewer than five: 27 % of those of the renewal replies, which were
#: asked for that, and at most 8 % of the answers to 25 questions that were not.
_INVITES, _HEARING = 0.15, 5
#: Of fewer responses nothing shows what was asked.
_FEW = 10
_INVITING = re.compile(r"\bwhom?\b|\bpwy\b|\bworked\b|\bexamples?\b|\belsewhere\b|\blisten\b")
#: So many words before a cue ("nurses were never asked") and after it name whom to hear ...
_BEFORE, _AFTER = 5, 6
#: ... and so many after each of them: "nurses, carers and young people".
_LIST = 4
#: Who introduces themselves does so in so many words.
_OPENING = 12
#: Kinds of the gazetteer that are someone to hear, and those that are somewhere it worked.
_HEARD = frozenset({"person", "book", "organisation", "report"})
_PLACES = frozenset({"place", "programme"})


def find_recommendations(corpus: Corpus) -> Recommendations:
    """Find the sentences of live responses that ask for something or say where it worked.

    By cues of wording, mostly English: *listen to*, *talk to* → ``who``; questions, *ask why* →
    ``what``; *should*, *must*, *stop* → ``do``; *worked in*, *look at Denmark* → ``where``. Where the
    question asks for people or examples, by its wording or as many of the answers show, someone of
    the gazetteer or who the writer is (*I'm a nurse*) is a ``who``, too, and a place of the
    gazetteer or *since 1993* a ``where``. A sentence can have several, each on a line of its own.

    Returns
    -------
    Recommendations
        In the order of the responses; ``groups`` puts asks together that two or more responses
        make: *who* and *where* by whom and what they name, *what* and *do* where three fifths of
        their content words are the same.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, find_recommendations
    >>> corpus = Corpus.from_responses(pd.DataFrame({"text": ["I am fine. Listen to carers."]}))
    >>> find_recommendations(corpus).to_frame()[["start", "end", "answers"]].to_numpy().tolist()
    [[11, 28, 'who']]
    """
    return recommendations_of(corpus, asks_in(corpus.live, corpus.questions))


def asks_in(live: pd.DataFrame, questions: pd.DataFrame) -> list[Ask]:
    """The sentences that ask, in the order of the responses."""
    phrases = read_gazetteer().phrases
    asks: list[Ask] = []
    open_to_people = _open_to_people(questions)
    known: dict[tuple[str, bool], list[Ask]] = {}
    for response_id, question_id, text in zip(
        live["response_id"], live["question_id"], live["text"], strict=True
    ):
        key = text, question_id in open_to_people
        if key not in known:  # copies are read once
            known[key] = list(_asks_of(text, phrases, opens=key[1]))
        asks += [ask._replace(response_id=response_id) for ask in known[key]]
    return asks


def _asks_of(text: str, phrases: PhraseMatcher, *, opens: bool) -> Iterator[Ask]:
    """What one text asks, without its response."""
    masked = mask(text).replace("’", "'")
    tokens = tokens_of(text)
    first = 0
    for number, (start, end) in enumerate(split_sentences(text)):
        last = first
        while last < len(tokens) and tokens[last].start < end:
            last += 1
        sentence = masked[start:end].strip(" |").lower()
        own = tokens[first:last]
        named = _named(phrases, own)
        answers = _answers(sentence, own, set(named.values()), opens=opens and number == 0)
        if answers:
            words = content_words(own)
            heard: Sequence[Token] | None = _near_cues(masked[start:end].lower(), start, own)
            if heard is None:  # who writes opens with it
                heard = own[:_OPENING]
            for answer in answers:
                plain = _plainly(answer, sentence, set(named.values()))
                yield Ask("", start, end, answer, _whom(answer, heard, named), words, plain)
        first = last


def recommendations_of(corpus: Corpus, asks: Sequence[Ask]) -> Recommendations:
    """Make the result; the texts are not read again."""
    live = corpus.live
    asks = _asked_for(asks, live, corpus.questions)
    likes = dict(zip(live["response_id"], live["likes"].fillna(0).astype("int64"), strict=True))
    return Recommendations(
        table=pd.DataFrame(
            [ask[:4] for ask in asks], columns=["response_id", "start", "end", "answers"]
        ),
        groups=group_asks(asks, likes, Counting.of(corpus)),
        base=corpus.base,
        method="Sentences by cues of wording, mostly English, and by names of the gazetteer.",
    )


def _asked_for(asks: Sequence[Ask], live: pd.DataFrame, questions: pd.DataFrame) -> list[Ask]:
    """Leave out whom and what only the question would have made an answer.

    "Mexico" and "American jobs" name nobody to listen to where the question was about something else.
    """
    of_question = dict(zip(live["response_id"], live["question_id"], strict=True))
    received = live["question_id"].value_counts()
    wordings = dict(zip(questions["question_id"], questions["wording"].astype("str"), strict=True))
    asking: defaultdict[object, set[tuple[str, int]]] = defaultdict(set)
    hearing: defaultdict[object, set[tuple[str, int]]] = defaultdict(set)
    for ask in asks:
        question = of_question[ask.response_id]
        if ask.plain:
            asking[question].add(ask[:2])
            if ask.answers == "who":
                hearing[question].add(ask[:2])
    invited = {
        question
        for question, number in received.items()
        if _INVITING.search(wordings.get(question, "").lower())
        or (
            len(wordings.get(question, "").split()) < 4
            and (
                number < _FEW
                or len(hearing[question]) >= max(_HEARING, _INVITES * len(asking[question]))
            )
        )
    }
    return [ask for ask in asks if ask.plain or of_question[ask.response_id] in invited]


def _plainly(answer: str, sentence: str, kinds: set[str]) -> bool:
    """Whether a sentence gives its answer whatever the question was."""
    if answer == "who":
        return bool(_HEAR_PLAINLY.search(sentence))
    if answer == "where":
        placed = bool(kinds & _PLACES) and bool(_EXAMPLE.search(sentence))
        return placed or bool(_WORKED_PLAINLY.search(sentence))
    return True


def _open_to_people(questions: pd.DataFrame) -> set[str]:
    """The questions that a group of people can be an answer to.

    Where the wording is known and does not ask *who*, an occupation at the start says who
    writes, not who should be heard.
    """
    return {
        question_id
        for question_id, wording in zip(
            questions["question_id"], questions["wording"].astype("str"), strict=True
        )
        if len(wording.split()) < 4 or re.search(r"\bwhom?\b|\bpwy\b", wording.lower())
    }


def _answers(sentence: str, tokens: Sequence[Token], kinds: set[str], *, opens: bool) -> list[str]:
    """Which questions a sentence answers."""
    if len(tokens) < 2:
        return []
    found = {
        "who": bool(
            _HEAR.search(sentence) or kinds & _HEARD or _speaks_as(sentence, tokens, opens)
        ),
        "what": bool(_ASK.search(sentence) or ("?" in sentence and _QUESTION.search(sentence))),
        "where": bool(kinds & _PLACES or _WORKED.search(sentence)),
        "do": bool(_DO.search(sentence)),
    }
    return [answer for answer in ANSWERS if found[answer]]


def _whom(answer: str, tokens: Sequence[Token], named: dict[str, str]) -> tuple[str, ...]:
    """Whom or what an answer to *who* or *where* names, by the name that a reader knows."""
    if answer == "where":
        return tuple(name for name, kind in named.items() if kind in _PLACES)
    if answer != "who":
        return ()
    return (*whom(tokens), *(name for name, kind in named.items() if kind in _HEARD))


def _near_cues(sentence: str, begin: int, tokens: Sequence[Token]) -> list[Token] | None:
    """The words that stand close to a cue for hearing somebody; None where there is no cue."""
    cues = [(begin + m.start(), begin + m.end()) for m in _HEAR.finditer(sentence)]
    if not cues:
        return None
    known = people()
    near: set[int] = set()
    for first, last in cues:
        inside = [at for at, t in enumerate(tokens) if first <= t.start < last]
        begins = (
            inside[0]
            if inside
            else next((at for at, t in enumerate(tokens) if t.start >= first), len(tokens))
        )
        reach = (inside[-1] if inside else begins) + _AFTER
        near.update(range(max(0, begins - _BEFORE), begins))
        at = begins
        while at < len(tokens) and at <= reach:
            near.add(at)
            if tokens[at].key in known:  # a list goes on
                reach = max(reach, at + _LIST)
            at += 1
    return [token for at, token in enumerate(tokens) if at in near]


def _named(phrases: PhraseMatcher, tokens: Sequence[Token]) -> dict[str, str]:
    """What a sentence names beyond doubt, with its kind."""
    gazetteer = read_gazetteer()
    return {
        gazetteer.line(alias.reference_id).reference: gazetteer.entries[alias.reference_id].kind
        for hit in phrases.find(tokens)
        for alias in hit.filed
        if isinstance(alias, Alias)
        and (
            not alias.rule
            or (
                alias.rule == "="
                and alias.words == tuple(token.form for token in tokens[hit.first : hit.last])
            )
        )
    }


def _speaks_as(sentence: str, tokens: Sequence[Token], opens: bool) -> bool:
    """Whether the writer says who they are: "Theatre nurse, 20 years", "I'm a carer"."""
    if _OURS.search(sentence):
        return True
    known = people()
    if opens and any(
        fold(word) in known for match in _SELF.finditer(sentence) for word in match[0].split()
    ):
        return True
    # Who opens with an occupation introduces themselves, or names who should be heard.
    return opens and len(tokens) <= 12 and any(token.key in known for token in tokens[:4])
