/*
about = "How many subjects and months a rule must judge, and how many verdicts it has."
*/
select
    (
        select count(*)
        from subjects
        join months
            on
                subjects.fiscal_year is null
                or subjects.fiscal_year
                = months.fiscal_year - case when months.is_first_year then 0 else $years_back end
        where subjects.subject_kind in (select unnest(string_split($subject_kind, ',')))
    ) as in_scope,
    (select count(*) from verdicts where rule = $rule_id) as judged
