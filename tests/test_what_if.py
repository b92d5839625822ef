"""What a trial changes adds up: before + entered - left = now, in projects and yuan, for every group of them."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from warehouse import read, snapshots, what_if
from warehouse.settings import SettingsProblem
from warehouse.what_if import Result

TRIALS = [
    ("E01.behind=0.65",),
    ("E01.behind=1.05", "E02.far_behind=0.9"),
    ("materiality_yuan=600000",),
    ("C04.cut_ratio=0.3", "C04.good_score=90"),
    ("curve=2", "own_plan=0"),
    ("priority_education=204+205+206", "light_yellow=0.95"),
    ("E01.behind=0.5..0.95",),
    ("mute_when_late=0",),
]
FOREIGN = ["302", "303"]


@pytest.fixture
def month(reader: snapshots.Reader) -> date:
    """The last judged month end."""
    last: date = read.months(reader)["as_of"][-1]
    return last


def standings(reader: snapshots.Reader, month: date) -> dict[str, tuple[object, ...]]:
    """project -> what a list says of it."""
    found = read.standings(reader, read.EVERY_DEPARTMENT, month)
    told = found.select("project_code", "rule", "worst_severity", "outcome", "money_yuan").iter_rows()
    return {row[0]: row[1:] for row in told}


@pytest.fixture(params=TRIALS, ids="&".join)
def tried(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Values of several kinds."""
    given: tuple[str, ...] = request.param
    return given


ASKED: dict[tuple[str, tuple[str, ...]], Result] = {}  # holds no reader: other tests open the file in other ways


@pytest.fixture
def result(reader: snapshots.Reader, month: date, tried: tuple[str, ...]) -> Result:
    """What they change, asked once."""
    key = (reader.id, tried)
    if key not in ASKED:
        ASKED[key] = what_if.what_if(reader, read.EVERY_DEPARTMENT, month, tried)
    return ASKED[key]


def test_the_lists_are_told_apart_project_by_project(
    reader: snapshots.Reader, month: date, tried: tuple[str, ...], result: Result
) -> None:
    """Exactly the projects whose standing is another one are listed, each with both sides as the lists have them."""
    before = standings(reader, month)
    with what_if.trial_of(reader, month, tried) as trial:
        now = standings(trial, month)
    listed = {row["project_code"]: row for row in result.projects.to_dicts()}

    assert set(listed) == {code for code in {*before, *now} if before.get(code) != now.get(code)}
    for code, row in listed.items():
        sides = [(row[f"{n}_{side}"]) for side in ("before", "now") for n in ("rule", "severity", "outcome")]
        assert sides == [*before.get(code, (None,) * 4)[:3], *now.get(code, (None,) * 4)[:3]]
        assert (row["change"] == "entered") == (code not in before)
        assert (row["change"] == "left") == (code not in now)
    assert result.projects["project_code"].is_unique().all()


def test_every_group_adds_up(reader: snapshots.Reader, month: date, tried: tuple[str, ...], result: Result) -> None:
    """Nothing is left over, in projects and in yuan; the groups that do not overlap sum to the whole."""
    totals = result.totals
    stakes = read.stakes(reader, read.EVERY_DEPARTMENT, month)

    for row in totals.to_dicts():
        assert row["before_count"] + row["entered_count"] - row["left_count"] == row["now_count"]
        parts = row["before_yuan"] + row["entered_yuan"] - row["left_yuan"] + row["changed_yuan"]
        assert parts == row["now_yuan"]
    every = totals.row(0, named=True)
    assert (every["before_count"], every["before_yuan"]) == (stakes["flagged_count"], stakes["money_yuan"])
    for kind in ("severity", "outcome", "department"):
        for side in ("before_count", "now_count", "before_yuan", "now_yuan"):
            assert totals.filter(pl.col("kind") == kind)[side].sum() == every[side]
    with what_if.trial_of(reader, month, tried) as trial:
        after = read.stakes(trial, read.EVERY_DEPARTMENT, month)
    assert (every["now_count"], every["now_yuan"]) == (after["flagged_count"], after["money_yuan"])
    muted = totals.row(by_predicate=pl.col("kind") == "muted", named=True)
    assert (muted["before_count"], muted["now_count"]) == (stakes["muted_count"], after["muted_count"])


