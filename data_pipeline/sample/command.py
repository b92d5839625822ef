"""`python -m data_pipeline sample`: write the made-up district into a folder, its ledger of truths beside it."""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from data_pipeline.sample.district import write_district

DONE, UNUSABLE = 0, 2
MOST_PROJECTS = 9_999_999
MOST_YEARS = 3


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when the files are there, 2 when nothing was written."""
    call = parser().parse_args(arguments)
    out = Path(call.out).resolve()
    ledger_path = out.with_name(out.name + ".truths.json")
    problem = objection(out, ledger_path)
    if problem is not None:
        print(problem, file=sys.stderr)
        return UNUSABLE
    making = out.with_name(out.name + ".making")
    try:
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        ledger = write_district(making, call.projects, call.years, call.seed, batches_with_bar)
        files = sorted(path.name for path in making.iterdir())
        shutil.rmtree(out, ignore_errors=True)
        making.rename(out)
        ledger.save(ledger_path, {"projects": call.projects, "years": call.years, "seed": call.seed}, files)
    except OSError as error:
        print(f"{out}: cannot be written ({error.strerror}). Choose another folder with --out.", file=sys.stderr)
        return UNUSABLE
    balance = ledger.rows
    print(
        f"{len(files)} files in {out}: {balance['project', 'accepted']} project rows of {call.years} years, "
        f"{balance['payment', 'read']} payment rows, {balance['indicator', 'accepted']} indicators, "
        f"{balance['monitoring_report', 'accepted']} monitoring rows."
    )
    print(f"{len(ledger.truths)} planted verdicts and the exact counts are in {ledger_path}.")
    return DONE


def parser() -> argparse.ArgumentParser:
    """The call's arguments."""
    result = argparse.ArgumentParser(
        prog="python -m data_pipeline sample",
        description="Write the made-up district 青岚区: files such as a bureau has.",
    )
    result.add_argument(
        "--out", required=True, metavar="DIR", help="new or empty folder, or an earlier sample, which is replaced"
    )
    result.add_argument(
        "--projects",
        type=whole(0, MOST_PROJECTS),
        default=850,
        metavar="N",
        help="projects a year, beside the planted ones (850)",
    )
    result.add_argument(
        "--years", type=whole(1, MOST_YEARS), default=MOST_YEARS, metavar="N", help="budget years, the last is 2026 (3)"
    )
    result.add_argument(
        "--seed", type=whole(0, 2**63 - 1), default=1, metavar="N", help="another seed makes another district (1)"
    )
    return result


def whole(least: int, most: int) -> "type[int]":
    """A parser of whole numbers within bounds."""

    def parsed(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"a whole number from {least} to {most}, not {text!r}")
        return int(text)

    return parsed  # type: ignore[return-value]


def objection(out: Path, ledger_path: Path) -> str | None:
    """Why the folder must not be written to; none when it is new, empty or holds nothing but an earlier sample."""
    if out.is_file():
        return f"{out} is a file. Give a folder with --out."
    if not out.exists() or not any(out.iterdir()):
        return None
    try:
        earlier = set(json.loads(ledger_path.read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError):
        earlier = set()
    strangers = sorted(path.name for path in out.iterdir() if path.name not in earlier)
    if strangers:
        return f"{out} holds other files ({strangers[0]}). The sample would replace them: give a new folder with --out."
    return None


def batches_with_bar(batches: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The batches, with a progress bar where a person watches."""
    yield from tqdm(batches, desc="sample", unit="batch", file=sys.stderr, disable=not sys.stderr.isatty())
