"""What the README says is true: commands and files exist, floors are checked, every test has its sentence."""

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT, run_command

README = (ROOT / "README.md").read_text(encoding="utf-8")
MADE_LATER = {
    "data/store", "data/sample", "data/inbox", "staged/", "checked/", "runs/", "removed/", "settings.toml",
    "sources.toml", "corrections.toml", "proposals.toml",
}  # fmt: skip


def in_backticks(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def files_named() -> list[str]:
    looks_like_a_file = re.compile(r"[\w./-]+(?:/|\.(?:py|sql|toml|md))")
    named = {word for word in in_backticks(README) if looks_like_a_file.fullmatch(word)}
    return sorted(named - MADE_LATER)


def command_lines() -> list[str]:
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL))
    return [line.split("#")[0].strip() for line in blocks.splitlines() if line.strip()]


@pytest.mark.parametrize("name", files_named())
def test_file_named_in_the_readme_exists(name: str) -> None:
    """A path that the README names is there."""
    places = [ROOT / name, *(ROOT / "warehouse").glob(f"*/{name}")]

    assert any(place.exists() for place in places)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"make ([a-z-]+)", "\n".join(in_backticks(README))))))
def test_make_target_named_in_the_readme_exists(name: str) -> None:
    """A make command that the README names is one."""
    assert re.search(rf"^{name}:.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)


@pytest.mark.parametrize("line", [line for line in command_lines() if line.startswith("python -m")])
def test_command_of_the_readme_is_understood(line: str) -> None:
    """Every option that the README gives to a command is in that command's help."""
    module, command, *rest = line.removeprefix("python -m ").split()
    help_text = run_command(module, command, "--help").stdout

    assert [option for option in rest if option.startswith("--") and option not in help_text] == []


def test_floors_of_the_readme_are_checked() -> None:
    """Each floor of the table has its contract for `make check`; the topmost is one module and stands below."""
    floors = set(re.findall(r"^\| (\d[a-d]?) \|", README, flags=re.MULTILINE))
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

    assert floors == set(re.findall(r'^name = "(\d[a-d]?):', settings, flags=re.MULTILINE)) | {"4"}


def test_app_imports_what_its_floor_may() -> None:
    """app.py knows Streamlit, pages/shared and the words, and nothing else of ours."""
    imports = [
        node
        for node in ast.parse((ROOT / "app.py").read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom)
    ]
    allowed = ("pages.shared", "wording")

    assert [node.module for node in imports if not (node.module or "").startswith(allowed)] == []


def test_locked_packages_name_no_registry() -> None:
    """The locked requirements hold packages and hashes; where they come from is the installing machine's business."""
    for name in ("requirements.txt", "requirements-dev.txt", "requirements.in", "requirements-dev.in"):
        text = (ROOT / name).read_text(encoding="utf-8")

        assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", text)


def test_every_test_says_what_it_shows() -> None:
    """Every test has a sentence."""
    without = [
        f"{path.name}: {function.name}"
        for path in sorted(Path(ROOT / "tests").rglob("test_*.py"))
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        and function.name.startswith("test_")
        and not ast.get_docstring(function)
    ]

    assert without == []
