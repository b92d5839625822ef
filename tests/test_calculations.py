"""From every figure on every page to its calculation: there is one, its rows add up to what is shown, and it opens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from inspect import signature
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pages.shared import listings, markup
from pages.shared.calculations import buttons, panel
from pages.shared.calculations.offers import Offer
from pages.shared.calculations.working import worked_out
from pages.shared.listings import Listing
from pages.shared.scope import PARTS, SECTIONS
from tests import app_pages
from tests.conftest import BuiltSample
from warehouse import read, snapshots

FIGURE_KINDS = ("money", "rate", "points", "count", "number")
ROWS_TRIED = 2
PLACES = ("source_row", "row_before", "row_after")  # where a row stands is no figure


@dataclass
class Shown:
    """What a page has drawn: cards, tables, the figures it offers, and its frame."""

    cards: list[markup.Figure] = field(default_factory=list)
    tables: list[Listing] = field(default_factory=list)
    frame: Any = None
    app: Any = None

    @property
    def offers(self) -> list[Offer]:
        return [] if self.frame is None else self.frame.offers


def drawn(page: str, store: Path, monkeypatch: pytest.MonkeyPatch, **link: str | list[str]) -> Shown:
    """The page as it draws itself, with everything that it hands to cards and tables written down."""
    shown = Shown()
    grid, cards = listings.grid, buttons.cards

    def noted_grid(frame: Any, listing: Listing, *arguments: Any, **more: Any) -> Any:
        shown.tables.append(listing)
        return grid(frame, listing, *arguments, **more)

    def noted_cards(frame: Any, *figures: markup.Figure, **more: Any) -> None:
        shown.cards.extend(figures)
        cards(frame, *figures, **more)

    with monkeypatch.context() as patch:
        patch.setattr(listings, "grid", noted_grid)
        patch.setattr(buttons, "cards", noted_cards)
        patch.setattr(panel, "show", lambda frame: setattr(shown, "frame", frame))
        shown.app = app_pages.open_page(page, store, patch, **link)
    return shown


def latest(reader: snapshots.Reader) -> date:
    return read.months(reader)["as_of"].to_list()[-1]  # type: ignore[no-any-return]


def projects_of_each_sort(reader: snapshots.Reader) -> dict[str, str]:
    """Projects whose figures are made in different ways: by clock, with and without indicators, carried over."""
    found = reader.cursor().execute(
        """
        with candidates as (
            select
                project_months.project_code,
                unnest([
                    'clock ' || project_months.clock_basis,
                    'quadrant ' || project_months.quadrant,
                    case when project_months.indicator_count = 0 then 'without indicators' end,
                    case when project_months.forecast_full_year_yuan is null then 'without forecast' end,
                    case when project_months.budget_current_yuan = 0 then 'without budget' end,
                    case when project_months.frozen_yuan <> 0 then 'frozen' end,
                    case when project_months.is_made then 'made' end,
                    case when project_months.project_code in (
                        select line.project_code
                        from carry_over_months as carried join budget_lines as line using (line_id)
                        where carried.as_of = project_months.as_of
                    ) then 'carried over' end
                ]) as sort
            from project_months
            where as_of = (select max(as_of) from months)
        )
        select sort, min(project_code) from candidates where sort is not null group by sort order by sort
        """
    )
    return dict(found.fetchall())


def views(reader: snapshots.Reader, *, every_part: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every page; of projects one of each sort, their parts in turn or all of them."""
    month = latest(reader)
    department = read.department_standings(reader, read.EVERY_DEPARTMENT, month)["department_code"].drop_nulls()[0]
    yield "overview", {}
    yield "overview", {"as_of": read.months(reader)["as_of"][0].isoformat()}
    yield "dual_monitoring", {"area": ["教育", "扶贫"], "category": ["特定目标类"]}
    yield "priority_spending", {}
    yield "departments", {"chosen": department}
    yield "flags", {"severity": ["red"], "area": ["教育", "社会保障"]}
    yield "flags", {"verdict": "cannot_assess"}
    yield "project", {}
    for place, code in enumerate(dict.fromkeys(projects_of_each_sort(reader).values())):
        for part in PARTS if every_part else PARTS[place % 4 : place % 4 + 1]:
            yield "project", {"project": code, "part": part}
    for section in SECTIONS:
        yield "data_quality", {"section": section}


def asked_of(reader: Any) -> Callable[..., Any]:
    """Asks one snapshot as pages do, each question once."""
    answers: dict[Any, Any] = {}

    def ask(question: Callable[..., Any], **parameters: Any) -> Any:
        who = (reader, read.EVERY_DEPARTMENT) if "departments" in signature(question).parameters else (reader,)
        key = (question.__qualname__, tuple(sorted(parameters.items())))
        if key not in answers:
            answers[key] = question(*who, **parameters)
        return answers[key]

    return ask


def some_rows(offer: Offer, random: Random, most: int | None) -> list[int]:
    """The first, the last and some rows between."""
    every = range(len(offer.rows))
    if most is None or len(every) <= most:
        return list(every)
    return sorted({0, len(every) - 1, *random.sample(every, most - 2)})


def differing(shown: Shown, ask: Callable[..., Any], most: int | None) -> list[str]:
    """The figures whose rows do not add up to what the page shows."""
    random, wrong = Random(5), []
    for offer in shown.offers:
        for row in some_rows(offer, random, most):
            for column in offer.columns:
                cell = offer.cell(row, column)
                working = worked_out(cell.figure, panel.of_cell(shown.frame, cell), ask)
                if working.result != cell.value or (cell.value is None) != (working.lacks is not None):
                    wrong.append(f"{shown.frame.page} {cell.text}: {cell.value} shown, {working.result} worked out")
    return wrong


def test_every_figure_of_every_page_is_what_its_rows_add_up_to(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader
) -> None:
    """Each card and each column of numbers names its figure; what the rows give is what is shown, to the last digit."""
    ask, nameless, wrong, figures = asked_of(reader), set(), [], set()
    for page, link in views(reader):
        shown = drawn(page, built_sample.store, monkeypatch, **link)
        nameless |= {f"{page}: card {card.label}" for card in shown.cards if not card.cells}
        nameless |= {
            f"{page}: column {column.field} of {table.name}"
            for table in shown.tables
            for column in table.columns
            if column.kind in FIGURE_KINDS and not column.figure and column.field not in PLACES
        }
        wrong += differing(shown, ask, ROWS_TRIED)
        figures |= {name for offer in shown.offers for name in offer.figures.values()}

    assert sorted(nameless) == []
    assert wrong == []
