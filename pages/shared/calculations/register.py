"""The register of figures: by which formula each is made, of which rows of the bureau's files, under which settings.

One entry a figure, for every page; its name is what a page's card or column says that it shows. The words of terms and
definitions stand in wording/ and in the heads of warehouse/metrics. No streamlit, and no number is taken from a page.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pages.shared.calculations.facts import Facts
from pages.shared.calculations.kinds import Kind, Rows, Term

WEIGHTED_PLACES = 14  # metrics of weighted shares and of differences are made whole here first, see their SQL


# --- the rows ------------------------------------------------------------------------------------------------------


def _lines(part: str, **more: Any) -> Rows:
    return Rows("budget_rows", which={"part": part, **more})


def _payments(part: str, **more: Any) -> Rows:
    return Rows("payment_rows", which={"part": part, **more})


def _indicators(part: str, adds: str) -> Rows:
    return Rows("indicator_rows", adds, {"part": part})


def _projects(adds: str, part: str = "all") -> Rows:
    return Rows("project_rows", adds, {"part": part})


def _requests(adds: str, part: str) -> Rows:
    return Rows("request_rows", adds, {"part": part})


def _verdicts(adds: str, verdict: str | None = None) -> Rows:
    return Rows("verdict_rows", adds, {"verdict": verdict} if verdict else {})


def _fates(adds: str, fate: str | None = None, part: str | None = None) -> Rows:
    return Rows("fate_rows", adds, {"part": part, **({"fate": fate} if fate else {})})


def _at(term: Term, *shifts: str) -> Term:
    return replace(term, at=(*term.at, *shifts))


BUDGET, PAID = Term(rows=_lines("current")), Term(rows=_payments("paid"))
ISSUED, FROZEN = Term(rows=_lines("issued"), known="is_issue_known"), Term(rows=_lines("frozen"))
ELAPSED, YEAR = Term("number", fact="elapsed"), Term("number", fact="year")
RATE = "{paid_yuan} ÷ {budget_current_yuan}"


def _amount(about: str, name: str, term: Term, **more: Any) -> Kind:
    """An amount of money that is the sum of its rows."""
    return Kind(about, "money", {name: term}, **more)


def _count(about: str, term: str, rows: Rows, **more: Any) -> Kind:
    """A number of things that is the number of its rows."""
    return Kind(about, "count", {term: Term("count", rows)}, **more)


def _total(about: str, unit: str, rows: Rows) -> Kind:
    """What a column of its rows adds up to."""
    return Kind(about, unit, {rows.adds: Term("money" if unit == "money" else "count", rows)})


def _rate(*shifts: str, about: str = "metric.execution_rate", **more: Any) -> Kind:
    """Paid divided by budget, of another time or whole where shifts say so."""
    terms = {"paid_yuan": _at(PAID, *shifts), "budget_current_yuan": _at(BUDGET, *shifts)}
    return Kind(about, "rate", terms, RATE, **more)


def _difference(*, mine: tuple[str, ...] = (), other: tuple[str, ...], names: tuple[str, str], **more: Any) -> Kind:
    """One pace minus another. `names` are the words of the other's two amounts."""
    paid, budget = names
    terms = {
        "paid_yuan": _at(PAID, *mine), "budget_current_yuan": _at(BUDGET, *mine),
        paid: _at(PAID, *other), budget: _at(BUDGET, *other),
    }  # fmt: skip
    formula = f"{RATE} − {{{paid}}} ÷ {{{budget}}}"
    return Kind("metric.lead_points", "points", terms, formula, through=WEIGHTED_PLACES, **more)


def _weighted(about: str, part: str) -> Kind:
    """Completions weighted by the points of their indicators."""
    terms = {
        "weighted": Term("number", _indicators(part, "weighted")),
        "weight": Term("number", _indicators(part, "weight_points"), is_listed=False),
    }
    settings = ("tier_2_completion", "tier_3_completion")
    return Kind(about, "rate", terms, "{weighted} ÷ {weight}", settings, through=WEIGHTED_PLACES)


