"""The text of rows as it stood in their file. It stands in the part, column `original`, or in a file beside the batch.

Nearly all rows of a large ledger are accepted and nobody asks for their text. So the text of a large block of a CSV is
kept as it came, compressed, and only the rows that somebody asks for are taken out of it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

from data_pipeline.readers import BETWEEN_CELLS, ROW, Block, quick_rows

LARGE_BYTES = 4 * 1024**2  # the text of smaller blocks stands in the part: fewer files
SUFFIX = ".text"
_CODEC, _LEVEL = "zstd", 1


@dataclass(frozen=True)
class Text:
    """What it takes to find a row in the text beside a batch."""

    size: int
    separator: str
    width: int
    first_row: int
    rows: int


def beside(batch: Path) -> Path:
    """The file that holds the text of a batch."""
    return batch.with_suffix(SUFFIX)


def write(block: Block, batch: Path) -> None:
    """Keep the text of a block beside the batch that was made of it."""
    beside(batch).write_bytes(pa.Codec(_CODEC, _LEVEL).compress(block.content, asbytes=True))


def about(block: Block) -> Text:
    """What has to be known of a block, so that its rows can be found again."""
    return Text(len(block.content), block.separator, block.width, block.first_row, block.rows)


def texts(batch: Path, text: Text, rows: pl.Series) -> pl.Series:
    """The text of the rows with these numbers, which are rows of the block: what `of_cells` would have given."""
    content = pa.Codec(_CODEC).decompress(beside(batch).read_bytes(), text.size, asbytes=True)
    at = rows - text.first_row
    if b'"' in content:
        cells = quick_rows(content, text.separator, text.width, text.first_row - 1)
        if cells is None:
            raise OSError(None, "is damaged. Remove it, then load again", str(beside(batch)))
        return of_cells(cells[at], text.width)
    # Without quotation marks a line is a row, and a separator always stands between two cells.
    lines = pl.Series("original", list(_lines(content, at)), pl.Binary).cast(pl.String)
    missing = text.width - 1 - lines.str.count_matches(text.separator, literal=True).cast(pl.Int64)
    filled = lines.str.replace_all(text.separator, BETWEEN_CELLS, literal=True).to_frame()
    if (missing > 0).any():
        filled = filled.with_columns(pl.col("original") + pl.lit(BETWEEN_CELLS).repeat_by(missing).list.join(""))
    return filled["original"]


def _lines(content: bytes, at: pl.Series) -> Iterator[bytes]:
    ends = np.append(np.flatnonzero(np.frombuffer(content, np.uint8) == ord("\n")), len(content))
    begins = np.append(0, ends + 1)
    for begin, end in zip(begins[at].tolist(), ends[at].tolist(), strict=True):
        yield content[begin:end].removesuffix(b"\r")


def of_cells(cells: pl.DataFrame, width: int) -> pl.Series:
    """The cells of each row as one text, as a part keeps it."""
    places = [f"c{place}" for place in range(width)]
    return cells.select(pl.concat_str(pl.col(places).fill_null(""), separator=BETWEEN_CELLS).alias("original"))[
        "original"
    ]


def read(batch: Path, text: Text | None, columns: Sequence[str], asked: Collection[int] | None = None) -> pl.DataFrame:
    """Some columns of a batch and the text of its rows, wherever it stands; of all rows, or of those asked for."""
    frame = pl.read_parquet(batch, columns=list(dict.fromkeys([*columns, ROW, "original"])), glob=False)
    if asked is not None:
        frame = frame.filter(pl.col(ROW).is_in(list(asked)))
    if text is not None and not frame.is_empty():
        frame = frame.with_columns(texts(batch, text, frame[ROW]))
    return frame.select(*columns, "original")
