"""Writes an old `.xls` (BIFF8 in a compound file) with texts, numbers and merged cells: as much as the tests need."""

import struct
from collections.abc import Mapping, Sequence

SECTOR = 512
END_OF_CHAIN, FREE, OF_TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
Range = tuple[int, int, int, int]


def xls(
    sheets: Mapping[str, Sequence[Sequence[str | float | None]]],
    merged: Mapping[str, Sequence[Range]] | None = None,
    hidden: Mapping[str, int] | None = None,
    formats: Mapping[tuple[int, int], str] | None = None,
) -> bytes:
    """A workbook; `merged` per sheet as first row, first column, last row, last column from 1; `hidden`: 1, very 2.

    `formats`: how the number in a row and column (from 1) of every sheet is shown.
    """
    styles = {place: number for number, place in enumerate(formats or {}, start=1)}
    bodies = [_sheet(rows, (merged or {}).get(name, ()), styles) for name, rows in sheets.items()]
    names = [(name, (hidden or {}).get(name, 0)) for name in sheets]
    beginning = _record(0x809, struct.pack("<HHHHII", 0x600, 0x5, 0, 0, 0, 0)) + _record(0x42, struct.pack("<H", 1200))
    for number, shown in enumerate((formats or {}).values(), start=164):
        beginning += _record(0x41E, struct.pack("<HHB", number, len(shown), 1) + shown.encode("utf-16-le"))
    for number in [0, *range(164, 164 + len(styles))]:
        beginning += _record(0xE0, struct.pack("<HH16x", 0, number))
    length = len(beginning) + sum(len(_bound(0, name, state)) for name, state in names) + 4
    stream = beginning
    for (name, state), body in zip(names, bodies, strict=True):
        stream += _bound(length, name, state)
        length += len(body)
    return _compound(stream + _record(0x0A, b"") + b"".join(bodies))


def _sheet(
    rows: Sequence[Sequence[str | float | None]], merged: Sequence[Range], styles: Mapping[tuple[int, int], int]
) -> bytes:
    body = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell:
                text = struct.pack("<HHHHB", row, column, 0, len(cell), 1) + cell.encode("utf-16-le")
                body += _record(0x204, text)
            elif isinstance(cell, int | float):
                style = styles.get((row + 1, column + 1), 0)
                body += _record(0x203, struct.pack("<HHHd", row, column, style, cell))
    ranges = b"".join(struct.pack("<4H", top - 1, end - 1, left - 1, right - 1) for top, left, end, right in merged)
    return body + _record(0xE5, struct.pack("<H", len(merged)) + ranges) + _record(0x0A, b"")


def _bound(position: int, name: str, state: int) -> bytes:
    return _record(0x85, struct.pack("<IBBBB", position, state, 0, len(name), 1) + name.encode("utf-16-le"))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _compound(stream: bytes) -> bytes:
    """One stream called Workbook, long enough to stand in sectors of its own."""
    stream = stream.ljust(4096, b"\0")
    stream += bytes(-len(stream) % SECTOR)
    count = len(stream) // SECTOR
    tables = 1
    while tables * (SECTOR // 4) < tables + 1 + count:
        tables += 1
    chain = [OF_TABLE] * tables + [END_OF_CHAIN]  # the tables themselves, then the directory
    chain += [*range(tables + 2, tables + 1 + count), END_OF_CHAIN]
    chain += [FREE] * (tables * (SECTOR // 4) - len(chain))
    header = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0),
        *(tables, tables, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0),
    )
    places = struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    entries = _entry("Root Entry", 5, END_OF_CHAIN, 0, child=1) + _entry("Workbook", 2, tables + 1, len(stream))
    return header + places + struct.pack(f"<{len(chain)}I", *chain) + entries.ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ", written, len(written), kind, 1, FREE, FREE, child, bytes(16), 0, 0, 0, start, size
    )
