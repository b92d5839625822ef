"""Answers of the warehouse -> frames and sentences as a table shows them: codes as words, yuan in the reader's unit.

No streamlit and no new numbers; the frames keep their order and length, so that a selected row is the same row.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from pages.shared import evidence, markup
from pages.shared.scope import Scope
from reports import evidence_text, flag_list, muting
from wording import formats
from wording.say import has_word, reason, say, word, words

# of a flag: its first month of the year, longer, or not its first run; whether it waits for data that are late
COURSE = (
    pl.when(pl.col("run_number") > 1)
    .then(pl.lit("again"))
    .when(pl.col("months_flagged") == 1)
    .then(pl.lit("new"))
    .when(pl.col("months_flagged") > 1)
    .then(pl.lit("running"))
)
MUTING = pl.when(pl.col("muted_by").is_null()).then(pl.lit("acting")).otherwise(pl.lit("muted"))
FATES = ("accepted", "refused", "unmatched", "repeats", "superseded", "control")


def words_for(column: str, kind: str, language: str, frame: pl.DataFrame) -> pl.Expr:
    """A column of codes as a column of words; null stays null."""
    codes = [code for code in frame[column].unique().to_list() if code is not None]
    return pl.col(column).replace_strict(
        codes, [word(kind, code, language) for code in codes], default=None, return_dtype=pl.String
    )


def balance(balance_of: pl.DataFrame, measure: str, language: str) -> pl.DataFrame:
    """Rows or yuan of each dataset: read, where it went, and the difference. `measure` is rows or yuan.

    Yuan are null where the dataset has no amounts at all.
    """
    names = [f"{fate}_{measure}" for fate in ("read", *FATES, "difference")]
    shown = balance_of.select("dataset", pl.col("dataset").alias("dataset_code"), *names, "unreadable_rows")
    if measure == "yuan":
        shown = shown.filter(pl.col("dataset").is_in(["budget_line", "payment", "supplement_request", "control_total"]))
    return shown.with_columns(words_for("dataset", "dataset", language, shown))


def not_accepted(rows: pl.DataFrame, language: str) -> pl.DataFrame:
    """Rows that were not accepted, with the reasons as one text."""
    return rows.with_columns(
        words_for("dataset", "dataset", language, rows),
        words_for("fate", "fate", language, rows),
        pl.col("fate").replace({"repeat": "repeats"}).alias("fate_code"),
        pl.Series("why", ["；".join(reasons(text, language)) for text in rows["reasons"]], dtype=pl.String),
    )


def reasons(text: str | None, language: str) -> list[str]:
    """The sentences of a row's reasons: a JSON list of {code, field, value}."""
    return [sentence("refusal", each, language) for each in json.loads(text or "[]")]


def sentence(kind: str, given: Mapping[str, Any], language: str) -> str:
    """The sentence of one reason or notice; the names of fields and datasets in it become words."""
    values = {name: _value_in_words(name, value, language) for name, value in given.items()}
    return reason(kind, str(given.get("code")), language, values)


def problems(files: pl.DataFrame, language: str) -> pl.DataFrame:
    """Unusable files with the sentence that says what and what next."""
    sentences = [
        sentence("refusal", {**details(row["details"]), "code": row["problem"]}, language) for row in files.to_dicts()
    ]
    return files.with_columns(pl.Series("why", sentences, dtype=pl.String))


def notices(found: pl.DataFrame, language: str) -> pl.DataFrame:
    """Notices with their sentence."""
    sentences = [
        sentence("notice", {**details(row["details"]), "dataset": row["dataset"], "code": row["code"]}, language)
        for row in found.to_dicts()
    ]
    shown = found.with_columns(pl.Series("why", sentences, dtype=pl.String))
    return shown.with_columns(words_for("dataset", "dataset", language, shown))


