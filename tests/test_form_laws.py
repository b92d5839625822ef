"""A law of printed forms: what a form says of its indicators is what a plain table with the same cells says."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from data_pipeline import cleaning, form_tables, forms, parts, readers, recognition, sources
from data_pipeline.problems import SourceProblem
from tests.printed_forms import LIKELIHOODS, TICK_COLUMNS, Monitoring, SelfEvaluation, workbook

SOURCES = sources.load()
TICK_FIELDS = ("cause_funding", "cause_rules", "cause_staff", "cause_hardware", "cause_other")
OWN_TO_A_PART = {"original", "source_row", "row_key", "key_hash", "project_code"}
LEVELS = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("社会效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
NAMES = st.text("校舍维修培训人数合格率完成（）A1%", min_size=2, max_size=9).map("目".__add__)
NOTES = st.one_of(st.just(""), st.text("雨季停工资金未到位，。（）12%", min_size=1, max_size=12).map("因".__add__))
TARGETS = st.sampled_from(
    ["≥50个", "≤90万元", "不低于95%", "6月底前", "效果明显", "100", "≥100百分比", "0.5", "", "@@@"]
)
ACTUALS = st.sampled_from(
    ["50", "96%", "达成预期指标", "部分达成", "已完成", "2026-06-12", "未完成", "", "—", "不知道", "1,250.5"]
)
WEIGHTS = st.sampled_from(["10", "22.5", "", "若干"])

Line = Mapping[str, str]


@st.composite
def indicators(draw: st.DrawFn) -> list[dict[str, str]]:
    """Indicators of one project in the order of their levels."""
    lines = []
    for name in draw(st.lists(NAMES, min_size=1, max_size=8, unique=True)):
        first = draw(st.sampled_from(list(LEVELS)))
        lines.append(
            {
                "indicator_l1": first,
                "indicator_l2": draw(st.sampled_from(LEVELS[first])),
                "indicator_l3": name,
                "target_value": draw(TARGETS),
                "actual_value": draw(ACTUALS),
                "expected_full_year": draw(ACTUALS),
                "likelihood": draw(st.sampled_from(["", *LIKELIHOODS])),
                **{field: draw(st.sampled_from(["", "√"])) for field in TICK_FIELDS},
                "cause_note": draw(NOTES),
                "weight_points": draw(WEIGHTS),
            }
        )
    order = [(first, second) for first, seconds in LEVELS.items() for second in seconds]
    return sorted(lines, key=lambda line: order.index((line["indicator_l1"], line["indicator_l2"])))


def merged(lines: Sequence[Line]) -> tuple[list[tuple[str, str]], list[tuple[int, int, int]]]:
    """The level cells of each line, empty below the first of their group, and the merged cells of the two columns."""
    shown, spans = [], []
    for column, depth in ((0, 1), (1, 2)):
        keys = [tuple(line[f"indicator_l{level}"] for level in range(1, depth + 1)) for line in lines]
        starts = [place for place, key in enumerate(keys) if not place or key != keys[place - 1]]
        ends = [*(start - 1 for start in starts[1:]), len(lines) - 1]
        spans += [(column, start, end) for start, end in zip(starts, ends, strict=True) if end > start]
        shown.append([key[-1] if place in starts else "" for place, key in enumerate(keys)])
    return list(zip(*shown, strict=True)), spans


def of_form(form: Monitoring | SelfEvaluation, dataset: str) -> pl.DataFrame:
    """The rows that a workbook with the form gives to a dataset, judged by its contract."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(workbook({"表": form}))
        tables, _ = readers.tables(path, "", recognition.known_headers(SOURCES))
        sheet = form_tables.read(tables[0], SOURCES)
    assert sheet is not None
    (table,) = [one for one in sheet.tables if one.dataset == dataset]
    return parts.judged(cleaning.emptied(table.text), table.marks, SOURCES[dataset], {"forecast_full_year_yuan": "元"})


def of_table(rows: Sequence[Line], dataset: str, unit: str = "元") -> pl.DataFrame:
    """The same cells under the headers of the contract."""
    fields = list(rows[0])
    raw = pl.DataFrame({name: [row[name].replace("@@@", "") for row in rows] for name in fields})
    marks = pl.DataFrame(
        {
            readers.ROW: pl.Series(range(len(rows)), dtype=pl.Int32),
            cleaning.TOO_LONG: [False] * len(rows),
            readers.LINE: pl.Series([None] * len(rows), dtype=pl.UInt32),
            "is_control": [False] * len(rows),
            "original": [""] * len(rows),
        }
    )
    return parts.judged(cleaning.emptied(raw), marks, SOURCES[dataset], {"forecast_full_year_yuan": unit})


