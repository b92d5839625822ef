"""The numbers that the bureau may change and where each comes from: default < STORE/settings.toml < environment.

    materiality_yuan = 30000.00                       # a value alone, or with its source:
    light_red = { value = 0.55, source_zh = "区财〔2026〕5号", source_en = "district document 5 of 2026" }
    [rules.E01]
    behind = 0.75

Environment: DUAL_MONITOR_SET_MATERIALITY_YUAN=30000, DUAL_MONITOR_SET_E01_BEHIND=0.75. What a setting means stands in
settings.toml beside this file, what a threshold means in its rule's head; a name that neither knows is refused.
Recorded exceptions and the retention of snapshots stand in the same file and belong to others.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from warehouse import sql_files

FILE = "settings.toml"
PREFIX = "DUAL_MONITOR_SET_"
OTHERS = {"rules", "exception", "snapshots"}
ENTRY_KEYS = {"value", "source_zh", "source_en"}


class SettingsProblem(Exception):
    """A setting that cannot be used: which, where, what next."""


@dataclass(frozen=True)
class Setting:
    """One value in force: `rule` is empty for a shared setting, `origin` is default, file or environment."""

    rule: str
    name: str
    value: Decimal
    origin: str
    source_zh: str
    source_en: str
    unit: str
    zh: str
    en: str


def load(store: Path | None, environment: Mapping[str, str] | None = None) -> list[Setting]:
    """Every setting and threshold with its value in force, shared ones first."""
    given = os.environ if environment is None else environment
    file = _read(store)
    known = _defaults()
    _refuse_unknown(known, file, given, store)
    return [_in_force(default, file, given, store) for default in known.values()]


def shared(settings: list[Setting]) -> dict[str, dict[str, Any]]:
    """The shared settings as `build.build` takes them."""
    return {setting.name: _entry(setting) for setting in settings if not setting.rule}


def of_rules(settings: list[Setting]) -> dict[str, dict[str, dict[str, Any]]]:
    """The rules' thresholds as `judge.judge` takes them."""
    rules: dict[str, dict[str, dict[str, Any]]] = {}
    for setting in settings:
        if setting.rule:
            rules.setdefault(setting.rule, {})[setting.name] = _entry(setting)
    return rules


def _entry(setting: Setting) -> dict[str, Any]:
    return {"value": setting.value, "source_zh": setting.source_zh, "source_en": setting.source_en}


def _read(store: Path | None) -> dict[str, Any]:
    path = None if store is None else store / FILE
    if path is None or not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsProblem(f"{path}: cannot be read ({error}). Mend or remove the file.") from error


def _defaults() -> dict[tuple[str, str], Setting]:
    found = {
        ("", name): _default("", name, entry["value"], entry) for name, entry in sql_files.default_settings().items()
    }
    for rule in sql_files.read_folder("rules"):
        rule_id = str(rule.need("id"))
        for name, entry in rule.head.get("threshold", {}).items():
            found[rule_id, name] = _default(rule_id, name, entry["default"], entry)
    return found


def _default(rule: str, name: str, value: object, words: Mapping[str, str]) -> Setting:
    return Setting(
        rule,
        name,
        Decimal(str(int(value) if isinstance(value, bool) else value)),
        "default",
        words["source_zh"],
        words["source_en"],
        words["unit"],
        words["zh"],
        words["en"],
    )


def _in_force(default: Setting, file: Mapping[str, Any], given: Mapping[str, str], store: Path | None) -> Setting:
    section = file.get("rules", {}).get(default.rule, {}) if default.rule else file
    variable = variable_of(default)
    if variable in given:
        return _changed(default, given[variable], "environment", variable)
    if default.name in section:
        return _changed(
            default, section[default.name], "file", f"{store}/{FILE}: {default.rule} {default.name}".strip()
        )
    return default


def _changed(default: Setting, given: object, origin: str, where: str) -> Setting:
    entry = given if isinstance(given, Mapping) else {"value": given}
    if "value" not in entry or set(entry) - ENTRY_KEYS:
        raise SettingsProblem(f"{where}: found {dict(entry)}. Write a number, or {{ value, source_zh, source_en }}.")
    value = _number(entry["value"], where)
    said_zh, said_en = ("本区设定（未注明依据）", "set by this district (no document named)")
    return Setting(
        default.rule,
        default.name,
        value,
        origin,
        str(entry.get("source_zh", said_zh)),
        str(entry.get("source_en", said_en)),
        default.unit,
        default.zh,
        default.en,
    )


def _number(value: object, where: str) -> Decimal:
    try:
        number = Decimal(int(value)) if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or number != number.quantize(Decimal("0.000001")):
        raise SettingsProblem(f"{where}: '{value}' is no number of at most six decimals. Mend it or take it away.")
    return number


def variable_of(setting: Setting) -> str:
    """The environment variable that sets it."""
    return (PREFIX + (f"{setting.rule}_" if setting.rule else "") + setting.name).upper()


def _refuse_unknown(
    known: Mapping[tuple[str, str], Setting], file: Mapping[str, Any], given: Mapping[str, str], store: Path | None
) -> None:
    named = {("", name) for name in file if name not in OTHERS}
    rules = file.get("rules", {})
    if not isinstance(rules, Mapping) or not all(isinstance(section, Mapping) for section in rules.values()):
        raise SettingsProblem(f"{store}/{FILE}: [rules] holds one table a rule, for example [rules.E01].")
    named |= {(rule, name) for rule, section in rules.items() for name in section}
    unknown = sorted(" ".join(part for part in key if part) for key in named - set(known))
    variables = {variable_of(setting) for setting in known.values()}
    unknown += sorted(name for name in given if name.startswith(PREFIX) and name not in variables)
    if unknown:
        raise SettingsProblem(
            f"{store}/{FILE} or the environment: no such setting: {', '.join(unknown)}. "
            "`python -m data_pipeline settings` lists them all."
        )
