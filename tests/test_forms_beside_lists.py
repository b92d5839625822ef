"""A printed form and a list that say the same of one indicator: what a form does not have is unknown, not empty."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.printed_forms import SelfEvaluation, workbook
from tests.tiny_inbox import Staged, stage

TARGETS = [
    "预算年度", "项目编码", "一级指标", "二级指标", "三级指标", "指标方向", "目标值", "计量单位", "分值", "计量方式",
    "基期值",
]  # fmt: skip
REPORTS = [
    "预算年度", "项目编码", "三级指标", "监控截至", "实际完成值", "完成可能性", "原因说明", "整改措施",
]  # fmt: skip
RESULTS = ["评价年度", "项目编码", "评价方式", "得分", "等级", "文号"]
DAY = "2026-12-31"
REPORTED = (
    "select actual_number::integer, likelihood, file from staged_monitoring_report join source_parts using (source_id)"
)
SET = (
    "select target_number::integer, staged_indicator.unit, accrual, file "
    "from staged_indicator join source_parts using (source_id)"
)


def evaluated(target: str = "≥12所", actual: str = "8", points: Any = 90, score: Any = 70, why: str = "") -> bytes:
    """A self-evaluation with one indicator."""
    row = ["产出指标", "数量指标", "维修学校数", target, actual, points, score, why]
    return workbook({"表": SelfEvaluation([row], total=("总分", None, None, None, None, 100, 77.5, None))})


def goal(
    operator: str = "≥", target: str = "12", unit: str = "所", points: str = "90", accrual: str = "累计"
) -> list[str]:
    return ["2026", "P1", "产出指标", "数量指标", "维修学校数", operator, target, unit, points, accrual, "3"]


def report(actual: str = "8", likelihood: str = "有可能", why: str = "", measure: str = "") -> list[str]:
    return ["2026", "P1", "维修学校数", "2026-12", actual, likelihood, why, measure]


def read(folder: Path, form: bytes, form_name: str = "z", **lists: Any) -> Staged:
    """A form and some lists, all delivered on one day; the form's name decides whether it is read first."""
    files: dict[str, Any] = {f"{name}-{DAY}.csv": rows for name, rows in lists.items()}
    return stage(folder, {**files, f"{form_name}-{DAY}.xlsx": form})


@pytest.mark.parametrize("name", ["a", "z"])
def test_a_form_that_agrees_with_a_list_repeats_it(tmp_path: Path, name: str) -> None:
    """The list says more and is in force, whichever of the two is read first; nothing is refused."""
    lists = {
        "goals": [TARGETS, goal()],
        "done": [REPORTS, report()],
        "results": [RESULTS, ["2026", "P1", "单位自评", "77.5", "中", "1号"]],
    }
    found = read(tmp_path, evaluated(), name, **lists)

    assert found.ask(SET) == [(12, "所", "累计", f"goals-{DAY}.csv")]
    assert found.ask(REPORTED) == [(8, "有可能", f"done-{DAY}.csv")]
    assert found.ask("select score::varchar, grade, doc_no from staged_evaluation") == [("77.5000", "中", "1号")]
    assert found.codes("refused") == []
    assert found.codes("repeat") == ["form_says_no_more"] * 3
    for dataset in ("indicator", "monitoring_report", "evaluation"):
        assert (found.rows("read", dataset), found.rows("accepted", dataset), found.rows("repeats", dataset)) == (
            2,
            1,
            1,
        )


