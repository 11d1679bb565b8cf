"""The harvest of a learning community: what to leave, keep and do differently, and what is to be done.

Rules of English and of boards, not of one event: what a heading asks for, how a step is proposed (a
verb in the imperative, "let's", "we will", a task box), who owns it, by when.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from consultation_insight.analysis._harvest_words import LOGISTICS, VERBS
from consultation_insight.corpus import Corpus
from consultation_insight.results import Harvest, Result, Themes

__all__ = ["find_harvest", "harvest_tables"]

#: What a heading asks for: the first that fits, in small letters.
_ROLES = (
    # A question for ways, whatever of: "How do we keep the trust?"
    ("change", r"^how (?:do|can|could|should|might|would|will) "),
    (
        "leave",
        r"\b(?:leave behind|let(?:ting)? go|stop|drop|lose|end|less of|get rid|abandon|bin|didn't work|did not work|went badly)\b",
    ),
    (
        "keep",
        r"\b(?:keep|continue|hold on to|carry on|preserve|sustain|more of|went well|worked well|what worked|build on)\b",
    ),
    (
        "change",
        r"\b(?:differently|change|start|improve|better|new|next|ideas?|actions?|should we|could we|solutions?|try)\b",
    ),
)
#: Attributes of a note that say where it was written.
_TABLE = re.compile(r"^(?:table|group|board|room|breakout|breakout room|team|station)\b", re.I)

_PIECES = re.compile(r"[.!?;:\n]+\s*|\s*(?:→|->|=>|–|—| - )\s*|, (?=then )")
_LETS = re.compile(
    r"^(?:let's|let us|we will|we'll|we are going to|we should|we could|we must|i will|i'll|why not|"
    r"how about|what if we|please)\s+(?!slow)\w+"
)
_TASK = re.compile(r"^\s*(?:[-*]\s*)?(?:\[[ x]\]|(?:action|to ?do|next step)s?\s*:)", re.I)
_AGREED = re.compile(r"\b(?:we will|we'll|i will|i'll|agreed(?: to|:)|we have agreed)\b", re.I)
#: What others are to say.
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
#: A sentence that says how something is, rather than what to do.
_STATES = re.compile(
    r"\b(?:is|are|was|were|am|isn't|aren't|wasn't|weren't|has|have|had|haven't|hasn't|need to|needs to|"
    r"can't|cannot|won't|doesn't|don't|didn't|i'm|we're|it's|that's|they're|there's|lost|felt|miss)\b|[≠=]"
)
_WISH = re.compile(
    r"^(?:more|less|fewer|better|braver|kinder|greater|stronger|not)\b|^\w+ as (?:the|a) default\b"
)
_ASKS = re.compile(
    r"^(?:who|what|why|how|where|when|which|is|are|do|does|did|can|could|should|would|will|have|has)\b"
)
_BASE = r"(?:send|ask|find|write|share|call|ring|talk|book|check|get|set|draft|invite|lead|chair|organise|arrange|host|make|take|bring|circulate|contact|email|meet|nudge|pass|report|speak|look|map|test|try|fund|pay|start|follow)"
_OWNER = re.compile(
    rf"^(?:action:?\s*|[-*]?\s*\[[ x]\]\s*)?(?P<who>(?:\[[A-Z]+(?: \d+)?\]|[A-Z][\w.'’-]+|[Tt]he [\w-]+|[A-Z]{{2,}})(?:(?: and |, | & )(?:\[[A-Z]+(?: \d+)?\]|[A-Z][\w'’-]+))*(?: (?:team|group|board|lead|officers?|office))?)\s*(?:to|will|'ll|→)\s+{_BASE}\b"
    rf"|\b(?i:owner|lead|who)\s*:\s*(?P<named>[^.;,\n]+)"
)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_WHEN = re.compile(
    rf"\b(?:(?:by|before|until|from|on)\s+)(?:the )?(?:end of (?:the )?(?:\w+)|(?:next |this )?(?:{_DAYS}|week|month|quarter|year|term|spring|summer|autumn|winter|christmas|easter|xmas)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})(?: \d{{4}})?|(?:{_MONTHS})(?: \d{{1,2}})?(?: \d{{4}})?|\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?|20\d\d|\d(?:st|nd|rd|th)? wave|(?:second|next|third) \w+)\b"
    rf"|\b(?:next|this) (?:week|month|quarter|year|term|{_DAYS})\b|\btomorrow\b|\bwithin (?:\w+) (?:days?|weeks?|months?)\b",
    re.I,
)  # fmt: skip


def find_harvest(corpus: Corpus, themes: Themes | None = None) -> Harvest:
    """Find what the notes of a board would leave, keep and change, the actions, and who agrees.

    By the heading that a note stands under (its question), and by its wording: under a heading that
    asks what to do differently a note is an action unless it asks, states or wishes; elsewhere it is
    one where it proposes a step ("let's", "we will", a verb in the imperative, a task box).

    Parameters
    ----------
    corpus : Corpus
        Notes; ``weight`` holds their votes. A column such as *Table*, *Group* or *Board* says where
        a note was written.
    themes : Themes, optional
        For agreement: at how many tables each theme was raised.

    Returns
    -------
    Harvest
        ``table``: one row a live note; ``agreement``: one row a theme.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> corpus = ci.Corpus.from_responses(pd.DataFrame({"text": [
    ...     "Ola to book the hall by Friday", "Rotate the chair every month", "Why so slow?"]}))
    >>> ci.find_harvest(corpus).actions[["owner", "by_when"]].to_numpy().tolist()
    [['Ola', 'by Friday'], ['', '']]
    """
    live = corpus.live
    wordings = dict(zip(corpus.questions["question_id"], corpus.questions["wording"], strict=True))
    roles = {question: role_of(wording) for question, wording in wordings.items()}
    places = _places(corpus)
    rows = []
    for note in live.itertuples():
        role = roles.get(note.question_id, "")
        action = is_action(str(note.text), role)
        owner, when = (_owner(str(note.text)), _when(str(note.text))) if action else ("", "")
        own_words = _QUOTED.sub("", str(note.text))
        agreed = bool(_AGREED.search(own_words) or _TASK.match(own_words) or owner)
        kind = ("agreed" if agreed else "proposed") if action else ""
        place = places.get(str(note.respondent_id), "")
        rows.append((note.response_id, role, kind, owner, when, place, note.weight))
    columns = ["response_id", "role", "action", "owner", "by_when", "place", "votes"]
    table = pd.DataFrame(rows, columns=columns)
    for column in columns[:-1]:
        table[column] = table[column].astype("str")
    return Harvest(
        base=corpus.base,
        settings={},
        method="Headings and wordings of English; no model.",
        table=table,
        agreement=_agreement(table, themes),
    )


def harvest_tables(corpus: Corpus, results: Mapping[str, Result]) -> dict[str, pd.DataFrame]:
    """The tables of a harvest for a report: ``harvest`` and ``agreement``."""
    themes = results.get("themes")
    harvest = find_harvest(corpus, themes if isinstance(themes, Themes) else None)
    notes, live = harvest.table, corpus.live
    # What is cut from the words of people who did not agree to be quoted is not shown.
    closed = notes["response_id"].isin(live.loc[~live["quotable"], "response_id"])
    notes[["owner", "by_when"]] = notes[["owner", "by_when"]].mask(closed, "")
    return {"harvest": notes, "agreement": harvest.agreement}


def role_of(heading: str) -> str:
    """What a heading asks for: ``leave``, ``keep``, ``change``, or nothing of these.

    Examples
    --------
    >>> [role_of(h) for h in ("What went well?", "Stop doing", "How do we keep it?", "Who?")]
    ['keep', 'leave', 'change', '']
    """
    small = heading.casefold().replace("’", "'")
    return next((role for role, words in _ROLES if re.search(words, small)), "")


def is_action(text: str, role: str = "") -> bool:
    """Whether a note proposes a step, a practice or an arrangement.

    Examples
    --------
    >>> is_action("one referral form for all", "change"), is_action("one referral form for all")
    (True, False)
    """
    if _TASK.match(text) or _OWNER.search(text):
        return True
    small = text.casefold().replace("’", "'").strip()
    if LOGISTICS.search(small):
        return False
    pieces = [piece.strip(" \"'“”‘-*•!,") for piece in _PIECES.split(small)]
    pieces = [piece for piece in pieces if piece]
    steps = [bool(_LETS.match(piece)) or _imperative(piece) for piece in pieces]
    if role in ("leave", "keep"):  # the note itself says what is left or kept; a step may follow
        return any(steps[1:]) or bool(pieces and _LETS.match(pieces[0]))
    if steps and steps[0]:
        return True
    if role == "change":
        first = pieces[0] if pieces else ""
        asks = small.endswith("?") and (len(pieces) == 1 or bool(_ASKS.match(first)))
        vague = len(small.split()) < 3 or bool(_WISH.match(first))
        return not (asks or vague or _STATES.search(first)) or any(steps)
    return any(steps) and not small.endswith("?")


def _imperative(piece: str) -> bool:
    words = re.findall(r"[a-z'-]+", piece)
    if len(words) < 2:
        return False
    first = (
        words[1] if words[0] in ("just", "also", "then", "and", "so", "always", "co") else words[0]
    )
    return first in VERBS


def _owner(text: str) -> str:
    found = _OWNER.search(text)
    return (found["who"] or found["named"] or "").strip() if found else ""


def _when(text: str) -> str:
    found = _WHEN.search(text)
    return found[0] if found else ""


def _places(corpus: Corpus) -> dict[str, str]:
    """Where each respondent sat, by the first column that says so."""
    who = corpus.respondents
    column = next((str(name) for name in who if _TABLE.match(str(name))), None)
    if column is None:
        return {}
    return dict(
        zip(who["respondent_id"].astype("str"), who[column].fillna("").astype("str"), strict=True)
    )


def _agreement(table: pd.DataFrame, themes: Themes | None) -> pd.DataFrame:
    """At how many tables each theme was raised, with its votes and what is to become of it."""
    columns = ["theme_id", "label", "notes", "votes", "places", "of_places", "leave", "keep", "change", "actions"]  # fmt: skip
    if themes is None:
        return pd.DataFrame(columns=columns)
    notes = table.set_index("response_id")
    total = notes.loc[notes["place"] != "", "place"].nunique()
    rows = []
    for theme in themes.table.itertuples():
        ids = themes.coding.loc[themes.coding["theme_id"] == theme.theme_id, "response_id"]
        own = notes.loc[notes.index.isin(ids)]
        roles = own["role"].value_counts()
        rows.append(
            (theme.theme_id, theme.label, len(own), int(own["votes"].sum()),
             own.loc[own["place"] != "", "place"].nunique(), total,
             *(int(roles.get(role, 0)) for role in ("leave", "keep", "change")),
             int((own["action"] != "").sum()))
        )  # fmt: skip
    made = pd.DataFrame(rows, columns=columns)
    order = ["places", "votes", "theme_id"]
    return made.sort_values(order, ascending=[False, False, True], ignore_index=True)
