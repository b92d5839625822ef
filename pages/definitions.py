"""What does each number, rule and limit mean, by which clause and which SQL? From the tables of the snapshot itself."""

import json
import string
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from pages.shared import coverage, listings, markup, tables, widgets
from pages.shared.listings import Column, Listing
from pages.shared.scope import TOPICS
from pages.shared.widgets import Frame
from reports.evidence_text import threshold_value
from warehouse import read
from wording.say import has_word, words


def everything(frame: Frame) -> dict[str, pl.DataFrame]:
    """topic -> its definitions as rows with `item`, `name`, `about` and what else the topic's table shows."""
    rules, thresholds, clauses = (frame.ask(question) for question in (read.rules, read.thresholds, read.clauses))
    language, comma = frame.language, frame.say("list.comma")
    return {
        "rules": rules.select(
            pl.col("rule").alias("item"),
            pl.col(f"title_{language}").alias("name"),
            pl.Series(
                "about", [template(rule, "finding", thresholds, language) for rule in rules.to_dicts()], pl.String
            ),
            tables.words_for("subject_kind", "subject_kind", language, rules).alias("subject"),
            pl.Series("proposed", [outcomes(frame, rule) for rule in rules.to_dicts()], pl.String),
            pl.col("clauses").list.join(" "),
            pl.col("exempt").list.join(" "),
        ),
        "metrics": measures(frame),
        "thresholds": limits(frame, thresholds),
        "clauses": clauses.select(
            pl.col("clause").alias("item"),
            tables.words_for("article", "article", language, clauses).alias("name"),
            pl.col("quote").alias("about"),
            pl.col("rules").list.join(comma),
            pl.Series("answers", list(coverage.answers(clauses, language).values()), pl.String),
        ),
        "notice": coverage.of_notice(frame.ask(read.notice)["paragraph"].to_list(), clauses, language),
        "exemptions": pl.DataFrame(
            [
                {
                    "item": code,
                    "name": said,
                    "about": frame.word("exemption_meaning", code),
                    "rules": comma.join(rules_of(rules, "exempt", code)),
                }
                for code, said in words("exemption", language).items()
            ]
        ),
        "models": frame.ask(read.models).select(
            pl.col("name").alias("item"),
            pl.col("name"),
            pl.col(language).alias("about"),
            pl.col("grain").list.join(", "),
        ),
        "choices": pl.DataFrame(
            [
                {"item": code, "name": frame.word("choice_about", code), "about": said}
                for code, said in words("choice", language).items()
            ]
        ),
    }


def measures(frame: Frame) -> pl.DataFrame:
    """Amounts and lights that models add up (words of ours), then the macros of the snapshot with their own words."""
    base = [
        {
            "item": code,
            "name": frame.word("measure", code),
            "about": said,
            "unit": frame.word("metric_unit", frame.word("base_metric_unit", code)),
            "role": frame.say("definitions.base"),
        }
        for code, said in words("base_metric", frame.language).items()
    ]
    roles = {False: frame.say("definitions.metric"), True: frame.say("definitions.helper")}
    macros = [
        {
            "item": each["name"],
            "name": frame.word("measure", each["name"]),
            "about": each[frame.language],
            "unit": unit(frame, each["unit"]),
            "role": roles[each["is_helper"]],
        }
        for each in frame.ask(read.metrics).to_dicts()
    ]
    return pl.DataFrame([*base, *macros])


def limits(frame: Frame, thresholds: pl.DataFrame) -> pl.DataFrame:
    """Every threshold of a rule and every shared setting once, with the value in force, its unit and its source."""
    language, settings = frame.language, frame.ask(read.settings)
    own = thresholds.filter("is_own").to_dicts()
    shared = [{**each, "rule": None} for each in settings.to_dicts()]
    comma = frame.say("list.comma")
    users = {
        each["name"]: comma.join(
            thresholds.filter(~pl.col("is_own") & (pl.col("name") == each["name"]))["rule"].to_list()
        )
        for each in shared
    }
    return pl.DataFrame(
        [
            {
                "item": each["name"] if each["rule"] is None else f"{each['rule']}.{each['name']}",
                "rule": each["rule"] or users[each["name"]] or frame.say("definitions.shared"),
                "name": each["name"],
                "about": each[language],
                "value": threshold_value(each.get("codes") or each["value"], each["unit"], frame.scope.unit, language),
                "source": each[f"source_{language}"],
            }
            for each in [*own, *shared]
        ]
    )


