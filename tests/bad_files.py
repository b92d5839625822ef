"""Bad files from a seed: damaged, hostile, absurd, or only careless, as an inbox may hold them.

`make(seed, number)` gives one of them; nothing here knows what should become of it. The laws that hold for all of them
stand in `test_bad_files`.
"""

import io
import os
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import polars as pl
import xlsxwriter
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

from data_pipeline import sources
from data_pipeline.contracts import words
from tests import printed_forms

ESCAPED = "dual-monitor-escaped"  # part of every name that tries to lead out of the inbox or out of an archive
SAMPLES = Path(__file__).parent / "sample_sources"
EXTENSIONS = (".csv", ".xlsx", ".xls", ".parquet", ".zip", ".XLSX", ".txt", ".pdf", "", ".csv.xlsx")
SEPARATORS = (",", ",", ",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "big5", "latin-1")
LINE_ENDS = ("\n", "\n", "\r\n", "\r", "\n\r", "\n\n")
Rows = list[list[str]]


@dataclass(frozen=True)
class BadFile:
    """Its bytes, or how it is made under a path; `rows`: how many rows it holds where that is beyond doubt."""

    kind: str
    name: str
    content: bytes | Callable[[Path], None] = field(repr=False)
    rows: int | None = None

    def put(self, folder: Path) -> None:
        """Make it in a folder."""
        path = folder / self.name
        if isinstance(self.content, bytes):
            path.write_bytes(self.content)
        else:
            self.content(path)


def make(seed: int, number: int) -> BadFile:
    """The same file for the same seed and number, on any day."""
    random = Random(f"{seed}/{number}")
    maker = random.choices(MAKERS, WEIGHTS)[0]
    return maker(random, number)


# --- cells and rows --------------------------------------------------------------------------------------------------

NUMBERS = (
    "0", "-0", "1", "1.5", "1,234.50", "１２３", "(5)", "（1，000）", "1e5", "1E+308", "1e309", "NaN",
    "inf", "9" * 30, "9" * 400, "0" * 60 + "1",
    "00123", "6.22848E+15", "100%", "% %", "\u0660\u0661", "\uff0d", "²", "½", "Ⅷ", "45000",
)  # fmt: skip
DATES = (
    "2026", "2026-10-31", "2026-02-30", "2026年10月", "99999999", "20261301", "1900-01-00", "10月", "13月",
    "6月底前", "年底前",
)  # fmt: skip
TEXTS = (
    "", " ", "　", "-", "—", "/", "." * 50, "-" * 200, "null", "None", "TRUE", "是", "√", "≥50个",
    "不低于95%", "≤90万元", "达成预期指标", "部分达成", "合计", "小计：", "其中：", "总计", "合　计", "302-区教育局",
    "[302]区教育局", "P1", "P2", "P9", "1号", "2050201", "111", "本级", "年初预算", "已支付", "已退回", "待审", "正向",
    "累计", "确定能", "部门", "单位自评", "全区",
)  # fmt: skip
HOSTILE = (
    "=1+1", "=cmd|' /C calc'!A0", "+1", "@SUM(A1)", '=HYPERLINK("file:///etc/passwd")', "#REF!", "#N/A", "%s%n{0}{x}",
    "'; drop table staged_payment; --", "${jndi:ldap://x}", "<script>alert(1)</script>", "../../etc/passwd",
    "\x00", "a\x00b", "\x1f", "\x7f", "\ufeff", "\u200b", "\u202e反", "\ud7ff", "\U0001f600", "e\u0301", "\n", "a\nb",
    "\t", '"', '""', 'a"b', "'", "\\", "\\N", "字" * 300, "x" * 5000,
)  # fmt: skip
CELLS = (*NUMBERS, *DATES, *TEXTS, *HOSTILE)
NOTHING = " \t\n\u3000\x1f\x7f\ufeff\u200b\u202e\x00"
GOOD = {
    "code": ("P1", "P2", "302", "2050201"), "identifier": ("1", "R-2", "1号", "3"), "year": ("2026", "2025", "2026年"),
    "amount": ("1", "2.50", "1,000", "-3", "(4)"), "date": ("2026-03-01", "2026/4/1", "2026年5月1日"),
    "month": ("2026-06", "2026年6月", "6月"), "month_number": ("1", "12", "3月"), "yes_no": ("是", "否"),
    "decimal": ("90", "59.5"), "text": ("校舍维修", "区教育局", "备注"), "target": ("≥50个", "100%"),
    "actual": ("50", "是"), "operator": ("≥", "="), "subject": ("P1", "302"),
}  # fmt: skip


def _cell(random: Random) -> str:
    if random.random() < 0.1:
        return "".join(
            chr(random.choice((random.randrange(1, 128), random.randrange(0x4E00, 0x9FA5)))) for _ in range(9)
        )
    return random.choice(CELLS)


@cache
def _datasets() -> sources.Sources:
    return sources.load()


def _table(random: Random, dirt: float | None = None, most: int = 30) -> Rows:
    """Rows in the layout of some dataset, between clean and hopeless, often with a title and a total."""
    dataset = random.choice(list(_datasets().values()))
    fields = [one for one in dataset.fields if one.required or random.random() < 0.6]
    random.shuffle(fields)
    dirt = random.choice((0.0, 0.05, 0.3, 1.0)) if dirt is None else dirt
    header = [
        random.choice(one.headers) + (random.choice(("", "(万元)", "（元）")) if one.kind == "amount" else "")
        for one in fields
    ]
    good = [words(dataset.name).get(one.name) or GOOD.get(one.kind, TEXTS) for one in fields]
    rows = [
        [_cell(random) if random.random() < dirt else random.choice(of_field) for of_field in good]
        for _ in range(random.choice((0, 1, 3, most)))
    ]
    return [header, *rows]


def _text(rows: Rows, separator: str = ",", end: str = "\n") -> str:
    return "".join(separator.join('"' + cell.replace('"', '""') + '"' for cell in row) + end for row in rows)


def _hurt(random: Random, content: bytes) -> bytes:
    """Bytes changed, cut out, put in twice, or everything behind some place gone."""
    damaged = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 5, 30))):
        if not damaged:
            break
        place, length = random.randrange(len(damaged)), random.choice((1, 1, 4, 50))
        match random.randrange(5):
            case 0:
                damaged[place : place + length] = random.randbytes(length)
            case 1:
                del damaged[place : place + length]
            case 2:
                damaged[place:place] = damaged[place : place + length]
            case 3:
                damaged[place] ^= 1 << random.randrange(8)
            case _:
                damaged[place : place + 4] = random.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f"))
    if random.random() < 0.3:
        del damaged[random.randrange(len(damaged) + 1) :]
    return bytes(damaged)


