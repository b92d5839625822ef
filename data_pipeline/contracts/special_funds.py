"""The register of special funds."""

import polars as pl

from data_pipeline.contracts.common import RowContract, one_of, optional, required


class SpecialFund(RowContract):
    """One row per special fund."""

    special_fund_code: str = required()
    special_fund_name: str = required()
    department_code: str = required()
    fund_type: str = one_of("阶段性目标", "试点", "其他", needed=True)
    start_year: pl.Int32 = required()
    end_year: pl.Int32 = optional()
    reapply_doc_no: str = optional()
    last_review_date: pl.Date = optional()
    review_result: str = one_of("未达预期", "条件变化", "已达目标", "不具备条件", "保留")
    task_list_disclosed_date: pl.Date = optional()
    policy_disclosed_date: pl.Date = optional()
    self_evaluation_disclosed_date: pl.Date = optional()