def rules_of(rules: pl.DataFrame, column: str, wanted: str) -> list[str]:
    """The rules whose list holds the clause or exemption."""
    return rules.filter(pl.col(column).list.contains(wanted))["rule"].to_list()


def outcomes(frame: Frame, rule: Mapping[str, Any]) -> str:
    """`◆ 红色 整改` for each severity that the rule can give."""
    return frame.say("list.comma_wide").join(
        f"{markup.mark(severity, frame.language)} {' / '.join(frame.word('outcome', each) for each in outcome.split())}"
        for severity, outcome in json.loads(rule["outcome"]).items()
    )


def unit(frame: Frame, code: str) -> str:
    """The unit of a metric in words."""
    return frame.word("metric_unit", code) if has_word("metric_unit", code) else code


def template(rule: Mapping[str, Any], part: str, thresholds: pl.DataFrame, language: str) -> str:
    """The sentence of a rule with the names of its numbers in place of the numbers."""
    own = {row["name"]: row[language] for row in thresholds.filter(pl.col("rule") == rule["rule"]).to_dicts()}
    said = []
    for text, field, _, _ in string.Formatter().parse(rule[f"{part}_{language}"]):
        said.append(text)
        if field:
            said.append(f"〔{own.get(field) or field_name(field, language)}〕")
    return "".join(said)


def field_name(field: str, language: str) -> str:
    """The name of a number of the evidence."""
    kind = next((kind for kind in ("evidence_field", "field") if has_word(kind, field)), None)
    return words(kind, language)[field] if kind else field


def matching(rows: pl.DataFrame, wanted: str) -> pl.DataFrame:
    """The rows that hold every one of the words in any of their columns, whatever the case."""
    held = pl.concat_str(pl.all().cast(pl.String).fill_null(""), separator=" ").str.to_lowercase()
    return rows.filter(*(held.str.contains(each, literal=True) for each in wanted.lower().split()))


def topic_of(item: str | None, every: Mapping[str, pl.DataFrame]) -> str | None:
    """The topic that holds the item."""
    return next((topic for topic, rows in every.items() if item in rows["item"].to_list()), None)


def follow(frame: Frame, every: Mapping[str, pl.DataFrame]) -> Frame:
    """A link that names an item opens its topic; a reader who turns to another topic closes the item."""
    view, last = frame.scope, st.session_state.get("definitions.last")
    home = topic_of(view.item, every)
    turned_away = last is not None and last[1] == view.item and last[0] != view.topic
    if home is None or (turned_away and home != view.topic):
        view = replace(view, item=None)
    elif home != view.topic:
        view = replace(view, topic=home)
    return replace(frame, scope=view)


def columns(frame: Frame, topic: str) -> list[Column]:
    """What each topic's table shows."""
    say = frame.say
    about = Column("about", say("definitions.meaning"), width=520)
    rules = Column("rules", say("definitions.used_by"), width=220)
    return {
        "rules": [
            Column("item", say("definitions.code"), "code", width=60, is_pinned=True),
            Column("name", say("definitions.rule_title"), width=240),
            Column("subject", frame.word("field", "subject_kind"), width=115),
            Column("proposed", say("definitions.outcome"), width=220),
            Column("clauses", frame.word("field", "clauses"), width=110),
            Column("exempt", say("definitions.exemptions"), width=140),
            Column("about", say("definitions.finding"), width=520),
        ],
        "metrics": [
            Column("name", say("definitions.metric_name"), width=170, is_pinned=True),
            Column("unit", say("definitions.unit"), width=110),
            Column("role", say("definitions.role"), width=90),
            Column("about", say("definitions.meaning"), width=620),
            Column("item", say("definitions.metric_code"), width=200),
        ],
        "thresholds": [
            Column("rule", frame.word("field", "rule"), width=110, is_pinned=True),
            Column("about", say("definitions.meaning"), width=420),
            Column("value", say("definitions.value"), width=130),
            Column("source", say("definitions.source"), width=420),
            Column("name", say("definitions.setting_name"), width=180),
        ],
        "clauses": [
            Column("item", say("definitions.clause"), "code", width=70, is_pinned=True),
            Column("name", say("definitions.article"), width=230),
            Column("about", say("definitions.quote"), width=480),
            Column("answers", say("definitions.answers"), width=560),
        ],
        "notice": [
            Column("item", say("definitions.sentence"), width=50, is_pinned=True),
            Column("about", say("definitions.notice"), width=560),
            Column("clauses", frame.word("field", "clauses"), width=110),
            Column("answers", say("definitions.answers"), width=560),
        ],
        "exemptions": [
            Column("item", say("definitions.code"), "code", width=60, is_pinned=True),
            Column("name", say("definitions.exemption"), width=340),
            about,
            rules,
        ],
        "models": [
            Column("item", say("definitions.model_name"), width=210, is_pinned=True),
            Column("grain", say("definitions.grain"), width=280),
            about,
        ],
        "choices": [
            Column("name", say("definitions.choice_about"), width=270, is_pinned=True),
            Column("about", say("definitions.choice"), width=900),
        ],
    }[topic]