def same(form: pl.DataFrame, table: pl.DataFrame) -> None:
    """Every field, every reason and the hash of the content; the key but for the project."""
    assert form.drop(OWN_TO_A_PART).to_dicts() == table.drop(OWN_TO_A_PART).to_dicts()
    keys = [[key and key.partition("|")[2] for key in frame["row_key"]] for frame in (form, table)]
    assert keys[0] == keys[1]


@given(lines=indicators(), month=st.integers(1, 12), forecast=st.sampled_from(["118.5", "", "0", "-3", "1,200.05"]))
@settings(max_examples=30, deadline=None)
def test_a_monitoring_form_and_a_plain_table_say_the_same(
    lines: list[dict[str, str]], month: int, forecast: str
) -> None:
    """Merged levels, ticks and the head of a form against a cell of its own for everything."""
    levels, spans = merged(lines)
    rows: list[list[Any]] = []
    for line, level in zip(lines, levels, strict=True):
        causes = [line[field] for field in TICK_FIELDS]
        likely = ["√" if word == line["likelihood"] else "" for word in LIKELIHOODS]
        shown = [line[name] for name in ("indicator_l3", "target_value", "actual_value", "expected_full_year")]
        rows.append([*level, *shown, *causes, line["cause_note"], *likely, ""])
    money = (("年度资金总额：", "", "", "", forecast),)
    form = replace(Monitoring(rows, merges=spans), months=f"1-{month}月", money=money)
    names = ["indicator_l3", "actual_value", "expected_full_year", "likelihood", *TICK_FIELDS, "cause_note"]
    head = {"fiscal_year": "2026", "project_code": "P1", "period_end": f"2026-{month}", "reported_date": "2026-11-05"}
    plain = [{**{name: line[name] for name in names}, **head, "forecast_full_year_yuan": forecast} for line in lines]

    found = of_form(form, "monitoring_report")

    assert len(TICK_COLUMNS) == len(TICK_FIELDS) + 1
    same(found, of_table(plain, "monitoring_report", "万元"))


@given(lines=indicators())
@settings(max_examples=30, deadline=None)
def test_a_self_evaluation_and_plain_tables_say_the_same(lines: list[dict[str, str]]) -> None:
    """One form against two tables: the targets, and what was done by December."""
    levels, spans = merged(lines)
    names = ("indicator_l3", "target_value", "actual_value", "weight_points")
    rows = [
        [f"{level[0]}(50分)" if level[0] else "", level[1], *(line[name] for name in names), "", line["cause_note"]]
        for line, level in zip(lines, levels, strict=True)
    ]
    head = {"fiscal_year": "2026", "project_code": "P1"}
    target_fields = ("indicator_l1", "indicator_l2", "indicator_l3", "target_value", "weight_points")
    targets = [{**{name: line[name] for name in target_fields}, **head} for line in lines]
    done = [
        {
            **{name: line[name] for name in ("indicator_l3", "actual_value", "cause_note")},
            **head,
            "measure": line["cause_note"],
            "period_end": "2026-12",
        }
        for line in lines
    ]
    form = SelfEvaluation(rows, merges=spans)

    same(of_form(form, "indicator"), of_table(targets, "indicator"))
    same(of_form(form, "monitoring_report"), of_table(done, "monitoring_report"))


WORDS = [
    "项目支出绩效目标执行监控表", "项目支出绩效自评表", "（2026年度）", "项目名称", "校舍维修", "主管部门及代码",
    "302-区教育局", "项目资金（万元）", "年初预算数", "1-10月执行数", "全年预计执行数", "得分", "年度资金总额",
    "其中：财政拨款", "120", "约100", "年度总体目标", "一级指标", "二级指标", "三级指标", "年度指标值",
    "1-10月执行情况", "实际完成值", "分值", "偏差原因分析", "完成目标可能性", "经费保障", "其他", "原因说明",
    "确定能", "有可能", "备注", "√", "产出指标(50分)", "数量指标", "≥50个", "总分", "小计", "注：",
    "填报日期：11月", "@@@", "预算执行率",
]  # fmt: skip
HEADER = ["一级指标", "二级指标", "三级指标"]
A_ROW = st.lists(st.sampled_from([*WORDS, *[""] * 20, "\n"]), min_size=1, max_size=9)
A_HEADER = st.lists(st.sampled_from([*WORDS, ""]), min_size=0, max_size=6).map(HEADER.__add__).flatmap(st.permutations)


@given(rows=st.lists(st.one_of(A_ROW, A_ROW, A_ROW, A_HEADER), min_size=1, max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_heap_of_form_words_is_read_without_a_crash(rows: list[list[str]]) -> None:
    """Labels anywhere, headers without columns, totals before rows: a row is at most one indicator, in order."""
    forms.may_be_printed(rows[:20])
    try:
        found = forms.read(rows, "表", {})
    except SourceProblem:
        return

    numbers = [row.row for form in found for row in form.rows]
    assert numbers == sorted(set(numbers))
    assert all(row.cells == rows[row.row - 1] for form in found for row in form.rows)
