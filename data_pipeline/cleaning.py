"""Text columns to typed columns, for one batch of rows of one dataset.

What a spelling means stands in `cells` and `targets`; this runs it over columns: a quick expression for the usual
spellings, and the cell functions once for each other spelling that occurs. Deciding whether a value is acceptable
belongs to the contracts: a cell that cannot be read becomes null here and is named in `unreadable_cells`.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl

from data_pipeline import cells, targets
from data_pipeline.sources import Dataset, Field

MONEY = pl.Decimal(18, 2)
POINTS = pl.Decimal(9, 4)
NUMBER = pl.Decimal(24, 6)
TOO_LONG = "row_is_too_long"  # the row has more cells than its header
UNREADABLE = "unreadable_cells"  # bit i: the i-th declared field held a text that could not be read
TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "code": pl.String,
    "identifier": pl.String,
    "subject": pl.String,
    "text": pl.String,
    "word": pl.String,
    "operator": pl.String,
    "target": pl.String,
    "actual": pl.String,
    "amount": MONEY,
    "decimal": POINTS,
    "date": pl.Date,
    "month": pl.Date,
    "year": pl.Int32,
    "month_number": pl.Int32,
    "yes_no": pl.Boolean,
}
CODES = ("code", "identifier", "subject")
_PLAIN_CODE = r"^[0-9A-Za-z]+$"
SAMPLE, MOSTLY = 2000, 4  # rows that are looked at first; a column repeats itself if it says each thing so often
NOTHING = ["", *cells.DASHES, *(2 * mark for mark in cells.DASHES), "———"]


@dataclass(frozen=True)
class Repeated:
    """Of a column that says the same things over and over: its different texts, and which of them each row says."""

    texts: pl.Series
    of_rows: pl.Series


@dataclass(frozen=True)
class Seen:
    """What was seen of large columns while they were emptied, so that nobody has to look through them again.

    `plain`: those of letters and digits only, `repeated`: of others those that repeat themselves.
    """

    plain: set[str] = dataclasses.field(default_factory=set)
    repeated: dict[str, Repeated] = dataclasses.field(default_factory=dict)

    def by(self, names: Mapping[str, str]) -> "Seen":
        """The same under other names: new name -> old."""
        plain = {name for name, old in names.items() if old in self.plain}
        return Seen(plain, {name: self.repeated[old] for name, old in names.items() if old in self.repeated})


def emptied(text: pl.DataFrame) -> pl.DataFrame:
    """Outer blanks gone; a cell that holds nothing, or only a dash or stroke, is null."""
    return emptied_and_seen(text)[0]


def emptied_and_seen(text: pl.DataFrame) -> tuple[pl.DataFrame, Seen]:
    """The same, and what was seen on the way."""
    seen = Seen()
    columns = []
    for column in text:
        found = _repeated(column)
        if found is not None:
            texts = _emptied(found.texts)
            seen.repeated[column.name] = Repeated(texts, found.of_rows)
            is_same = texts.equals(found.texts)
            columns.append(column if is_same else texts.gather(found.of_rows).alias(column.name))
        elif _is_plain(column):
            seen.plain.add(column.name)
            columns.append(column)
        else:
            columns.append(_emptied(column))
    return pl.DataFrame(columns), seen


def _is_plain(column: pl.Series) -> bool:
    if len(column) < SAMPLE or not column.head(SAMPLE).str.contains(_PLAIN_CODE).all():
        return False
    # All texts one behind the other, looked through at once.
    _, _, content = column.to_arrow(compat_level=pl.CompatLevel.oldest()).buffers()
    return column.str.len_bytes().min() != 0 and content.to_pybytes()[: content.size].isalnum()


def _emptied(column: pl.Series) -> pl.Series:
    stripped = column.str.strip_chars()
    nothing = stripped.is_in(NOTHING)
    return stripped.set(nothing, None) if nothing.any() else stripped


def _repeated(column: pl.Series) -> Repeated | None:
    """Days, codes and words stand in a column over and over; each different text has to be looked at once only."""
    if len(column) < SAMPLE or column.head(SAMPLE).n_unique() * MOSTLY > SAMPLE:
        return None
    categories = pl.Categories.random()  # of this column alone, and only as long as the column is there
    categorised = column.cast(pl.Categorical(categories))
    texts = categories.to_series()
    if texts.is_empty() or len(texts) * MOSTLY > len(column):
        return None
    return Repeated(texts, categorised.to_physical())


def typed(
    text: pl.DataFrame,
    dataset: Dataset,
    units: Mapping[str, str | None],
    words: Mapping[str, tuple[str, ...]],
    seen: Seen | None = None,
) -> pl.DataFrame:
    """Every declared field typed (null where the column is absent), and the bits of what could not be read.

    `text` has the present fields as emptied text; `units` the unit of each amount; `words` the values a word may have;
    `seen` what is known already of the columns.
    """
    seen = seen or Seen()
    columns = {}
    for field in dataset.fields:
        if field.name in text.columns:
            is_plain = field.kind in CODES and field.name in seen.plain
            columns[field.name] = text[field.name] if is_plain else _column(text[field.name], field, units, words, seen)
    frame = pl.DataFrame(
        [columns.get(field.name, _absent(field, text.height)).alias(field.name) for field in dataset.fields]
    )
    for field in dataset.fields:
        if field.year_from and field.name in columns:
            frame = frame.with_columns(_completed_by_year(text[field.name], frame, field))
    if dataset.name == "monitoring_report":
        frame = _with_actuals(frame)
    bits = _unreadable_cells(text, frame, dataset)
    if dataset.name == "indicator":
        frame = _with_targets(frame)
    return frame.with_columns(bits)


def _unreadable_cells(text: pl.DataFrame, frame: pl.DataFrame, dataset: Dataset) -> pl.Series:
    bits = pl.repeat(0, text.height, dtype=pl.UInt64, eager=True)
    for index, field in enumerate(dataset.fields):
        if field.name in text.columns and not field.unknown_is_empty and frame[field.name].null_count() > 0:
            unread = text[field.name].is_not_null() & frame[field.name].is_null()
            if unread.any():
                bits = bits | (unread.cast(pl.UInt64) * (1 << index))
    return bits.alias(UNREADABLE)


def percent_text(text: str | None) -> str | None:
    """A number as a cell shows it that is formatted as percent: 0.95 is 95%; any other text stays."""
    try:
        value = Decimal(text or "") * 100
    except ArithmeticError:
        return text
    return f"{value.normalize():f}%"


def is_unreadable(dataset: Dataset, field: str) -> pl.Expr:
    """Whether the cell of that field held a text that could not be read."""
    index = [declared.name for declared in dataset.fields].index(field)
    return (pl.col(UNREADABLE) & (1 << index)) != 0


def _absent(field: Field, height: int) -> pl.Series:
    return pl.Series(field.name, [None], dtype=TYPES[field.kind]).new_from_index(0, height)


def _column(
    text: pl.Series,
    field: Field,
    units: Mapping[str, str | None],
    words: Mapping[str, tuple[str, ...]],
    seen: Seen,
) -> pl.Series:
    column = text.alias("text")
    read = partial(_values, field=field, unit=units.get(field.name), words=words.get(field.name, ()))
    repeated = seen.repeated.get(field.name) or _repeated(column)
    if repeated is None:
        return read(column)
    values = read(repeated.texts.alias("text"))
    is_spelt_so = values.dtype == pl.String and values.equals(repeated.texts)
    return column if is_spelt_so else values.gather(repeated.of_rows)


def _values(column: pl.Series, field: Field, unit: str | None, words: tuple[str, ...]) -> pl.Series:
    match field.kind:
        case "text" | "target" | "actual":
            return _without_errors(column)
        case "word":
            is_word = pl.col("text").is_in(list(words))
            read = _read(column, pl.when(is_word).then(pl.col("text")), partial(cells.word, words=words), pl.String)
            # An unknown word stays as it stands: the contract refuses it by name.
            return read if field.unknown_is_empty else read.fill_null(column)
        case "amount":
            factor = cells.UNITS[unit or "元"]
            return _read(column, _amounts(column, factor), partial(cells.amount, factor=factor), MONEY)
        case "date":
            return _read(column, _quick_day(), cells.day, pl.Date)
        case "month":
            return _read(column, None, cells.month, pl.Date)
        case kind if kind in CODES and column.str.contains(_PLAIN_CODE).all():
            return column
        case kind:
            reader, quick = _READERS[kind]
            return _read(column, quick, reader, TYPES[kind])


def _without_errors(column: pl.Series) -> pl.Series:
    """#N/A and the like are no text: what should stand there could not be worked out."""
    suspects = column.filter(column.str.starts_with("#")).unique().to_list()
    errors = [text for text in suspects if text is not None and cells.is_error(text)]
    return column.set(column.is_in(errors).fill_null(False), None) if errors else column