def _available() -> Kind:
    terms = {"issued_yuan": ISSUED, "paid_yuan": PAID, "frozen_yuan": FROZEN}
    return Kind("base.available_yuan", "money", terms, "{issued_yuan} − {paid_yuan} − {frozen_yuan}")


CALENDAR = Kind("metric.time_progress", "rate", {"elapsed": ELAPSED, "year": YEAR}, "{elapsed} ÷ {year}")


def _clock(facts: Facts, *shifts: str) -> Kind:
    """Time progress on the project's own clock: calendar, cash plan, or from its first approved month on."""
    basis = facts["clock_basis"]
    if basis == "cash_plan":
        plan = {
            "planned_yuan": Term(rows=Rows("plan_rows", "planned_yuan", {"part": "so_far"}), at=shifts),
            "planned_year_yuan": Term(rows=Rows("plan_rows", "planned_yuan", {"part": "full_year"}), at=shifts),
        }
        return Kind("metric.time_progress", "rate", plan, "{planned_yuan} ÷ {planned_year_yuan}", note="cash_plan")
    if basis == "in_year":
        terms = {
            "elapsed": Term("number", fact="elapsed", at=shifts),
            "first_month": Term("number", _lines("current"), fact="first_approved_month", at=shifts),
            "year": YEAR,
        }
        formula = "({elapsed} − {first_month} + 1) ÷ ({year} − {first_month} + 1)"
        return Kind("metric.time_progress", "rate", terms, formula, note="in_year")
    return replace(CALENDAR, terms={"elapsed": _at(ELAPSED, *shifts), "year": YEAR})


def _completion(facts: Facts) -> Kind:
    """Completion of one indicator: by its kind, and by whether it is met."""
    row = _indicators("all", "weight_points")
    numbers = {"actual": Term("number", row, "actual_number"), "target": Term("number", fact="target_number")}
    kind, is_met, tier = facts["kind"], facts["is_met"], facts["actual_tier"]
    fixed = Term("rate", row, "fixed_share")
    if kind == "positive":
        return Kind("own.completion", "rate", numbers, "min({actual} ÷ {target}, 1)")
    if kind == "reverse" and is_met is False and facts["target_number"] != 0:
        return Kind("own.completion", "rate", numbers, "{target} ÷ {actual}", note="reverse_not_met")
    if kind == "qualitative" and tier in (2, 3):
        setting = f"tier_{tier}_completion"
        tiered = {"completion": replace(fixed, fact=setting)}
        return Kind("own.completion", "rate", tiered, settings=(setting,), note=f"tier_{tier}")
    state = "unknown" if is_met is None else "met" if is_met else "not_met"
    if kind == "milestone" and not facts["is_due"]:
        state = "not_due"
    return Kind("own.completion", "rate", {"completion": fixed}, note=f"{kind}_{state}")


# --- the figures ---------------------------------------------------------------------------------------------------

PACE_SHORT = "max({budget_current_yuan} × {elapsed} ÷ {year} − {paid_yuan}, 0)"
LAST_YEAR_NAMES = ("last_year_paid_yuan", "last_year_budget_yuan")
OVERALL_NAMES = ("overall_paid_yuan", "overall_budget_yuan")
QUADRANT_SETTINGS = ("quadrant_line", "enough_coverage")
FATES = ("accepted", "refused", "unmatched", "repeats", "superseded", "control")


def _balance(adds: str, unit: str) -> Kind:
    """What was read less where it went; nothing, unless we are at fault."""
    terms = {
        fate: Term(unit, _fates(adds, fate), is_listed=fate not in ("read", "accepted")) for fate in ("read", *FATES)
    }
    return Kind("own.balance", unit, terms, " − ".join(f"{{{fate}}}" for fate in terms))


def _our_total(facts: Facts) -> Term:
    return Term(rows=_payments("control") if facts["dataset"] == "payment" else _lines("control"), at=("of_total",))


