"""From every figure on every page to its calculation: there is one, its rows add up to what is shown, and it opens."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from inspect import signature
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pages.shared import listings, markup, tables
from pages.shared.calculations import buttons, panel, texts, working
from pages.shared.calculations.kinds import Kind
from pages.shared.calculations.offers import Offer
from pages.shared.calculations.register import FIGURES
from pages.shared.calculations.working import worked_out
from pages.shared.listings import Listing
from pages.shared.scope import PARTS, SECTIONS, Scope
from tests import app_pages
from tests.app_pages import CHINESE
from tests.conftest import LOADED, BuiltSample, run_command
from tests.test_pages_load_changes import loaded_twice  # noqa: F401 - a fixture
from warehouse import read, snapshots
from wording.say import LANGUAGES, NO_WORD, word

FIGURE_KINDS = ("money", "rate", "points", "count", "number")
ROWS_TRIED = 2
PART_OF_SORT = {"clock cash_plan": "progress", "clock in_year": "progress", "carried over": "money", "frozen": "money"}
OF_TWO_LOADS = {
    "changed_count", "changed_before_yuan", "changed_after_yuan", "changed_difference_yuan", "row_before_yuan",
    "row_after_yuan",
}  # fmt: skip
BY_RULES = ("overview", "dual_monitoring", "priority_spending", "departments", "project", "flags")
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
    yield "changes", {}
    yield "changes", {"rule": ["E01", "L01"], "since": read.months(reader)["as_of"][-4].isoformat()}
    yield "project", {}
    for place, (sort, code) in enumerate(projects_of_each_sort(reader).items()):
        for part in PARTS if every_part else [PART_OF_SORT.get(sort, PARTS[place % len(PARTS)])]:
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
                made = worked_out(cell.figure, panel.of_cell(shown.frame, cell), ask)
                if made.result != cell.value or (cell.value is None) != (made.lacks is not None):
                    wrong.append(f"{shown.frame.page} {cell.text}: {cell.value} shown, {made.result} worked out")
    return wrong


def told(shown: Shown, ask: Callable[..., Any], figures: set[str]) -> list[str]:
    """What the dialog would say of one figure of each name that is not in `figures` yet; where a word is missing."""
    wordless = []
    for offer in shown.offers:
        for column, figure in offer.figures.items():
            if figure in figures or not offer.rows:
                continue
            figures.add(figure)
            cell = offer.cell(0, column)
            made = worked_out(cell.figure, panel.of_cell(shown.frame, cell), ask)
            for language in LANGUAGES:
                said = [
                    texts.definition(made.kind, lambda: ask(read.metrics), language),
                    texts.in_words(made, cell.label, language),
                    texts.formula(made.kind, language),
                    texts.filled(made, language),
                    texts.lacks(made, language),
                    *(word("calculation_note", made.kind.note, language) if made.kind.note else ""),
                ]
                for behind in made.behind:
                    rows = ask(read.rows_behind, rows=behind.rows.query, row_limit=1, **behind.which)
                    said += [column.label for column in panel.columns_of(shown.frame, behind.rows, rows)]
                wordless += [f"{figure}: {text}" for text in said if NO_WORD in text]
                assert not CHINESE.search(texts.formula(made.kind, "en")), figure
    return wordless


def test_every_figure_of_every_page_is_what_its_rows_add_up_to(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader
) -> None:
    """Each card and each column of numbers names its figure; what the rows give is what is shown, to the last digit."""
    ask, nameless, wrong, wordless = asked_of(reader), set(), [], []
    figures: set[str] = set()
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
        wordless += told(shown, ask, figures)

    assert sorted(nameless) == []
    assert wrong == []
    assert wordless == []
    assert set(FIGURES) - figures <= OF_TWO_LOADS


@pytest.mark.soak
def test_every_figure_of_every_row_of_several_months(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader
) -> None:
    """The same for all rows, all parts of the projects, and other months."""
    ask, wrong = asked_of(reader), []
    months = read.months(reader)["as_of"].to_list()
    for month in (months[0], months[len(months) // 2], months[-2], months[-1]):
        for page, link in views(reader, every_part=True):
            shown = drawn(page, built_sample.store, monkeypatch, **{"as_of": month.isoformat(), **link})
            wrong += differing(shown, ask, None)

    assert wrong == []


def test_what_lies_between_two_loads_adds_up_too(
    loaded_twice: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By dataset, by department and row by row: what was added, changed and withdrawn, with its money."""
    shown = drawn("data_quality", loaded_twice, monkeypatch, section="changed")
    two = next(offer.reader for offer in shown.offers if "changed_count" in offer.figures.values())

    shown.frame.offers[:] = [offer for offer in shown.offers if offer.reader is two]

    assert differing(shown, asked_of(two), None) == []
    assert {name for offer in shown.offers for name in offer.figures.values()} >= OF_TWO_LOADS


