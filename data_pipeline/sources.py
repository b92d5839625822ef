"""What each dataset looks like in the bureau's files: its headers, kinds and key, from `sources.toml`.

Which values a field may hold belongs to the contracts; how a cell becomes a value belongs to `cleaning`.
"""

import json
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("sources.toml")

Sources = dict[str, "Dataset"]


class SourcesProblem(Exception):
    """The store's sources.toml says something that cannot be meant: what, where, what next."""


@dataclass(frozen=True)
class Field:
    """One declared column. `year_from`: the field whose year completes a month or day written without one."""

    name: str
    header: str
    kind: str
    required: bool = False
    also: tuple[str, ...] = ()
    year_from: str | None = None
    unknown_is_empty: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header under which the column may stand, the contract's own first."""
        return (self.header, *self.also)


@dataclass(frozen=True)
class Dataset:
    """One kind of file. `full`: what is missing from its latest delivery is withdrawn."""

    name: str
    zh: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    starred: bool = False
    full: bool = False

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The fields under their names."""
        return {field.name: field for field in self.fields}

    @property
    def required(self) -> tuple[Field, ...]:
        """The columns that a file must have and a row must fill (`!` in the contract)."""
        return tuple(field for field in self.fields if field.required)

    @property
    def amounts(self) -> tuple[str, ...]:
        """The fields that hold money, the dataset's own amount first where it has one."""
        names = [field.name for field in self.fields if field.kind == "amount"]
        return tuple(sorted(names, key=lambda name: name != "amount_yuan"))

    @property
    def has_project(self) -> bool:
        """Whether a row belongs to a project that the project dataset has to know."""
        return "project_code" in self.by_name and self.name != "project"

    @property
    def counts_yuan(self) -> bool:
        """Whether the dataset's money is balanced (contract §1a.1)."""
        return "amount_yuan" in self.by_name


def load(store: Path | None = None) -> Sources:
    """The shipped description with the store's own laid over it."""
    described = _read(SHIPPED)
    own = store / "sources.toml" if store else None
    if own is not None and own.is_file():
        described = _laid_over(described, _read(own), own)
    return {name: _dataset(name, values) for name, values in described.items()}


def fingerprint_text(sources: Sources) -> str:
    """The whole description as one text, to be hashed into the reader version."""
    return json.dumps({name: repr(dataset) for name, dataset in sources.items()}, ensure_ascii=False, sort_keys=True)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourcesProblem(f"{path}: cannot be read ({error}). Mend or remove the file.") from error


def _laid_over(shipped: dict[str, Any], own: dict[str, Any], path: Path) -> dict[str, Any]:
    merged = {name: {**values, "fields": dict(values["fields"])} for name, values in shipped.items()}
    for name, values in own.items():
        if name not in merged:
            known = ", ".join(merged)
            raise SourcesProblem(f"{path}: there is no dataset '{name}'. Known are: {known}.")
        if not isinstance(values, dict) or not set(values) <= {"full", "fields"}:
            raise SourcesProblem(f"{path}, [{name}]: only `full` and `fields` can be set here.")
        if not isinstance(values.get("full", False), bool):
            raise SourcesProblem(f"{path}, [{name}]: `full` has to be true or false.")
        merged[name]["full"] = values.get("full", merged[name].get("full", False))
        for field, changes in values.get("fields", {}).items():
            if field not in merged[name]["fields"]:
                known = ", ".join(merged[name]["fields"])
                raise SourcesProblem(f"{path}, [{name}.fields]: there is no field '{field}'. Known are: {known}.")
            if not isinstance(changes, dict) or not set(changes) <= {"also"}:
                raise SourcesProblem(f'{path}, [{name}.fields] {field}: expected {{ also = ["another header"] }}.')
            before = merged[name]["fields"][field]
            merged[name]["fields"][field] = {**before, "also": [*before.get("also", []), *changes.get("also", [])]}
    return merged


def _dataset(name: str, values: dict[str, Any]) -> Dataset:
    fields = tuple(
        Field(name=field, **{**described, "also": tuple(described.get("also", ()))})
        for field, described in values["fields"].items()
    )
    return Dataset(
        name=name,
        zh=values["zh"],
        key=tuple(values["key"]),
        fields=fields,
        starred=values.get("starred", False),
        full=values.get("full", False),
    )