OFFICIAL = Term(rows=Rows("control_rows", "official_yuan"))
AREA_SHORT = "max({budget_current_yuan} × {overall_paid_yuan} ÷ {overall_budget_yuan} − {paid_yuan}, 0)"
AREA_TERMS = {
    "budget_current_yuan": BUDGET, "overall_paid_yuan": _at(PAID, "overall"),
    "overall_budget_yuan": _at(BUDGET, "overall"), "paid_yuan": PAID,
}  # fmt: skip
LINE_TERMS = {"line_amount_yuan": Term(rows=_lines("line")), "line_paid_yuan": PAID}

FIGURES: dict[str, Kind | Callable[[Facts], Kind]] = {
    # money, of the district, a department, a project, a line of payment pace or a quadrant
    "budget_current_yuan": _amount("base.budget_current_yuan", "budget_current_yuan", BUDGET),
    "budget_initial_yuan": _amount("base.budget_initial_yuan", "budget_initial_yuan", Term(rows=_lines("initial"))),
    "paid_yuan": _amount("base.paid_yuan", "paid_yuan", PAID),
    "issued_yuan": _amount("base.issued_yuan", "issued_yuan", ISSUED),
    "frozen_yuan": _amount("base.frozen_yuan", "frozen_yuan", FROZEN),
    "available_yuan": _available(),
    "execution_rate": _rate(),
    "last_year_execution_rate": _rate("last_year"),
    "district_execution_rate": _rate("district"),
    "overall_pace": _rate("overall", about="base.overall_pace"),
    "lead_over_time": Kind(
        "metric.pace_gap", "points",
        {"paid_yuan": PAID, "budget_current_yuan": BUDGET, "elapsed": ELAPSED, "year": YEAR},
        RATE + " − {elapsed} ÷ {year}",
    ),
    "lead_over_district": _difference(other=("district",), names=("district_paid_yuan", "district_budget_yuan")),
    "lead_over_overall": _difference(other=("overall",), names=OVERALL_NAMES, is_none_of_overall=True),
    "change_on_last_year": _difference(other=("last_year",), names=LAST_YEAR_NAMES),
    "time_progress": CALENDAR,
    # one project
    "execution_rate_then": _rate("then"),
    "own_progress": lambda facts: _clock(facts),
    "own_progress_then": lambda facts: _clock(facts.shifted(("then",)), "then"),
    "planned_yuan": _amount(
        "own.planned", "planned_yuan", Term(rows=Rows("plan_rows", "planned_yuan", {"part": "so_far"}))
    ),
    "output_progress": _weighted("base.progress_completion", "progress"),
    "target_attainment": _weighted("base.target_attainment", "attainment"),
    "coverage": Kind(
        "metric.coverage", "rate",
        {
            "measured_weight": Term("number", _indicators("attainment", "weight_points")),
            "all_weight": Term("number", _indicators("all", "weight_points")),
        },
        "{measured_weight} ÷ {all_weight}",
    ),
    "dual_gap": Kind(
        "metric.dual_gap", "points",
        {
            "weighted": Term("number", _indicators("progress", "weighted")),
            "weight": Term("number", _indicators("progress", "weight_points"), is_listed=False),
            "paid_then_yuan": _at(PAID, "then"), "budget_then_yuan": _at(BUDGET, "then"),
        },
        "{weighted} ÷ {weight} − {paid_then_yuan} ÷ {budget_then_yuan}",
        ("tier_2_completion", "tier_3_completion"), WEIGHTED_PLACES,
    ),
    "forecast_full_year_yuan": Kind(
        "own.forecast", "money",
        {"forecast_full_year_yuan": Term(rows=Rows("forecast_rows", ""), fact="forecast_full_year_yuan")},
    ),
    "forecast_share": Kind(
        "metric.execution_rate", "rate",
        {
            "forecast_full_year_yuan": Term(rows=Rows("forecast_rows", ""), fact="forecast_full_year_yuan"),
            "budget_current_yuan": BUDGET,
        },
        "{forecast_full_year_yuan} ÷ {budget_current_yuan}",
    ),
    "total_need_yuan": _amount("own.need", "total_need_yuan", Term(rows=_projects("total_need_yuan"))),
    "annual_need_yuan": _amount("own.need", "annual_need_yuan", Term(rows=_projects("annual_need_yuan"))),
    "completion": _completion,
    "weight_points": Kind("own.weight", "number", {"weight": Term("number", _indicators("all", "weight_points"))}),
    "line_amount_yuan": _amount("own.line", "line_amount_yuan", Term(rows=_lines("line"))),
    "line_frozen_yuan": _amount("own.line", "frozen_yuan", FROZEN),
    "line_paid_yuan": _amount("own.line_paid", "line_paid_yuan", PAID),
    "untold_paid_yuan": _amount("own.untold_paid", "untold_paid_yuan", Term(rows=_payments("of_no_line"))),
    "unspent_yuan": Kind("own.unspent", "money", LINE_TERMS, "{line_amount_yuan} − {line_paid_yuan}"),
    "age_months": Kind(
        "metric.carry_over_age_months", "number",
        {
            "year_now": Term("year", fact="year_now"), "receipt_year": Term("year", _lines("line"), "receipt_year"),
            "elapsed": ELAPSED, "receipt_month_number": Term("number", fact="receipt_month_number"),
        },
        "({year_now} − {receipt_year}) × 12 + {elapsed} − {receipt_month_number}",
    ),
    "asked_yuan": _amount("own.asked", "asked_yuan", Term(rows=_payments("asked"))),
    "counted_yuan": _amount("own.counted", "counted_yuan", Term(rows=_payments("counted"))),
    "score": Kind("metric.rounded_score", "score", {"score": Term("number", Rows("evaluation_rows", "score"))}),
    # departments and the district: work weighted by budget, numbers of projects
    "budget_weighted_progress": Kind(
        "metric.budget_weighted_progress", "rate",
        {
            "weighted_yuan": Term("money", _projects("weighted_yuan", "assessed")),
            "weight_yuan": Term("money", _projects("weight_yuan", "assessed"), is_listed=False),
        },
        "{weighted_yuan} ÷ {weight_yuan}", ("enough_coverage", "tier_2_completion", "tier_3_completion"),
        through=WEIGHTED_PLACES,
    ),
    "progress_coverage": Kind(
        "own.progress_coverage", "rate",
        {
            "weight_yuan": Term("money", _projects("weight_yuan", "assessed")),
            "weight_of_all_yuan": Term("money", _projects("weight_yuan")),
        },
        "{weight_yuan} ÷ {weight_of_all_yuan}", ("enough_coverage",),
    ),
    "project_count": _count("own.project_count", "projects", _projects("row_count")),
    "assessed_count": _count(
        "metric.quadrant", "projects", _projects("row_count", "assessed"), settings=QUADRANT_SETTINGS
    ),
    "not_assessed_count": _count(
        "metric.quadrant", "projects", _projects("row_count", "not_assessed"), settings=QUADRANT_SETTINGS
    ),
    "quadrant_count": _count("metric.quadrant", "projects", _projects("row_count"), settings=QUADRANT_SETTINGS),
    # flags
    "flagged_count": _count("own.flagged", "projects", Rows("standing_rows", "row_count")),
    "flagged_yuan": _amount("own.flagged_money", "money_yuan", Term(rows=Rows("standing_rows", "money_yuan"))),
    "change_count": _count("own.change", "projects", Rows("change_rows", "row_count")),
    "change_before_yuan": _amount("own.change", "before_yuan", Term(rows=Rows("change_rows", "money_before_yuan"))),
    "change_now_yuan": _amount("own.change", "now_yuan", Term(rows=Rows("change_rows", "money_now_yuan"))),
    "verdict_count": _count("own.verdicts", "verdicts", _verdicts("row_count")),
    "verdict_projects": _count("own.verdicts", "projects", _verdicts("different_project_code")),
    "verdict_departments": _count("own.verdicts", "departments", _verdicts("different_department_code")),
    "verdict_once_yuan": _amount("own.money_once", "money_yuan", Term(rows=_verdicts("once_yuan"))),
    "rule_money_yuan": _amount("own.rule_money", "money_yuan", Term(rows=_verdicts("money_yuan", "flagged"))),
    "flagged_share": Kind(
        "own.flagged_share", "rate",
        {
            "flagged": Term("count", _verdicts("row_count", "flagged")),
            "clear": Term("count", _verdicts("row_count", "clear")),
        },
        "{flagged} ÷ ({flagged} + {clear})",
    ),
    "alone_count": _count("own.alone", "verdicts", Rows("rule_flag_rows", "row_count", {"part": "alone"})),
    "shared_count": _count("own.shared", "verdicts", Rows("rule_flag_rows", "row_count", {"part": "shared"})),
    "most_count": Kind(
        "own.most", "count",
        {"verdicts": Term("count", Rows("rule_flag_rows", "row_count", {"part": "most"}), known="any_row")},
    ),
    "flag_count": _count("own.flag_count", "verdicts", _verdicts("row_count", "flagged")),
    "months_flagged": Kind(
        "own.months_flagged", "count",
        {"months": Term("count", Rows("flagged_months", "row_count"), known="is_flagged_now")},
    ),
    "run_number": Kind(
        "own.run_number", "count", {"runs": Term("count", Rows("flag_run_rows", "row_count"), known="is_flagged_now")}
    ),
    "largest_money_yuan": _amount(
        "own.largest_money", "money_yuan", Term(rows=Rows("flagged_months", "most_money_yuan"))
    ),
    "flag_money_yuan": lambda facts: _flag_money(facts),
    # lines of payment pace
    "refunded_yuan": _amount("own.refunded", "refunded_yuan", Term(rows=_payments("refunded"))),
    "short_of_overall_yuan": Kind("own.short_of_overall", "money", AREA_TERMS, AREA_SHORT, is_none_of_overall=True),
    "short_of_time_yuan": Kind(
        "metric.pace_shortfall_yuan", "money",
        {"budget_current_yuan": BUDGET, "elapsed": ELAPSED, "year": YEAR, "paid_yuan": PAID}, PACE_SHORT,
    ),
    "priority_lead": _difference(mine=("priority",), other=("rest",), names=("rest_paid_yuan", "rest_budget_yuan")),
    "last_year_priority_lead": _difference(
        mine=("priority", "last_year"), other=("rest", "last_year"), names=("rest_paid_yuan", "rest_budget_yuan")
    ),
    "overlap_budget_yuan": _amount("own.overlap", "overlap_yuan", Term(rows=_lines("overlap"))),
    "waiting_count": _count("own.waiting", "requests", _requests("row_count", "waiting")),
    "waiting_yuan": _amount("own.waiting", "waiting_yuan", Term(rows=_requests("amount_yuan", "waiting"))),
    "approved_count": Kind(
        "own.approved", "count", {"requests": Term("count", _requests("row_count", "approved"), known="is_latest")}
    ),
    "approved_yuan": _amount(
        "own.approved", "waiting_yuan", Term(rows=_requests("amount_yuan", "approved"), known="is_latest")
    ),
    "undated_count": _count("own.undated", "requests", _requests("row_count", "undated")),
    "areas_behind": _count("own.areas_behind", "areas", Rows("area_rows", "row_count")),
    # what came in
    "fate_count": _count("own.fate", "rows", _fates("row_count")),
    "fate_yuan": _amount("own.fate", "amount_yuan", Term(rows=_fates("yuan"))),
    "row_amount_yuan": _amount("own.fate", "amount_yuan", Term(rows=_fates("amount_yuan"))),
    "walk_before_count": _total("own.walk_flags", "count", Rows("walk_balance", "start_count")),
    "walk_after_count": _total("own.walk_flags", "count", Rows("walk_balance", "end_count")),
    "walk_before_yuan": _total("own.walk_once", "money", Rows("walk_projects", "start_yuan")),
    "walk_after_yuan": _total("own.walk_once", "money", Rows("walk_projects", "end_yuan")),
    "walk_rules_before_yuan": _total("own.walk_rules", "money", Rows("walk_balance", "start_yuan")),
    "walk_rules_after_yuan": _total("own.walk_rules", "money", Rows("walk_balance", "end_yuan")),
    "walk_changed": _count("own.walk_changed", "verdicts", Rows("walk_flags", "row_count")),
    "walk_moved": _count("own.walk_part", "verdicts", Rows("walk_parts", "row_count")),
    "walk_net": _total("own.walk_part", "count", Rows("walk_parts", "part_count")),
    "walk_part_yuan": _total("own.walk_part", "money", Rows("walk_parts", "part_yuan")),
    "walk_once_part_yuan": _total("own.walk_once_part", "money", Rows("walk_project_parts", "part_yuan")),
    "walk_flag_before_yuan": _total("own.walk_side", "money", Rows("walk_flags", "start_yuan")),
    "walk_flag_after_yuan": _total("own.walk_side", "money", Rows("walk_flags", "end_yuan")),
    "walk_whole_yuan": _total("own.walk_whole", "money", Rows("walk_parts", "part_yuan")),
    "changed_count": _count("own.changed", "rows", Rows("changed_rows", "row_count")),
    "changed_before_yuan": _amount("own.changed", "was_yuan", Term(rows=Rows("changed_rows", "was_yuan"))),
    "changed_after_yuan": _amount("own.changed", "is_yuan", Term(rows=Rows("changed_rows", "is_yuan"))),
    "row_before_yuan": _amount("own.changed", "was_yuan", Term(rows=Rows("changed_rows", "yuan_before"))),
    "row_after_yuan": _amount("own.changed", "is_yuan", Term(rows=Rows("changed_rows", "yuan_after"))),
    "changed_difference_yuan": Kind(
        "own.changed", "money",
        {
            "is_yuan": Term(rows=Rows("changed_rows", "is_yuan")),
            "was_yuan": Term(rows=Rows("changed_rows", "was_yuan"), is_listed=False),
        },
        "{is_yuan} − {was_yuan}",
    ),
    "unreadable_count": _count("own.unreadable", "rows", _fates("row_count", part="unreadable")),
    "difference_rows": _balance("row_count", "count"),
    "difference_yuan": _balance("yuan", "money"),
    "file_count": _count("own.files", "files", Rows("file_rows", "row_count")),
    "unusable_count": _count("own.unusable", "files", Rows("file_rows", "row_count", {"part": "unusable"})),
    "part_count": _count("own.parts", "parts", Rows("part_rows", "row_count")),
    "check_count": Kind(
        "own.check", "count", {"rows": Term("count", Rows("check_rows", ""), "check_rows")}
    ),
    "official_yuan": _amount("own.official", "official_yuan", OFFICIAL),
    "our_yuan": lambda facts: _amount("own.our_total", "our_yuan", _our_total(facts)),
    "total_difference_yuan": lambda facts: Kind(
        "own.total_difference", "money", {"our_yuan": _our_total(facts), "official_yuan": OFFICIAL},
        "{our_yuan} − {official_yuan}",
    ),
}  # fmt: skip


