/*
about = "Every clause of the notice in its order: its words, the rules that rest on it, and what else answers it or why it lies outside."
*/
select
    clauses.clause,
    clauses.article,
    clauses.quote,
    clauses.metrics,
    clauses.pages,
    clauses.papers,
    clauses.outside_zh,
    clauses.outside_en,
    coalesce(
        list(rules_in_force.rule order by rules_in_force.rule) filter (where rules_in_force.rule is not null), []
    ) as rules
from clauses
left join rules_in_force on list_contains(rules_in_force.clauses, clauses.clause)
group by all
order by min(clauses.position)
