"""What is known of a language's small words: what stands before a noun, a verb, an adjective.

Closed classes only (articles, prepositions, pronouns, modal verbs), so the lists are complete and
fit no subject. A language that is not here is named by its words alone.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Grammar", "grammar_of"]


@dataclass(frozen=True)
class Grammar:
    """Small words of a language.

    ``before_noun``, ``before_verb``, ``before_adjective``: after these stands such a word, most
    often; ``inside``: what may stand inside a heading; ``orders``: what is a verb where it opens a sentence; ``unsaid``: a pattern
    of what people write who do not know; ``joined``: how two headings are joined;
    ``noun_first``: whether adjectives come after their noun; ``capitals``: whether nouns, and
    they alone, have capitals.
    """

    before_noun: frozenset[str] = frozenset()
    before_verb: frozenset[str] = frozenset()
    before_adjective: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset(["&"])
    opens: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()
    unsaid: str = ""
    joined: str = " / "
    noun_first: bool = False
    capitals: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GRAMMARS = {
    "en": Grammar(
        before_noun=_words(
            "the a an our my your their his her its this these those no more less fewer some any "
            "every each all of in for on with about from by into through without against between "
            "other many most both another than and"
        ),
        before_verb=_words(
            "to i we you they he she it who will would can could should must may might shall "
            "please not don't didn't doesn't won't can't couldn't do does did let's i'll we'll "
            "you'll they'll just never always that which i'd we'd i've we've they've have has had "
            "been be get"
        ),
        before_adjective=_words("is are was were very so too quite really it's that's seems"),
        inside=_words("of and for to in the on at with by &"),
        opens=_words("no not more less fewer one two three four five six"),
        orders=_words(
            "abolish add allow ban build cancel create cut delay end ensure expand extend forbid fund "
            "give halt hold implement improve increase introduce investigate keep legalise legalize "
            "limit lower make open pause pay postpone prevent prioritise prohibit protect provide "
            "raise reduce reform reinstate remove repeal replace require restore restrict reverse "
            "review revoke save scrap stop support suspend"
        ),
        unsaid=(
            r"\b(?:do(?:n['’]?t| not)|did(?:n['’]?t| not)) (?:really |even )?(?:know|no|remember|recall)\b"
            r"|\b(?:no|not? an?y?|(?:have|has)n['’]?t an?y?) (?:idea|clue|comments?|opinion|guess|recollection)\b|\bnot (?:really )?sure\b"
            r"|\bunsure\b|\b(?:[gq]uess(?:ing|ed)?|clueless)\b|\brings? a bell\b|\bnot familiar\b|\bcan(?:['’]?t|not) (?:think|say|remember|recall)\b|\b(?:d[./]?k|idk)\b"
            r"|\bnever heard\b|\bno answer\b|\bnothing (?:to add|comes to mind)\b"
        ),
        joined=" and ",
    ),
    "de": Grammar(
        inside=_words("der die das des den dem und für von in im am an zu zur zum &"),
        joined=" und ", capitals=True,
    ),
    "fr": Grammar(
        before_noun=_words(
            "le la les un une des du de d' l' au aux ce cette ces mon ma mes ton son sa ses notre nos "
            "votre vos leur leurs plus moins sans avec pour par sur en dans et quel quelle chaque "
            "plusieurs tout tous toutes aucun"
        ),
        before_verb=_words(
            "je tu il elle on nous vous ils elles ne pas se qui j' n' s' peut doit faut pouvoir"
        ),
        before_adjective=_words("est sont était très trop si assez"),
        inside=_words("de des du d' la le les l' et à au aux en pour sur &"),
        joined=" et ", noun_first=True,
    ),
    "es": Grammar(
        before_noun=_words(
            "el la los las un una unos unas del de al este esta estos estas ese esa mi mis tu su sus "
            "nuestro nuestra más menos sin con para por en sobre y cada todo todos todas"
        ),
        before_verb=_words("yo no se que nos me te le les puede debe deben hay"),
        before_adjective=_words("es son era está están muy tan más"),
        inside=_words("de del la el los las y en para con a al &"),
        joined=" y ", noun_first=True,
    ),
    "it": Grammar(
        before_noun=_words(
            "il lo la i gli le un uno una l' dell' del dello della dei degli delle di al alla ai nel nella "
            "nei sul sulla questo questa questi mio sua suo nostro più meno senza con per in su e "
            "ogni"
        ),
        before_verb=_words("io non si che ci mi ti può deve devono"),
        before_adjective=_words("è sono era molto troppo così"),
        inside=_words("di del della dei delle degli e in per con la il al &"),
        joined=" e ", noun_first=True,
    ),
    "pt": Grammar(
        before_noun=_words(
            "o a os as um uma do da dos das de no na nos nas ao à este esta esse essa meu minha seu "
            "sua nosso nossa mais menos sem com para por em e cada todos todas"
        ),
        before_verb=_words("eu não se que nós me te pode deve devem"),
        before_adjective=_words("é são era está muito tão"),
        inside=_words("de do da dos das e em para com a o &"),
        joined=" e ", noun_first=True,
    ),
    "nl": Grammar(
        before_noun=_words(
            "de het een onze mijn uw jouw hun zijn haar deze dit die geen meer minder van in voor op "
            "met over uit door zonder tegen tussen elke alle veel en"
        ),
        before_verb=_words("te ik wij we jij u hij zij niet kan kunnen moet moeten zal zou"),
        before_adjective=_words("is was erg heel te zo"),
        inside=_words("van de het en in op voor met &"),
        joined=" en ",
    ),
    "pl": Grammar(inside=_words("i w na do dla o z &"), joined=" i ", noun_first=True),
    "cy": Grammar(
        before_noun=_words("y yr i o am ar at gan heb dan dros drwy mewn yn a ac ein eich eu fy ei"),
        inside=_words("y yr o i a ac ar &"), joined=" a ", noun_first=True,
    ),
    "ja": Grammar(inside=_words("の"), joined="と"),
    "zh": Grammar(joined="、"),
}  # fmt: skip


def grammar_of(language: str) -> Grammar:
    """The small words of a language; of one that is not known, none."""
    return _GRAMMARS.get(language, Grammar())
