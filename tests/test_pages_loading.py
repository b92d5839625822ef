"""The page of the person who loads: every state of inbox, check and load, and that nothing is done unasked."""

import io
import shutil
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data_pipeline import runs
from data_pipeline.runs import SentBack
from pages.shared import access, scope, widgets
from pages.shared.loading_desk import back
from tests import app_pages, tiny_inbox
from tests.conftest import LOADED, run_command
from tests.test_runs import FILES, ended
from warehouse import snapshots

LATER = [tiny_inbox.PAYMENT, tiny_inbox.payment("Z3", "7"), tiny_inbox.payment("Z4", "??")]


@dataclass(frozen=True)
class Desk:
    """An inbox and a store of a test's own, and the page on them."""

    inbox: Path
    store: Path
    monkeypatch: pytest.MonkeyPatch

    def open(self, **link: str | list[str]) -> Any:
        self.monkeypatch.setenv("DUAL_MONITOR_INBOX", str(self.inbox))
        return app_pages.open_page("loading", self.store, self.monkeypatch, **link)

    def put(self, name: str, content: Any) -> None:
        tiny_inbox.put(self.inbox, {name: content})

    def run(self, command: str) -> None:
        """A check or a load as the page starts it."""
        keep = ["--keep"] if command == "check" else []
        (self.store / "runs").mkdir(parents=True, exist_ok=True)
        status = self.store / "runs" / f"{command}-{len(list(self.store.glob('runs/*.json')))}.json"
        call = (self.inbox, "--store", self.store, "--status", status, *keep)
        run_command("data_pipeline", command, *call, expect=(*LOADED, 2))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an inbox that was loaded, one row of which was refused."""
    folder = tmp_path_factory.mktemp("loaded")
    tiny_inbox.put(folder / "inbox", FILES)
    Desk(folder / "inbox", folder / "store", pytest.MonkeyPatch()).run("load")
    return folder


@pytest.fixture(scope="module")
def with_check(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folder after one more file came and was checked."""
    own = copied(loaded, tmp_path_factory.mktemp("checked"), pytest.MonkeyPatch())
    own.put("later-2026-04.csv", LATER)
    own.run("check")
    return own.inbox.parent


