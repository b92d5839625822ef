"""Contract §1a, sentence by sentence: what becomes of a row, on tiny inboxes read by the real pipeline."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data_pipeline.delivery import delivery_date, last_date
from tests.tiny_inbox import BUDGET_LINE, INDICATOR, MONITORING, PAYMENT, PROJECT, line, payment, stage

# --- 1: nothing is lost ----------------------------------------------------------------------------------------------


def test_rows_and_yuan_read_are_accounted_for_by_fate(tmp_path: Path) -> None:
    """Read = accepted + refused + unmatched + repeats + superseded + control rows, and the same in yuan."""
    found = stage(
        tmp_path,
        {
            "a-2026-09.csv": [PAYMENT, payment("1", "10"), payment("2", "20")],
            "b-2026-10.csv": [
                PAYMENT,
                payment("1", "11"),
                payment("3", "30"),
                payment("3", "30"),
                payment("4", "x"),
                payment("5", "50", project="P9"),
                ["合计", "", "121", "", "", ""],
            ],
        },
    )

    assert {fate: (found.rows(fate), found.yuan(fate)) for fate in found.report.datasets["payment"]} == {
        "read": (8, Decimal(272)),
        "accepted": (3, Decimal(61)),
        "refused": (1, Decimal(0)),
        "unmatched": (1, Decimal(50)),
        "repeats": (1, Decimal(30)),
        "superseded": (1, Decimal(10)),
        "control": (1, Decimal(121)),
    }
    assert found.report.datasets["payment"]["read"].unreadable == 1


def test_a_row_not_accepted_keeps_its_place_text_and_reasons(tmp_path: Path) -> None:
    """File, sheet, row number with titles counted, the cells as they stood, and why."""
    rows = [["支付明细"], [], PAYMENT, payment("1", " 1O0 ", paid="昨天")]

    found = stage(tmp_path, {"pay.csv": rows})

    assert found.places("refused") == [("pay.csv", "", 4)]
    assert found.ask("select original ->> '支付金额(元)', amount_yuan from rows_not_accepted") == [(" 1O0 ", None)]
    codes = found.ask("select list_sort(list_transform(from_json(reasons, '[\"json\"]'), lambda r: r ->> 'code'))"
                      " from rows_not_accepted")  # fmt: skip
    assert codes == [(["amount_unreadable", "date_unreadable", "paid_without_date"],)]


# --- 2: deliveries ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10", date(2026, 10, 31)),
        ("202610", date(2026, 10, 31)),
        ("20261031", date(2026, 10, 31)),
        ("截至2026年10月31日", date(2026, 10, 31)),
        ("2026年1-10月", date(2026, 10, 31)),
        ("2026年1月至10月", date(2026, 10, 31)),
        ("2026.10", date(2026, 10, 31)),
        ("2026年2月支付", date(2026, 2, 28)),
        ("支付2024-02", date(2024, 2, 29)),
        ("2026年", None),
        ("支付2026", None),
        ("2026-2028年规划", None),
        ("302001支付", None),
        ("37039926T000000012345", None),
        ("2050201", None),
        ("20261301", None),
        ("2026-09至2026-10", date(2026, 10, 31)),
        ("2026年10月31日更正2026年9月", date(2026, 9, 30)),
        ("导出20261031153000", date(2026, 10, 31)),
    ],
)
def test_a_month_stands_for_its_last_day_and_a_bare_year_is_no_date(text: str, day: date | None) -> None:
    """Several dates in one text: the last in the text. Runs of digits that are codes are no dates."""
    assert last_date(text) == day


@pytest.mark.parametrize(
    ("file", "title", "day"),
    [
        ("支付2026-10.csv", "截至2026年9月", date(2026, 10, 31)),
        ("2026-08/支付.csv", "截至2026年9月", date(2026, 8, 31)),
        ("2026-07/补报/支付.csv", "", date(2026, 7, 31)),
        ("支付.csv", "截至2026年9月", date(2026, 9, 30)),
        ("支付2026.10.csv", "", date(2026, 10, 31)),
        ("支付.csv", "", None),
    ],
)
def test_a_delivery_is_dated_by_name_else_folder_else_title(file: str, title: str, day: date | None) -> None:
    """The first of the three that holds a date."""
    assert delivery_date(file, title) == day


def test_the_inbox_folder_itself_dates_nothing(tmp_path: Path) -> None:
    """Where the inbox lies is no property of a delivery."""
    found = stage(tmp_path / "2026-10", {"pay.csv": [PAYMENT, payment("1", "1")]})

    assert found.ask("select distinct delivery_date from source_files") == [(None,)]


def test_identical_rows_of_one_delivery_are_one_row_and_repeats(tmp_path: Path) -> None:
    """The first by file, sheet and row is kept."""
    found = stage(tmp_path, {"a.csv": [BUDGET_LINE, line("5"), line("5.00")], "b.csv": [BUDGET_LINE, line("5")]})

    assert (found.rows("accepted", "budget_line"), found.rows("repeats", "budget_line")) == (1, 2)
    assert found.ask(
        "select source_row from staged_budget_line join source_parts using (source_id) where file='a.csv'"
    ) == [(2,)]


def test_different_rows_of_one_key_and_delivery_are_all_refused(tmp_path: Path) -> None:
    """The file does not say which of them is right, and an identical third does not decide it."""
    found = stage(tmp_path, {"a.csv": [BUDGET_LINE, line("5"), line("6"), line("5"), line("7", "2号")]})

    assert found.codes("refused") == ["conflict_within_delivery"] * 3
    assert found.rows("accepted", "budget_line") == 1


def test_files_of_the_same_date_are_compared_as_one_delivery(tmp_path: Path) -> None:
    """Between deliveries of the same date: identical is repeated, different is refused."""
    found = stage(
        tmp_path,
        {
            "a-2026-10.csv": [BUDGET_LINE, line("5"), line("6", "2号")],
            "b-20261031.csv": [BUDGET_LINE, line("5"), line("7", "2号")],
        },
    )

    assert (found.rows("repeats", "budget_line"), found.rows("refused", "budget_line")) == (1, 2)


def test_the_latest_delivery_is_in_force_and_undated_is_oldest(tmp_path: Path) -> None:
    """Monthly full exports can lie side by side."""
    found = stage(
        tmp_path,
        {
            "z.csv": [BUDGET_LINE, line("1")],
            "y-2026-09.csv": [BUDGET_LINE, line("2")],
            "x-2026-10.csv": [BUDGET_LINE, line("3")],
        },
    )

    assert found.ask("select amount_yuan from staged_budget_line") == [(Decimal("3.00"),)]
    assert found.codes("superseded") == ["superseded_by_later_delivery"] * 2


def test_an_equal_row_of_a_later_delivery_supersedes_too(tmp_path: Path) -> None:
    """Between deliveries of different dates there are no repeats."""
    found = stage(
        tmp_path, {"a-2026-09.csv": [PAYMENT, payment("1", "1")], "b-2026-10.csv": [PAYMENT, payment("1", "1")]}
    )

    assert (found.rows("superseded"), found.rows("repeats")) == (1, 0)


def test_a_row_missing_from_a_later_delivery_stays_unless_its_source_is_full(tmp_path: Path) -> None:
    """`full` is not the default."""
    files = {
        "a-2026-09.csv": [PAYMENT, payment("1", "1"), payment("2", "2"), payment("3", "3")],
        "b-2026-10.csv": [PAYMENT, payment("1", "1"), payment("3", "broken")],
    }

    found = stage(tmp_path / "usual", files)
    (tmp_path / "full" / "store").mkdir(parents=True)
    (tmp_path / "full" / "store" / "sources.toml").write_text("[payment]\nfull = true\n", encoding="utf-8")
    withdrawn = stage(tmp_path / "full", files)

    assert found.ask("select request_no from staged_payment order by all") == [("1",), ("2",), ("3",)]
    assert withdrawn.ask("select request_no from staged_payment order by all") == [("1",), ("3",)]
    assert withdrawn.codes("superseded") == ["superseded_by_later_delivery", "withdrawn_by_full_delivery"]
    assert "withdrawn_rows" in withdrawn.notices()


# --- 3: payments -----------------------------------------------------------------------------------------------------


def test_the_furthest_stage_of_a_request_counts(tmp_path: Path) -> None:
    """待审 < 已审未支付 < 已支付 < 已退回; the others are superseded."""
    found = stage(
        tmp_path,
        {
            "a.csv": [
                PAYMENT,
                payment("1", "5", "已支付"),
                payment("1", "5", "待审", paid=""),
                payment("1", "5", "已审未支付", paid=""),
                payment("2", "5", "已支付"),
                payment("2", "5", "已退回"),
            ]
        },
    )

    assert found.ask("select request_no, status from staged_payment order by all") == [("1", "已支付"), ("2", "已退回")]
    assert found.codes("superseded") == ["superseded_by_progress"] * 3


def test_copies_of_the_furthest_stage_are_repeats(tmp_path: Path) -> None:
    """The same voucher in two status files of one day."""
    found = stage(
        tmp_path,
        {"a.csv": [PAYMENT, payment("1", "5"), payment("1", "5"), payment("1", "5", "待审", paid="")]},
    )

    assert (found.rows("accepted"), found.rows("repeats"), found.rows("superseded")) == (1, 1, 1)


@pytest.mark.parametrize(
    "other",
    [
        payment("1", "6", "待审", paid=""),
        payment("1", "5", "待审", paid="", project="P2"),
        payment("1", "5", paid="2026-04-01"),
    ],
    ids=["amount", "project", "date at equal status"],
)
def test_another_project_or_amount_or_anything_at_equal_status_is_a_conflict(tmp_path: Path, other: list[str]) -> None:
    """All rows of the request in that delivery are refused."""
    found = stage(tmp_path, {"a.csv": [PAYMENT, payment("1", "5"), other]})

    assert found.codes("refused") == ["conflict_within_delivery"] * 2


def test_between_dates_the_later_row_wins_whole(tmp_path: Path) -> None:
    """Even an earlier stage, another amount, another project."""
    found = stage(
        tmp_path,
        {
            "a-2026-09.csv": [PAYMENT, payment("1", "5", "已退回")],
            "b-2026-10.csv": [PAYMENT, payment("1", "7", "待审", paid="", project="P2")],
        },
    )

    assert found.ask("select status, amount_yuan, project_code from staged_payment") == [
        ("待审", Decimal("7.00"), "P2")
    ]


def test_a_payment_that_was_made_needs_a_date(tmp_path: Path) -> None:
    """已支付 without paid_date is refused; a refund or a waiting request is not."""
    found = stage(
        tmp_path,
        {
            "a.csv": [
                PAYMENT,
                payment("1", "5", paid=""),
                payment("2", "5", "待审", ""),
                payment("3", "-5", "已退回", ""),
            ]
        },
    )

    assert found.codes("refused") == ["paid_without_date"]
    assert found.rows("accepted") == 2


@pytest.mark.parametrize(
    ("paid", "accepted"),
    [("2024-12-31", 0), ("2025-01-01", 1), ("2027-12-31", 1), ("2028-01-01", 0)],
)
def test_a_payment_date_lies_within_a_year_of_the_projects(tmp_path: Path, paid: str, accepted: int) -> None:
    """From 1 January of the first fiscal year − 1 to 31 December of the last + 1."""
    found = stage(tmp_path, {"a.csv": [PAYMENT, payment("1", "5", paid=paid)]})

    assert found.rows("accepted") == accepted
    assert found.codes("refused") == ["paid_date_out_of_reach"] * (1 - accepted)


# --- 4: unknown project ----------------------------------------------------------------------------------------------


def test_a_code_that_no_project_row_holds_is_unmatched_in_every_dataset(tmp_path: Path) -> None:
    """Its money is shown and not dropped."""
    found = stage(
        tmp_path,
        {
            "pay.csv": [PAYMENT, payment("1", "5", project="P9")],
            "line.csv": [BUDGET_LINE, line("7", project="P9")],
            "goal.csv": [INDICATOR, ["2026", "P9", "产出指标", "数量指标", "面积", "≥5", "10"]],
            "report.csv": [MONITORING, ["2026", "P9", "面积", "2026-06", "3"]],
        },
    )

    assert found.codes("unmatched") == ["project_unknown"] * 4
    assert (found.yuan("unmatched"), found.yuan("unmatched", "budget_line")) == (Decimal(5), Decimal(7))


def test_a_code_known_in_another_year_only_is_accepted(tmp_path: Path) -> None:
    """That year's project is made later, from the nearest year's row."""
    found = stage(tmp_path, {"line.csv": [BUDGET_LINE, ["2025", *line("7")[1:]]]})

    assert found.rows("accepted", "budget_line") == 1


def test_an_unmatched_row_is_taken_up_when_the_project_comes(tmp_path: Path) -> None:
    """A later inbox holds the project; the payments file itself is not read again."""
    pay = {"pay.csv": [PAYMENT, payment("1", "5", project="P9")]}

    before = stage(tmp_path, pay)
    after = stage(tmp_path, {**pay, "later.csv": [PROJECT[0], ["2026", "P9", "新项目", "302", "特定目标类"]]})

    assert (before.rows("unmatched"), after.rows("unmatched"), after.rows("accepted")) == (1, 0, 1)


# --- 7, 8, 9 ---------------------------------------------------------------------------------------------------------


def test_which_columns_a_part_has_is_kept(tmp_path: Path) -> None:
    """An empty cell in a present column means none, an absent column means unknown."""
    found = stage(tmp_path, {"a.csv": [[*BUDGET_LINE, "下达日期"], [*line("1"), ""]]})

    present = found.ask("select columns_present from source_parts where dataset = 'budget_line'")[0][0]
    assert "issued_date" in present
    assert "frozen_yuan" not in present


def test_control_rows_are_compared_with_what_stands_above_since_the_last_of_their_level(tmp_path: Path) -> None:
    """Two sub-totals and a total that all agree, and a grand total that does not."""
    rows = [
        BUDGET_LINE,
        line("1", "1号"),
        line("2", "2号"),
        ["小计", *[""] * 6, "3", ""],
        line("4", "3号"),
        ["小 计", *[""] * 6, "4", ""],
        ["", "本年合计", *[""] * 5, "7", ""],
        ["总计：", *[""] * 6, "8", ""],
    ]

    found = stage(tmp_path, {"a.csv": rows})

    assert (found.rows("control", "budget_line"), found.rows("accepted", "budget_line")) == (4, 3)
    differing = [notice for notice in found.report.notices if notice["code"] == "control_row_differs"]
    assert [(notice["row"], notice["details"]["above"]) for notice in differing] == [(8, "7.00")]
    assert found.report.needs_a_person


def test_the_rows_above_a_control_row_count_whatever_their_fate(tmp_path: Path) -> None:
    """All readable amounts: refused and unmatched rows belong to the sum that the bureau made."""
    rows = [PAYMENT, payment("1", "1", project="P9"), payment("2", "2", paid="x"), payment("3", "?"), ["合计", "", "3"]]

    found = stage(tmp_path, {"a.csv": rows})

    assert "control_row_differs" not in found.notices()


@pytest.mark.parametrize(
    ("label", "is_control"),
    [("合计", True), ("全区总计", True), ("其中：本级", True), ("其中", True), ("合计数", False), ("会计", False)],
)
def test_the_label_of_a_control_row(tmp_path: Path, label: str, is_control: bool) -> None:
    """The first non-empty cell is or ends in 合计, 小计, 总计, or begins with 其中."""
    found = stage(tmp_path, {"a.csv": [PAYMENT, payment("1", "1"), ["—", label, "1"]]})

    assert found.rows("control") == is_control


def test_a_file_that_cannot_be_used_is_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    """Not recognised, a `!` column missing, cannot be opened, an unknown unit: refused whole, with its reason."""
    found = stage(
        tmp_path,
        {
            "a.csv": [["天气", "温度"], ["晴", "20"]],
            "b.csv": [PAYMENT[:-1], payment("1", "1")[:-1]],
            "c.xlsx": b"PK not really",
            "d.csv": [[*PAYMENT[:2], "支付金额(百万元)", *PAYMENT[3:]], payment("2", "2")],
            "e.pdf": b"%PDF",
            "f.csv": b"",
            "g.csv": [PAYMENT, payment("3", "3")],
        },
    )

    assert [(one["file"], one["code"]) for one in found.report.unusable_files] == [
        ("a.csv", "not_recognised"),
        ("b.csv", "missing_column"),
        ("c.xlsx", "cannot_be_opened"),
        ("d.csv", "unknown_unit"),
        ("e.pdf", "unknown_kind"),
        ("f.csv", "empty_file"),
    ]
    assert "状态" in found.report.unusable_files[1]["reason"]
    assert "支付申请编号、项目编码" in found.report.unusable_files[1]["reason"]
    assert (found.rows("read"), found.rows("accepted")) == (1, 1)
    assert found.report.needs_a_person


# --- 10: the order of the fates --------------------------------------------------------------------------------------


def test_unreadable_comes_before_unmatched_and_both_before_the_key(tmp_path: Path) -> None:
    """A row that cannot be read is refused even if its project is unknown, and takes no part in a conflict."""
    found = stage(
        tmp_path,
        {"a.csv": [PAYMENT, payment("1", "x", project="P9"), payment("1", "1"), payment("1", "2", project="P9")]},
    )

    assert (found.rows("refused"), found.rows("unmatched"), found.rows("accepted")) == (1, 1, 1)


def test_a_refused_row_supersedes_nothing_and_the_load_warns(tmp_path: Path) -> None:
    """The key's earlier row stays in force."""
    found = stage(
        tmp_path,
        {"a-2026-09.csv": [PAYMENT, payment("1", "1")], "b-2026-10.csv": [PAYMENT, payment("1", "1", paid="?")]},
    )

    assert found.ask("select amount_yuan from staged_payment") == [(Decimal("1.00"),)]
    assert "earlier_row_stays" in found.notices()