@pytest.mark.parametrize(
    ("form", "lists", "refused"),
    [
        ({"target": "≥13所"}, {"goals": [TARGETS, goal()]}, 2),
        ({"target": "≤12所"}, {"goals": [TARGETS, goal()]}, 2),
        ({"target": "≥12个"}, {"goals": [TARGETS, goal()]}, 2),
        ({"points": 80}, {"goals": [TARGETS, goal()]}, 2),
        ({"actual": "9"}, {"done": [REPORTS, report()]}, 2),
        ({"why": "雨季停工"}, {"done": [REPORTS, report()]}, 2),  # the list says that there was no cause
        ({}, {"done": [REPORTS, report(why="雨季停工")]}, 2),  # the form has the place and nothing there
        ({"why": "雨季停工"}, {"done": [REPORTS[:6], report()[:6]]}, 2),  # the form says more than the list
        ({}, {"done": [REPORTS, report(likelihood="确定能")], "more": [REPORTS, report()]}, 3),  # the lists disagree
    ],
)  # fmt: skip
def test_what_both_give_and_give_differently_is_a_conflict(
    tmp_path: Path, form: dict[str, Any], lists: dict[str, list[list[str]]], refused: int
) -> None:
    """All rows of the key are refused, as ever."""
    found = read(tmp_path, evaluated(**form), "z", **lists)

    assert found.codes("refused") == ["conflict_within_delivery"] * refused


def test_a_unit_that_the_form_does_not_write_is_unknown(tmp_path: Path) -> None:
    """`12` on the form and `12`, 所, ≥ in the list do not contradict each other."""
    found = read(tmp_path, evaluated(target="12"), goals=[TARGETS, goal()])

    assert found.codes("refused") == []
    assert found.ask(SET) == [(12, "所", "累计", f"goals-{DAY}.csv")]


def test_a_later_form_wins_whole(tmp_path: Path) -> None:
    """Between deliveries the later row is in force; only rows of one day are held against each other."""
    files: dict[str, Any] = {"done-2026-12.csv": [REPORTS, report()], "form-2027-01.xlsx": evaluated()}
    found = stage(tmp_path, files)

    assert found.ask(REPORTED) == [(8, None, "form-2027-01.xlsx")]
    assert found.codes("superseded") == ["superseded_by_later_delivery"]


ACTUALS = st.sampled_from(["8", "8.0", "9"])
WHY = st.sampled_from(["", "雨季停工"])


LIKELY = st.sampled_from(["有可能", "确定能"])
FORMS = st.lists(st.tuples(ACTUALS, WHY), min_size=1, max_size=2)
ROWS = st.lists(st.tuples(ACTUALS, LIKELY, WHY, WHY), max_size=3)
LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@settings(LAW, max_examples=4)
@given(FORMS, ROWS)
def test_the_order_of_forms_and_lists_changes_no_fact(
    forms: list[tuple[str, str]], rows: list[tuple[str, str, str, str]]
) -> None:
    """Forms first or last, rows in one list or in several: the same facts, and all rows in the balance."""
    _in_both_orders(forms, rows)


@pytest.mark.soak
@settings(LAW, max_examples=200)
@given(FORMS, ROWS)
def test_the_order_of_many_forms_and_lists_changes_no_fact(
    forms: list[tuple[str, str]], rows: list[tuple[str, str, str, str]]
) -> None:
    """The same, many times."""
    _in_both_orders(forms, rows)


def _in_both_orders(forms: list[tuple[str, str]], rows: list[tuple[str, str, str, str]]) -> None:
    printed = [evaluated(actual=actual, why=why) for actual, why in forms]
    one: dict[str, Any] = {f"a{number}-{DAY}.xlsx": form for number, form in enumerate(printed)}
    one |= {f"m-{DAY}.csv": [REPORTS, *(report(*row) for row in rows)]}
    other: dict[str, Any] = {f"z{number}-{DAY}.xlsx": form for number, form in enumerate(reversed(printed))}
    other |= {f"m{number}-{DAY}.csv": [REPORTS, report(*row)] for number, row in enumerate(reversed(rows))}
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        found, turned = stage(Path(first), one), stage(Path(second), other)

    # 8 and 8.0 are one value; whose spelling is kept is no fact
    facts = "select * exclude (source_id, source_row, actual_value) from staged_monitoring_report order by all"
    assert found.ask(facts) == turned.ask(facts)
    for fate in ("read", "accepted", "refused", "repeats"):
        assert found.rows(fate, "monitoring_report") == turned.rows(fate, "monitoring_report")