def copied(folder: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk on a copy of a folder, where logs and runs name the copy."""
    own = target / "own"
    shutil.copytree(folder, own, symlinks=True)
    for told in (*own.glob("store/snapshots/*.jsonl"), *own.glob("store/runs/*.json")):
        told.write_text(told.read_text(encoding="utf-8").replace(str(folder), str(own)), encoding="utf-8")
    return Desk(own / "inbox", own / "store", monkeypatch)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk where nothing has happened yet."""
    return Desk(tmp_path / "inbox", tmp_path / "store", monkeypatch)


@pytest.fixture
def desk(loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk of one's own where the inbox is loaded."""
    return copied(loaded, tmp_path, monkeypatch)


@pytest.fixture
def checked(with_check: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk of one's own where one file waits and was checked."""
    return copied(with_check, tmp_path, monkeypatch)


def button(app: Any, key: str) -> Any:
    return next(each for each in app.button if each.key == key)


def press(app: Any, key: str) -> Any:
    button(app, key).click()
    return app_pages.rerun(app)


def drop(app: Any, *files: tuple[str, bytes]) -> Any:
    app.get("file_uploader")[0].set_value([(name, content, "text/csv") for name, content in files])
    return app_pages.rerun(app)


def table(app: Any, column: str) -> Any:
    """The first table that has the column."""
    return next(shown for shown in app_pages.tables(app) if column in shown.columns)


# --- the states ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("task", scope.TASKS)
def test_every_task_opens_before_anything_is_loaded(fresh: Desk, task: str, language: str) -> None:
    """An empty desk says that nothing is there; there is nothing to check and nothing to publish."""
    app = fresh.open(task=task, lang=language)

    assert str(fresh.inbox) in app_pages.said(app)
    if task == "load":
        assert [button(app, key).disabled for key in ("start_check", "start_load")] == [True, True]
    assert not fresh.inbox.exists()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "link", [{"task": task} for task in scope.TASKS] + [{"result": each} for each in scope.RESULTS]
)
def test_every_view_opens_in_both_languages(checked: Desk, link: dict[str, str], language: str) -> None:
    """After a load and a check: no word is missing and no head is in the other language."""
    app = checked.open(lang=language, **link)
    heads = app_pages.columns(app)

    assert heads
    assert [head for head in heads if bool(app_pages.CHINESE.search(head)) != (language == "zh")] == []


def test_files_that_wait_are_told_from_those_that_are_loaded(desk: Desk) -> None:
    """New, changed, loaded and gone, the ones to look at first; publishing waits for a check."""
    desk.put("later-2026-04.csv", LATER)
    desk.put("line.csv", [tiny_inbox.BUDGET_LINE, tiny_inbox.line("200")])
    (desk.inbox / "report.csv").unlink()
    app = desk.open()
    shown = table(app, "modified")

    assert dict(zip(shown["file"], shown["state"], strict=True)) == {
        "later-2026-04.csv": "▲ 新文件",
        "line.csv": "◆ 已改动",
        "report.csv": "○ 已不在收件夹",
        **dict.fromkeys(["payment.csv", "project.csv", "target.csv", "unit.csv"], "● 已装入"),
    }
    assert list(shown["state"])[:3] == ["▲ 新文件", "◆ 已改动", "○ 已不在收件夹"]
    assert next(iter(shown["delivered"])) == "2026年4月30日"
    assert (button(app, "start_check").disabled, button(app, "start_load").disabled) == (False, True)


def test_a_check_shows_what_would_be_refused_before_anything_is_published(checked: Desk) -> None:
    """Rows with reasons, the change against what is shown, and the way to publish; the snapshot stays."""
    app = checked.open(result="refused")
    refused = table(app, "why")

    assert sorted(refused["file"]) == ["later-2026-04.csv", "payment.csv"]
    assert refused["why"].str.len().min() > 0
    assert "有需要人工处理的事项" in app_pages.said(app)
    assert not button(app, "start_load").disabled
    assert snapshots.list_snapshots(checked.store) == [snapshots.current_id(checked.store)]
    assert list(table(checked.open(result="changes"), "added_rows")["added_rows"]) == [1]
    recognised = table(checked.open(), "accepted_rows").set_index("file")
    assert dict(recognised.loc["later-2026-04.csv", ["dataset", "read_rows", "accepted_rows", "refused_rows"]]) == {
        "dataset": "支付", "read_rows": 2, "accepted_rows": 1, "refused_rows": 1,
    }  # fmt: skip


def test_a_check_is_old_once_the_inbox_has_changed(checked: Desk) -> None:
    """What would be published is no longer what was checked, so it has to be checked again."""
    assert not button(checked.open(), "start_load").disabled
    checked.put("later-2026-05.csv", LATER)
    app = checked.open()

    assert "请重新检查" in app_pages.said(app)
    assert button(app, "start_load").disabled


def test_without_a_needed_dataset_nothing_can_be_published(desk: Desk) -> None:
    """The check says which is missing, in words."""
    (desk.inbox / "payment.csv").unlink()
    desk.run("check")
    app = desk.open(result="checks")

    assert "没有任何可采用的支付数据" in app_pages.said(app)
    assert "缺少必需的数据集" in app_pages.said(app)
    assert button(app, "start_load").disabled


def test_another_load_is_named_and_waited_for(checked: Desk) -> None:
    """While somebody else has the store, nothing can be started, and the page says who it is."""
    with snapshots.draft(checked.store):
        app = checked.open()

    assert "另一个装载正在进行（process" in app_pages.said(app)
    assert (button(app, "start_check").disabled, button(app, "start_load").disabled) == (True, True)


def test_the_button_publishes_in_a_process_of_its_own(checked: Desk) -> None:
    """The page answers at once; afterwards it says what was published, and the history what that changed."""
    before = snapshots.current_id(checked.store)
    app = press(checked.open(), "start_load")

    assert snapshots.current_id(checked.store) == before
    assert button(app, "start_load").disabled
    assert ended(runs.running(checked.store)[0][0]).exit == 1
    current = snapshots.current_id(checked.store)
    assert current != before
    app = checked.open()
    assert f"已发布数据版本 {current}" in app_pages.said(app)
    assert set(table(app, "modified")["state"]) == {"● 已装入"}
    app = app_pages.select_row(checked.open(task="history"), 0)
    assert list(table(app, "published_by")["snapshot"]) == [current, before]
    assert list(table(app, "published_by")["published_by"]) == [snapshots.user()] * 2
    assert app_pages.in_url(app, "loaded") == [current]
    assert list(table(app, "added_rows")["added_rows"]) == [1]


# --- back to the departments -----------------------------------------------------------------------------------------


def handed_over(app: Any) -> SentBack:
    """What was made for this session."""
    made: SentBack = app.session_state[back.MADE].result
    return made


def test_what_is_refused_goes_back_when_it_is_asked_for(desk: Desk) -> None:
    """One department: its workbook, in its layout; nothing is made before the click, nor anything written."""
    before = sorted(str(path) for path in desk.inbox.parent.rglob("*"))
    app = desk.open(task="sent_back")

    assert list(table(app, "row_count")["department_name"]) == ["区教育局"]
    assert back.MADE not in app.session_state
    app = press(app, "make_sent_back")
    made = handed_over(app)
    assert list(made.files) == ["退回-302-区教育局-2026-01-01.xlsx"]
    sheet = openpyxl.load_workbook(io.BytesIO(next(iter(made.files.values())))).active
    assert [cell.value for cell in sheet[2]][:3] == ["Z2", "P1", "不清楚"]
    assert "已生成 1 个退回表，共 1 行" in app_pages.said(app)
    assert "下载退回表（XLSX）" in app_pages.labels(app)
    assert sorted(str(path) for path in desk.inbox.parent.rglob("*")) == before


def test_a_check_goes_back_before_it_is_published(checked: Desk) -> None:
    """Among the rows that were not accepted: those of the check and not those of what is shown."""
    app = press(checked.open(result="refused"), "make_sent_back")

    assert handed_over(app).told["written"][0]["rows"] == 2
    published = press(checked.open(task="sent_back"), "make_sent_back")
    assert handed_over(published).told["written"][0]["rows"] == 1


def test_a_reader_gets_the_workbooks_of_the_departments_in_their_sight(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two departments and the rows of nobody: only their own is listed, offered and made."""
    desk.put("unit-2.csv", [tiny_inbox.ORGANISATION[0], ["401", "区农业农村局", "部门", ""]])
    desk.put("project-2.csv", [tiny_inbox.PROJECT[0], ["2026", "P3", "水渠", "401", "运转类"]])
    rows = [tiny_inbox.payment("Z8", "x", project="P3"), tiny_inbox.payment("Z9", "x", project="P404")]
    desk.put("more.csv", [tiny_inbox.PAYMENT, *rows])
    desk.run("load")
    app = press(desk.open(task="sent_back"), "make_sent_back")

    assert [one["department"] for one in handed_over(app).told["written"]] == ["302", "401", None]
    assert "下载全部 3 个退回表（ZIP）" in app_pages.labels(app)
    packed = zipfile.ZipFile(io.BytesIO(back.archive(handed_over(app).files)))
    assert packed.namelist() == list(handed_over(app).files)
    monkeypatch.setattr(access, "departments_in_sight", lambda: ["401"])
    app = desk.open(task="sent_back")
    assert list(table(app, "row_count")["department_code"]) == ["401"]
    assert list(app.selectbox(key="send_back_to").options) == ["全部部门（1 个）", "401 区农业农村局"]
    app = press(app, "make_sent_back")
    assert [one["department"] for one in handed_over(app).told["written"]] == ["401"]


def test_rows_of_a_file_that_changed_since_are_named_and_not_sent_back(desk: Desk) -> None:
    """A row is never taken from another file than the one that was read; what was made before is no longer offered."""
    app = press(desk.open(task="sent_back"), "make_sent_back")
    assert "下载退回表（XLSX）" in app_pages.labels(app)
    desk.put("payment.csv", [tiny_inbox.PAYMENT, tiny_inbox.payment("Z1", "41")])
    app = app_pages.rerun(app)

    assert "下载退回表（XLSX）" not in app_pages.labels(app)
    app = press(app, "make_sent_back")
    assert handed_over(app).files == {}
    assert "payment.csv：装载后文件有改动（1 行）" in app_pages.said(app)


def test_workbooks_that_cannot_be_made_are_said(desk: Desk) -> None:
    """The inbox is gone: the page says why and stands."""
    app = desk.open(task="sent_back")
    shutil.rmtree(desk.inbox)

    assert "没有生成退回表" in app_pages.said(press(app, "make_sent_back"))


# --- dropping and taking away ----------------------------------------------------------------------------------------


def test_a_dropped_file_lands_under_a_safe_name(desk: Desk) -> None:
    """`../` leads nowhere, and what happens is said before and after."""
    app = drop(desk.open(), ("../../支付.csv", b"1"), ("unit.csv", (desk.inbox / "unit.csv").read_bytes()))
    fates = dict(zip(table(app, "fate")["file"], table(app, "fate")["fate"], strict=True))

    assert fates == {"支付.csv": "● 新文件，放入收件夹", "unit.csv": "○ 已有相同的文件，不重复放入"}
    app = press(app, "put_in")
    assert "已放入：支付.csv" in app_pages.said(app)
    assert (desk.inbox / "支付.csv").read_bytes() == b"1"
    assert sorted(path.name for path in desk.inbox.iterdir()) == sorted([*FILES, "支付.csv"])
    assert not app.get("file_uploader")[0].value


@pytest.mark.parametrize(
    ("choice", "in_inbox", "removed"),
    [
        ("both", {"unit.csv": None, "2026-11-23/unit.csv": b"new"}, []),
        ("instead", {"unit.csv": b"new"}, ["unit.csv"]),
        ("skip", {"unit.csv": None}, []),
    ],
)
def test_a_taken_name_is_asked_about(
    desk: Desk, choice: str, in_inbox: dict[str, bytes | None], removed: list[str]
) -> None:
    """Nothing is written before the answer, and never over the other file."""
    old = (desk.inbox / "unit.csv").read_bytes()
    desk.monkeypatch.setattr(widgets, "today", lambda: date(2026, 11, 23))
    app = drop(desk.open(), ("unit.csv", b"new"))

    assert button(app, "put_in").disabled
    next(each for each in app.selectbox if str(each.key).startswith("collision.")).set_value(choice)
    app = app_pages.rerun(app)
    if choice == "skip":
        assert button(app, "put_in").disabled
    else:
        press(app, "put_in")
    for file, content in in_inbox.items():
        assert (desk.inbox / file).read_bytes() == (old if content is None else content)
    assert [path.name for path in desk.store.glob("removed/*/*")] == removed


def test_a_file_is_taken_away_and_put_back(desk: Desk) -> None:
    """It leaves the inbox, lies in the store, and comes back as it was."""
    content = (desk.inbox / "report.csv").read_bytes()
    app = desk.open()
    app.multiselect(key="take_which").set_value(["report.csv"])
    app = press(app_pages.rerun(app), "take")

    assert "已取走：report.csv" in app_pages.said(app)
    assert not (desk.inbox / "report.csv").exists()
    assert table(app, "modified")["state"].to_list()[0] == "○ 已不在收件夹"
    app.multiselect(key="back_which").set_value([app.multiselect(key="back_which").options[0]])
    app = app_pages.rerun(app)
    press(app, "back")
    assert (desk.inbox / "report.csv").read_bytes() == content


def test_a_header_is_confirmed_once_and_known_from_then_on(desk: Desk) -> None:
    """The nearest field is offered; after the click the store knows it, and the check before is old."""
    renamed = [["实付金额(元)" if cell.startswith("支付金额") else cell for cell in LATER[0]], LATER[1]]
    desk.put("renamed-2026-05.csv", renamed)
    desk.run("check")
    app = desk.open(result="files")

    assert "是不是支付的“支付金额”" in app_pages.said(app)
    app = press(app, "confirm_0")
    assert "已记住" in app_pages.said(app)
    assert button(app, "start_load").disabled
    assert "实付金额" in (desk.store / "sources.toml").read_text(encoding="utf-8")


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "switch", "may"),
    [
        ("127.0.0.1", None, True), ("localhost", None, True), ("10.0.0.8", None, False), (None, None, False),
        ("10.0.0.8", "on", True), ("127.0.0.1", "off", False), ("127.0.0.1", "perhaps", False),
    ],
)  # fmt: skip
def test_loading_is_open_to_this_machine_or_where_it_is_said(
    monkeypatch: pytest.MonkeyPatch, address: str | None, switch: str | None, may: bool
) -> None:
    """A dashboard that other machines reach does not load unless somebody says so; an unclear word is a no."""
    monkeypatch.setattr("streamlit.get_option", lambda _name: address)
    if switch is not None:
        monkeypatch.setenv(access.SWITCH, switch)

    assert access.may_load() is may


def test_switched_off_the_page_shows_and_does_nothing(checked: Desk) -> None:
    """No field for files, no taking away, closed buttons; history and freshness are there."""
    checked.monkeypatch.setenv(access.SWITCH, "off")
    app = checked.open()

    assert "不开放装载" in app_pages.said(app)
    assert len(app.get("file_uploader")) == 0
    assert [each.key for each in app.button if not (each.disabled or each.key.startswith("calculation_"))] == []
    assert len(table(checked.open(task="history"), "published_by")) == 1


def test_a_click_that_comes_after_it_was_switched_off_does_nothing(desk: Desk) -> None:
    """The button was drawn before; what it would do is refused."""
    app = desk.open()
    desk.monkeypatch.setenv(access.SWITCH, "off")
    app = press(app, "start_check")

    assert "本看板不开放装载。" in app_pages.said(app)
    assert not list(desk.store.glob("runs/check-*.json"))


def test_another_inbox_than_that_of_the_snapshot_has_to_be_meant(checked: Desk) -> None:
    """Publishing from the wrong folder would show other data: the page says so and asks."""
    (log,) = checked.store.glob("snapshots/*.jsonl")
    log.write_text(log.read_text(encoding="utf-8").replace(str(checked.inbox), "/real/inbox"), encoding="utf-8")
    app = checked.open()

    assert f"当前数据装自 /real/inbox，而本页的收件夹是 {checked.inbox}" in app_pages.said(app)
    assert button(app, "start_load").disabled
    app.checkbox(key="mean_it").check()
    assert not button(app_pages.rerun(app), "start_load").disabled


def test_the_made_up_district_says_that_it_is(fresh: Desk) -> None:
    """Nobody's own files should get mixed into it unawares."""
    assert "虚构的样例区" not in app_pages.said(fresh.open())
    fresh.inbox.with_name("inbox.truths.json").write_text("{}")

    assert "虚构的样例区" in app_pages.said(fresh.open())
