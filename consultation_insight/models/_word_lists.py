"""Words that give a kind away: insults, parties and politics, what spam offers.

General English, of several countries; a word here is a feature for a trained head, never a
verdict by itself. Identity terms are in none of the lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["CUES", "cue_counts"]

#: Nouns that are hardly used but to insult.
INSULTS = """
idiot|moron|imbecile|cretin|numpty|plonker|pillock|prat|twit|twerp|berk|wally|wazzock|tosser|wanker|dickhead|knobhead|
bellend|twat|cunt|arsehole|asshole|bastard|scumbag|scum|lowlife|halfwit|dimwit|nitwit|dunce|simpleton|dolt|blockhead|
airhead|bonehead|thicko|dipstick|eejit|gobshite|bampot|bawbag|walloper|drongo|dropkick|douchebag|douche|schmuck|jobsworth|
windbag|gasbag|blowhard|bootlicker|lickspittle|toady|nincompoop|ninny|buffoon|oaf|ratbag|dumbass|jackass|smartarse|
know-all|shitbag|shithead|dipshit|fuckwit|fucker|motherfucker|bitch|slag|slut|whore|prick|knob|knobs|dumbo|dullard|
ignoramus|pea-brain|git|muppet|clot|divvy|doofus|dingbat|fathead|cockwomble|spineless worm|son of a bitch|waste of skin|
waste of oxygen|waste of space|stuffed shirt|empty suit|pen pusher|desk jockey|sanctimonious git|galah|knucklehead|
tosspot|pilchard|numskull|melon|pleb|silly sod|daft sod|old sod|lazy sod|cheeky sod|dozy mare|skiver|freeloader|sponger|trougher|arse-licker|
arselicker|brown-noser|brown noser|sycophant|yes-man|yes man|nodding dog|invertebrate|pondlife|pond life|nutter|nutjob|fruitcake|fruitloop|
con artist|conman|con man|swindler|tinpot dictator|little hitler|fusspot|minger|pisshead|shirker|thickos|wetwipe|wet wipe|mouth breather|
mouth-breather|lamebrain|birdbrain|bird brain|pea brain|scrote|toerag|toe-rag|rotter|wrong un|wrong 'un|bozo|doofuses|crackpot|fatso|bumpkin|
dork|dweeb|ass-hat|asshat|asswipe|arsewipe|butthead|scab|slimeball|sleazebag|dirtbag|scuzzball|sad sack|bottom feeder|bottom-feeder|rent-a-gob|rentagob
"""
#: Nouns that insult only when they are said of somebody.
AMBIGUOUS = """
fool|clown|tool|plank|spanner|lemon|plum|melt|turnip|cabbage|potato|pig|donkey|sheep|snake|weasel|toad|rat|worm|parasite|
leech|vermin|maggot|puppet|stooge|shill|lackey|lapdog|traitor|coward|hypocrite|liar|crook|thief|charlatan|fraud|joke|
disgrace|embarrassment|loser|chancer|spiv|cowboy|amateur|snob|toff|bore|creep|monster|thug|lout|yob|goon|dope|
dummy|mug|chump|jerk|rocket|tube|doughnut|div|arse|ass|knob|pig|cow|goat|numbskull|wretch|degenerate|filth|trash|wreck|lump|sod|bugger|shower|
crawler|poodle|jellyfish|slug|amoeba|baboon|monkey|chimp|ape|gibbon|hyena|vulture|ghoul|murderer|killer|crank|loon|lunatic|fanatic|zealot|nazi|
killjoy|do-gooder|article|specimen|pudding|donut|joker|bunch|waster|fatcat|fat cat|liability|pest|menace|savage|peasant|mare|bint
"""
_HARSH = """
stupid|thick|daft|dim|dense|gormless|clueless|witless|brainless|useless|hopeless|pathetic|spineless|gutless|smug|pompous|
arrogant|sanctimonious|condescending|patronising|vile|disgusting|revolting|repulsive|slimy|lying|cheating|crooked|
incompetent|braindead|moronic|idiotic|deluded|unhinged|deranged|ignorant|shameless|heartless|worthless|lazy|jumped up|jumped-up|
stuck up|stuck-up|self important|self-important|dozy|dopey|silly|feeble|inept|rotten|sad|tragic|miserable|grubby|sneering|two-bit|tinpot|crap|shit|shite|sorry|poxy|effing|fecking|puffed up|puffed-up|blithering|bumbling|two faced|two-faced|utter|absolute|complete|total|bloody|fucking
"""
_DISMISSALS = """
shut up|shut it|shut your|stfu|get lost|get stuffed|do one|jog on|sod off|bugger off|piss off|fuck off|f off|eff off|naff off|
feck off|bog off|clear off|go to hell|rot in hell|drop dead|go die|kill yourself|kys|screw you|fuck you|up yours|kiss my|
bite me|shove it|shove your|stick it up|stick your|get a life|get a proper job|get a real job|wind your neck|pull your head|
ashamed of yourself|ashamed of yourselves|make me sick|make us sick|full of shit|brain cell|brain cells|under your rock|under a rock|were you dropped|
get in the sea|get in the bin|give your head a wobble|have a word with yourself|touch grass|cry more|ok boomer|how do you sleep|no shame|hang your head|
chocolate teapot|chocolate fireguard|straight in bed|fur coat and no knickers|day's work in your|never worked a day|if it bit you|the iq of|the brains of|
the intellect of|the brain of|blood on your hands|get knotted|get bent|get wrecked|get to fuck|away ye go|away with ye|haud yer wheesht|on yer bike|on your bike|
hop it|beat it|buzz off|push off|shove off|bore off|do us a favour|spare us|pipe down|zip it|give it a rest|put a sock in it|go and play|go play in traffic
"""
PARTIES = """
tory|tories|conservatives|conservative party|labour|labour party|lib dem|lib dems|liberal democrat|liberal democrats|libdem|libdems|snp|plaid|plaid cymru|
green party|ukip|brexit party|reform uk|dup|sinn fein|sinn féin|sdlp|republican|republicans|democrats|gop|fine gael|fianna fail|fianna fáil|
one nation|ndp|cdu|spd|afd|lefty|lefties|leftist|leftists|righties|right-wing|right-winger|right-wingers|left-wing|left-winger|left-wingers|right wing|left wing|libtard|libtards|remoaner|remoaners|remainer|remainers|
brexiteer|brexiteers|leavers|gammon|gammons|corbynista|corbynistas|blairite|blairites|thatcherites?|maga|trumpists|wokerati|snowflakes|commies|marxist|marxists|
fascist|fascists|socialist|socialists|socialism|communism|communist|communists|red wall|the left|the right|hard left|far left|far right
"""
LEADERS = """
boris|bojo|johnson|corbyn|starmer|keir|theresa may|cameron|osborne|thatcher|blair|gordon brown|sturgeon|farage|gove|rees-mogg|
sunak|rishi|truss|hancock|patel|cummings|raab|badenoch|drakeford|salmond|trump|biden|obama|clinton|pelosi|trudeau|morrison|
albanese|ardern|varadkar|merkel|macron|le pen|putin|prime minister|pm|chancellor|home secretary|foreign secretary|
health secretary|president|downing street|no 10|no10|number 10|number ten|leader of the opposition|first minister
"""
_POLITICS = """
vote|voted|votes|voting|voter|voters|election|elections|electorate|ballot|ballots|referendum|indyref|indyref2|poll|polls|polling|manifesto|campaign trail|party|parties|
politician|politicians|politics|minister|ministers|mp|mps|mp's|lords|peerage|peerages|cronies|cronyism|donor|donors|spad|special adviser|special advisers|whitehall|westminster|holyrood|
stormont|senedd|parliament|cabinet|frontbench|backbench|backbenchers|opposition|coalition|government's|this government|your government|
the government|govt|gov|regime|resign|resigns|resigned|resignation|resignations|impeach|sack him|sack her|sack them|u-turn|pmqs|brexit|remain|leave|eu|brussels|
independence|devolution|union jack|crown|monarchy|republic|lockdown|tyranny|freedom|patriot|patriots|establishment|elite|elites|metropolitan|
mainstream media|msm|bbc|austerity|propaganda|spin|slogan|slogans|inquiry|scandal|corruption|sleaze|dictator|dictators|dictatorship
"""
_OFFERS = """
giveaway|bitcoin|btc|crypto|nft|forex|signals|investment|invest|profits|passive income|side hustle|sidehustle|followers|follow back|followback|f4f|dm me|
dm for|whatsapp|telegram|link in bio|in bio|pre-save|presave|mixtape|subscribe|my channel|onlyfans|free shipping|discount|% off|promo|
code|coupon|sale|limited offer|click here|click the link|claim your|claim now|winner|prize|casino|bonus|free spins|loan|loans|
work from home|be your own boss|from home|no experience|guaranteed|order now|shop now|buy now|in stock|download our|sign up here
"""


def _entries(block: str) -> Iterator[str]:
    return (part.strip() for part in block.replace("\n", "").split("|") if part.strip())


def _any(block: str) -> str:
    return "|".join(_entries(block))


_PERSON = rf"(?:{_any(INSULTS)}|{_any(AMBIGUOUS)})(?:e?s)?"
_HARSH_WORD = rf"(?:{_any(_HARSH)})"
_OF_SOMEBODY = re.compile(
    r"\b(?:you(?:'re|’re| are)?|ya|u|what an?|such an?|these|those|an? (?:bunch|shower|pack|load|set) of"
    r"|(?:he|she|they|it|that|this|boris)(?:'s|’s| is|'re|’re| are| was)|calls? (?:your|him|them)sel(?:f|ves))\s+"
    rf"(?:(?:all|an?|the|just|so|such|lot|people|(?:bunch|set|pack|load) of|{_HARSH_WORD})[\s,]+){{0,4}}{_PERSON}\b"
    rf"|\b{_PERSON},? (?:the (?:whole )?lot|all|both|every one) of (?:you|them|ya|em|'em)\b"
    rf"|^\W*(?:@\w+\s+)*(?:{_HARSH_WORD}\s+)*{_PERSON}\W*$",
    re.IGNORECASE,
)
_HARSH_NOUN = re.compile(rf"\b{_HARSH_WORD} (?:\w+ )?{_PERSON}\b", re.IGNORECASE)
_YOU_HARSH = re.compile(
    r"\b(?:you(?:'re|’re| are| lot are| people are| must be)|are you|how)"
    rf" (?:(?:all|so|really|that|just|too|a bit|always|actually) )*{_HARSH_WORD}\b",
    re.IGNORECASE,
)
_MARK = re.compile("[🤡🖕💩🐑🐍🤮]")
_MONEY = re.compile(r"[£$€]\s?\d|\d\s?%|[💸🚀📈💰🔥]|\d+k\b", re.IGNORECASE)
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_YOU = frozenset(["you", "your", "yours", "yourself", "yourselves", "ya", "u", "yer"])

_LISTS = {
    "insult": INSULTS,
    "ambiguous": AMBIGUOUS,
    "harsh": _HARSH,
    "dismissal": _DISMISSALS,
    "party": PARTIES,
    "leader": LEADERS,
    "politics": _POLITICS,
    "offer": _OFFERS,
}
#: The cues that are counted, in order.
CUES: tuple[str, ...] = (
    *_LISTS, "said_of_somebody", "harsh_noun", "you_harsh", "insulting_mark", "you", "money",
    "link", "no_words", "few_words",
)  # fmt: skip


def _lookup() -> dict[str, set[str]]:
    """Single words by the list they stand in, plurals of insults included."""
    found: dict[str, set[str]] = {}
    for name, block in _LISTS.items():
        for entry in _entries(block):
            if " " in entry or "%" in entry:
                continue
            forms = [entry]
            if name in ("insult", "ambiguous"):
                forms += [entry + "s", entry + "es"]
            for form in forms:
                found.setdefault(form, set()).add(name)
    return found


_WORDS = _lookup()
_PHRASES = {
    name: re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(e) for e in _entries(block) if " " in e or "%" in e)
        + r")(?!\w)"
    )
    for name, block in _LISTS.items()
    if any(" " in entry or "%" in entry for entry in _entries(block))
}  # fmt: skip
_RUN = re.compile(r"\w+")
#: The longest word of each phrase: where none of a list's stands, no phrase of it does.
_KEYS = {
    name: frozenset(
        max(_RUN.findall(entry), key=len)
        for entry in _entries(_LISTS[name])
        if " " in entry or "%" in entry
    )
    for name in _PHRASES
}


def cue_counts(text: str) -> list[int]:
    """Count each cue of `CUES` in a text, up to three.

    Examples
    --------
    >>> from consultation_insight.models._word_lists import CUES, cue_counts
    >>> dict(zip(CUES, cue_counts("You utter numpty, vote the Tories out!")))["insult"]
    1
    """
    lower = text.lower().replace("’", "'")
    tokens = _TOKEN.findall(lower)
    counts = dict.fromkeys(CUES, 0)
    for token in tokens:
        if token in _WORDS:
            for name in _WORDS[token]:
                counts[name] += 1
    runs = frozenset(_RUN.findall(lower))
    for name, phrases in _PHRASES.items():
        if not runs.isdisjoint(_KEYS[name]):
            counts[name] += len(phrases.findall(lower))
    if counts["insult"] or counts["ambiguous"]:
        counts["said_of_somebody"] = len(_OF_SOMEBODY.findall(lower))
        counts["harsh_noun"] = len(_HARSH_NOUN.findall(lower)) if counts["harsh"] else 0
    if counts["harsh"]:
        counts["you_harsh"] = len(_YOU_HARSH.findall(lower))
    counts["insulting_mark"] = len(_MARK.findall(text))
    counts["you"] = sum(token in _YOU for token in tokens)
    counts["money"] = len(_MONEY.findall(text))
    counts["link"] = len(_LINK.findall(text))
    counts["no_words"] = int(not tokens)
    counts["few_words"] = int(0 < len(tokens) < 5)
    return [min(count, 3) for count in counts.values()]
