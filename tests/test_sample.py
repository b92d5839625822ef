"""The made-up district: the same call gives the same files, projects leave each other alone, and the ledger counts.

What a load makes of the files is tested in test_planted_truths.py.
"""

import csv
import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline import sample
from data_pipeline.sample import draws, words
from data_pipeline.sample.district import style_of
from data_pipeline.sample.files import COLUMNS, money_text
from data_pipeline.sample.performance import weights_of

PROJECTS = 40
YEARS, MONTHS = (2024, 2025, 2026), range(1, 13)
FIRST_SET = [
    "E01", "E02", "E03", "E05", "E06", "E07", "E08", "P01", "P02", "P03", "P04", "P05", "P06", "P07", "P08", "P09",
    "D01", "D02", "D03", "D04", "L01", "L02", "C01", "C04", "C05", "C06",
]  # fmt: skip
TOTALS = ("合计", "小计")
SUMMED_OVER_ALL = "国库对账数.xlsx"  # its amounts grow with every project


@dataclass(frozen=True)
class Made:
    """A made-up district: its folder and its ledger."""

    folder: Path
    truths: dict[str, Any]


def make(folder: Path, *arguments: object) -> Made:
    assert sample.main(["--out", str(folder), *map(str, arguments)]) == 0
    ledger = folder.with_name(folder.name + ".truths.json")
    return Made(folder, json.loads(ledger.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Forty projects a year beside the planted ones."""
    return make(tmp_path_factory.mktemp("small") / "inbox", "--projects", PROJECTS)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The district that `sample` makes when nothing else is said."""
    return make(tmp_path_factory.mktemp("usual") / "inbox")


def rows_of(path: Path) -> list[list[str]]:
    """Every row of a file as text, titles and header included."""
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path)
        return [frame.columns, *([str(cell) for cell in row] for row in frame.iter_rows())]
    if path.suffix == ".xlsx":
        sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        return [[str(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    content = path.read_bytes()
    text = content.decode("gb18030" if is_old_encoding(content) else "utf-8-sig")
    return list(csv.reader(text.splitlines()))


def is_old_encoding(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def dataset_of(rows: list[list[str]]) -> tuple[str, int]:
    """The dataset of a file and the place of its header row."""
    for place, row in enumerate(rows):
        names = {cell.split("(")[0] for cell in row}
        for dataset, columns in COLUMNS.items():
            if names == {header for _, header, _ in columns}:
                return dataset, place
    raise AssertionError("no header row")


def body_of(path: Path) -> list[list[str]]:
    """The rows below the header."""
    rows = rows_of(path)
    return rows[dataset_of(rows)[1] + 1 :]


def tables_of(folder: Path) -> list[Path]:
    """Every file that holds a table; printed forms do not."""
    return [path for path in sorted(folder.iterdir()) if "表_" not in path.name]


def rows_on_forms(path: Path) -> Counter[str]:
    """Rows by dataset of a workbook of printed forms: a named indicator below a header, and every total score."""
    found: Counter[str] = Counter()
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        datasets: list[str] = []
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False):
            if "三级指标" in row:
                datasets = ["monitoring_report"] + (["indicator"] if "得分" in row else [])
            elif str(row[0]).startswith(("填报人", "总分")):
                found["evaluation"] += row[0] == "总分"
                datasets = []
            elif row[2]:
                found.update(datasets)
    return found


def fingerprints(made: Made) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(made.folder.iterdir())}


# --- the same call, other calls ----------------------------------------------------------------------------------


def test_same_arguments_give_the_same_bytes(small: Made, tmp_path: Path) -> None:
    """Every file and the ledger are the same, byte for byte, when the district is made again elsewhere."""
    again = make(tmp_path / "again", "--projects", PROJECTS)

    assert fingerprints(again) == fingerprints(small)
    assert again.truths == small.truths


def test_another_seed_gives_another_district(small: Made, tmp_path: Path) -> None:
    """The seed reaches the projects; the planted ones stay as they are."""
    other = make(tmp_path / "other", "--projects", PROJECTS, "--seed", 2)
    planted = {row["subject_code"] for row in small.truths["verdicts"] if row["subject_kind"] == "project"}
    pools = [{row[1]: row for row in body_of(made.folder / "项目库-2025.csv")} for made in (small, other)]

    assert pools[0] != pools[1]
    assert all(pools[1][code] == row for code, row in pools[0].items() if code in planted)


def test_more_projects_leave_the_first_ones_as_they_were(small: Made, tmp_path: Path) -> None:
    """Fifteen more projects add rows and change none: one seed a project, independent of all others."""
    more = make(tmp_path / "more", "--projects", PROJECTS + 15)

    assert fingerprints(more).keys() >= fingerprints(small).keys()
    for path in tables_of(small.folder):
        if path.name != SUMMED_OVER_ALL:
            before, after = (Counter(tuple(row) for row in body_of(folder / path.name) if row[0] not in TOTALS)
                             for folder in (small.folder, more.folder))  # fmt: skip
            assert before - after == Counter(), path.name


def test_rows_of_a_project_come_from_its_own_place(small: Made, tmp_path: Path) -> None:
    """Making more projects adds rows of new project codes only."""
    more = make(tmp_path / "more", "--projects", PROJECTS + 15)
    for name in ("项目库-2024.csv", "绩效目标-2026.csv", "用款计划.csv", "支付明细-2026-08.csv"):
        place = rows_of(small.folder / name)[0].index("项目编码")
        known = {row[place] for row in body_of(small.folder / name)}
        added = Counter(map(tuple, body_of(more.folder / name))) - Counter(map(tuple, body_of(small.folder / name)))

        assert known.isdisjoint({row[place] for row in added}), name


def test_fewer_years_are_the_last_ones(small: Made, tmp_path: Path) -> None:
    """`--years 1` is 2026 alone, with the same rows of 2026."""
    one = make(tmp_path / "one", "--projects", PROJECTS, "--years", 1)

    assert not [name for name in fingerprints(one) if "2024" in name or "2025" in name]
    assert sorted(body_of(one.folder / "绩效目标-2026.csv")) == sorted(body_of(small.folder / "绩效目标-2026.csv"))
    assert not {row["rule"] for row in one.truths["verdicts"]} & {"C04", "C05"}


def test_draws_do_not_depend_on_the_batch() -> None:
    """A subject's number is the same whether it is drawn alone or among others."""
    seeds = draws.seeds_of(7, "project", np.arange(1000))

    together = draws.below(seeds, "amount", 500)

    assert together.tolist()[400:] == draws.below(seeds[400:], "amount", 500).tolist()
    assert 0 <= together.min() <= together.max() < 500
    assert len(set(together.tolist())) > 400


# --- size and shape ----------------------------------------------------------------------------------------------


def test_usual_district_has_the_promised_size(usual: Made) -> None:
    """68 departments and towns, about 215 units, 850 projects a year and the planted ones, 60,000 vouchers and more."""
    kinds = Counter(row[2] for row in body_of(usual.folder / "单位.xlsx")[:-2])
    pool = body_of(usual.folder / "项目库-2025.csv")
    planted = [row for row in pool if row[1][9] == "9"]

    assert sum(kinds[kind] for kind in ("部门", "镇", "街道", "开发区")) == 68
    assert 210 <= kinds["单位"] <= 222
    assert len(pool) - len(planted) == 850
    assert usual.truths["balance"]["payment"]["accepted"]["rows"] >= 60_000
    assert all(usual.truths["balance"][dataset]["accepted"]["rows"] > 0 for dataset in COLUMNS)


def test_projects_have_five_to_ten_indicators(usual: Made) -> None:
    """Names are not repeated within a project; weights of what was approved first add up to 90 or 100."""
    seen: dict[str, dict[str, int]] = {}
    for row in body_of(usual.folder / "绩效目标-2025.csv"):
        if row[1][9] != "9":
            seen.setdefault(row[1], {}).setdefault(row[4], int(row[9]))

    assert {len(weights) for weights in seen.values()} == {5, 6, 7, 8, 9, 10}
    assert {sum(weights.values()) for weights in seen.values()} == {90, 100}


@pytest.mark.parametrize("total", [90, 100])
@pytest.mark.parametrize("number", range(5, 11))
def test_weights_add_up_for_every_archetype(number: int, total: int) -> None:
    """No indicator is left without points, whatever the archetype and the number of indicators."""
    for archetype in range(len(words.ARCHETYPES)):
        weights = weights_of(archetype, number, total)

        assert sum(weights) == total
        assert min(weights) > 0


def test_names_of_indicators_are_unique_within_an_archetype() -> None:
    """An indicator is known by its name, so a table of indicators has each name once."""
    for table in words.INDICATORS.values():
        assert len({indicator[2] for indicator in table}) == len(table) == 10


def test_every_budget_book_and_source_occurs(usual: Made) -> None:
    """All four books, money outside them, each kind of source and origin, late and missing releases, frozen money."""
    lines = body_of(usual.folder / "预算指标-2025.csv")

    assert {row[7].split("-")[0] for row in lines} == set(words.NATURE_NAMES)
    assert {row[8] for row in lines} == {"本级", "上级转移支付", "一般债券", "专项债券", "存量"}
    assert {row[9] for row in lines} == {"年初预算", "追加", "追减", "调剂", "上年结转"}
    assert any(row[12] == "" for row in lines)
    assert any(row[12] > "2025-06" for row in lines)
    assert any(row[14] != "" for row in lines)
    functions = {row[4].strip("[").split("]")[0] for row in lines}
    assert {"205", "208", "213"} <= {code[:3] for code in functions}
    assert {"2296011"} <= functions
    assert any(code.startswith("21305") for code in functions)


def test_december_is_the_busiest_month(usual: Made) -> None:
    """The rush at the year's end is there, and wages are near-linear with a bonus in December."""
    names = ["支付明细-2024-03.csv", "支付明细-2024-06.csv", "支付明细-2024-09.csv", "国库支付台账-2024-12.csv"]
    read = [row for name in names for row in body_of(usual.folder / name)]
    rows = [row for row in read if row[0] not in TOTALS and row[11] == "已支付" and row[8] != "见附件"]
    by_month: Counter[int] = Counter()
    wages: Counter[int] = Counter()
    for row in rows:
        month = int(row[10].replace("/", "-").split("-")[1])
        amount = int(Decimal(row[8].replace(",", "")) * 100)
        by_month[month] += amount
        wages[month] += amount if row[2][8] == "R" else 0

    assert max(by_month, key=lambda month: by_month[month]) == 12
    ordinary = [wages[month] for month in range(1, 12)]
    assert max(ordinary) < 1.1 * min(ordinary)
    assert wages[12] > 1.3 * max(ordinary)


def test_ledgers_have_title_corner_and_totals(small: Made) -> None:
    """A budget ledger begins with a title and the unit in the corner and ends with a total that is the sum above it."""
    rows = rows_of(small.folder / "预算指标-2024.xlsx")
    amount = rows[2].index("指标金额")

    assert [cell for cell in rows[0] if cell] == ["青岚区2024年预算指标台账"]
    assert [cell for cell in rows[1] if cell] == ["单位：万元"]
    assert rows[-1][0] == "合计"
    assert sum(Decimal(row[amount]) for row in rows[3:-1]) == Decimal(rows[-1][amount])


def test_subtotals_add_up_to_the_total(small: Made) -> None:
    """In the ledger with a subtotal a month, each is the sum since the one before, and the total is their sum."""
    rows = body_of(small.folder / "支付台账-2025-03.xlsx")
    amount = [name for name, _, _ in COLUMNS["payment"]].index("amount_cents")
    running, subtotals = Decimal(0), []
    for row in rows:
        if row[0] == "小计":
            subtotals.append(Decimal(row[amount]))
            assert subtotals[-1] == running
            running = Decimal(0)
        elif row[0] != "合计":
            running += Decimal(row[amount])

    assert len(subtotals) == 3
    assert rows[-1][0] == "合计"
    assert Decimal(rows[-1][amount]) == sum(subtotals)


def test_one_ledger_is_really_gbk(small: Made) -> None:
    """The treasury's old ledger is no UTF-8, and its amounts have separators and brackets for minus."""
    path = small.folder / "国库支付台账-2024-12.csv"
    rows = rows_of(path)

    assert [made.name for made in small.folder.glob("*.csv") if is_old_encoding(made.read_bytes())] == [path.name]
    assert rows[0][0] == "青岚区国库集中支付台账"
    assert rows[1][-1] == "单位：元"
    assert rows[-1][0] == "合计"
    assert any("," in row[8] for row in rows[3:])
    assert any(row[8].startswith("(") and row[8].endswith(")") for row in rows[3:])
    assert any(row[7] == "111-一般公共预算资金" for row in rows[3:])


def test_parquet_file_is_typed(small: Made) -> None:
    """Money is DECIMAL(18,2) and days are dates in the Parquet file, with Chinese names."""
    schema = pq.read_schema(small.folder / "支付明细-2025-06.parquet")

    assert str(schema.field("支付金额").type) == "decimal128(18, 2)"
    assert str(schema.field("支付日期").type) == "date32[day]"


def test_codes_are_text_everywhere(small: Made) -> None:
    """Project codes have 21 characters and request numbers keep their leading zeros, in sheets too."""
    sheet = python_calamine.CalamineWorkbook.from_path(str(small.folder / "支付台账-2026-06.xlsx")).get_sheet_by_index(
        0
    )
    rows = sheet.to_python(skip_empty_area=False)[3:-1]
    sound = [row for row in rows if isinstance(row[2], str)]

    assert len(rows) - len(sound) == 1  # the one whose project code was damaged on purpose
    assert {len(str(row[2])) for row in sound} == {21}
    assert all(str(row[0]).startswith("00") for row in rows)


def test_only_monthly_deliveries_carry_a_month(usual: Made) -> None:
    """A month in a file's name is that of its delivery; everything else is undated, and no title carries a month."""
    months = [f"{year}-{month:02d}" for year in YEARS for month in MONTHS]
    dated = [name for name in fingerprints(usual) if any(month in name for month in months)]

    assert {name.split("-")[0] for name in dated} == {
        "支付明细",
        "支付台账",
        "国库支付台账",
        "待支付情况",
        "预算指标",
        "绩效监控",
        *(name.split("-")[0] for name in fingerprints(usual) if "表_" in name),
    }
    for path in tables_of(usual.folder):
        rows = rows_of(path)
        assert not any("月" in cell for row in rows[: dataset_of(rows)[1]] for cell in row), path.name


def test_large_district_has_no_long_sheets() -> None:
    """From a few thousand projects on, only the short lists stay workbooks."""
    files = {style_of(dataset, year, month, True).name for dataset in COLUMNS for year in YEARS for month in MONTHS}

    assert {name for name in files if name.endswith(".xlsx")} == {"单位.xlsx", "专项资金目录.xlsx", SUMMED_OVER_ALL}
    assert {f"支付明细-2025-{month:02d}.parquet" for month in range(1, 13)} <= files


@given(cents=st.integers(-(10**15), 10**15))
def test_written_amount_is_exact(cents: int) -> None:
    """An amount read back, in yuan or in 万元, with separators or without, is the amount that was written."""
    frame = pl.DataFrame({"cents": [cents]})
    for divisor in (100, 1_000_000):
        for thousands in (False, True):
            text = frame.select(money_text(pl.col("cents"), divisor, thousands)).item()
            plain = text.replace(",", "")
            number = -Decimal(plain.strip("()")) if plain.startswith("(") else Decimal(plain)

            assert number * divisor == cents


# --- the ledger --------------------------------------------------------------------------------------------------


def test_ledger_counts_every_row_that_stands_in_the_files(small: Made) -> None:
    """Rows read, by dataset, are the rows below the headers of its files, totals included."""
    found = sum((rows_on_forms(path) for path in set(small.folder.iterdir()) - set(tables_of(small.folder))), Counter())
    for path in tables_of(small.folder):
        rows = rows_of(path)
        dataset, header = dataset_of(rows)
        found[dataset] += len(rows) - header - 1

    assert {dataset: counts["read"]["rows"] for dataset, counts in small.truths["balance"].items()} == dict(found)


def test_ledger_balances(usual: Made) -> None:
    """Rows and yuan read are the sum of what became of them; every fate occurs, and the bad ones are few."""
    fates = ("accepted", "refused", "unmatched", "repeats", "superseded", "control")
    balance = usual.truths["balance"]
    for counts in balance.values():
        assert counts["read"]["rows"] == sum(counts[fate]["rows"] for fate in fates)
        assert Decimal(counts["read"]["yuan"]) == sum(Decimal(counts[fate]["yuan"]) for fate in fates)
    payment = balance["payment"]
    assert all(payment[fate]["rows"] > 0 for fate in fates)
    assert payment["rows_with_unreadable_yuan"] == 4
    assert sum(payment[fate]["rows"] for fate in ("refused", "unmatched", "repeats")) < 40


def test_ledger_lies_beside_the_inbox(small: Made) -> None:
    """The ledger is no delivery: the folder holds the files that it names and nothing else."""
    assert small.truths["files"] == sorted(fingerprints(small))


def test_every_rule_of_the_first_set_has_a_truth(small: Made) -> None:
    """Each rule has planted verdicts, flagged ones among them, each with its reason in both languages."""
    verdicts = small.truths["verdicts"]

    assert {row["rule"] for row in verdicts if row["verdict"] == "flagged"} == set(FIRST_SET)
    assert {row["verdict"] for row in verdicts} == {"flagged", "clear", "cannot_assess", "not_applicable"}
    assert all(row["zh"] and row["en"] for row in verdicts)
    assert all((row["severity"] is not None) == (row["verdict"] == "flagged") for row in verdicts)


def test_no_truth_is_told_twice(small: Made) -> None:
    """A rule says one thing about a subject at a month end."""
    keys = Counter((row["rule"], row["as_of"], row["subject_code"]) for row in small.truths["verdicts"])

    assert [key for key, count in keys.items() if count > 1] == []


# --- the command -------------------------------------------------------------------------------------------------


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sample replaces an earlier sample and nothing else."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "real.csv").write_text("x", encoding="utf-8")

    assert sample.main(["--out", str(tmp_path / "inbox"), "--projects", "0"]) == 2
    assert "real.csv" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "inbox").iterdir()] == ["real.csv"]


def test_an_earlier_sample_is_replaced(tmp_path: Path) -> None:
    """Files that the new district does not have do not stay behind."""
    make(tmp_path / "inbox", "--projects", 0, "--years", 2)
    again = make(tmp_path / "inbox", "--projects", 0, "--years", 1)

    assert sorted(fingerprints(again)) == again.truths["files"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inbox", "inbox.truths.json"]


@pytest.mark.parametrize("arguments", [["--projects", "-1"], ["--projects", "ten"], ["--years", "4"], ["--years", "0"]])
def test_unusable_numbers_are_refused(arguments: list[str], tmp_path: Path) -> None:
    """Nothing is written for a call that makes no sense."""
    with pytest.raises(SystemExit, match="2"):
        sample.main(["--out", str(tmp_path / "inbox"), *arguments])

    assert list(tmp_path.iterdir()) == []
