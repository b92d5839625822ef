"""What becomes of every row of a dataset once all its files are known: runs `warehouse/intake/*.sql` over the parts.

The order of the fates and what a conflict is stand in the SQL; nothing is decided here.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from data_pipeline import originals
from data_pipeline.delivery import is_reason
from data_pipeline.originals import Text
from data_pipeline.parts import BUILDING, ROW_KEY, key_column
from data_pipeline.readers import ROW
from data_pipeline.sources import Dataset

INTAKE = Path(__file__).parent.parent / "warehouse" / "intake"
WITHDRAWN = "withdrawn_by_full_delivery"
NO_TEXTS = "select null::integer as part_id, null::integer as source_row, null::varchar as original limit 0"
UNDATED = "date '0001-01-01'"  # older than every delivery with a date
# Rows of printed forms get the code of their project, and with it their key. Every key is hashed anew by the same
# function, so that forms and plain tables meet.
ROWS_OF_FORMS = """
    rows_read.* exclude (key_hash)
    replace (
        case when forms.token is null then rows_read.project_code else forms.project_code end as project_code,
        case
            when forms.token is null then rows_read.row_key
            else forms.project_code || substr(rows_read.row_key, length(forms.token) + 1)
        end as row_key
    ),
    hash(
        case
            when forms.token is null then rows_read.row_key
            else forms.project_code || substr(rows_read.row_key, length(forms.token) + 1)
        end
    ) as key_hash,
    forms.problem as form_problem,
    forms.value as form_value,
    forms.department_code as department_code
"""


@dataclass(frozen=True)
class StagedPart:
    """One part of the dataset at hand: `source_id` is its number among all parts, in the order of (file, sheet)."""

    source_id: int
    delivery_date: str | None
    headers: list[str]
    batches: list[Path]
    texts: Sequence[Text | None] = ()  # of each batch: the text that is kept beside it

    @property
    def is_returned(self) -> bool:
        """Whether it was sent back before: a few mended rows, never the whole of a source."""
        return any(is_reason(header) for header in self.headers)


def settle(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, staged: Sequence[StagedPart]
) -> list[tuple[int, int]]:
    """Fill the dataset's staging table and `rows_not_accepted`.

    Gives source_id and row of the refused rows whose key stays in force from an earlier delivery.
    """
    has_forms = _rows_of(connection, dataset, staged)
    _run(connection, "rows_in_the_running")
    _hashes_that_occur_twice(connection)
    _run(connection, "rows_in_question")
    _run(connection, "rows_that_share_a_key")
    if has_forms:
        connection.execute(_sql("forms_that_say_no_more").replace("fields_agree", _fields_agree(dataset)))
    _run(connection, "deliveries_of_a_key")
    _run(connection, "fates")
    if dataset.full:
        _run(connection, "withdrawn_by_full_deliveries")
    _run(connection, "rows_beside_refused_ones")
    _run(connection, "refused_rows_that_came_well_elsewhere")
    superseded_nothing = connection.execute(_sql("refused_rows_that_superseded_nothing")).fetchall()
    with _texts_beside(connection, staged):
        _keep_rows_not_accepted(connection, dataset, staged)
    _fill(connection, dataset)
    if dataset.name in ("project", "organisation"):
        know_projects_and_units(connection)
    _drop(connection)
    return [(int(source_id), int(row)) for source_id, row, _ in superseded_nothing]


def know_projects_and_units(connection: duckdb.DuckDBPyConnection) -> None:
    """The projects and departments that the rows of the next dataset are held against."""
    _run(connection, "who_belongs_to_whom")


def balance(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> None:
    """Add the dataset's fates other than read and accepted to `load_balance`."""
    _run(connection, "balance_by_fate", dataset=dataset.name, counts_yuan=dataset.counts_yuan)


@cache
def _sql(name: str) -> str:
    return (INTAKE / f"{name}.sql").read_text(encoding="utf-8").strip()


def _run(connection: duckdb.DuckDBPyConnection, name: str, **values: object) -> None:
    connection.execute(_sql(name), values or None)


