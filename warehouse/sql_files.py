"""Reads a .sql file and the TOML head in its first comment.

What a head must say is decided by who uses the file (build.py, judge.py, read.py); this module only takes files apart.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent


class DefinitionProblem(Exception):
    """One of our own SQL files is wrong: says which, what, and what would be right."""


@dataclass(frozen=True)
class SqlFile:
    """One SQL file: `name` is its stem, `head` the parsed TOML, `sql` the statement after the head."""

    name: str
    head: Mapping[str, Any]
    sql: str
    version: str

    def need(self, key: str) -> Any:
        """The head's value under `key`, or a DefinitionProblem that names the file."""
        if key not in self.head:
            raise DefinitionProblem(f"{self.name}.sql: its head lacks '{key}'. Found: {', '.join(self.head)}.")
        return self.head[key]


def read_file(path: Path) -> SqlFile:
    """The file at `path`, head and statement apart."""
    text = path.read_text(encoding="utf-8")
    if not text.startswith("/*"):
        raise DefinitionProblem(f"{path.name}: no /* head */. Write one as in metrics/execution_rate.sql.")
    head, end, sql = text[2:].partition("*/")
    if not end:
        raise DefinitionProblem(f"{path.name}: the head is not closed by */.")
    try:
        parsed = tomllib.loads(head, parse_float=Decimal)
    except tomllib.TOMLDecodeError as problem:
        raise DefinitionProblem(f"{path.name}: the head is not TOML: {problem}.") from problem
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    return SqlFile(path.stem, parsed, sql.strip().rstrip(";"), version)


@cache
def read_folder(folder: str) -> tuple[SqlFile, ...]:
    """Every file of `warehouse/<folder>`, by name."""
    return tuple(read_file(path) for path in sorted((HOME / folder).glob("*.sql")))


@cache
def plain_sql(folder: str, name: str) -> str:
    """The statement of one file of `warehouse/<folder>`."""
    return read_file(HOME / folder / f"{name}.sql").sql


def in_order(needs: Mapping[str, set[str]]) -> list[str]:
    """Names so that each comes after what it needs; needs that are not keys are left out."""
    known = {name: {need for need in needed if need in needs and need != name} for name, needed in needs.items()}
    sorter = TopologicalSorter({name: sorted(known[name]) for name in sorted(known)})
    return list(sorter.static_order())


def default_settings() -> dict[str, Any]:
    """The settings that ship with the code: name -> value, unit and source, from settings.toml."""
    settings = tomllib.loads((HOME / "settings.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    return dict(settings)
