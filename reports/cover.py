"""The last sheet of every workbook, 说明: what the tables hold, of which data, under which rules, by which right.

It makes a file reproducible: filters, dates, snapshot, rule versions, thresholds. No clock time. What is decided about
a proposal stands elsewhere.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from reports import evidence_text
from reports.spreadsheet import Column, Sheet
from warehouse import read
from wording import formats
from wording.say import say, word

Said = dict[str, str]


def sheet(
    reader: read.Reader | None,
    *,
    scope: Sequence[tuple[str, str]],
    row_counts: Mapping[str, int],
    rules: Collection[str],
    language: str,
    unit: str,
    as_of: date | None,
    performance_as_of: date | None,
) -> Sheet:
    """The sheet of some tables: `scope` are the filters in words, `row_counts` rows by table, `rules` those present."""
    comma = say("list.comma", language)
    rows = [
        *(_said(say("cover.scope", language), f"{name}{say('cover.colon', language)}{value}") for name, value in scope),
        _said(say("cover.money_as_of", language), formats.day(as_of, language)),
        _said(say("cover.performance_as_of", language), formats.month(performance_as_of, language)),
        _said(say("cover.unit", language), formats.unit_name(unit, language)),
        _said(
            say("cover.rows", language),
            comma.join(f"{name} {formats.count(count, language)}" for name, count in row_counts.items()),
        ),
        _said(say("cover.snapshot", language), reader.id if reader else formats.UNKNOWN),
        *(_rules(reader, rules, as_of, language) if reader and rules else []),
        *_documents(language),
        _said(say("cover.standing", language), say("cover.proposes", language)),
    ]
    return Sheet(
        name=say("cover.tab", language),
        title=say("cover.title", language),
        columns=(
            Column("what", say("cover.what", language), width=24),
            Column("content", say("cover.content", language), width=78),
            Column("source", say("cover.source", language), width=46),
        ),
        rows=rows,
        language=language,
        total=None,
        is_filtered=False,
    )


def _rules(reader: read.Reader, rules: Collection[str], as_of: date | None, language: str) -> list[Said]:
    """Title and version of each rule, its thresholds in force, and the clauses that the rules rest on."""
    present = [rule for rule in read.rules(reader, as_of).to_dicts() if rule["rule"] in rules]
    cited = {clause for rule in present for clause in rule["clauses"]}
    return [
        *(
            _said(
                say("cover.rule", language, rule=rule["rule"]),
                rule[f"title_{language}"],
                say(
                    "cover.rule_version",
                    language,
                    version=rule["version"],
                    clauses=say("list.comma", language).join(rule["clauses"]),
                ),
            )
            for rule in present
        ),
        *_thresholds(reader, rules, as_of, language),
        *(
            _said(
                say("cover.clause", language, clause=each["clause"]),
                each["quote"],
                word("article", each["article"], language),
            )
            for each in read.clauses(reader).to_dicts()
            if each["clause"] in cited
        ),
    ]


def _thresholds(reader: read.Reader, rules: Collection[str], as_of: date | None, language: str) -> list[Said]:
    """Each threshold in force once, with the rules that share it; amounts in yuan, in which they are set."""
    shared: dict[tuple[str, str], list[str]] = {}
    for each in read.thresholds(reader, as_of).to_dicts():
        if each["rule"] in rules:
            value = evidence_text.threshold_value(each["value"], each["unit"], "yuan", language)
            said = each[language] + say("cover.colon", language) + value
            shared.setdefault((said, each[f"source_{language}"]), []).append(each["rule"])
    comma = say("list.comma", language)
    return [
        _said(say("cover.threshold", language, rule=comma.join(of_rules)), said, source)
        for (said, source), of_rules in shared.items()
    ]


def _documents(language: str) -> list[Said]:
    """The notice and the three documents that it names."""
    basis = say("cover.basis", language)
    return [
        _said(basis, say("cover.notice", language)),
        *(
            _said(basis, say(f"cover.{name}", language), say("cover.cited", language))
            for name in ("province", "city", "law")
        ),
    ]


def _said(what: str, content: str, source: str = "") -> Said:
    return {"what": what, "content": content, "source": source}
