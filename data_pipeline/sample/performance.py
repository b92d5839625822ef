"""Indicators, monitoring reports and evaluations: what was promised, what was reported and when, how it was graded."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from data_pipeline.sample import draws, words
from data_pipeline.sample.budgets import UNIT, Lines, has_cash_plan, month_of
from data_pipeline.sample.draws import Seeds, Whole
from data_pipeline.sample.payments import WEIGHTS
from data_pipeline.sample.projects import Flags, ProjectYears, dates, days, texts

# Rounds of monitoring: month, deadline for filing. The bureau asked less often in the first year.
ROUNDS: dict[int, list[tuple[int, date]]] = {
    2024: [(6, date(2024, 7, 20)), (8, date(2024, 9, 20)), (12, date(2025, 1, 20))],
    2025: [
        (4, date(2025, 5, 20)),
        (6, date(2025, 7, 20)),
        (8, date(2025, 9, 20)),
        (10, date(2025, 11, 20)),
        (12, date(2026, 1, 20)),
    ],
    2026: [
        (4, date(2026, 5, 31)),
        (6, date(2026, 7, 20)),
        (8, date(2026, 9, 20)),
        (10, date(2026, 11, 20)),
        (12, date(2027, 1, 20)),
    ],
}
FORMS = ["count", "decimal", "level", "percent", "reverse", "milestone", "words"]
COUNT, DECIMAL, LEVEL, PERCENT, REVERSE, MILESTONE, WORDS = range(7)
FEWEST, MOST = 5, 10
COMBINED, SEPARATE, WORDED = range(3)  # ways of writing a target
TIER_TEXTS = [
    "达成年度指标",
    "部分达成年度指标并具有一定效果",
    "未达成年度指标且效果较差",
    "达成预期指标",
    "部分达成",
    "未达成",
]
LIKELIHOODS = ["确定能", "有可能", "完全不可能"]
CAUSES = ["cause_funding", "cause_rules", "cause_staff", "cause_hardware", "cause_other"]
SPREAD = np.array(
    [[words.INDICATORS[form][place] for place in range(MOST)] for form in range(len(words.ARCHETYPES))], dtype=object
)
WEIGHT_LISTS: dict[tuple[int, int, int], list[int]] = {}


@dataclass(frozen=True)
class Results:
    """How each project does in a year; one entry a project."""

    factor: Whole  # per mille of what was due
    behind: Whole  # 0 on track, 1 behind, 2 far behind
    style: Whole  # of writing targets
    curve: Whole  # projects × 13: per mille of the year's work done at the end of each month


@dataclass(frozen=True)
class Indicators:
    """The indicators of some projects; one entry an indicator."""

    owner: Whole
    place: Whole
    seeds: Seeds
    form: Whole
    tenths: Whole  # target times ten
    due_month: Whole
    weight: Whole


def results_of(years: ProjectYears, lines: Lines) -> Results:
    """Work follows the money, less so the calendar, times how good the project is; who has a plan follows the plan."""
    seeds, main = years.year_seeds, slice(0, len(years.seeds))
    group = draws.picked(seeds, "result", [795, 110, 38, 57])
    least, width = np.array([930, 620, 250, 1240])[group], np.array([140, 260, 330, 320])[group]
    weights = WEIGHTS[lines.profile[main]]
    money = np.cumsum(weights, axis=1) * 1000 // weights.sum(axis=1)[:, None]
    calendar = np.arange(1, 13)[None, :] * 1000 // 12
    monthly = np.where(has_cash_plan(years, lines)[:, None], money, (2 * money + calendar) // 3)
    curve = np.concatenate([np.zeros((len(seeds), 1), dtype=np.int64), monthly], axis=1)
    factor = least + draws.below(seeds, "factor", width)
    slow = np.where(lines.share[main] < 800, 600 + lines.share[main] * 2 // 5, 1000)
    return Results(
        factor=factor * slow // 1000,
        behind=np.array([0, 1, 2, 0])[group],
        style=draws.below(years.seeds, "style", 3),
        curve=curve,
    )


def indicators_of(years: ProjectYears) -> Indicators:
    """Five to ten indicators a project; none for many wage projects and for the few that forgot."""
    seeds = years.seeds
    number = FEWEST + draws.picked(seeds, "indicators", [22, 24, 20, 14, 12, 8])
    none = np.where(
        years.archetype == words.WAGES,
        draws.chance(seeds, "no indicators", 450),
        draws.chance(seeds, "no indicators", 9),
    )
    number = np.where(none, 0, number)
    owner = np.repeat(np.arange(len(seeds)), number)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(number) - number, number)
    table = SPREAD[years.archetype[owner], place] if len(owner) else np.zeros((0, 9), dtype=object)
    form = np.array([FORMS.index(name) for name in table[:, 3]], dtype=np.int64)
    least, most = table[:, 6].astype(np.int64), table[:, 7].astype(np.int64)
    moves = np.isin(form, [COUNT, DECIMAL])
    own = draws.children(years.seeds[owner], "indicator", place)
    drawn = least + np.where(
        moves,
        draws.below(years.year_seeds[owner], "target", most - least + 1, place),
        draws.below(own, "target", most - least + 1),
    )
    tenths = np.where(form == DECIMAL, drawn, drawn * 10)
    in_money = (form == REVERSE) & (table[:, 5] == "万元")
    tenths = np.where(in_money, np.maximum(years.base_amount[owner] // 10, 10), tenths)
    total = np.where(draws.chance(seeds, "full hundred", 450), 100, 90)[owner]
    weight = np.array(
        [
            weights_of(a, n, t)[p]
            for a, n, t, p in zip(
                years.archetype[owner].tolist(), number[owner].tolist(), total.tolist(), place.tolist(), strict=True
            )
        ],
        dtype=np.int64,
    )
    return Indicators(
        owner=owner,
        place=place,
        seeds=draws.children(years.year_seeds[owner], "indicator", place),
        form=form,
        tenths=tenths,
        due_month=np.where(form == MILESTONE, drawn, 0),
        weight=weight,
    )


def weights_of(archetype: int, number: int, total: int) -> list[int]:
    """Points of the first so many indicators of an archetype, adding up to the total."""
    key = (archetype, number, total)
    if key not in WEIGHT_LISTS:
        raw = [indicator[8] for indicator in words.INDICATORS[archetype][:number]]
        points = [value * total // sum(raw) for value in raw]
        points[0] += total - sum(points)
        WEIGHT_LISTS[key] = points
    return WEIGHT_LISTS[key]


def number_text(tenths: pl.Expr) -> pl.Expr:
    """12.5 or 50."""
    whole, rest = (tenths // 10).cast(pl.String), (tenths % 10).cast(pl.String)
    return pl.when(tenths % 10 == 0).then(whole).otherwise(whole + "." + rest)


def indicator_rows(years: ProjectYears, lines: Lines, results: Results, indicators: Indicators) -> pl.DataFrame:
    """The rows of 绩效目标, a later revision of a target included."""
    first = indicator_frame(years, lines, results, indicators, indicators.tenths, late=False)
    revised = revised_indicators(years, indicators)
    changed = indicators.tenths * np.where(draws.chance(indicators.seeds, "lower", 700), 8, 11) // 10
    changed = np.where(indicators.form == COUNT, np.maximum(changed // 10, 1) * 10, np.maximum(changed, 1))
    later = indicator_frame(years, lines, results, indicators, changed, late=True).filter(pl.Series(revised))
    return pl.concat([first, later])


def revised_indicators(years: ProjectYears, indicators: Indicators) -> Flags:
    """Four in a hundred projects have their first quantity changed in summer."""
    revised: Flags = draws.chance(years.year_seeds, "revised", 40)[indicators.owner] & (indicators.place == 0)
    return revised


def targets_in_force(years: ProjectYears, indicators: Indicators, month: int) -> Whole:
    """Ten times the target that a unit reports against at the end of a month."""
    if month < 8:
        return indicators.tenths
    changed = indicators.tenths * np.where(draws.chance(indicators.seeds, "lower", 700), 8, 11) // 10
    changed = np.where(indicators.form == COUNT, np.maximum(changed // 10, 1) * 10, np.maximum(changed, 1))
    return np.where(revised_indicators(years, indicators), changed, indicators.tenths)


def indicator_frame(
    years: ProjectYears, lines: Lines, results: Results, indicators: Indicators, tenths: Whole, late: bool
) -> pl.DataFrame:
    """Indicator rows as they are approved in January or, late, in summer."""
    owner, place = indicators.owner, indicators.place
    table = [words_of(column, years.archetype[owner], place) for column in range(6)]
    new_scheme = draws.chance(years.seeds, "scheme of 2021", 400)[owner]
    project_approved = lines.approved[: len(years.seeds)]
    approved = np.maximum(days(years.year, 1, 18), project_approved + 6)[owner]
    if late:
        approved = np.maximum(days(years.year, 7, 15), approved + 20)
    undated = draws.chance(years.seeds, "target undated", 60)[owner] & (not late)
    frame = pl.DataFrame(
        {
            "fiscal_year": np.full(len(owner), years.year, dtype=np.int64),
            "project_code": years.code.gather(owner),
            "l1": table[0],
            "l2": table[1],
            "indicator_l3": table[2],
            "operator": table[4],
            "unit": table[5],
            "form": indicators.form,
            "tenths": tenths,
            "due": indicators.due_month,
            "style": results.style[owner],
            "is_cost": (table[1] == "成本指标"),
            "new_scheme": new_scheme,
            "weight_points": indicators.weight,
            "word": texts(
                list(words.WORDED_TARGETS),
                draws.below(years.seeds[owner], "worded target", len(words.WORDED_TARGETS), place),
            ),
            "says_accrual": draws.chance(years.seeds, "says accrual", 500)[owner],
            "approved_date": dates(approved, ~undated),
            "due_day": dates(days(years.year, indicators.due_month + 1, 1) - 1),
            "baseline": tenths - draws.below(indicators.seeds, "baseline", 20),
            "says_baseline": draws.chance(indicators.seeds, "says baseline", 250) & (indicators.form == COUNT),
        }
    )
    return frame.select(written_targets())


def words_of(column: int, archetype: Whole, place: Whole) -> pl.Series:
    """One column of the table of indicators for each row."""
    flat: list[str | None] = [
        str(SPREAD[form, spot][column]) for form in range(len(words.ARCHETYPES)) for spot in range(MOST)
    ]
    return texts(flat, archetype * MOST + place)


def written_targets() -> list[pl.Expr]:
    """The columns of an indicator, in the project's way of writing."""
    form, style = pl.col("form"), pl.col("style")
    is_number = form <= REVERSE
    sign = pl.col("operator").replace({">=": "≥", "<=": "≤"})
    spoken = (
        pl.when(form == REVERSE)
        .then(pl.lit("不超过"))
        .when(form == PERCENT)
        .then(pl.lit("不低于"))
        .otherwise(pl.lit("不少于"))
    )
    spoken = pl.when(pl.col("operator") == "=").then(pl.lit("=")).otherwise(spoken)
    number = number_text(pl.col("tenths"))
    deadline = pl.col("due").cast(pl.String) + "月底前"
    separate = style == SEPARATE
    return [
        pl.col("fiscal_year"),
        pl.col("project_code"),
        pl.when(pl.col("is_cost") & pl.col("new_scheme"))
        .then(pl.lit("成本指标"))
        .otherwise("l1")
        .alias("indicator_l1"),
        pl.when(pl.col("is_cost") & pl.col("new_scheme"))
        .then(pl.lit("经济成本指标"))
        .otherwise("l2")
        .alias("indicator_l2"),
        pl.col("indicator_l3"),
        pl.when(separate & (form == REVERSE))
        .then(pl.lit("反向"))
        .when(separate & (form == WORDS))
        .then(pl.lit("定性"))
        .when(separate)
        .then(pl.lit("正向"))
        .alias("polarity"),
        pl.when(separate & is_number).then(sign).alias("operator"),
        pl.when(form == MILESTONE)
        .then(deadline)
        .when(form == WORDS)
        .then("word")
        .when(separate)
        .then(number)
        .when(style == COMBINED)
        .then(sign + number + pl.col("unit"))
        .otherwise(spoken + number + pl.col("unit"))
        .alias("target_value"),
        pl.when(separate & is_number).then("unit").alias("unit"),
        pl.col("weight_points").cast(pl.String),
        pl.when(pl.col("says_accrual") & (form <= DECIMAL))
        .then(pl.lit("累计"))
        .when(pl.col("says_accrual") & (form == MILESTONE))
        .then(pl.lit("节点"))
        .when(pl.col("says_accrual") & (form <= REVERSE))
        .then(pl.lit("水平"))
        .alias("accrual"),
        pl.when(separate & (form == MILESTONE)).then("due_day").alias("due_date"),
        pl.when("says_baseline").then(number_text(pl.col("baseline").clip(lower_bound=10))).alias("baseline_value"),
        pl.col("approved_date"),
    ]


