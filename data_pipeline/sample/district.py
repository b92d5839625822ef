"""The whole made-up district: projects in batches, the planted ones, the dirt, the totals, and the ledger of it all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from data_pipeline.sample import budgets, dirt, draws, oversight, payments, performance, projects, words
from data_pipeline.sample import forms as printed
from data_pipeline.sample.files import Sink, Style
from data_pipeline.sample.forms import PrintedForms
from data_pipeline.sample.ledger import Ledger, Truth, area_of, yuan
from data_pipeline.sample.organisations import DISTRICT, Organisations, organisations
from data_pipeline.sample.planted import planted
from data_pipeline.sample.planting import Planted

LAST_YEAR, LAST_MONTH = 2026, 10
BATCH = 4000  # slots at a time: bounds the memory
LARGE = 3000  # from so many projects on no ledger is an Excel sheet
GENERAL = ["111", "112"]
Progress = Callable[[list[tuple[int, int]]], Iterator[tuple[int, int]]]


@dataclass
class District:
    """The files while they are written."""

    folder: Path
    seed: int
    count: int
    years: list[int]
    organisations: Organisations
    ledger: Ledger = field(default_factory=Ledger)
    sinks: dict[str, Sink] = field(default_factory=dict)
    forms: PrintedForms = field(init=False)

    def __post_init__(self) -> None:
        self.forms = PrintedForms(self.folder, self.ledger)

    @property
    def is_large(self) -> bool:
        """Whether the ledgers are too long for Excel sheets."""
        return self.count > LARGE

    def sink(self, dataset: str, style: Style) -> Sink:
        """The open file of that name."""
        if style.name not in self.sinks:
            self.sinks[style.name] = Sink(self.folder, dataset, style, self.ledger, self.organisations.name_of_code)
        return self.sinks[style.name]

    def sink_of(self, dataset: str, year: int, month: int) -> Sink:
        """The file in which a row of that dataset, year and month stands."""
        return self.sink(dataset, style_of(dataset, year, month, self.is_large))


def write_district(folder: Path, count: int, number_of_years: int, seed: int, progress: Progress) -> Ledger:
    """Write all files into the folder; give the ledger back."""
    years = list(range(LAST_YEAR - number_of_years + 1, LAST_YEAR + 1))
    district = District(folder, seed, count, years, organisations(count))
    write_organisations(district)
    slots = projects.slots_of(seed, count, district.organisations)
    batches = [(first, year) for first in range(0, count, BATCH) for year in years]
    for first, year in progress(batches):
        write_batch(district, slots.part(first, min(first + BATCH, count)), first, year)
    by_hand = planted(years)
    write_planted(district, by_hand)
    write_funds_and_rounds(district)
    note_by_hand(district, by_hand, dirt.plant(by_hand, district.sink_of, years))
    district.ledger.truths += by_hand.truths + truths_from_sums(district)
    write_control_totals(district)
    spoil_forms(district, by_hand)
    for name in sorted(district.sinks):
        district.sinks[name].close()
    district.forms.close()
    return district.ledger


def style_of(dataset: str, year: int, month: int, is_large: bool) -> Style:
    """How each file is called and written. No file's name carries a month unless it is that month's delivery."""
    sheet = "csv" if is_large else "xlsx"
    suffix = "csv" if is_large else "xlsx"
    if dataset == "payment":
        return payment_style(year, month, is_large)
    if dataset == "budget_line":
        title = f"{DISTRICT}{year}年预算指标台账"
        if year == LAST_YEAR:
            return Style(f"预算指标-{year}-{month:02d}.{suffix}", sheet, title, "万元", unit_corner=True, total=True)
        if year == LAST_YEAR - 1:
            return Style(f"预算指标-{year}.csv", "bom", unit="万元", unit_header=True, code_names=True)
        return Style(f"预算指标-{year}.{suffix}", sheet, title, "万元", unit_corner=True, total=True, date_cells=True)
    if dataset == "project":
        if year == LAST_YEAR:
            return Style(
                f"项目库-{year}.{suffix}",
                sheet,
                f"{DISTRICT}{year}年预算项目库",
                "万元",
                unit_corner=True,
                date_cells=True,
            )
        return Style(f"项目库-{year}.csv", "bom" if year == LAST_YEAR - 1 else "csv", unit="元", unit_header=True)
    if dataset == "monitoring_report":
        name = f"绩效监控-{year}-{month:02d}"
        if (year, month) == (LAST_YEAR, 4):
            return Style(f"{name}.{suffix}", sheet, f"{DISTRICT}项目支出绩效运行监控汇总表", "万元", unit_header=True)
        return Style(f"{name}.csv", "bom" if month == 12 else "csv", unit="元", unit_header=True)
    fixed = {
        "organisation": Style("单位.xlsx", "xlsx", f"{DISTRICT}预算单位信息表"),
        "indicator": Style(f"绩效目标-{year}.csv", "bom" if year == LAST_YEAR else "csv"),
        "evaluation": Style(f"绩效评价结果-{year}.{suffix}", sheet, f"{DISTRICT}{year}年绩效评价结果汇总表"),
        "special_fund": Style("专项资金目录.xlsx", "xlsx", f"{DISTRICT}区级专项资金目录", date_cells=True),
        "supplement_request": Style("追加预算申请.csv", "bom", unit="万元", unit_header=True),
        "audit_finding": Style(f"审计问题清单.{suffix}", sheet, f"{DISTRICT}审计问题整改台账", date_cells=True),
        "cash_plan": Style("用款计划.csv", "csv", unit="万元", unit_header=True),
        "monitoring_round": Style("监控批次.csv", "csv"),
        "exception": Style("经批准的例外.csv", "bom"),
        "control_total": Style("国库对账数.xlsx", "xlsx", f"{DISTRICT}国库与预算对账表", unit_corner=True),
    }
    return fixed[dataset]


def payment_style(year: int, month: int, is_large: bool) -> Style:
    """Quarterly ledgers of earlier years, monthly ones of the current year; months all along in a large district."""
    delivered = month if is_large or year == LAST_YEAR else (month + 2) // 3 * 3
    name = f"{year}-{delivered:02d}"
    if (year, delivered) == (LAST_YEAR - 2, 12):
        return Style(
            f"国库支付台账-{name}.csv",
            "gbk",
            f"{DISTRICT}国库集中支付台账",
            unit_corner=True,
            total=True,
            code_names=True,
            thousands=True,
            date_format="%Y/%m/%d",
        )
    if year == LAST_YEAR - 1 and (delivered == 6 or is_large):
        return Style(f"支付明细-{name}.parquet", "parquet")
    if not is_large and (year, delivered) == (LAST_YEAR - 1, 3):
        return Style(
            f"支付台账-{name}.xlsx",
            "xlsx",
            f"{DISTRICT}预算单位支付台账",
            unit_corner=True,
            total=True,
            subtotal_month="paid_date",
        )
    if not is_large and (year, delivered) == (LAST_YEAR, 6):
        return Style(
            f"支付台账-{name}.xlsx",
            "xlsx",
            f"{DISTRICT}预算单位支付台账",
            unit_corner=True,
            total=True,
            date_cells=True,
        )
    return Style(f"支付明细-{name}.csv", "bom" if year == LAST_YEAR else "csv", unit_header=year == LAST_YEAR)


def waiting_style(month: int) -> Style:
    """The monthly list of requests that are not yet paid."""
    return Style(f"待支付情况-{LAST_YEAR}-{month:02d}.csv", "bom", unit_header=True)


def write_organisations(district: District) -> None:
    """单位, with one row twice and one without a name."""
    sink = district.sink_of("organisation", 0, 0)
    rows = district.organisations.rows
    sink.write(rows)
    sink.write(rows.tail(1), "repeats")
    sink.raw(dirt.organisation_row("302099", "待补"), "refused", {"org_name": None})


def write_batch(district: District, slots: projects.Slots, first: int, year: int) -> None:
    """Everything of some slots in one year."""
    last_month = LAST_MONTH if year == LAST_YEAR else 12
    years = projects.project_years(slots, first, year)
    before = projects.project_years(slots, first, year - 1)
    lines = budgets.lines_of(years, before)
    current = lines.only(budgets.month_of(lines.approved) <= last_month)
    documents = budgets.budget_rows(years, lines)
    main = slice(0, len(years.seeds))
    district.sink_of("project", year, 0).write(
        projects.project_rows(
            years, slots, lines.amount[main], budgets.month_of(lines.approved[main]), district.organisations
        )
    )
    is_current = budgets.month_of(lines.approved) <= last_month
    write_budget(district, documents.filter(pl.Series(is_current)), current.seeds, year)
    note_budget(district, documents.filter(pl.Series(is_current)), years, current.owner)
    paid = payments.payment_rows(years, lines, documents, last_month)
    write_payments(district, paid, year, last_month)
    note_paid(district, paid, years, last_month)
    write_performance(district, years, lines, year, form_projects(district, years, slots, documents, paid))
    for dataset, frame in (
        ("supplement_request", oversight.supplement_rows(years, lines, district.organisations, last_month)),
        ("audit_finding", oversight.finding_rows(years, last_month)),
        ("cash_plan", oversight.plan_rows(years, lines)),
    ):
        district.sink_of(dataset, year, 0).write(frame)


def write_budget(district: District, rows: pl.DataFrame, seeds: draws.Seeds, year: int) -> None:
    """Budget lines. Of the current year in two deliveries; some of the first come again, mended, in the second."""
    if year < LAST_YEAR:
        district.sink_of("budget_line", year, 0).write(rows)
        return
    early = rows["approved_date"].dt.month() <= 6
    mended = (
        pl.Series(draws.chance(seeds, "mended", 9))
        & early
        & rows["issued_date"].is_not_null()
        & (rows["issued_date"].dt.month() <= 6)
    )
    district.sink_of("budget_line", year, 10).write(rows.filter(~early | mended))
    first = rows.filter(early & ~mended)
    district.sink_of("budget_line", year, 6).write(first)
    district.sink_of("budget_line", year, 6).write(
        rows.filter(mended).with_columns(issued_date=pl.lit(None, dtype=pl.Date)), "superseded"
    )


def write_payments(district: District, rows: pl.DataFrame, year: int, last_month: int) -> None:
    """Payments into the file of their month; of the current year also the monthly lists of what waits."""
    done = rows.filter(pl.col("month") <= last_month).sort("month", "paid_date", "request_no", nulls_last=True)
    styles = {month: payment_style(year, month, district.is_large).name for month in range(1, 13)}
    for month in range(1, last_month + 1):
        if month == last_month or styles[month] != styles[month + 1]:
            members = [other for other in range(1, month + 1) if styles[other] == styles[month]]
            district.sink_of("payment", year, month).write(done.filter(pl.col("month").is_in(members)))
    if year < LAST_YEAR:
        return
    for month in range(1, last_month + 1):
        waiting = rows.filter((pl.col("request_month") <= month) & (pl.col("month") > month)).sort("request_no")
        is_last = (pl.col("month") > last_month) & (month == last_month)
        status = pl.when(pl.col("status").is_in(["待审", "已审未支付"])).then("status").otherwise(pl.lit("已审未支付"))
        district.sink("payment", waiting_style(month)).write(
            waiting.with_columns(
                status=status,
                paid_date=pl.lit(None, dtype=pl.Date),
                voucher_no=pl.lit(None, dtype=pl.String),
                fate=pl.when(is_last).then(pl.lit("accepted")).otherwise(pl.lit("superseded")),
            )
        )


def write_performance(
    district: District,
    years: projects.ProjectYears,
    lines: budgets.Lines,
    year: int,
    on_forms: list[printed.Project],
) -> None:
    """Targets, the rounds held so far, evaluations of finished years; some of it on printed forms."""
    results = performance.results_of(years, lines)
    indicators = performance.indicators_of(years)
    targets = performance.indicator_rows(years, lines, results, indicators)
    district.sink_of("indicator", year, 0).write(targets)
    evaluations = performance.evaluation_rows(years, results)
    for month, deadline in performance.ROUNDS[year]:
        if (year, month) > (LAST_YEAR, LAST_MONTH):
            continue
        cut_short = (year, month) == (LAST_YEAR, LAST_MONTH)
        reports = performance.report_rows(years, lines, results, indicators, month, deadline, cut_short)
        mine: list[printed.Project] = []
        if (year, month) == printed.MONITORED:
            mine = on_forms
            district.forms.monitor(mine, reports, targets)
        elif (year, month) == printed.EVALUATED:
            judged = printed.can_be_judged(targets, reports, evaluations)
            mine = [project for project in on_forms if project.code in judged]
            own = evaluations.filter(
                (pl.col("evaluation_kind") == "单位自评") & pl.col("project_code").is_in([one.code for one in mine])
            )
            district.forms.evaluate(mine, reports, targets, own)
            evaluations = evaluations.join(
                own, on=["project_code", "evaluation_kind"], how="anti", maintain_order="left"
            )
        codes = [project.code for project in mine]
        district.sink_of("monitoring_report", year, month).write(reports.filter(~pl.col("project_code").is_in(codes)))
    if year < LAST_YEAR:
        district.sink_of("evaluation", year, 0).write(evaluations)


def form_projects(
    district: District,
    years: projects.ProjectYears,
    slots: projects.Slots,
    documents: pl.DataFrame,
    paid: pl.DataFrame,
) -> list[printed.Project]:
    """The projects whose departments use printed forms in this year, with their money up to the month of the form."""
    month = dict((printed.MONITORED, printed.EVALUATED)).get(years.year)
    wanted = {printed.MONITORED[0]: [printed.A_SHEET_EACH, printed.ON_ONE_SHEET, printed.A_FILE_EACH]}
    departments = wanted.get(years.year, [printed.JUDGES_ITSELF])
    if month is None:
        return []
    approved = documents.filter(pl.col("approved_date").dt.month() <= month)
    first = approved.filter(pl.col("budget_origin") == "年初预算")
    done = paid.filter(pl.col("paid_date").is_not_null() & (pl.col("month") <= month))
    initial, current, spent = (
        dict(frame.group_by("project_code").agg(pl.col("amount_cents").sum()).iter_rows())
        for frame in (first, approved, done)
    )
    found = []
    for place, (slot, department, code) in enumerate(zip(years.slot, years.department, years.code, strict=True)):
        department_code = district.organisations.codes[department]
        if slot < printed.FIRST_PLACES and department_code in departments:
            found.append(
                printed.Project(
                    code=code,
                    name=slots.name[place],
                    department=department_code,
                    department_name=district.organisations.names[department],
                    agency=f"{slots.agency[place]}-{slots.agency_name[place]}",
                    initial=initial.get(code, 0),
                    current=current.get(code, 0),
                    paid=spent.get(code, 0),
                )
            )
    return found


def note_budget(district: District, rows: pl.DataFrame, years: projects.ProjectYears, owner: draws.Whole) -> None:
    """Add the lines to the sums for control totals and areas."""
    noted = rows.with_columns(
        department=pl.Series(district.organisations.codes).gather(years.department[owner]),
        is_relief=pl.Series((years.archetype == words.RELIEF)[owner]),
    )
    district.ledger.note_budget(sums(noted, "approved_date"))


def note_paid(district: District, rows: pl.DataFrame, years: projects.ProjectYears, last_month: int) -> None:
    """Add the payments to the sums for control totals and areas."""
    of_code = pl.DataFrame(
        {
            "project_code": years.code,
            "department": pl.Series(district.organisations.codes).gather(years.department),
            "is_relief": years.archetype == words.RELIEF,
        }
    )
    paid = rows.filter(pl.col("paid_date").is_not_null() & (pl.col("month") <= last_month)).join(
        of_code, on="project_code", how="left", maintain_order="left"
    )
    district.ledger.note_paid(sums(paid, "paid_date"))


def sums(rows: pl.DataFrame, on: str) -> pl.DataFrame:
    """Year, month, department, is_general, area and cents of rows."""
    return rows.select(
        pl.col(on).dt.year().cast(pl.Int64).alias("year"),
        pl.col(on).dt.month().cast(pl.Int64).alias("month"),
        "department",
        pl.col("fund_nature").is_in(GENERAL).fill_null(False).alias("is_general"),
        area_of(pl.col("func_item").fill_null(""), pl.col("is_relief")).alias("area"),
        pl.col("amount_cents").alias("cents"),
    )


def write_planted(district: District, by_hand: Planted) -> None:
    """The planted rows, each into the file where such a row stands."""
    sheet_month = {"budget_line": 6}
    for dataset in by_hand.rows:
        frame = by_hand.frame(dataset)
        if frame.is_empty():
            continue
        for (year, month), part in by_file(dataset, frame, sheet_month.get(dataset, 0)):
            district.sink_of(dataset, year, month).write(part)


def note_by_hand(district: District, by_hand: Planted, beside_dirt: pl.DataFrame) -> None:
    """Add the planted lines and payments to the sums for control totals and areas."""
    known = by_hand.frame("project").select(
        "project_code", department="department_code", is_relief=pl.col("is_poverty_relief") == "是"
    )
    known = known.unique("project_code", maintain_order=True)
    paid = pl.concat([by_hand.frame("payment"), beside_dirt])
    for rows, on, note in (
        (by_hand.frame("budget_line"), "approved_date", district.ledger.note_budget),
        (paid, "paid_date", district.ledger.note_paid),
    ):
        note(
            sums(
                rows.filter(pl.col(on).is_not_null()).join(known, on="project_code", how="left", maintain_order="left"),
                on,
            )
        )


def by_file(dataset: str, frame: pl.DataFrame, month: int) -> list[tuple[tuple[int, int], pl.DataFrame]]:
    """The rows of a planted dataset by the year and month of their file."""
    whole = pl.lit(month, dtype=pl.Int64)
    if dataset == "payment":
        place = [pl.col("paid_date").dt.year().cast(pl.Int64), pl.col("paid_date").dt.month().cast(pl.Int64)]
    elif dataset == "monitoring_report":
        place = [pl.col("fiscal_year"), pl.col("period_end").dt.month().cast(pl.Int64)]
    elif dataset == "budget_line":
        late = (pl.col("fiscal_year") == LAST_YEAR) & (pl.col("approved_date").dt.month() > 6)
        place = [pl.col("fiscal_year"), pl.when(late).then(10).otherwise(6).cast(pl.Int64)]
    else:
        place = [pl.col("fiscal_year") if "fiscal_year" in frame.columns else pl.lit(LAST_YEAR, dtype=pl.Int64), whole]
    placed = frame.with_columns(file_year=place[0], file_month=place[1])
    keys = placed.select("file_year", "file_month").unique().sort("file_year", "file_month").rows()
    return [(key, placed.filter((pl.col("file_year") == key[0]) & (pl.col("file_month") == key[1]))) for key in keys]


def spoil_forms(district: District, by_hand: Planted) -> None:
    """Two forms that give no accepted row, in the name of the planted project that the bad rows hang on."""
    rows = by_hand.frame("project").filter(
        pl.col("project_code").str.ends_with("290") & (pl.col("fiscal_year") == LAST_YEAR)
    )
    row = rows.row(0, named=True)
    name = dict(zip(district.organisations.codes, district.organisations.names, strict=True))[row["department_code"]]
    district.forms.spoil(
        printed.Project(row["project_code"], row["project_name"], row["department_code"], name, "", 0, 0, 0)
    )


def write_funds_and_rounds(district: District) -> None:
    """专项资金, 监控批次 and the one request for money that no project answers to."""
    district.sink_of("special_fund", 0, 0).write(oversight.fund_rows(district.seed, district.organisations))
    district.sink_of("monitoring_round", 0, 0).write(performance.round_rows(district.years))
    district.sink_of("supplement_request", 0, 0).write(dirt.supplement_rows(dirt.UNKNOWN_PROJECT), "unmatched")


def truths_from_sums(district: District) -> list[Truth]:
    """L01 and L02 where the sums of the written lines leave no doubt: two points or more to either side."""
    truths = []
    for month in (1, 6, 9):
        whole_budget, whole_paid = totals(district.ledger, month, None)
        overall = whole_paid / whole_budget
        for area in ("教育", "社会保障"):
            budget, paid = totals(district.ledger, month, area)
            if budget == 0:
                continue
            zh = f"{area}支付{yuan(paid)}元，预算{yuan(budget)}元；"
            zh += f"全区支付{yuan(whole_paid)}元，预算{yuan(whole_budget)}元。"
            en = f"{yuan(paid)} of {yuan(budget)} paid in the area, {yuan(whole_paid)} of {yuan(whole_budget)} overall."
            as_of = performance.month_end(LAST_YEAR, month).isoformat()
            for rule, severity, line in (
                ("L01", "yellow", overall),
                ("L02", "red", max(overall - 0.05, month / 12 - 0.10)),
            ):
                gap = paid / budget - line
                if abs(gap) >= 0.02:
                    verdict, shown = ("flagged", severity) if gap < 0 else ("clear", None)
                    truths.append(Truth(rule, as_of, "area", area, verdict, shown, None, None, zh, en))
    return truths


def totals(ledger: Ledger, month: int, area: str | None) -> tuple[int, int]:
    """Budget and payments of the last year up to a month, in cents: of an area, or of the general public budget."""
    budget, paid = (
        sum(
            cents
            for (year, upto, _, is_general, areas), cents in noted.items()
            if year == LAST_YEAR and upto <= month and (is_general if area is None else area in areas)
        )
        for noted in (ledger.budget, ledger.paid)
    )
    return budget, paid


def write_control_totals(district: District) -> None:
    """对账数: the district by quarter, the departments at the end of each year; one of them wrong on purpose."""
    rows = []
    for year in district.years:
        ends = [3, 6, 9, LAST_MONTH if year == LAST_YEAR else 12]
        for month in ends:
            for dataset, noted in (("支付", district.ledger.paid), ("预算指标", district.ledger.budget)):
                rows.append(control_row(dataset, year, month, "全区", noted))
        departments = sorted({key[2] for key in district.ledger.budget if key[0] == year})
        rows += [
            control_row(dataset, year, ends[-1], code, noted)
            for code in departments
            for dataset, noted in (("支付", district.ledger.paid), ("预算指标", district.ledger.budget))
        ]
    wrong = next(
        row for row in rows if row["scope"] == "203" and row["fiscal_year"] == LAST_YEAR and row["dataset"] == "支付"
    )
    wrong["amount_cents"] = int(str(wrong["amount_cents"])) + 100_000
    district.ledger.control_differences.append(
        {
            "dataset": "支付",
            "fiscal_year": str(LAST_YEAR),
            "period_end": str(wrong["period_end"]),
            "scope": "203",
            "too_much_yuan": "1000.00",
        }
    )
    schema = {
        "dataset": pl.String,
        "fiscal_year": pl.Int64,
        "period_end": pl.Date,
        "scope": pl.String,
        "amount_cents": pl.Int64,
    }
    district.sink_of("control_total", 0, 0).write(pl.DataFrame(rows, schema=schema))


def control_row(
    dataset: str, year: int, month: int, scope: str, noted: dict[tuple[int, int, str, bool, str], int]
) -> dict[str, object]:
    """One control total, summed from the accepted rows as they were written."""
    cents = sum(
        value
        for (key_year, upto, department, _, _), value in noted.items()
        if key_year == year and upto <= month and scope in ("全区", department)
    )
    end = performance.month_end(year, month)
    return {"dataset": dataset, "fiscal_year": year, "period_end": end, "scope": scope, "amount_cents": cents}
