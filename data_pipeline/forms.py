"""The two printed forms, wherever they stand on a sheet: 项目支出绩效目标执行监控表 and 项目支出绩效自评表.

A form is a head (project, department, year), a block of money, and a block of indicators under a header of two levels,
with merged cells on the left and narrow columns for ticks. It becomes plain values here: one row an indicator, each
with its row number and its cells as they stood. Which project it is (`form_projects`), which rows are acceptable and
what the datasets make of them (`form_parts`) are decided elsewhere.
"""

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from data_pipeline import cells, form_money, form_words
from data_pipeline.delivery import last_date
from data_pipeline.form_money import Money
from data_pipeline.form_words import CAUSE_CODES, CAUSES, LIKELIHOOD_COLUMNS, LIKELIHOODS, UNDER_A_GROUP
from data_pipeline.problems import Notice, SourceProblem

MONITORING, SELF_EVALUATION = "monitoring", "self_evaluation"
LISTS_OF_ROWS = ("项目编码", "项目代码", "项目名称", "预算年度")  # headers of a plain table, which is no form
LEVELS = {"indicator_l1": "一级指标", "indicator_l2": "二级指标", "indicator_l3": "三级指标"}
NEEDED = {
    MONITORING: {"actual_value": "执行情况"},
    SELF_EVALUATION: {
        "target_value": "年度指标值",
        "actual_value": "实际完成值",
        "weight_points": "分值",
        "score": "得分",
    },
}
ENOUGH_SIGNS = 2
MOST_BEFORE_A_FORM = 2  # cells left of a label or a header that belong to its form
SAYS_WHAT_WAS_DONE = {"actual_value", "expected_full_year", "score", "likelihood", *LIKELIHOOD_COLUMNS}
_DAY = re.compile(r"\d{4}\s*[年./-]\s*\d{1,2}\s*(?:[月./-]\s*\d{1,2}\s*[日号]?|月)|(?:19|20)\d{6}")
_INLINE_TICK = re.compile(r"[√✓✔☑■]\s*(?:\d[-.、])?(完全不可能|有可能|确定能)")
_BOX = re.compile(r"[√✓✔☑■□☐○]")
_BETWEEN_CAUSES = re.compile(r"[、,;/\s]+")

Rows = Sequence[list[str]]


@dataclass
class FormRow:
    """One indicator of a form. `values`: field -> text; `reasons`: what is wrong that no contract could name."""

    row: int
    cells: list[str]
    values: dict[str, str]
    reasons: list[dict[str, str | None]] = field(default_factory=list)


@dataclass
class PrintedForm:
    """A form as it was filled in. `fields`: what it has a place for; `score`: the row of 总分 with its value.

    `header_row`: the last row above the indicators (1-based); `places`: field -> the columns, from 0, where it stands.
    """

    kind: str
    row: int
    title: str
    fiscal_year: int | None
    period_end: date | None
    project_name: str
    project_code: str
    department: str
    agency: str
    reported: str
    evaluated: str
    grade: str
    headers: list[str]
    header_row: int
    places: dict[str, list[int]]
    fields: tuple[str, ...]
    rows: list[FormRow]
    score: FormRow | None
    money: Money | None
    notices: list[Notice]
    points: list[tuple[Decimal | None, Decimal | None]] = field(default_factory=list)  # score and weight of each part
    has_execution: bool = False  # whether the points for the execution rate are among them


@dataclass
class _Block:
    """The indicator block: `columns` field -> place (0-based), the printed header of every column, where rows begin.

    `unknown`: headers that stand for no field.
    """

    columns: dict[str, int]
    headers: list[str]
    first: int
    below: int
    unknown: list[str]

    @property
    def indicator(self) -> int:
        return self.columns["indicator_l3"]

    def text(self, row: list[str], name: str) -> str:
        place = self.columns.get(name)
        return form_words.emptied(row[place]) if place is not None and place < len(row) else ""


def may_be_printed(top: Rows) -> bool:
    """Whether the first rows of a table look like a printed form and not like a table with a row a project."""
    header = next((place for place in range(len(top)) if _is_header(top[place])), None)
    above = top if header is None else top[:header]
    signs, has_title = _signs(above)
    if header is not None:
        return has_title or signs >= ENOUGH_SIGNS
    return has_title and signs >= ENOUGH_SIGNS


