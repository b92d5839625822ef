"""The bare cost: DuckDB reads the cells of an inbox as text into tables of a file, and nothing else.

    python -m bench.bare FOLDER DATABASE

FOLDER holds what `as_plain_files` made of the inbox: UTF-8 CSV and Parquet. DuckDB reads neither workbooks nor GBK,
so turning those into CSV is no part of the bare cost and is timed apart.
"""

import csv
import shutil
import sys
from pathlib import Path

import duckdb
from python_calamine import CalamineWorkbook

WORKBOOKS = (".xlsx", ".xls")


def as_plain_files(inbox: Path, folder: Path) -> None:
    """Copies of the inbox's files in formats that DuckDB reads by itself: a CSV for each sheet and each GBK file."""
    folder.mkdir(parents=True)
    files = sorted(path for path in inbox.rglob("*") if path.is_file())
    for number, path in enumerate(files):
        target = folder / f"{number:05d}"
        if path.suffix.lower() in WORKBOOKS:
            _sheets_to_csv(path, target)
        elif path.suffix.lower() == ".csv":
            target.with_suffix(".csv").write_text(_text(path), encoding="utf-8")
        elif path.suffix.lower() == ".parquet":
            shutil.copyfile(path, target.with_suffix(".parquet"))


def _sheets_to_csv(workbook_path: Path, target: Path) -> None:
    workbook = CalamineWorkbook.from_path(str(workbook_path))
    for number, name in enumerate(workbook.sheet_names):
        with target.with_name(f"{target.name}-{number:03d}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))


def _text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def read_all(folder: Path, database: Path) -> None:
    """Every file a table of text, checkpointed: what stands on disk afterwards is what a load has to start from."""
    with duckdb.connect(database) as connection:
        for path in sorted(folder.iterdir()):
            reading = (
                f"read_parquet('{path}')"
                if path.suffix == ".parquet"
                else f"read_csv('{path}', all_varchar = true, header = false, null_padding = true, strict_mode = false)"
            )
            connection.execute(f'create table "{path.stem}" as from {reading}')
        connection.execute("checkpoint")


if __name__ == "__main__":
    read_all(Path(sys.argv[1]), Path(sys.argv[2]))
