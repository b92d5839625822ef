"""Turns the rules into verdicts: every subject in scope, every judged month end, exactly one verdict a rule.

A rule is a file of rules/: a select with one three-valued column `is_flagged` per subject and month end. This module
runs it, maps true, false and unknown to flagged, clear and cannot assess, lets exemptions and recorded exceptions come
first, and gives the rest of the scope `not applicable`. It holds no rule of its own.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb

from warehouse import build, settings, sql_files
from warehouse.settings import Setting
from warehouse.sql_files import DefinitionProblem, SqlFile

# Contract §3, in rising gravity.
OUTCOMES = (
    "verify", "notify", "return", "review_target", "expedite", "circular", "talk", "rectify", "adjust", "merge_funds",
    "reapply", "revise_fund", "withhold_budget", "hold_release", "reclaim", "discontinue_fund", "cut_budget",
    "suspend_payment", "stop_payment",
)  # fmt: skip
MANDATORY = ("subject_id", "as_of", "is_flagged")
# first day, last day, the thresholds as a rule's SQL takes them, and those that a flag has to reach to clear
Period = tuple[date, date, dict[str, Decimal], dict[str, Decimal]]


def judge(
    connection: duckdb.DuckDBPyConnection,
    thresholds: Mapping[str, Mapping[str, Any]] | None = None,
    progress: build.Progress = build.silent,
) -> None:
    """Writes rules_in_force, thresholds_in_force, verdicts, and the models over them.

    `thresholds` may override a rule's own: rule id -> threshold name -> value, {value, source_zh, source_en}, or a list
    of Setting.
    """
    rules = {rule.need("id"): rule for rule in sql_files.read_folder("rules")}
    create_tables(connection, sorted(rules))
    order = sql_files.in_order({rule_id: build.rules_named(rule.sql) for rule_id, rule in rules.items()})
    for position, rule_id in enumerate(order):
        progress(rule_id)
        register_rule(connection, rules[rule_id], position, (thresholds or {}).get(rule_id, {}))
        write_verdicts(connection, rules[rule_id])
    write_versions(connection)
    build.build_over_verdicts(connection, progress)


def create_tables(connection: duckdb.DuckDBPyConnection, rule_ids: list[str]) -> None:
    """Empty tables for rules, thresholds, outcomes and verdicts, and the macro by which one rule reads another."""
    connection.execute(sql_files.plain_sql(".", "verdict_tables"))
    connection.execute(sql_files.plain_sql(".", "verdict_of"))
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


def thresholds_of(rule: SqlFile, overrides: Mapping[str, Any]) -> list[Setting]:
    """The rule's own thresholds with their values over time."""
    return [
        span
        for default in settings.thresholds_of_head(rule.need("id"), rule.head)
        for span in settings.spans_of(default, overrides.get(default.name))
    ]


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
    for span in thresholds_of(rule, overrides):
        connection.execute(
            "insert into thresholds_in_force values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, true)",
            [
                rule_id, span.name, span.value, span.exit_value, span.unit, span.zh, span.en, span.source_zh,
                span.source_en, span.valid_from, span.valid_to, span.origin, span.who, span.recorded,
            ],
        )  # fmt: skip
    for name in head.get("uses", []):
        connection.execute(
            "insert into thresholds_in_force select ?, name, value, null, unit, zh, en, source_zh, source_en, "
            "valid_from, valid_to, origin, who, recorded, false from settings_in_force where name = ?",
            [rule_id, name],
        )
    build.note_dependencies(connection, "rule", rule_id, rule.sql, build.tables_read(connection, rule))
    for name in head.get("uses", []):
        connection.execute("insert into dependencies values ('rule', ?, 'setting', ?)", [rule_id, name])