def read(rows: Rows, sheet: str, also: Mapping[str, str]) -> list[PrintedForm]:
    """Every form on a sheet, from the top. `also`: headers that the store knows beside the printed ones -> field.

    Forms beside one another are refused: which cell belongs to which of them is nobody's guess.
    """
    beside = next((place for place, row in enumerate(rows, start=1) if _is_of_two_forms(row)), None)
    if beside is not None:
        raise SourceProblem("forms_side_by_side", sheet=sheet, row=beside)
    found = [_form(rows, first, end, sheet, also) for first, end in _stretches(rows)]
    return [form for form in found if form is not None]


# --- where forms are -------------------------------------------------------------------------------------------------


def _signs(rows: Rows) -> tuple[int, bool]:
    """How many kinds of rows there are that only a form has, and whether one of them is its title."""
    kinds: set[str] = set()
    for row in rows:
        if _lists_projects(row):
            return 0, False
        if form_money.is_header(row):
            kinds.add("money")
        kinds |= {label for label, _ in _labels(row)} - {"year", "reported"}
        if any(form_words.AFTER_THE_MONEY.fullmatch(form_words.plain(cell)) for cell in row):
            kinds.add("goal")
        if _is_title(row):
            kinds.add("title")
    return len(kinds), "title" in kinds


def _is_of_two_forms(row: list[str]) -> bool:
    """Whether a row belongs to two forms: a second 项目名称 or 一级指标 in it, or one with a row's cells left of it."""
    names = [form_words.plain(cell) for cell in row]
    if _is_header(row):
        first = min(names.index(level) for level in LEVELS.values() if level in names)
        third = names.index("三级指标")
        return "一级指标" in names[third:] or _is_crowded(names[:first])
    if _lists_projects(row):
        return False
    projects = [name for name, _ in _labels(row) if name == "project_name"]
    if len(projects) != 1:
        return len(projects) > 1
    left = next(
        (names[:place] for place, name in enumerate(names) if (form_words.label(name) or [""])[0] == "project_name"), []
    )
    return _is_crowded(left) and not any(form_words.label(name) for name in left)


def _is_crowded(cells_left: list[str]) -> bool:
    """More than a number and a word for a group of rows."""
    return sum(bool(name) for name in cells_left) > MOST_BEFORE_A_FORM


def _lists_projects(row: list[str]) -> bool:
    """Whether a row is the header of a table of projects: on a form a value stands between two labels."""
    names = [form_words.plain(cell) for cell in row]
    return any(one != other and {one, other} <= set(LISTS_OF_ROWS) for one, other in pairwise(names))


def _stretches(rows: Rows) -> Iterator[tuple[int, int]]:
    """First row and end of every form: a title or 项目名称 begins the next one where this one has begun already."""
    start, has_name, has_body = 0, False, False
    for place, row in enumerate(rows):
        is_title = _is_title(row)
        names_project = any(label == "project_name" for label, _ in _labels(row))
        if (is_title and (has_name or has_body)) or (names_project and (has_name or has_body)):
            begins = place if is_title else _title_above(rows, start, place)
            yield start, begins
            start, has_name, has_body = begins, False, False
        has_name = has_name or names_project
        has_body = has_body or _is_header(row) or form_money.is_header(row)
    if has_name or has_body:
        yield start, len(rows)


def _title_above(rows: Rows, start: int, place: int) -> int:
    """Lines right above 项目名称 that belong to it although they are no title that we know: （2026年度）."""
    while place - 1 > start:
        texts = {form_words.plain(cell) for cell in rows[place - 1] if cell.strip()}
        if len(texts) != 1 or any(form_words.is_note(text) or form_words.is_total(text) for text in texts):
            return place
        if not any("年" in text or "表" in text or "月" in text for text in texts):
            return place
        place -= 1
    return place


def _is_title(row: list[str]) -> bool:
    texts = {form_words.plain(cell) for cell in row if cell.strip()}
    return 0 < len(texts) <= 3 and any(form_words.is_title(text) for text in texts)


