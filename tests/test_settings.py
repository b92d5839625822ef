"""Settings: default < file < environment, each with its source; what nobody knows is refused."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from warehouse import settings
from warehouse.settings import Change, Setting, SettingsProblem

MOMENT = datetime.fromisoformat("2026-07-01T00:00:00")


def value_of(found: list[Setting], name: str, rule: str = "") -> Setting:
    """The one setting of that name."""
    return next(setting for setting in found if setting.name == name and setting.rule == rule)


def test_defaults_carry_their_source() -> None:
    """Without a file every value is the shipped one, with a source in both languages."""
    found = settings.load(None, {})

    assert value_of(found, "behind", "E01").value == Decimal("0.80")
    assert all(setting.origin == "default" and setting.source_zh and setting.source_en for setting in found)


def test_the_file_wins_over_the_default_and_the_environment_over_the_file(tmp_path: Path) -> None:
    """The nearer place wins, and says so."""
    (tmp_path / "settings.toml").write_text(
        "materiality_yuan = 1000.00\n"
        'light_red = { value = 0.5, source_zh = "区财〔2026〕5号" }\n'
        "[rules.E01]\nbehind = 0.75\n",
        encoding="utf-8",
    )

    found = settings.load(tmp_path, {"DUAL_MONITOR_SET_E01_BEHIND": "0.7"})

    assert value_of(found, "materiality_yuan").value == 1000
    assert value_of(found, "materiality_yuan").origin == "file"
    assert value_of(found, "light_red").source_zh == "区财〔2026〕5号"
    assert value_of(found, "behind", "E01").value == Decimal("0.7")
    assert value_of(found, "behind", "E01").origin == "environment"
    assert value_of(found, "behind", "P01").origin == "default"


@pytest.mark.parametrize(
    "text",
    ["no_such_thing = 1", "[rules.E01]\nno_such_threshold = 1", "materiality_yuan = 'many'", "rules = 3", "= broken",
     "materiality_yuan = { amount = 3 }", "light_red = 0.1234567", "light_red = nan"],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_name(tmp_path: Path, text: str) -> None:
    """A misspelt or unreadable setting never passes silently."""
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsProblem, match=r"settings\.toml"):
        settings.load(tmp_path, {})


def test_an_unknown_variable_is_refused() -> None:
    """A misspelt variable never passes silently."""
    with pytest.raises(SettingsProblem, match="DUAL_MONITOR_SET_E01_BEHIMD"):
        settings.load(None, {"DUAL_MONITOR_SET_E01_BEHIMD": "0.7"})


CHANGE = """
[[change]]
setting = "E01.behind"
value = 0.70
from = 2026-07-31
source_zh = "区财〔2026〕9号"
who = "张三"
recorded = 2026-07-03T09:00:00
"""


def test_a_change_holds_from_its_day_and_the_value_before_it_until_the_day_before(tmp_path: Path) -> None:
    """One value after the other, each with its span, source, person and time."""
    (tmp_path / "settings.toml").write_text("[rules.E01]\nbehind = 0.75\n" + CHANGE, encoding="utf-8")

    before, after = (each for each in settings.load(tmp_path, {}) if each.key == "E01.behind")

    assert (before.value, before.valid_from, before.valid_to) == (
        Decimal("0.75"),
        settings.SINCE_EVER,
        date(2026, 7, 30),
    )
    assert (after.value, after.valid_from, after.valid_to) == (
        Decimal("0.70"),
        date(2026, 7, 31),
        settings.UNTIL_FURTHER,
    )
    assert (after.who, after.recorded, after.origin) == (
        "张三",
        datetime.fromisoformat("2026-07-03T09:00:00"),
        "change",
    )
    assert after.source_zh == after.source_en == "区财〔2026〕9号"


def test_of_two_changes_from_one_day_the_one_recorded_later_holds(tmp_path: Path) -> None:
    """Wherever it stands in the file; the other stays written there."""
    later = CHANGE.replace("0.70", "0.65").replace("2026-07-03", "2026-07-04")
    (tmp_path / "settings.toml").write_text(later + CHANGE, encoding="utf-8")

    found = [each.value for each in settings.load(tmp_path, {}) if each.key == "E01.behind"]

    assert found == [Decimal("0.80"), Decimal("0.65")]


def test_a_recorded_change_is_read_back_and_nothing_else_moves(tmp_path: Path) -> None:
    """What a page records is what the next load reads; text that was there stays as it was."""
    path = tmp_path / "settings.toml"
    path.write_text("# ours\nlight_red = 0.5\n[rules.E01]\nbehind = 0.75\n", encoding="utf-8")
    said = Change(
        "priority_education",
        ["205", "20502"],
        date(2027, 1, 1),
        '李"四',
        datetime.fromisoformat("2026-11-02T08:30:00"),
        "区政府纪要",
    )

    settings.record(tmp_path, said)
    found = [each for each in settings.load(tmp_path, {}) if each.key == "priority_education"]

    assert path.read_text(encoding="utf-8").startswith("# ours\nlight_red = 0.5\n[rules.E01]\nbehind = 0.75\n")
    assert [each.codes for each in found] == ["205", "205 20502"]
    assert (found[1].who, found[1].recorded, found[1].source_zh) == (
        '李"四',
        datetime.fromisoformat("2026-11-02T08:30:00"),
        "区政府纪要",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        Change("E01.behimd", Decimal("0.7"), date(2026, 7, 31), "张三", MOMENT, "文号"),
        Change("E01.behind", Decimal("0.7"), date(2026, 7, 31), " ", MOMENT, "文号"),
        Change("E01.behind", Decimal("0.7"), date(2026, 7, 31), "张三", MOMENT),
        Change("C04.cut_ratio", Decimal("0.09"), date(2026, 7, 31), "张三", MOMENT, "文号"),
        Change("curve", Decimal("1.5"), date(2026, 7, 31), "张三", MOMENT, "文号"),
        Change("own_plan", Decimal(-1), date(2026, 7, 31), "张三", MOMENT, "文号"),
        Change("priority_education", ["二〇五"], date(2026, 7, 31), "张三", MOMENT, "文号"),
    ],
    ids=["unknown", "nobody", "no source", "below the notice's floor", "half a choice", "no yes or no", "no code"],
)
def test_a_change_that_cannot_hold_is_refused_and_the_file_stays(tmp_path: Path, wrong: Change) -> None:
    """Unknown names, nobody, no source, values outside their bounds: said so, nothing written."""
    with pytest.raises(SettingsProblem):
        settings.record(tmp_path, wrong)

    assert not (tmp_path / "settings.toml").exists()
