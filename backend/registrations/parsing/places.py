"""A place as an answer: a county code for the record, with the person's own words beside it."""

import re

from backend.core.regions import (
    WHOLE_PROVINCE,
    Found,
    counties_of,
    find_regions,
    full_name,
    prefectures,
    region_of,
)
from backend.registrations.parsing.plain import plain
from backend.registrations.parsing.result import Choice, Parsed, Problem, Value

ANYWHERE_ELSE = "000000"
MOST_WANTED = 3

_UNNAMED = re.compile(r"外地|内地|口里|外省|省外")
_RURAL = re.compile(r"牧区|下面(?:的)?(?:州|县)|乡下|农村|村里")
_WHOLE = re.compile(
    r"全省|青海省?(?:内|都行|哪|任何)|省内|哪里都|哪儿都|都可以|都行|不限|随便|无所谓|哪都"
)


def _choices(codes: tuple[str, ...] | list[str]) -> tuple[Choice, ...]:
    return tuple(Choice(full_name(code), code) for code in codes)


def _nothing_certain(tidy: str, found: Found) -> Problem:
    if found.unclear:
        return Problem("region_ambiguous", choices=_choices(list(found.unclear[0][1])))
    if _UNNAMED.search(tidy):
        return Problem("region_needs_province")
    return Problem("region_rural" if _RURAL.search(tidy) else "region_unclear")


def parse_county(text: str) -> Parsed:
    """One county of Qinghai, or another province; the address is kept as typed (区划规则 1, 3)."""
    tidy = plain(text)
    if region_of(tidy):
        found, words = Found((tidy,), ()), None
    else:
        found, words = find_regions(tidy), tidy
    if not found.codes:
        return _nothing_certain(tidy, found)
    if len(found.codes) > 1:
        return Problem("region_ambiguous", choices=_choices(found.codes))
    region = region_of(found.codes[0])
    if region is None:
        return Problem("region_unclear")
    if region.level == "prefecture":
        inside = _choices([county.code for county in counties_of(region.code)])
        return Problem("region_needs_county", {"region": region.name}, inside)
    if region.level == "province":
        inside = _choices([prefecture.code for prefecture in prefectures()])
        return Problem("region_needs_county", {"region": region.name}, inside)
    return Value(region.code, words)


def parse_wanted_places(text: str) -> Parsed:
    """Up to three places to work: counties, prefectures, the whole province, or elsewhere."""
    tidy = plain(text)
    parts = [part for part in re.split(r"[\s,，、;；]+", tidy) if part]
    if parts and all(region_of(part) or part == ANYWHERE_ELSE for part in parts):
        codes = tuple(dict.fromkeys(parts))
    else:
        found = find_regions(tidy)
        codes = found.codes
        if not codes and found.unclear and not _WHOLE.search(tidy):
            return _nothing_certain(tidy, found)
    if not codes:
        if _WHOLE.search(tidy):
            return Value([WHOLE_PROVINCE])
        if _UNNAMED.search(tidy):
            return Value([ANYWHERE_ELSE])
        return _nothing_certain(tidy, Found((), ()))
    return Problem("region_too_many") if len(codes) > MOST_WANTED else Value(list(codes))


def place_label(code: str) -> str:
    """What is shown for a code of either kind of place."""
    return "省外" if code == ANYWHERE_ELSE else full_name(code)
