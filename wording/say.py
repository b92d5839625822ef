"""Message id + language -> sentence, and code -> word. Numbers become text in formats.py before they come here.

Sentences stand in zh.toml and en.toml under the same keys. A sentence without its words is a mistake of ours and
raises; a code without a word comes from data and is shown as itself with a mark, so that nothing breaks on it.
"""

import string
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")
NO_WORD = "⚠"


class MissingWord(KeyError):
    """A key that the catalogue of a language does not hold."""


def say(key: str, language: str, **values: object) -> str:
    """The sentence of `page.message` in the language, its placeholders filled."""
    try:
        sentence = catalogue(language)[key]
    except KeyError:
        raise MissingWord(f"wording/{language}.toml has no key '{key}'. Add it to both languages.") from None
    return sentence.format(**values) if values else sentence


def word(kind: str, code: object, language: str) -> str:
    """The word of a code (`word("outcome", "rectify", "zh")`); an unknown code as itself, marked; nothing for None."""
    if code is None:
        return ""
    return catalogue(language).get(f"{kind}.{code}", f"{NO_WORD} {code}")


def has_word(kind: str, code: object) -> bool:
    """Whether the code has a word."""
    return f"{kind}.{code}" in catalogue(LANGUAGES[0])


def words(kind: str, language: str) -> dict[str, str]:
    """Every code of a kind with its word, in the order of the catalogue."""
    start = kind + "."
    return {key[len(start) :]: text for key, text in catalogue(language).items() if key.startswith(start)}


def reason(kind: str, code: str, language: str, values: dict[str, Any]) -> str:
    """The sentence of a reason or notice code; a value that the code did not bring is shown as a dash."""
    sentence = word(kind, code, language)
    return string.Formatter().vformat(sentence, (), _Known(values))


@cache
def catalogue(language: str) -> dict[str, str]:
    """All sentences of a language by `table.key`."""
    path = Path(__file__).with_name(f"{language}.toml")
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def _flat(table: dict[str, Any], start: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        found += _flat(value, f"{start}{key}.") if isinstance(value, dict) else [(start + key, value)]
    return found


class _Known(dict[str, Any]):
    """Values by name, where an absent or empty one is a dash."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__({key: "—" if value is None else value for key, value in values.items()})

    def __missing__(self, key: str) -> str:
        return "—"