def test_every_rule_adds_up(result: Result) -> None:
    """Per rule: flags before + raised - ended = flags now; verdicts of one kind or another stay as many; unknown ones
    are counted as such."""
    kinds = ("flagged", "clear", "untold", "not_applicable")

    assert result.by_rule["rule"].to_list() == list(result.rules)
    for row in result.by_rule.to_dicts():
        assert row["flagged_before"] + row["entered_count"] - row["left_count"] == row["flagged_now"]
        before, now = (sum(row[f"{kind}_{side}"] for kind in kinds) for side in ("before", "now"))
        assert before == now
        moved = result.flags.filter(pl.col("rule") == row["rule"])
        assert moved.filter(pl.col("change") == "left").filter(pl.col("verdict_now") == "flagged").is_empty()
        assert moved.height == row["entered_count"] + row["left_count"] + row["changed_count"]


def test_a_department_sees_its_own(reader: snapshots.Reader, month: date) -> None:
    """Everything is the part of the whole that is in scope, and nothing of the others."""
    tried = ("E01.behind=1.05", "materiality_yuan=600000")
    whole = what_if.what_if(reader, read.EVERY_DEPARTMENT, month, tried)
    part = what_if.what_if(reader, FOREIGN, month, tried)
    nobody = what_if.what_if(reader, [], month, tried)
    own = pl.col("department_code").is_in(FOREIGN)

    assert part.projects.rows() == whole.projects.filter(own).rows() != []
    assert part.flags.rows() == whole.flags.filter(own).rows() != []
    by_department = whole.totals.filter((pl.col("kind") == "department") & pl.col("code").is_in(FOREIGN))
    assert part.totals["now_count"][0] == by_department["now_count"].sum()
    assert part.totals["now_yuan"][0] == by_department["now_yuan"].sum()
    assert nobody.projects.is_empty()
    assert nobody.flags.is_empty()
    assert nobody.totals["now_count"].sum() == 0


def test_what_can_be_tried_says_what_is_in_force(reader: snapshots.Reader, month: date) -> None:
    """Every value that a list rests on stands there once; tried as it is, nothing changes."""
    found = what_if.values_to_try(reader, month)

    assert found["key"].is_unique().all()
    assert {"E01.behind", "curve", "priority_education", "mute_when_late"} <= set(found["key"])
    assert not any(key.startswith("due_") for key in found["key"])
    as_they_are = [f"{key}={said}" for key, said in found.select("key", "said").iter_rows()]
    result = what_if.what_if(reader, read.EVERY_DEPARTMENT, month, as_they_are)
    assert result.projects.is_empty()
    assert result.flags.is_empty()


@pytest.mark.parametrize(
    ("text", "code"),
    [("E01.behimd=1", "unknown"), ("E01.behind=", "no_number"), ("E01.behind=1..2..3", "no_number"),
     ("E01.behind=99999999999999999999", "no_number"), ("C04.cut_ratio=0.01", "outside"), ("curve=1.5", "outside"),
     ("priority_education=2a", "no_codes"), ("curve=1..2", "no_exit"), ("E01.behind=0.1234567", "no_number")],
)  # fmt: skip
def test_a_value_that_cannot_be_is_said_by_its_kind(
    reader: snapshots.Reader, month: date, text: str, code: str
) -> None:
    """Whatever a link says."""
    with pytest.raises(SettingsProblem) as caught:
        what_if.what_if(reader, read.EVERY_DEPARTMENT, month, [text])

    assert caught.value.code == code


@pytest.mark.parametrize("key", ["E01.behind", "E03.large_yuan", "E08.from_month", "materiality_yuan", "light_red"])
def test_no_number_breaks_a_trial(reader: snapshots.Reader, month: date, key: str) -> None:
    """The greatest and the least that can be written give a result, or are said not to be computable."""
    for number in (Decimal(10) ** 12 - 1, -(Decimal(10) ** 12) + 1, Decimal("0.000001")):
        try:
            result = what_if.what_if(reader, read.EVERY_DEPARTMENT, month, [f"{key}={number}"])
        except SettingsProblem as problem:
            assert problem.code == "not_computable"  # noqa: PT017 - either is right
        else:
            assert result.totals.height > 0
