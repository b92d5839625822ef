"""The values that the bureau may change, from when, and who said so: default < STORE/settings.toml < environment.

    materiality_yuan = 30000.00                       # always; a value alone, or with its source:
    light_red = { value = 0.55, source_zh = "区财〔2026〕5号", source_en = "district document 5 of 2026" }
    priority_education = ["205"]                      # a list of codes
    [rules.E01]
    behind = { value = 0.75, exit = 0.80 }            # flagged below 0.75, cleared only from 0.80 on

    [[change]]                                        # from a month end on; months before it stay as they were judged
    setting = "E01.behind"
    value = 0.70
    from = 2026-07-31
    source_zh = "区财〔2026〕9号"
    who = "张三"
    recorded = 2026-07-03T09:00:00

Environment: DUAL_MONITOR_SET_MATERIALITY_YUAN=30000, DUAL_MONITOR_SET_E01_BEHIND=0.75; such a value holds always.
What a setting means stands in settings.toml beside this file, what a threshold means in its rule's head; a name that
neither knows is refused. `record` adds a change and never edits one: what was said before stays in the file.
Recorded exceptions and the retention of snapshots stand in the same file and belong to others.
"""

import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from warehouse import sql_files, written_files

FILE = "settings.toml"
PREFIX = "DUAL_MONITOR_SET_"
OTHERS = {"rules", "exception", "snapshots", "change"}
ENTRY_KEYS = {"value", "exit", "source_zh", "source_en"}
CHANGE_KEYS = {*ENTRY_KEYS, "setting", "from", "who", "recorded"}
NEEDED_OF_CHANGE = {"setting", "value", "from", "who", "recorded"}
SINCE_EVER = date(1900, 1, 1)
UNTIL_FURTHER = date(9999, 12, 31)
NOT_NAMED = ("本区设定（未注明依据）", "set by this district (no document named)")
CODE = re.compile(r"\d{1,12}")
YES_OR_NO = {"yes": Decimal(1), "true": Decimal(1), "是": Decimal(1), "no": Decimal(0), "false": Decimal(0),
             "否": Decimal(0)}  # fmt: skip
TOO_LARGE = Decimal(10) ** 12  # for decimal(18, 6)


