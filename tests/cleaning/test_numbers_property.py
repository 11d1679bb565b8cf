"""Generated identifiers: what passes its public format is taken out, what does not stays."""

import string

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from consultation_insight.cleaning._personal.checks import is_card, is_iban, is_nhs_number
from consultation_insight.cleaning._personal.identifiers import structured

quick = settings(max_examples=80, derandomize=True)

LETTERS = "ABCEGHJKLMNPRSTWXYZ"


def kinds(text):
    return {span.kind for span in structured(text)}


def covered(text, value, kind):
    """Whether the value, and nothing of the words around it, is a span of this kind."""
    start = text.index(value)
    end = start + len(value)
    return any(
        span.kind == kind and span.start == start and span.end == end for span in structured(text)
    )


def digits(count):
    return st.text("0123456789", min_size=count, max_size=count)


def grouped(text, sizes, sign):
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at : at + size])
        at += size
    return sign.join(parts)


# ---------------------------------------------------------------- NHS numbers


def nhs_check(nine):
    """The check digit by the NHS Data Dictionary, written out on its own; 10 where there is none."""
    return (11 - sum((10 - at) * int(digit) for at, digit in enumerate(nine)) % 11) % 11


@quick
@given(digits(9), st.sampled_from(["", " ", "-", "\u00a0"]))
def test_nhs_numbers_with_their_check_digit(nine, sign):
    assume(nhs_check(nine) < 10 and len(set(nine)) > 2 and nine[0] in "4679")
    number = grouped(f"{nine}{nhs_check(nine)}", (3, 3, 4), sign)
    assert covered(f"The surgery has {number} for her.", number, "NHS NUMBER")


@quick
@given(digits(9), st.integers(0, 9), st.sampled_from(["", " "]))
def test_ten_digits_without_the_check_digit_are_no_nhs_number(nine, last, sign):
    assume(last != nhs_check(nine))
    assert not is_nhs_number(f"{nine}{last}")
    number = grouped(f"{nine}{last}", (3, 3, 4), sign)
    assert "NHS NUMBER" not in kinds(f"The file has {number} in it.")


@quick
@given(digits(10))
def test_any_ten_digits_after_the_words_are_an_nhs_number(ten):
    assert covered(f"My NHS number is {ten}.", ten, "NHS NUMBER")


# ---------------------------------------------------------------- National Insurance

NOT_PREFIXES = {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}
prefixes = st.tuples(st.sampled_from("ABCEGHJKLMNOPRSTWXYZ"), st.sampled_from(LETTERS)).map("".join)


@quick
@given(prefixes, digits(6), st.sampled_from("ABCD"), st.sampled_from(["", " ", "-"]), st.booleans())
def test_national_insurance_numbers(prefix, six, suffix, sign, small):
    assume(prefix not in NOT_PREFIXES and prefix[0] != "O")
    number = sign.join([prefix, six[:2], six[2:4], six[4:], suffix])
    number = number.lower() if small else number
    assert covered(f"They had {number} on the form.", number, "NI NUMBER")


@quick
@given(
    st.one_of(
        st.sampled_from(sorted(NOT_PREFIXES)),
        st.tuples(st.sampled_from("DFIQUV"), st.sampled_from(LETTERS)).map("".join),
        st.tuples(st.sampled_from(LETTERS), st.sampled_from("DFIOQUV")).map("".join),
    ),
    digits(6),
    st.sampled_from("ABCD"),
)
def test_prefixes_that_are_never_issued(prefix, six, suffix):
    assert "NI NUMBER" not in kinds(f"Part {prefix}{six}{suffix} does not fit.")


@quick
@given(prefixes, digits(6), st.sampled_from("EFGHIJ"))
def test_a_part_number_with_another_last_letter(prefix, six, suffix):
    assert "NI NUMBER" not in kinds(f"Part {prefix}{six}{suffix} does not fit.")


# ---------------------------------------------------------------- vehicles

marks = st.text("ABCDEFGHJKLMNPRSTUVWXY", min_size=2, max_size=2)
tails = st.text("ABCDEFGHJKLMNPRSTUVWXYZ", min_size=3, max_size=3)


