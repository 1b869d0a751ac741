"""Countries of offers: two-letter codes, and the names members type for them."""

from __future__ import annotations

import re
from collections.abc import Mapping

COUNTRIES: Mapping[str, str] = {
    "AE": "the United Arab Emirates",
    "AR": "Argentina",
    "AT": "Austria",
    "AU": "Australia",
    "BE": "Belgium",
    "BG": "Bulgaria",
    "BR": "Brazil",
    "CA": "Canada",
    "CH": "Switzerland",
    "CL": "Chile",
    "CN": "China",
    "CO": "Colombia",
    "CZ": "Czechia",
    "DE": "Germany",
    "DK": "Denmark",
    "EE": "Estonia",
    "EG": "Egypt",
    "ES": "Spain",
    "FI": "Finland",
    "FR": "France",
    "GB": "the United Kingdom",
    "GR": "Greece",
    "HK": "Hong Kong",
    "HR": "Croatia",
    "HU": "Hungary",
    "ID": "Indonesia",
    "IE": "Ireland",
    "IL": "Israel",
    "IN": "India",
    "IS": "Iceland",
    "IT": "Italy",
    "JP": "Japan",
    "KE": "Kenya",
    "KR": "South Korea",
    "LT": "Lithuania",
    "LU": "Luxembourg",
    "LV": "Latvia",
    "MX": "Mexico",
    "MY": "Malaysia",
    "NG": "Nigeria",
    "NL": "the Netherlands",
    "NO": "Norway",
    "NZ": "New Zealand",
    "PE": "Peru",
    "PH": "the Philippines",
    "PK": "Pakistan",
    "PL": "Poland",
    "PT": "Portugal",
    "RO": "Romania",
    "RS": "Serbia",
    "RU": "Russia",
    "SA": "Saudi Arabia",
    "SE": "Sweden",
    "SG": "Singapore",
    "SI": "Slovenia",
    "SK": "Slovakia",
    "TH": "Thailand",
    "TR": "Turkey",
    "TW": "Taiwan",
    "UA": "Ukraine",
    "US": "the United States",
    "VN": "Vietnam",
    "ZA": "South Africa",
}

_ALIASES = {
    "uk": "GB",
    "britain": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "usa": "US",
    "america": "US",
    "united states of america": "US",
    "holland": "NL",
    "czech republic": "CZ",
    "korea": "KR",
    "uae": "AE",
    "türkiye": "TR",
}
_CODES = _ALIASES | {name.removeprefix("the ").casefold(): code for code, name in COUNTRIES.items()}


_NAMED = re.compile(
    r"\b(?:{})\b".format("|".join(sorted(map(re.escape, _CODES), key=len, reverse=True))),  # longest first
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"\bin (?:the )?(?:us|u\.s\.)\b|\b(?:US|U\.S\.)(?!\w)")


def named_in(question: str) -> str | None:
    """The code of the first country that a question names, as in `is it on netflix in canada`."""
    if found := _NAMED.search(question):
        return code_of(found[0])
    return "US" if _ABBREVIATED.search(question) else None


def code_of(country: str) -> str | None:
    """The code of a country given by code or English name; any two letters count as a code, None for other words."""
    typed = country.strip().casefold().removeprefix("the ").replace(".", "")
    if typed in _CODES:
        return _CODES[typed]
    return typed.upper() if len(typed) == 2 and typed.isascii() and typed.isalpha() else None  # noqa: PLR2004


def name_of(code: str) -> str:
    """A country's name as it stands in a sentence; the code itself where no name is known."""
    return COUNTRIES.get(code, code)
