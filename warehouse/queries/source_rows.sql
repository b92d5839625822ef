/*
about = """
The rows of the bureau's files that the verdicts of some subjects rest on, by dataset, file and sheet. Those of areas are
counted only. Rows with `of_rule` are what that one rule rests on, in place of the dataset's others.
"""
*/
with wanted as (
    select *
    from subjects
    where
        subject_id in (select unnest($subject_ids))
        and ($every_department or department_code in (select unnest($departments)))
),
-- the revision and the report of each indicator; the view indicator_months would compute every light besides
in_force as (
    select wanted.subject_id, span.revision_id, span.report_id
    from wanted
    join indicator_spans as span
        on
            wanted.subject_kind = 'project'
            and wanted.project_code = span.project_code
            and wanted.fiscal_year = span.fiscal_year
    where span.fiscal_year = year($as_of) and month($as_of) between span.from_month and span.to_month
),
found as (
    select
        wanted.subject_id, 'budget_line' as dataset, line.source_id, line.source_row, null::varchar as of_rule
    from wanted
    join budget_lines as line
        on
            wanted.subject_kind = 'project'
            and wanted.project_code = line.project_code
            and wanted.fiscal_year = line.fiscal_year
    where line.approved_date <= $as_of
    union all
    select wanted.subject_id, 'budget_line', line.source_id, line.source_row, null
    from wanted
    join budget_lines as line
        on wanted.subject_kind = 'budget_line' and wanted.subject_id = 1000000000 + line.line_id
    union all
    select wanted.subject_id, 'payment', payment.source_id, payment.source_row, null
    from wanted
    join payments as payment
        on
            wanted.subject_kind = 'project'
            and wanted.project_code = payment.project_code
            and wanted.fiscal_year = payment.fiscal_year
    where payment.paid_date <= $as_of and payment.counted_yuan <> 0
    union all
    select wanted.subject_id, 'payment', payment.source_id, payment.source_row, null
    from wanted
    join payments as payment
        on wanted.subject_kind = 'budget_line' and wanted.subject_id = 1000000000 + payment.line_id
    where payment.paid_date <= $as_of and payment.counted_yuan <> 0
    union all
    select wanted.subject_id, 'cash_plan', plan.source_id, plan.source_row, null
    from wanted
    join staged_cash_plan as plan
        on
            wanted.subject_kind = 'project'
            and wanted.project_code = plan.project_code
            and wanted.fiscal_year = plan.fiscal_year
    union all
    select in_force.subject_id, 'indicator', revision.source_id, revision.source_row, null
    from in_force
    join indicator_revisions as revision on in_force.revision_id = revision.revision_id
    union all
    select in_force.subject_id, 'monitoring_report', report.source_id, report.source_row, null
    from in_force
    join indicator_reports as report on in_force.report_id = report.report_id
    union all
    select wanted.subject_id, 'evaluation', result.source_id, result.source_row, null
    from wanted
    join evaluations_in_use as result on wanted.subject_id = result.subject_id
    where result.as_of = $as_of
    union all
    select wanted.subject_id, 'audit_finding', finding.source_id, finding.source_row, null
    from wanted
    join staged_audit_finding as finding
        on wanted.project_code = finding.project_code and wanted.subject_kind = 'project'
    where finding.found_date <= $as_of
    union all
    select wanted.subject_id, 'monitoring_round', round.source_id, round.source_row, null
    from wanted
    join staged_monitoring_round as round
        on wanted.fiscal_year - round.fiscal_year in (0, 1) and wanted.subject_kind = 'project'
    where round.filing_deadline < $as_of
    union all
    select wanted.subject_id, 'budget_line', line.source_id, line.source_row, null
    from wanted
    join budget_lines as line
        on
            wanted.subject_kind = 'area'
            and year($as_of) = line.fiscal_year
            and case wanted.subject_code
                when '教育' then line.is_education
                when '社会保障' then line.is_social_security
                else line.is_poverty_relief
            end
    where line.approved_date <= $as_of and line.is_in_four_books
    union all
    select wanted.subject_id, 'payment', payment.source_id, payment.source_row, null
    from wanted
    join payments as payment
        on
            wanted.subject_kind = 'area'
            and year($as_of) = payment.fiscal_year
            and case wanted.subject_code
                when '教育' then payment.is_education
                when '社会保障' then payment.is_social_security
                else payment.is_poverty_relief
            end
    where payment.paid_date <= $as_of and payment.is_in_four_books and payment.counted_yuan <> 0
    union all
    select wanted.subject_id, 'project', project_years.source_id, project_years.source_row, null
    from wanted
    join project_years on wanted.subject_kind = 'project' and wanted.subject_id = project_years.subject_id
    union all
    select wanted.subject_id, 'supplement_request', request.source_id, request.source_row, null
    from wanted
    join supplements as request
        on
            wanted.subject_kind = 'project'
            and wanted.project_code = request.project_code
            and wanted.fiscal_year = request.fiscal_year
    where request.requested_date <= $as_of
    union all
    select wanted.subject_id, 'supplement_request', request.source_id, request.source_row, null
    from wanted
    join supplements as request
        on
            wanted.subject_kind = 'department'
            and wanted.department_code = request.department_code
            and year($as_of) = request.fiscal_year
    where request.requested_date <= $as_of
    union all
    select wanted.subject_id, 'special_fund', fund.source_id, fund.source_row, null
    from wanted
    join special_funds as fund
        on
            case wanted.subject_kind
                when 'special_fund' then wanted.subject_code = fund.special_fund_code
                when 'department' then wanted.department_code = fund.department_code
            end
    union all
    select wanted.subject_id, 'audit_finding', finding.source_id, finding.source_row, null
    from wanted
    join project_years
        on
            wanted.subject_kind = 'special_fund'
            and wanted.subject_code = project_years.special_fund_code
            and year($as_of) = project_years.fiscal_year
    join staged_audit_finding as finding on project_years.project_code = finding.project_code
    where finding.found_date <= $as_of
    union all
    -- as waiting_months counts them
    select wanted.subject_id, 'payment', payment.source_id, payment.source_row, 'L03'
    from wanted
    join payments as payment
        on
            wanted.subject_kind = 'area'
            and case wanted.subject_code
                when '教育' then payment.is_education
                when '社会保障' then payment.is_social_security
                else payment.is_poverty_relief
            end
    join source_parts as part on payment.source_id = part.source_id
    where
        payment.amount_yuan >= 0
        and payment.status <> '已退回'
        and (payment.paid_date is null or payment.paid_date > $as_of)
        and case
            when payment.requested_date is not null then payment.requested_date <= $as_of
            else
                payment.paid_date is null
                or (
                    year(payment.paid_date) = year($as_of)
                    and not list_contains(part.columns_present, 'requested_date')
                )
        end
)
select
    found.subject_id,
    found.dataset,
    found.of_rule,
    part.file,
    part.sheet,
    count(*) as row_count,
    list_sort(
        list_distinct(list(found.source_row) filter (where found.subject_id >= 0 or found.of_rule is not null))
    ) as source_rows
from found
join source_parts as part on found.source_id = part.source_id
group by found.subject_id, found.dataset, found.of_rule, part.file, part.sheet
order by found.subject_id, found.dataset, found.of_rule nulls first, part.file, part.sheet
