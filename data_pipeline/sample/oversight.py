"""What surrounds the projects: special funds, requests for more money, audit findings, cash plans."""

from datetime import date

import numpy as np
import polars as pl

from data_pipeline.sample import draws, words
from data_pipeline.sample.budgets import ADDED, INITIAL, UNIT, Lines, has_cash_plan
from data_pipeline.sample.organisations import Organisations
from data_pipeline.sample.payments import WEIGHTS
from data_pipeline.sample.projects import ProjectYears, dates, days, funds_of_departments, texts

FINDING_KINDS = ["其他", "虚报冒领", "截留挪用"]
SUPPLEMENT_STATES = ["已批准", "申请中", "已退回"]
REVIEWS = ["保留", "未达预期", "条件变化", "已达目标", "不具备条件", None]


def fund_rows(seed: int, organisations: Organisations) -> pl.DataFrame:
    """The rows of 专项资金: one a fund."""
    owners = [(place, code) for place, codes in enumerate(funds_of_departments(organisations)) for code in codes]
    department = np.array([place for place, _ in owners])
    seeds = draws.seeds_of(seed, "special fund", np.arange(len(owners)))
    kind = draws.picked(seeds, "kind", [45, 12, 43])
    start = 2018 + draws.below(seeds, "start", 7)
    length = np.where(kind == 1, 2 + draws.below(seeds, "length", 3), 3 + draws.below(seeds, "length", 5))
    reviewed = days(2025, 1, 10) + draws.below(seeds, "reviewed", 600)
    names = pl.DataFrame(
        {"name": pl.Series(organisations.names).gather(department), "code": [code for _, code in owners]}
    )
    has_review = draws.chance(seeds, "has review", 800)
    shown = [
        dates(days(2026, 2, 1) + draws.below(seeds, name, 150), draws.chance(seeds, f"{name} shown", 870))
        for name in ("list", "policy", "report")
    ]
    return pl.DataFrame(
        {
            "special_fund_code": names["code"],
            "special_fund_name": names.select(
                pl.col("name").str.strip_prefix("区")
                + pl.when(pl.col("code").str.ends_with("01"))
                .then(pl.lit("事业发展专项资金"))
                .otherwise(pl.lit("扶持引导专项资金"))
            ).to_series(),
            "department_code": pl.Series(organisations.codes).gather(department),
            "fund_type": texts(["阶段性目标", "试点", "其他"], kind),
            "start_year": start,
            "end_year": pl.select(
                pl.when(pl.Series(~draws.chance(seeds, "open", 150))).then(pl.Series(start + length - 1))
            ).to_series(),
            "reapply_doc_no": texts(
                [None, "青专续〔2025〕3号", "青专续〔2026〕5号"], draws.picked(seeds, "reapplied", [75, 12, 13])
            ),
            "last_review_date": dates(reviewed, has_review),
            "review_result": texts(
                list(REVIEWS), np.where(has_review, draws.picked(seeds, "review", [70, 8, 6, 8, 4]), 5)
            ),
            "task_list_disclosed_date": shown[0],
            "policy_disclosed_date": shown[1],
            "self_evaluation_disclosed_date": shown[2],
        }
    )


def supplement_rows(years: ProjectYears, lines: Lines, organisations: Organisations, last_month: int) -> pl.DataFrame:
    """The rows of 追加申请: before most additions, and some that led to nothing."""
    granted = np.flatnonzero((lines.origin == ADDED) & draws.chance(lines.seeds, "asked", 800))
    asked = np.flatnonzero((lines.origin == INITIAL) & draws.chance(lines.seeds, "asked in vain", 18))
    line = np.concatenate([granted, asked])
    seeds, owner = draws.children(lines.seeds[line], "supplement"), lines.owner[line]
    requested = lines.approved[line] - 12 - draws.below(seeds, "before", 25)
    vain = np.arange(len(line)) >= len(granted)
    requested = np.where(
        vain, days(years.year, 3, 1) + draws.below(seeds, "day", 220), np.maximum(requested, days(years.year, 1, 2))
    )
    amount = np.where(vain, lines.amount[line] // UNIT // 6 * UNIT + UNIT, lines.amount[line])
    state = np.where(vain, 1 + draws.below(seeds, "state", 2), 0)
    order = pl.DataFrame({"owner": owner}).select(pl.int_range(pl.len()).over("owner")).to_series()
    numbers = pl.DataFrame({"slot": years.slot[owner], "order": order})
    return pl.DataFrame(
        {
            "request_no": numbers.select(
                pl.concat_str(
                    pl.lit(f"ZJ{years.year}"),
                    pl.col("slot").cast(pl.String).str.zfill(7),
                    pl.col("order").cast(pl.String),
                )
            ).to_series(),
            "project_code": years.code.gather(owner),
            "department_code": pl.Series(organisations.codes).gather(years.department[owner]),
            "requested_date": dates(requested),
            "amount_cents": amount,
            "status": texts(list(SUPPLEMENT_STATES), state),
        }
    ).filter(pl.col("requested_date").dt.month() <= last_month)


def finding_rows(years: ProjectYears, last_month: int) -> pl.DataFrame:
    """The rows of 审计问题."""
    owner = np.flatnonzero(draws.chance(years.year_seeds, "audited", 14) & (years.archetype > words.OPERATION))
    seeds = draws.children(years.year_seeds[owner], "finding")
    found = days(years.year, 3, 1) + draws.below(seeds, "found", 220)
    rectified = found + 15 + draws.below(seeds, "rectified", 120)
    limit = int(days(years.year, last_month + 1, 1)) - 1
    slots = pl.DataFrame({"slot": years.slot[owner]})
    return pl.DataFrame(
        {
            "finding_no": slots.select(
                pl.concat_str(pl.lit(f"SJ{years.year}"), pl.col("slot").cast(pl.String).str.zfill(7))
            ).to_series(),
            "project_code": years.code.gather(owner),
            "finding_kind": texts(list(FINDING_KINDS), draws.picked(seeds, "kind", [82, 10, 8])),
            "is_serious": texts(["否", "是"], draws.chance(seeds, "serious", 220).astype(np.int64)),
            "found_date": dates(found),
            "rectify_by_date": dates(found + 60),
            "rectified_date": dates(rectified, draws.chance(seeds, "done", 620) & (rectified <= limit)),
        }
    ).filter(pl.col("found_date") <= pl.lit(date.fromordinal(date(1970, 1, 1).toordinal() + limit)))


def plan_rows(years: ProjectYears, lines: Lines) -> pl.DataFrame:
    """The rows of 用款计划: twelve a project, for most works and some others; cumulative, whole hundreds of yuan."""
    main = lines.only(np.arange(len(lines.owner)) < len(years.seeds))
    owner = np.flatnonzero(has_cash_plan(years, lines))
    upto = np.cumsum(WEIGHTS[main.profile[owner]], axis=1)
    units = main.amount[owner] // UNIT
    planned = units[:, None] * upto // upto[:, -1:] * UNIT
    return pl.DataFrame(
        {
            "fiscal_year": np.full(len(owner) * 12, years.year, dtype=np.int64),
            "project_code": years.code.gather(np.repeat(owner, 12)),
            "month": np.tile(np.arange(1, 13), len(owner)),
            "planned_cents": planned.ravel(),
        }
    )
