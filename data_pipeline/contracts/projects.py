"""Projects in the pool, one row per project and budget year."""

import polars as pl

from data_pipeline.contracts.common import Money, RowContract, one_of, optional, required


class Project(RowContract):
    """One row per project and budget year."""

    fiscal_year: pl.Int32 = required()
    project_code: str = required()
    project_name: str = required()
    department_code: str = required()
    agency_code: str = optional()
    project_category: str = one_of("人员类", "运转类", "特定目标类", needed=True)
    project_attribute: str = one_of("新增", "延续")
    special_fund_code: str = optional()
    task_item: str = optional()
    is_pilot: pl.Boolean = optional()
    is_policy_livelihood: pl.Boolean = optional()
    three_guarantee_tier: str = one_of("保工资", "保基本民生", "保运转")
    is_poverty_relief: pl.Boolean = optional()
    start_year: pl.Int32 = optional()
    end_year: pl.Int32 = optional()
    total_need_yuan: Money = optional()
    annual_need_yuan: Money = optional()
    pool_entry_date: pl.Date = optional()
    is_new_major: pl.Boolean = optional()
    ex_ante_date: pl.Date = optional()
    affordability_date: pl.Date = optional()
    approval_doc_no: str = optional()
    party_meeting_date: pl.Date = optional()
    leader_consent_date: pl.Date = optional()
    submitted_date: pl.Date = optional()
    submitted_doc_no: str = optional()
    compliance_review_date: pl.Date = optional()
    approver_org: str = optional()
    user_org: str = optional()
    responsible_org: str = optional()