def test_the_rows_of_a_filtered_list_are_the_lists_own(reader: snapshots.Reader) -> None:
    """Whatever the reader filters flags by, the rows behind the count are the listed ones, areas and C04 included."""
    areas = ("教育", "社会保障")
    met = 0
    for month in read.months(reader)["as_of"].to_list()[-14:]:
        listed = read.verdicts(reader, read.EVERY_DEPARTMENT, month)
        department = listed["department_code"].drop_nulls()[0]
        for view, which in (
            (Scope(), {}),
            (Scope(severity=("red",)), {"severities": ("red",)}),
            (Scope(area=areas), {"chosen_areas": areas}),
            (Scope(area=areas, department=(department,)), {"chosen_areas": areas, "chosen_departments": (department,)}),
            (Scope(course=("again", "new")), {"courses": ("again", "new")}),
            (Scope(muting=("muted",)), {"mutings": ("muted",)}),
        ):
            rows = read.rows_behind(
                reader, read.EVERY_DEPARTMENT, "verdict_rows", row_limit=None, as_of=month, verdict="flagged", **which
            )
            shown = tables.filtered(listed, view)
            met += shown.height

            assert rows["subject_code"].sort().to_list() == shown["subject_code"].sort().to_list(), (month, which)
            assert rows["once_yuan"].sum() == tables.totals(shown)["money_yuan"], (month, which)
    assert met


def test_nobody_sees_rows_of_another_department(reader: snapshots.Reader) -> None:
    """Questions for rows are answered with those of the reader's departments alone."""
    month = latest(reader)
    own = read.department_standings(reader, read.EVERY_DEPARTMENT, month)["department_name"].drop_nulls()[0]
    code = read.department_standings(reader, read.EVERY_DEPARTMENT, month)["department_code"].drop_nulls()[0]
    for rows, which in {
        "budget_rows": {"part": "current"}, "payment_rows": {"part": "paid"}, "project_rows": {}, "standing_rows": {},
        "request_rows": {"part": "waiting", "series": "overall"}, "verdict_rows": {"verdict": "flagged"},
        "change_rows": {"change": "entered"},
    }.items():  # fmt: skip
        asked: dict[str, Any] = {"rows": rows, "row_limit": None, "as_of": month, **which}

        assert set(read.rows_behind(reader, [code], **asked)["department_name"]) <= {own}, rows
        assert read.rows_behind(reader, [], **asked).is_empty(), rows
    assert read.rows_behind(reader, [], "fate_rows", row_limit=None, fate="read").is_empty()
    assert set(read.rows_behind(reader, [code], "fate_rows", row_limit=None, fate="read")["department_code"]) == {code}