def report_rows(
    years: ProjectYears,
    lines: Lines,
    results: Results,
    indicators: Indicators,
    month: int,
    deadline: date,
    cut_short: bool,
) -> pl.DataFrame:
    """The reports of one round; cut short: only those filed in the last days of the round's own month."""
    owner = indicators.owner
    seeds = draws.children(years.year_seeds, "round", month)
    reported, filed = filing(years, seeds, lines, month, deadline, cut_short)
    target = targets_in_force(years, indicators, month)
    done = measured(years, results, indicators, target, month)
    is_later = np.isin(words_of(0, years.archetype[owner], indicators.place).to_list(), [words.BENEFIT, words.CONTENT])
    unmeasured = is_later & (month < 8)
    skipped = unmeasured & draws.chance(years.seeds, "leaves out", 800)[owner]
    behind = results.behind[owner]
    likely = draws.below(indicators.seeds, "likelihood", 1000)
    likelihood = np.where(behind == 0, 0, np.where(behind == 1, likely < 350, np.where(likely < 18, 2, likely < 650)))
    likelihood = np.where(done["problem"].to_numpy(), likelihood, 0)
    says_why = done["problem"].to_numpy() & ~draws.chance(years.year_seeds, "silent", 140)[owner]
    external = draws.chance(years.year_seeds, "external", 200)[owner]
    says_class = says_why & ~draws.chance(years.year_seeds, "class forgotten", 120)[owner]
    cause = draws.below(indicators.seeds, "cause", len(CAUSES), month)
    note, measure = (
        draws.below(years.year_seeds[owner], name, len(table))
        for name, table in (("note", words.CAUSE_NOTES), ("measure", words.MEASURES))
    )
    forecast = forecasts(years, lines, month)[owner]
    says_forecast = draws.chance(seeds, "forecast", 945)[owner]
    period = days(years.year, month + 1, 1) - 1
    ticks = {
        name: pl.select(pl.when(pl.Series(says_why & (cause == place))).then(pl.lit("√"))).to_series()
        for place, name in enumerate(CAUSES)
    }
    frame = pl.DataFrame(
        {
            "fiscal_year": np.full(len(owner), years.year, dtype=np.int64),
            "project_code": years.code.gather(owner),
            "indicator_l3": words_of(2, years.archetype[owner], indicators.place),
            "period_end": dates(np.full(len(owner), period)),
            "actual_value": pl.select(pl.when(~pl.Series(unmeasured)).then(done["actual"])).to_series(),
            "expected_full_year": done["expected"],
            "likelihood": texts(list(LIKELIHOODS), likelihood),
            **ticks,
            "cause_note": pl.select(
                pl.when(pl.Series(says_why)).then(texts(list(words.CAUSE_NOTES), note))
            ).to_series(),
            "cause_class": pl.select(
                pl.when(pl.Series(says_class)).then(texts(["内部", "外部"], external.astype(np.int64)))
            ).to_series(),
            "measure": pl.select(pl.when(pl.Series(says_why)).then(texts(list(words.MEASURES), measure))).to_series(),
            "reported_date": dates(reported[owner]),
            "forecast_full_year_cents": pl.select(
                pl.when(pl.Series(says_forecast)).then(pl.Series(forecast))
            ).to_series(),
        }
    )
    return frame.filter(pl.Series(filed[owner] & ~skipped))