def _is_header(row: list[str]) -> bool:
    """Whether a row is the first header row of an indicator block, and not that of a table with a row a project."""
    names = {form_words.plain(cell) for cell in row}
    return "三级指标" in names and len(names & set(LEVELS.values())) > 1 and not names & set(LISTS_OF_ROWS)


def _labels(row: list[str]) -> Iterator[tuple[str, str]]:
    """Label and value of every labelled cell of a row; the value stands behind it or in the next cells."""
    texts = [form_words.emptied(cell) for cell in row]
    for place, text in enumerate(texts):
        found = form_words.label(cells.half_width(text)) if text else None
        if found is None or (place and texts[place - 1] == text):
            continue
        name, value = found
        yield name, value.strip() or _beside(texts[place:], text)


def _beside(texts: list[str], label: str) -> str:
    """The first text to the right of a label, nothing where that is another label."""
    value = next((text for text in texts if text and text != label), "")
    return "" if form_words.label(cells.half_width(value)) else value


# --- one form --------------------------------------------------------------------------------------------------------


def _form(rows: Rows, first: int, end: int, sheet: str, also: Mapping[str, str]) -> PrintedForm | None:
    header = next((place for place in range(first, end) if _is_header(rows[place])), None)
    head_end = end if header is None else header
    head = _head(rows, first, head_end)
    title = _title(rows, first, head_end)
    block = _block(rows, header, end, also) if header is not None else None
    if block is None and "project_name" not in head:
        return None
    if block is not None and not (SAYS_WHAT_WAS_DONE & block.columns.keys() or _is_named(title)):
        return None  # another form with the same head, such as that of the targets
    kind = _kind(block, title)
    money_row = next((place for place in range(first, head_end) if form_money.is_header(rows[place])), None)
    notices: list[Notice] = []
    unit = form_money.corner_unit([cell for row in rows[first:head_end] for cell in row])
    money = form_money.read(rows, money_row, head_end, unit, notices) if money_row is not None else None
    year = _year(head, title, block, sheet)
    form = PrintedForm(
        kind=kind,
        row=1 + head.get("_row", (first, ""))[0],
        title=title,
        fiscal_year=year,
        period_end=_period_end(kind, year, head, title, block, money, sheet),
        project_name=form_words.one_line(_value(head, "project_name")),
        project_code=_value(head, "project_code"),
        department=form_words.one_line(_value(head, "department")),
        agency=form_words.one_line(_value(head, "agency")),
        reported="",
        evaluated=_day(_value(head, "evaluated")),
        grade=_value(head, "grade"),
        headers=block.headers if block else [],
        header_row=1 + block.below if block else end,
        places=_places(block),
        fields=_fields(kind, block, money),
        rows=[],
        score=None,
        money=money,
        notices=notices,
    )
    _read_reported(form, rows, first, end)
    if block is not None:
        _read_indicators(form, rows, block, end, also)
        _note_columns(form, block)
    if not form.rows:
        notices.append(Notice("form_without_indicators", form.row))
    _settle_score(form)
    return form


def _is_named(title: str) -> bool:
    """Whether a title says which of the two forms it is."""
    return "监控" in title or "自评" in title


def _head(rows: Rows, first: int, end: int) -> dict[str, tuple[int, str]]:
    """Label -> row and value; `_row` is where the project is named."""
    found: dict[str, tuple[int, str]] = {}
    for place in range(first, end):
        for label, value in _labels(rows[place]):
            if label not in found or not found[label][1]:
                found[label] = (place, value)
    if "project_name" in found:
        found["_row"] = found["project_name"]
    return found


def _value(head: Mapping[str, tuple[int, str]], label: str) -> str:
    return head.get(label, (0, ""))[1]


def _title(rows: Rows, first: int, end: int) -> str:
    """What stands above the first label, lines about the filling in left out."""
    lines: list[str] = []
    for place in range(first, end):
        labels = {label for label, _ in _labels(rows[place])} - {"year", "reported", "period"}
        if labels or form_money.is_header(rows[place]):
            break
        texts = dict.fromkeys(cell.strip() for cell in rows[place] if cell.strip())
        lines += [text for text in texts if not form_words.is_note(form_words.plain(text))]
    return "\n".join(lines)


