"""Every sentence exists in both languages, is used, and every code that data may bring has its word."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_pipeline import cleaning, problems, refusals, sources
from pages.shared import evidence
from reports import evidence_text
from reports.flag_list import NOT_NUMBERS
from tests.conftest import ROOT
from warehouse import judge, read, snapshots
from wording import say

FAMILY_CALLS = {"word": 0, "words": 0, "has_word": 0, "reason": 0, "sentence": 0, "words_for": 1}
KEY_OR_ITS_START = re.compile(r"[a-z_]+\.\w*")
SEEN_BY_A_READER = {
    "no_snapshot", "unknown_snapshot", "unknown_format", "damaged", "store_not_a_folder", "bad_setting", "lock_held",
    "store_full", "store_not_writable", "out_of_memory", "draft_changed",
}  # fmt: skip


def sources_that_speak() -> list[Path]:
    return [
        ROOT / "app.py",
        *sorted((ROOT / "pages").rglob("*.py")),
        *sorted((ROOT / "reports").glob("*.py")),
        *sorted((ROOT / "wording").glob("*.py")),
    ]


def calls(name: str) -> Iterator[ast.Call]:
    """Every call of a function or method of this name."""
    for path in sources_that_speak():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == name:
                    yield node


def keys_said() -> set[str]:
    """The keys that stand literally in the code; of a key put together, its first part."""
    said = set()
    for path in sources_that_speak():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                said.add(str(node.values[0].value))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
    return {text for text in said if KEY_OR_ITS_START.fullmatch(text)}


def families_used() -> set[str]:
    """The kinds of codes that are turned into words somewhere."""
    arguments = [
        call.args[place] for name, place in FAMILY_CALLS.items() for call in calls(name) if len(call.args) > place
    ]
    arguments += [each.value for call in calls("Column") for each in call.keywords if each.arg == "family"]
    named = {str(argument.value) for argument in arguments if isinstance(argument, ast.Constant)}
    return named | set(evidence_text.WORD_FAMILIES.values()) | {"field", "evidence_field", "dataset"}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_keys() -> None:
    """A sentence that only one language has would fail in the other."""
    assert set(say.catalogue("zh")) == set(say.catalogue("en"))


def test_no_sentence_is_empty() -> None:
    """Only a unit may be empty, where English needs none."""
    empty = {(language, key) for language in say.LANGUAGES for key, text in say.catalogue(language).items() if not text}

    assert empty <= {("en", "overview.red_unit")}


@pytest.mark.parametrize("key", sorted(say.catalogue("zh")))
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    """A number that one language says is said in the other."""
    assert placeholders(say.catalogue("zh")[key]) == placeholders(say.catalogue("en")[key])


def test_every_key_that_is_said_exists() -> None:
    """No page asks for a sentence that nobody wrote."""
    keys = set(say.catalogue("zh"))
    asked = {call.args[0].value for call in calls("say") if call.args and isinstance(call.args[0], ast.Constant)}
    missing = asked - keys

    assert missing == set()


def test_every_key_is_said_somewhere() -> None:
    """No sentence outlives the page that said it."""
    said, families = keys_said(), families_used()
    unused = {
        key
        for key in say.catalogue("zh")
        if key not in said and key.rsplit(".", 1)[0] + "." not in said and key.split(".", 1)[0] not in families
    }

    assert unused == set()


def test_english_sentences_hold_no_chinese() -> None:
    """The English page is English; only the switch to Chinese and the bureau's own units are not."""
    allowed = {"frame.language", "language.zh", "refusal.unknown_unit"}
    chinese = {key for key, text in say.catalogue("en").items() if re.search(r"[\u4e00-\u9fff]", text)}

    assert chinese <= allowed


def test_an_unknown_key_is_a_mistake_and_an_unknown_code_is_shown() -> None:
    """Our own slip raises; what data brings never breaks a page."""
    with pytest.raises(say.MissingWord):
        say.say("overview.no_such_sentence", "zh")

    assert say.word("outcome", "new_outcome", "zh") == f"{say.NO_WORD} new_outcome"


def test_every_outcome_has_its_word_in_rising_gravity() -> None:
    """The filter lists the outcomes as gravely as the judge does."""
    assert tuple(say.words("outcome", "zh")) == judge.OUTCOMES


def test_every_dataset_and_field_has_the_bureaus_own_word() -> None:
    """A column is called what the contract calls it."""
    described = sources.load()
    missing = [
        name
        for dataset in described.values()
        for name in (dataset.name, *dataset.by_name)
        if not (say.has_word("dataset", name) or say.has_word("field", name))
    ]

    assert missing == []
    assert {name: dataset.zh for name, dataset in described.items()} == {
        name: say.word("dataset", name, "zh") for name in described
    }


def test_every_reason_of_the_pipeline_has_a_sentence() -> None:
    """Whatever the pipeline says about a row or a file can be said on the page."""
    intake = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "warehouse/intake").glob("*.sql")))
    checks = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "data_pipeline").rglob("*.py")))
    rows = set(re.findall(r"\"code\": ?\"(\w+)\"|'code', '(\w+)'", intake + checks))
    reasons = {
        *problems.SENTENCES,
        *refusals.UNREADABLE_CODES.values(),
        cleaning.TOO_LONG,
        *re.findall(r'dataframe_check\(name="(\w+)"', checks),
        *re.findall(r"then '(\w+_\w+)'", intake),
        *(first or second for first, second in rows),
        "required_empty",
        "not_an_allowed_value",
    }
    notices = set(re.findall(r'Notice\("(\w+)"', checks))

    assert {code for code in reasons if not (say.has_word("refusal", code) or say.has_word("notice", code))} == set()
    assert {code for code in notices if not say.has_word("notice", code)} == set()


def test_every_problem_that_a_page_can_meet_has_a_sentence() -> None:
    """A store that cannot be read is explained in the reader's language."""
    assert set(snapshots.SENTENCES) >= SEEN_BY_A_READER
    assert {code for code in SEEN_BY_A_READER if not say.has_word("problem", code)} == set()


def test_every_number_of_the_evidence_has_a_name_and_a_format(reader: read.Reader) -> None:
    """A new rule whose evidence has no words is noticed here and not by a reader."""
    nameless, unspeakable = set(), set()
    for as_of in read.months(reader)["as_of"].to_list()[-3:]:
        for rule in read.rules(reader)["rule"]:
            for numbers in read.evidence(reader, read.EVERY_DEPARTMENT, as_of, rule, None).values():
                used = {name: value for name, value in numbers.items() if name not in NOT_NUMBERS}
                nameless |= {name for name in used if not say.has_word("evidence_field", name)}
                unspeakable |= {
                    (name, value)
                    for name, value in used.items()
                    if name != "distance" and say.NO_WORD in evidence.number(name, value, "wan", "en")
                }

    assert nameless == set()
    assert unspeakable == set()