def filing(
    years: ProjectYears, seeds: Seeds, lines: Lines, month: int, deadline: date, cut_short: bool
) -> tuple[Whole, Flags]:
    """The day each project files a round, and whether it does."""
    period = int(days(years.year, month + 1, 1)) - 1
    last = int(np.datetime64(deadline).astype(np.int64))
    reported = period + 3 + draws.below(seeds, "reported", max(last - period - 3, 1))
    reported = np.where(draws.chance(seeds, "late", 70), last + 1 + draws.below(seeds, "delay", 24), reported)
    filed = ~draws.chance(years.year_seeds, "never files", 11) & ~draws.chance(seeds, "misses", 16)
    exists = month_of(lines.approved[: len(seeds)]) <= month
    if cut_short:
        reported = period - 4 + draws.below(seeds, "reported", 5)
        filed &= draws.chance(seeds, "early", 420)
    return reported, filed & exists


def measured(years: ProjectYears, results: Results, indicators: Indicators, target: Whole, month: int) -> pl.DataFrame:
    """Actual, expected full year and whether something is wrong, for each indicator."""
    owner, form, seeds = indicators.owner, indicators.form, indicators.seeds
    share = results.curve[owner, month] * results.factor[owner] // 1000
    share = share * (960 + draws.below(seeds, "own pace", 81)) // 1000
    full_year = results.factor[owner] * (960 + draws.below(seeds, "own pace", 81)) // 1000
    count, counted_year = (
        np.where(form == COUNT, target * part // 10_000 * 10, target * part // 1000) for part in (share, full_year)
    )
    misses = draws.below(seeds, "misses", 1000) < np.array([22, 90, 230])[results.behind[owner]]
    level = np.where(misses, target - 10 - draws.below(seeds, "miss", 60), target + draws.below(seeds, "surplus", 31))
    level = np.where(
        form == PERCENT, np.minimum(level, 1000), np.where(form == LEVEL, target * np.where(misses, 9, 10) // 10, level)
    )
    reverse = (
        target
        * np.where(misses, 1020 + draws.below(seeds, "over", 140), 880 + draws.below(seeds, "under", 120))
        // 1000
    )
    done_month = indicators.due_month + np.where(
        misses | draws.chance(seeds, "delayed", 35), 1 + draws.below(seeds, "delay", 5), -draws.below(seeds, "early", 2)
    )
    is_done = month >= done_month
    tier = np.where(misses & (results.behind[owner] == 2) & draws.chance(seeds, "poor", 350), 2, np.where(misses, 1, 0))
    number = np.where(form <= DECIMAL, count, np.where(form == REVERSE, reverse, level))
    expected = np.where(form <= DECIMAL, counted_year, number)
    problem = np.where(
        form <= DECIMAL,
        share * 12 < 800 * month,
        np.where(form == MILESTONE, (month >= indicators.due_month) & ~is_done, misses),
    )
    frame = pl.DataFrame(
        {
            "form": form,
            "number": number,
            "expected": expected,
            "done": is_done,
            "problem": problem,
            "tier": texts(list(TIER_TEXTS), tier + 3 * draws.chance(years.seeds, "short tiers", 350)[owner]),
            "sign": draws.chance(years.seeds, "percent sign", 400)[owner],
            "yes": texts(["已完成", "完成", "是", None], draws.below(seeds, "done word", 4)),
            "no": texts(["未完成", "否"], draws.below(years.seeds, "undone word", 2)[owner]),
            "done_day": dates(days(years.year, np.maximum(done_month, 1), 12)).dt.to_string("%Y-%m-%d"),
        }
    )
    is_number = pl.col("form") <= REVERSE
    percent = pl.when((pl.col("form") == PERCENT) & pl.col("sign")).then(pl.lit("%")).otherwise(pl.lit(""))
    milestone = pl.when("done").then(pl.coalesce("yes", "done_day")).otherwise("no")
    return frame.select(
        pl.when(is_number)
        .then(number_text(pl.col("number")) + percent)
        .when(pl.col("form") == MILESTONE)
        .then(milestone)
        .otherwise("tier")
        .alias("actual"),
        pl.when(is_number).then(number_text(pl.col("expected")) + percent).alias("expected"),
        pl.col("problem"),
    )


def forecasts(years: ProjectYears, lines: Lines, month: int) -> Whole:
    """What each project says it will have paid by the end of the year: cents, whole hundreds of yuan."""
    known = month_of(lines.approved) <= month
    will_pay = np.where(known & (lines.amount > 0), lines.amount // 1000 * lines.share, 0)
    total: Whole = np.zeros(len(years.seeds), dtype=np.int64)
    np.add.at(total, lines.owner, will_pay)
    hope = 1000 + draws.below(draws.children(years.year_seeds, "hope", month), "optimism", 60)
    expected: Whole = np.maximum(total // 1000 * hope // UNIT * UNIT, 0)
    return expected


def round_rows(years: list[int]) -> pl.DataFrame:
    """The rows of 监控批次."""
    rows = [
        {"fiscal_year": year, "period_end": month_end(year, month), "filing_deadline": deadline}
        for year in years
        for month, deadline in ROUNDS[year]
    ]
    return pl.DataFrame(rows, schema={"fiscal_year": pl.Int64, "period_end": pl.Date, "filing_deadline": pl.Date})


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)


def evaluation_rows(years: ProjectYears, results: Results) -> pl.DataFrame:
    """Self-evaluations of most projects, the departments' of some, the bureau's of few."""
    seeds, archetype = years.year_seeds, years.archetype
    kinds = [
        ("单位自评", np.where(archetype == words.WAGES, 0, 890), 0, 2, 50),
        ("部门评价", np.where(archetype <= words.OPERATION, 0, 190), 330, 4, 55),
        ("财政评价", np.where(archetype <= words.OPERATION, 0, 65), 780, 6, 80),
    ]
    least, width = np.array([8950, 7900, 6400])[results.behind], np.array([980, 1300, 2000])[results.behind]
    parts = []
    for kind, often, stricter, month, span in kinds:
        own = draws.children(seeds, kind)
        score = np.minimum(least + draws.below(own, "score", width) - stricter, 10_000)
        score = np.where(draws.chance(own, "whole point", 300), score // 100 * 100, score)
        grade = np.where(score >= 9000, 0, np.where(score >= 8000, 1, np.where(score >= 6000, 2, 3)))
        grade = np.where(draws.chance(own, "says grade", 700), grade, 4)
        number = 1 + draws.below(own, "number", 300)
        frame = pl.DataFrame(
            {
                "fiscal_year": np.full(len(seeds), years.year, dtype=np.int64),
                "project_code": years.code,
                "evaluation_kind": pl.Series([kind] * len(seeds), dtype=pl.String),
                "hundredths": score,
                "grade": texts(["优", "良", "中", "差", None], grade),
                "evaluated_date": dates(
                    days(years.year + 1, month, 3) + draws.below(own, "day", span), ~draws.chance(own, "undated", 25)
                ),
                "number": number,
            }
        ).filter(pl.Series(draws.below(own, "has", 1000) < often))
        parts.append(frame)
    score_text = (
        (pl.col("hundredths") // 100).cast(pl.String) + "." + (pl.col("hundredths") % 100).cast(pl.String).str.zfill(2)
    )
    return pl.concat(parts).select(
        "fiscal_year",
        "project_code",
        "evaluation_kind",
        score_text.alias("score"),
        "grade",
        "evaluated_date",
        pl.format("青绩评〔{}〕{}号", pl.col("fiscal_year") + 1, "number").alias("doc_no"),
    )
