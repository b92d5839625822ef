"""How numbers are shown, and error cells, of an old `.xls` (BIFF8 in a compound file), as Microsoft describes both.

Only the few records that name a cell's style are looked at; the values themselves come from calamine.
"""

import struct
from collections.abc import Iterator, Sequence

from data_pipeline.cell_marks import BUILT_IN, Marks, Places, has_two_decimals, is_percent

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA  # from here on a sector number is a mark, not a place
_BOUNDSHEET, _FORMAT, _XF, _EOF = 0x85, 0x41E, 0xE0, 0x0A
_NUMBER, _RK, _MULRK, _FORMULA, _BOOLERR = 0x203, 0x27E, 0xBD, 0x06, 0x205
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

Record = tuple[int, bytes]


def marks(content: bytes, sheets: Sequence[str]) -> dict[str, Marks]:
    """How the numbers of the sheets are shown, and their error cells; nothing where the file is of another make."""
    try:
        stream = _workbook_stream(content)
        return _marks(stream, sheets) if stream else {}
    except (struct.error, IndexError):
        return {}


def _marks(stream: bytes, sheets: Sequence[str]) -> dict[str, Marks]:
    styles: list[int] = []
    formats = dict(BUILT_IN)
    starts: dict[str, int] = {}
    for kind, data in _records(stream, 0):
        if kind == _FORMAT:
            formats[_short(data, 0)] = _text(data[2:])
        elif kind == _XF:
            styles.append(_short(data, 2))
        elif kind == _BOUNDSHEET:
            starts[_sheet_name(data)] = struct.unpack_from("<I", data)[0]
    shown = [formats.get(number, "") for number in styles]
    return {sheet: _marks_of(stream, starts[sheet], shown) for sheet in sheets if sheet in starts}


def _marks_of(stream: bytes, start: int, shown: Sequence[str]) -> Marks:
    percent_styles = {number for number, one in enumerate(shown) if is_percent(one)}
    two_decimal_styles = {number for number, one in enumerate(shown) if has_two_decimals(one)}
    percent: Places = set()
    two_decimals: Places = set()
    errors: dict[tuple[int, int], str] = {}
    for kind, data in _records(stream, start):
        for place, style in _numbers(kind, data):
            if style in percent_styles:
                percent.add(place)
            elif style in two_decimal_styles:
                two_decimals.add(place)
        if kind == _BOOLERR and data[7]:
            errors[_place(data)] = _ERRORS.get(data[6], "#ERROR")
    return Marks(lambda: percent, errors, lambda: two_decimals)


def _numbers(kind: int, data: bytes) -> Iterator[tuple[tuple[int, int], int]]:
    if kind in (_NUMBER, _RK, _FORMULA):
        yield _place(data), _short(data, 4)
    elif kind == _MULRK:
        row, first = _short(data, 0), _short(data, 2)
        for number in range((len(data) - 6) // 6):
            yield (row + 1, first + number + 1), _short(data, 4 + 6 * number)


def _records(stream: bytes, position: int) -> Iterator[Record]:
    """The records of one substream: the workbook's own, or a sheet's."""
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        yield kind, stream[position + 4 : position + 4 + size]
        if kind == _EOF:
            return
        position += 4 + size


def _place(data: bytes) -> tuple[int, int]:
    return _short(data, 0) + 1, _short(data, 2) + 1


def _short(data: bytes, position: int) -> int:
    return int(struct.unpack_from("<H", data, position)[0])


def _sheet_name(data: bytes) -> str:
    length, is_wide = data[6], data[7] & 1
    return data[8 : 8 + 2 * length].decode("utf-16-le") if is_wide else data[8 : 8 + length].decode("latin-1")


def _text(data: bytes) -> str:
    length, is_wide = _short(data, 0), data[2] & 1
    letters = data[3 : 3 + 2 * length] if is_wide else data[3 : 3 + length]
    return letters.decode("utf-16-le" if is_wide else "latin-1", errors="replace")


# --- the compound file ---------------------------------------------------------------------------------------------


def _workbook_stream(content: bytes) -> bytes | None:
    size = 1 << _short(content, 30)
    table = _sector_table(content, size)
    directory = _chain(content, size, table, struct.unpack_from("<I", content, 48)[0])
    for entry in range(0, len(directory), 128):
        name = directory[entry : entry + _short(directory, entry + 64)].decode("utf-16-le", errors="replace")
        if name.rstrip("\0") == "Workbook":
            start, length = struct.unpack_from("<II", directory, entry + 116)
            smallest = struct.unpack_from("<I", content, 56)[0]
            if length < smallest:
                return _small_stream(content, size, table, directory, start)[:length]
            return _chain(content, size, table, start)[:length]
    return None


def _sector_table(content: bytes, size: int) -> list[int]:
    """Which sector follows which."""
    places = list(struct.unpack_from("<109I", content, 76))
    more, count = struct.unpack_from("<II", content, 68)
    for _ in range(count):
        *found, more = struct.unpack_from(f"<{size // 4}I", content, (more + 1) * size)
        places += found
    return [
        follower
        for place in places
        if place < _LAST_SECTOR
        for follower in struct.unpack_from(f"<{size // 4}I", content, (place + 1) * size)
    ]


def _chain(content: bytes, size: int, table: list[int], sector: int) -> bytes:
    pieces: list[bytes] = []
    while sector < _LAST_SECTOR and len(pieces) <= len(table):
        pieces.append(content[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(pieces)


def _small_stream(content: bytes, size: int, table: list[int], directory: bytes, sector: int) -> bytes:
    """Streams below 4096 bytes share sectors of their own, 64 bytes each, inside the root entry's stream."""
    small_size = 1 << _short(content, 32)
    room = _chain(content, size, table, struct.unpack_from("<I", directory, 116)[0])
    followers = _chain(content, size, table, struct.unpack_from("<I", content, 60)[0])
    small_table = list(struct.unpack(f"<{len(followers) // 4}I", followers))
    pieces: list[bytes] = []
    while sector < _LAST_SECTOR and len(pieces) <= len(small_table):
        pieces.append(room[sector * small_size : (sector + 1) * small_size])
        sector = small_table[sector]
    return b"".join(pieces)