def test_a_later_conflict_supersedes_nothing_either(tmp_path: Path) -> None:
    """The latest delivery that agrees with itself is in force, the earlier ones are superseded."""
    found = stage(
        tmp_path,
        {
            "a-2026-08.csv": [PAYMENT, payment("1", "1")],
            "b-2026-09.csv": [PAYMENT, payment("1", "2")],
            "c-2026-10.csv": [PAYMENT, payment("1", "3"), payment("1", "4")],
        },
    )

    assert found.ask("select amount_yuan from staged_payment") == [(Decimal("2.00"),)]
    assert (found.rows("superseded"), found.codes("refused")) == (1, ["conflict_within_delivery"] * 2)
    assert found.notices().count("earlier_row_stays") == 2


def test_an_earlier_conflict_is_superseded_by_a_later_row(tmp_path: Path) -> None:
    """Superseded comes before conflict in the order of fates."""
    found = stage(
        tmp_path,
        {
            "a-2026-09.csv": [PAYMENT, payment("1", "1"), payment("1", "2")],
            "b-2026-10.csv": [PAYMENT, payment("1", "3")],
        },
    )

    assert (found.rows("superseded"), found.rows("refused"), found.rows("accepted")) == (2, 0, 1)


def test_an_empty_required_cell_refuses_and_an_empty_amount_is_unreadable(tmp_path: Path) -> None:
    """A dash is empty."""
    found = stage(tmp_path, {"a.csv": [PAYMENT, payment("1", "—"), payment("", "2"), payment("3", "3", status="/")]})

    assert found.codes("refused") == ["required_empty"] * 3
    assert found.report.datasets["payment"]["refused"].unreadable == 1
    assert found.yuan("refused") == Decimal(5)


def test_empty_equals_empty_in_a_key(tmp_path: Path) -> None:
    """Two indicators without approval date are one key."""
    goal = ["2026", "P1", "产出指标", "数量指标", "面积", "≥5亩", "10"]

    found = stage(tmp_path, {"a.csv": [INDICATOR, goal, goal, [*goal[:5], "≥6亩", "10"]]})

    assert found.codes("refused") == ["conflict_within_delivery"] * 3


def test_content_is_what_was_parsed_and_not_how_it_was_spelled(tmp_path: Path) -> None:
    """`≥ 50 个` in one cell and 50, ≥, 个 in three are the same target."""
    found = stage(
        tmp_path,
        {
            "a.csv": [INDICATOR, ["2026", "P1", "产出指标", "数量指标", "面积", "≥ 50 个", "10"]],
            "b.csv": [
                [*INDICATOR, "指标方向", "计量单位"],
                ["2026年", "P1-校舍维修", "产出指标", "数量指标", "面积", "50", "10.0", ">=", "个"],
            ],
        },
    )

    assert (found.rows("accepted", "indicator"), found.rows("repeats", "indicator")) == (1, 1)
