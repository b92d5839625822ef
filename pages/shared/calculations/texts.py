"""A calculation in words: definition, formula, the formula with its numbers, settings, what lacks. No streamlit."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from pages.shared.calculations.kinds import Kind, Number
from pages.shared.calculations.working import Working
from reports.evidence_text import threshold_value
from wording import formats
from wording.say import has_word, say, word

SHOWN_PLACES = 6  # of a plain number in a formula
WAYS = {"row_count": "is_count", "different_": "is_different", "most_": "is_most"}  # how rows make a number
FUNCTIONS = ("max", "min", "ceil")
NAMED_ELSEWHERE = ("measure", "evidence_field", "field", "fate")


def term_name(name: str, language: str) -> str:
    """What a number of a formula is called."""
    if has_word("calculation_term", name):
        return word("calculation_term", name, language)
    return word(next(kind for kind in NAMED_ELSEWHERE if has_word(kind, name)), name, language)


def definition(kind: Kind, metrics: Callable[[], pl.DataFrame], language: str) -> str:
    """The words of the metric's head, of the amount that models add up, or our own."""
    family, _, name = kind.about.partition(".")
    if family == "metric":
        return str(metrics().row(by_predicate=pl.col("name") == name, named=True)[language])
    return word("base_metric", name, language) if family == "base" else word("calculation_about", name, language)


def item(kind: Kind) -> str | None:
    """The entry of the definitions page that says more; None where there is none."""
    family, _, name = kind.about.partition(".")
    return None if family == "own" else name


def formula(kind: Kind, language: str) -> str:
    """The formula with the names of its numbers."""
    return _written(kind, language, lambda name: term_name(name, language))


def in_words(working: Working, figure: str, language: str) -> str:
    """The formula with the names of its numbers; of a figure that is made of rows alone, in which way."""
    made_of = working.behind[0] if working.behind else None
    if working.kind.formula or made_of is None or not made_of.is_sum:
        return say("calculation.equals", language, formula=formula(working.kind, language), result=figure)
    way = next((way for start, way in WAYS.items() if made_of.rows.adds.startswith(start)), "is_sum")
    count, term = formats.count(made_of.row_count, language), term_name(made_of.term, language)
    return say(f"calculation.{way}", language, result=figure, count=count, term=term)


def filled(working: Working, language: str) -> str:
    """The formula with its numbers."""
    kinds = {name: term.kind for name, term in working.kind.terms.items()}
    return _written(working.kind, language, lambda name: number(working.numbers[name], kinds[name], language))


def _written(kind: Kind, language: str, said: Callable[[str], str]) -> str:
    text = kind.expression
    for name in FUNCTIONS:
        text = text.replace(f"{name}(", say(f"calculation.{name}", language) + "(")
    return re.sub(r"\{(\w+)\}", lambda match: said(match[1]), text)


def number(value: Number, kind: str, language: str) -> str:
    """A number of a formula, exact where that can be read: yuan to the cent."""
    if value is None:
        return formats.UNKNOWN
    if kind == "money":
        return formats.money(formats.half_up(Decimal(value), 2), "yuan", language)
    if kind == "rate":
        return formats.rate(Decimal(value), language)
    if kind == "count":
        return formats.count(int(value), language)
    if kind == "year":
        return str(int(value))
    return formats.number_for_people(formats.half_up(Decimal(value), SHOWN_PLACES), language)


def result(value: Any, unit: str, shown_in: str, language: str) -> str:
    """The figure as pages show it, with the exact number behind it where that says more."""
    if value is None:
        return formats.UNKNOWN
    shown, exact = _shown(value, unit, shown_in, language), _exact(value, unit, shown_in, language)
    return say("calculation.exact", language, shown=shown, exact=exact) if exact else shown


def _shown(value: Any, unit: str, shown_in: str, language: str) -> str:
    written: Mapping[str, Callable[[], str]] = {
        "money": lambda: formats.money(value, shown_in, language),
        "rate": lambda: formats.rate(value, language),
        "points": lambda: formats.points(value, language),
        "count": lambda: formats.count(int(value), language),
    }
    return written.get(unit, lambda: formats.number_for_people(Decimal(value).normalize(), language))()


def _exact(value: Any, unit: str, shown_in: str, language: str) -> str:
    if unit == "money" and shown_in != "yuan":
        return formats.money(value, "yuan", language)
    return str(value) if unit in ("rate", "points") else ""


def lacks(working: Working, language: str) -> str:
    """Why there is no number."""
    if working.lacks is None:
        return ""
    code, term = working.lacks
    return say(f"calculation_lacks.{code}", language, term=term_name(term, language))


def settings(kind: Kind, in_force: pl.DataFrame, unit: str, language: str) -> list[tuple[str, str]]:
    """Meaning, then value and source, of every setting that the figure uses."""
    return [
        (
            row[language],
            say(
                "calculation.setting",
                language,
                value=threshold_value(row["value"], row["unit"], unit, language),
                source=row[f"source_{language}"],
            ),
        )
        for row in in_force.filter(pl.col("name").is_in(list(kind.settings))).to_dicts()
    ]