@quick
@given(marks, st.one_of(st.integers(2, 49), st.integers(51, 99)), tails, st.sampled_from(["", " "]))
def test_registrations_of_the_present_style(area, age, rest, sign):
    plate = f"{area}{age:02d}{sign}{rest}"
    assert covered(f"It was {plate} again.", plate, "VEHICLE")


@quick
@given(marks, st.sampled_from([0, 1, 50]), tails)
def test_an_age_that_no_plate_has(area, age, rest):
    assert "VEHICLE" not in kinds(f"Form {area}{age:02d} {rest} is too long.")


@quick
@given(st.sampled_from(string.ascii_uppercase), st.integers(1, 999), tails)
def test_old_style_needs_a_word_before_it(letter, number, rest):
    plate = f"{letter}{number} {rest}"
    assert covered(f"The registration is {plate}.", plate, "VEHICLE")
    assert "VEHICLE" not in kinds(f"Section {letter}{number} {rest} says so.")


# ---------------------------------------------------------------- bank and cards


@quick
@given(digits(6), digits(8), st.sampled_from("- "))
def test_sort_code_and_account(six, eight, sign):
    pair = f"{sign.join((six[:2], six[2:4], six[4:]))} {eight}"
    assert covered(f"Pay it into {pair} please.", pair, "BANK")


@quick
@given(digits(6), digits(8))
def test_sort_code_and_account_by_their_names(six, eight):
    code = "-".join((six[:2], six[2:4], six[4:]))
    text = f"Sort code {code}, account number {eight}."
    assert covered(text, code, "BANK")
    assert covered(text, eight, "BANK")


@quick
@given(digits(8))
def test_eight_digits_alone_are_no_account(eight):
    assert "BANK" not in kinds(f"The meter says {eight} now.")


def iban_of(country, bank):
    rest = "".join(str(int(sign, 36)) for sign in f"{bank}{country}00")
    return f"{country}{98 - int(rest) % 97:02d}{bank}"


@quick
@given(
    st.one_of(
        st.tuples(
            st.just("GB"),
            st.tuples(st.text(string.ascii_uppercase, min_size=4, max_size=4), digits(14)).map(
                "".join
            ),
        ),
        st.tuples(st.just("DE"), digits(18)),
        st.tuples(st.just("NL"), digits(10).map(lambda ten: f"ABNA{ten}")),
    ),
    st.sampled_from(["", " "]),
)
def test_iban_with_its_check_digits(parts, sign):
    plain = iban_of(*parts)
    number = sign.join(plain[at : at + 4] for at in range(0, len(plain), 4))
    assert is_iban(number)
    assert covered(f"The account is {number}, as before.", number, "BANK")


@quick
@given(digits(18), st.integers(1, 96))
def test_iban_with_other_check_digits(eighteen, off):
    plain = iban_of("DE", eighteen)
    other = f"DE{2 + (int(plain[2:4]) - 2 + off) % 97:02d}{eighteen}"
    assert not is_iban(other)
    assert not covered(f"The part is {other}, as before.", other, "BANK")


def luhn(digits_before):
    total = 0
    for place, digit in enumerate(reversed(digits_before)):
        double = int(digit) * (2 if place % 2 == 0 else 1)
        total += double // 10 + double % 10
    return -total % 10


@quick
@given(
    st.sampled_from(["4", "51", "55", "2221", "6011"]), digits(14), st.sampled_from(["", " ", "-"])
)
def test_cards_with_their_check_digit(issuer, rest, sign):
    first = (issuer + rest)[:15]
    number = grouped(f"{first}{luhn(first)}", (4, 4, 4, 4), sign)
    assert covered(f"They charged {number} twice.", number, "CARD")


@quick
@given(
    st.sampled_from(["4", "51", "6011"]), digits(14), st.integers(1, 9), st.sampled_from(["", " "])
)
def test_sixteen_digits_without_the_check_digit(issuer, rest, off, sign):
    first = (issuer + rest)[:15]
    plain = f"{first}{(luhn(first) + off) % 10}"
    assert not is_card(plain)
    number = grouped(plain, (4, 4, 4, 4), sign)
    assert "CARD" not in kinds(f"The barcode {number} does not scan.")


# ---------------------------------------------------------------- dates of birth