def examples(rows: list[str], unit: str, language: str) -> pl.DataFrame:
    """Records that break a check: fields by their names, values as the evidence of a verdict would show them."""
    records = [json.loads(row, parse_float=Decimal) for row in rows]
    names = list(dict.fromkeys(name for record in records for name in record))
    columns = {
        _field_name(name, language): [_in_words(name, record.get(name), unit, language) for record in records]
        for name in names
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _in_words(name: str, value: Any, unit: str, language: str) -> str:
    if name == "dataset" and has_word("dataset", value):
        return word("dataset", value, language)
    return evidence.number(name, value, unit, language)


def _field_name(name: str, language: str) -> str:
    return next((word(kind, name, language) for kind in ("field", "evidence_field") if has_word(kind, name)), name)


def original(text: str) -> list[tuple[str, str]]:
    """The cells of a row as they stood in the file, by header."""
    return [
        (str(header), formats.UNKNOWN if cell in (None, "") else str(cell)) for header, cell in json.loads(text).items()
    ]


def marks(column: str, language: str, frame: pl.DataFrame) -> pl.Expr:
    """A column of severities as shape and word."""
    codes = [code for code in frame[column].unique().to_list() if code is not None]
    return pl.col(column).replace_strict(
        codes, [markup.mark(code, language) for code in codes], default=None, return_dtype=pl.String
    )


def details(text: str | None) -> dict[str, Any]:
    """The values of a problem or a notice."""
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {"value": found}


def _value_in_words(name: str, value: Any, language: str) -> Any:
    if isinstance(value, list):
        return ("、" if language == "zh" else ", ").join(str(_value_in_words(name, each, language)) for each in value)
    if isinstance(value, str):
        kind = (
            "dataset"
            if name == "dataset"
            else "evidence_field"
            if name == "figure"
            else "field"
            if name.startswith("field") or name in ("column", "columns")
            else None
        )
        return word(kind, value, language) if kind and has_word(kind, value) else value
    return value


def freshness(found: pl.DataFrame, settings: pl.DataFrame, language: str) -> pl.DataFrame:
    """Every dataset of the contract, also those that did not come: state, dates, when the next is due and by what."""
    every = pl.DataFrame({"dataset": list(words("dataset", language))})
    shown = every.join(found, on="dataset", how="left", maintain_order="left")
    state = (
        pl.when(pl.col("file_count").is_null())
        .then(pl.lit("missing"))
        .when(pl.col("is_late"))
        .then(pl.lit("late"))
        .when(pl.col("next_due").is_null())
        .then(pl.lit("irregular"))
        .otherwise(pl.lit("on_time"))
    )
    values = dict(zip(settings["name"], settings["value"], strict=True))
    basis = [_due_basis(row, values, language) for row in shown.to_dicts()]
    return shown.with_columns(
        pl.col("dataset").alias("dataset_code"), state.alias("state"), pl.Series("due_basis", basis, dtype=pl.String)
    )


def _due_basis(row: Mapping[str, Any], settings: Mapping[str, Any], language: str) -> str | None:
    """Why the next delivery is due on its day."""
    if row["next_due"] is None:
        return None
    if row["dataset"] == "monitoring_report":
        return say("quality.due_by_round", language)
    months, day = (int(settings[f"{name}_{row['dataset']}"]) for name in ("due_months", "due_day"))
    return say("quality.due_by_setting", language, months=months, day=day)


def filtered(listed: pl.DataFrame, view: Scope) -> pl.DataFrame:
    """The verdicts that the reader's filters leave, in their order."""
    chosen = {"rule": view.rule, "department_code": view.department}
    wanted = []
    if view.verdict == "flagged":
        chosen |= {"severity": view.severity, "outcome": view.outcome}
        kinds = ((COURSE, view.course), (MUTING, view.muting))
        wanted += [kind.is_in(list(values)) for kind, values in kinds if values]
    else:
        chosen |= {"missing": view.missing}
    wanted += [pl.col(column).is_in(list(values)) for column, values in chosen.items() if values]
    if view.area:
        wanted.append(pl.col("areas").list.set_intersection(list(view.area)).list.len() > 0)
    return listed.filter(*wanted)


def named(listed: pl.DataFrame, language: str) -> pl.DataFrame:
    """Verdicts with `rule_name` (code and title), `subject` (its name, or the word of an area), `lifts`, `course` (a
    code) and `muted` (why nobody is to act yet; null where somebody is)."""
    return listed.with_columns(
        *_rule_and_subject(listed, language),
        lifts(listed, language),
        COURSE.alias("course"),
        muted(listed, language),
    )


def ended(found: pl.DataFrame, language: str) -> pl.DataFrame:
    """Flags that are no more with `rule_name`, `subject` and the words of the exemption that ended them."""
    said = [None if code is None else flag_list.word_of_exemption(code, language) for code in found["ended_by"]]
    return found.with_columns(
        *_rule_and_subject(found, language), pl.Series("exemption_in_words", said, dtype=pl.String)
    )


def _rule_and_subject(listed: pl.DataFrame, language: str) -> list[pl.Expr]:
    areas = listed.filter(pl.col("subject_kind") == "area")
    return [
        pl.concat_str("rule", f"title_{language}", separator=" ").alias("rule_name"),
        pl.when(pl.col("subject_kind") == "area")
        .then(words_for("subject_code", "area", language, areas))
        .otherwise("subject_name")
        .alias("subject"),
    ]


def muted(listed: pl.DataFrame, language: str) -> pl.Series:
    """Which data a flag waits for and how far they reach, in words; null where it waits for none."""
    rows = listed.select("muted_by", "muted_until").iter_rows()
    said = [muting.reasons(by, until, language) if by else None for by, until in rows]
    return pl.Series("muted", said, dtype=pl.String)


def lifts(listed: pl.DataFrame, language: str) -> pl.Series:
    """The rows that would lift each verdict that cannot be assessed, in words; null for the others."""
    said = {
        (missing, as_of): evidence_text.lifting(missing, as_of, language)
        for missing, as_of in listed.select("missing", "as_of").unique().iter_rows()
        if missing is not None
    }
    rows = listed.select("missing", "as_of").iter_rows()
    return pl.Series("lifts", [said.get(row) for row in rows], dtype=pl.String)


def untold(found: pl.DataFrame, as_of: date, language: str) -> pl.DataFrame:
    """What cannot be assessed by what is missing, with the rows that would lift it and the rules as one text."""
    return found.with_columns(
        lifts(found.with_columns(as_of=pl.lit(as_of)), language),
        pl.col("rules").list.join(" "),
        pl.concat_list("missing").alias("missing_codes"),
    )


def totals(shown: pl.DataFrame) -> dict[str, Any]:
    """Projects and their money, each counted once at its first and so gravest row; areas are left out: they overlap.
    `muted` counts the rows that nobody is to act on yet."""
    once = shown.filter(pl.col("project_code").is_not_null()).unique("project_code", keep="first", maintain_order=True)
    muted_count = shown.select(MUTING.eq("muted").sum()).item()
    return {"projects": once.height, "money_yuan": once["money_yuan"].sum(), "muted": muted_count}


def by_outcome(standings: pl.DataFrame, most: int) -> pl.DataFrame:
    """What is proposed for how many projects and how much money, gravest first; each project once.

    Beyond `most` the lighter ones are one row whose outcome is null, so that the rows still sum to the whole.
    `outcomes` lists the codes of a row.
    """
    gravities = standings["gravity"].unique().sort(descending=True)
    lightest = gravities[most - 1] if len(gravities) > most + 1 else gravities.min()
    outcome = pl.when(pl.col("gravity") >= lightest).then("outcome").alias("outcome")
    grouped = standings.group_by(outcome).agg(
        projects=pl.len(),
        money_yuan=pl.col("money_yuan").sum(),
        gravity=pl.col("gravity").max(),
        outcomes=pl.col("outcome").unique().sort(),
    )
    return grouped.sort("gravity", descending=True).drop("gravity")


def first_rows(listed: pl.DataFrame, most: int, opened: str | None) -> pl.DataFrame:
    """The first rows of a long list; the row that is open comes before them where it stands further down."""
    first = listed.head(most)
    place = row_of(listed, opened)
    return first if place is None or place < most else pl.concat([listed.slice(place, 1), first])


def row_of(shown: pl.DataFrame, opened: str | None) -> int | None:
    """The position of the row that the URL names as rule|subject_code; None when it is not listed."""
    if opened is None:
        return None
    rule, _, subject = opened.partition("|")
    found = shown.with_row_index("position").filter((pl.col("rule") == rule) & (pl.col("subject_code") == subject))
    return int(found["position"][0]) if found.height else None


def paces(areas: pl.DataFrame, language: str) -> pl.DataFrame:
    """The overall pace and below it the pace of each area: series, name, pace, time_progress, is_overall.

    short_of_overall_yuan is what an area lacks to be level with the whole, zero where it is not behind.
    """
    behind, behind_type = pl.col("behind_overall_yuan"), areas.schema["behind_overall_yuan"]
    overall = areas.head(1).select(
        pl.lit("overall").alias("series"),
        pl.lit(say("overview.pace_overall", language)).alias("name"),
        pl.col("overall_pace").alias("pace"),
        "time_progress",
        pl.lit(True).alias("is_overall"),
        pl.lit(None, behind_type).alias("short_of_overall_yuan"),
    )
    each = areas.select(
        pl.col("area").alias("series"),
        words_for("area", "area", language, areas).alias("name"),
        pl.col("area_pace").alias("pace"),
        "time_progress",
        pl.lit(False).alias("is_overall"),
        pl.when(behind > 0).then(behind).when(behind <= 0).then(pl.lit(0, behind_type)).alias("short_of_overall_yuan"),
    )
    return pl.concat([overall, each])
