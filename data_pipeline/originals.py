"""The text of rows as it stood in their file. It stands in the part, column `original`, or of a large block elsewhere.

Nearly all rows of a large ledger are accepted and nobody asks for their text. So the text of a large block of a CSV is
left where it is, in the file of the inbox, and only the rows that somebody asks for are taken out of it. Where the file
does not stay, as a member of an archive, or is not in UTF-8, the text is kept compressed beside the batch.
"""

import io
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from errno import ESTALE
from pathlib import Path
from typing import BinaryIO

import polars as pl
import polars.selectors as selectors
import pyarrow as pa  # type: ignore[import-untyped]

from data_pipeline.readers import BETWEEN_CELLS, LINE, ROW, Block, quick_rows

LARGE_BYTES = 4 * 1024**2  # the text of smaller blocks stands in the part: fewer files
SUFFIX = ".text"
_CODEC, _LEVEL = "zstd", 1
_LONGEST_LINE = 1024  # of nearly all; more is read of a line that is longer


@dataclass(frozen=True)
class Source:
    """A file of the inbox as it was when its fingerprint was taken."""

    path: str
    size: int
    changed_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path | str, state: os.stat_result) -> "Source":
        """The file as it is in that state."""
        return cls(str(path), state.st_size, state.st_mtime_ns, state.st_ino)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file; an OSError that tells what to do where it is not the same any more."""
        said = "was changed or taken away while it was loaded. Nothing is lost; load again once it is there and whole"
        try:
            with Path(self.path).open("rb", buffering=_LONGEST_LINE) as file:
                try:
                    yield file
                finally:
                    if Source.of(self.path, os.fstat(file.fileno())) != self:
                        raise OSError(ESTALE, said, self.path)
        except FileNotFoundError as error:
            raise OSError(ESTALE, said, self.path) from error


@dataclass(frozen=True)
class Text:
    """What it takes to find a row in the text of a block.

    `begins`: the byte of the source at which the block begins; null where the text is kept beside the batch.
    """

    size: int
    separator: str
    width: int
    first_row: int
    rows: int
    begins: int | None = None
    source: Source | None = None  # only while a load goes on: the next may find the same bytes under another name


def beside(batch: Path) -> Path:
    """The file that holds the text of a batch."""
    return batch.with_suffix(SUFFIX)


def write(block: Block, batch: Path) -> None:
    """Keep the text of a block beside the batch that was made of it."""
    beside(batch).write_bytes(pa.Codec(_CODEC, _LEVEL).compress(block.content, asbytes=True))


def about(block: Block, *, stays: bool) -> Text:
    """What has to be known of a block, so that its rows can be found again. `stays`: its file can be asked again."""
    begins = block.begins if stays else None
    return Text(len(block.content), block.separator, block.width, block.first_row, block.rows, begins)


def texts(batch: Path, text: Text, rows: pl.DataFrame) -> pl.Series:
    """The text of rows of the block, of each its `source_row` and `line_begins`: what `of_cells` would have given."""
    with _opened(batch, text) as (file, begins):
        if rows[LINE].has_nulls():
            file.seek(begins)
            cells = quick_rows(file.read(text.size), text.separator, text.width, text.first_row - 1)
            if cells is None:
                raise OSError(None, "is damaged. Remove it, then load again", str(beside(batch)))
            return of_cells(cells[rows[ROW] - text.first_row], text.width)
        # Without quotation marks a line is a row, and a separator always stands between two cells.
        lines = pl.Series("original", list(_lines(file, begins, rows[LINE])), pl.Binary).cast(pl.String)
    missing = text.width - 1 - lines.str.count_matches(text.separator, literal=True).cast(pl.Int64)
    filled = lines.str.replace_all(text.separator, BETWEEN_CELLS, literal=True).to_frame()
    if (missing > 0).any():
        filled = filled.with_columns(pl.col("original") + pl.lit(BETWEEN_CELLS).repeat_by(missing).list.join(""))
    return filled["original"]


@contextmanager
def _opened(batch: Path, text: Text) -> Iterator[tuple[BinaryIO, int]]:
    """The text of a block, and the byte at which it begins."""
    if text.begins is None:
        yield io.BytesIO(pa.Codec(_CODEC).decompress(beside(batch).read_bytes(), text.size, asbytes=True)), 0
    elif text.source is None:
        raise ValueError(f"{batch}: nobody said where the file lies of which it was made")
    else:
        with text.source.opened() as file:
            yield file, text.begins


def _lines(file: BinaryIO, begins: int, lines: pl.Series) -> Iterator[bytes]:
    for line in lines:
        file.seek(begins + line)
        yield file.readline().removesuffix(b"\n").removesuffix(b"\r")


def of_cells(cells: pl.DataFrame, width: int) -> pl.Series:
    """The cells of each row as one text, as a part keeps it."""
    places = [f"c{place}" for place in range(width)]
    return cells.select(pl.concat_str(pl.col(places).fill_null(""), separator=BETWEEN_CELLS).alias("original"))[
        "original"
    ]


def read(batch: Path, text: Text | None, columns: Sequence[str], asked: Collection[int] | None = None) -> pl.DataFrame:
    """Some columns of a batch and the text of its rows, wherever it stands; of all rows, or of those asked for."""
    frame = pl.read_parquet(batch, columns=list(dict.fromkeys([*columns, ROW, LINE, "original"])), glob=False)
    frame = frame.with_columns(selectors.enum().cast(pl.String))
    if asked is not None:
        frame = frame.filter(pl.col(ROW).is_in(list(asked)))
    if text is not None and not frame.is_empty():
        frame = frame.with_columns(texts(batch, text, frame))
    return frame.select(*columns, "original")
