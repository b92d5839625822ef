"""Single numbers that a formula takes as they are (a month, a target, a setting), read when they are asked for.

They belong to whose figure it is: `of` names month, project, indicator, rule … Nothing is computed here but the other
coordinates of a shift: last year's month, the month of the performance data, the whole.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from warehouse import read
from wording import formats

Ask = Callable[..., Any]
Of = Mapping[str, Any]
MONTHS_OF_YEAR = 12
FEWEST = Decimal(0)
OF_VERDICT = ("rule", "subject_code")
SERIES_OF_SHIFT = ("overall", "priority", "rest")


class Facts:
    """The facts of one figure; None where one is not known, or belongs to a time of which nothing is known."""

    def __init__(self, ask: Ask, of: Of) -> None:
        self.ask = ask
        self.of = of

    def __getitem__(self, name: str) -> Any:
        if self.of.get("as_of", FEWEST) is None:
            return None
        if name in self.of:
            return self.of[name]
        if name in PLAIN:
            return PLAIN[name](self)
        for source in (_clock, _indicator, _verdict, _line):
            found = source(self)
            if name in found:
                return found[name]
        return self.setting(name)

    def shifted(self, shifts: tuple[str, ...]) -> "Facts":
        """The facts of another time or whole."""
        facts = self
        for shift in shifts:
            facts = Facts(facts.ask, SHIFTS[shift](facts) if facts.of.get("as_of", FEWEST) is not None else facts.of)
        return facts

    def setting(self, name: str) -> Decimal | None:
        """The value of a shared setting that is in force on the day."""
        found = self.ask(read.settings, as_of=self.of.get("as_of")).filter(pl.col("name") == name)
        return None if found.is_empty() else found["value"][0]


# --- where facts come from -----------------------------------------------------------------------------------------


def _clock(facts: Facts) -> Mapping[str, Any]:
    """Of a project: its clock, its performance month, whether issues are known, its forecast."""
    if "project_code" not in facts.of:
        return {"is_issue_known": True}
    return facts.ask(read.project_clock, as_of=facts.of["as_of"], project_code=facts.of["project_code"]) or {}


def _indicator(facts: Facts) -> Mapping[str, Any]:
    if "indicator" not in facts.of:
        return {}
    which = {name: facts.of[name] for name in ("as_of", "project_code", "indicator")}
    found = facts.ask(read.indicator_of_project, **which)
    return {} if found is None else {**found, "fixed_share": _fixed_share(found)}


def _fixed_share(indicator: Mapping[str, Any]) -> int | None:
    """All or nothing, for what is met or not; unknown before a milestone is due."""
    is_open = indicator["kind"] == "milestone" and not indicator["is_due"]
    is_met = indicator["is_met"] if indicator["kind"] != "qualitative" else indicator["actual_tier"] == 1 or None
    return None if is_open or is_met is None else int(is_met)


def _verdict(facts: Facts) -> Mapping[str, Any]:
    """Of a rule and a subject: the verdict and every number that the rule used."""
    if not all(name in facts.of for name in OF_VERDICT):
        return {}
    which = {name: facts.of[name] for name in ("as_of", *OF_VERDICT)}
    subject = facts.ask(read.judged_subject, **which)
    if subject is None:
        return {}
    number = subject["subject_id"]
    used = facts.ask(read.evidence, as_of=which["as_of"], rule=which["rule"], subject_ids=(number,))
    return {**used.get(number, {}), **subject}


def _line(facts: Facts) -> Mapping[str, Any]:
    """Of a budget line: the month in which its money was received."""
    if "line" not in facts.of:
        return {}
    which = {"as_of": facts.of["as_of"], "part": "line", "line": facts.of["line"]}
    found = facts.ask(read.rows_behind, rows="budget_rows", row_limit=1, **which)
    received = found["receipt_month"][0] if found.height else None
    return {
        "receipt_year": received and received.year,
        "receipt_month_number": received and received.month,
    }


def _check_rows(facts: Facts) -> int | None:
    found = facts.ask(read.broken_checks, examples=0).filter(pl.col("name") == facts.of["check_name"])
    return None if found.is_empty() else int(found["row_count"][0])


PLAIN: Mapping[str, Callable[[Facts], Any]] = {
    "elapsed": lambda facts: facts.of["as_of"].month,
    "year": lambda _: MONTHS_OF_YEAR,
    "year_now": lambda facts: facts.of["as_of"].year,
    "nothing": lambda _: FEWEST,
    "is_latest": lambda facts: facts.of["as_of"] == facts.ask(read.months)["as_of"].max() or None,
    "is_flagged_now": lambda facts: facts["verdict"] == "flagged" or None,
    "check_rows": _check_rows,
}


# --- other times and wholes ----------------------------------------------------------------------------------------


def _last_year(facts: Facts) -> Of:
    """The same month of the year before, where that was judged too."""
    as_of: date = facts.of["as_of"]
    before = formats.month_end(f"{as_of.year - 1}-{as_of.month:02}")
    return {**facts.of, "as_of": before if before in facts.ask(read.months)["as_of"].to_list() else None}


def _evaluated_year(facts: Facts) -> Of:
    return {"as_of": date(facts["evaluated_year"], MONTHS_OF_YEAR, 31), "project_code": facts["project_code"]}


def _of_total(facts: Facts) -> Of:
    """What a control total is the total of."""
    return {name: facts.of[name] for name in ("as_of", "fiscal_year", "department") if name in facts.of}


SHIFTS: Mapping[str, Callable[[Facts], Of]] = {
    "then": lambda facts: {**facts.of, "as_of": facts["performance_as_of"]},
    "last_year": _last_year,
    "evaluated_year": _evaluated_year,
    "district": lambda facts: {name: value for name, value in facts.of.items() if name != "department"},
    "of_project": lambda facts: {"as_of": facts.of["as_of"], "project_code": facts["project_code"]},
    "of_line": lambda facts: {"as_of": facts.of["as_of"], "line": facts.of["subject_code"]},
    "of_area": lambda facts: {"as_of": facts.of["as_of"], "series": facts.of["subject_code"]},
    "of_total": _of_total,
    **{series: lambda facts, series=series: {**facts.of, "series": series} for series in SERIES_OF_SHIFT},  # type: ignore[misc]
}
