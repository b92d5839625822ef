/*
grain = ["file", "sheet", "source_row", "figure"]
[about]
zh = "绩效监控表、自评表上的每个资金数，与指标、支付数据对照；只作核对，不作数据。"
en = "Each sum of money on a printed form beside our own of the same project and month: compared, never imported."
[column]
file = "文件"
sheet = "工作表"
source_row = "行"
fiscal_year = "预算年度"
project_code = "项目编码"
as_of = "资金截至"
figure = "资金数：budget_initial_yuan / budget_current_yuan / paid_yuan"
form_yuan = "表中数"
our_yuan = "本系统数"
difference_yuan = "相差"
rounded_to_yuan = "按表中小数位四舍五入可能相差的金额"
is_equal = "是否一致（四舍五入以内）"
*/
with placed as (
    select
        forms.*,
        last_day(make_date(forms.fiscal_year, coalesce(forms.money_month, month(forms.period_end)), 1)) as as_of,
        -- A form handed in again replaces the one before it, as its rows do.
        rank() over (
            partition by forms.form_kind, forms.fiscal_year, forms.project_code, forms.period_end
            order by coalesce(files.delivery_date, date '0001-01-01') desc
        ) as age
    from printed_forms as forms
    join source_files as files on forms.file = files.file
    where forms.project_code is not null and forms.money_row is not null
),
money as (
    select
        placed.*,
        ours.budget_initial_yuan as our_initial_yuan,
        ours.budget_current_yuan as our_current_yuan,
        ours.paid_yuan as our_paid_yuan
    from placed
    join project_money as ours
        on
            placed.fiscal_year = ours.fiscal_year
            and placed.project_code = ours.project_code
            and placed.as_of = ours.as_of
    where placed.age = 1
),
figures as (
    select *, 'budget_initial_yuan' as figure, budget_initial_yuan as form_yuan, our_initial_yuan as our_yuan
    from money
    union all
    select *, 'budget_current_yuan', budget_current_yuan, our_current_yuan
    from money
    union all
    select *, 'paid_yuan', paid_yuan, our_paid_yuan
    from money
)
select
    file,
    sheet,
    money_row as source_row,
    fiscal_year,
    project_code,
    as_of,
    figure,
    form_yuan,
    our_yuan,
    (form_yuan - our_yuan)::decimal(18, 2) as difference_yuan,
    rounded_to_yuan,
    abs(form_yuan - our_yuan) <= rounded_to_yuan as is_equal
from figures
where form_yuan is not null
