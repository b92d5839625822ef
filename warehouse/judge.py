"""Turns the rules into verdicts: every subject in scope, every judged month end, exactly one verdict a rule.

A rule is a file of rules/: a select with one three-valued column `is_flagged` per subject and month end. This module
runs it, maps true, false and unknown to flagged, clear and cannot assess, lets exemptions and recorded exceptions come
first, and gives the rest of the scope `not applicable`. It holds no rule of its own.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import duckdb

from warehouse import build, sql_files
from warehouse.sql_files import DefinitionProblem, SqlFile

# Contract §3, in rising gravity.
OUTCOMES = (
    "verify", "notify", "return", "review_target", "expedite", "circular", "talk", "rectify", "adjust", "merge_funds",
    "reapply", "revise_fund", "withhold_budget", "hold_release", "reclaim", "discontinue_fund", "cut_budget",
    "suspend_payment", "stop_payment",
)  # fmt: skip
MANDATORY = ("subject_id", "as_of", "is_flagged")


def judge(
    connection: duckdb.DuckDBPyConnection,
    thresholds: Mapping[str, Mapping[str, Any]] | None = None,
    progress: build.Progress = build.silent,
) -> None:
    """Writes rules_in_force, thresholds_in_force, verdicts, and the models over them.

    `thresholds` may override a rule's own: rule id -> threshold name -> value, or {value, source_zh, source_en}.
    """
    rules = {rule.need("id"): rule for rule in sql_files.read_folder("rules")}
    create_tables(connection, sorted(rules))
    order = sql_files.in_order({rule_id: rules_named(rule) for rule_id, rule in rules.items()})
    for position, rule_id in enumerate(order):
        progress(rule_id)
        register_rule(connection, rules[rule_id], position, (thresholds or {}).get(rule_id, {}))
        write_verdicts(connection, rules[rule_id])
    build.build_over_verdicts(connection, progress)


def create_tables(connection: duckdb.DuckDBPyConnection, rule_ids: list[str]) -> None:
    """Empty tables for rules, thresholds, outcomes and verdicts, and the macro by which one rule reads another."""
    connection.execute(sql_files.plain_sql(".", "verdict_tables"))
    connection.executemany("insert into rule_ids values (?)", [(rule_id,) for rule_id in rule_ids])
    connection.executemany(
        "insert into outcomes values (?, ?)", list(zip(OUTCOMES, range(1, len(OUTCOMES) + 1), strict=True))
    )
    clauses = tomllib.loads((sql_files.HOME / "clauses.toml").read_text(encoding="utf-8"))
    connection.executemany(
        "insert into clauses values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                position, clause, words["article"], words["quote"], words.get("metrics", []), words.get("pages", []),
                words.get("papers", []), words.get("outside", {}).get("zh"), words.get("outside", {}).get("en"),
            )
            for position, (clause, words) in enumerate(clauses.items())
        ],
    )  # fmt: skip
    notice = (sql_files.HOME / "notice.txt").read_text(encoding="utf-8")
    connection.executemany("insert into notice_paragraphs values (?, ?)", list(enumerate(notice.splitlines())))


def rules_named(rule: SqlFile) -> set[str]:
    """The ids of the rules whose verdicts this rule reads."""
    return set(re.findall(r"verdict_of\('(\w+)'\)", rule.sql))


def thresholds_of(rule: SqlFile, overrides: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rule's own thresholds with the value in force, and the shared settings that it uses."""
    own = []
    for name, default in rule.head.get("threshold", {}).items():
        given = overrides.get(name)
        entry = {**default, "value": default["default"]}
        entry |= given if isinstance(given, Mapping) else {} if given is None else {"value": given}
        own.append({"name": name, **entry})
    return own