def _kind(block: _Block | None, title: str) -> str:
    columns = block.columns if block else {}
    if "score" in columns or "自评" in title:
        return SELF_EVALUATION
    monitors = {"expected_full_year", "likelihood", *LIKELIHOOD_COLUMNS} & columns.keys()
    is_scored = "weight_points" in columns and "cause_and_measure" in columns
    return SELF_EVALUATION if is_scored and not monitors and "监控" not in title else MONITORING


def _year(head: Mapping[str, tuple[int, str]], title: str, block: _Block | None, sheet: str) -> int | None:
    labelled = cells.year(_value(head, "year")) if _value(head, "year") else None
    in_title = last_date(title)
    header = block.headers[block.columns["actual_value"]] if block and "actual_value" in block.columns else ""
    return (
        labelled
        or form_words.year_named(title)
        or (in_title.year if in_title else None)
        or form_words.year_named(header)
        or form_words.year_named(sheet)
    )


def _period_end(
    kind: str,
    year: int | None,
    head: Mapping[str, tuple[int, str]],
    title: str,
    block: _Block | None,
    money: Money | None,
    sheet: str,
) -> date | None:
    """The month that the form reports: named by its header, else by the money's, by a label, the title or the sheet."""
    if year is None:
        return None
    if kind == SELF_EVALUATION:
        return date(year, 12, 31)
    header = block.headers[block.columns["actual_value"]] if block and "actual_value" in block.columns else ""
    labelled = cells.month(_value(head, "period"), year) if _value(head, "period") else None
    in_title = last_date(title)
    month = (
        form_words.month_named(header)
        or (money.month if money else None)
        or (labelled.month if labelled and labelled.year == year else None)
        or form_words.month_named(title)
        or (in_title.month if in_title and in_title.year == year else None)
        or form_words.month_named(sheet)
    )
    return date(year, month, calendar.monthrange(year, month)[1]) if month else None


def _fields(kind: str, block: _Block | None, money: Money | None) -> tuple[str, ...]:
    """The fields of the datasets that the form has a place for; what it has not is unknown."""
    if block is None:
        return ()
    found = set(block.columns)
    if found & set(LIKELIHOOD_COLUMNS):
        found.add("likelihood")
    if "cause" in found:
        found |= {*CAUSES, "cause_note"}
    if "cause_and_measure" in found:
        found |= {"cause_note", "measure"}
    if kind == MONITORING and money is not None and money.has_forecast:
        found.add("forecast_full_year_yuan")
    found -= {*LIKELIHOOD_COLUMNS, "cause", "cause_and_measure", "remark"}
    return tuple(sorted(found))


def _note_columns(form: PrintedForm, block: _Block) -> None:
    """Name the columns that such a form has and this one has not, and those that nobody knows."""
    missing = [header for field, header in NEEDED[form.kind].items() if field not in block.columns]
    if missing:
        form.notices.append(Notice("form_column_missing", form.header_row, {"columns": "、".join(missing)}))
    if block.unknown:
        form.notices.append(Notice("form_column_unknown", form.header_row, {"columns": "、".join(block.unknown)}))


def _places(block: _Block | None) -> dict[str, list[int]]:
    """Field -> its columns; a likelihood has three where it is ticked, one column may hold several fields."""
    found: dict[str, list[int]] = {}
    held = {"cause": [*CAUSES, "cause_note"], "cause_and_measure": ["cause_note", "measure"]}
    for name, place in (block.columns if block else {}).items():
        names = ["likelihood"] if name in LIKELIHOOD_COLUMNS else held.get(name, [name])
        for one in names:
            found.setdefault(one, []).append(place)
    return found


def _read_reported(form: PrintedForm, rows: Rows, first: int, end: int) -> None:
    """填报日期, above or below the table; a blank one is none, and one that is no day is named and left out."""
    for place in range(first, end):
        for cell in [*rows[place]]:
            text = cells.half_width(form_words.emptied(cell))
            match = re.search(r"填\s*[报表]\s*(?:日\s*期|时\s*间)\s*:?(.*)", text, re.DOTALL)
            if match is None:
                continue
            given = match.group(1).strip() or _beside(rows[place][rows[place].index(cell) :], cell)
            form.reported = form.reported or _day(given)
            if any(letter.isdigit() for letter in given) and cells.day(_day(given)) is None:
                form.notices.append(Notice("form_date_unreadable", place + 1, {"value": given[:60]}))
                form.reported = ""


