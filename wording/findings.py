"""Fills the sentences of rule heads: `{execution_rate:rate}` becomes `35.00%` from the rule's evidence and thresholds.

The sentences stand in the rules' own files; the formats named after the colon are the ones of formats.py.
"""

import string
from collections.abc import Callable, Mapping
from typing import Any

from wording import formats
from wording.say import word

GROUNDS_SEPARATOR = {"zh": "；", "en": "; "}


def finding(template: str, values: Mapping[str, Any], language: str, unit: str = "yuan") -> str:
    """The sentence in the language; money in `unit`. A value that is unknown or absent is a dash."""
    return _Sentence(language, unit).vformat(template, (), dict(values))


def formatted(value: Any, kind: str, language: str, unit: str = "yuan") -> str:
    """One value in one of the formats that rule heads name."""
    return formats.UNKNOWN if value is None else FORMATS[kind](value, language, unit)


def _grounds(value: Any, language: str, _unit: str) -> str:
    return GROUNDS_SEPARATOR[language].join(word("ground", code, language) for code in str(value).split(",") if code)


FORMATS: dict[str, Callable[[Any, str, str], str]] = {
    "yuan": lambda value, language, unit: formats.money(value, unit, language),
    "rate": lambda value, language, _unit: formats.rate(value, language),
    "ratio": lambda value, language, _unit: formats.ratio(value, language),
    "points": lambda value, language, _unit: formats.points(value, language, signed=False),
    "month": lambda value, language, _unit: formats.month(value, language),
    "day": lambda value, language, _unit: formats.day(value, language),
    "count": lambda value, language, _unit: formats.count(int(value), language),
    "year": lambda value, _language, _unit: str(value),
    "score": lambda value, language, _unit: formats.ratio(value, language),
    "light": lambda value, language, _unit: word("light", value, language),
    "likelihood": lambda value, language, _unit: word("worst_likelihood", value, language),
    "value": lambda value, language, _unit: word("value", value, language) if language == "en" else str(value),
    "verdict": lambda value, language, _unit: word("verdict", value, language),
    "yes_no": lambda value, language, _unit: word("yes_no", str(value).lower(), language),
    "cause": lambda value, language, _unit: word("cause", value, language),
    "grounds": _grounds,
}


class _Sentence(string.Formatter):
    """A formatter whose format names are FORMATS."""

    def __init__(self, language: str, unit: str) -> None:
        self.language = language
        self.unit = unit

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:  # noqa: ARG002 - the base's form
        return kwargs.get(str(key))

    def format_field(self, value: Any, format_spec: str) -> str:
        if not format_spec:
            return formats.number_for_people(value, self.language)
        return formatted(value, format_spec, self.language, self.unit)
