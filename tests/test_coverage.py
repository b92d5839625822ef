"""The notice and its clauses on the definitions page: nothing of it is lost, every clause is found in it."""

import pytest

from pages.shared import coverage
from warehouse import read, snapshots


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sentences_are_the_whole_notice_with_every_clause(reader: snapshots.Reader, language: str) -> None:
    """Put together again they are its text; each clause stands in one of them, with what answers it."""
    paragraphs = read.notice(reader)["paragraph"].to_list()
    clauses = read.clauses(reader)
    rows = coverage.of_notice(paragraphs, clauses, language)
    found = {clause for text in rows["clauses"] for clause in text.split()}

    assert "".join(rows["about"]) == "".join(paragraphs)
    assert found == set(clauses["clause"])
    assert all(coverage.answers(clauses, language).values())
    assert (rows["answers"] != "").all()