def kind_of(figure: str, facts: Facts) -> Kind:
    """How a figure is made; where there are several ways, the one that the facts decide."""
    found = FIGURES[figure]
    return found if isinstance(found, Kind) else found(facts)


# --- money at stake ------------------------------------------------------------------------------------------------

OF_PROJECT = {"budget_current_yuan": _at(BUDGET, "of_project"), "paid_yuan": _at(PAID, "of_project")}
OF_AREA = {name: _at(replace(term, at=()), "of_area", *term.at) for name, term in AREA_TERMS.items()}
OF_LINE = {name: _at(term, "of_line") for name, term in LINE_TERMS.items()}
OF_FUNDS = {
    "issued_yuan": _at(ISSUED, "of_project"), "paid_yuan": _at(PAID, "of_project"),
    "frozen_yuan": _at(FROZEN, "of_project"),
}  # fmt: skip
TIME_SHORT = "{budget_current_yuan} × {elapsed} ÷ {year} − {paid_yuan}"
OVERALL_SHORT = "{budget_current_yuan} × {overall_paid_yuan} ÷ {overall_budget_yuan} − {paid_yuan}"


def _flag_money(facts: Facts) -> Kind:
    """Money at stake of one verdict, by its rule (contract §3); nothing where the rule asks for none."""
    made = MONEY_OF_RULE.get(str(facts["rule"])) if facts["verdict"] == "flagged" else None
    if made is None:
        nothing = Term(fact="nothing", known="is_flagged_now")
        return Kind("own.flag_money", "money", {"money_yuan": nothing}, note="no_money")
    return made(facts)