def register_rule(
    connection: duckdb.DuckDBPyConnection, rule: SqlFile, position: int, overrides: Mapping[str, Any]
) -> None:
    """Stores the rule with words, SQL and thresholds, so that it can be shown and run from the snapshot alone."""
    head = rule.head
    rule_id = rule.need("id")
    # where a severity has several, the rule's own column `outcome` chooses
    for outcome in " ".join(rule.need("outcome").values()).split():
        if outcome not in OUTCOMES:
            raise DefinitionProblem(f"rules/{rule.name}.sql: outcome '{outcome}' is none of {', '.join(OUTCOMES)}.")
    title, finding, clear = rule.need("title"), rule.need("finding"), rule.need("clear")
    connection.execute(
        "insert into rules_in_force values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            rule_id, position, rule.name, rule.need("subject"), head.get("subject_year", "same"),
            title["zh"], title["en"], finding["zh"], finding["en"],
            clear["zh"], clear["en"], rule.need("clauses"), head.get("exempt", []),
            rule.need("sources"), json.dumps(dict(rule.need("outcome"))), head.get("severity"),
            bool(head.get("protected_may_exceed", False)), rule.sql, rule.version,
        ],
    )  # fmt: skip
    for entry in thresholds_of(rule, overrides):
        connection.execute(
            "insert into thresholds_in_force values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                rule_id, entry["name"], Decimal(entry["value"]), entry["unit"], entry["zh"], entry["en"],
                entry["source_zh"], entry["source_en"],
            ],
        )  # fmt: skip
    for name in head.get("uses", []):
        connection.execute(
            "insert into thresholds_in_force "
            "select ?, name, value, unit, zh, en, source_zh, source_en from settings_in_force where name = ?",
            [rule_id, name],
        )


def parameters_of(connection: duckdb.DuckDBPyConnection, rule_id: str) -> dict[str, Decimal]:
    """The thresholds in force for a rule: name -> value, as its SQL takes them."""
    rows = connection.execute("select name, value from thresholds_in_force where rule = ?", [rule_id]).fetchall()
    return dict(rows)


def write_verdicts(connection: duckdb.DuckDBPyConnection, rule: SqlFile) -> None:
    """The verdicts of one rule: those its select decides, and `not applicable` for the rest of its scope."""
    rule_id = rule.need("id")
    parameters = parameters_of(connection, rule_id)
    columns = columns_of(connection, rule, parameters)
    severity = "rule_rows.severity" if "severity" in columns else "$fixed_severity"
    exemption = "rule_rows.exemption" if "exemption" in columns else "null::varchar"
    mark = "rule_rows.mark" if "mark" in columns else "null::varchar"
    missing = "rule_rows.missing" if "missing" in columns else "null::varchar"
    money = "rule_rows.money_yuan" if "money_yuan" in columns else "0::decimal(18, 2)"
    pieces = {
        "rule_sql": rule.sql, "severity": severity, "exemption": exemption, "mark": mark, "money": money,
        "missing": missing, "outcome": "rule_rows.outcome" if "outcome" in columns else "null::varchar",
    }  # fmt: skip
    statement = re.sub(r"\{\{(\w+)\}\}", lambda match: pieces[match[1]], sql_files.plain_sql(".", "write_verdicts"))
    given: dict[str, Any] = {**parameters, "rule_id": rule_id}
    if severity == "$fixed_severity":
        given["fixed_severity"] = rule.need("severity")
    connection.execute(statement, given)
    fill_scope(connection, rule)


def fill_scope(connection: duckdb.DuckDBPyConnection, rule: SqlFile) -> None:
    """`not applicable` for every subject in the rule's scope that its select leaves out; refuses doubled verdicts."""
    about = {
        "rule_id": rule.need("id"),
        "subject_kind": rule.need("subject"),
        "years_back": 1 if rule.head.get("subject_year") == "previous" else 0,
    }
    connection.execute(sql_files.plain_sql(".", "fill_scope"), about)
    counted = connection.execute(sql_files.plain_sql(".", "count_scope"), about).fetchone()
    if counted is None or counted[0] != counted[1]:
        raise build.ArithmeticProblem(
            f"rules/{rule.name}.sql: {counted} are the subjects and months in scope and the verdicts. "
            "Its select must give each subject and month at most once, and only those of its scope."
        )


def columns_of(connection: duckdb.DuckDBPyConnection, rule: SqlFile, parameters: Mapping[str, Any]) -> list[str]:
    """The columns of a rule's select; refuses one that lacks a mandatory column or a declared threshold."""
    declared = set(parameters)
    used = set(re.findall(r"\$(\w+)", rule.sql))
    if declared != used:
        raise DefinitionProblem(
            f"rules/{rule.name}.sql: thresholds declared {sorted(declared)}, used {sorted(used)}. Declare each under "
            "[threshold.NAME] or in uses = [...], and use each."
        )
    cursor = connection.execute(f"select * from ({rule.sql}) limit 0", dict(parameters))  # noqa: S608
    columns = [column[0] for column in cursor.description or []]
    lacking = [name for name in MANDATORY if name not in columns]
    if lacking:
        raise DefinitionProblem(f"rules/{rule.name}.sql: its select lacks {lacking}. Found: {columns}.")
    return columns
