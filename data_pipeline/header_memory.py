"""Headers that nobody has told us of: what they look like, and the answer kept once a person has given it.

An answer is a few lines at the end of the store's `sources.toml`, so that what a person wrote there stays as it is.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path

from data_pipeline import sources
from data_pipeline.headers import name_of, plain, without_unit
from data_pipeline.sources import Dataset, Field, SourcesProblem

ALIKE = 0.6  # 实付金额 and 支付金额 are at 0.75, 单位名称 and 单位编码 at 0.5
MOST = 10
LOOKED_AT = 100  # unknown headers of a table; nobody reads on


@dataclass(frozen=True)
class Likeness:
    """A header of a file that looks like that of a field."""

    header: str
    dataset: str
    dataset_zh: str
    field: str
    field_header: str
    likeness: float


def alike(headers: Sequence[str], fields: Sequence[tuple[Dataset, Field]]) -> list[Likeness]:
    """Pairs of an unknown header and a field that it may be meant for, the likeliest first."""
    found = [
        Likeness(header, dataset.name, dataset.zh, one.name, one.header, likeness)
        for header in list(dict.fromkeys(headers))[:LOOKED_AT]
        for dataset, one in fields
        if (likeness := _likeness(header, one)) >= ALIKE
    ]
    return sorted(found, key=lambda one: -one.likeness)[:MOST]


def _likeness(header: str, one: Field) -> float:
    given = name_of(plain(header.rpartition("/")[2])).base
    return round(max(SequenceMatcher(None, given, plain(known)).ratio() for known in one.headers), 3)


def as_json(found: Iterable[Likeness]) -> str:
    """The pairs as they are kept beside a file that could not be used."""
    return json.dumps([asdict(one) for one in found], ensure_ascii=False)


def suggestions(details: Mapping[str, str]) -> list[Likeness]:
    """The pairs of such a file, from the details of its problem; what a page offers to confirm."""
    return [Likeness(**one) for one in json.loads(details.get("suggestions", "[]"))]


def confirm(store: Path, dataset: str, field: str, header: str) -> bool:
    """Keep in the store's sources.toml that a column called `header` is that field; False if it was known."""
    store.mkdir(parents=True, exist_ok=True)
    with _alone(store):
        described = sources.load(store)
        of_dataset, known = sources.field_of(described, dataset, field)
        text = " ".join(header.split())
        if known.kind == "amount":
            text = without_unit(name_of(plain(text)))  # next month it may come in another unit
        if not plain(text):
            raise SourcesProblem("The header is empty. Name it as it stands in the file.")
        if plain(text) in {plain(one) for one in known.headers}:
            return False
        _refuse_what_is_taken(of_dataset, text)
        _append(store / "sources.toml", {"dataset": of_dataset.name, "field": known.name, "header": text})
        return True


def _refuse_what_is_taken(dataset: Dataset, header: str) -> None:
    for other in dataset.fields:
        if plain(header) in {plain(one) for one in other.headers}:
            raise SourcesProblem(
                f"In {dataset.zh} ({dataset.name}) the header '{header}' is {other.header} ({other.name}) already; it "
                "cannot stand for two fields. If that is wrong, take it out of the store's sources.toml first."
            )


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    """Two answers at once are kept one after the other."""
    folder = os.open(store, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _append(path: Path, answer: dict[str, str]) -> None:
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    lines = "".join(f"{name} = {_quoted(value)}\n" for name, value in answer.items())
    _write(path, f"{before}{gap}[[confirmed]]\n{lines}")


def _write(path: Path, text: str) -> None:
    """The whole file or none of it, and only if it can be used afterwards."""
    draft = path.with_name(f"{path.name}.writing-{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        sources.load_from(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
