"""Laws of a load, on random dirty inboxes: nothing is lost, order does not matter, same inbox, same tables."""

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tiny_inbox import BUDGET_LINE, PAYMENT, Staged, line, payment, stage

AMOUNTS = st.sampled_from(["1", "2.50", "(3)", "1,000.005", "-", "x", "", "４"])
PAYMENTS = st.builds(
    payment,
    request=st.sampled_from(["1", "2", "3", ""]),
    amount=AMOUNTS,
    status=st.sampled_from(["待审", "已审未支付", "已支付", "已退回", "作废"]),
    paid=st.sampled_from(["2026-03-01", "2026/3/1", "2026-04-01", "", "2031-01-01"]),
    project=st.sampled_from(["P1", "P1-校舍维修", "P2", "P9"]),
)
LINES = st.builds(line, AMOUNTS, st.sampled_from(["1号", "2号"]), st.sampled_from(["P1", "P9"]))
CONTROL = st.builds(lambda amount: ["合计", "", amount, "", "", ""], AMOUNTS)
NAMES = st.sampled_from(["a.csv", "b-2026-09.csv", "c-2026-09.csv", "d-2026-10.csv", "2026-08/e.csv"])
INBOXES = st.dictionaries(
    NAMES,
    st.one_of(
        st.lists(st.one_of(PAYMENTS, PAYMENTS, CONTROL), max_size=6).map(lambda rows: [PAYMENT, *rows]),
        st.lists(LINES, max_size=4).map(lambda rows: [BUDGET_LINE, *rows]),
    ),
    min_size=1,
    max_size=4,
)
LAW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TABLES = ("staged_payment", "staged_budget_line", "rows_not_accepted", "load_balance", "source_parts", "load_notices")


@LAW
@given(INBOXES)
def test_rows_and_yuan_always_balance_and_a_key_is_in_force_once(files: dict[str, Any]) -> None:
    """Counted a second time here, from the files and from the tables; staging itself would have stopped."""
    with tempfile.TemporaryDirectory() as folder:
        found = stage(Path(folder), files)

    for dataset, header in (("payment", PAYMENT), ("budget_line", BUDGET_LINE)):
        given_rows = sum(any(row) for rows in files.values() if rows[0] == header for row in rows[1:])
        tallies = found.report.datasets[dataset]
        fates = [tally for fate, tally in tallies.items() if fate != "read"]
        assert tallies["read"].rows == given_rows == sum(tally.rows for tally in fates)
        assert tallies["read"].yuan == sum((tally.yuan for tally in fates), Decimal(0))
        assert tallies["accepted"].rows == found.ask(f"select count(*) from staged_{dataset}")[0][0]  # noqa: S608
    assert not found.ask("select request_no from staged_payment group by all having count(*) > 1")


@settings(LAW, max_examples=6)
@given(INBOXES, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_names_of_files_change_no_fact(files: dict[str, Any], random: Any) -> None:
    """Which of identical rows is kept may differ; which facts are in force may not."""
    shuffled = {}
    for name, (header, *rows) in files.items():
        facts = [row for row in rows if row[0] != "合计"]
        random.shuffle(facts)
        shuffled[_renamed(name)] = [header, *facts]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        before, after = stage(Path(one), files), stage(Path(other), shuffled)

    for table in ("staged_payment", "staged_budget_line"):
        facts_of = f"select * exclude (source_id, source_row) from {table} order by all"  # noqa: S608
        assert before.ask(facts_of) == after.ask(facts_of)


def test_the_same_inbox_gives_the_same_tables_read_anew_or_kept(tmp_path: Path) -> None:
    """Row by row in the order they stand, in a fresh store, and again from the parts kept in the first."""
    files = {
        "a-2026-09.csv": [PAYMENT, *(payment(str(n % 7), str(n), "待审", "") for n in range(20))],
        "b-2026-10.csv": [PAYMENT, *(payment(str(n), str(n)) for n in range(5)), ["合计", "", "9", "", "", ""]],
        "c.csv": [BUDGET_LINE, line("5"), line("x", "2号")],
    }

    first, kept = stage(tmp_path / "one", files), stage(tmp_path / "one", files)
    fresh = stage(tmp_path / "two", files)

    assert _tables(first) == _tables(kept) == _tables(fresh)
    assert first.report.content_hash == kept.report.content_hash == fresh.report.content_hash


def test_a_file_that_was_read_once_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its parts are found by its bytes, under whatever name it comes."""
    stage(tmp_path, {"a-2026-09.csv": [PAYMENT, payment("1", "5")]})
    (tmp_path / "inbox" / "a-2026-09.csv").rename(tmp_path / "inbox" / "b-2026-10.csv")
    monkeypatch.setattr("data_pipeline.readers.tables", _must_not_be_called)

    again = stage(tmp_path, {})

    assert again.rows("accepted") == 1
    assert again.ask("select delivery_date::varchar from source_files where file like 'b%'") == [("2026-10-31",)]


def test_a_changed_description_of_the_sources_reads_everything_anew(tmp_path: Path) -> None:
    """What was read under other header names is not trusted."""
    files = {"a.csv": [["支付申请编号", "项目编码", "实付", "状态"], ["1", "P1", "5", "待审"]]}
    before = stage(tmp_path, files)
    (tmp_path / "store" / "sources.toml").write_text(
        '[payment.fields]\namount_yuan = { also = ["实付"] }\n', encoding="utf-8"
    )

    after = stage(tmp_path, files)

    assert (before.rows("accepted"), after.rows("accepted")) == (0, 1)
    assert len(list((tmp_path / "store" / "staged").iterdir())) == 3  # nothing of the version before is left


def test_a_damaged_kept_part_is_read_anew(tmp_path: Path) -> None:
    """A load that was killed, or a folder that somebody tidied up, costs time and nothing else."""
    files = {"a.csv": [PAYMENT, payment("1", "5")]}
    stage(tmp_path, files)
    for part in (tmp_path / "store" / "staged").glob("*/*.parquet"):
        part.unlink()
    for manifest in sorted((tmp_path / "store" / "staged").glob("*/manifest.json"))[:1]:
        manifest.write_text("{", encoding="utf-8")

    assert stage(tmp_path, files).rows("accepted") == 1


def _tables(found: Staged) -> list[list[tuple[Any, ...]]]:
    return [found.ask(f"from {table}") for table in TABLES]


def _renamed(name: str) -> str:
    folder, slash, file = name.rpartition("/")
    return f"{folder}{slash}z{file}"


def _must_not_be_called(*_: object) -> None:
    raise AssertionError("a file was read again")