def write_versions(connection: duckdb.DuckDBPyConnection) -> None:
    """rule_versions: a rule's text with all values that its verdicts rest on, directly or through models and other
    rules. A value changed from a day on makes a version from that day on; the version before it stays as it was."""
    rests_on = Dependencies(connection)
    texts = dict(connection.execute("select rule, version from rules_in_force").fetchall())
    models = dict(connection.execute("select name, version from models_in_force").fetchall())
    for rule in sorted(texts):
        spans = rests_on.values_of("rule", rule)
        behind = rests_on.behind("rule", rule)
        code = [texts[rule], *(f"{name} {texts[name]}" for kind, name in sorted(behind) if kind == "rule")]
        code += [f"{name} {models[name]}" for kind, name in sorted(behind) if kind == "table" and name in models]
        days = sorted({span.valid_from for span in spans})
        ends = [day - timedelta(days=1) for day in days[1:]] + [settings.UNTIL_FURTHER]
        for day, end in zip(days or [settings.SINCE_EVER], ends, strict=True):
            held = [f"{each.name}={each.said}" for each in spans if each.valid_from <= day <= each.valid_to]
            mark = hashlib.sha256("\n".join([*code, *sorted(held)]).encode()).hexdigest()[:12]
            connection.execute("insert into rule_versions values (?, ?, ?, ?)", [rule, day, end, mark])


def stored_rules(connection: duckdb.DuckDBPyConnection) -> dict[str, SqlFile]:
    """The rules as a snapshot holds them, by id, as `write_verdicts` takes them."""
    rows = connection.execute(
        "select rule, name, subject_kind, subject_year, severity, sql, version from rules_in_force order by position"
    ).fetchall()
    return {
        rule: SqlFile(name, {"id": rule, "subject": kind, "subject_year": year, "severity": severity}, sql, version)
        for rule, name, kind, year, severity, sql, version in rows
    }


@dataclass(frozen=True)
class Held:
    """One value of a setting or threshold over a span of days, as text."""

    name: str
    said: str
    valid_from: date
    valid_to: date


class Dependencies:
    """What rests on what in a snapshot: models on tables and settings, rules on models, settings and other rules."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._reads: dict[tuple[str, str], set[tuple[str, str]]] = {}
        rows = connection.execute("select reader_kind, reader, read_kind, read_name from dependencies").fetchall()
        for reader_kind, reader, read_kind, read_name in rows:
            kind = "table" if reader_kind == "model" else reader_kind
            self._reads.setdefault((kind, reader), set()).add((read_kind, read_name))
        self._held: dict[tuple[str, str], list[Held]] = {}
        spans = connection.execute(sql_files.plain_sql(".", "values_held")).fetchall()
        for kind, name, key, said, valid_from, valid_to in spans:
            self._held.setdefault((kind, name), []).append(Held(key, said, valid_from, valid_to))

    def direct(self, kind: str, name: str) -> set[tuple[str, str]]:
        """What it reads itself; a table of which only some columns count is a table here."""
        return {("table" if kind == "columns" else kind, name) for kind, name in self._reads.get((kind, name), set())}

    def behind(self, kind: str, name: str) -> set[tuple[str, str]]:
        """Everything that it rests on, directly or through others, without itself: (table, setting or rule; name)."""
        found: set[tuple[str, str]] = set()
        waiting = [(kind, name)]
        while waiting:
            for each in self._reads.get(waiting.pop(), set()) - found:
                found.add(each)
                waiting.append(each)
        return found - {(kind, name)}

    def resting_on(self, changed: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Everything that rests on one of these, directly or through others, without these."""
        found = set(changed)
        while True:
            more = {reader for reader, reads in self._reads.items() if reader not in found and reads & found}
            if not more:
                return found - set(changed)
            found |= more

    def values_of(self, kind: str, name: str) -> list[Held]:
        """Every value that it rests on."""
        return [held for each in [(kind, name), *sorted(self.behind(kind, name))] for held in self._held.get(each, [])]


