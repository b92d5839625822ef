"""Two or more proposals side by side on the month shown: counts, money, who enters and leaves, rule by rule.

Each is tried anew; nothing is computed here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import deciding, listings, markup, widgets
from pages.shared.listings import Column, Listing
from pages.shared.trial_values import Rows
from pages.shared.widgets import Frame
from warehouse import what_if
from warehouse.proposals import Proposal
from wording import formats

KINDS = ("severity", "outcome", "area")
WORDS = {"before": "before", "entered": "in", "left": "out", "changed": "other", "now": "now"}  # of what_if.…


def show(frame: Frame, rows: Rows, found: Sequence[Proposal]) -> Frame:
    """Two or more on the month shown: counts, money, who enters and leaves, rule by rule."""
    say = frame.say
    st.html(markup.section(say("proposals.compare", month=frame.month()), say("proposals.compare_note")))
    names = {str(each.number): say("proposals.title", number=each.number, name=each.name) for each in found}
    frame = widgets.choose_many(frame, "compared", say("proposals.which"), names)
    chosen = [each for each in found if str(each.number) in frame.scope.compared][::-1]
    results = {each.number: deciding.asked(frame, rows, each) for each in chosen}
    told = [(names[str(number)], result) for number, result in results.items() if result is not None]
    if len(told) < 2:
        st.html(markup.note(say("proposals.choose_two")))
        return frame
    _side_by_side(frame, told)
    return frame


def _side_by_side(frame: Frame, told: Sequence[tuple[str, what_if.Result]]) -> None:
    say = frame.say
    heads = [say("what_if.group"), say("what_if.before"), *(name for name, _ in told)]
    totals = [result.totals for _, result in told]
    st.html(markup.wide_table(say("proposals.file_compared"), heads, [*_whole(frame, totals), *_groups(frame, totals)]))
    rules = _by_rule(frame, [result.by_rule for _, result in told])
    if rules:
        st.html(markup.section(say("what_if.by_rule"), say("proposals.by_rule_note")))
        st.html(markup.wide_table(say("what_if.by_rule"), heads, rules))
    listing = Listing(say("proposals.file_compared"), _all_totals(told), _totals_columns(frame))
    listings.files(frame, listing, "compared")


def _whole(frame: Frame, totals: Sequence[pl.DataFrame]) -> list[list[str]]:
    """Projects, who enters and leaves, and money, of all projects."""
    every = [each.filter(pl.col("kind") == "all").row(0, named=True) for each in totals]
    say, count = frame.say, frame.count
    now = [count(each["now_count"]) for each in every]
    money = [_amount(frame, every[0]["before_yuan"]), *(_amount(frame, each["now_yuan"]) for each in every)]
    return [
        [say("what_if.flagged_now"), count(every[0]["before_count"]), *now],
        *(
            [say(f"what_if.{WORDS[name]}"), formats.UNKNOWN, *(count(each[f"{name}_count"]) for each in every)]
            for name in ("entered", "left", "changed")
        ),
        [say("proposals.money", unit=frame.unit_name), *money],
    ]


def _groups(frame: Frame, totals: Sequence[pl.DataFrame]) -> list[list[str]]:
    """Flagged projects by severity, proposal and area; a group that nobody is in is left out."""
    lines = []
    for kind in KINDS:
        codes = pl.concat([each.filter(pl.col("kind") == kind).select("code") for each in totals])["code"]
        for code in codes.unique(maintain_order=True):
            found = [_row(each, kind, code) for each in totals]
            before = next((each["before_count"] for each in found if each), 0)
            counts = [each["now_count"] if each else 0 for each in found]
            if before or any(counts):
                lines.append([_name(frame, kind, code), frame.count(before), *map(frame.count, counts)])
    return lines


def _row(totals: pl.DataFrame, kind: str, code: str) -> Mapping[str, Any] | None:
    return next(iter(totals.filter((pl.col("kind") == kind) & (pl.col("code") == code)).to_dicts()), None)


def _name(frame: Frame, kind: str, code: str) -> str:
    return markup.mark(code, frame.language) if kind == "severity" else frame.word(kind, code)


def _by_rule(frame: Frame, by_rule: Sequence[pl.DataFrame]) -> list[list[str]]:
    """Flags of every rule that one of them judges again; of a rule that a proposal leaves alone those published."""
    rules = {row["rule"]: row for each in by_rule for row in each.to_dicts()}
    lines = []
    for rule in sorted(rules):
        before = rules[rule]["flagged_before"]
        found = [next(iter(each.filter(pl.col("rule") == rule).to_dicts()), None) for each in by_rule]
        counts = [frame.count(row["flagged_now"] if row else before) for row in found]
        lines.append([f"{rule} {rules[rule][f'title_{frame.language}']}", frame.count(before), *counts])
    return lines


def _all_totals(told: Sequence[tuple[str, what_if.Result]]) -> pl.DataFrame:
    """The totals of all, one below the other, each row with its proposal's name."""
    return pl.concat([result.totals.select(pl.lit(name).alias("proposal"), pl.all()) for name, result in told])


def _totals_columns(frame: Frame) -> list[Column]:
    say = frame.say
    return [
        Column("proposal", say("proposals.name"), width=200),
        Column("kind", say("what_if.group"), "word", family="trial_group"),
        Column("code", say("definitions.code"), "code"),
        Column("department_name", frame.word("field", "department_name")),
        *(Column(f"{field}_count", say(f"what_if.{word}"), "count") for field, word in WORDS.items()),
        *(Column(f"{field}_yuan", say(f"what_if.yuan_{word}_bare"), "money") for field, word in WORDS.items()),
    ]


def _amount(frame: Frame, yuan: Any) -> str:
    return formats.amount(yuan, frame.scope.unit, frame.language)
