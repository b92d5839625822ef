"""What lies between two lists: each cause by hand where it acts alone, and the law that the parts add up for any two.

`make soak` takes five hundred random pairs of snapshot, month end, rules and thresholds.
"""

import os
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import polars as pl
import pytest

from tests import kept_snapshots
from tests.conftest import BuiltSample
from tests.kept_snapshots import month_end
from tests.small_district import JANUARY, OCTOBER, SEPTEMBER, TwoLoads
from warehouse import build, changes, read, snapshots, worlds
from warehouse.changes import Changes, Side
from warehouse.trials import Value
from warehouse.worlds import Bench, Origin, Span, World

QUICK_SEEDS = (7,)
SOAK_SEEDS = tuple(range(2000, 2000 + int(os.environ.get("SOAK_CHANGES", "50"))))
PAIRS_OF_A_SEED = 10
OTHER_VALUES: tuple[dict[str, Value], ...] = (
    {"E02.far_behind": Value(Decimal("0.45")), "E01.far_behind": Value(Decimal("0.45"))},
    {"materiality_yuan": Value(Decimal(100000)), "C04.cut_ratio": Value(Decimal("0.20"))},
    {"light_red": Value(Decimal("0.75")), "C01.enough_coverage": Value(Decimal("0.10"))},
    {"E02.far_behind": Value(Decimal("0.55"), exit_value=Decimal("0.75"))},
    {"priority_education": Value(codes="205 206")},
)


# ------------------------------------------------------------------------------------------------- each cause by hand


@pytest.fixture(scope="module")
def between_loads(two_loads: TwoLoads) -> Changes:
    """October as the earlier and as the later load have it."""
    return changes.between(two_loads.store, Side(two_loads.earlier, OCTOBER), Side(two_loads.later, OCTOBER))


@pytest.fixture(scope="module")
def between_months(two_loads: TwoLoads) -> Changes:
    """September and October of the later load."""
    return changes.between(two_loads.store, Side(two_loads.later, SEPTEMBER), Side(two_loads.later, OCTOBER))


def parts_of(found: Changes, rule: str, subject: str) -> dict[str, tuple[str, int]]:
    """cause -> yuan and count of one flag."""
    rows = found.parts.filter((pl.col("rule") == rule) & (pl.col("subject_code") == subject))
    return {row["cause"]: (str(row["part_yuan"]), row["part_count"]) for row in rows.to_dicts()}


def flag_of(found: Changes, rule: str, subject: str) -> dict[str, Any]:
    """The row of one flag."""
    rows = found.flags.filter((pl.col("rule") == rule) & (pl.col("subject_code") == subject))
    return rows.row(0, named=True)


@pytest.mark.parametrize(
    ("rule", "subject", "cause", "yuan", "count"),
    [
        ("E02", "PPAY", "payments", "-250000.00", 0),  # 700,000 − 250,000; 0.55 of the clock, still far behind
        ("E02", "PBUDGET", "budget", "500000.00", 0),  # 1,800,000 × 10/12 − 300,000 − 700,000
        ("P01", "PTARGET", "targets", "0.00", -1),  # 10 of 12 × 6/12, where it had been 10 of 100 × 6/12
        ("P01", "PACTUAL", "actuals", "0.00", -1),  # 90 of 100 × 10/12
        ("E02", "PEXEMPT", "exemption", "-700000.00", -1),
        ("E02", "PNEW", "project", "700000.00", 1),
        ("C04", "PEVAL", "evaluation", "100000.00", 1),  # a tenth of last year's million, for 75 points
        ("C09", "SF1", "special_fund", "0.00", 1),
        ("C02", "PAUDIT", "audit_finding", "900000.00", 1),  # all that is left to pay
        ("A02", "PSUPPLY", "supplement_request", "0.00", 1),
        ("E02", "PPLAN", "cash_plan", "-700000.00", -1),  # the plan asks for 300,000 by October, and that is paid
    ],
)
def test_each_cause_acts_alone_between_two_loads(
    between_loads: Changes, rule: str, subject: str, cause: str, yuan: str, count: int
) -> None:
    """What one dataset of the later load changed is the part of that dataset, to the cent, and no other's."""
    assert parts_of(between_loads, rule, subject) == {cause: (yuan, count)}


