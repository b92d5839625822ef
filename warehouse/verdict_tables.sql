/*
about = "Where the judgement is written: rules and thresholds as they were, one verdict a row."
*/
create or replace table rule_ids (rule varchar);
create or replace table outcomes (outcome varchar, gravity tinyint);
create or replace table clauses (
    position integer, clause varchar, article varchar, quote varchar, metrics varchar[], pages varchar[],
    papers varchar[], outside_zh varchar, outside_en varchar
);
create or replace table notice_paragraphs (position integer, paragraph varchar);
create or replace table rules_in_force (
    rule varchar, position integer, name varchar, subject_kind varchar, subject_year varchar,
    title_zh varchar, title_en varchar, finding_zh varchar, finding_en varchar, clear_zh varchar, clear_en varchar,
    clauses varchar[], exempt varchar[], sources varchar[], outcome json, severity varchar,
    protected_may_exceed boolean, sql varchar, version varchar
);
create or replace table thresholds_in_force (
    rule varchar, name varchar, value decimal(18, 6), exit_value decimal(18, 6), unit varchar, zh varchar, en varchar,
    source_zh varchar, source_en varchar, valid_from date, valid_to date, origin varchar, who varchar,
    recorded timestamp, is_own boolean  -- else a shared setting that the rule uses
);
create or replace table rule_versions (rule varchar, valid_from date, valid_to date, version varchar);
drop table if exists verdicts cascade;
create or replace table verdicts (
    rule varchar not null,
    as_of date not null,
    subject_id integer not null,
    verdict enum('flagged', 'clear', 'cannot_assess', 'not_applicable') not null,
    severity enum('red', 'yellow', 'grey'),
    exemption varchar,
    money_yuan decimal(18, 2),
    missing varchar,  -- where nothing can be assessed: what lacks
    outcome varchar,  -- where the rule itself chooses between several of one severity
    is_held boolean   -- flagged only because the value at which a flag clears is not reached yet
);
