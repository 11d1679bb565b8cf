"""What a name looks like, and the words that people put around one, as regular expressions."""

from __future__ import annotations

import re

CAP = r"(?:(?:O['’]|Mc|Mac|D['’])?[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['’][^\W\d_]{2,})?(?:-[^\W\d_]+)*)"
INITIAL = r"(?:[A-Z]\.)"
PARTICLE = r"(?:de|da|dos|van|der|von|ap|ab|al|el|bin|ibn|la|le|du|ferch|di)"
# Two or three names in a row, initials and particles between them.
RUN = re.compile(
    rf"(?<![\w@#/.-]){CAP}(?:[ \u00a0](?:{PARTICLE}[ \u00a0]){{0,2}}(?:{INITIAL}|{CAP})){{0,5}}"
)
WORD = re.compile(r"[^\W\d_][\w'’.-]*")
# A capital and small letters, after something that is no end of a sentence.
STRANGE = re.compile(r"(?<=[\w,;:)’'\"”-] )[^\W\d_a-zß-öø-ÿ][a-zß-öø-ÿŵŷ]{2,}(?![\w@])")
LOWER = re.compile(r"(?<![\w@#])[a-zß-öø-ÿŵŷ]{2,}(?![\w@])")

TITLE = re.compile(
    r"^(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Rev|Reverend|Cllr|Councillor|Sister|Nurse|Father|Canon|"
    r"Sgt|PC|WPC|Capt|Major|Auntie|Aunty|Aunt|Uncle|Nanny|Grandma|Grandad|Grandpa)\.?$"
)
AFTER_TITLE = re.compile(
    rf"(?<![\w@#])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Rev|Cllr)\.?[ \u00a0](?P<name>(?:{INITIAL}[ \u00a0]?|{CAP}[ \u00a0]?){{1,3}})"
)
# "Parry, Sioned", as registers write it; "S. Parry" and "S.J. Parry".
TURNED = re.compile(rf"(?<![\w@#/.-])(?P<last>{CAP})(?=, (?P<first>{CAP})(?![\w-]))")
INITIALS = re.compile(rf"(?<![\w@#/.-])(?:[A-Z]\.[ \u00a0]?){{1,3}}(?P<last>{CAP})")
NOT_INITIAL = re.compile(
    r"\b(?:plan|option|vitamin|class|type|grade|hepatitis|section|part|annex|appendix|group|team|block|page|no)\s$",
    re.IGNORECASE,
)
# "Faina D. Yefremova": an initial between two capitals, whoever it is.
MIDDLE = re.compile(rf"(?<![\w@#/.-])(?P<first>{CAP}) (?:[A-Z]\.|[B-HJ-Z]) (?P<last>{CAP})")
# "chloe smith", written small.
SMALL_PAIR = re.compile(
    r"(?<![\w@#/.-])(?P<first>[a-zß-öø-ÿ][\w'’-]+) (?P<last>[a-zß-öø-ÿ][\w'’-]+)(?![\w@])"
)
CONTACT = re.compile(
    r"\b(?:contact|from|by|name|signed|regards|wishes|sincerely|cc|attn|fao)\b[\s:,.-]{1,4}$",
    re.IGNORECASE,
)
INTRODUCED = re.compile(
    r"(?:\bmy (?:full )?name(?:['’]s| is| was)|\bname\s*:|\bi am called|\bi['’]m called|\bcall me|\bsigned(?: by)?:?|\bfrom:|\bcontact\s*:|"
    r"\bfy enw i(?: yw| ydi| ydy)?|\benw\s*:|\bregards to|\bnamed|\bo['’]r enw|\bje m['’]appelle|\bme llamo|\bnazywam się|\bmam na imię)"
    r"[ \u00a0:,-]*(?P<name>(?:[^\W\d_][\w'’.-]*,?[ \u00a0]?){1,4})",
    re.IGNORECASE,
)
SIGNATURE = re.compile(
    r"(?:\b(?:(?:kind|best|warm|kindest|many)\s+)?(?:regards|wishes|thanks)|\byours(?:\s+(?:sincerely|faithfully|truly|etc))?|"
    r"\bsincerely|\bthank\s+you|\bcheers|\bcofion(?:\s+(?:gorau|cynnes))?|\byn\s+gywir|\bdiolch(?:\s+yn\s+fawr)?|\bsigned|\bpozdrawiam)"
    rf"\s*[,.!\n-]+\s*(?P<name>(?:{CAP}|{INITIAL})(?:,?[ \u00a0](?:{INITIAL}|{CAP})){{0,2}})"
    r"(?=\s*(?:$|[\n,.(\[]))",
    re.IGNORECASE,
)
RELATIVE = (
    r"(?:grand)?(?:son|daughter|mother|father|mum|mam|mom|dad|child)|husband|wife|partner|brother|sister|nan|nana|nain|taid|gran|granny|grandma|"
    r"grandad|grandpa|uncle|aunt|auntie|cousin|nephew|niece|friend|mate|neighbou?r|boss|manager|colleague|carer|nurse|midwife|doctor|gp|"
    r"consultant|therapist|physio|psychologist|social worker|key ?worker|support worker|care worker|case ?worker|teacher|headteacher|landlord|"
    r"landlady|tenant|solicitor|advocate|girlfriend|boyfriend|fianc[ée]e?|late husband|late wife|ex|client|pupil|student|boy|girl|baby|lad|"
    r"mab|merch|gŵr|gwraig|brawd|chwaer|ffrind|tad|mam|nyrs|gofalwr|gweithiwr cymdeithasol"
)
RELATED = re.compile(
    rf"\b(?:my|our|his|her|their|the|a|fy|ei|ein|called)\s+(?:\w+\s+)?(?:{RELATIVE})(?:['’]s)?,?\s+(?:is\s+|called\s+|was\s+)?$",
    re.IGNORECASE,
)
# "my daughter Zyta": the relation says that it is a name, whatever the lists know.
RELATED_NAME = re.compile(
    rf"\b(?i:my|our|his|her|their|fy|ei|ein)\s+(?:[a-z-]+\s+)?(?i:{RELATIVE})(?:,|\s+(?:is|was)?\s*called)?\s+"
    rf"(?P<name>{CAP}(?:[ \u00a0]{CAP})?)"
)
CALLED = re.compile(
    r"\b(?:ring|phone|text|e-?mail|contact|ask for|cared for by|looked after by|named)\s+(?:our \w+ )?$",
    re.IGNORECASE,
)
ASKED_FOR = re.compile(
    r"\b(?:ask|speak to|spoke to|helped by|seen by|assessed by|called|thank|thanks to|thank you to)\s+$",
    re.IGNORECASE,
)
CONTACT_THEN = re.compile(r"(?:\d{3}|@[\w.-]+)[,:;\s(–-]{1,3}(?:ask for )?$")
CITED_BEFORE = re.compile(
    r"(?:\b(?:author|economist|philosopher|thinker|theorist|writer|historian|sociologist|academic|scientist|journalist|activist|poet|"
    r"works? of|theor(?:y|ies) of|ideas of|writings? of|according to)\s+"
    # "Invisible Women by …", “…” by …
    r"|[A-Z]\w+ (?:(?:of|the|and|for|to|in) )*[A-Z]\w+,? by\s+|[”\"'’],?\s+by\s+)$"
)
CITED_AFTER = re.compile(
    r"^(?:['’]s)?\s+(?:books?|work|theor(?:y|ies)|report|model|research|talks?|ted|lectures?|ideas?|essays?|papers?|podcast|review|framework|"
    r"argue[sd]?|wrote|writes|showed|shows|coined|calls|proposed|study|studies|philosophy|concept|principles?)\b"
    r"|^\s*\((?:19|20)\d\d\)|^,?\s+et al\b",
    re.IGNORECASE,
)
OWNS = re.compile(r"^['’]s [A-Z][a-z]")
DOES = re.compile(
    r"^(?:['’]s [a-z]|,? (?:is|was|has|had|said|says|told|asked|helped|came|comes|visited|visits|lives?|lived|works?|worked|can|could|"
    r"who|and I|and me|and my|gave|made|took|went|knows|knew|looks|looked|left|died|retired)\b)"
)
# "Dev't", "Ruth_88", "John 3:16".
NOT_AFTER_NAME = re.compile(r"['’][a-rt-z]|_|\.\w")
VERSE = re.compile(r"^\s\d{1,3}[:.]\d")
THEN_CONTACT = re.compile(r"^[,:\s(-]{1,3}(?:on |at )?(?:\+?\d[\d ]{6,}|[\w.+-]+@\w)")
#: A text of fewer characters is read whole by a model; of a longer one, the sentences that need it.
SHORT = 200

PLACE_BEFORE = frozenset(
    (
        "st",
        "saint",
        "queen",
        "king",
        "prince",
        "princess",
        "lake",
        "port",
        "mount",
        "the",
        "castle",
        "san",
        "santa",
        "santo",
        "são",
        "sant",
        "fort",
        "new",
        "los",
        "las",
    )
)
