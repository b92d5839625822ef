/*
about = """
The projects of a month that the reader's filters leave: by quadrant, reason why not assessed, department, category, area.
An empty list or a null leaves none out. {{project_quadrants}} is put in by read.py.
"""
*/
select project_code
from ({{project_quadrants}}) as projects
where
    ($quadrant is null or quadrant = $quadrant)
    and ($why is null or why_not_assessed = $why)
    and (len($chosen_quadrants) = 0 or list_contains($chosen_quadrants, quadrant))
    and (len($chosen_departments) = 0 or list_contains($chosen_departments, department_code))
    and (len($chosen_categories) = 0 or list_contains($chosen_categories, project_category))
    and (
        len($chosen_areas) = 0
        or (list_contains($chosen_areas, '教育') and is_education)
        or (list_contains($chosen_areas, '社会保障') and is_social_security)
        or (list_contains($chosen_areas, '扶贫') and is_poverty_relief)
    )
