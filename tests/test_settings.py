"""Settings: default < file < environment, each with its source; what nobody knows is refused."""

from decimal import Decimal
from pathlib import Path

import pytest

from warehouse import settings
from warehouse.settings import Setting, SettingsProblem


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
