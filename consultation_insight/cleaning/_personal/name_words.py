"""Words with a capital that are no names of people, or show that a run of capitals is none."""

from __future__ import annotations

__all__ = ["NEVER", "NOT_A_PERSON"]

# A run of capitals that holds one of these is a place or a body, not a person.
NOT_A_PERSON = frozenset(
    """
    act acts academy action agency alliance apartments app area army association authority avenue award bank bay beach bill board borough branch
    bridge broadcasting budget building bureau business cafe campaign canal care castle cathedral centre center chapel charity church city clinic
    close club coast college commission committee common community company conference congress consultation convention corporation cottage council county court crescent
    crossing day deal department development district dock docks drive east economy education empire england estate eve europe factory fair farm farms federation
    festival field fields fire forest forum foundation fund garden gardens gate government green group grove hall health heath heights high hill hills
    home homes hospice hospital hotel house housing hub initiative inn inquiry institute island isle junction junior kingdom lake land lane law league library limited line lodge
    ltd market meadow meadows memorial mill ministry model moor motorway mountain museum national network new news north office opera palace parade parish park parks parliament partnership partners party
    pass path patrol people pier place plaza police pond port practice press primary prize productions programme project pub quarter quay railway record region report republic reservoir review rise river road room row royal saints school
    scheme schools sea secondary sector service services shore show society south square st stadium state station store stores strategy street studio summit super surgery terrace theatre theorem theory times tower
    towers town trail trust tube union unit united university vale valley view village villas walk wales war ward warehouse water way west wharf wing wood woods yard zoo
    blvd ave dr ln hwy rd ct sq syndrome disease variant virus report rd street's index curve prize lecture effect paradox standard class grade level team
    heol ffordd ysgol ysbyty cyngor cymru prifysgol
    """.split()  # noqa: SIM905
)  # fmt: skip
NEVER = frozenset(
    """
    i a an the this that these those my our your his her its their we you he she it they me us him them who what when where why how which whose
    and or but so if then than because while although though as at by for from in into of off on onto out over to up with without about after before
    is are was were be been being am do does did have has had can could will would shall should may might must not no yes please thank thanks
    ok okay hi hello dear sorry well just also even ever never always often still yet now here there today tomorrow yesterday
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
    english welsh scottish irish british european american french german spanish italian polish indian chinese muslim christian jewish hindu sikh catholic
    england scotland ireland wales britain uk eu usa nhs gp mp mps pm covid brexit labour tory tories conservative conservatives lib dem dems snp plaid green greens
    lockdown christmas easter internet facebook twitter google zoom amazon tesco london birmingham manchester liverpool leeds cardiff swansea glasgow edinburgh belfast bristol
    north south east west spring summer autumn winter god lord lady sir dame baroness king queen prince princess president minister prime secretary chancellor mayor
    more less all any some many most few each every both either neither one two three first second third last next good bad great best better new old big small
    stop start make take get give go come let look listen ask tell say see need want think know try use keep put ring call phone meet read watch support help save
    """.split()  # noqa: SIM905
)  # fmt: skip
