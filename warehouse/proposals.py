"""Values that somebody tried and kept, and which of them were adopted: STORE/proposals.toml, where entries are only
ever added.

    [[proposal]]
    number = 1
    name = "执行进度放宽到七成"
    values = ["E01.behind=0.7"]                       # as a link to the trial writes them
    reason = "上半年集中下达"
    who = "张三"
    recorded = 2026-07-03T09:00:00
    as_of = 2026-06-30
    snapshot = "000012-3f9a61c2"
    figures = { before = 610, entered = 0, left = 5, changed = 9, now = 605, before_yuan = "1.00", now_yuan = "0.00" }

    [[adopted]]
    number = 1
    from = 2026-07-31
    source_zh = "区财〔2026〕9号"
    who = "李四"
    recorded = 2026-07-10T16:00:00

The figures are those of the day it was kept; what it would do now is asked of a new trial. Adopting writes a change of
settings.toml for each value, which the next load judges by; nothing here changes a list.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from warehouse import settings, written_files
from warehouse.settings import Change, SettingsProblem
from warehouse.trials import Value

FILE = "proposals.toml"
LONGEST_NAME = 100
LONGEST_REASON = 2000
VALUE = re.compile(r"[A-Za-z]\w{0,60}(\.\w{1,60})?=[-+.0-9]{0,200}", re.ASCII)
NUMBERS = ("before", "entered", "left", "changed", "now")
AMOUNTS = ("before_yuan", "now_yuan")
TEXTS = ("name", "who", "snapshot")
KEYS = {"number", "name", "values", "reason", "who", "recorded", "as_of", "snapshot", "figures"}
ADOPTED_KEYS = {"number", "from", "source_zh", "source_en", "who", "recorded"}


class ProposalsProblem(Exception):
    """What is wrong, where, what next; `code` and `values` serve those who say it in Chinese."""

    def __init__(self, sentence: str, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(sentence)


@dataclass(frozen=True)
class Figures:
    """Flagged projects and their money, each counted once at its gravest flag, before and with the values."""

    before: int
    entered: int
    left: int
    changed: int
    now: int
    before_yuan: Decimal
    now_yuan: Decimal


@dataclass(frozen=True)
class Adoption:
    """From when a proposal was made to hold, by whose word and on which ground."""

    valid_from: date
    who: str
    recorded: datetime
    source_zh: str
    source_en: str


@dataclass(frozen=True)
class Proposal:
    """Values kept under a name; `number` is given by `keep` and never used again."""

    name: str
    values: tuple[str, ...]
    reason: str
    who: str
    recorded: datetime
    as_of: date
    snapshot: str
    figures: Figures
    number: int = 0
    adopted: Adoption | None = None


def load(store: Path) -> list[Proposal]:
    """Every proposal in the order they were kept. Raises ProposalsProblem where the file cannot be used."""
    return _parsed(_text(store / FILE), store / FILE)


def keep(store: Path, proposal: Proposal) -> Proposal:
    """Add a proposal; gives it with its number."""
    path = store / FILE
    with written_files.alone(store):
        text = _text(path)
        numbered = replace(
            proposal,
            number=1 + max((each.number for each in _parsed(text, path)), default=0),
            recorded=proposal.recorded.replace(microsecond=0, tzinfo=None),
        )
        _put(path, text, _written(numbered))
    return numbered


def adopt(store: Path, number: int, adoption: Adoption) -> None:
    """Record each of its values from a day on, and that it was adopted; refused where one cannot be any more."""
    path = store / FILE
    with written_files.alone(store):
        text = _text(path)
        proposal = next((each for each in _parsed(text, path) if each.number == number), None)
        if proposal is None:
            raise ProposalsProblem(f"{path}: there is no proposal {number}.", "no_such", number=number)
        if proposal.adopted is not None:
            raise ProposalsProblem(f"{path}: proposal {number} was adopted before.", "adopted_before", number=number)
        entry = _written_adoption(number, adoption)
        _parsed(written_files.with_entry(text, entry), path)
        settings.record_alone(store, *changes_of(proposal.values, adoption))
        _put(path, text, entry)


def changes_of(values: Iterable[str], adoption: Adoption) -> list[Change]:
    """One change of the settings for each value."""
    known = settings.defaults()
    changes = []
    for text in values:
        key, _, said = text.partition("=")
        if key not in known:
            raise SettingsProblem(f"{key}: there is no such setting any more.", "unknown", setting=key)
        value = Value.read(said, known[key].unit)
        given: Decimal | Sequence[str] = value.number if value.number is not None else (value.codes or "").split()
        told = (adoption.valid_from, adoption.who, adoption.recorded, adoption.source_zh, adoption.source_en)
        changes.append(Change(key, given, *told, value.exit_value))
    return changes


# --- reading ---------------------------------------------------------------------------------------------------------


def _text(path: Path) -> str:
    try:
        return written_files.text_of(path)
    except (UnicodeDecodeError, OSError) as error:
        raise _unusable(path, "", str(error)) from error


def _parsed(text: str, path: Path) -> list[Proposal]:
    try:
        file = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _unusable(path, "", str(error)) from error
    strange = sorted(set(file) - {"proposal", "adopted"})
    if strange:
        raise _unusable(path, "", f"does not know {', '.join(strange)}")
    found: dict[int, Proposal] = {}
    for place, entry in enumerate(_entries(file, "proposal", path), start=1):
        proposal = _proposal(entry, path, f"[[proposal]] {place}")
        if proposal.number in found:
            raise _unusable(path, f"[[proposal]] {place}", f"number {proposal.number} is used twice")
        found[proposal.number] = proposal
    for place, entry in enumerate(_entries(file, "adopted", path), start=1):
        number, adoption = _adoption(entry, path, f"[[adopted]] {place}")
        if number not in found:
            raise _unusable(path, f"[[adopted]] {place}", f"there is no proposal {number}")
        found[number] = replace(found[number], adopted=adoption)
    return list(found.values())


def _entries(file: Mapping[str, Any], name: str, path: Path) -> list[Mapping[str, Any]]:
    entries = file.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _unusable(path, name, f"is written under [[{name}]]")
    return entries


def _proposal(entry: Mapping[str, Any], path: Path, place: str) -> Proposal:
    _has(entry, KEYS, KEYS, path, place)
    name, who, snapshot = (_said(entry[key], path, f"{place}, {key}") for key in TEXTS)
    if not isinstance(entry["reason"], str):
        raise _unusable(path, f"{place}, reason", f"{entry['reason']!r} is no text")
    return Proposal(
        name,
        _values(entry["values"], path, place),
        entry["reason"],
        who,
        _moment(entry["recorded"], path, place),
        _day(entry["as_of"], path, f"{place}, as_of"),
        snapshot,
        _figures(entry["figures"], path, f"{place}, figures"),
        _whole(entry["number"], path, f"{place}, number", least=1),
    )


def _adoption(entry: Mapping[str, Any], path: Path, place: str) -> tuple[int, Adoption]:
    _has(entry, ADOPTED_KEYS, ADOPTED_KEYS - {"source_zh", "source_en"}, path, place)
    sources = [str(entry.get(key, "")) for key in ("source_zh", "source_en")]
    if not any(source.strip() for source in sources):
        raise _unusable(path, place, "names no source")
    return _whole(entry["number"], path, f"{place}, number", least=1), Adoption(
        _day(entry["from"], path, f"{place}, from"),
        _said(entry["who"], path, f"{place}, who"),
        _moment(entry["recorded"], path, place),
        sources[0] or sources[1],
        sources[1] or sources[0],
    )


def _has(entry: Mapping[str, Any], known: set[str], needed: set[str], path: Path, place: str) -> None:
    lacking, strange = sorted(needed - set(entry)), sorted(set(entry) - known)
    if lacking or strange:
        raise _unusable(path, place, f"lacks {lacking}, does not know {strange}")


def _values(found: object, path: Path, place: str) -> tuple[str, ...]:
    if not isinstance(found, list) or not found or not all(isinstance(each, str) for each in found):
        raise _unusable(path, f"{place}, values", f"{found!r} is no list of values")
    for each in found:
        if not VALUE.fullmatch(each):
            raise _unusable(path, f"{place}, values", f"{each!r} is not written like E01.behind=0.75")
    return tuple(found)


def _figures(found: object, path: Path, place: str) -> Figures:
    wanted = {*NUMBERS, *AMOUNTS}
    if not isinstance(found, dict):
        raise _unusable(path, place, f"{found!r} is no table")
    _has(found, wanted, wanted, path, place)
    before, entered, left, changed, now = (_whole(found[name], path, f"{place}, {name}", least=0) for name in NUMBERS)
    before_yuan, now_yuan = (_amount(found[name], path, f"{place}, {name}") for name in AMOUNTS)
    return Figures(before, entered, left, changed, now, before_yuan, now_yuan)


def _amount(found: object, path: Path, place: str) -> Decimal:
    try:
        amount = Decimal(str(found))
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite():
        raise _unusable(path, place, f"{found!r} is no amount")
    return amount


def _said(found: object, path: Path, place: str) -> str:
    if not isinstance(found, str) or not found.strip():
        raise _unusable(path, place, f"{found!r} is no text")
    return found


def _whole(found: object, path: Path, place: str, *, least: int) -> int:
    if not isinstance(found, int) or isinstance(found, bool) or found < least:
        raise _unusable(path, place, f"{found!r} is no whole number from {least}")
    return found


def _day(found: object, path: Path, place: str) -> date:
    if isinstance(found, datetime) or not isinstance(found, date):
        raise _unusable(path, place, f"{found!r} is no day")
    return found


def _moment(found: object, path: Path, place: str) -> datetime:
    if not isinstance(found, datetime):
        raise _unusable(path, f"{place}, recorded", f"{found!r} is no time")
    return found.replace(tzinfo=None)


def _unusable(path: Path, place: str, what: str) -> ProposalsProblem:
    where = f"{path}, {place}" if place else str(path)
    return ProposalsProblem(
        f"{where}: {what}. Mend the file, or move it away to begin a new one.",
        "file_unusable",
        where=where,
        what=what,
    )


# --- writing ---------------------------------------------------------------------------------------------------------


def _put(path: Path, text: str, entry: str) -> None:
    """The file with one more entry, once it is known that it can be read again."""
    whole = written_files.with_entry(text, entry)
    _parsed(whole, path)
    written_files.put(path, whole)


def _written(proposal: Proposal) -> str:
    text = written_files.quoted
    told = {field.name: getattr(proposal.figures, field.name) for field in fields(Figures)}
    figures = ", ".join(f"{name} = {text(str(n)) if name in AMOUNTS else n}" for name, n in told.items())
    lines = [
        "[[proposal]]",
        f"number = {proposal.number}",
        f"name = {text(proposal.name.strip()[:LONGEST_NAME])}",
        f"values = [{', '.join(text(value) for value in proposal.values)}]",
        f"reason = {text(proposal.reason.strip()[:LONGEST_REASON])}",
        f"who = {text(proposal.who.strip()[:LONGEST_NAME])}",
        f"recorded = {proposal.recorded.isoformat()}",
        f"as_of = {proposal.as_of.isoformat()}",
        f"snapshot = {text(proposal.snapshot)}",
        f"figures = {{ {figures} }}",
    ]
    return "\n".join(lines) + "\n"


def _written_adoption(number: int, adoption: Adoption) -> str:
    text = written_files.quoted
    lines = [
        "[[adopted]]",
        f"number = {number}",
        f"from = {adoption.valid_from.isoformat()}",
        *(
            f"{name} = {text(getattr(adoption, name).strip())}"
            for name in ("source_zh", "source_en")
            if getattr(adoption, name).strip()
        ),
        f"who = {text(adoption.who.strip()[:LONGEST_NAME])}",
        f"recorded = {adoption.recorded.replace(microsecond=0, tzinfo=None).isoformat()}",
    ]
    return "\n".join(lines) + "\n"
