"""Organisations: departments, towns, sub-districts, development zones and their units."""

from data_pipeline.contracts.common import RowContract, one_of, optional, required


class Organisation(RowContract):
    """One row per organisation."""

    org_code: str = required()
    org_name: str = required()
    org_type: str = one_of("部门", "镇", "街道", "开发区", "单位", needed=True)
    department_code: str = optional()
    sector_division: str = optional()
