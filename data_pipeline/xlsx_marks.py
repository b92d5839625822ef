"""How numbers are shown, and error cells, of an `.xlsx`.

Looks into the workbook's own XML, and only where a quick look says that there is something to find.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from data_pipeline.cell_marks import BUILT_IN, Marks, Places, has_two_decimals, is_percent

_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'\b(r|s|t)="([^"]*)"')
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")
_NUMBER_TYPES = (b"", b"n")
PIECE_BYTES = 256 * 1024

Cell = tuple[tuple[int, int], bytes, bytes, int]  # place, style, type, end of the opening tag


def marks(path: Path, sheets: Sequence[str]) -> dict[str, Marks]:
    """How the numbers of the sheets are shown, and their error cells."""
    with zipfile.ZipFile(path) as archive:
        inside = members(archive)
        formats = _formats(archive)
        percent, two_decimals = _styles(formats, is_percent), _styles(formats, has_two_decimals)

        def asked(sheet: str, styles: set[bytes]) -> Callable[[], Places]:
            return cache(partial(_shown_so, path, inside[sheet], styles))

        return {
            sheet: Marks(asked(sheet, percent), _errors(archive, inside[sheet]), asked(sheet, two_decimals))
            for sheet in sheets
            if sheet in inside
        }


def _errors(archive: zipfile.ZipFile, member: str) -> dict[tuple[int, int], str]:
    if not _holds(archive, member, b't="e"'):
        return {}
    xml = archive.read(member)
    found = {}
    for place, _, kind, end in _cells(xml, rb't="e"'):
        if kind == b"e":
            value = _VALUE.search(xml, end)
            found[place] = value.group(1).decode("utf-8", errors="replace") if value else "#ERROR"
    return found


def _holds(archive: zipfile.ZipFile, member: str, mark: bytes) -> bool:
    """Whether a mark stands anywhere in a sheet; looked for piece by piece, since sheets unpack to a great size."""
    before = b""
    with archive.open(member) as file:
        while piece := file.read(PIECE_BYTES):
            if mark in piece or mark in before + piece[: len(mark)]:
                return True
            before = piece[-len(mark) :]
    return False


def _shown_so(path: Path, member: str, styles: set[bytes]) -> Places:
    if not styles:
        return set()
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(member)
    cells = _cells(xml, rb's="(?:' + b"|".join(sorted(styles)) + rb')"')
    return {place for place, style, kind, _ in cells if style in styles and kind in _NUMBER_TYPES}


def _cells(xml: bytes, attribute: bytes) -> Iterator[Cell]:
    """The cells that have an attribute; others may be among them. Nearly every program names the place of each cell."""
    if xml.count(b"<c ") == xml.count(b'<c r="') and b"<c>" not in xml and b":c " not in xml:
        for cell in re.finditer(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]* ' + attribute + rb"[^>]*>", xml):
            attributes = dict(_ATTRIBUTE.findall(cell.group()))
            letters = cell.group(1).rstrip(b"0123456789")
            place = int(cell.group(1)[len(letters) :]), _column_number(letters)
            yield place, attributes.get(b"s", b""), attributes.get(b"t", b""), cell.end()
    else:
        yield from _every_cell(xml)


def _every_cell(xml: bytes) -> Iterator[Cell]:
    """Place, style, type and end of the opening tag of every cell; places are counted where they are not written."""
    row = column = 0
    for tag in _TAG.finditer(xml):
        attributes = dict(_ATTRIBUTE.findall(tag.group(2)))
        named = attributes.get(b"r", b"")
        if tag.group(1) == b"row":
            row, column = (int(named) if named else row + 1), 0
            continue
        column = _column_number(named) if named else column + 1
        yield (row, column), attributes.get(b"s", b""), attributes.get(b"t", b""), tag.end()


def _column_number(reference: bytes) -> int:
    number = 0
    for letter in reference.rstrip(b"0123456789"):
        number = number * 26 + letter - ord("A") + 1
    return number


def members(archive: zipfile.ZipFile) -> dict[str, str]:
    """The file inside the workbook that holds each sheet."""
    try:
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - expat limits what a file may expand to
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return {}
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    names = set(archive.namelist())
    found: dict[str, str] = {}
    for element in workbook.iter():
        if element.tag.endswith("}sheet"):
            relation = next((value for name, value in element.attrib.items() if name.endswith("}id")), None)
            target = targets.get(relation, "")
            member = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            if member in names:
                found.setdefault(element.get("name", ""), member)
    return found


def _styles(formats: Sequence[str], is_wanted: Callable[[str], bool]) -> set[bytes]:
    """The numbers of the cell styles whose format is wanted."""
    return {str(number).encode() for number, shown in enumerate(formats) if is_wanted(shown)}


def _formats(archive: zipfile.ZipFile) -> list[str]:
    """The number format of each cell style, in their order."""
    try:
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))  # noqa: S314 - as above
    except (KeyError, ElementTree.ParseError):
        return []
    formats: dict[str | None, str] = {str(number): shown for number, shown in BUILT_IN.items()}
    for element in styles.iter():
        if element.tag.endswith("}numFmt"):
            formats[element.get("numFmtId")] = element.get("formatCode", "")
    of_cells = next((element for element in styles if element.tag.endswith("}cellXfs")), ())
    return [formats.get(style.get("numFmtId"), "") for style in of_cells]
