"""Opens one page script by itself, as a reader of a given store and link would meet it; reads what it says."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import widgets
from tests.conftest import ROOT
from warehouse import build, judge, snapshots
from wording.say import NO_WORD

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def open_page(page: str, store: Path, monkeypatch: pytest.MonkeyPatch, **link: str | list[str]) -> AppTest:
    """The page after its first run, without exception and without a missing word."""
    monkeypatch.setenv("DUAL_MONITOR_STORE", str(store))
    app = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
    for name, value in link.items():
        app.query_params[name] = value
    return rerun(app)


def rerun(app: AppTest) -> AppTest:
    """The page after another run; fails on an exception or a missing word."""
    app.run()
    assert [each.value for each in app.exception] == []
    assert NO_WORD not in said(app)
    return app


def said(app: AppTest) -> str:
    """Everything that the page says in HTML, messages and labels, tags gone."""
    texts = [re.sub(r"<[^>]+>", "\n", body) for body in bodies(app)]
    texts += [each.value for kind in ("info", "success", "warning", "error") for each in found(app, kind)]
    texts += labels(app)
    return unescape("\n".join(texts))


def found(app: AppTest, kind: str) -> list[Any]:
    """The elements of a kind, in their order."""
    return list(app.get(kind))


def bodies(app: AppTest) -> list[str]:
    """The HTML pieces of the page, style sheets left out."""
    return [each.proto.body for each in app.get("html") if not each.proto.body.startswith("<style")]


def labels(app: AppTest) -> list[str]:
    """The labels of everything that can be touched."""
    kinds = ("selectbox", "multiselect", "button_group", "download_button", "button", "checkbox", "expander")
    return [each.proto.label for kind in kinds for each in app.get(kind)]


def tables(app: AppTest) -> Iterator[Any]:
    """The tables of the page as frames."""
    for each in found(app, "dataframe"):
        yield each.value


def table_with(app: AppTest, column: str) -> Any:
    """The first table that has the column."""
    return next(each for each in tables(app) if column in each.columns)


def columns(app: AppTest) -> list[str]:
    """The heads of all tables."""
    configurations = [json.loads(each.proto.columns) for each in app.get("dataframe")]
    return [column["label"] for each in configurations for column in each.values() if "label" in column]


def in_url(app: AppTest, name: str) -> list[str]:
    """The values of a field in the URL."""
    value = app.query_params.get(name, [])
    return [value] if isinstance(value, str) else list(value)


def choose(app: AppTest, field: str, value: Any) -> AppTest:
    """The page after the reader has set one of its switches or filters."""
    key = f"field.{field}"
    widgets = [each for kind in ("selectbox", "multiselect", "button_group") for each in found(app, kind)]
    next(widget for widget in widgets if widget.key == key).set_value(value)
    return rerun(app)


def select_row(app: AppTest, position: int) -> AppTest:
    """The page after the reader has selected a row of its first table that can be selected."""
    key = next(str(each.key) for each in app.get("dataframe") if str(each.key).startswith("table."))
    app.session_state[key] = {"selection": {"rows": [position], "columns": [], "cells": []}}
    return rerun(app)


def files_made(page: str, store: Path, monkeypatch: pytest.MonkeyPatch, **link: str | list[str]) -> dict[str, bytes]:
    """key of the button -> the file that it would hand over; the buttons themselves are tried in the browser."""
    makers: dict[str, Callable[[], bytes]] = {}

    def noted(_label: str, make: Callable[[], bytes], _name: str, *, key: str, **_: Any) -> None:
        makers[key] = make

    with monkeypatch.context() as patch:
        patch.setattr(widgets, "download", noted)
        open_page(page, store, patch, **link)
    return {key: make() for key, make in makers.items()}


def publish(store: Path, *statements: str) -> Path:
    """A store with one snapshot of what the statements put into the staging tables, which its id tells: pages keep
    their answers by it."""
    with snapshots.draft(store) as draft:
        build.create_staging_tables(draft.connection)
        for statement in statements:
            draft.connection.execute(statement)
        build.build(draft.connection)
        judge.judge(draft.connection)
        build.run_checks(draft.connection)
        draft.publish(hashlib.sha256("\n".join(statements).encode()).hexdigest())
    return store


# one small project, paid in January as planned: nothing to flag
QUIET = (
    "insert into source_files values ('a.xlsx', 'x', 1, null, null, null)",
    "insert into source_parts values (1, 'a.xlsx', 'Sheet1', 'payment', null, ['request_no'], '元')",
    "insert into staged_organisation values (1, 2, '101', '区财政局', '部门', null, null)",
    """
    insert into staged_project by name
    select
        1 as source_id, 2 as source_row, 2026 as fiscal_year, 'P1' as project_code, '工资' as project_name,
        '101' as department_code, '人员类' as project_category, '保工资' as three_guarantee_tier
    """,
    """
    insert into staged_budget_line by name
    select
        1 as source_id, 2 as source_row, 2026 as fiscal_year, 'D1' as doc_no, 'P1' as project_code,
        '101' as agency_code, '2010101' as func_item, '111' as fund_nature, '本级' as fund_source,
        '年初预算' as budget_origin, 12000.00 as amount_yuan, date '2026-01-01' as approved_date,
        date '2026-01-01' as issued_date
    """,
    """
    insert into staged_payment by name
    select
        1 as source_id, 2 as source_row, 'Z1' as request_no, 'P1' as project_code, '101' as agency_code,
        1000.00 as amount_yuan, date '2026-01-05' as requested_date, date '2026-01-06' as paid_date, '已支付' as status
    """,
)