def _day(text: str) -> str:
    """The day within a text, such as 2026年11月5日（盖章）; nothing where no digit stands."""
    plain = cells.half_width(text)
    found = _DAY.search(plain)
    return re.sub(r"\s", "", found.group()) if found else plain if any(map(str.isdigit, plain)) else ""


# --- the indicator block ---------------------------------------------------------------------------------------------


def _block(rows: Rows, header: int, end: int, also: Mapping[str, str]) -> _Block:
    """The columns of a header of one, two or three rows, each named by its lowest cell that says something."""
    last = header
    while last + 1 < end and _is_header(rows[last + 1]):
        last += 1
    above = header - 1 if header and _has_group(rows[header - 1]) else header
    below = last + 1 if last + 1 < end and _is_under_a_header(rows[last + 1], rows[last]) else last
    lines = rows[above : below + 1]
    named = [form_words.plain(cell) for cell in rows[last]]
    columns = {name: named.index(text) for name, text in LEVELS.items() if text in named}
    levels = set(columns.values())
    headers: list[str] = []
    unknown: list[str] = []
    width = max(len(row) for row in lines)
    group = ""
    for place in range(width):
        texts = [form_words.plain(row[place]) if place < len(row) else "" for row in lines]
        own = next((form_words.column(text, grouped=False, also=also) for text in texts if text), None)
        group = own if own in ("cause", "likelihood") else "" if own and own not in UNDER_A_GROUP else group
        under = [form_words.column(text, grouped=True, also=also) for text in reversed(texts) if text] if group else []
        name = next((found for found in under if found), own)
        headers.append(next((text for text in reversed(texts) if text), ""))
        if name is None and headers[-1] and not form_words.is_no_field(headers[-1]):
            unknown.append(headers[-1])
        if name is not None and name not in columns and place not in levels:
            columns[name] = place
    _spread_groups(columns, headers)
    return _Block(columns, headers, first=below + 1, below=below, unknown=unknown)


def _has_group(row: list[str]) -> bool:
    found = {form_words.column(form_words.plain(cell), grouped=False, also={}) for cell in row if cell.strip()}
    return bool(found & {"cause", "likelihood"})


def _is_under_a_header(row: list[str], header: list[str]) -> bool:
    """Whether a row names narrow columns: below merged headers, so nothing stands under 三级指标."""
    place = next(place for place, cell in enumerate(header) if form_words.plain(cell) == "三级指标")
    if place < len(row) and row[place].strip() and form_words.plain(row[place]) != "三级指标":
        return False
    return sum(form_words.column(form_words.plain(cell), grouped=True, also={}) is not None for cell in row) > 1


def _spread_groups(columns: dict[str, int], headers: list[str]) -> None:
    """Narrow columns whose own names are missing: in the printed order, where exactly so many stand there."""
    for group, names in (("cause", form_words.CAUSE_OF_GROUP), ("likelihood", LIKELIHOOD_COLUMNS)):
        first = columns.get(group)
        if first is None:
            continue
        if any(name in columns for name in names):
            del columns[group]
            continue
        end = first + 1
        while end < len(headers) and not headers[end]:
            end += 1
        if end - first == len(names):
            del columns[group]
            columns.update({name: first + step for step, name in enumerate(names)})


def _read_indicators(form: PrintedForm, rows: Rows, block: _Block, end: int, also: Mapping[str, str]) -> None:
    levels, is_over, place = ("", ""), False, block.first
    while place < end:
        row = rows[place]
        if _is_header(row):  # printed again at the top of the next page
            block = _block(rows, place, end, also)
            levels, is_over, place = ("", ""), False, block.first
            continue
        place += 1
        first = next((text for text in map(form_words.emptied, row) if text), "")
        label = form_words.plain(first)
        left = {form_words.plain(cell) for cell in row[: block.indicator + 1]}
        if any(form_words.is_total(text) for text in left):
            form.score = form.score or _score(form, block, row, place)
            is_over = True
            continue
        if not label or form_words.is_note(label) or any(form_words.is_subtotal(text) for text in left):
            continue
        row = _moved_back(row, block)
        if form_words.is_execution_rate(block.text(row, "indicator_l1")):
            levels = ("", "")
            form.has_execution = True
            _note_points(form, block.text(row, "score"), block.text(row, "weight_points"))
            continue
        levels = _levels(levels, block, row)
        if _is_an_indicator(row, block) and not (is_over and not _is_full(row, block)):
            form.rows.append(_indicator(form, block, row, rows[place - 1], place, levels))


