"""Money: budget lines, payments, cash plans and requests for more."""

import pandera.polars as pa
import polars as pl

from data_pipeline.contracts import PAYMENT_PROGRESS
from data_pipeline.contracts.common import Money, RowContract, one_of, optional, required

PAID = "已支付"


class BudgetLine(RowContract):
    """One row per document, project, unit, classification and origin."""

    fiscal_year: pl.Int32 = required()
    doc_no: str = required()
    project_code: str = required()
    agency_code: str = optional()
    func_item: str = required()
    dept_econ: str = optional()
    gov_econ: str = optional()
    fund_nature: str = required()
    fund_source: str = one_of("本级", "上级转移支付", "一般债券", "专项债券", "存量", needed=True)
    budget_origin: str = one_of("年初预算", "追加", "追减", "调剂", "上年结转", needed=True)
    amount_yuan: Money = required()
    approved_date: pl.Date = required()
    issued_date: pl.Date = optional()
    receipt_month: pl.Date = optional()
    frozen_yuan: Money = optional()


class Payment(RowContract):
    """One row per payment request and stage of its progress."""

    request_no: str = required()
    voucher_no: str = optional()
    project_code: str = required()
    agency_code: str = optional()
    doc_no: str = optional()
    func_item: str = optional()
    dept_econ: str = optional()
    fund_nature: str = optional()
    amount_yuan: Money = required()
    requested_date: pl.Date = optional()
    paid_date: pl.Date = optional()
    status: str = one_of(*PAYMENT_PROGRESS, needed=True)
    pay_type: str = optional()
    payee: str = optional()
    purpose: str = optional()

    @pa.dataframe_check(name="paid_without_date")
    def what_is_paid_has_a_date(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 - a class method
        """A payment that was made was made on a day."""
        unpaid = (pl.col("status") != PAID).fill_null(True)
        return data.lazyframe.select(unpaid | pl.col("paid_date").is_not_null())


class CashPlan(RowContract):
    """What a project plans to have paid by the end of each month of its year."""

    fiscal_year: pl.Int32 = required()
    project_code: str = required()
    month: pl.Int32 = pa.Field(ge=1, le=12)
    planned_yuan: Money = required()


class SupplementRequest(RowContract):
    """A request for more budget within the year."""

    request_no: str = required()
    project_code: str = required()
    department_code: str = optional()
    requested_date: pl.Date = required()
    amount_yuan: Money = required()
    status: str = one_of("申请中", "已批准", "已退回")
