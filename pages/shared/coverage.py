"""The notice sentence by sentence, and for each clause what answers it or why it lies outside.

Sentences are cut for reading only; the words are those of the notice, none lost. No streamlit.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from wording.say import say, word

_SENTENCE = re.compile(r"[^。；]*[。；]?")


def sentences(paragraphs: Sequence[str]) -> list[str]:
    """The text cut behind 。 and ；; put together again it is the whole text."""
    return [part for paragraph in paragraphs for part in _SENTENCE.findall(paragraph) if part]


def of_notice(paragraphs: Sequence[str], clauses: pl.DataFrame, language: str) -> pl.DataFrame:
    """item (1, 2 …), name (the article), about (the sentence), clauses and answers of every sentence of the notice."""
    said = answers(clauses, language)
    rows = []
    article = "前言"
    for number, sentence in enumerate(sentences(paragraphs), start=1):
        found = [row for row in clauses.to_dicts() if _meets(row["quote"], sentence)]
        article = found[0]["article"] if found else article
        rows.append(
            {
                "item": str(number),
                "name": word("article", article, language),
                "about": sentence,
                "clauses": " ".join(row["clause"] for row in found),
                "answers": "　".join(f"{row['clause']}：{said[row['clause']]}" for row in found)
                or say("definitions.no_demand", language),
            }
        )
    return pl.DataFrame(rows)


def answers(clauses: pl.DataFrame, language: str) -> dict[str, str]:
    """clause -> what answers it, in words."""
    return {row["clause"]: _answer(row, language) for row in clauses.to_dicts()}


def _answer(row: Mapping[str, Any], language: str) -> str:
    comma, parts = say("list.comma", language), []
    named = {
        "rules": row["rules"],
        "metrics": [word("measure", each, language) for each in row["metrics"]],
        "pages": [say(f"page.{each}", language) for each in row["pages"]],
        "papers": [word("paper", each, language) for each in row["papers"]],
    }
    for kind, names in named.items():
        if names:
            parts.append(say(f"answered_by.{kind}", language, names=comma.join(names)))
    outside = row[f"outside_{language}"]
    if outside:
        parts.append(say("definitions.outside", language, why=outside))
    return say("evidence_text.semicolon", language).join(parts)


def _meets(quote: str, sentence: str) -> bool:
    """Whether the clause, or a part of it where it runs over several sentences, stands in this one."""
    return any(part.rstrip("。；") in sentence for part in _SENTENCE.findall(quote) if part)
