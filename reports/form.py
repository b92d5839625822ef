"""What the forms that propose something share: which flags they are about, their columns and words, their foot.

A form belongs to one rule. Its rows are made by its own module; nothing is computed here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.spreadsheet import Column, Kind, Sheet
from wording.say import say


@dataclass(frozen=True)
class Form:
    """A form: the rule whose flags it lists, the keys of its words, its columns from left to right.

    A column is field, kind, upper header (none where empty) and least width; the summed ones stand in the 合计.
    """

    rule: str
    tab: str
    title: str
    notes: Sequence[str]
    header: Callable[[str, str], str]  # of a field in a language
    upper_header: Callable[[str, str], str]
    layout: Sequence[tuple[str, Kind, str, float | None]]
    summed: frozenset[str]

    def flagged(self, listed: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """The rows of a list of flags that this form is about, in their order."""
        return [row for row in listed if row["rule"] == self.rule and row["verdict"] == "flagged"]

    def columns(self, language: str) -> tuple[Column, ...]:
        """The columns with their words."""
        return tuple(
            Column(
                field,
                self.header(field, language),
                kind,
                upper=self.upper_header(group, language) if group else "",
                width=width,
                is_summed=field in self.summed,
            )
            for field, kind, group, width in self.layout
        )

    def sheet(
        self,
        rows: Sequence[Mapping[str, Any]],
        as_of: date,
        language: str,
        unit: str,
        performance_as_of: date | None = None,
        more_notes: Sequence[str] = (),
    ) -> Sheet | None:
        """The form with these rows, to be signed; None where there are none."""
        if not rows:
            return None
        return Sheet(
            name=say(self.tab, language),
            title=say(self.title, language),
            columns=self.columns(language),
            rows=rows,
            language=language,
            unit=unit,
            as_of=as_of,
            performance_as_of=performance_as_of,
            notes=(*(say(note, language) for note in self.notes), *more_notes),
            has_signatures=True,
            frozen_columns=2,
        )


def code_and_name(code: str | None, name: str | None) -> str:
    """`301-区教育局`, as the integrated budget system writes it."""
    return "-".join(part for part in (code, name) if part)
