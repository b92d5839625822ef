/*
about = "The rules as they were when the snapshot was judged, with the version in force on a day (null: the last)."
*/
select rules_in_force.* replace (coalesce(rule_versions.version, rules_in_force.version) as version)
from rules_in_force
left join rule_versions
    on
        rules_in_force.rule = rule_versions.rule
        and coalesce($day, date '9999-12-31') between rule_versions.valid_from and rule_versions.valid_to
order by rules_in_force.rule
