"""When a file was delivered, as its name, its folder or its title says. The file system's times are not looked at."""

import calendar
import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath

REASON_HEADER = "退回原因"  # stands beside the rows of a workbook that was sent back to be mended
_MARK = r"[-./_]"
_TO = r"\s*[-—–~～至到]\s*"
_DATE_FORMS = [
    # 2026年1-10月, 2026年1月至10月: the last month
    rf"(?<!\d)(?P<y1>\d{{4}})年度?\s*\d{{1,2}}(?:月份?)?{_TO}(?P<m1>\d{{1,2}})月",
    r"(?<!\d)(?P<y2>\d{4})年\s*(?P<m2>\d{1,2})月\s*(?P<d2>\d{1,2})[日号]",
    r"(?<!\d)(?P<y3>\d{4})年\s*(?P<m3>\d{1,2})月",
    rf"(?<!\d)(?P<y4>\d{{4}})(?P<mark>{_MARK})(?P<m4>\d{{1,2}})(?P=mark)(?P<d4>\d{{1,2}})(?!\d)",
    # 2026.1-10月: the last month
    r"(?<!\d)(?P<y5>\d{4})\.\d{1,2}[-—–~～至到](?P<m5>\d{1,2})月?(?!\d)",
    rf"(?<!\d)(?P<y6>\d{{4}}){_MARK}(?P<m6>\d{{1,2}})(?!\d)",
    # 20261031, also with a time of day behind it
    r"(?<![0-9A-Za-z])(?P<y7>20[0-4]\d)(?P<m7>\d\d)(?P<d7>\d\d)(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?(?!\d)",
    r"(?<=[A-Za-z])(?P<y9>20[0-4]\d)(?P<m9>\d\d)(?P<d9>\d\d)(?!\d)",
    r"(?<!\d)(?P<y8>20[0-4]\d)(?P<m8>\d\d)(?!\d)",
]
_DATES = [re.compile(form) for form in _DATE_FORMS]
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def delivery_date(file: str, title: str) -> date | None:
    """The date in the file's name, else in the nearest folder's name, else in its title; None = undated = oldest."""
    path = PurePosixPath(file)
    names = [path.stem, *(folder.name for folder in path.parents if folder.name)]
    return next((found for found in map(last_date, [*names, title]) if found is not None), None)


def is_reason(header: str) -> bool:
    """Whether a column holds the reasons for which rows were sent back."""
    return header.rpartition("/")[2].strip().startswith(REASON_HEADER)


def last_date(text: str) -> date | None:
    """The last date in a text; a month stands for its last day, a bare year and a run of other digits are no date."""
    found = list(_dates(text.translate(_HALF_WIDTH)))
    return found[-1] if found else None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _dates(text: str) -> Iterator[date]:
    position = 0
    while position < len(text):
        found = [
            (match.start(), order, match, day)
            for order, form in enumerate(_DATES)
            for match, day in [_first_valid(form, text, position)]
            if match is not None and day is not None
        ]
        if not found:
            return
        _, _, match, day = min(found, key=lambda item: item[:2])
        yield day
        position = match.end()


def _first_valid(form: re.Pattern[str], text: str, position: int) -> tuple[re.Match[str] | None, date | None]:
    for match in form.finditer(text, position):
        day = _day(match)
        if day is not None:
            return match, day
    return None, None


def _day(match: re.Match[str]) -> date | None:
    parts = {name[0]: int(value) for name, value in match.groupdict().items() if name != "mark" and value}
    if not 1990 <= parts["y"] < 2100 or not 1 <= parts["m"] <= 12:
        return None
    if "d" not in parts:
        return month_end(parts["y"], parts["m"])
    try:
        return date(parts["y"], parts["m"], parts["d"])
    except ValueError:
        return None