def _read(
    column: pl.Series,
    quick: pl.Expr | pl.Series | None,
    slowly: Callable[[str], Any],
    dtype: pl.DataType | type[pl.DataType],
) -> pl.Series:
    """The quick way where it gives a value, else the cell function, asked once for each different text."""
    frame = column.to_frame().with_columns(value=pl.lit(None, dtype) if quick is None else quick)
    if frame["value"].null_count() == column.null_count():
        return frame["value"]
    left = pl.col("text").is_not_null() & pl.col("value").is_null()
    others = frame.lazy().filter(left).select(pl.col("text").unique()).collect()["text"]
    answers = pl.DataFrame({"text": others, "slow": pl.Series([slowly(text) for text in others], dtype=dtype)})
    return frame.join(answers, on="text", how="left", maintain_order="left").select(pl.coalesce("value", "slow"))[
        "value"
    ]


def _amounts(column: pl.Series, factor: int) -> pl.Series:
    """Exact: only spellings whose decimals come out as whole cents, through decimals and never through floats."""
    places = 2 + len(str(factor)) - 1
    usual = column.str.contains(rf"^-?[0-9]{{1,12}}(\.[0-9]{{1,{places}}})?$")
    digits = column
    if not usual.all():
        with_commas = rf"^-?[0-9]{{1,3}}(,[0-9]{{3}}){{1,3}}(\.[0-9]{{1,{places}}})?$"
        text = pl.col("text")
        without = pl.when(text.str.contains(with_commas)).then(text.str.replace_all(",", "", literal=True))
        digits = column.to_frame().select(text=pl.when(usual).then(text).otherwise(without))["text"]
    if factor == 1:
        return digits.cast(MONEY, strict=False)
    yuan = (
        digits.cast(pl.Decimal(38, places), strict=False)
        .to_frame()
        .select((pl.col("text") * pl.lit(Decimal(factor), pl.Decimal(10, 0))).cast(MONEY, strict=False))["text"]
    )
    return yuan.set(yuan.abs() >= cells.LARGEST_YUAN, None)