def _short_of_time(facts: Facts) -> Kind:
    """What the project's own clock asks for, less what is paid."""
    clock = _clock(facts.shifted(("of_project",)), "of_project")
    formula = f"max({{budget_current_yuan}} × ({clock.expression}) − {{paid_yuan}}, 0)"
    return Kind("own.flag_money", "money", {**OF_PROJECT, **clock.terms}, formula, note=clock.note)


def _short_of_milestone(_facts: Facts) -> Kind:
    terms = {**OF_PROJECT, "milestone": Term("rate", fact="milestone")}
    return Kind("own.flag_money", "money", terms, "max({budget_current_yuan} × {milestone} − {paid_yuan}, 0)")


def _not_yet_paid(_facts: Facts) -> Kind:
    return Kind("own.flag_money", "money", OF_FUNDS, "max({issued_yuan} − {paid_yuan} − {frozen_yuan}, 0)")


def _cut(_facts: Facts) -> Kind:
    base = Term(rows=_lines("initial_of_year"), at=("evaluated_year",))
    terms = {"base_yuan": base, "cut_ratio": Term("rate", fact="cut_ratio_used")}
    return Kind("metric.cut_proposal_yuan", "money", terms, "ceil({base_yuan} × {cut_ratio})")


def _unspent_local(_facts: Facts) -> Kind:
    terms = {
        "local_budget_yuan": Term(rows=_lines("local"), at=("of_project",)),
        "local_paid_yuan": Term(rows=_payments("local"), at=("of_project",)),
    }
    return Kind("own.flag_money", "money", terms, "max({local_budget_yuan} − {local_paid_yuan}, 0)")


