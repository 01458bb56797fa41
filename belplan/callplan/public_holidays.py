"""Public holidays by country and region, as the library `holidays` knows them: dates with their names in English.

The names are message ids: whoever shows one translates it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from belplan.callevents import Phrase, phrase

COUNTRIES: Mapping[str, Phrase] = {
    "BE": phrase("Belgium"),
    "NL": phrase("the Netherlands"),
    "FR": phrase("France"),
    "DE": phrase("Germany"),
}
# Those with days of their own, by ISO 3166-2 code, named as they name themselves.
REGIONS: Mapping[str, str] = {
    "FR-6AE": "Alsace",
    "FR-57": "Moselle",
    "FR-971": "Guadeloupe",
    "FR-972": "Martinique",
    "FR-973": "Guyane",
    "FR-974": "La Réunion",
    "FR-976": "Mayotte",
    "DE-BW": "Baden-Württemberg",
    "DE-BY": "Bayern",
    "DE-BE": "Berlin",
    "DE-BB": "Brandenburg",
    "DE-HB": "Bremen",
    "DE-HH": "Hamburg",
    "DE-HE": "Hessen",
    "DE-MV": "Mecklenburg-Vorpommern",
    "DE-NI": "Niedersachsen",
    "DE-NW": "Nordrhein-Westfalen",
    "DE-RP": "Rheinland-Pfalz",
    "DE-SL": "Saarland",
    "DE-SN": "Sachsen",
    "DE-ST": "Sachsen-Anhalt",
    "DE-SH": "Schleswig-Holstein",
    "DE-TH": "Thüringen",
}
KNOWN = (*COUNTRIES, *REGIONS)
_YEARS_BEGIN = 2026  # any year does
# Every name that the library gives for these, so that the catalogues hold them; a test compares.
NAMES = (
    phrase("75th anniversary of the East German uprising of 1953"),
    phrase("80th anniversary of the liberation from Nazism and the end of the Second World War in Europe"),
    phrase("Abolition of Slavery"),
    phrase("All Saints' Day"),
    phrase("Armistice Day"),
    phrase("Ascension Day"),
    phrase("Assumption Day"),
    phrase("Christmas Day"),
    phrase("Corpus Christi"),
    phrase("Easter Monday"),
    phrase("Easter Sunday"),
    phrase("Epiphany"),
    phrase("German Unity Day"),
    phrase("Good Friday"),
    phrase("King's Day"),
    phrase("Labor Day"),
    phrase("Liberation Day"),
    phrase("Mi-Careme"),
    phrase("National Day"),
    phrase("New Year's Day"),
    phrase("Pentecost"),
    phrase("Pentecost Monday"),
    phrase("Reformation Day"),
    phrase("Repentance and Prayer Day"),
    phrase("Saint Stephen's Day"),
    phrase("Second Day of Christmas"),
    phrase("Victor Schoelcher Day"),
    phrase("Victory Day"),
    phrase("Women's Day"),
    phrase("World Children's Day"),
)


@lru_cache(maxsize=512)  # 30 codes over the years that anybody asks for; reckoning one takes about a millisecond
def holidays_of(code: str, year: int) -> Mapping[dt.date, Phrase]:
    """The public holidays of a country (`BE`) or region (`DE-BY`) in a year, by date. Raises KeyError."""
    if code not in KNOWN:
        raise KeyError(code)
    from holidays import country_holidays  # takes a moment and 22 MB, which only who has holidays pays

    country, _, region = code.partition("-")
    found = country_holidays(country, subdiv=region or None, years=year, expand=False, language="en_US")
    return {day: _name(found.get_list(day)) for day in sorted(found)}


def load() -> None:
    """Read the library's countries, which takes up to half a second the first time: before calls run, not while."""
    for code in COUNTRIES:
        holidays_of(code, _YEARS_BEGIN)


def coming(code: str, since: dt.date, most: int) -> list[tuple[dt.date, Phrase]]:
    """The next public holidays from a day on, that day included. Raises KeyError."""
    years = (since.year, since.year + 1)
    return [(day, name) for year in years for day, name in holidays_of(code, year).items() if day >= since][:most]


def named(code: str) -> Phrase:
    """A country, or a region with its country, as people call it. Raises KeyError."""
    country = COUNTRIES[code.partition("-")[0]]
    return phrase("{region} ({country})", region=REGIONS[code], country=country) if "-" in code else country


def _name(names: list[str]) -> Phrase:
    """One holiday, or both where two fall on one day."""
    name = Phrase(names[0])
    return name if len(names) == 1 else phrase("{one} and {other}", one=name, other=_name(names[1:]))
