"""Larger pieces that several pages show: the evidence of a verdict, a project to decide on."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from pages.shared import evidence, listings, markup, widgets
from pages.shared.listings import Column, Listing
from pages.shared.widgets import Frame
from reports import muting
from warehouse import read
from wording import formats
from wording.say import say


def evidence_of(frame: Frame, rule: str, subject_id: int, verdict: str) -> dict[str, Any]:
    """The finished row of one verdict, kept with the other answers of the snapshot."""
    who = {"as_of": frame.as_of, "rule": rule, "subject_id": subject_id, "verdict": verdict, "language": frame.language}
    found: dict[str, Any] = frame.ask(evidence.of_verdict, **who)
    return found


def show_evidence(frame: Frame, row: Mapping[str, Any], rule: Mapping[str, Any]) -> None:
    """Clause, finding, numbers, thresholds, distance, how to clear it, and source rows of a row of `read.verdicts`."""
    language, unit = frame.language, frame.scope.unit
    finished = evidence_of(frame, row["rule"], row["subject_id"], row["verdict"])
    finding, clear = evidence.sentences(finished, rule, unit, language)
    with st.container(border=True, key="evidence"):
        st.html(markup.evidence_title(_heading(frame, row), row["severity"], _since(frame, row), language))
        late = muting.sentence(row["muted_by"], row["muted_until"], language)
        if late:
            st.warning(late, icon=":material/schedule:")
        if row["project_code"] and frame.page != "project":
            link_to_project(frame, row["project_code"], row["project_code"], key="project_of_evidence")
        left, right = st.columns(2, gap="medium")
        with left:
            st.html(markup.section(say("evidence.finding", language)) + markup.lines([finding]))
            st.html(markup.section(say("evidence.clause", language)) + _clauses(frame, row["clauses"]))
            if clear:
                st.html(markup.section(say("evidence.clears", language)) + markup.lines([clear]))
        with right:
            st.html(
                markup.section(say("evidence.numbers", language))
                + markup.pairs(evidence.numbers(finished, unit, language))
            )
            _show_thresholds(evidence.thresholds(finished, unit, language), language)
        _show_source_rows(frame, row, finished)
        st.html(
            markup.note(say("evidence.rule_version", language, version=row["rule_version"], snapshot=frame.reader.id))
        )


def _heading(frame: Frame, row: Mapping[str, Any]) -> str:
    subject = frame.word("area", row["subject_code"]) if row["subject_kind"] == "area" else row["subject_name"]
    return say(
        "evidence.heading", frame.language, rule=f"{row['rule']} {row[f'title_{frame.language}']}", subject=subject
    )


def _since(frame: Frame, row: Mapping[str, Any]) -> list[str]:
    """Owner, code, proposed action, money, since when; what is unknown is left out."""
    parts = [row["department_name"], row["subject_code"]]
    if row["outcome"]:
        parts.append(f"{say('overview.action', frame.language)} {frame.word('outcome', row['outcome'])}")
        parts.append(f"{say('overview.money_at_stake', frame.language)} {frame.money(row['money_yuan'])}")
    if row["first_flagged"]:
        month = frame.month(row["first_flagged"])
        parts.append(say("evidence.since", frame.language, month=month, months=frame.count(row["months_flagged"])))
    if row["run_number"] and row["run_number"] > 1:
        ended = frame.word("ended", row["earlier_ended"])
        parts.append(say("evidence.run", frame.language, number=row["run_number"], ended=ended))
    if row["performance_as_of"]:
        performance = formats.month(row["performance_as_of"], frame.language)
        parts.append(f"{frame.word('field', 'performance_as_of')} {performance}")
    return [part for part in parts if part]


def _clauses(frame: Frame, wanted: list[str]) -> str:
    clauses = {row["clause"]: row for row in frame.ask(read.clauses).to_dicts()}
    return "".join(
        markup.quote(
            clauses[clause]["quote"],
            say(
                "evidence.clause_place",
                frame.language,
                article=frame.word("article", clauses[clause]["article"]),
                clause=clause,
            ),
        )
        for clause in wanted
        if clause in clauses
    )


def _show_thresholds(found: list[tuple[str, str, str]], language: str) -> None:
    if found:
        rows = [
            (meaning, f"{value}　{say('evidence.threshold_source', language, source=source)}")
            for meaning, value, source in found
        ]
        st.html(markup.section(say("evidence.threshold", language)) + markup.pairs(rows))


def _show_source_rows(frame: Frame, row: Mapping[str, Any], finished: Mapping[str, Any]) -> None:
    rows = evidence.source_rows(finished, frame.language)
    absent = [frame.word("dataset", dataset) for dataset in finished["evidence"]["absent"]]
    if absent:
        st.html(markup.note(frame.say("evidence.absent", datasets=frame.say("list.comma").join(absent))))
    if rows.is_empty():
        st.html(markup.section(frame.say("evidence.rows"), frame.say("evidence.no_rows")))
        return
    st.html(markup.section(frame.say("evidence.rows"), frame.say("evidence.rows_note")))
    columns = [
        Column("dataset", frame.say("evidence.dataset"), width=120),
        Column("file", frame.say("evidence.file"), width=320),
        Column("sheet", frame.say("evidence.sheet"), width=140),
        Column("rows", frame.say("evidence.row"), width=420),
    ]
    subject = [(frame.say("evidence.rows_of"), _heading(frame, row))]
    listing = Listing(frame.say("evidence.rows"), rows, columns, rules=(row["rule"],), scope=subject)
    listings.show(frame, listing, "source_rows", alt=frame.say("evidence.rows"))


def show_decisions(frame: Frame, standings: Sequence[Mapping[str, Any]]) -> None:
    """Projects to decide on, in their order."""
    subjects: dict[str, tuple[int, ...]] = {standing["rule"]: () for standing in standings}
    for standing in standings:
        subjects[standing["rule"]] += (standing["subject_id"],)
    how = {"as_of": frame.as_of, "unit": frame.scope.unit, "language": frame.language}
    found = {rule: frame.ask(evidence.findings, rule=rule, subject_ids=ids, **how) for rule, ids in subjects.items()}
    for rank, standing in enumerate(standings, start=1):
        _show_decision(frame, rank, standing, found[standing["rule"]].get(standing["subject_id"], ""))


def _show_decision(frame: Frame, rank: int, standing: Mapping[str, Any], finding: str) -> None:
    """Owner, money, proposed action, clause, finding, and the way to the evidence."""
    parts = [
        (frame.say("overview.action"), frame.word("outcome", standing["outcome"])),
        (frame.say("overview.owner"), standing["department_name"]),
        (frame.say("overview.money_at_stake"), frame.money(standing["money_yuan"])),
        (frame.say("overview.clause"), _clause_names(frame, standing["clauses"])),
    ]
    late = muting.sentence(standing["muted_by"], standing["muted_until"], frame.language)
    with st.container(border=True, gap="xxsmall", key=f"decision_{rank}"):
        st.html(
            markup.decision(
                rank, standing["project_name"], standing["severity"], parts, finding, frame.language, muted=late
            )
        )
        opened = f"{standing['rule']}|{standing['subject_code']}"
        label = frame.say("overview.evidence", rule=f"{standing['rule']} {standing[f'title_{frame.language}']}")
        with st.container(horizontal=True, gap="small", key=f"ways_{rank}"):
            widgets.link(frame, "flags", label, key=f"decision_{rank}", open=opened)
            link_to_project(frame, standing["project_code"], standing["project_name"], key=f"project_{rank}")


def link_to_project(frame: Frame, code: str, name: str, key: str) -> None:
    """The way to everything about a project, which knows the way back to the view that is shown now."""
    label = frame.say("project.to_project", project=name)
    widgets.link(frame, "project", label, key=key, project=code, back=(frame.page, frame.scope))


def _clause_names(frame: Frame, wanted: list[str]) -> str:
    """`S5.7 S5.8（五、提升资金使用效能）`."""
    articles = {row["clause"]: row["article"] for row in frame.ask(read.clauses).to_dicts()}
    named = dict.fromkeys(frame.word("article", articles[clause]) for clause in wanted if clause in articles)
    return (
        f"{' '.join(wanted)}（{'；'.join(named)}）"
        if frame.language == "zh"
        else f"{' '.join(wanted)} ({'; '.join(named)})"
    )
