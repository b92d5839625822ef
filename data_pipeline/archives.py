"""Files of the inbox and files inside its zip archives, each a delivery of its own: `archive.zip/inner.xlsx`.

A member is unpacked under a name of ours, one at a time, and only while it is read: nothing is ever written to a name
that an archive gives. What is refused here: archives in archives, encrypted members, names that lead out of the
archive, and what unpacks to absurd sizes.
"""

import hashlib
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from data_pipeline.problems import SourceProblem

ARCHIVE = ".zip"
IGNORED = ("thumbs.db", "desktop.ini", "__macosx")
MOST_MEMBERS = 10_000
MOST_BYTES = 8 * 1024**3  # what one archive may unpack to
MOST_TIMES_SMALLER = 300  # deflate itself ends at 1032; a ledger shrinks to a tenth, a sparse one to a hundredth
SMALL_BYTES = 64 * 1024**2  # up to here nobody minds how well it was packed
_SAYS_UTF8 = 0x800
_IS_ENCRYPTED = 0x1 | 0x40 | 0x2000  # the content, strongly, the list of names


@dataclass(frozen=True)
class Delivered:
    """One file of the inbox, or one member of an archive; `problem`: why it will not be opened at all."""

    file: str
    path: Path
    size: int
    member: zipfile.ZipInfo | None = None
    problem: SourceProblem | None = None

    @contextmanager
    def opened(self, scratch: Path) -> Iterator[Path]:
        """A path to its bytes; a member's lies in `scratch` and is gone afterwards."""
        if self.problem is not None:
            raise self.problem
        if self.member is None:
            yield self.path
            return
        scratch.mkdir(parents=True, exist_ok=True)
        unpacked = scratch / f"member{PurePosixPath(self.file).suffix.lower()[:16]}"
        try:
            _unpack(self.path, self.member, unpacked)
            yield unpacked
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    @property
    def mark(self) -> str:
        """Stands for the fingerprint of bytes that are not looked at."""
        return hashlib.sha256(f"{self.file}\0{self.size}".encode()).hexdigest()


def contents(path: Path, file: str, size: int) -> list[Delivered]:
    """A file of the inbox as a delivery, or the members of an archive as deliveries, in the archive's order."""
    if path.suffix.lower() != ARCHIVE:
        return [Delivered(file, path, size)]
    try:
        kept = _members(path, size)
    except SourceProblem as problem:
        return [Delivered(file, path, size, problem=problem)]
    except Exception as error:  # the list of an archive is bytes that anybody may have written
        return [Delivered(file, path, size, problem=_cannot_be_opened(error))]
    return [
        Delivered(shown, path, member.file_size, member, _problem(member, names))
        for (member, names), shown in zip(kept, _shown(file, [names for _, names in kept]), strict=True)
    ]


def refuse_a_bomb(path: Path) -> None:
    """Stop where a workbook, which is an archive too, would unpack to an absurd size. What is none passes."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            _refuse_sizes(archive.infolist(), path.stat().st_size)


def is_ignored(path: PurePosixPath) -> bool:
    """Hidden files, the lock files of open workbooks, and what desktops leave behind are no deliveries."""
    return any(name.startswith((".", "~$")) or name.lower() in IGNORED for name in path.parts)


def _members(path: Path, size: int) -> list[tuple[zipfile.ZipInfo, list[str]]]:
    """What an archive delivers, with the folders and the name of each."""
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    _refuse_sizes(members, size)
    named = [(member, _parts(member)) for member in members]
    kept = [(member, names) for member, names in named if not is_ignored(PurePosixPath(*_inside(names)))]
    if not kept:
        raise SourceProblem("empty_file")
    return kept


def _refuse_sizes(members: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    too_large = unpacked > MOST_BYTES or (unpacked > SMALL_BYTES and unpacked > MOST_TIMES_SMALLER * packed)
    if too_large or len(members) > MOST_MEMBERS:
        raise SourceProblem("archive_too_large", files=f"{len(members):,}", mebibytes=f"{unpacked / 1024**2:,.0f}")


def _problem(member: zipfile.ZipInfo, names: list[str]) -> SourceProblem | None:
    if len(_inside(names)) < len(names):
        return SourceProblem("name_leads_out", name="/".join(names))
    if member.flag_bits & _IS_ENCRYPTED:
        return SourceProblem("encrypted")
    if names[-1].lower().endswith(ARCHIVE):
        return SourceProblem("archive_in_archive")
    return None


def _parts(member: zipfile.ZipInfo) -> list[str]:
    """The folders and the name of a member; Windows writes them in its own character set and with its own strokes."""
    name = re.sub(r"[\x00-\x1f\x7f]", "\ufffd", _decoded(member)).replace("\\", "/")
    return [part for part in name.split("/") if part not in ("", ".")] or ["\ufffd"]


def _inside(names: list[str]) -> list[str]:
    return [name for name in names if name != ".." and not re.fullmatch(r"[A-Za-z]:", name)]


def _decoded(member: zipfile.ZipInfo) -> str:
    if member.flag_bits & _SAYS_UTF8:
        return member.filename
    given = member.filename.encode("cp437", errors="replace")
    found = [name for encoding in ("utf-8", "gb18030") if (name := _text(given, encoding)) is not None]
    # Short names in GBK can be valid UTF-8 by chance, but then they are no Chinese.
    chinese = [name for name in found if all(letter.isascii() or letter >= "\u2010" for letter in name)]
    return next(iter([*chinese, *found]), member.filename)


def _text(given: bytes, encoding: str) -> str | None:
    try:
        return given.decode(encoding)
    except UnicodeDecodeError:
        return None


def distinct(names: list[str]) -> Iterator[str]:
    """The names in their order; one that stands there before gets a number that makes it another."""
    taken, times = set(names), Counter[str]()
    for name in names:
        times[name] += 1
        shown, path = name, PurePosixPath(name)
        while times[name] > 1 and shown in taken:
            shown = str(path.with_name(f"{path.stem} ({times[name]}){path.suffix}"))
            times[name] += shown in taken
        taken.add(shown)
        yield shown


def _shown(file: str, members: list[list[str]]) -> Iterator[str]:
    """Names under the archive's."""
    return distinct(["/".join([file, *(_inside(names) or ["\ufffd"])]) for names in members])


def _unpack(path: Path, member: zipfile.ZipInfo, unpacked: Path) -> None:
    """Never more bytes than the archive's list says, which was held against the limits."""
    with unpacked.open("wb") as target:
        for piece in _pieces(path, member):
            target.write(piece)


def _pieces(path: Path, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a member; what goes wrong while they are read, and not where they are written, is its own fault."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as source:
            yield from iter(partial(source.read, 1024 * 1024), b"")
    except Exception as error:
        raise _cannot_be_opened(error) from error


def _cannot_be_opened(error: Exception) -> SourceProblem:
    return SourceProblem("cannot_be_opened", reason=(str(error).splitlines() or [type(error).__name__])[0][:200])