# --- text ------------------------------------------------------------------------------------------------------------


def random_bytes(random: Random, number: int) -> BadFile:
    """Nothing at all, under the name of something."""
    beginning = random.choice(
        (b"", b"", b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xef\xbb\xbf", b"\xff\xfe")
    )
    content = beginning + random.randbytes(random.choice((0, 1, 10, 700, 5000)))
    return BadFile("random bytes", f"{number}{random.choice(EXTENSIONS)}", content)


def text_of_cells(random: Random, number: int) -> BadFile:
    """Any cells in the layout of a dataset, quoted as they should be; every row can be counted."""
    rows = _table(random)
    content = _text(rows, random.choice(SEPARATORS)).encode("utf-8", errors="replace")
    is_sure = all(any(cell.strip(NOTHING) for cell in row) for row in rows)
    return BadFile("cells as CSV", f"{number}.csv", content, len(rows) - 1 if is_sure else None)


def text_in_disorder(random: Random, number: int) -> BadFile:
    """Other encodings, line ends, ragged rows, marks that nobody closes."""
    rows = _table(random)
    for row in rows:
        if random.random() < 0.2:
            row.extend([_cell(random)] * random.choice((1, 3, 300)))
        elif random.random() < 0.2:
            del row[random.randrange(len(row)) :]
    separator, end = random.choice(SEPARATORS), random.choice(LINE_ENDS)
    quoted = random.random() < 0.5
    text = _text(rows, separator, end) if quoted else end.join(separator.join(row) for row in rows)
    content = text.encode(random.choice(ENCODINGS), errors="replace")
    if random.random() < 0.3:
        cut = random.randrange(len(content) + 1)
        content = content[:cut] + "金额合计".encode(random.choice(("gbk", "utf-8", "utf-16"))) + content[cut:]
    if random.random() < 0.5:
        content = _hurt(random, content)
    return BadFile("text in disorder", f"{number}{random.choice(('.csv', '.csv', '.xls', '.txt', '.xlsx'))}", content)


def monotonous_text(random: Random, number: int) -> BadFile:
    """A header, and then the same few bytes again and again."""
    header = _text(_table(random)[:1]).encode()
    again = (
        b"\n",
        b",",
        b'"',
        b",,,,,\n",
        b"\0",
        b"\r",
        b'"\n',
        b'1,"2"3,"4\n',
        b" ",
        b"\xef\xbb\xbf",
        b"((((",
        b"\x1f",
        b"--\n",
    )
    unit = random.choice(again)
    content = random.choice((b"", header, b"\xef\xbb\xbf", header * 30)) + unit * random.choice((0, 1, 1000, 300_000))
    return BadFile("the same bytes again and again", f"{number}.csv", content)


def monstrous_cells(random: Random, number: int) -> BadFile:
    """A cell of a megabyte: of digits, of letters, of what regular expressions stumble over."""
    rows = _table(random, dirt=0.1, most=3)
    unit = random.choice(("x", "9", "字", "(", "- ", "1,", "2026-01 ", "A-", "[", "=", "\n", '"', "单位:"))
    for row in rows[random.randrange(2) :]:
        row[random.randrange(len(row))] = unit * random.choice((1_000_000 // len(unit), 40_000))
    return BadFile("monstrous cells", f"{number}.csv", _text(rows).encode())


def far_too_wide(random: Random, number: int) -> BadFile:
    """Sixteen thousand columns, before, behind and between those that are known."""
    rows = _table(random, most=5)
    extra, place = random.choice((500, 1990, 16_000)), random.randrange(len(rows[0]))
    wide = [[*row[:place], *(f"{random.choice('备注x')}{n}" for n in range(extra)), *row[place:]] for row in rows]
    return BadFile("far too wide", f"{number}.csv", _text(wide).encode())


def headers_at_odds(random: Random, number: int) -> BadFile:
    """Headers that repeat, lack one, stand in the last row looked at, or twenty times."""
    header, *rows = _table(random)
    match random.randrange(5):
        case 0:
            header = [*header, random.choice(header)]
        case 1:
            header = header[1:]
        case 2:
            rows = [["标题"], *[[""]] * random.randrange(30), header, *rows]
        case 3:
            rows = [header] * 25
        case _:
            header = [random.choice((cell, cell * 2, cell[::-1], f" {cell}\n", cell + "(美元)")) for cell in header]
    return BadFile("headers at odds", f"{number}.csv", _text([header, *rows]).encode())


def another_kind(random: Random, number: int) -> BadFile:
    """What systems hand out under a name that says otherwise."""
    rows = _table(random)
    table = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    page = f"<html><head><meta charset=gb2312></head><table>{table}</table></html>"
    old_xml = f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>{table}</Workbook>'
    content, endings = random.choice(
        (
            (page.encode("gbk", errors="replace"), (".xls", ".csv", ".xlsx")),
            (old_xml.encode(errors="replace"), (".xls",)),
            (_text(rows, "\t").encode("gbk", errors="replace"), (".xls", ".xlsx", ".parquet")),
            (_text(rows, "\t").encode("utf-16", errors="replace"), (".csv", ".xls")),
            (_workbook(random, rows), (".csv", ".xls", ".parquet", ".zip")),
            (_parquet(random), (".csv", ".xlsx", ".xls")),
            (b"%PDF-1.7\n" + random.randbytes(300), (".xlsx", ".csv", ".pdf")),
            (_encrypted(), (".xlsx", ".xls")),
            (b"{}", (".json", ".csv")),
        )
    )
    return BadFile("another kind than its name says", f"{number}{random.choice(endings)}", content)


# --- workbooks -------------------------------------------------------------------------------------------------------


def workbook_of_cells(random: Random, number: int) -> BadFile:
    """Formulas, errors, dates, percentages, links, merged and hidden cells, as Excel would write them."""
    return BadFile("cells as workbook", f"{number}.xlsx", _workbook(random, _table(random)))


def damaged_workbook(random: Random, number: int) -> BadFile:
    """A workbook whose bytes were hurt, in the archive or inside one of its members."""
    content = _workbook(random, _table(random))
    content = _hurt(random, content) if random.random() < 0.4 else _hurt_member(random, content)
    return BadFile("damaged workbook", f"{number}.xlsx", content)


def damaged_old_workbook(random: Random, number: int) -> BadFile:
    """The same with what Excel 97 wrote."""
    content = (SAMPLES / random.choice(("goals.xls", "pay.xls", "forms.xls"))).read_bytes()
    return BadFile("damaged old workbook", f"{number}.xls", _hurt(random, content))


def printed_form(random: Random, number: int) -> BadFile:
    """The two official forms, with cells exchanged for others and, at times, rows and columns gone."""
    book = openpyxl.Workbook()
    sheet = book.active
    names = [f"指标{n}" for n in range(random.randrange(5))]
    if random.random() < 0.5:
        lines = [printed_forms.monitoring_row(name, random.choice(GOOD["actual"]), l1="产出指标") for name in names]
        printed_forms.write_monitoring(sheet, printed_forms.Monitoring(lines))
    else:
        tails = [["产出指标", "数量指标", name, "≥50个", random.choice(GOOD["actual"]), 10, 10, ""] for name in names]
        printed_forms.write_self_evaluation(sheet, printed_forms.SelfEvaluation(tails))
    for _ in range(random.choice((0, 1, 5, 40))):
        place = sheet.cell(random.randrange(1, sheet.max_row + 1), random.randrange(1, sheet.max_column + 1))
        if isinstance(place, Cell):
            place.value = ILLEGAL_CHARACTERS_RE.sub("", _cell(random))[:3000]
            place.data_type = "s"
    if random.random() < 0.2:
        random.choice((sheet.delete_rows, sheet.delete_cols))(random.randrange(1, 8))
    content = printed_forms.saved(book)
    return BadFile(
        "printed form", f"{number}.xlsx", _hurt_member(random, content) if random.random() < 0.2 else content
    )


def hostile_workbook(random: Random, number: int) -> BadFile:
    """What no program writes by mistake: bombs, endless references, entities, names that lead out."""
    header = _row(1, _table(random)[0])
    content = random.choice(HOSTILE_WORKBOOKS)(random, header, number)
    return BadFile("hostile workbook", f"{number}.xlsx", content)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
Hostile = Callable[[Random, str, int], bytes]


def _far_cell(random: Random, header: str, _: int) -> bytes:
    place = random.choice(("XFD1048576", "A1048576", "XFD3", "ZZZZZZ99999999999", "A0", "1A", ""))
    return _book(f'{header}<row r="{random.choice((70_000, 1_048_576))}">{_cell_xml(place, "x")}</row>')


def _a_million_empty_rows(random: Random, header: str, _: int) -> bytes:
    return _book(header + "".join(f'<row r="{n}"/>' for n in range(2, random.choice((70_000, 1_048_576)), 7)))


def _blank_cells(_: Random, header: str, __: int) -> bytes:
    rows = (f'<row r="{n}"><c r="A{n}" s="0"/><c r="F{n}" s="1"/></row>' for n in range(2, 60_000))
    return _book(header + "".join(rows))


def _entities(random: Random, header: str, _: int) -> bytes:
    return random.choice(
        (
            _book(header + _row(2, ["&e9;"]), head=f"<!DOCTYPE a [{ENTITIES}]>"),
            _book(header + _row(2, ["&x;"]), head='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
            _book(header, {"xl/styles.xml": f'<!DOCTYPE a [{ENTITIES}]><styleSheet xmlns="{MAIN}">&e9;</styleSheet>'}),
        )
    )


def _deep_or_endless(random: Random, header: str, _: int) -> bytes:
    nothing = random.choice((" ", "\n", "<!-- -->", "<row/>")) * random.choice((200_000, 5_000_000))
    deep = "<a>" * 100_000 + random.choice(("", "</a>" * 100_000))
    return _book(header + random.choice((nothing, deep)))


def _shared_texts(random: Random, header: str, _: int) -> bytes:
    count = random.choice(("4294967295", "99999999", "-1"))
    long = f'<sst xmlns="{MAIN}"><si><t>{"字" * random.choice((1000, 300_000))}</t></si></sst>'
    many = f'<sst xmlns="{MAIN}" count="{count}" uniqueCount="{count}"><si/></sst>'
    index = random.choice((0, 0, 77, -1))
    rows = (f'<row r="{n}"><c r="A{n}" t="s"><v>{index}</v></c></row>' for n in range(2, 5000))
    return _book(header + "".join(rows), {"xl/sharedStrings.xml": random.choice((long, many))})


def _names_that_lead_out(random: Random, header: str, number: int) -> bytes:
    target = random.choice(("../../../../etc/passwd", "/etc/passwd", "http://127.0.0.1:9/x", ""))
    return random.choice(
        (
            _book(header, {"xl/_rels/workbook.xml.rels": _relations(target)}),
            _book(header, {f"{name}{ESCAPED}-{number}.xml": "x" for name in ("../../../../../../tmp/", "/tmp/")}),  # noqa: S108
        )
    )


def _odd_sheets(random: Random, header: str, _: int) -> bytes:
    names = [f"S{n}" for n in range(random.choice((0, 2, 3000)))]
    odd = [random.choice(("", "a" * 5000, "&#10;", "../x", "S1", "&#xFFFE;"))]
    return _book(header, {"xl/workbook.xml": _book_xml(random.choice((names, odd)))})


def _merged(random: Random, header: str, _: int) -> bytes:
    ranges = ("A1:XFD1048576", "B2:A1", "A1:A1048576", "A1", "x", "A1:ZZZZ9")
    merges = "".join(f'<mergeCell ref="{random.choice(ranges)}"/>' for _ in range(random.choice((1, 2000))))
    sheet = f"<sheetData>{header}</sheetData><mergeCells>{merges}</mergeCells>"
    return _book("", {"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>'})


def _links_and_types(random: Random, header: str, _: int) -> bytes:
    cells = f'<c r="A2"><f>[1]Sheet1!A1</f><v>1</v></c><c r="B2" t="{random.choice("bden")}"><v>x</v></c>'
    link = f'<externalLink xmlns="{MAIN}"><externalBook/></externalLink>'
    return _book(f'{header}<row r="2">{cells}</row>', {"xl/externalLinks/externalLink1.xml": link})


HOSTILE_WORKBOOKS: list[Hostile] = [
    _far_cell, _a_million_empty_rows, _blank_cells, _entities, _deep_or_endless, _shared_texts, _names_that_lead_out,
    _odd_sheets, _merged, _links_and_types,
]  # fmt: skip


def _book(body: str, extra: dict[str, str] | None = None, head: str = "") -> bytes:
    default = '<Default Extension="xml" ContentType="application/xml"/>'
    sheet = f'<dimension ref="A1:XFD1048576"/><sheetData>{body}</sheetData>'
    members = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{default}</Types>',
        "_rels/.rels": _relations("xl/workbook.xml", "officeDocument"),
        "xl/workbook.xml": _book_xml(["S1"]),
        "xl/_rels/workbook.xml.rels": _relations("worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
        **(extra or {}),
    }
    return _zip({name: text.encode() for name, text in members.items()})


def _book_xml(sheets: Sequence[str]) -> str:
    named = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId1"/>' for n, name in enumerate(sheets, 1))
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>'


def _relations(target: str, kind: str = "worksheet") -> str:
    shared = f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    first = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target={quoteattr(target)}/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{first}{shared}</Relationships>'


def _row(number: int, cells: Sequence[str]) -> str:
    shown = [text if text.startswith("&") else escape(text) for text in cells]
    return f'<row r="{number}">{"".join(_cell_xml("", text) for text in shown)}</row>'


def _cell_xml(place: str, text: str) -> str:
    return f'<c{f" r={quoteattr(place)}" if place else ""} t="inlineStr"><is><t>{text}</t></is></c>'


def _workbook(random: Random, rows: Rows) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"strings_to_urls": False, "nan_inf_to_errors": True}) as book:
        for name in random.choice((["Sheet1"], ["表一", "说明", "隐藏"])):
            sheet = book.add_worksheet(name)
            first = random.choice((0, 0, 0, 2, 25))
            for at, row in enumerate(rows if name != "说明" else [["无"]], first):
                for column, text in enumerate(row):
                    _write(random, book, sheet, (at, column), text, is_header=at == first)
            if random.random() < 0.2:
                sheet.merge_range(first + len(rows), 0, first + len(rows) + 3, 2, "合计")
            if name == "隐藏":
                sheet.hide()
    return _undated(content.getvalue())


def _undated(content: bytes) -> bytes:
    """Without the hour in which it was written."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _zip({name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"})


def _write(random: Random, book: Any, sheet: Any, at: tuple[int, int], text: str, *, is_header: bool) -> None:
    match 0 if is_header else random.randrange(12):
        case 1:
            formula = random.choice(("=1/0", "=A1", "=SUM(A:A)", "=[1]x!A1"))
            sheet.write_formula(*at, formula, None, random.choice((1, "x", "#DIV/0!", "")))
        case 2:
            sheet.write_number(*at, random.choice((0, 1.5, 1e300, -1e-300, 123456789012345678, 0.1 + 0.2)))
        case 3:
            when = date(1900, 1, 1) + timedelta(days=random.randrange(90_000))
            sheet.write_datetime(*at, when, book.add_format({"num_format": random.choice(("yyyy-mm-dd", "0%"))}))
        case 4:
            sheet.write_boolean(*at, random.random() < 0.5)
        case 5:
            sheet.write_number(*at, random.random(), book.add_format({"num_format": "0.0%"}))
        case 6:
            sheet.write_blank(*at, None, book.add_format({"bold": True}))
        case _:
            sheet.write_string(*at, text[:30_000])


def _hurt_member(random: Random, content: bytes) -> bytes:
    """One file inside an archive hurt, or gone, or exchanged for another; the archive itself is sound."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice(sorted(members))
    match random.randrange(6):
        case 0:
            del members[name]
        case 1:
            members[name] = members[random.choice(sorted(members))]
        case 2:
            members[name] = b""
        case _:
            members[name] = _hurt(random, members[name])
    return _zip(members)


@cache
def _encrypted() -> bytes:
    """What Excel writes for a workbook with a password: another stream in the same kind of container."""
    name, other = "Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    content = bytearray((SAMPLES / "pay.xls").read_bytes())
    place = content.find(name)
    content[place : place + len(other)] = other
    struct.pack_into("<H", content, place + 64, len(other) + 2)
    return bytes(content)


# --- Parquet and zip -------------------------------------------------------------------------------------------------


VALUES: list[tuple[Any, Any]] = [
    ("x\0y", pl.String), (2**62, pl.Int64), (2**64 - 1, pl.UInt64), (float("nan"), pl.Float64), (True, pl.Boolean),
    (date(2026, 1, 1), pl.Date), (date(2026, 1, 1), pl.Datetime("us", "Asia/Shanghai")), (timedelta(1), pl.Duration),
    ([1, 2], pl.List(pl.Int8)), ({"a": 1}, pl.Struct({"a": pl.Int8})), ("a", pl.Categorical), (b"\xff", pl.Binary),
    ("123.45", pl.Decimal(38, 10)), (float("inf"), pl.Float32), (None, pl.Null),
]  # fmt: skip


def parquet_of_anything(random: Random, number: int) -> BadFile:
    """Columns of any type under known headers; hurt as often as not."""
    content = _parquet(random)
    return BadFile("Parquet", f"{number}.parquet", _hurt(random, content) if random.random() < 0.6 else content)


def _parquet(random: Random) -> bytes:
    header, *rows = _table(random, most=20)
    height = len(rows)
    columns = {}
    for place, name in enumerate(header):
        if random.random() < 0.3:
            value, dtype = random.choice(VALUES)
            columns[name] = pl.Series([value] * height, dtype=dtype, strict=False)
        else:
            columns[name] = pl.Series([row[place] for row in rows], dtype=pl.String)
    content = io.BytesIO()
    pl.DataFrame(columns).write_parquet(content, compression=random.choice(("zstd", "snappy", "uncompressed")))
    return content.getvalue()


def archive(random: Random, number: int) -> BadFile:
    """Other bad files in a zip, under names that lead out, twice, encrypted, or bombs of nothing."""
    members: dict[str, bytes] = {}
    for inner in range(random.choice((0, 1, 3))):
        made = random.choice((text_of_cells, random_bytes, text_in_disorder, damaged_workbook))(random, inner)
        members[made.name] = made.content if isinstance(made.content, bytes) else b""
    csv = _text(_table(random)).encode()
    match random.randrange(9):
        case 0:
            for place in ("../../../../tmp/", "/tmp/", "C:\\", "..\\..\\", "a/../../../"):  # noqa: S108 - an attack
                members[f"{place}{ESCAPED}-{number}.csv"] = csv
        case 1:
            members["zeros.csv"] = bytes(random.choice((1, 70, 300)) * 1024**2)
        case 2:
            members["inner.zip"] = _zip({"inner.zip": _zip({"a.csv": csv})})
        case 3:
            members |= {f"{n}.csv": b"" for n in range(random.choice((50, 300)))}
        case 4:
            members |= dict.fromkeys(("a" * 300 + ".csv", "x\ny.csv", "名.csv", "x." + "y" * 250, "/", "", "."), csv)
    content = _zip(members)
    if random.random() < 0.2:
        content = content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")  # encrypted
    return BadFile("archive", f"{number}.zip", _hurt(random, content) if random.random() < 0.4 else content)


def _zip(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in members.items():
            written.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


# --- what the file system holds --------------------------------------------------------------------------------------


def no_plain_file(random: Random, number: int) -> BadFile:
    """Links, pipes, folders and locked things under the names of files."""

    def link(target: str) -> Callable[[Path], None]:
        return lambda path: path.symlink_to(target)

    def deep(path: Path) -> None:
        path.joinpath(*["d"] * 60).mkdir(parents=True)

    def folder(path: Path) -> None:
        path.mkdir()
        (path / "inner.csv").write_bytes(_text(_table(random)).encode())

    targets = (
        "/etc/passwd",
        "/dev/zero",
        "/dev/stdin",
        "..",
        "/",
        f"{number}.csv",
        "nowhere",
        "/proc/self/mem",
        "/etc",
    )
    put = random.choice((*map(link, targets), os.mkfifo, deep, folder))
    return BadFile("no plain file", f"{number}.csv", put)


def odd_name(random: Random, number: int) -> BadFile:
    """Good content under a name of any bytes."""
    names = (
        b"a\nb", b"\xff\xfe", "支付".encode("gbk"), b" ", b"x" * 200, b"-rf", b"*?[a]", b"%s{0}", b"'\"", b"\x1b[2J",
        b"a" * 60 + b"." * 60, "\u202efdp".encode(), b"2026-13-45", b"20261031" * 20, "（2026年1-10月）".encode(),
    )  # fmt: skip
    name = (
        random.choice(names) + str(number).encode() + random.choice((b".csv", b".CSV", b".Csv ", b".csv." + b"e" * 30))
    )
    return BadFile("odd name", os.fsdecode(name), _text(_table(random)).encode())


MAKERS: list[Callable[[Random, int], BadFile]] = [
    random_bytes, text_of_cells, text_in_disorder, monotonous_text, monstrous_cells, far_too_wide, headers_at_odds,
    another_kind, workbook_of_cells, damaged_workbook, damaged_old_workbook, printed_form, hostile_workbook,
    parquet_of_anything, archive, no_plain_file, odd_name,
]  # fmt: skip
WEIGHTS = [6, 16, 12, 3, 2, 1, 6, 8, 8, 12, 8, 8, 4, 10, 6, 2, 3]
