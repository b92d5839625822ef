"""Every value that people have said, beside those that the published snapshot was judged by.

What is written in the store and not judged by yet waits for the next load; of two values from one day the one recorded
later holds, and the other stays to be read. What a value means stands with its setting (settings.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from warehouse import read, settings
from warehouse.settings import Setting
from warehouse.snapshots import Reader

COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "key": pl.String, "rule": pl.String, "name": pl.String, "value": pl.Decimal(18, 6), "exit_value": pl.Decimal(18, 6),
    "codes": pl.String, "unit": pl.String, "zh": pl.String, "en": pl.String, "source_zh": pl.String,
    "source_en": pl.String, "valid_from": pl.Date, "valid_to": pl.Date, "origin": pl.String, "who": pl.String,
    "recorded": pl.Datetime("us"), "standing": pl.String,
}  # fmt: skip
STANDINGS = ("waiting", "coming", "in_force", "going", "past", "overruled")


def of_snapshot(reader: Reader, as_of: date) -> pl.DataFrame:
    """The values of a snapshot alone, `standing` as seen from a month end: in_force, coming, past."""
    return _frame(_stored(reader, as_of))


def of_store(reader: Reader, store: Path, as_of: date, environment: Mapping[str, str] | None = None) -> pl.DataFrame:
    """The values of the snapshot and of the store's file: waiting is what the next load takes up, going what it drops,
    overruled what was said and replaced from the same day on, or set otherwise by the environment.

    Raises SettingsProblem where the file cannot be used.
    """
    stored = _stored(reader, as_of)
    effective = settings.load(store, environment)
    judged_by = {_said(row) for row in stored}
    now = {_said(_row(each)) for each in effective}
    waiting = [_row(each) | {"standing": "waiting"} for each in effective if _said(_row(each)) not in judged_by]
    overruled = [
        _row(each) | {"standing": "overruled"} for each in settings.changes(store) if _said(_row(each)) not in now
    ]
    going = [row | {"standing": "going"} if _said(row) not in now else row for row in stored]
    return _frame([*going, *waiting, *overruled])


def _stored(reader: Reader, as_of: date) -> list[dict[str, Any]]:
    rows = read.values_over_time(reader).to_dicts()
    return [
        row
        | {
            "key": row["name"] if row["rule"] is None else f"{row['rule']}.{row['name']}",
            "standing": _standing(row["valid_from"], row["valid_to"], as_of),
        }
        for row in rows
    ]


def _standing(valid_from: date, valid_to: date, as_of: date) -> str:
    if valid_from > as_of:
        return "coming"
    return "in_force" if as_of <= valid_to else "past"


def _row(setting: Setting) -> dict[str, Any]:
    told = asdict(setting) | {"key": setting.key, "rule": setting.rule or None}
    return {name: told.get(name) for name in COLUMNS}


def _said(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells one saying from another; until when it holds follows from those after it."""
    names = ("key", "value", "exit_value", "codes", "valid_from", "origin", "who", "recorded", "source_zh", "source_en")
    return tuple(row[name] for name in names)


def _frame(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Settings in the order in which they are defined, of each the latest value first."""
    places = {key: place for place, key in enumerate(settings.defaults())}
    frame = pl.DataFrame([{name: row[name] for name in COLUMNS} for row in rows], schema=COLUMNS)
    return frame.sort(
        pl.col("key").replace_strict(places, default=len(places), return_dtype=pl.Int64), "key", "valid_from",
        "recorded", pl.col("standing").cast(pl.Enum(STANDINGS)),
        descending=[False, False, True, True, False], nulls_last=True,
    )  # fmt: skip