def test_an_unknown_number_says_what_lacks(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader
) -> None:
    """No report yet: the gap of money and work is unknown and not zero, and what is missing is said."""
    projects = read.project_quadrants(reader, read.EVERY_DEPARTMENT, latest(reader))
    code = projects.filter(pl.col("performance_as_of").is_null())["project_code"][0]
    link = {"project": code, "calc": f"dual_gap?project_code={code}"}
    said = app_pages.said(app_pages.open_page("project", built_sample.store, monkeypatch, **link))

    assert (
        "这个数未知（不等于零）：到这个月末还没有绩效监控数据" in said
        or "这个数未知（不等于零）：“分值”不大于零" in said
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dialog_stands_in_the_readers_language(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Definition, formula, settings, rows, files; and a link that names no figure of the page opens nothing."""
    app = app_pages.open_page(
        "overview", built_sample.store, monkeypatch, lang=language, calc="budget_weighted_progress"
    )
    said = app_pages.said(app)

    assert ("Formula" in said, "公式" in said) == (language == "en", language == "zh")
    assert len(app.get("download_button")) == len(app_pages.found(app, "download_button")) > 4
    for strange in ("no_such_figure", "execution_rate?department=302", "../x", "a" * 5000):
        closed = app_pages.open_page("overview", built_sample.store, monkeypatch, lang=language, calc=strange)

        assert "dm-formula" not in "".join(app_pages.bodies(closed))
        assert app_pages.in_url(closed, "calc") == []


@given(
    paid=st.decimals(-(10**9), 10**9, places=2), budget=st.decimals(-100, 10**9, places=2),
    other_paid=st.decimals(0, 10**9, places=2), other_budget=st.decimals(0, 10**9, places=2),
    month=st.integers(1, 12),
)  # fmt: skip
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_formula_that_is_shown_is_what_the_metric_computes(
    reader: snapshots.Reader, paid: Decimal, budget: Decimal, other_paid: Decimal, other_budget: Decimal, month: int
) -> None:
    """Written out in exact fractions it gives the number of the macro, rounded once; null where that is null."""
    pace, lead, gap, short = (
        reader.cursor()
        .execute(
            "select execution_rate($1, $2), lead_points($1, $2, $3, $4), pace_gap($1, $2, $5, 12), "
            "never_below_zero(pace_shortfall_yuan($1, $2, $5, 12))",
            [paid, budget, other_paid, other_budget, month],
        )
        .fetchall()[0]
    )
    mine = {"paid_yuan": paid, "budget_current_yuan": budget, "elapsed": month, "year": 12}
    other = {"district_paid_yuan": other_paid, "district_budget_yuan": other_budget}

    assert result_of("execution_rate", mine) == pace
    assert result_of("lead_over_district", mine | other) == lead
    assert result_of("lead_over_time", mine) == gap
    if budget > 0:
        assert result_of("short_of_time_yuan", mine) == short


def result_of(figure: str, numbers: dict[str, Any]) -> Any:
    """What the formula of a figure gives for these numbers."""
    kind = FIGURES[figure]
    assert isinstance(kind, Kind)
    return working.result_of(kind, {name: numbers[name] for name in kind.terms})[0]


@pytest.mark.soak
def test_figures_by_the_rules_of_an_earlier_day_are_what_their_rows_add_up_to(
    built_sample: BuiltSample, monkeypatch: pytest.MonkeyPatch, reader: snapshots.Reader, tmp_path: Path
) -> None:
    """Where pages are judged again, so are the rows behind their figures."""
    store, wrong = tmp_path / "store", []
    shutil.copytree(built_sample.store, store, symlinks=True)
    for key, value in (
        ("E01.behind", "0.9"),
        ("curve", "2"),
        ("light_yellow", "0.9"),
        ("priority_education", "205 204"),
    ):
        run_command(
            "data_pipeline", "set", key, value, "--from", "2026-03-31", "--source", "会议纪要", "--who", "张三",
            "--store", store,
        )  # fmt: skip
    run_command("data_pipeline", "load", built_sample.inbox, "--store", store, expect=LOADED)

    for page, link in views(reader):
        if page not in BY_RULES or "as_of" in link:
            continue
        shown = drawn(page, store, monkeypatch, rules="BEFORE", **link)
        assert "rules-of" in shown.frame.reader.id
        wrong += differing(shown, asked_of(shown.frame.reader), ROWS_TRIED)

    assert wrong == []
