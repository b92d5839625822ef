"""Frames as files that leave the page exactly as they are shown. Official forms are made in reports/. No streamlit."""

import csv
import io

import polars as pl

from reports.flag_list import FORMULA_STARTS


def as_csv(frame: pl.DataFrame) -> bytes:
    """UTF-8 with BOM and field names on top; text that a spreadsheet would take for a formula stays text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(frame.columns)
    writer.writerows([_cell(value) for value in row] for row in frame.iter_rows())
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    return "'" + text if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text
