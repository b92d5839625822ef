"""What can be wrong with a source file: few kinds, each with a code, its values, and a sentence (what, what next)."""

import re
from dataclasses import dataclass, field

CONTROL_MARKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
NOT_SHOWN = ("suggestions",)  # details that are for machines
LONGEST_DETAIL = 400  # characters of what stood in a file that a message repeats

SENTENCES = {
    "unknown_kind": "this kind of file is not read. Give .xlsx, .xls, .csv, .parquet or a .zip of these.",
    "cannot_be_opened": "cannot be opened ({reason}). Open it in its own program, save it again, and put it back.",
    "took_too_long": "was not read within {seconds} s of processor time and was given up. Save it again in its own"
    " program without unused rows, split it, or allow more with DUAL_MONITOR_READ_SECONDS.",
    "too_much_memory": "needs more than {gigabytes} GB of memory to be read and was given up. Save it again in its own"
    " program without unused rows, split it, or allow more with DUAL_MONITOR_READ_MEMORY.",
    "reader_failed": "makes the reader break down ({reason}). Open it in its own program, save it again, put it back.",
    "changed_while_read": "was changed while it was being read. Load again when it is complete.",
    "link_leads_out": "is a link to a folder or out of the inbox and is not followed. Put the files themselves here.",
    "not_a_file": "is no file (a pipe or a device). Remove it.",
    "folder_not_readable": "this folder cannot be looked into. Give this user the right to read it, then load again.",
    "web_page": "is a web page (HTML) or XML that only has the name of a workbook."
    " Open it in Excel, save it as .xlsx, and put it back.",
    "unknown_encoding": "is neither UTF-8 nor GB18030 text. Save it as CSV UTF-8 and put it back.",
    "encrypted": "is protected by a password. Take the password off and put it back.",
    "archive_in_archive": "is an archive within an archive. Unpack it and put its files there instead.",
    "archive_too_large": "would unpack to {mebibytes} MiB in {files} files, which no delivery does."
    " Check where it comes from, unpack it by hand, and put the files there instead.",
    "name_leads_out": "its name '{name}' leads out of the archive. Pack the file again without such a path.",
    "too_many_columns": "has more than {most} columns, which no dataset has."
    " Delete those that are not needed, empty ones too.",
    "empty_file": "holds no rows at all. Export it again.",
    "not_recognised": "no row among the first {looked_at} has the headers of a known dataset. Found: {found}."
    " Nearest known headers: {nearest}. If a header was renamed, say so once: python -m data_pipeline map-header.",
    "missing_column": "looks like {zh} ({dataset}) but has no column {missing}. Found: {found}."
    " Nearest: {nearest}. If it was renamed, say so once: python -m data_pipeline map-header {dataset} FIELD HEADER.",
    "only_hidden_sheets": "all its sheets are hidden: {sheets}. Unhide those that hold data.",
    "unknown_unit": "the unit '{unit}' of {where} is not known. Known are 元, 千元, 万元, 亿元.",
    "two_units": "two different units are named above the table: {units}. Name one, in the corner or in each header.",
    "forms_side_by_side": "row {row}: two printed forms stand beside one another."
    " Put each on a sheet of its own, or one below the other.",
    "column_twice": "the column {header} stands there {times} times, so it is not clear which one counts."
    " Remove or rename the others.",
}


@dataclass
class Notice:
    """Something a person should look at although the file was read. `row` is null where it is about the whole sheet."""

    code: str
    row: int | None = None
    details: dict[str, str] = field(default_factory=dict)


class SourceProblem(Exception):
    """A file that cannot be used as a whole."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = {
            name: str(value) if name in NOT_SHOWN else plain(str(value), LONGEST_DETAIL)
            for name, value in details.items()
        }
        super().__init__(sentence(code, self.details))


def sentence(code: str, details: dict[str, str]) -> str:
    """The problem in words, with the sheet where it has one."""
    where = f"sheet '{details['sheet']}': " if details.get("sheet") else ""
    return where + SENTENCES[code].format_map(details)


def plain(text: str, longest: int) -> str:
    """A text of a file as it can be shown: one line, no control marks, not longer than somebody would read."""
    shown = " ".join(CONTROL_MARKS.sub("\ufffd", " ".join(text[: 4 * longest].split())).split())
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


class WrongEncoding(Exception):
    """The bytes further down are not in the encoding that the beginning seemed to be in."""
