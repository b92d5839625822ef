"""Works a figure out from its rows: every number of its formula, the result, and what lacks where there is none.

Exact fractions, rounded half-up once, as the macros of warehouse/metrics do in SQL. What a page shows is not read from
here but from the models; that both are equal is what the tests look at, and what the reader can see.
"""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from pages.shared.calculations.facts import Ask, Facts, Of
from pages.shared.calculations.kinds import Kind, Number, Rows, Term
from pages.shared.calculations.register import kind_of
from warehouse import read

PLACES = {"money": 2, "rate": 6, "points": 6, "ratio": 6, "score": 2}
ROWS_ALONE = "row_count"
ANY_ROW = "any_row"  # what is known only where there is a row
WHY_NOT_KNOWN = {
    "is_issue_known": "issue", "is_latest": "status_then", "is_flagged_now": "not_flagged", ANY_ROW: "no_flag",
}  # fmt: skip
SIGNS = {"÷": "/", "×": "*", "−": "-"}


@dataclass(frozen=True)
class Behind:
    """The rows of one term: the query with its coordinates, how many there are, and whether they make its number."""

    term: str
    rows: Rows
    which: Mapping[str, Any]
    row_count: int
    is_sum: bool


@dataclass(frozen=True)
class Working:
    """A figure worked out. `result` None is unknown; `lacks` says why: a key of [calculation_lacks], and a term."""

    kind: Kind
    numbers: Mapping[str, Number]
    result: Number
    behind: Sequence[Behind]
    lacks: tuple[str, str] | None = None


class _NotAboveZero(Exception):
    """A divisor that may not be one."""


def worked_out(figure: str, of: Of, ask: Ask) -> Working:
    """The figure of this name for whose it is, counted and summed from its rows."""
    facts = Facts(ask, of)
    kind = kind_of(figure, facts)
    numbers: dict[str, Number] = {}
    behind = []
    for name, term in kind.terms.items():
        numbers[name], rows = _number(name, term, facts)
        behind += [rows] if rows is not None and term.is_listed else []
    if kind.is_none_of_overall and of.get("series") == "overall":
        return Working(kind, numbers, None, behind, ("itself", next(iter(kind.terms))))
    result, lacks = result_of(kind, numbers)
    return Working(kind, numbers, result, behind, lacks)


def _number(name: str, term: Term, facts: Facts) -> tuple[Number, Behind | None]:
    """One number of a formula, and the rows that it was made of."""
    own = facts.shifted(term.at)
    if own.of.get("as_of", facts.of) is None:  # nothing is known of that time
        return None, None
    behind = None
    if term.rows is not None:
        which = {**own.of, **term.rows.which}
        made = "" if term.rows.adds == ROWS_ALONE else term.rows.adds
        total = own.ask(read.total_behind, rows=term.rows.query, made=made, **which)
        behind = Behind(name, term.rows, which, total["row_count"], is_sum=term.fact is None)
        if term.fact is None:
            is_known = total["row_count"] if term.known == ANY_ROW else term.known is None or own[term.known]
            return (total[term.rows.adds] if is_known else None), behind
    is_known = term.known is None or own[term.known]
    return (own[str(term.fact)] if is_known else None), behind


def result_of(kind: Kind, numbers: Mapping[str, Number]) -> tuple[Number, tuple[str, str] | None]:
    """The formula's result; or why there is none, and of which number."""
    unknown = next((name for name, number in numbers.items() if number is None), None)
    if unknown is not None:
        return None, (_why_unknown(kind, unknown), unknown)
    try:
        exact = evaluated(kind, numbers)
    except _NotAboveZero as problem:
        return None, ("divisor", str(problem))
    return rounded(exact, kind.unit), None


def _why_unknown(kind: Kind, term: str) -> str:
    """Which sentence says why a number of the formula is unknown."""
    shifts = kind.terms[term].at
    reasons = {"last_year": "last_year", "then": "performance"}
    found = next((reason for shift, reason in reasons.items() if shift in shifts), None)
    return found or WHY_NOT_KNOWN.get(kind.terms[term].known or "", "term")


def rounded(exact: Fraction, unit: str) -> Number:
    """The number rounded half-up to the places of its unit; counts are whole."""
    if unit in ("count", "year"):
        return int(exact)
    if unit not in PLACES:
        return Decimal(exact.numerator) / Decimal(exact.denominator)
    return _half_up(exact, PLACES[unit])


def _half_up(exact: Fraction, places: int) -> Decimal:
    """Half-up on the exact fraction, away from zero for minus."""
    scaled = abs(exact) * 10**places
    whole = int(scaled + Fraction(1, 2))
    return (
        (Decimal(whole) * (1 if exact >= 0 else -1))
        .scaleb(-places)
        .quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    )


def evaluated(kind: Kind, numbers: Mapping[str, Number]) -> Fraction:
    """The formula over the numbers, in exact fractions."""
    text = re.sub(r"[{}]", "", kind.expression)
    for sign, operator in SIGNS.items():
        text = text.replace(sign, operator)
    return _value(ast.parse(text, mode="eval").body, kind, numbers)


def _value(node: ast.expr, kind: Kind, numbers: Mapping[str, Number]) -> Fraction:
    if isinstance(node, ast.Constant):
        return Fraction(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return Fraction(numbers[node.id])  # type: ignore[arg-type]
    if isinstance(node, ast.Call):
        values = [_value(each, kind, numbers) for each in node.args]
        return FUNCTIONS[node.func.id](values)  # type: ignore[attr-defined]
    if isinstance(node, ast.BinOp):
        left, right = (_value(each, kind, numbers) for each in (node.left, node.right))
        if isinstance(node.op, ast.Div):
            return _quotient(left, right, node.right, kind)
        return {ast.Add: left + right, ast.Sub: left - right, ast.Mult: left * right}[type(node.op)]
    raise ValueError(f"{kind.expression}: no formula.")


def _quotient(left: Fraction, right: Fraction, divisor: ast.expr, kind: Kind) -> Fraction:
    """A budget that is not above zero divides nothing; neither does zero."""
    name = divisor.id if isinstance(divisor, ast.Name) else ""
    is_money = bool(name) and kind.terms[name].kind == "money"
    if right == 0 or (is_money and right < 0):
        raise _NotAboveZero(name or next(iter(kind.terms)))
    exact = left / right
    return exact if kind.through is None else Fraction(_half_up(exact, kind.through))


def _ceiling(values: Sequence[Fraction]) -> Fraction:
    """Up to the cent: a ratio that is a floor is never undershot."""
    return Fraction(ceil(values[0] * 100), 100)


FUNCTIONS: Mapping[str, Callable[[Sequence[Fraction]], Fraction]] = {"max": max, "min": min, "ceil": _ceiling}