def _quick_day() -> pl.Expr:
    iso = pl.col("text").str.contains(r"^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$")
    return pl.when(iso).then(pl.col("text")).str.to_date("%Y-%m-%d", strict=False)


def _quick_code() -> pl.Expr:
    return pl.when(pl.col("text").str.contains(_PLAIN_CODE)).then(pl.col("text"))


def _quick_year() -> pl.Expr:
    return pl.when(pl.col("text").str.contains(r"^(19[5-9]|20[0-9]|21[0-9])[0-9]$")).then(
        pl.col("text").cast(pl.Int32, strict=False)
    )


_READERS: dict[str, tuple[Callable[[str], Any], pl.Expr | None]] = {
    "code": (cells.code, _quick_code()),
    "identifier": (cells.identifier, _quick_code()),
    "subject": (cells.subject, _quick_code()),
    "year": (cells.year, _quick_year()),
    "month_number": (cells.month_number, None),
    "yes_no": (cells.yes_no, None),
    "decimal": (cells.decimal, None),
    "operator": (targets.operator, None),
}


def _completed_by_year(text: pl.Series, frame: pl.DataFrame, field: Field) -> pl.Series:
    """Months and days that were written without their year, read with the year of their row."""
    years = frame[str(field.year_from)]
    read = cells.day_in_year if field.kind == "date" else cells.month
    pairs = pl.DataFrame({"text": text, "year": years, "value": frame[field.name]})
    left = pairs.filter(pl.col("text").is_not_null() & pl.col("value").is_null()).select("text", "year").unique()
    if left.is_empty():
        return frame[field.name]
    answers = left.with_columns(slow=pl.Series([read(*pair) for pair in left.iter_rows()], dtype=pl.Date))
    joined = pairs.join(answers, on=["text", "year"], how="left", nulls_equal=True, maintain_order="left")
    return joined.select(pl.coalesce("value", "slow").alias(field.name))[field.name]


