"""A project's flags over the months of the year: one line a rule, one sign a month. No streamlit.

Which months are flagged and how a run ended is the warehouse's answer; here it gets its signs and words.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from pages.shared import markup
from pages.shared.markup import Sign
from wording import formats
from wording.say import say, word

OPEN_SHAPES = {"red": "◇", "yellow": "△", "grey": "□"}  # flagged, but muted
OTHER_SIGNS = {"clear": "·", "cannot_assess": "?", "not_applicable": "–"}


def strip(months: pl.DataFrame, as_of: date, language: str) -> str:
    """The signs of every rule that flagged the project this year, January to December, months to come empty."""
    lines: dict[str, dict[int, Sign]] = {}
    for row in months.to_dicts():
        lines.setdefault(_name(row, language), {})[row["month"]] = _sign(row, as_of, language)
    heads = [str(month) for month in range(1, 13)]
    rows = [(name, [signs.get(month) for month in range(1, 13)]) for name, signs in lines.items()]
    return markup.strip(say("project.strip_corner", language, year=as_of.year), heads, rows)


def legend(has_muted: bool, language: str) -> str:
    """What each sign means; the open ones only where there are any."""
    said = [markup.mark(severity, language) for severity in markup.SHAPES]
    said += [f"{sign} {word('verdict', verdict, language)}" for verdict, sign in OTHER_SIGNS.items()]
    if has_muted:
        said.append(f"{''.join(OPEN_SHAPES.values())} {word('muting', 'muted', language)}")
    return say("list.comma_wide", language).join(said)


def _name(row: Mapping[str, Any], language: str) -> str:
    """The rule, and which budget line where it judges lines."""
    title = f"{row['rule']} {row[f'title_{language}']}"
    of_line = f"（{row['subject_code'].split('|')[0]}）" if row["subject_kind"] == "budget_line" else ""
    return title + of_line


def _sign(row: Mapping[str, Any], as_of: date, language: str) -> Sign:
    """Shape, colour and words of one month's verdict."""
    month = formats.month(formats.month_end(f"{as_of.year}-{row['month']:02}"), language)
    verdict = word("verdict", row["verdict"], language)
    if row["verdict"] != "flagged":
        return Sign(OTHER_SIGNS[row["verdict"]], "grey", f"{month} {verdict}")
    shapes = OPEN_SHAPES if row["is_muted"] else markup.SHAPES
    parts = [month, word("severity", row["severity"], language), verdict]
    parts += [word("muting", "muted", language)] if row["is_muted"] else []
    return Sign(shapes[row["severity"]], row["severity"], " ".join(parts))