class SettingsProblem(Exception):
    """A setting that cannot be used: which, where, what next; `code` and `values` serve those who say it in Chinese."""

    def __init__(self, sentence: str, code: str = "unusable", **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(sentence)


@dataclass(frozen=True)
class Setting:
    """One value over one span of month ends: `rule` is empty for a shared setting, `origin` is default, file, change or
    environment. `codes` instead of `value` where the unit is codes. `exit_value`: a flag clears only there."""

    rule: str
    name: str
    value: Decimal | None
    origin: str
    source_zh: str
    source_en: str
    unit: str
    zh: str
    en: str
    codes: str | None = None  # separated by blanks
    exit_value: Decimal | None = None
    valid_from: date = SINCE_EVER
    valid_to: date = UNTIL_FURTHER  # its last day
    who: str | None = None
    recorded: datetime | None = None  # the wall clock of who recorded it, without zone
    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def key(self) -> str:
        """E01.behind, or light_red."""
        return f"{self.rule}.{self.name}" if self.rule else self.name


@dataclass(frozen=True)
class Change:
    """A value said by a person, from a day on. `value` is a number or a sequence of codes."""

    setting: str
    value: Decimal | Sequence[str]
    valid_from: date
    who: str
    recorded: datetime
    source_zh: str = ""
    source_en: str = ""
    exit_value: Decimal | None = None


def load(store: Path | None, environment: Mapping[str, str] | None = None) -> list[Setting]:
    """Every setting and threshold with its values in force, shared ones first; several where it changes with time."""
    given = os.environ if environment is None else environment
    file = _read(store)
    known = defaults()
    _refuse_unknown(known, file, given, store)
    said = _changes(file, known, f"{store}/{FILE}")
    return [
        each for default in known.values() for each in _in_force(default, file, given, store, said.get(default.key, []))
    ]


def changes(store: Path) -> list[Setting]:
    """Every change that was recorded, in the order of the file, whether another one replaced it or not."""
    found = _changes(_read(store), defaults(), f"{store}/{FILE}")
    return [each for of_setting in found.values() for each in of_setting]


def shared(settings: Iterable[Setting]) -> dict[str, list[Setting]]:
    """The shared settings as `build.build` takes them."""
    found: dict[str, list[Setting]] = {}
    for setting in settings:
        if not setting.rule:
            found.setdefault(setting.name, []).append(setting)
    return found


def of_rules(settings: Iterable[Setting]) -> dict[str, dict[str, list[Setting]]]:
    """The rules' thresholds as `judge.judge` takes them."""
    rules: dict[str, dict[str, list[Setting]]] = {}
    for setting in settings:
        if setting.rule:
            rules.setdefault(setting.rule, {}).setdefault(setting.name, []).append(setting)
    return rules


def spans_of(default: Setting, given: Any) -> list[Setting]:
    """What a caller gave for a setting as values over time: nothing, a value, {value, source …}, or ready settings."""
    if given is None:
        return [default]
    if isinstance(given, list) and given and isinstance(given[0], Setting):
        return given
    return [checked(default, given, default.key)]


def record(store: Path, *changes: Change) -> None:
    """Add changes to STORE/settings.toml, all or none; refused, with the file untouched, where the result could not be
    read. Of several who write at once each waits for the other."""
    with written_files.alone(store):
        record_alone(store, *changes)


def record_alone(store: Path, *changes: Change) -> None:
    """The same for who holds the store's files already."""
    path = store / FILE
    try:
        text = written_files.text_of(path)
        for change in changes:
            text = written_files.with_entry(text, _written(change))
        _changes(tomllib.loads(text, parse_float=Decimal), defaults(), str(path))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsProblem(f"{path}: cannot be read ({error}). Mend or remove the file.") from error
    written_files.put(path, text)


def value_from_text(default: Setting, text: str) -> Decimal | list[str]:
    """What a person typed as the value of a setting: a number, yes or no, or codes. Not yet checked against bounds."""
    if default.unit == "codes":
        return [code for code in re.split(r"[\s,，、+]+", text) if code]
    if default.unit == "yes_no" and text.strip().lower() in YES_OR_NO:
        return YES_OR_NO[text.strip().lower()]
    return _number(text, default.key)


def variable_of(setting: Setting) -> str:
    """The environment variable that sets it."""
    return (PREFIX + (f"{setting.rule}_" if setting.rule else "") + setting.name).upper()


def defaults() -> dict[str, Setting]:
    """What ships with the code, by key: shared settings and the rules' thresholds."""
    found = [_default("", name, entry["value"], entry) for name, entry in sql_files.default_settings().items()]
    for rule in sql_files.read_folder("rules"):
        rule_id = str(rule.need("id"))
        found += thresholds_of_head(rule_id, rule.head)
    return {each.key: each for each in found}


def thresholds_of_head(rule_id: str, head: Mapping[str, Any]) -> list[Setting]:
    """The thresholds that a rule's head declares, with their defaults."""
    return [_default(rule_id, name, entry["default"], entry) for name, entry in head.get("threshold", {}).items()]


# --- reading ---------------------------------------------------------------------------------------------------------


def _read(store: Path | None) -> dict[str, Any]:
    path = None if store is None else store / FILE
    if path is None or not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsProblem(f"{path}: cannot be read ({error}). Mend or remove the file.") from error


def _default(rule: str, name: str, value: object, words: Mapping[str, Any]) -> Setting:
    number, codes = _value(value, words["unit"], f"{rule} {name}".strip())
    return Setting(
        rule,
        name,
        number,
        "default",
        words["source_zh"],
        words["source_en"],
        words["unit"],
        words["zh"],
        words["en"],
        codes,
        least=_bound(words, "least"),
        most=_bound(words, "most"),
    )


def _bound(words: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(words[name]) if name in words else None


def _in_force(
    default: Setting,
    file: Mapping[str, Any],
    given: Mapping[str, str],
    store: Path | None,
    changes: Sequence[Setting],
) -> list[Setting]:
    section = file.get("rules", {}).get(default.rule, {}) if default.rule else file
    variable = variable_of(default)
    if variable in given:
        said: object = given[variable].split() if default.unit == "codes" else given[variable]
        return [checked(default, said, variable, "environment")]
    base = default
    if default.name in section:
        base = checked(default, section[default.name], f"{store}/{FILE}: {default.key}")
    return _spans(base, changes)


def _spans(base: Setting, changes: Sequence[Setting]) -> list[Setting]:
    """One value after the other; of two changes from one day the one recorded later holds."""
    starts = {base.valid_from: base}
    for change in sorted(changes, key=lambda each: str(each.recorded)):
        starts[change.valid_from] = change
    in_time = [starts[day] for day in sorted(starts)]
    ends = [each.valid_from - timedelta(days=1) for each in in_time[1:]] + [UNTIL_FURTHER]
    return [replace(each, valid_to=end) for each, end in zip(in_time, ends, strict=True)]


def _changes(file: Mapping[str, Any], known: Mapping[str, Setting], where: str) -> dict[str, list[Setting]]:
    entries = file.get("change", [])
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise SettingsProblem(f"{where}: a change is written under [[change]].")
    found: dict[str, list[Setting]] = {}
    for number, entry in enumerate(entries, start=1):
        place = f"{where}: [[change]] number {number}"
        lacking, strange = NEEDED_OF_CHANGE - set(entry), set(entry) - CHANGE_KEYS
        if lacking or strange:
            raise SettingsProblem(
                f"{place}: lacks {sorted(lacking)}, does not know {sorted(strange)}."
                f" It takes {', '.join(sorted(CHANGE_KEYS))}."
            )
        default = known.get(str(entry["setting"]))
        if default is None:
            raise SettingsProblem(f"{place}: no such setting: {entry['setting']}. {_LISTS_THEM}")
        if not any(entry.get(name) for name in ("source_zh", "source_en")):
            raise SettingsProblem(f"{place}: says no source. Name the document under source_zh or source_en.")
        said = {name: entry[name] for name in ENTRY_KEYS if name in entry}
        said.setdefault("source_zh", said.get("source_en"))
        said.setdefault("source_en", said["source_zh"])
        found.setdefault(default.key, []).append(
            replace(
                checked(default, said, place, "change"),
                valid_from=_day(entry["from"], place, "from"),
                who=_who(entry["who"], place),
                recorded=_moment(entry["recorded"], place),
            )
        )
    return found


def checked(default: Setting, given: object, where: str, origin: str = "file") -> Setting:
    """The setting with a given value, once it is known that it can have it."""
    entry = given if isinstance(given, Mapping) else {"value": given}
    if "value" not in entry or set(entry) - ENTRY_KEYS:
        raise SettingsProblem(f"{where}: found {dict(entry)}. Write a number, or {{ value, source_zh, source_en }}.")
    number, codes = _value(entry["value"], default.unit, where)
    exit_value = _number(entry["exit"], where) if entry.get("exit") is not None else None
    if exit_value is not None and (not default.rule or codes is not None):
        raise SettingsProblem(
            f"{where}: only a rule's own threshold has an exit; {default.key} is none.", "no_exit", setting=default.key
        )
    for each in (number, exit_value):
        _within(default, each, where)
    said_zh, said_en = NOT_NAMED
    return replace(
        default,
        value=number,
        codes=codes,
        exit_value=exit_value,
        origin=origin,
        source_zh=str(entry.get("source_zh", said_zh)),
        source_en=str(entry.get("source_en", said_en)),
    )


def _within(default: Setting, number: Decimal | None, where: str) -> None:
    if number is None:
        return
    is_whole = default.unit not in {"choice", "yes_no"} or number == number.to_integral_value()
    least, most = (number if bound is None else bound for bound in (default.least, default.most))
    if not is_whole or not least <= number <= most:
        raise SettingsProblem(
            f"{where}: {number} cannot be: {default.key} lies from {default.least} to {default.most} ({default.en}).",
            "outside",
            setting=default.key,
            value=number,
            least=default.least,
            most=default.most,
        )


def _value(value: object, unit: str, where: str) -> tuple[Decimal | None, str | None]:
    if unit != "codes":
        return _number(value, where), None
    codes = [str(code) for code in value] if isinstance(value, Sequence) and not isinstance(value, str) else None
    if codes is None or not all(CODE.fullmatch(code) for code in codes):
        raise SettingsProblem(
            f'{where}: {value!r} is no list of codes. Write it like ["205", "20502"].', "no_codes", value=value
        )
    return None, " ".join(sorted(set(codes)))


def _number(value: object, where: str) -> Decimal:
    try:
        number = Decimal(int(value)) if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or abs(number) >= TOO_LARGE or number != number.quantize(Decimal("0.000001")):
        raise SettingsProblem(
            f"{where}: '{value}' is no number of at most six decimals below a million million.",
            "no_number",
            value=value,
        )
    return number


def _day(value: object, where: str, name: str) -> date:
    if isinstance(value, datetime) or not isinstance(value, date) or not SINCE_EVER < value < UNTIL_FURTHER:
        raise SettingsProblem(f"{where}: {name} is {value}. Write a day like 2026-07-31.")
    return value


def _moment(value: object, where: str) -> datetime:
    if not isinstance(value, datetime):
        raise SettingsProblem(f"{where}: recorded is {value}. Write a time like 2026-07-03T09:00:00.")
    return value.replace(tzinfo=None)


def _who(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise SettingsProblem(f"{where}: who is {value!r}. Write the name of the person who decided it.")
    return value.strip()


_LISTS_THEM = "`python -m data_pipeline settings` lists them all."


def _refuse_unknown(
    known: Mapping[str, Setting], file: Mapping[str, Any], given: Mapping[str, str], store: Path | None
) -> None:
    rules = file.get("rules", {})
    if not isinstance(rules, Mapping) or not all(isinstance(section, Mapping) for section in rules.values()):
        raise SettingsProblem(f"{store}/{FILE}: [rules] holds one table a rule, for example [rules.E01].")
    named = {name for name in file if name not in OTHERS}
    named |= {f"{rule}.{name}" for rule, section in rules.items() for name in section}
    unknown = sorted(named - set(known))
    variables = {variable_of(setting) for setting in known.values()}
    unknown += sorted(name for name in given if name.startswith(PREFIX) and name not in variables)
    if unknown:
        raise SettingsProblem(
            f"{store}/{FILE} or the environment: no such setting: {', '.join(unknown)}. {_LISTS_THEM}"
        )


# --- writing ---------------------------------------------------------------------------------------------------------


def _written(change: Change) -> str:
    value = (
        str(change.value)
        if isinstance(change.value, Decimal)
        else "[" + ", ".join(written_files.quoted(code) for code in change.value) + "]"
    )
    lines = [
        "[[change]]",
        f"setting = {written_files.quoted(change.setting)}",
        f"value = {value}",
        *([f"exit = {change.exit_value}"] if change.exit_value is not None else []),
        f"from = {change.valid_from.isoformat()}",
        *([f"source_zh = {written_files.quoted(change.source_zh)}"] if change.source_zh else []),
        *([f"source_en = {written_files.quoted(change.source_en)}"] if change.source_en else []),
        f"who = {written_files.quoted(change.who)}",
        f"recorded = {change.recorded.replace(microsecond=0, tzinfo=None).isoformat()}",
    ]
    return "\n".join(lines) + "\n"