def _rows_of(connection: duckdb.DuckDBPyConnection, dataset: Dataset, staged: Sequence[StagedPart]) -> bool:
    """`intake_rows`: every row of the dataset as it was read, with part and delivery date. There is at least one.

    Gives whether some of them stand on printed forms.
    """
    batches = [(part, batch) for part in staged for batch in part.batches]
    connection.execute(
        "create or replace temp table intake_batches "
        "(file_index bigint, part_id integer, delivery_date date, is_returned boolean)"
    )
    connection.executemany(
        f"insert into intake_batches values (?, ?, coalesce(cast(? as date), {UNDATED}), ?)",  # noqa: S608 - a constant
        [(index, part.source_id, part.delivery_date, part.is_returned) for index, (part, _) in enumerate(batches)],
    )
    source = f"read_parquet([{', '.join(_text(batch) for _, batch in batches)}])"
    absent = {"project_code": "varchar", "department_code": "varchar", "agency_code": "varchar", "paid_date": "date"}
    fillers = [f"cast(null as {kind}) as {name}" for name, kind in absent.items() if name not in dataset.by_name]
    if not dataset.counts_yuan:
        fillers.append("cast(null as decimal(18, 2)) as amount_yuan")
    own_key = "" if key_column(dataset) == ROW_KEY else f"{key_column(dataset)} as {ROW_KEY}, "
    belongs = "true" if dataset.has_project else "false"
    rows, joined = "rows_read.*, null as form_problem, null as form_value", ""
    has_forms = _has_forms(connection, dataset)
    if has_forms:
        rows, joined = ROWS_OF_FORMS, "left join intake_forms as forms on intake_batches.part_id = forms.part_id "
        joined += "and rows_read.project_code = forms.token"
        fillers = [filler for filler in fillers if not filler.endswith(" department_code")]
    connection.execute(
        "create or replace temp view intake_rows as "  # noqa: S608 - names of our own and quoted paths
        f"select intake_batches.part_id, delivery_date, {belongs} as belongs_to_project, "
        f"{rows}, {', '.join(fillers) or 'null as _'} "
        f"from (select *, {own_key}file_index as batch from {source}) as rows_read "
        f"join intake_batches on rows_read.batch = intake_batches.file_index {joined}"
    )
    return has_forms


def _hashes_that_occur_twice(connection: duckdb.DuckDBPyConnection) -> None:
    """`intake_shared_hashes`: those of keys that more than one row has.

    Sorted numbers side by side: for DuckDB to group the rows of a large ledger would take three times as long.
    """
    hashes = connection.sql(_sql("hashes_of_keys")).pl()["key_hash"].sort()
    shared = hashes.filter(hashes == hashes.shift()).unique().to_frame()  # noqa: F841 - named in the statement
    connection.execute("create or replace temp table intake_shared_hashes as from shared")


def _fields_agree(dataset: Dataset) -> str:
    """Whether a plain row says all that a row of a form says.

    A form has a field with a column; a unit, an operator and a due date also within its target. The polarity that is
    made of an operator is none that the form gives.
    """
    made_of = {"target_number": "target_value"} if dataset.name == "indicator" else {}
    if dataset.name == "monitoring_report":
        made_of = dict.fromkeys(("actual_number", "actual_tier", "actual_is_done", "actual_date"), "actual_value")
    names = [field.name for field in dataset.fields if field.kind not in ("target", "actual")]
    conditions = []
    for name in [*names, *made_of]:
        is_given = f"list_contains(form_parts.columns_present, {_text(made_of.get(name, name))})"
        unless = f"not {is_given}" + ("" if name == "polarity" else f" and form_rows.{name} is null")
        conditions.append(f"(form_rows.{name} is not distinct from plain_rows.{name} or ({unless}))")
    if dataset.name == "indicator":
        is_text = "form_rows.target_number is null and form_rows.due_date is null"
        conditions.append(f"(not ({is_text}) or form_rows.target_value is not distinct from plain_rows.target_value)")
    return " and ".join(conditions)


