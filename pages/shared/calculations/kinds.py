"""What can be said of how a figure is made: rows, terms, formula. Which figure is made how is said in register.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Number = Decimal | int | None


@dataclass(frozen=True)
class Rows:
    """Some rows of the bureau's files: the query, what of it (part …), and the column that adds up to the number."""

    query: str
    adds: str = "amount_yuan"
    which: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Term:
    """One number of a formula: the sum of its rows, or a fact by its name; `at` says of which other time or whole.

    A fact that has rows besides was read from them and is no sum of theirs. `known` is the fact without which the
    number is unknown. Rows that are not listed only count.
    """

    kind: str = "money"
    rows: Rows | None = None
    fact: str | None = None
    known: str | None = None
    at: tuple[str, ...] = ()
    is_listed: bool = True


@dataclass(frozen=True)
class Kind:
    """How a figure is made: where it is defined, its unit, its formula over terms, the settings that it uses.

    `about` is metric.NAME (words of the macro's head), base.NAME (an amount that models add up) or own.NAME. `through`
    is the number of places at which every quotient is made whole before the result is rounded. `note` is a key of
    [calculation_note]: by which of several ways this one was made.
    """

    about: str
    unit: str
    terms: Mapping[str, Term]
    formula: str = ""
    settings: tuple[str, ...] = ()
    through: int | None = None
    note: str | None = None
    is_none_of_overall: bool = False

    @property
    def expression(self) -> str:
        """The formula; that of an amount is the amount itself."""
        return self.formula or f"{{{next(iter(self.terms))}}}"