def _unspent_line(_facts: Facts) -> Kind:
    return Kind("own.flag_money", "money", OF_LINE, "max({line_amount_yuan} − {line_paid_yuan}, 0)")


def _short_of_overall(_facts: Facts) -> Kind:
    return Kind("own.flag_money", "money", OF_AREA, f"max({OVERALL_SHORT}, 0)")


def _short_of_broken(facts: Facts) -> Kind:
    """The greater of the benchmarks that are broken."""
    broken = {"distance_to_overall": OVERALL_SHORT, "distance_to_time": TIME_SHORT}
    sides = [formula for name, formula in broken.items() if facts[name] is not None and facts[name] < 0]
    return Kind(
        "own.flag_money", "money", {**OF_AREA, "elapsed": ELAPSED, "year": YEAR}, f"max({', '.join([*sides, '0'])})"
    )


MONEY_OF_RULE: dict[str, Callable[[Facts], Kind]] = {
    **dict.fromkeys(("E01", "E02", "E03", "E05"), _short_of_time), "E04": _short_of_milestone,
    **dict.fromkeys(("C01", "C02", "D04"), _not_yet_paid), "C04": _cut, "C05": _unspent_local, "C06": _unspent_line,
    "L01": _short_of_overall, "L02": _short_of_broken,
}  # fmt: skip
