/*
about = """
The border between the pipeline and the warehouse: what the pipeline fills, what every model reads.
One table a dataset holds its accepted rows only. Every row names where it came from
(source_id -> source_parts, source_row 1-based, titles counted). Codes are text, money is yuan,
months are their last day, enumerated values are the words of contract.md §1 (已支付, 本级, 年初预算 …).
Null = the cell was empty or its column absent; source_parts.columns_present tells which.
"""
*/
create table source_files (
    file varchar not null,                -- path inside the inbox, '/' between folders
    fingerprint varchar not null,         -- sha256 of its bytes
    size_bytes bigint not null,
    delivery_date date,                   -- contract §1a.2; null = undated = oldest
    problem varchar,                      -- null: used. Otherwise a reason code (wording: refusal.*)
    problem_details json                  -- the values the sentence needs
);
create table source_parts (
    source_id integer not null,
    file varchar not null,
    sheet varchar not null,               -- '' for CSV and Parquet
    dataset varchar not null,
    delivery_date date,
    columns_present varchar[] not null,   -- field names of the columns that the part has
    unit varchar                          -- 元, 千元, 万元, 亿元; null: no amount column or none named (= 元)
);
create table rows_not_accepted (
    dataset varchar not null,
    file varchar not null,
    sheet varchar not null,
    source_row integer not null,
    fate varchar not null,                -- refused, unmatched, repeat, superseded, control
    reasons json not null,                -- [{"code": "...", "field": "...", "value": "..."}], language-free
    original json not null,               -- header -> text as it stood in the file
    amount_yuan decimal(18, 2),           -- null: no amount, or unreadable
    project_code varchar,
    department_code varchar,              -- where it can be told, for sending rows back
    is_outdated boolean not null          -- refused, but its key is in force from a later delivery or stage
);
create table load_balance (
    dataset varchar not null,
    fate varchar not null,                -- read, accepted, refused, unmatched, repeats, superseded, control
    row_count bigint not null,
    yuan decimal(38, 2) not null,
    rows_with_unreadable_yuan bigint not null
);
create table corrections_in_force (       -- STORE/corrections.toml: texts that are read instead of what a file says
    number integer not null,              -- its place in corrections.toml, from 1
    dataset varchar not null,
    key json not null,                    -- field -> value
    field varchar not null,
    was varchar not null,
    becomes varchar not null,
    reason varchar not null,
    told varchar not null,                -- who was told
    told_on date not null,
    state varchar not null,               -- applied; mended: the source has the text no more; without_row
    row_count bigint not null             -- rows that were corrected
);
create table corrections_applied (        -- one row a corrected row; what stood there is its correction's `was`
    number integer not null,
    file varchar not null,
    sheet varchar not null,
    source_row integer not null
);
create table dataset_keys (               -- what identifies a row of each dataset, in the contract's order
    position integer not null,
    dataset varchar not null,
    key varchar[] not null
);
create table load_notices (               -- what a person should look at, although the load went on
    code varchar not null,                -- wording: notice.*
    dataset varchar,
    file varchar,
    sheet varchar,
    source_row integer,
    details json not null
);
create table printed_forms (              -- the official forms among the files; their money is compared, never imported
    file varchar not null,
    sheet varchar not null,
    source_row integer not null,          -- where the form names its project
    token varchar not null,               -- what its rows carried until the project was known
    form_kind varchar not null,           -- monitoring, self_evaluation
    fiscal_year integer,                  -- null: the form does not say
    period_end date,
    project_name varchar,
    department varchar,                   -- as it was written
    department_code varchar,              -- null: not given, or no such department
    project_code varchar,                 -- null: no project of that year, department and name, or several
    problem varchar,                      -- why not (wording: refusal.*)
    money_row integer,                    -- the header row of its block of money; null: it has none
    money_month integer,                  -- the month up to which it counts payments; null: not named
    budget_initial_yuan decimal(18, 2),
    budget_current_yuan decimal(18, 2),
    paid_yuan decimal(18, 2),
    rounded_to_yuan decimal(18, 2)        -- amounts that differ by no more are one amount, rounded as the form is
);