MONTHS = "January February March April May June July August September October November December"


@quick
@given(
    st.dates(),
    st.sampled_from(
        ["I was born on {}.", "DOB: {}", "date of birth {} on file", "Dyddiad geni: {}"]
    ),
    st.sampled_from(["dmy", "dots", "iso", "words"]),
)
def test_dates_with_a_word_of_birth(day, sentence, form):
    assume(day.year >= 1900)
    date = {
        "dmy": f"{day.day:02d}/{day.month:02d}/{day.year}",
        "dots": f"{day.day}.{day.month}.{day.year}",
        "iso": day.isoformat(),
        "words": f"{day.day} {MONTHS.split()[day.month - 1]} {day.year}",
    }[form]
    assert covered(sentence.format(date), date, "DATE OF BIRTH")


@quick
@given(
    st.dates(),
    st.sampled_from(["The meeting on {} was full.", "It closed on {}.", "Since {} no bus."]),
)
def test_other_dates_stay(day, sentence):
    assert kinds(sentence.format(f"{day.day:02d}/{day.month:02d}/{max(1900, day.year)}")) == set()
    month = MONTHS.split()[day.month - 1]
    assert kinds(sentence.format(f"{day.day} {month} {max(1900, day.year)}")) == set()


# ---------------------------------------------------------------- postcodes and IP

AREAS = [
    "AB",
    "B",
    "BS",
    "CF",
    "E",
    "EC",
    "G",
    "L",
    "LS",
    "M",
    "N",
    "NE",
    "SA",
    "SE",
    "SW",
    "W",
    "WC",
    "YO",
    "ZE",
]
inward = st.tuples(digits(1), st.text("ABDEFGHJLNPQRSTUWXYZ", min_size=2, max_size=2)).map("".join)


@quick
@given(
    st.sampled_from(AREAS),
    st.integers(1, 99),
    inward,
    st.sampled_from([" ", "", "\u00a0"]),
    st.booleans(),
)
def test_postcodes(area, district, inside, sign, small):
    assume(not inside.lower().endswith(("st", "nd", "rd", "th")))
    code = f"{area}{district}{sign}{inside}"
    code = code.lower() if small else code
    assert covered(f"I am in {code} and it is cold.", code, "POSTCODE")


@quick
@given(
    st.sampled_from(["QA", "QQ", "VX", "JJ", "XX", "ZY", "CJ"]),
    st.integers(1, 99),
    inward,
)
def test_areas_that_the_mail_does_not_have(area, district, inside):
    assert "POSTCODE" not in kinds(f"Model {area}{district} {inside} is out of stock.")


@quick
@given(st.sampled_from(AREAS), st.integers(1, 99), digits(1), st.sampled_from("CIKMOV"))
def test_letters_that_no_postcode_ends_with(area, district, digit, letter):
    assert "POSTCODE" not in kinds(f"Model {area}{district} {digit}{letter}A is out of stock.")


octets = st.integers(0, 255)


@quick
@given(octets, octets, octets, octets)
def test_addresses_of_machines(one, two, three, four):
    assume(max(one, two, three, four) > 31)
    address = f"{one}.{two}.{three}.{four}"
    assert covered(f"It came from {address} at night.", address, "IP")


@quick
@given(octets, octets, octets, st.integers(256, 999))
def test_a_part_above_255_is_no_address(one, two, three, four):
    assert "IP" not in kinds(f"It came from {one}.{two}.{three}.{four} at night.")


@quick
@given(*(st.integers(1, 20) for _ in range(4)))
def test_four_small_numbers_are_a_section(one, two, three, four):
    assert "IP" not in kinds(f"As {one}.{two}.{three}.{four} says.")


# ---------------------------------------------------------------- ordinary figures


@quick
@given(
    st.integers(0, 10**7),
    st.sampled_from(
        ["It cost £{} in all.", "About {} people signed.", "We waited {} minutes.", "{} % of us agree.",
         "In {} cases nobody came.", "Room {} was cold.", "Page {} is wrong."]
    ),
)  # fmt: skip
def test_ordinary_figures_stay(number, sentence):
    assert kinds(sentence.format(number)) == set()
    assert kinds(sentence.format(f"{number:,}")) == set()