def _with_targets(frame: pl.DataFrame) -> pl.DataFrame:
    """Target strings taken apart; own columns win over what the string says; polarity and operator fill each other."""
    asked = ["target_value", "fiscal_year", "polarity", "operator", "unit", "due_date"]
    pairs = frame.select(asked).unique()
    rows = [_target_row(*row) for row in pairs.iter_rows()]
    answers = pairs.hstack(
        pl.DataFrame(
            rows,
            schema={
                "r_polarity": pl.String,
                "r_operator": pl.String,
                "target_number": NUMBER,
                "r_unit": pl.String,
                "r_due_date": pl.Date,
            },
            orient="row",
        )
    )
    joined = frame.join(answers, on=asked, how="left", nulls_equal=True, maintain_order="left")
    found = [pl.col(f"r_{name}").alias(name) for name in ("polarity", "operator", "unit", "due_date")]
    return joined.with_columns(found).drop("r_polarity", "r_operator", "r_unit", "r_due_date")


def _target_row(
    text: str | None, year: int | None, polarity: str | None, sign: str | None, unit: str | None, due: date | None
) -> tuple[Any, ...]:
    if text is None:
        return polarity, sign, None, unit, due
    found = targets.target(text, year)
    sign = sign or found.operator
    due_of_string = due or found.due_date
    if found.number is None and found.due_date is None:
        # A text: its operator, if any, says nothing about a number, and a due date in its own column no deadline.
        filled = targets.polarity_and_operator(polarity, sign, None, None)
    else:
        filled = targets.polarity_and_operator(polarity, sign, found.number, found.due_date)
    return *filled, found.number, unit or found.unit, due_of_string


def _with_actuals(frame: pl.DataFrame) -> pl.DataFrame:
    """Actual values taken apart into number, tier, done and day; an unreadable one loses its text."""
    pairs = frame.select("actual_value", "fiscal_year").unique()
    found = [targets.actual(text, year) if text is not None else None for text, year in pairs.iter_rows()]
    answers = pairs.with_columns(
        pl.Series("actual_number", [one.number if one else None for one in found], dtype=NUMBER),
        pl.Series("actual_tier", [one.tier if one else None for one in found], dtype=pl.Int32),
        pl.Series("actual_is_done", [one.is_done if one else None for one in found], dtype=pl.Boolean),
        pl.Series("actual_date", [one.day if one else None for one in found], dtype=pl.Date),
        pl.Series("actual_was_read", [one is not None for one in found], dtype=pl.Boolean),
    )
    joined = frame.join(
        answers, on=["actual_value", "fiscal_year"], how="left", nulls_equal=True, maintain_order="left"
    )
    return joined.with_columns(actual_value=pl.when("actual_was_read").then("actual_value")).drop("actual_was_read")
