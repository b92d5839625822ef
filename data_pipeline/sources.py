"""What each dataset looks like in the bureau's files: its headers, kinds and key, from `sources.toml`.

Which values a field may hold belongs to the contracts; how a cell becomes a value belongs to `cleaning`.
"""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from data_pipeline.headers import plain

SHIPPED = Path(__file__).with_name("sources.toml")

Sources = dict[str, "Dataset"]


class SourcesProblem(Exception):
    """The store's sources.toml says something that cannot be meant: what, where, what next."""


@dataclass(frozen=True)
class Field:
    """One declared column. `year_from`: the field whose year completes a month or day written without one.

    `parts`: the columns that it may stand in instead of one (类, 款, 项), under its header or one of `under`, or with
    nothing above them where `parts_may_stand_alone`.
    """

    name: str
    header: str
    kind: str
    required: bool = False
    also: tuple[str, ...] = ()
    year_from: str | None = None
    unknown_is_empty: bool = False
    parts: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    parts_may_stand_alone: bool = False

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
    own = store / "sources.toml" if store else None
    return load_from(own if own is not None and own.is_file() else None)


def load_from(own: Path | None) -> Sources:
    """The shipped description with that of a file laid over it."""
    described = _shipped()
    if own is not None:
        described = _laid_over(described, _read(own), own)
    found = {name: _dataset(name, values) for name, values in described.items()}
    for dataset in found.values():
        _one_field_a_header(dataset, own or SHIPPED)
    return found


def field_of(described: Sources, dataset: str, field: str) -> tuple[Dataset, Field]:
    """A dataset and a field of it, each by the name that the program or the bureau has for it."""
    of_dataset = next((one for one in described.values() if dataset in (one.name, one.zh)), None)
    if of_dataset is None:
        raise SourcesProblem(f"There is no dataset '{dataset}'. Known are: {', '.join(described)}.")
    found = next((one for one in of_dataset.fields if field in (one.name, one.header)), None)
    if found is None:
        known = ", ".join(f"{one.name} ({one.header})" for one in of_dataset.fields)
        raise SourcesProblem(f"{of_dataset.zh} ({of_dataset.name}) has no field '{field}'. Known are: {known}.")
    return of_dataset, found


def fingerprint_text(sources: Sources) -> str:
    """The whole description as one text, to be hashed into the reader version."""
    return json.dumps({name: repr(dataset) for name, dataset in sources.items()}, ensure_ascii=False, sort_keys=True)


def _shipped() -> dict[str, Any]:
    described = _read(SHIPPED)
    classifications = described.pop("classifications")
    for values in described.values():
        values["fields"] = {
            name: {**classifications.get(field["header"], {}), **field} for name, field in values["fields"].items()
        }
    return described


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourcesProblem(f"{path}: cannot be read ({error}). Mend or remove the file.") from error


def _laid_over(shipped: dict[str, Any], own: dict[str, Any], path: Path) -> dict[str, Any]:
    merged = {name: {**values, "fields": dict(values["fields"])} for name, values in shipped.items()}
    confirmed = own.pop("confirmed", [])
    for name, values in own.items():
        _known_dataset(merged, name, path)
        if not isinstance(values, dict) or not set(values) <= {"full", "fields"}:
            raise SourcesProblem(f"{path}, [{name}]: only `full` and `fields` can be set here.")
        if not isinstance(values.get("full", False), bool):
            raise SourcesProblem(f"{path}, [{name}]: `full` has to be true or false.")
        merged[name]["full"] = values.get("full", merged[name].get("full", False))
        fields = values.get("fields", {})
        if not isinstance(fields, dict):
            raise SourcesProblem(f"{path}, [{name}]: `fields` has to be a table, [{name}.fields].")
        for field, changes in fields.items():
            also = changes.get("also") if isinstance(changes, dict) and set(changes) == {"also"} else None
            if not isinstance(also, list) or not _are_texts(also):
                raise SourcesProblem(f'{path}, [{name}.fields] {field}: expected {{ also = ["another header"] }}.')
            _add_headers(merged, name, field, also, path)
    if not isinstance(confirmed, list):
        raise SourcesProblem(f"{path}: `confirmed` has to be a list, each with dataset, field and header.")
    for one in confirmed:
        if not isinstance(one, dict) or set(one) != {"dataset", "field", "header"} or not _are_texts(one.values()):
            raise SourcesProblem(f"{path}, [[confirmed]]: each needs dataset, field and header, and nothing else.")
        _add_headers(merged, one["dataset"], one["field"], [one["header"]], path)
    return merged


def _add_headers(merged: dict[str, Any], name: str, field: str, headers: list[str], path: Path) -> None:
    _known_dataset(merged, name, path)
    if field not in merged[name]["fields"]:
        known = ", ".join(merged[name]["fields"])
        raise SourcesProblem(f"{path}, [{name}.fields]: there is no field '{field}'. Known are: {known}.")
    before = merged[name]["fields"][field]
    merged[name]["fields"][field] = {**before, "also": [*before.get("also", []), *headers]}


def _known_dataset(merged: dict[str, Any], name: str, path: Path) -> None:
    if name not in merged:
        raise SourcesProblem(f"{path}: there is no dataset '{name}'. Known are: {', '.join(merged)}.")


def _are_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(one, str) for one in values)


def _one_field_a_header(dataset: Dataset, path: Path) -> None:
    """A header that two fields of a dataset claim would leave it open which of them a column is."""
    claimed: dict[str, Field] = {}
    for field in dataset.fields:
        for header in field.headers:
            other = claimed.setdefault(plain(header), field)
            if other is not field:
                raise SourcesProblem(
                    f"{path}: in {dataset.zh} ({dataset.name}) the header '{header}' stands for both {other.name} "
                    f"({other.header}) and {field.name} ({field.header}). Remove it from one of them."
                )


def _dataset(name: str, values: dict[str, Any]) -> Dataset:
    fields = tuple(
        Field(name=field, **{key: _frozen(value) for key, value in described.items()})
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


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