def _levels(levels: tuple[str, str], block: _Block, row: list[str]) -> tuple[str, str]:
    """First and second level of a row; merged cells hold theirs in the first row only."""
    first, second = block.text(row, "indicator_l1"), block.text(row, "indicator_l2")
    is_alone = not any(form_words.emptied(cell) for cell in row[block.columns.get("indicator_l1", 0) + 1 :])
    if is_alone and not form_words.is_level(first):
        first = ""
    if first and form_words.level_name(first) != levels[0]:
        levels = (form_words.level_name(first), "")
    return (levels[0], form_words.level_name(second)) if second else levels


def _moved_back(row: list[str], block: _Block) -> list[str]:
    """A row whose merged first cells were left out, so that all others moved to the left, put back in its place."""
    if {"indicator_l1", "indicator_l2"} - block.columns.keys():
        return row
    one, two = block.columns["indicator_l1"], block.columns["indicator_l2"]
    first, second, third = (block.text(row, name) for name in ("indicator_l1", "indicator_l2", "indicator_l3"))
    missing = 0
    if first and form_words.is_operator(second) and third:
        missing = block.indicator - one
    elif (
        form_words.is_second_level(first)
        and second
        and not form_words.is_second_level(second)
        and form_words.is_operator(third)
    ):
        missing = two - one
    is_free = missing and not any(cell.strip() for cell in row[len(row) - missing :])
    return [*row[:one], *[""] * missing, *row[one : len(row) - missing]] if is_free else row


def _is_an_indicator(row: list[str], block: _Block) -> bool:
    """Whether something stands under 三级指标 or to the right of it; a line with only its levels is not filled in."""
    if form_words.indicator_name(block.text(row, "indicator_l3")):
        return True
    return any(form_words.emptied(cell) for cell in row[block.indicator + 1 :])


def _is_full(row: list[str], block: _Block) -> bool:
    """Below the total only a row with a name and a value is an indicator; all else there is a note."""
    return bool(block.text(row, "indicator_l3")) and bool(
        block.text(row, "target_value") or block.text(row, "actual_value")
    )


def _indicator(
    form: PrintedForm, block: _Block, row: list[str], as_it_stood: list[str], number: int, levels: tuple[str, str]
) -> FormRow:
    values = {name: block.text(row, name) for name in block.columns}
    values |= {"indicator_l1": levels[0], "indicator_l2": levels[1]}
    values["indicator_l3"] = form_words.indicator_name(block.text(row, "indicator_l3"))
    found = FormRow(number, as_it_stood, values)
    if set(LIKELIHOOD_COLUMNS) & block.columns.keys():
        _read_likelihood(found)
    elif "likelihood" in values:
        values["likelihood"] = _likelihood_of(values["likelihood"])
    _read_causes(found)
    for name in ("remark", "cause_note", "measure"):
        if name in block.columns and form_words.is_tick(values.get(name, "")):
            values[name] = ""
            form.notices.append(Notice("tick_out_of_place", number, {"column": block.headers[block.columns[name]]}))
    if "cause_and_measure" in values:
        values["cause_note"] = values["measure"] = values["cause_and_measure"]
    if form.money is not None and form.money.forecast_yuan is not None:
        values["forecast_full_year_yuan"] = form.money.forecast_yuan
    _note_points(form, values.get("score", ""), values.get("weight_points", ""))
    return found