def _has_forms(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> bool:
    """Whether rows of the dataset stand on printed forms; then `intake_forms` tells the project of each."""
    _run(connection, "forms_of_a_dataset", dataset=dataset.name)
    return bool(connection.execute("select count(*) from intake_forms").fetchall()[0][0])


def _keep_rows_not_accepted(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, staged: Sequence[StagedPart]
) -> None:
    """Their original text as header -> cell; the headers become part of the query, which is far quicker than a map."""
    concerned = {part_id for (part_id,) in connection.execute("select distinct part_id from intake_fates").fetchall()}
    parts_by_headers: dict[tuple[str, ...], list[int]] = {}
    for part in staged:
        if part.source_id in concerned:
            parts_by_headers.setdefault(tuple(part.headers), []).append(part.source_id)
    for headers, part_ids in parts_by_headers.items():
        cells = "string_split(coalesce(intake_rows.original, beside.original), chr(31))"
        named = ", ".join(f"{_text(header)}: {cells}[{place}]" for place, header in enumerate(headers, start=1))
        statement = _sql("rows_not_accepted").replace("to_json(cells_by_header)", "to_json({" + named + "})")
        connection.execute(statement, {"dataset": dataset.name, "part_ids": part_ids})


@contextmanager
def _texts_beside(connection: duckdb.DuckDBPyConnection, staged: Sequence[StagedPart]) -> Iterator[None]:
    """`intake_texts`: the text of the rows that are not accepted, where it is kept beside their batch."""
    beside = [
        (part, batch, text)
        for part in staged
        for batch, text in zip(part.batches, part.texts, strict=False)
        if text is not None
    ]
    if not beside:
        connection.execute(f"create or replace temp view intake_texts as {NO_TEXTS}")
        yield
        return
    folder = beside[0][1].parent
    building = folder.with_name(f"{folder.name}{BUILDING}-{os.getpid()}-texts")
    building.mkdir()
    try:
        found = list(_texts_of_batches(connection, beside, building))
        told = f"from read_parquet([{', '.join(map(_text, found))}])" if found else NO_TEXTS
        connection.execute(f"create or replace temp view intake_texts as {told}")
        yield
    finally:
        connection.execute("drop view if exists intake_texts")
        shutil.rmtree(building, ignore_errors=True)


def _texts_of_batches(
    connection: duckdb.DuckDBPyConnection, beside: Sequence[tuple[StagedPart, Path, Text]], folder: Path
) -> Iterator[Path]:
    asked = connection.sql("select part_id, source_row from intake_fates").pl()
    by_part = {part_id: rows["source_row"] for (part_id,), rows in asked.group_by("part_id")}
    with ThreadPoolExecutor(2) as workers:
        written = []
        for number, (part, batch, text) in enumerate(beside):
            of_part = by_part.get(part.source_id, asked["source_row"].clear())
            rows = of_part.filter(of_part.is_between(text.first_row, text.first_row + text.rows - 1))
            if not rows.is_empty():
                path = folder / f"{number:05d}.parquet"
                written.append(workers.submit(_write_texts, path, part.source_id, batch, text, rows))
        yield from (one.result() for one in written)


def _write_texts(path: Path, part_id: int, batch: Path, text: Text, rows: pl.Series) -> Path:
    found = originals.read(batch, text, [ROW], rows.to_list()).with_columns(part_id=pl.lit(part_id, pl.Int32))
    found.write_parquet(path, compression="lz4")
    return path


def _fill(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> None:
    """The accepted rows, in the order of file, sheet and row."""
    table = f"staged_{dataset.name}"
    columns = [name for (name, *_) in connection.execute(f"describe {table}").fetchall() if name != "source_id"]
    named = ", ".join(f"intake_rows.{name}" for name in columns)
    connection.execute(
        f"insert into {table} by name select intake_rows.part_id as source_id, {named} "  # noqa: S608
        "from intake_rows anti join intake_fates "
        "on intake_rows.part_id = intake_fates.part_id and intake_rows.source_row = intake_fates.source_row"
    )


def _drop(connection: duckdb.DuckDBPyConnection) -> None:
    for view in ("intake_running", "intake_rows"):
        connection.execute(f"drop view if exists {view}")
    tables = (
        "intake_outdated",
        "intake_beside_refused",
        "intake_contested",
        "intake_shared_hashes",
        "intake_in_question",
        "intake_deliveries",
        "intake_fates",
        "intake_batches",
        "intake_forms",
    )
    for table in tables:
        connection.execute(f"drop table if exists {table}")


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
