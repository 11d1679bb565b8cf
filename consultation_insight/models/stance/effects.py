"""What a text says that a measure does, and what it says of the thing that the measure is about.

"Banning the adverts protects children" and "The adverts harm children" are both for a ban, though
one praises and one blames. So it matters what a clause speaks of: the measure, or its object; where
the proposal is to stop something, what is said of the object counts the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Effects", "effects_of", "is_to_stop", "without_object", "words_to_stop"]

_STOPPING = re.compile(
    r"\b(?:abandon\w*|abolish\w*|abolition|ban(?:s|ned|ning)?|prohibit\w*|outlaw\w*|criminal\w*|end(?:ing)?(?! of)|stop\w*|clos\w+|"
    r"cut\w*|scrap\w*|remov\w+|eliminat\w+|limit\w*|fight\w*|block\w*|cancel\w*|withdraw\w*|leav\w+|restrict\w*|reduc\w+|"
    r"demolish\w*|reject\w*|oppos\w+|against|shut\w*|sell\w*|privatis\w+|dismantl\w+|phase out|get rid)\b",
    re.IGNORECASE,
)
#: How people name a measure that stops something, whatever word the proposal has for it.
_STOP_NAMED = re.compile(
    r"\b(?:(?:an?|the|this|such an?|any|strict|total|complete|full|outright|partial) (?:\w+ ){0,2}ban|ban on|bans|banning|"
    r"prohibit(?:ing|ions?)|outlawing|forbidding|eliminat(?:ing|ion)|remov(?:ing|al)|restrict(?:ing|ions?)|limiting|"
    r"limitations?|reducing|reduction|decreas(?:ing|e in)|minimi[sz]ing|cutting|cutbacks?|cuts|curbing|stopping|halting|"
    r"ending|abolishing|abolition|scrapping|closing|closure|shutting|withdrawing|withdrawal|cancell?(?:ing|ation)|"
    r"abandoning|blocking|dismantling|phasing out|getting rid|criminali[sz](?:ing|ation)|regulating|fewer|less)\b",
    re.IGNORECASE,
)
#: And any measure.
_NAMED = re.compile(
    r"\b(?:(?:this|the|such an?|an?|these|that) (?:\w+ )?(?:measures?|polic(?:y|ies)|proposals?|ideas?|plans?|"
    r"schemes?|changes?|initiatives?|reforms?|approach|moves?|laws?|rules?|decision|intervention|step)|"
    r"implement\w*|introduc\w+|doing (?:so|this|that))\b",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"\b(?:protect\w*|safeguard\w*|prevent\w*|deter\w*|help(?:s|ed|ing)?|enhanc\w+|boost\w*|promot\w+|improv\w+|strengthen\w*|"
    r"support(?:s|ing)?|benefit\w*|sav(?:e|es|ing) (?:lives|money|time)|enabl\w+|encourag\w+|build\w* (?:trust|confidence)|"
    r"foster\w*|reassur\w+|eas(?:e|es|ing)|reliev\w+|solv\w+|make\w* \w+ (?:safer|better|easier|cleaner|fairer|healthier)|"
    r"good for|create\w* (?:jobs|safer|a better|a safer|opportunit\w+)|essential|necessary|crucial|vital|needed|overdue|"
    r"important|right thing|right move|step (?:forward|in the right direction|towards?)|worth\w*|ensur\w+|allow\w*|"
    r"free(?:s|ing)? up|contribut\w+|mitigat\w+|discourag\w+|defend\w*|positive|effective(?:ly)?)\b",
    re.IGNORECASE,
)
_BAD = re.compile(
    r"\b(?:harm\w*|hurt\w*|hinder\w*|punish\w*|penali[sz]\w+|damag\w+|undermin\w+|stifl\w+|infring\w+|violat\w+|threaten\w*|"
    r"destroy\w*|ruin\w*|jeopardi\w+|compromis\w+|los(?:e|es|ing|s)|cost(?:s|ly)?|expensive|risk\w*|danger\w*|underground|"
    r"black market|bankrupt\w*|over-?control|over-?reach|excessive|unfair\w*|unnecessar\w+|ineffective|pointless|useless|"
    r"fail\w*|worsen\w*|make\w* (?:things|it|matters|life) (?:worse|harder)|deprive\w*|discriminat\w+|impractical|"
    r"unworkable|unenforceable|impossible|unrealistic|nanny state|freedom|liberty|backfir\w+|unintended|negat\w+|problem\w*|"
    r"burden\w*|bad for|difficult\w*|hard(?:er|ship)?|waste\w*|strain\w*|bypass\w*|circumvent\w*|loophole\w*|"
    r"limits? (?:choice|freedom|businesses))\b",
    re.IGNORECASE,
)
_STOP_VERB = (
    "ban(?:ned)?|prohibit(?:ed)?|outlaw(?:ed)?|forbid(?:den)?|eliminated?|removed?|restrict(?:ed)?|limit(?:ed)?|reduced?|cut|"
    "curb(?:ed)?|stop(?:ped)?|end(?:ed)?|abolish(?:ed)?|scrap(?:ped)?|closed?|shut|withdraw[n]?|cancel(?:led)?|"
    "abandon(?:ed)?|block(?:ed)?|phased? out|criminali[sz]ed?|get rid"
)
_SHOULD_STOP = re.compile(
    rf"\b(?:should|must|need(?:s)? to|ought to|have to|has to|let['’]?s|time to|please|be|get) (?:\w+ )?(?:{_STOP_VERB})\b",
    re.IGNORECASE,
)
_SHOULD_STAY = re.compile(
    rf"\b(?:should|must|need|ought|does|do|has|have)(?: not|n['’]t)(?: to)? (?:be )?(?:{_STOP_VERB})\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"n['’]t\b|\bnot\b|\bnever\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?<=[.!?;])\s+|,?\s+\b(?=(?:but|however|yet|although|though|whereas|while|still)\b)",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"(?:but|however|yet|still|nevertheless|nonetheless|on the (?:flip|other) (?:side|hand)|that said|conversely)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]+")
#: What a proposal says beside its object.
_ASKING = re.compile(
    r"agree|disagree|support|oppose|general|thoughts?|views?|think|feel|propos\w+|plans?|should|would|could|what|that|this|"
    r"these|those|with|about|your|their|have|does|right|people|government|council|introduce|replace|make|making|allow|into|"
    r"from|more|during|being|been"
)


@dataclass(frozen=True)
class Effects:
    """What one text says; numbers above zero speak well, below zero ill.

    Parameters
    ----------
    of_measure : int
        -2 to 2: what it says that the measure does.
    of_object : int
        -2 to 2: what it says of anything else.
    last : int
        -1 to 1: what the last clause says; of the object, turned round where that is to be stopped.
    names_measure, contrasts, should_stop, should_stay : bool
        Whether it speaks of the measure, sets one thing against another, and says that something
        should be stopped, or should not.
    weighs : bool
        It speaks both well and ill of the measure.
    """

    of_measure: int
    of_object: int
    last: int
    names_measure: bool
    contrasts: bool
    should_stop: bool
    should_stay: bool
    weighs: bool


def is_to_stop(proposal: str) -> bool:
    """Whether a proposal is to stop something.

    Examples
    --------
    >>> from consultation_insight.models.stance.effects import is_to_stop
    >>> is_to_stop("Ban gambling adverts"), is_to_stop("Open a library")
    (True, False)
    """
    return _STOPPING.search(proposal) is not None


def words_to_stop(proposal: str) -> list[str]:
    """The words of a proposal that say that something is to be stopped."""
    return [word for word in _WORD.findall(proposal.lower()) if _STOPPING.fullmatch(word)]


def without_object(texts: Sequence[str], proposal: str) -> list[str]:
    """Put "it" for the words of the proposal's object, whose tone is not what people say of it.

    Examples
    --------
    >>> from consultation_insight.models.stance.effects import without_object
    >>> without_object(["Nuclear weapons are no fun"], "Abolish nuclear weapons")
    ['it it are no fun']
    """
    begins = tuple(
        word[: max(5, len(word) - 3)]
        for word in _WORD.findall(proposal.lower())
        if len(word) > 3 and not _ASKING.fullmatch(word) and not _STOPPING.fullmatch(word)
    )
    if not begins:
        return list(texts)
    return [
        _WORD.sub(lambda word: "it" if word[0].lower().startswith(begins) else word[0], text)
        for text in texts
    ]


def effects_of(text: str, proposal: str) -> Effects:
    """Read what a text says that the measure does, and what it says of all else.

    Examples
    --------
    >>> from consultation_insight.models.stance.effects import effects_of
    >>> effects_of("A ban would protect children.", "Ban the adverts").of_measure
    1
    >>> effects_of("A ban would protect children, but it costs jobs.", "Ban the adverts").weighs
    True
    """
    stops = is_to_stop(proposal)
    well = ill = other = last = 0
    named = contrasts = False
    for clause in _CLAUSE.split(text):
        measure = _measure(clause, proposal, stops)
        says = _says(clause, measure.end() if measure else 0)
        against_it = _CONTRAST.match(clause) is not None
        contrasts |= against_it
        if measure or (named and against_it):
            named = True
            last = says
            well, ill = well + (says > 0), ill + (says < 0)
        else:
            other += says
            last = -says if stops else says
    stays = _SHOULD_STAY.search(text) is not None
    return Effects(
        of_measure=max(-2, min(2, well - ill)),
        of_object=max(-2, min(2, other)),
        last=last,
        names_measure=named,
        contrasts=contrasts,
        should_stop=not stays and _SHOULD_STOP.search(text) is not None,
        should_stay=stays,
        weighs=bool(well and ill),
    )


def _measure(clause: str, proposal: str, stops: bool) -> re.Match[str] | None:
    """Where a clause speaks of the measure: by a name for it, or by the proposal's own verb."""
    if found := (_STOP_NAMED.search(clause) if stops else None) or _NAMED.search(clause):
        return found
    own = _own_verbs(proposal)
    return own.search(clause) if own else None


@lru_cache(maxsize=64)
def _own_verbs(proposal: str) -> re.Pattern[str] | None:
    """The proposal's words with "-ing": which of them is its verb need not be known."""
    verbs = [word.removesuffix("e") for word in _WORD.findall(proposal) if len(word) > 3]
    pattern = rf"\b(?:{'|'.join(verbs)})ing\b"
    return re.compile(pattern, re.IGNORECASE) if verbs else None


def _says(clause: str, start: int) -> int:
    """1 if the first effect that a clause names is good, -1 if it is bad, 0 if it names none."""
    good, bad = _GOOD.search(clause, start), _BAD.search(clause, start)
    if good and (not bad or good.start() < bad.start()):
        at, sign = good.start(), 1
    elif bad:
        at, sign = bad.start(), -1
    else:
        return 0
    return -sign if _NOT.search(clause[max(0, at - 14) : at]) else sign