def _read_likelihood(row: FormRow) -> None:
    """The one likelihood that is ticked; two contradict each other, and a word that is no tick is not guessed at."""
    ticked = []
    for number, (column, word) in enumerate(zip(LIKELIHOOD_COLUMNS, LIKELIHOODS, strict=True), start=1):
        text = row.values.pop(column, "")
        if form_words.is_tick(text) or cells.word(text, (word, str(number))) is not None:
            ticked.append(word)
        elif text and not form_words.is_no_tick(text):
            row.reasons.append({"code": "tick_unreadable", "field": "likelihood", "value": text})
    if len(ticked) > 1:
        row.reasons.append({"code": "ticked_twice", "field": "likelihood", "value": "、".join(ticked)})
    row.values["likelihood"] = ticked[0] if len(ticked) == 1 else ""


def _likelihood_of(text: str) -> str:
    """A likelihood in one cell: 1-确定能, 确定能, its code, or three words with one of them ticked."""
    if _BOX.search(text):
        ticked = list(dict.fromkeys(_INLINE_TICK.findall(text)))
        return "、".join(ticked)
    code = re.fullmatch(r"([123])(?:\.0+)?", form_words.plain(text))
    return LIKELIHOODS[int(code.group(1)) - 1] if code else text


def _read_causes(row: FormRow) -> None:
    """Narrow columns with ticks; or one cell with codes or names, or with a sentence, which is then the note."""
    for name in CAUSES:
        text = row.values.get(name, "")
        is_own_code = CAUSE_CODES.get(form_words.plain(text)) == name
        is_own_name = form_words.column(form_words.plain(text), grouped=True, also={}) == name
        if form_words.is_tick(text) or is_own_code or is_own_name:
            row.values[name] = "是"
        elif form_words.is_no_tick(text):
            row.values[name] = "否"
    text = row.values.pop("cause", "")
    named = [_cause_of(word) for word in _BETWEEN_CAUSES.split(text) if word]
    if named and all(named):
        row.values.update({name: "是" for name in named if name})
    elif text:
        row.values["cause_note"] = text


def _cause_of(word: str) -> str | None:
    bare = form_words.plain(word)
    code, _, name = bare.partition("-")
    found = form_words.column(name or bare, grouped=True, also={})
    return CAUSE_CODES.get(bare) or (found if found in CAUSES and (not name or code in CAUSE_CODES) else None)


# --- the total score -------------------------------------------------------------------------------------------------


def _score(form: PrintedForm, block: _Block, row: list[str], number: int) -> FormRow | None:
    if form.kind != SELF_EVALUATION:
        return None
    return FormRow(number, row, {name: block.text(row, name) for name in ("score", "weight_points")})


def _note_points(form: PrintedForm, score: str, weight: str) -> None:
    form.points.append((_number(score), _number(weight)))


def _settle_score(form: PrintedForm) -> None:
    """The total as given, compared with its parts; where it is empty or 0 and every part is known, their sum."""
    if form.kind != SELF_EVALUATION:
        return
    if form.score is None:
        if form.rows:
            form.notices.append(Notice("form_without_score", form.row))
        return
    given = _number(form.score.values["score"])
    parts = _sum_of_parts(form)
    if parts is None or given == parts or (given is None and form.score.values["score"]):
        return  # what is no number the contract refuses
    shown = "—" if given is None else _plain_number(given)
    form.notices.append(Notice("form_score_differs", form.score.row, {"given": shown, "sum": _plain_number(parts)}))
    if not given:
        form.score.values["score"] = _plain_number(parts)


def _sum_of_parts(form: PrintedForm) -> Decimal | None:
    """The points of all indicators and of the execution rate; None while a part of the total may be missing."""
    scores = [score for score, _ in form.points]
    weights = [weight for _, weight in form.points]
    of_money = form.money.score if form.money else None
    total_weight = _number(form.score.values["weight_points"]) if form.score else None
    is_whole = form.has_execution or of_money is not None
    is_whole = is_whole or sum((weight or 0 for weight in weights), Decimal(0)) == (total_weight or 100)
    if not scores or None in scores or not is_whole:
        return None
    return sum((score for score in scores if score is not None), of_money or Decimal(0))


def _number(text: str) -> Decimal | None:
    return cells.decimal(text) if text else None


def _plain_number(value: Decimal) -> str:
    return f"{value.normalize():f}"
