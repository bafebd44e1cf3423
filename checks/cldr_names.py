"""Names of territories, and of cities that have a time zone, in the CLDR.

The CLDR is read by babel, but of some languages the names are in a file of Padanan.
Speed trick: a small batch of lookups takes 5 % more instructions with babel
(benchmarks/compare_checkouts.py).
"""

from collections.abc import Mapping
from importlib.resources import files

from tm.result_cache import lazy_constant
from tm.text.normal import nfc

_FILE_NAME = "cldr_names.tsv"
_CITY_TIME_ZONE_AREAS = frozenset(
    ("Africa", "America", "Asia", "Australia", "Europe", "Pacific")
)
"""What the names of time zones begin with that are named after a city."""


@lazy_constant
def read_territories(language: str) -> Mapping[str, str]:
    """Read the names of countries and continents by code; empty if there are none.

    >>> read_territories("vi")["DE"], read_territories("tlh")
    ('Đức', {})
    """
    return {
        code: name
        for code, name in _read_names(language).items()
        if name and "/" not in code
    }


@lazy_constant
def read_cities(language: str) -> Mapping[str, str]:
    """Read the names of cities by time zone; that of the zone where there is no other.

    >>> cities = read_cities("vi")
    >>> cities["Africa/Cairo"], cities["Asia/Macau"]
    ('Cairo', 'Ma Cao')
    """
    return {
        zone: name or zone.rpartition("/")[2].replace("_", " ")
        for zone, name in _read_names(language).items()
        if "/" in zone
    }


@lazy_constant
def _read_names(language: str) -> Mapping[str, str]:
    """Read the names of territories by code, and of cities by zone, from the file."""
    table_text = (files("checks") / "data" / _FILE_NAME).read_text("utf-8")
    header, *rows = (line.split("\t") for line in table_text.splitlines())
    if language not in header[1:]:
        return read_names_by_babel(language)
    column_index = header.index(language)
    return {row[0]: row[column_index] for row in rows}


def read_names_by_babel(language: str) -> dict[str, str]:
    """Read what the file has of some languages; empty names where the CLDR has none."""
    from babel.core import Locale as Cldr  # slow to import
    from babel.core import UnknownLocaleError, get_global

    zones = sorted(
        zone
        for zone in get_global("zone_territories")
        if zone.partition("/")[0] in _CITY_TIME_ZONE_AREAS
    )
    try:
        cldr = Cldr.parse(language)
        territories, time_zones = cldr.territories, cldr.time_zones
    except (UnknownLocaleError, ValueError):
        return dict.fromkeys(zones, "")
    name_by_code_or_zone = {code: nfc(name) for code, name in territories.items()}
    for zone in zones:
        city = time_zones.get(zone, {}).get("city")
        name_by_code_or_zone[zone] = nfc(city) if isinstance(city, str) else ""
    return name_by_code_or_zone