create table staged_organisation (
    source_id integer not null, source_row integer not null,
    org_code varchar not null, org_name varchar not null, org_type varchar not null,
    department_code varchar, sector_division varchar
);
create table staged_project (
    source_id integer not null, source_row integer not null,
    fiscal_year integer not null, project_code varchar not null, project_name varchar not null,
    department_code varchar not null, agency_code varchar, project_category varchar not null,
    project_attribute varchar, special_fund_code varchar, task_item varchar,
    is_pilot boolean, is_policy_livelihood boolean, three_guarantee_tier varchar, is_poverty_relief boolean,
    start_year integer, end_year integer, total_need_yuan decimal(18, 2), annual_need_yuan decimal(18, 2),
    pool_entry_date date, is_new_major boolean, ex_ante_date date, affordability_date date,
    approval_doc_no varchar, party_meeting_date date, leader_consent_date date,
    submitted_date date, submitted_doc_no varchar, compliance_review_date date,
    approver_org varchar, user_org varchar, responsible_org varchar
);
create table staged_budget_line (
    source_id integer not null, source_row integer not null,
    fiscal_year integer not null, doc_no varchar not null, project_code varchar not null,
    agency_code varchar, func_item varchar not null, dept_econ varchar, gov_econ varchar,
    fund_nature varchar not null, fund_source varchar not null, budget_origin varchar not null,
    amount_yuan decimal(18, 2) not null, approved_date date not null, issued_date date,
    receipt_month date, frozen_yuan decimal(18, 2)
);
create table staged_payment ( -- noqa: PRS
    source_id integer not null, source_row integer not null,
    -- Numbers that no two rows share: what DuckDB would try on them first costs more and packs them worse.
    request_no varchar not null using compression zstd, voucher_no varchar using compression zstd,
    project_code varchar not null, agency_code varchar, doc_no varchar, func_item varchar, dept_econ varchar,
    fund_nature varchar, amount_yuan decimal(18, 2) not null, requested_date date, paid_date date,
    status varchar not null, pay_type varchar, payee varchar, purpose varchar
);
create table staged_indicator (
    source_id integer not null, source_row integer not null,
    fiscal_year integer not null, project_code varchar not null,
    indicator_l1 varchar not null, indicator_l2 varchar not null, indicator_l3 varchar not null,
    polarity varchar,                     -- 正向, 反向, 定性; filled from operator or text where the cell is empty
    operator varchar,                     -- >=, >, =, <, <=; filled from polarity where the cell is empty
    target_value varchar not null,        -- the cell's text
    target_number decimal(24, 6),         -- null: a text or a deadline
    unit varchar, weight_points decimal(9, 4) not null,
    accrual varchar,                      -- 累计, 水平, 节点; null: not given
    due_date date, baseline_value varchar, approved_date date
);
create table staged_monitoring_report (
    source_id integer not null, source_row integer not null,
    fiscal_year integer not null, project_code varchar not null, indicator_l3 varchar not null,
    period_end date not null,             -- last day of its month
    actual_value varchar,                 -- the cell's text
    actual_number decimal(24, 6), actual_tier integer,      -- tier 1, 2, 3
    actual_is_done boolean, actual_date date,               -- milestones: done, not done, or the day
    expected_full_year varchar, likelihood varchar,         -- 确定能, 有可能, 完全不可能
    cause_funding boolean, cause_rules boolean, cause_staff boolean, cause_hardware boolean, cause_other boolean,
    cause_note varchar, cause_class varchar,                -- 内部, 外部; null: not given or unknown
    measure varchar, reported_date date, forecast_full_year_yuan decimal(18, 2)
);
create table staged_evaluation (
    source_id integer not null, source_row integer not null,
    fiscal_year integer not null, project_code varchar not null, evaluation_kind varchar not null,
    score decimal(9, 4) not null, grade varchar, evaluated_date date, doc_no varchar
);
create table staged_special_fund (
    source_id integer not null, source_row integer not null,
    special_fund_code varchar not null, special_fund_name varchar not null, department_code varchar not null,
    fund_type varchar not null, start_year integer not null, end_year integer, reapply_doc_no varchar,
    last_review_date date, review_result varchar, task_list_disclosed_date date,
    policy_disclosed_date date, self_evaluation_disclosed_date date
);
create table staged_supplement_request (
    source_id integer not null, source_row integer not null,
    request_no varchar not null, project_code varchar not null, department_code varchar,
    requested_date date not null, amount_yuan decimal(18, 2) not null, status varchar
);
create table staged_audit_finding (
    source_id integer not null, source_row integer not null,
    finding_no varchar not null, project_code varchar not null, finding_kind varchar, is_serious boolean,
    found_date date not null, rectify_by_date date, rectified_date date
);
create table staged_cash_plan (
    source_id integer not null, source_row integer not null,
    fiscal_year integer not null, project_code varchar not null, month integer not null,
    planned_yuan decimal(18, 2) not null
);
create table staged_monitoring_round (
    source_id integer not null, source_row integer not null,
    fiscal_year integer not null, period_end date not null, filing_deadline date not null
);
create table staged_exception (
    source_id integer not null, source_row integer not null,
    rule varchar not null, subject_code varchar not null, from_date date not null, to_date date,
    doc_no varchar not null, reason varchar not null
);
create table staged_control_total (
    source_id integer not null, source_row integer not null,
    dataset varchar not null, fiscal_year integer not null, period_end date not null,
    scope varchar not null, amount_yuan decimal(18, 2) not null
);