@pytest.mark.parametrize(
    ("rule", "subject", "expected"),
    [
        ("E02", "PTIME", {"time": ("100000.00", 0)}),
        ("E02", "PPAY", {"time": ("100000.00", 0), "payments": ("-250000.00", 0)}),
        ("E02", "PBUDGET", {"time": ("100000.00", 0), "budget": ("500000.00", 0)}),
        ("P01", "PTARGET", {"targets": ("0.00", -1)}),
        ("P01", "PACTUAL", {"actuals": ("0.00", -1)}),
        ("E02", "PEXEMPT", {"time": ("100000.00", 0), "exemption": ("-700000.00", -1)}),
        ("C04", "PEVAL", {"evaluation": ("100000.00", 1)}),
        ("C09", "SF1", {"special_fund": ("0.00", 1)}),
        ("C02", "PAUDIT", {"audit_finding": ("900000.00", 1)}),
        ("A02", "PSUPPLY", {"supplement_request": ("0.00", 1)}),
    ],
)
def test_time_is_told_from_what_happened_in_it(
    between_months: Changes, rule: str, subject: str, expected: dict[str, tuple[str, int]]
) -> None:
    """Between two months of one load, time alone is the month without its facts; the rest is what happened in it."""
    assert parts_of(between_months, rule, subject) == expected


def test_rules_are_a_cause_of_their_own(two_loads: TwoLoads) -> None:
    """With far behind moved below 0.30 of the clock the flag moves from E02 to E01, money and all, by the rule."""
    moved = {name: Value(Decimal("0.29")) for name in ("E02.far_behind", "E01.far_behind")}

    found = changes.between(
        two_loads.store, Side(two_loads.later, OCTOBER), Side(two_loads.later, OCTOBER, values=tuple(moved.items()))
    )

    assert found.causes == ("rule",)
    assert parts_of(found, "E02", "PTIME") == {"rule": ("-700000.00", -1)}
    assert parts_of(found, "E01", "PTIME") == {"rule": ("700000.00", 1)}


def test_rules_of_another_snapshot_hold_on_these_facts(two_loads: TwoLoads) -> None:
    """A snapshot judged by the rules of another that has the same rules is judged as by its own."""
    own = Side(two_loads.later, OCTOBER)

    found = changes.between(two_loads.store, own, Side(two_loads.later, OCTOBER, rules=two_loads.earlier))

    assert found.flags.is_empty()
    assert found.causes == ()


def test_a_flag_tells_both_sides_and_the_facts_behind_it(between_months: Changes) -> None:
    """Verdict, money, what was paid in how many payments, the budget and the days of target and report."""
    paid, exempt = flag_of(between_months, "E02", "PPAY"), flag_of(between_months, "E02", "PEXEMPT")
    revised = flag_of(between_months, "P01", "PTARGET")

    assert (paid["change"], paid["money_before_yuan"], paid["money_after_yuan"]) == (
        "less",
        Decimal("600000.00"),
        Decimal("450000.00"),
    )
    assert (paid["paid_before_yuan"], paid["paid_after_yuan"]) == (Decimal("300000.00"), Decimal("550000.00"))
    assert (paid["payments_before"], paid["payments_after"]) == (1, 2)
    assert (exempt["change"], exempt["verdict_after"], exempt["exemption_after"]) == ("left", "not_applicable", "准1")
    assert (revised["verdict_before"], revised["verdict_after"]) == ("flagged", "clear")
    assert (revised["targets_before"], revised["targets_after"]) == (JANUARY, date(2026, 10, 12))


def test_backwards_is_forwards_with_the_signs_turned(two_loads: TwoLoads, between_months: Changes) -> None:
    """From October back to September every part is the opposite of what it is from September to October."""
    back = changes.between(two_loads.store, Side(two_loads.later, OCTOBER), Side(two_loads.later, SEPTEMBER))
    key = ["rule", "subject_kind", "subject_code", "cause"]
    columns = [*key, "part_yuan", "part_count"]
    turned = back.parts.with_columns(-pl.col("part_yuan", "part_count")).select(columns).sort(key)

    assert turned.equals(between_months.parts.select(columns).sort(key))


def test_a_month_that_is_not_judged_is_refused(two_loads: TwoLoads) -> None:
    """The problem names the snapshot, the day and the months that there are."""
    with pytest.raises(snapshots.SnapshotProblem, match=r"2026-11-30.*2025-01-31 – 2026-10-31"):
        changes.between(two_loads.store, Side(two_loads.later, SEPTEMBER), Side(two_loads.later, month_end(11)))


# ------------------------------------------------------------------------------------------------------ for any two


def flags_of(store: Path, side: Side) -> pl.DataFrame:
    """The flags of a side as its snapshot holds them."""
    cursor = snapshots.open_reader(store, side.snapshot).cursor()
    return build.frame(
        cursor,
        "select rule, subject_kind, subject_code, severity::varchar as severity, outcome, flags.money_yuan "
        "from flags join subjects using (subject_id) where as_of = $as_of",
        {"as_of": side.as_of},
    )


