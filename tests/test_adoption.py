"""From a trial to the list: what a proposal shows for a month is what the next load gives once it is adopted."""

from datetime import date, datetime
from pathlib import Path

import pytest

from tests import tiny_inbox
from tests.conftest import run_command
from warehouse import proposals, read, settings, snapshots, what_if
from warehouse.proposals import Adoption, Figures, Proposal

MOMENT = datetime.fromisoformat("2026-11-02T09:00:00")
MONTH, SINCE, BEFORE = date(2026, 10, 31), date(2026, 9, 30), date(2026, 8, 31)
CODES = [f"P{number}" for number in range(1, 9)]
TRIED = ("E01.behind=0.65", "materiality_yuan=90000")
PROJECTS = [
    ["预算年度", "项目编码", "项目名称", "主管部门编码", "项目类别"],
    *(["2026", code, f"项目{code}", "302", "特定目标类"] for code in CODES),
]
LINES = [
    tiny_inbox.BUDGET_LINE,
    *(tiny_inbox.line(str(60000 + 10000 * n), f"{n}号", code) for n, code in enumerate(CODES)),
]
PAYMENTS = [
    tiny_inbox.PAYMENT,
    *(
        tiny_inbox.payment(f"Z{code}", str((60000 + 10000 * n) * (n + 1) // 10), paid="2026-03-02", project=code)
        for n, code in enumerate(CODES)
    ),
    tiny_inbox.payment("ZL", "1", paid="2026-10-20", project="P1"),
]
INDICATORS = [tiny_inbox.INDICATOR, ["2026", "P1", "产出指标", "数量指标", "间数", "≥10间", "50"]]
REPORTS = [tiny_inbox.MONITORING, ["2026", "P1", "间数", "2026-06", "4"]]


def lists(reader: snapshots.Reader, month: date) -> tuple[list[object], list[object]]:
    """Flags and standings of a month as a reader sees them."""
    flags = read.verdicts(reader, read.EVERY_DEPARTMENT, month)
    standings = read.standings(reader, read.EVERY_DEPARTMENT, month)
    told = standings.select("project_code", "rule", "severity", "worst_severity", "outcome", "money_yuan", "flag_count")
    return list(flags.select("rule", "subject_code", "severity", "outcome", "money_yuan").rows()), list(told.rows())


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one load of eight projects, the slower the lower their number."""
    folder = tmp_path_factory.mktemp("adoption")
    files = {
        "unit.csv": tiny_inbox.ORGANISATION, "project.csv": PROJECTS, "line.csv": LINES, "payment.csv": PAYMENTS,
        "indicator.csv": INDICATORS, "report.csv": REPORTS,
    }  # fmt: skip
    tiny_inbox.put(folder / "inbox", files)
    run_command("data_pipeline", "load", folder / "inbox", "--store", folder / "store", expect=(0, 1))
    return folder / "store"


def test_an_adopted_proposal_is_the_list_of_the_next_load(store: Path) -> None:
    """Months from its day on are exactly what the trial showed; earlier ones, and the kept snapshot, as they were."""
    first = snapshots.open_reader(store)
    tried = {}
    for month in (MONTH, SINCE):
        with what_if.trial_of(first, month, TRIED) as trial:
            tried[month] = lists(trial, month)
    published = {month: lists(first, month) for month in (MONTH, SINCE, BEFORE)}
    every = what_if.what_if(first, read.EVERY_DEPARTMENT, MONTH, TRIED).totals.row(0, named=True)
    figures = Figures(
        every["before_count"],
        every["entered_count"],
        every["left_count"],
        every["changed_count"],
        every["now_count"],
        every["before_yuan"],
        every["now_yuan"],
    )
    kept = proposals.keep(store, Proposal("放宽", TRIED, "", "张三", MOMENT, MONTH, first.id, figures))

    proposals.adopt(store, kept.number, Adoption(SINCE, "李四", MOMENT, "区财〔2026〕9号", ""))
    assert lists(snapshots.open_reader(store), MONTH) == published[MONTH]
    run_command("data_pipeline", "load", store.parent / "inbox", "--store", store, expect=(0, 1))

    second = snapshots.open_reader(store)
    assert second.id != first.id
    for month in (MONTH, SINCE):
        assert lists(second, month) == tried[month] != published[month]
    assert lists(second, BEFORE) == published[BEFORE]
    assert lists(snapshots.open_reader(store, first.id), MONTH) == published[MONTH]
    standings = read.standings(second, read.EVERY_DEPARTMENT, MONTH)
    assert (standings.height, standings["money_yuan"].sum()) == (figures.now, figures.now_yuan)
    in_force = dict(what_if.values_to_try(second, MONTH).select("key", "said").iter_rows())
    assert {f"{key}={in_force[key]}" for key in ("E01.behind", "materiality_yuan")} == set(TRIED)


def test_the_command_records_what_the_pages_do(tmp_path: Path) -> None:
    """`set` writes a dated change; `settings` tells the values one after the other; what cannot be is refused."""
    call = ("E01.behind", "0.75", "--from", "2026-11-30", "--source", "区财〔2026〕9号", "--who", "张三")
    run_command("data_pipeline", "set", *call, "--exit", "0.8", "--store", tmp_path)
    run_command("data_pipeline", "set", "priority_education", "205,204", *call[2:], "--store", tmp_path)
    run_command("data_pipeline", "set", "curve", "1.5", *call[2:], "--store", tmp_path, expect=(2,))
    told = run_command("data_pipeline", "settings", "--store", tmp_path).stdout

    found = {each.key: each for each in settings.load(tmp_path, {}) if each.origin == "change"}
    assert set(found) == {"E01.behind", "priority_education"}
    assert found["E01.behind"].exit_value is not None
    assert found["priority_education"].codes == "204 205"
    assert "0.80, until 2026-11-29 [default]" in told
    assert "0.75, clears at 0.8, from 2026-11-30 on [change; 张三" in told