def show_item(frame: Frame, topic: str, row: Mapping[str, Any]) -> None:
    """One definition in full."""
    with st.container(border=True, key="definition"):
        heading = row["item"] if row["item"] == row["name"] else f"{row['item']}　{row['name']}"
        st.html(markup.section(row["name"] if topic == "choices" else heading))
        if topic == "rules":
            show_rule(frame, row["item"])
            return
        st.html(markup.lines([row["about"]]))
        if topic == "metrics":
            st.html(markup.pairs([(frame.say("definitions.unit"), row["unit"])]))
            for metric in frame.ask(read.metrics).filter(pl.col("name") == row["item"]).to_dicts():
                show_sql(frame, metric)
        if topic == "thresholds":
            pairs = [("definitions.value", row["value"]), ("definitions.source", row["source"])]
            st.html(markup.pairs([(frame.say(key), text) for key, text in pairs]))
        if topic == "notice":
            show_clauses(frame, row["clauses"].split())
        if topic == "clauses":
            st.html(markup.pairs([(frame.say("definitions.answers"), row["answers"])]))
            show_ways(frame, row["item"])
        if topic == "exemptions" and row["rules"]:
            st.html(markup.pairs([(frame.say("definitions.used_by"), row["rules"])]))
        if topic == "models":
            st.html(markup.pairs([(frame.say("definitions.grain"), row["grain"])]))
            show_columns(frame, row["item"])


def show_clauses(frame: Frame, wanted: Sequence[str]) -> None:
    """The way from a sentence of the notice to each of its clauses."""
    with st.container(horizontal=True, gap="medium", key="clauses_of_sentence"):
        for clause in wanted:
            widgets.link(frame, "definitions", clause, key=f"clause_{clause}", topic="clauses", item=clause)


def show_ways(frame: Frame, clause: str) -> None:
    """The way from a clause to the rules and pages that answer it."""
    found = frame.ask(read.clauses).row(by_predicate=pl.col("clause") == clause, named=True)
    with st.container(horizontal=True, gap="medium", key="ways_of_clause"):
        for rule in found["rules"]:
            widgets.link(frame, "definitions", rule, key=f"rule_{rule}", topic="rules", item=rule)
        for page in found["pages"]:
            widgets.link(frame, page, frame.say(f"page.{page}"), key=f"page_{page}")


def show_columns(frame: Frame, model: str) -> None:
    """The columns of a model with the words of its head, which are Chinese; a metric's own words stand with it."""
    found = frame.ask(read.model_columns).filter(pl.col("model") == model)
    metrics = {each["name"]: each[frame.language] for each in frame.ask(read.metrics).to_dicts()}
    said = [metrics.get(row["name"], row["zh"]) if row["zh"] == "metric" else row["zh"] for row in found.to_dicts()]
    if found.is_empty():
        return
    rows = found.select("name", pl.Series("about", said, dtype=pl.String))
    columns = [
        Column("name", frame.say("definitions.column_name"), width=240, is_pinned=True),
        Column("about", frame.say("definitions.column_meaning"), width=640),
    ]
    name = frame.say("definitions.columns_of", model=model)
    listings.show(frame, Listing(name, rows, columns, is_dated=False), "columns")


