"""Percent cells and error cells of an `.xlsx`.

Looks into the workbook's own XML, and only where a quick look says that there is something to find.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from data_pipeline.cell_marks import NOTHING, Marks

_PERCENT_BUILT_IN = {"9", "10"}
_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'\b(r|s|t)="([^"]*)"')
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")
_QUOTED = re.compile(r'"[^"]*"|\\.')
_NUMBER_TYPES = (b"", b"n")


def marks(path: Path, sheets: Sequence[str]) -> dict[str, Marks]:
    """The percent cells and error cells of the sheets; nothing of one that has none."""
    with zipfile.ZipFile(path) as archive:
        inside = members(archive)
        styles = _percent_styles(archive)
        return {sheet: _marks(archive.read(inside[sheet]), styles) for sheet in sheets if sheet in inside}


def _marks(xml: bytes, styles: set[bytes]) -> Marks:
    if not styles and b't="e"' not in xml:
        return NOTHING
    found = Marks(set(), {})
    for place, style, kind, end in _cells(xml):
        if kind == b"e":
            value = _VALUE.search(xml, end)
            found.errors[place] = value.group(1).decode("utf-8", errors="replace") if value else "#ERROR"
        elif style in styles and kind in _NUMBER_TYPES:
            found.percent.add(place)
    return found


def _cells(xml: bytes) -> Iterator[tuple[tuple[int, int], bytes, bytes, int]]:
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


def _percent_styles(archive: zipfile.ZipFile) -> set[bytes]:
    """The numbers of the cell styles that show a number as percent."""
    try:
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))  # noqa: S314 - as above
    except (KeyError, ElementTree.ParseError):
        return set()
    formats = {
        element.get("numFmtId")
        for element in styles.iter()
        if element.tag.endswith("}numFmt") and "%" in _QUOTED.sub("", element.get("formatCode", ""))
    }
    percent = {*_PERCENT_BUILT_IN, *formats}
    of_cells = next((element for element in styles if element.tag.endswith("}cellXfs")), ())
    return {str(number).encode() for number, style in enumerate(of_cells) if style.get("numFmtId") in percent}
