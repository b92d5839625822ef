"""One file read by itself: what the parts of it hold, without a database and without the rest of an inbox."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

from data_pipeline import parts, sources
from data_pipeline.sources import Sources
from tests.tiny_inbox import Rows, csv_text

SOURCES = sources.load()


@dataclass
class OneFile:
    """A file as it was read; `rows` has the rows of all its parts, in order."""

    found: parts.ReadFile
    rows: list[dict[str, Any]]

    @property
    def problem(self) -> str | None:
        """Why it cannot be used."""
        return self.found.problem

    @property
    def facts(self) -> list[dict[str, Any]]:
        """The rows that neither were refused nor are control rows."""
        return [row for row in self.rows if row["reasons"] is None and not row["is_control"]]

    @property
    def refused(self) -> list[str]:
        """The first reason of each refused row, with its value where it has one."""
        given = [json.loads(row["reasons"])[0] for row in self.rows if row["reasons"]]
        return [" ".join(filter(None, (one["code"], one["value"]))) for one in given]

    def get(self, *fields: str) -> list[tuple[Any, ...]]:
        """Those fields of the facts."""
        return [tuple(row.get(field) for field in fields) for row in self.facts]

    def column(self, field: str) -> list[Any]:
        """One field of the facts; amounts as text."""
        return [str(value) if field.endswith("yuan") else value for (value,) in self.get(field)]

    @property
    def notices(self) -> list[tuple[str, str]]:
        """Sheet and code of every notice."""
        return [(sheet, notice.code) for sheet, _, notice in parts.notices_of(self.found)]


def read(name: str, content: Rows | bytes, described: Sources = SOURCES) -> OneFile:
    """A file of that name with those bytes, or those rows as CSV."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content if isinstance(content, bytes) else csv_text(content).encode())
        parts.read_into(path, Path(folder), described)
        found = parts.kept(Path(folder))
        assert found is not None
        rows = [
            {"dataset": part.dataset, "sheet": part.sheet, **row}
            for part in found.parts
            for batch in part.batches
            for row in pl.read_parquet(Path(folder) / batch).iter_rows(named=True)
        ]
    return OneFile(found, rows)


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    merged: Mapping[str, Sequence[str]] | None = None,
    states: Mapping[str, str] | None = None,
) -> bytes:
    """An .xlsx; `merged`: ranges such as A1:B2; `states`: hidden or veryHidden."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for merge in (merged or {}).get(name, ()):
            sheet.merge_cells(merge)
        sheet.sheet_state = (states or {}).get(name, "visible")
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