def show_rule(frame: Frame, code: str) -> None:
    """Sentences, clauses with quotes, exemptions, outcome, thresholds in force, data, SQL."""
    rule = frame.ask(read.rules).row(by_predicate=pl.col("rule") == code, named=True)
    thresholds = frame.ask(read.thresholds)
    language, comma = frame.language, frame.say("list.comma")
    left, right = st.columns(2, gap="medium")
    with left:
        for part, heading in (("finding", "definitions.finding"), ("clear", "definitions.clear")):
            st.html(markup.section(frame.say(heading)) + markup.lines([template(rule, part, thresholds, language)]))
        st.html(markup.section(frame.say("definitions.clauses")) + quotes(frame, rule["clauses"]))
    with right:
        facts = [
            (frame.word("field", "subject_kind"), frame.word("subject_kind", rule["subject_kind"])),
            (frame.say("definitions.outcome"), outcomes(frame, rule)),
            (frame.say("definitions.data"), comma.join(frame.word("dataset", each) for each in rule["sources"])),
        ]
        st.html(markup.section(frame.say("definitions.judgement")) + markup.pairs(facts))
        exempt = [(each, frame.word("exemption", each)) for each in rule["exempt"]]
        none = markup.note(frame.say("definitions.no_exemption"))
        st.html(markup.section(frame.say("definitions.exemptions")) + (markup.pairs(exempt) if exempt else none))
        own = thresholds.filter(pl.col("rule") == code).to_dicts()
        st.html(markup.section(frame.say("definitions.thresholds")) + limits_of(frame, own))
    with st.container(horizontal=True, gap="medium"):
        widgets.link(frame, "flags", frame.say("definitions.to_flags", rule=code), key="to_flags", rule=(code,))
    show_sql(frame, rule)


def quotes(frame: Frame, wanted: list[str]) -> str:
    """The clauses in their own words."""
    clauses = {row["clause"]: row for row in frame.ask(read.clauses).to_dicts()}
    return "".join(
        markup.quote(
            clauses[each]["quote"],
            frame.say("evidence.clause_place", article=frame.word("article", clauses[each]["article"]), clause=each),
        )
        for each in wanted
        if each in clauses
    )


def limits_of(frame: Frame, own: list[dict[str, Any]]) -> str:
    """Meaning, value and source of a rule's thresholds, or that it has none."""
    if not own:
        return markup.note(frame.say("definitions.no_threshold"))
    return "".join(
        markup.quote(
            frame.say(
                "definitions.limit",
                meaning=each[frame.language],
                value=threshold_value(each["value"], each["unit"], frame.scope.unit, frame.language),
            ),
            frame.say("evidence.threshold_source", source=each[f"source_{frame.language}"]),
        )
        for each in own
    )


def show_sql(frame: Frame, defined: Mapping[str, Any]) -> None:
    """The SQL that is run, as the snapshot keeps it."""
    with st.expander(frame.say("definitions.sql", version=defined["version"])):
        st.code(defined["sql"], language="sql", wrap_lines=True)


def other_matches(frame: Frame, every: Mapping[str, pl.DataFrame]) -> str:
    """Where else the words are found, so that nobody searches seven tables."""
    found = [
        frame.say(
            "definitions.found_in",
            topic=frame.word("definition_topic", topic),
            count=frame.count(matching(rows, frame.scope.search).height),
        )
        for topic, rows in every.items()
        if topic != frame.scope.topic and matching(rows, frame.scope.search).height
    ]
    if not found:
        return frame.say("definitions.found_nowhere_else")
    return frame.say("definitions.found_elsewhere", topics=frame.say("list.comma").join(found))


frame = widgets.page_frame("definitions")
every = everything(frame)
frame = follow(frame, every)
topics = {topic: frame.word("definition_topic", topic) for topic in TOPICS}
frame = widgets.choose_one(frame, "topic", frame.say("definitions.topic"), topics)
frame = widgets.search(frame, "search", frame.say("definitions.search"), frame.say("definitions.search_hint"))
topic = frame.scope.topic
shown = matching(every[topic], frame.scope.search)
st.html(
    markup.section(
        frame.say("definitions.count", topic=topics[topic], count=frame.count(shown.height)),
        frame.word("definition_note", topic),
    )
)
if frame.scope.search:
    st.html(markup.note(other_matches(frame, every)))
row = None
if shown.is_empty():
    reason = "definitions.nothing_found" if frame.scope.search else "definitions.empty"
    st.info(frame.say(reason, words=frame.scope.search, count=frame.count(every[topic].height)))
else:
    items = shown["item"].to_list()
    listing = Listing(topics[topic], shown, columns(frame, topic), is_dated=False)
    as_listed = replace(frame, scope=replace(frame.scope, item=None))
    selected = listings.show(
        frame,
        listing,
        "definitions",
        selectable=widgets.table_key(as_listed, "definitions"),
        selected=items.index(frame.scope.item) if frame.scope.item in items else None,
        height=420 if shown.height > 10 else "auto",
    )
    row = None if selected is None else shown.row(selected, named=True)
frame = replace(frame, scope=replace(frame.scope, item=row and row["item"]))
widgets.remember(frame)
st.session_state["definitions.last"] = (topic, frame.scope.item)
if row is not None:
    show_item(frame, topic, row)
elif not shown.is_empty():
    st.html(markup.note(frame.say("definitions.choose_row")))
