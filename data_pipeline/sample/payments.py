"""Payments: requests, vouchers, refunds, bounced and waiting requests, cut out of the budget lines by month."""

import numpy as np
import polars as pl

from data_pipeline.sample import draws, words
from data_pipeline.sample.budgets import NEVER, Lines
from data_pipeline.sample.draws import Whole
from data_pipeline.sample.projects import ProjectYears, days, texts

STATUSES = ["待审", "已审未支付", "已支付", "已退回"]
WAITING, CLEARED, PAID, BACK = range(4)
WEIGHTS = np.array([words.MONTHLY_WEIGHTS[name] for name in words.PROFILES], dtype=np.int64)
MOST_A_MONTH = 9


def monthly_cents(lines: Lines) -> Whole:
    """What is paid of each line in each month: lines × 12, in cents, summing to the line's share."""
    months = np.arange(1, 13)
    jitter = 850 + draws.below(lines.seeds[:, None], "month", 301, months[None, :])
    steady = words.PROFILES.index("even with bonus")
    jitter = np.where((lines.profile == steady)[:, None], 995 + jitter % 11, jitter)
    weights = WEIGHTS[lines.profile] * jitter * (months[None, :] >= lines.first_month[:, None])
    weights[weights.sum(axis=1) == 0, 11] = 1
    total = np.where((lines.first_month == NEVER) | (lines.amount < 0), 0, lines.amount // 1000 * lines.share)
    upto = np.cumsum(weights, axis=1)
    whole = np.maximum(upto[:, -1:], 1)
    paid = total[:, None] // whole * upto + total[:, None] % whole * upto // whole
    monthly: Whole = np.diff(paid, axis=1, prepend=0)
    return monthly


def voucher_numbers(lines: Lines, monthly: Whole) -> Whole:
    """How many vouchers each line has in each month."""
    total = np.maximum(monthly.sum(axis=1, keepdims=True) // 1000, 1)
    count = (monthly // 1000 * lines.vouchers[:, None] + total // 2) // total
    return np.where(monthly >= 100, np.clip(count, 1, MOST_A_MONTH), 0)


def payment_rows(years: ProjectYears, lines: Lines, documents: pl.DataFrame, last_month: int) -> pl.DataFrame:
    """Every request of a year up to a month: the dataset's fields, and `slices`, the months that list it as still open.

    `documents` are the budget rows of the lines. A request that was open at the end of some months appears in those
    months' deliveries first and once more when it is paid.
    """
    monthly = monthly_cents(lines)
    counts = voucher_numbers(lines, monthly)
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    starts = np.cumsum(counts.ravel()) - counts.ravel()
    place = np.arange(len(cell)) - starts[cell]
    line, month = cell // 12, cell % 12 + 1
    seeds = draws.children(lines.seeds[line], "voucher", month * 100 + place)
    amount = split(monthly.ravel()[cell], seeds, cell, place, counts.ravel()[cell])
    last_day = np.where(month == 12, 29, np.where(month == 2, 26, 27))
    day = np.where(month == 1, 21 + draws.below(seeds, "day", 8), 1 + draws.below(seeds, "day", last_day))
    paid = days(years.year, month, day)
    crosses = (month > np.maximum(lines.first_month[line], 2)) & draws.chance(seeds, "crosses", 22)
    requested = np.maximum(paid - draws.below(seeds, "lag", 7), days(years.year, month, 1))
    requested = np.where(crosses, days(years.year, month, 1) - 1 - draws.below(seeds, "lag", 8), requested)
    requested = np.maximum(earlier_workday(requested), days(years.year, month - crosses, 1))
    paid = later_workday(np.where(crosses, days(years.year, month, 1) + 1 + draws.below(seeds, "day", 9), paid))
    base = pl.DataFrame(
        {
            "line": line,
            "month": month,
            "seed": seeds,
            "amount_cents": amount,
            "requested": requested,
            "paid": paid,
            "request_month": np.where(crosses, month - 1, month),
            "kind": np.zeros(len(cell), dtype=np.int64),
            "serial": rank(line),
            "status": np.full(len(cell), PAID),
        }
    ).filter((pl.col("amount_cents") > 0) & (pl.col("request_month") <= last_month))
    parts = [
        with_open(base, last_month),
        refunds(base, years.year, last_month),
        bounced(base, last_month),
        stuck(lines, monthly, years.year, last_month),
    ]
    return finished(pl.concat(parts), years, lines, documents)


def later_workday(day: Whole) -> Whole:
    """The same day, or the Monday after a weekend; holidays are not known here."""
    weekday = (day + 3) % 7
    return day + np.where(weekday >= 5, 7 - weekday, 0)


def earlier_workday(day: Whole) -> Whole:
    """The same day, or the Friday before a weekend."""
    weekday = (day + 3) % 7
    return day - np.where(weekday >= 5, weekday - 4, 0)


def split(total: Whole, seeds: draws.Seeds, cell: Whole, place: Whole, count: Whole) -> Whole:
    """A month's money cut into its vouchers; the parts add up to the whole."""
    weight = 500 + draws.below(seeds, "part", 1000)
    running = np.cumsum(weight)
    before_cell = (running - weight)[np.arange(len(cell)) - place] if len(cell) else running
    upto, before = running - before_cell, running - before_cell - weight
    last = np.arange(len(cell)) - place + count - 1
    whole = upto[last] if len(cell) else upto
    return (total * upto // np.maximum(whole, 1) - total * before // np.maximum(whole, 1)).astype(np.int64)


def rank(group: Whole) -> Whole:
    """The how-manieth of its line a voucher is, from 1; lines stand together."""
    if len(group) == 0:
        return group
    first = np.concatenate([[0], np.flatnonzero(np.diff(group)) + 1])
    sizes = np.diff(np.concatenate([first, [len(group)]]))
    places: Whole = np.arange(len(group)) - np.repeat(first, sizes) + 1
    return places


def with_open(base: pl.DataFrame, last_month: int) -> pl.DataFrame:
    """Requests of the last month that are paid only after it are open."""
    is_open = pl.col("month") > last_month
    waiting = pl.when(pl.col("serial") % 2 == 0).then(WAITING).otherwise(CLEARED)
    return base.with_columns(status=pl.when(is_open).then(waiting).otherwise("status"))


def refunds(base: pl.DataFrame, year: int, last_month: int) -> pl.DataFrame:
    """Money that came back: a row of its own, negative, some weeks after the payment."""
    seeds = base["seed"].to_numpy()
    back = base.filter(pl.Series(draws.chance(seeds, "refund", 9)) & (pl.col("month") < last_month))
    seeds = back["seed"].to_numpy()
    month = back["month"].to_numpy() + 1
    day = days(year, month, 3) + draws.below(seeds, "refund day", 20)
    part = 100 + draws.below(seeds, "refund part", 901)
    return back.with_columns(
        amount_cents=pl.Series(-np.maximum(back["amount_cents"].to_numpy() // 1000 * part, 1)),
        month=pl.Series(month),
        requested=pl.Series(day),
        paid=pl.Series(day),
        request_month=pl.Series(month),
        kind=pl.lit(1, dtype=pl.Int64),
        status=pl.lit(BACK, dtype=pl.Int64),
    )


def bounced(base: pl.DataFrame, last_month: int) -> pl.DataFrame:
    """Requests that the bank sent back before the one that was paid: positive, no payment date."""
    seeds = base["seed"].to_numpy()
    again = base.filter(
        pl.Series(draws.chance(seeds, "bounce", 7))
        & (pl.col("month") <= last_month)
        & (pl.col("month") == pl.col("request_month"))
    )
    return again.with_columns(
        kind=pl.lit(2, dtype=pl.Int64), status=pl.lit(BACK, dtype=pl.Int64), paid=pl.lit(0, dtype=pl.Int64)
    )


def stuck(lines: Lines, monthly: Whole, year: int, last_month: int) -> pl.DataFrame:
    """Requests that have waited for months and still wait when the data end."""
    month = np.maximum(4 + draws.below(lines.seeds, "stuck month", 5), lines.first_month)
    kept = (
        draws.chance(lines.seeds, "stuck", 12)
        & (month <= last_month)
        & (lines.amount > 0)
        & (lines.share < 1000)
        & (last_month < 12)
    )
    line = np.flatnonzero(kept)
    seeds, month = draws.children(lines.seeds[kept], "stuck voucher"), month[kept]
    rest = lines.amount[kept] - monthly[kept].sum(axis=1)
    amount = np.maximum(rest // 5, 100)
    return pl.DataFrame(
        {
            "line": line,
            "month": np.full(len(line), 13),
            "seed": seeds,
            "amount_cents": amount,
            "requested": days(year, month, 5) + draws.below(seeds, "day", 20),
            "paid": np.zeros(len(line), dtype=np.int64),
            "request_month": month,
            "kind": np.full(len(line), 3),
            "serial": np.full(len(line), 1),
            "status": np.where(draws.chance(seeds, "cleared", 400), CLEARED, WAITING),
        }
    )


def finished(rows: pl.DataFrame, years: ProjectYears, lines: Lines, documents: pl.DataFrame) -> pl.DataFrame:
    """The rows with their numbers, codes and words."""
    line = rows["line"].to_numpy()
    owner = lines.owner[line]
    seeds = rows["seed"].to_numpy()
    archetype = years.archetype[owner]
    order = rank_of_lines(lines.owner)[line]
    numbered = rows.with_columns(slot=pl.Series(years.slot[owner]), order=pl.Series(order))
    digits = [
        pl.col(name).cast(pl.String).str.zfill(width)
        for name, width in (("slot", 7), ("order", 1), ("serial", 3), ("kind", 1))
    ]
    is_done = pl.col("status").is_in([PAID, BACK]) & (pl.col("paid") > 0)
    sparse = pl.Series(draws.chance(years.seeds, "sparse codes", 30)[owner])
    pay_type = np.where(
        archetype == words.WAGES,
        0,
        np.where(draws.chance(seeds, "direct", 220), 0, np.where(draws.chance(seeds, "cash", 15), 2, 1)),
    )
    return numbered.with_columns(
        documents.select("doc_no", "func_item", "dept_econ", "fund_nature").select(pl.all().gather(line))
    ).select(
        request_no=pl.concat_str(pl.lit(f"00{years.year}"), *digits),
        voucher_no=pl.when(is_done).then(pl.concat_str(pl.lit(f"ZF{years.year}"), *digits)),
        project_code=years.code.gather(owner),
        agency_code=years.agency.gather(owner),
        doc_no=pl.when(~sparse).then("doc_no"),
        func_item="func_item",
        dept_econ=pl.when(~sparse).then("dept_econ"),
        fund_nature="fund_nature",
        amount_cents="amount_cents",
        requested_date=pl.col("requested").cast(pl.Int32).cast(pl.Date),
        paid_date=pl.when(is_done).then(pl.col("paid").cast(pl.Int32)).cast(pl.Date),
        status=texts(list(STATUSES), rows["status"].to_numpy()),
        pay_type=texts(["财政直接支付", "财政授权支付", "实拨"], pay_type),
        payee=words_for(words.PAYEES, archetype, seeds, "payee"),
        purpose=words_for(words.PURPOSES, archetype, seeds, "purpose"),
        request_month="request_month",
        month=pl.col("month").cast(pl.Int64),
    )


def rank_of_lines(owner: Whole) -> Whole:
    """The how-manieth of its project each line is, from 0."""
    frame = pl.DataFrame({"owner": owner})
    return frame.select(pl.int_range(pl.len()).over("owner")).to_series().to_numpy().astype(np.int64)


def words_for(table: dict[int, list[str]], archetype: Whole, seeds: draws.Seeds, name: str) -> pl.Series:
    """One of an archetype's words for each row."""
    lengths = np.array([len(table[form]) for form in range(len(table))])
    starts = np.cumsum(lengths) - lengths
    flat: list[str | None] = [word for form in range(len(table)) for word in table[form]]
    return texts(flat, starts[archetype] + draws.below(seeds, name, lengths[archetype]))
