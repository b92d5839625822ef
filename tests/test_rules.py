"""Every rule proves itself by its own examples; the files keep the form that engine and pages need."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import duckdb
import pytest

from pages.shared import widgets
from tests.conftest import ROOT
from warehouse import build, judge, sql_files
from warehouse.sql_files import SqlFile
from wording import say

AS_OF = date(2026, 9, 30)
RULES = sql_files.read_folder("rules")
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.need('id')}: {example['because']}")
    for rule in RULES
    for example in rule.head.get("example", [])
]
ONE_OF_EACH = {"subject_id": 1, "as_of": AS_OF, "fiscal_year": AS_OF.year}


@pytest.fixture(scope="module")
def empty_house() -> Iterator[duckdb.DuckDBPyConnection]:
    """All models, without a row."""
    connection = duckdb.connect()
    build.create_staging_tables(connection)
    build.build(connection)
    judge.judge(connection)
    yield connection
    connection.close()


def fill(connection: duckdb.DuckDBPyConnection, table: str, given: Mapping[str, Any]) -> None:
    """One row of `table`, its keys filled in where the example leaves them out."""
    columns = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
    row = {name: value for name, value in ONE_OF_EACH.items() if name in columns} | dict(given)
    connection.execute(
        f"insert into examples.{table} by name select {', '.join(f'${name} as {name}' for name in row)}", row
    )


def run_example(
    connection: duckdb.DuckDBPyConnection, rule: SqlFile, example: Mapping[str, Any]
) -> tuple[Any, ...] | None:
    """The verdict that the engine reaches on the rows of an example, in a schema of its own."""
    connection.execute("create or replace schema examples")
    tables = [
        row[0]
        for row in connection.execute("select table_name from duckdb_tables() where schema_name = 'main'").fetchall()
    ]
    for table in tables:
        connection.execute(f"create table examples.{table} as from main.{table} limit 0")
    connection.execute("set schema = 'examples'")
    try:
        judge.create_tables(connection, [rule.need("id")])
        connection.execute(
            "insert into subjects (subject_id, subject_kind, fiscal_year) values (1, ?, 2026)",
            [rule.need("subject").split(",")[0]],
        )
        given = dict(example["given"])
        for other, verdict in given.pop("verdict_of", {}).items():
            severity = {"yellow": "yellow"}.get(verdict, "red" if verdict == "flagged" else None)
            connection.execute(
                "insert into verdicts (rule, as_of, subject_id, verdict, severity) values (?, ?, 1, ?, ?)",
                [other, AS_OF, "flagged" if verdict == "yellow" else verdict, severity],
            )
        for table, rows in given.items():
            for row in rows if isinstance(rows, list) else [rows]:
                fill(connection, table, row)
        if "months" not in given:
            fill(connection, "months", {"month": AS_OF.month, "is_first_year": False})
        if rule.head.get("subject_year") == "previous":
            connection.execute("update subjects set fiscal_year = (select max(fiscal_year) from project_years)")
        connection.execute("insert into settings_in_force from main.settings_in_force")
        judge.register_rule(connection, rule, 0, example.get("thresholds", {}))
        judge.write_verdicts(connection, rule)
        return connection.execute(
            "select verdict, severity, money_yuan, exemption from verdicts where rule = ? and subject_id = 1",
            [rule.need("id")],
        ).fetchone()
    finally:
        connection.execute("set schema = 'main'")
        connection.execute("drop schema examples cascade")


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(empty_house: duckdb.DuckDBPyConnection, rule: SqlFile, example: dict[str, Any]) -> None:
    """A rule reaches the verdict that its own example states."""
    found = run_example(empty_house, rule, example)

    assert found is not None
    verdict, severity, money, exemption = found
    assert verdict == example["verdict"]
    assert exemption == example.get("exemption")
    if "severity" in example:
        assert severity == example["severity"]
    if "money" in example:
        assert money == example["money"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.need("id"))
def test_examples_show_both_sides(rule: SqlFile) -> None:
    """Each rule shows a flagged case and one that is not."""
    shown = {example["verdict"] for example in rule.head["example"]}

    assert "waits_for" in rule.head or "flagged" in shown
    assert shown - {"flagged"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.need("id"))
def test_words_are_complete(rule: SqlFile) -> None:
    """Title, finding, how to clear, and every threshold with its source are there in both languages."""
    for part in ("title", "finding", "clear"):
        assert set(rule.need(part)) == {"zh", "en"}
    for threshold in rule.head.get("threshold", {}).values():
        assert {"default", "unit", "zh", "en", "source_zh", "source_en"} <= set(threshold)
    assert rule.name.startswith(rule.need("id") + "_")


CLAUSES = tomllib.loads((sql_files.HOME / "clauses.toml").read_text(encoding="utf-8"))
NOTICE = (sql_files.HOME / "notice.txt").read_text(encoding="utf-8")
DIGEST = {"S0": 2, "S1": 3, "S2": 9, "S3": 14, "S4": 7, "S5": 10, "S6": 2}


def test_every_clause_of_the_notice_is_there() -> None:
    """S0.1 to S6.2, in their order, and no other."""
    expected = [f"{part}.{number}" for part, most in DIGEST.items() for number in range(1, most + 1)]

    assert list(CLAUSES) == expected
    assert {clause for rule in RULES for clause in rule.need("clauses")} <= set(CLAUSES)


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_is_quoted_word_for_word(clause: str) -> None:
    """Its words stand in the notice exactly so."""
    assert NOTICE.count(CLAUSES[clause]["quote"]) >= 1


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_is_answered(clause: str) -> None:
    """By a rule, a metric, a page or a paper that exist, or by the sentence why it lies outside this tool."""
    words = CLAUSES[clause]
    ruled = [rule.need("id") for rule in RULES if clause in rule.need("clauses") and "waits_for" not in rule.head]
    metrics = {metric.name for metric in sql_files.read_folder("metrics")} | set(say.words("base_metric", "zh"))

    assert (
        ruled
        or any(words.get(kind) for kind in ("metrics", "pages", "papers"))
        or set(words["outside"]) == {"zh", "en"}
    )
    assert set(words.get("metrics", [])) <= metrics
    assert set(words.get("pages", [])) <= set(widgets.PAGES)
    assert all((ROOT / "reports" / f"{paper}.py").is_file() for paper in words.get("papers", []))


def test_outcomes_are_known() -> None:
    """Each severity that a rule can give has an outcome of the contract's list."""
    for rule in RULES:
        assert set(" ".join(rule.need("outcome").values()).split()) <= set(judge.OUTCOMES)
        if "severity" in rule.head:
            assert set(rule.need("outcome")) == {rule.head["severity"]}
