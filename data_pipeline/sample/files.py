"""Files as a bureau has them: title rows, a corner with the unit, totals, old encodings.

Takes frames with the contract's field names (money as whole cents, dates as dates) and writes them under Chinese
headers. What the rows mean is decided elsewhere; every row is counted here with the fate that its maker gives it.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import xlsxwriter

from data_pipeline.sample import words
from data_pipeline.sample.ledger import Ledger

MADE_ON = datetime(2026, 11, 2, 9, 0, 0)  # noqa: DTZ001 - so that a workbook's bytes do not depend on the day
CENT = pl.lit("0.01").cast(pl.Decimal(18, 2))
CENTS_IN = {"元": 100, "万元": 1_000_000}
Cell = str | int | float | date | None

# dataset -> (field, header, kind); money fields end in _cents here.
COLUMNS: dict[str, list[tuple[str, str, str]]] = {
    "organisation": [
        ("org_code", "单位编码", "code"),
        ("org_name", "单位名称", "text"),
        ("org_type", "单位类型", "text"),
        ("department_code", "主管部门编码", "code"),
        ("sector_division", "业务科室", "text"),
    ],
    "project": [
        ("fiscal_year", "预算年度", "whole"),
        ("project_code", "项目编码", "code"),
        ("project_name", "项目名称", "text"),
        ("department_code", "主管部门编码", "code"),
        ("agency_code", "实施单位编码", "code"),
        ("project_category", "项目类别", "text"),
        ("project_attribute", "项目属性", "text"),
        ("special_fund_code", "专项资金编码", "code"),
        ("task_item", "任务清单", "text"),
        ("is_pilot", "是否试点", "text"),
        ("is_policy_livelihood", "是否政策类民生", "text"),
        ("three_guarantee_tier", "三保类别", "text"),
        ("is_poverty_relief", "是否扶贫", "text"),
        ("start_year", "开始年度", "whole"),
        ("end_year", "结束年度", "whole"),
        ("total_need_cents", "资金总需求", "money"),
        ("annual_need_cents", "当年资金需求", "money"),
        ("pool_entry_date", "入库日期", "date"),
        ("is_new_major", "是否新增重大", "text"),
        ("ex_ante_date", "事前评估日期", "date"),
        ("affordability_date", "承受能力评估日期", "date"),
        ("approval_doc_no", "批准文号", "text"),
        ("party_meeting_date", "党组会议日期", "date"),
        ("leader_consent_date", "领导同意日期", "date"),
        ("submitted_date", "报送日期", "date"),
        ("submitted_doc_no", "报送文号", "text"),
        ("compliance_review_date", "合规审核日期", "date"),
        ("approver_org", "审批单位", "text"),
        ("user_org", "使用单位", "text"),
        ("responsible_org", "责任单位", "text"),
    ],
    "budget_line": [
        ("fiscal_year", "预算年度", "whole"),
        ("doc_no", "指标文号", "text"),
        ("project_code", "项目编码", "code"),
        ("agency_code", "单位编码", "agency"),
        ("func_item", "功能分类", "function"),
        ("dept_econ", "部门经济分类", "economic"),
        ("gov_econ", "政府经济分类", "code"),
        ("fund_nature", "资金性质", "nature"),
        ("fund_source", "资金来源", "text"),
        ("budget_origin", "预算来源", "text"),
        ("amount_cents", "指标金额", "money"),
        ("approved_date", "批复日期", "date"),
        ("issued_date", "下达日期", "date"),
        ("receipt_month", "到账月份", "month"),
        ("frozen_cents", "冻结金额", "money"),
    ],
    "payment": [
        ("request_no", "支付申请编号", "code"),
        ("voucher_no", "支付凭证号", "code"),
        ("project_code", "项目编码", "code"),
        ("agency_code", "单位编码", "agency"),
        ("doc_no", "指标文号", "text"),
        ("func_item", "功能分类", "function"),
        ("dept_econ", "部门经济分类", "economic"),
        ("fund_nature", "资金性质", "nature"),
        ("amount_cents", "支付金额", "money"),
        ("requested_date", "申请日期", "date"),
        ("paid_date", "支付日期", "date"),
        ("status", "状态", "text"),
        ("pay_type", "支付方式", "text"),
        ("payee", "收款人", "text"),
        ("purpose", "资金用途", "text"),
    ],
    "indicator": [
        ("fiscal_year", "预算年度", "whole"),
        ("project_code", "项目编码", "code"),
        ("indicator_l1", "一级指标", "text"),
        ("indicator_l2", "二级指标", "text"),
        ("indicator_l3", "三级指标", "text"),
        ("polarity", "指标性质", "text"),
        ("operator", "指标方向", "text"),
        ("target_value", "目标值", "text"),
        ("unit", "计量单位", "text"),
        ("weight_points", "分值", "text"),
        ("accrual", "计量方式", "text"),
        ("due_date", "完成时限", "date"),
        ("baseline_value", "基期值", "text"),
        ("approved_date", "批复日期", "date"),
    ],
    "monitoring_report": [
        ("fiscal_year", "预算年度", "whole"),
        ("project_code", "项目编码", "code"),
        ("indicator_l3", "三级指标", "text"),
        ("period_end", "监控截至", "month"),
        ("actual_value", "实际完成值", "text"),
        ("expected_full_year", "全年预计完成", "text"),
        ("likelihood", "完成可能性", "text"),
        ("cause_funding", "经费保障", "text"),
        ("cause_rules", "制度保障", "text"),
        ("cause_staff", "人员保障", "text"),
        ("cause_hardware", "硬件条件保障", "text"),
        ("cause_other", "其他", "text"),
        ("cause_note", "原因说明", "text"),
        ("cause_class", "原因类别", "text"),
        ("measure", "整改措施", "text"),
        ("reported_date", "填报日期", "date"),
        ("forecast_full_year_cents", "全年预计执行数", "money"),
    ],
    "evaluation": [
        ("fiscal_year", "评价年度", "whole"),
        ("project_code", "项目编码", "code"),
        ("evaluation_kind", "评价方式", "text"),
        ("score", "得分", "text"),
        ("grade", "等级", "text"),
        ("evaluated_date", "评价日期", "date"),
        ("doc_no", "文号", "text"),
    ],
    "special_fund": [
        ("special_fund_code", "专项资金编码", "code"),
        ("special_fund_name", "专项资金名称", "text"),
        ("department_code", "主管部门编码", "code"),
        ("fund_type", "类型", "text"),
        ("start_year", "开始年度", "whole"),
        ("end_year", "结束年度", "whole"),
        ("reapply_doc_no", "重新申请文号", "text"),
        ("last_review_date", "上次评估日期", "date"),
        ("review_result", "评估结论", "text"),
        ("task_list_disclosed_date", "任务清单公开日期", "date"),
        ("policy_disclosed_date", "支出政策公开日期", "date"),
        ("self_evaluation_disclosed_date", "自评报告公开日期", "date"),
    ],
    "supplement_request": [
        ("request_no", "申请编号", "code"),
        ("project_code", "项目编码", "code"),
        ("department_code", "主管部门编码", "code"),
        ("requested_date", "申请日期", "date"),
        ("amount_cents", "申请金额", "money"),
        ("status", "状态", "text"),
    ],
    "audit_finding": [
        ("finding_no", "问题编号", "code"),
        ("project_code", "项目编码", "code"),
        ("finding_kind", "问题类型", "text"),
        ("is_serious", "是否严重", "text"),
        ("found_date", "发现日期", "date"),
        ("rectify_by_date", "整改期限", "date"),
        ("rectified_date", "整改完成日期", "date"),
    ],
    "cash_plan": [
        ("fiscal_year", "预算年度", "whole"),
        ("project_code", "项目编码", "code"),
        ("month", "月份", "whole"),
        ("planned_cents", "计划累计支付", "money"),
    ],
    "monitoring_round": [
        ("fiscal_year", "预算年度", "whole"),
        ("period_end", "监控截至", "month"),
        ("filing_deadline", "填报截止日", "date"),
    ],
    "exception": [
        ("rule", "规则", "code"),
        ("subject_code", "对象编码", "code"),
        ("from_date", "生效日期", "date"),
        ("to_date", "失效日期", "date"),
        ("doc_no", "文号", "text"),
        ("reason", "原因", "text"),
    ],
    "control_total": [
        ("dataset", "数据集", "text"),
        ("fiscal_year", "预算年度", "whole"),
        ("period_end", "截至", "date"),
        ("scope", "口径", "code"),
        ("amount_cents", "金额", "money"),
    ],
}


@dataclass(frozen=True)
class Style:
    """How one file is written."""

    name: str
    form: str = "csv"  # csv, bom (CSV with a byte order mark), gbk, xlsx, parquet
    title: str | None = None
    unit: str = "元"
    unit_corner: bool = False  # the unit stands in the sheet's corner
    unit_header: bool = False  # or in the header of the column; neither: not named
    total: bool = False  # a 合计 row at the end
    subtotal_month: str | None = None  # a 小计 row after each month of this field (XLSX)
    code_names: bool = False  # codes with their names: 111-一般公共预算资金, [2050299]其他普通教育支出
    thousands: bool = False  # 1,234.50, and brackets for minus
    date_format: str = "%Y-%m-%d"
    date_cells: bool = False  # XLSX: real dates


@dataclass
class Sink:
    """One file while it is written."""

    folder: Path
    dataset: str
    style: Style
    ledger: Ledger
    names: dict[str, str]
    sum_cents: int = 0
    stream: IO[bytes] | None = None
    parquet: "pq.ParquetWriter | None" = None
    sheet_rows: list[tuple[str, list[Cell]]] = field(default_factory=list)  # XLSX: month and cells

    def write(self, frame: pl.DataFrame, fate: str | None = None) -> None:
        """Add rows: all of one fate, or each of the fate in the column `fate`; accepted when neither is given."""
        if frame.is_empty():
            return
        self.count(frame, fate)
        if self.style.form == "parquet":
            self.write_parquet(frame)
        elif self.style.form == "xlsx":
            self.sheet_rows += zip(
                self.months(frame), sheet_cells(frame, self.dataset, self.style, self.names), strict=True
            )
        else:
            self.put(csv_bytes(presented(frame, self.dataset, self.style, self.names)))

    def raw(self, frame: pl.DataFrame, fate: str, damage: dict[str, Cell], readable: bool = True) -> None:
        """Add one row with some cells overwritten as they stand; not readable: its amount counts nothing."""
        cents = (
            int(frame[amount_field(self.dataset)][0]) if readable and amount_field(self.dataset) in frame.columns else 0
        )
        self.ledger.count(self.dataset, fate, 1, cents, 0 if readable else 1)
        self.sum_cents += cents
        places = {name: place for place, (name, _, _) in enumerate(COLUMNS[self.dataset])}
        if self.style.form == "xlsx":
            cells = sheet_cells(frame, self.dataset, self.style, self.names)[0]
            for name, value in damage.items():
                cells[places[name]] = value
            self.sheet_rows.append((self.months(frame)[0], cells))
            return
        text = presented(frame, self.dataset, self.style, self.names)
        damaged = text.with_columns(
            pl.lit(value, dtype=pl.String).alias(text.columns[places[name]]) for name, value in damage.items()
        )
        self.put(csv_bytes(damaged))

    def count(self, frame: pl.DataFrame, fate: str | None) -> None:
        """Note the rows in the ledger."""
        amount = amount_field(self.dataset)
        if fate is not None or "fate" not in frame.columns:
            cents = int(frame[amount].sum()) if amount in frame.columns else 0
            self.ledger.count(self.dataset, fate or "accepted", frame.height, cents)
            self.sum_cents += cents
            return
        for name in frame["fate"].unique().sort():
            self.count(frame.filter(pl.col("fate") == name), name)

    def months(self, frame: pl.DataFrame) -> list[str]:
        """The month that a row of a ledger with subtotals stands under."""
        if self.style.subtotal_month is None:
            return [""] * frame.height
        return frame[self.style.subtotal_month].dt.to_string("%Y-%m").fill_null("9999").to_list()

    def put(self, content: bytes) -> None:
        """Append text to a CSV, the head first."""
        if self.stream is None:
            self.stream = (self.folder / self.style.name).open("wb")
            if self.style.form == "bom":
                self.stream.write("\ufeff".encode())
            self.stream.write(encoded(csv_head(self.dataset, self.style), self.style.form))
        self.stream.write(content if self.style.form != "gbk" else encoded(content, "gbk"))

    def write_parquet(self, frame: pl.DataFrame) -> None:
        """Append a row group."""
        table = parquet_table(frame, self.dataset)
        if self.parquet is None:
            self.parquet = pq.ParquetWriter(self.folder / self.style.name, table.schema, compression="zstd")
        self.parquet.write_table(table)

    def close(self) -> bool:
        """Write what stands at the end of the file; false when there was nothing to write."""
        if self.parquet is not None:
            self.parquet.close()
            return True
        if self.stream is not None:
            if self.style.total:
                self.put(csv_bytes(total_frame(self.dataset, self.style, self.sum_cents)))
                self.ledger.count(self.dataset, "control", 1, self.sum_cents)
            self.stream.close()
            return True
        if self.sheet_rows:
            self.write_workbook()
            return True
        return False

    def write_workbook(self) -> None:
        """The whole sheet at once: title, corner, header, rows, totals."""
        book = xlsxwriter.Workbook(
            self.folder / self.style.name,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        book.set_properties({"created": MADE_ON, "author": "青岚区财政局"})
        sheet = book.add_worksheet("Sheet1")
        formats = {
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "title": book.add_format({"bold": True, "align": "center", "font_size": 14}),
            "money": book.add_format({"num_format": "#,##0.00####"}),
            "head": book.add_format({"bold": True, "border": 1}),
        }
        columns, row = COLUMNS[self.dataset], 0
        if self.style.title:
            sheet.merge_range(0, 0, 0, len(columns) - 1, self.style.title, formats["title"])
            row += 1
        if self.style.unit_corner:
            sheet.write_string(row, len(columns) - 1, f"单位：{self.style.unit}")
            row += 1
        sheet.write_row(row, 0, headers(self.dataset, self.style), formats["head"])
        for cells in self.with_totals():
            row += 1
            for place, value in enumerate(cells):
                if isinstance(value, str):
                    sheet.write_string(row, place, value)
                elif isinstance(value, date):
                    sheet.write_datetime(row, place, value, formats["date"])
                elif value is not None:
                    sheet.write_number(row, place, value, formats["money"] if isinstance(value, float) else None)
        book.close()

    def with_totals(self) -> list[list[Cell]]:
        """The rows of the sheet with 小计 and 合计 among them."""
        rows: list[list[Cell]] = []
        groups = sorted({month for month, _ in self.sheet_rows})
        amount = (
            [name for name, _, _ in COLUMNS[self.dataset]].index(amount_field(self.dataset)) if self.style.total else 0
        )
        for group in groups:
            members = [cells for month, cells in self.sheet_rows if month == group]
            rows += members
            if self.style.subtotal_month is not None:
                readable = [Decimal(repr(cells[amount])) for cells in members if isinstance(cells[amount], float)]
                rows.append(
                    self.control_row("小计", amount, int(sum(readable, Decimal(0)) * CENTS_IN[self.style.unit]))
                )
        if self.style.total:
            rows.append(self.control_row("合计", amount, self.sum_cents))
        return rows

    def control_row(self, label: str, amount: int, cents: int) -> list[Cell]:
        """A 小计 or 合计 row."""
        self.ledger.count(self.dataset, "control", 1, cents)
        cells: list[Cell] = [None] * len(COLUMNS[self.dataset])
        cells[0], cells[amount] = label, cents / CENTS_IN[self.style.unit]
        return cells


def amount_field(dataset: str) -> str:
    """The column whose yuan are counted for a dataset; other datasets have none."""
    return "amount_cents" if dataset in ("budget_line", "payment", "supplement_request", "control_total") else "none"


def headers(dataset: str, style: Style) -> list[str]:
    """The Chinese headers, with the unit where the file names it there."""
    return [
        f"{header}({style.unit})" if kind == "money" and style.unit_header else header
        for _, header, kind in COLUMNS[dataset]
    ]


def presented(frame: pl.DataFrame, dataset: str, style: Style, names: dict[str, str]) -> pl.DataFrame:
    """Every cell as the text that stands in the file."""
    return frame.select(
        cell_text(name, kind, style, names).alias(header)
        for (name, _, kind), header in zip(COLUMNS[dataset], headers(dataset, style), strict=True)
    )


def cell_text(name: str, kind: str, style: Style, names: dict[str, str]) -> pl.Expr:
    """One column as text."""
    column = pl.col(name)
    if kind == "money":
        return money_text(column, CENTS_IN[style.unit], style.thousands)
    if kind == "date":
        return column.dt.to_string(style.date_format)
    if kind == "month":
        return column.dt.to_string("%Y-%m")
    if kind == "whole":
        return column.cast(pl.String)
    tables = {
        "function": words.FUNCTION_NAMES,
        "economic": words.ECONOMIC_NAMES,
        "nature": words.NATURE_NAMES,
        "agency": names,
    }
    if style.code_names and kind in tables:
        label = column.replace_strict(tables[kind], default="", return_dtype=pl.String)
        pair = pl.format("[{}]{}", column, label) if kind == "function" else pl.format("{}-{}", column, label)
        return pl.when(label == "").then(column).otherwise(pair)
    return column


def money_text(cents: pl.Expr, divisor: int, thousands: bool) -> pl.Expr:
    """Whole cents as an amount in yuan or 万元, exact, at least two digits behind the point."""
    size = cents.abs()
    digits = len(str(divisor)) - 1
    behind = (size % divisor).cast(pl.String).str.zfill(digits)
    behind = behind.str.slice(0, 2) + behind.str.slice(2).str.strip_chars_end("0")
    whole = (size // divisor).cast(pl.String)
    if thousands:
        for _ in range(4):
            whole = whole.str.replace(r"^(\d+)(\d{3})", "${1},${2}")
    amount = whole + "." + behind
    minus = "(" + amount + ")" if thousands else "-" + amount
    return pl.when(cents < 0).then(minus).otherwise(amount)


def sheet_cells(frame: pl.DataFrame, dataset: str, style: Style, names: dict[str, str]) -> list[list[Cell]]:
    """The cells of a sheet: numbers for money and years, dates where the file has them, else text."""
    columns: list[Sequence[Cell]] = []
    for name, _, kind in COLUMNS[dataset]:
        if kind == "money":
            columns.append([None if cents is None else cents / CENTS_IN[style.unit] for cents in frame[name].to_list()])
        elif kind == "whole" or (kind == "date" and style.date_cells):
            columns.append(frame[name].to_list())
        else:
            columns.append(frame.select(cell_text(name, kind, style, names)).to_series().to_list())
    return [list(cells) for cells in zip(*columns, strict=True)]


def parquet_table(frame: pl.DataFrame, dataset: str) -> pa.Table:
    """Typed columns under Chinese headers: money as DECIMAL(18,2) yuan, dates as dates."""
    columns = []
    for name, header, kind in COLUMNS[dataset]:
        if kind == "money":
            columns.append((pl.col(name).cast(pl.Decimal(20, 2)) * CENT).cast(pl.Decimal(18, 2)).alias(header))
        elif kind == "month":
            columns.append(pl.col(name).dt.to_string("%Y-%m").alias(header))
        else:
            columns.append(pl.col(name).alias(header))
    return frame.select(columns).to_arrow(compat_level=pl.CompatLevel.oldest())


def csv_head(dataset: str, style: Style) -> bytes:
    """Title, corner and header line."""
    names = headers(dataset, style)
    lines = [[style.title] + [""] * (len(names) - 1)] if style.title else []
    lines += [[""] * (len(names) - 1) + [f"单位：{style.unit}"]] if style.unit_corner else []
    return "".join(",".join(line) + "\n" for line in [*lines, names]).encode()


def total_frame(dataset: str, style: Style, cents: int) -> pl.DataFrame:
    """The 合计 row of a CSV."""
    names = headers(dataset, style)
    amount = [name for name, _, _ in COLUMNS[dataset]].index(amount_field(dataset))
    text = (
        pl.DataFrame({"cents": [cents]})
        .select(money_text(pl.col("cents"), CENTS_IN[style.unit], style.thousands))
        .item()
    )
    cells = dict.fromkeys(names) | {names[0]: "合计", names[amount]: text}
    return pl.DataFrame([cells], schema=dict.fromkeys(names, pl.String))


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """Rows without a header, UTF-8."""
    buffer = io.BytesIO()
    frame.write_csv(buffer, include_header=False)
    return buffer.getvalue()


def encoded(content: bytes, form: str) -> bytes:
    """UTF-8 text in the file's encoding."""
    return content.decode().encode("gb18030") if form == "gbk" else content