def nothing_is_left_over(store: Path, found: Changes) -> None:
    """The parts of each flag, of each rule, of each project and of the whole add up to the change between the lists."""
    flag = ["rule", "subject_kind", "subject_code", "fiscal_year"]
    sums = found.parts.group_by(flag).agg(pl.col("part_yuan", "part_count").sum())
    each = found.flags.join(sums, on=flag, how="left").with_columns(pl.col("part_yuan", "part_count").fill_null(0))
    entered = (each["verdict_after"] == "flagged").cast(int).fill_null(0)
    was = (each["verdict_before"] == "flagged").cast(int).fill_null(0)
    assert each.filter(pl.col("part_yuan") != pl.col("change_yuan")).is_empty()
    assert each["part_count"].to_list() == (entered - was).to_list()
    assert set(sums.select(flag).rows()) <= set(found.flags.select(flag).rows())

    by_rule = found.parts.group_by("rule").agg(pl.col("part_yuan", "part_count").sum())
    balance = found.balance.group_by("rule").agg(pl.exclude("subject_kind", "department_code").sum())
    for row in balance.join(by_rule, on="rule", how="left").to_dicts():
        assert row["after_yuan"] - row["before_yuan"] == (row["part_yuan"] or 0), row
        assert row["count_after"] - row["count_before"] == (row["part_count"] or 0), row
        assert row["entered_count"] - row["left_count"] == (row["part_count"] or 0), row

    ends = found.projects.select(
        pl.col("money_after_yuan").sum() - pl.col("money_before_yuan").sum(),
        count=pl.col("is_flagged").sum().cast(int) - pl.col("was_flagged").sum().cast(int),
    ).row(0)
    assert ends == (found.project_parts["part_yuan"].sum() or 0, found.project_parts["part_count"].sum())
    for side, name in ((found.before, "before"), (found.after, "after")):
        if side.is_stored:
            held = flags_of(store, side)
            assert balance[f"count_{name}"].sum() == held.height
            assert balance[f"{name}_yuan"].sum() == (held["money_yuan"].sum() or 0)
            stakes = read.stakes(snapshots.open_reader(store, side.snapshot), read.EVERY_DEPARTMENT, side.as_of)
            assert found.projects[f"money_{name}_yuan"].sum() == stakes["money_yuan"]
            assert found.projects["was_flagged" if name == "before" else "is_flagged"].sum() == stakes["flagged_count"]


def changed_by_plain_comparison(store: Path, before: Side, after: Side) -> set[tuple[Any, ...]]:
    """rule and subject of the flags that two stored lists of one year do not have in common, taken from the lists."""
    rows = [set(flags_of(store, side).rows()) for side in (before, after)]
    return {row[:3] for row in rows[0] ^ rows[1]}


def random_store(folder: Path, seed: int, moved: int) -> dict[str, list[date]]:
    """A random district as it is, and some times with moved rows, every second time under other values; the months."""
    ids = [kept_snapshots.publish(folder, kept_snapshots.random_district(seed))]
    for change in range(moved):
        values = ({"E01": {"behind": Decimal("0.9")}}, {"light_red": Decimal("0.5")}) if change % 2 else (None, None)
        ids.append(kept_snapshots.publish(folder, kept_snapshots.random_district_later(seed, change), *values))
    return {name: read.months(snapshots.open_reader(folder, name))["as_of"].to_list() for name in ids}


def random_side(random: Random, months: dict[str, list[date]]) -> Side:
    """Any snapshot at any of its later months, now and then under other rules or values."""
    snapshot = random.choice(list(months))
    return Side(
        snapshot,
        random.choice(months[snapshot][-14:]),
        rules=random.choice([None, None, None, *months]),
        values=tuple(random.choice([{}, {}, {}, *OTHER_VALUES]).items()),
    )


def tried(folder: Path, seed: int, moved: int, pairs: int) -> None:
    """The law for a few pairs of sides of one random district."""
    months, random = random_store(folder, seed, moved), Random(f"pairs of {seed}")
    for _ in range(pairs):
        before, after = random_side(random, months), random_side(random, months)
        found = changes.between(folder, before, after)
        nothing_is_left_over(folder, found)
        if before.is_stored and after.is_stored and before.as_of.year == after.as_of.year:
            changed = set(found.flags.select("rule", "subject_kind", "subject_code").rows())
            assert changed == changed_by_plain_comparison(folder, before, after)


@pytest.mark.parametrize("which", ["between_loads", "between_months"])
def test_nothing_is_left_over_in_the_small_district(
    two_loads: TwoLoads, which: str, request: pytest.FixtureRequest
) -> None:
    """Every flag, rule and project of the hand-made pair adds up."""
    nothing_is_left_over(two_loads.store, request.getfixturevalue(which))