def periods_of(connection: duckdb.DuckDBPyConnection, rule_id: str) -> list[Period]:
    """Spans of equal thresholds of a rule: first day, last day, name -> value as its SQL takes them, and the values
    that a flag has to reach to clear (the same where no exit is set)."""
    rows = connection.execute(
        "select name, value, coalesce(exit_value, value), valid_from, valid_to from thresholds_in_force where rule = ?",
        [rule_id],
    ).fetchall()
    days = sorted({row[3] for row in rows}) or [settings.SINCE_EVER]
    ends = [day - timedelta(days=1) for day in days[1:]] + [settings.UNTIL_FURTHER]
    periods = []
    for day, end in zip(days, ends, strict=True):
        held = [row for row in rows if row[3] <= day <= row[4]]
        periods.append((day, end, {row[0]: row[1] for row in held}, {row[0]: row[2] for row in held}))
    return periods


def write_verdicts(
    connection: duckdb.DuckDBPyConnection, rule: SqlFile, columns: Collection[str] | None = None
) -> list[str]:
    """The verdicts of one rule: those its select decides, and `not applicable` for the rest of its scope.

    Gives the columns of its select, which may be given where they are known: to ask takes as long as to judge a month.
    """
    periods = periods_of(connection, rule.need("id"))
    known = columns_of(connection, rule, periods[0][2]) if columns is None else list(columns)
    decide(connection, rule, periods, known)
    fill_scope(connection, rule)
    check_scope(connection, rule)
    return known


def decide(
    connection: duckdb.DuckDBPyConnection, rule: SqlFile, periods: Iterable[Period], columns: Collection[str]
) -> None:
    """The verdicts that the rule's select of these columns decides, period by period."""
    pieces = {
        "rule_sql": rule.sql,
        "severity": "rule_rows.severity" if "severity" in columns else "$fixed_severity",
        "exemption": "rule_rows.exemption" if "exemption" in columns else "null::varchar",
        "mark": "rule_rows.mark" if "mark" in columns else "null::varchar",
        "money": "rule_rows.money_yuan" if "money_yuan" in columns else "0::decimal(18, 2)",
        "missing": "rule_rows.missing" if "missing" in columns else "null::varchar",
        "outcome": "rule_rows.outcome" if "outcome" in columns else "null::varchar",
    }
    fixed = {} if "severity" in columns else {"fixed_severity": rule.need("severity")}
    rule_id = {"rule_id": rule.need("id")}
    for first_day, last_day, entry, leave in periods:
        span = {"first_day": first_day, "last_day": last_day}
        connection.execute(_filled("write_verdicts", pieces), {**rule_id, **fixed, **entry, **span})
        if leave != entry:
            connection.execute(_filled("rows_at_exit", pieces), {**fixed, **leave, **span})
            connection.execute(sql_files.plain_sql(".", "hold_until_exit"), {**rule_id, **span})


def _filled(name: str, pieces: Mapping[str, str]) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda match: pieces[match[1]], sql_files.plain_sql(".", name))


def fill_scope(connection: duckdb.DuckDBPyConnection, rule: SqlFile) -> None:
    """`not applicable` for every subject in the rule's scope that its select leaves out."""
    connection.execute(sql_files.plain_sql(".", "fill_scope"), _scope_of(rule))


def check_scope(connection: duckdb.DuckDBPyConnection, rule: SqlFile) -> None:
    """Refuses a rule that judges a subject and month twice, or one out of its scope."""
    counted = connection.execute(sql_files.plain_sql(".", "count_scope"), _scope_of(rule)).fetchone()
    if counted is None or counted[0] != counted[1]:
        raise build.ArithmeticProblem(
            f"rules/{rule.name}.sql: {counted} are the subjects and months in scope and the verdicts. "
            "Its select must give each subject and month at most once, and only those of its scope."
        )


def _scope_of(rule: SqlFile) -> dict[str, Any]:
    return {
        "rule_id": rule.need("id"),
        "subject_kind": rule.need("subject"),
        "years_back": 1 if rule.head.get("subject_year") == "previous" else 0,
    }


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