def test_nothing_is_left_over_between_months_of_the_sample(built_sample: BuiltSample) -> None:
    """August and September of the made-up district."""
    snapshot = snapshots.current_id(built_sample.store) or ""
    before, after = Side(snapshot, month_end(8)), Side(snapshot, month_end(9))

    found = changes.between(built_sample.store, before, after)

    nothing_is_left_over(built_sample.store, found)
    changed = set(found.flags.select("rule", "subject_kind", "subject_code").rows())
    assert changed == changed_by_plain_comparison(built_sample.store, before, after)


@pytest.mark.parametrize("seed", QUICK_SEEDS)
def test_nothing_is_left_over_between_random_sides(tmp_path: Path, seed: int) -> None:
    """Other facts, months, rules and thresholds at once: the parts still add up."""
    tried(tmp_path, seed, moved=1, pairs=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", SOAK_SEEDS)
def test_nothing_is_left_over_between_many_random_sides(tmp_path: Path, seed: int) -> None:
    """The same for five hundred pairs."""
    tried(tmp_path, seed, moved=2, pairs=PAIRS_OF_A_SEED)


def test_a_large_district_is_told_as_a_small_one(
    two_loads: TwoLoads, between_loads: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where only the projects that have anything to tell are judged again, the same is told of them."""
    monkeypatch.setattr(changes, "MANY_PROJECTS", 1)
    monkeypatch.setattr(changes, "FEW_SHARE", 1)
    steps: list[int] = []

    found = changes.between(
        two_loads.store,
        Side(two_loads.earlier, OCTOBER),
        Side(two_loads.later, OCTOBER),
        lambda _cause, _done, of: steps.append(of),
    )

    assert set(steps) == {2 * len(between_loads.causes)}  # projects, then funds and departments; and no third time
    for name in changes.FRAMES:
        assert getattr(found, name).equals(getattr(between_loads, name)), name


def test_other_sql_is_told_as_rules(two_loads: TwoLoads, between_loads: Changes, tmp_path: Path) -> None:
    """A snapshot with other models and rules runs on them in the last step, and on the earlier ones before."""
    store = tmp_path / "store"
    shutil.copytree(two_loads.store, store, symlinks=True)
    with duckdb.connect(store / "snapshots" / f"{two_loads.later}.duckdb") as connection:
        connection.execute("update models_in_force set sql = sql || ' -- said otherwise' where name = 'project_months'")
        connection.execute(
            "update rules_in_force set sql = replace(sql, '$cut_ratio)', '$cut_ratio * 2)') where rule = 'C04'"
        )
        for table in ("flags", "verdicts", "standings"):
            connection.execute(f"update {table} set money_yuan = money_yuan * 2 where rule = 'C04'")  # noqa: S608

    found = changes.between(store, Side(two_loads.earlier, OCTOBER), Side(two_loads.later, OCTOBER))

    assert found.causes[-1] == "rule"
    assert parts_of(found, "C04", "PEVAL") == {"evaluation": ("100000.00", 1), "rule": ("100000.00", 0)}
    assert parts_of(found, "E02", "PPAY") == parts_of(between_loads, "E02", "PPAY")
    nothing_is_left_over(store, found)


def test_a_list_that_does_not_come_out_again_is_refused(two_loads: TwoLoads, tmp_path: Path) -> None:
    """Where a snapshot holds another list than its rules give, nothing is told of it."""
    store = tmp_path / "store"
    shutil.copytree(two_loads.store, store, symlinks=True)
    with duckdb.connect(store / "snapshots" / f"{two_loads.later}.duckdb") as connection:
        connection.execute("update flags set money_yuan = money_yuan + 1 where rule = 'E02'")

    with pytest.raises(snapshots.SnapshotProblem, match="does not come out again"):
        changes.between(store, Side(two_loads.later, SEPTEMBER), Side(two_loads.later, OCTOBER))


def test_what_is_left_out_of_a_world_changes_nothing(two_loads: TwoLoads) -> None:
    """A world with the months and years that matter has the flags of the one with all of them."""
    found = []
    for is_whole in (False, True):
        with snapshots.workbench(two_loads.store, [two_loads.later]) as (connection, schemas):
            schema = schemas[two_loads.later]
            put_off = Origin(schema, Span(SEPTEMBER, OCTOBER))
            facts = {name.removeprefix("staged_"): put_off for name in worlds.columns_of_facts(connection)}
            bench = Bench(connection, schemas.values(), is_whole=is_whole)
            bench.stand(World(OCTOBER, facts, changes.book_of(connection, schema, OCTOBER)))
            found.append(
                connection.sql("select rule, subject_id, severity, outcome, money_yuan from flags order by all").pl()
            )

    assert found[0].height > 0
    assert found[0].equals(found[1])
