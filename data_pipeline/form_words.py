"""The words of the printed forms: titles, labels, column headers, ticks, and what each of them stands for.

Local variants of a form differ in these words; a new one is added here. How a form is laid out stands in `forms`.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from data_pipeline.cells import DASHES, half_width
from data_pipeline.targets import OPERATORS

LIKELIHOODS = ("确定能", "有可能", "完全不可能")
CAUSES = ("cause_funding", "cause_rules", "cause_staff", "cause_hardware", "cause_other")
LIKELIHOOD_COLUMNS = tuple(f"likelihood_{number}" for number in (1, 2, 3))
# The vendors' codes; they are not in the order of the columns.
CAUSE_CODES = {"3": "cause_funding", "2": "cause_rules", "1": "cause_staff", "4": "cause_hardware", "10": "cause_other"}
CAUSE_OF_GROUP = (*CAUSES, "cause_note")

# √ as it is typed, pasted, or left behind by the fonts Wingdings (ü þ) and Wingdings 2 (P R).
TICKS = frozenset("√✓✔☑🗸✅●■⊙◉vVüþPR是对1")
NO_TICKS = frozenset("×✗✘☒□☐○◯xX否0")
REMEMBERED = 50_000  # many forms are made of few words
_EMPTY = re.compile(r"@+")

_TITLE = re.compile(r".*(?:绩效.*(?:监控|自评)|监控情况|自评).*表(?:\(.*\))?")
_A_NOTE = re.compile(
    r"(?:注|说明|备注|填[报表]说明|填[报表](?:人|单位|日期|时间)|[^,。]{0,6}负责人|联系人|联系电话|电话|手机"
    r"|审[核批]人?(?:意见)?|经办人?|制表人?|复核人?|日期|盖章|公章|签[字章])(?:\(.*\))?(?:\d*[:：、.].*|\d*)",
    re.DOTALL,
)
_TOTALS = re.compile(r"(?:自评)?(?:总分|总得分|得分合计|合计|总计|合计得分|总评分|自评总分|自评得分|自评总得分)")
_SUBTOTAL = re.compile(r".*小计")
_EXECUTION = re.compile(r"(?:项目)?(?:预算|资金)?执行率(?:指标)?")
_A_LEVEL = re.compile(r".*(?:指标|产出|效益|满意|成本|目标).*")
_SECOND_LEVEL = re.compile(
    r"(?:数量|质量|时效|(?:经济|社会|生态环境)成本|(?:经济|社会|生态)效益|可持续(?:影响|发展)|服务对象满意度|受益对象满意度)(?:指标)?"
)
_POINTS = re.compile(r"\s*[(（]?\s*\d+(?:\.\d+)?\s*分\s*[)）]?\s*$")
_NUMBERED = re.compile(r"^\s*(?:指标|三级指标)\s*\d+\s*[:：、.]\s*")
_DOTS = re.compile(r"[.…。·\s]*")

LABELS = {
    "project_name": re.compile(r"项目名称"),
    "project_code": re.compile(r"项目(?:编码|代码)"),
    "department": re.compile(r"(?:项目)?(?:业务)?主管(?:部门|单位)(?:名称)?(?:及|和|与)?(?:代码|编码|名称)?"),
    "agency": re.compile(r"(?:项目)?(?:实施|承担|使用|预算|执行)单位(?:名称)?(?:及|和|与)?(?:代码|编码)?|项目单位"),
    "year": re.compile(r"(?:预算|评价|项目|自评|监控)?年度"),
    "period": re.compile(r"监控(?:截至|截止|时点|期间|时间|区间|月份|日期)|截[至止](?:日期|时间|月份)"),
    "reported": re.compile(r"填[报表](?:日期|时间)"),
    "evaluated": re.compile(r"(?:自评|评价)(?:日期|时间)"),
    "grade": re.compile(r"(?:自评|评价)(?:等级|等次|结果)|等[级次]"),
}
AFTER_THE_MONEY = re.compile(
    r"(?:年度|项目)?(?:总体|绩效)(?:绩效)?目标.*|绩效指标|预期目标.*|[一二三]级指标|其他需要说明.*"
)

_SO_FAR = (
    r"(?:\d{4}年)?"
    r"(?:\d{1,2}?[-—–~至到].{0,4}?月份?|\d{1,2}月份?|截[至止].{0,12}?|上半年|前?.季度|当前|全年|年度)?[底末]?(?:累计)?(?:实际)?"
)
_COLUMNS = {
    "indicator_l1": r"一级指标",
    "indicator_l2": r"二级指标",
    "indicator_l3": r"三级指标|具体指标",
    "target_value": r"(?:年度|全年|预期|年初|年初设定|设定|计划)?(?:绩效)?(?:指标|目标)值",
    "expected_full_year": r"(?:全年预计|预计全年|全年预期)(?:完成|执行)?(?:情况|值|程度)?",
    "actual_value": _SO_FAR + r"(?:执行|完成)(?:情况|值|数)|实际值",
    "weight_points": r"(?:指标)?(?:分值|权重)(?:权重|分值)?",
    "score": r"(?:自评|实际)?得分",
    "cause_and_measure": r".*原因.*(?:改进|整改|措施|纠偏).*",
    "cause": r"(?:偏差|未完成|存在问题及)?原因(?:分析)?",
    "likelihood": r"(?:完成目标|目标完成|完成)?(?:的)?可能性(?:分析)?",
    "measure": r"(?:拟采取的?|下一步)?(?:整改|改进|纠偏)措施(?:建议)?",
    "cause_class": r"原因类别",
    "unit": r"[计度]量单位",
    "operator": r"指标方向|[计运]算符号",
    "polarity": r"指标性质",
    "remark": r"备注",
}
_UNDER_A_GROUP = {
    "cause_funding": r"经费(?:保障)?",
    "cause_rules": r"制度(?:保障)?",
    "cause_staff": r"人员(?:保障)?",
    "cause_hardware": r"硬件(?:条件)?(?:保障)?",
    "cause_other": r"其[他它](?:原因)?",
    "cause_note": r"(?:原因|情况|具体)?说明|具体原因",
    "likelihood_1": r"确定能(?:完成)?",
    "likelihood_2": r"有可能(?:完成)?",
    "likelihood_3": r"(?:完全)?不可能(?:完成)?",
}
_MONEY = {
    "forecast": r"全年预计(?:执行|支出|完成)?(?:数|额|金额)?|预计全年(?:执行|支出)(?:数|额|金额)?|预计(?:执行|支出)数",
    "initial": r"年初预算(?:数|金额|安排数|批复数)?",
    "current": r"(?:(?:调整后|全年|年度|本年|当年)的?)?预算(?:数|金额)|调整后的?预算|预算调整后数?|调整预算数?",
    "paid": _SO_FAR + r"(?:执行|支出|支付)(?:数|金额|额)?",
    "rate": r".*(?:执行率|执行进度|支出进度).*",
    "weight_points": r"分值",
    "score": r"(?:自评|实际)?得分",
}
COLUMNS, UNDER_A_GROUP, MONEY = (
    {field: re.compile(words) for field, words in table.items()} for table in (_COLUMNS, _UNDER_A_GROUP, _MONEY)
)
MONEY_TOTAL = re.compile(r".*(?:总额|合计|总计|总金额|资金总量).*")
MONEY_LABEL = re.compile(r"(?:年度)?(?:项目|预算)?(?:资金|经费|预算)(?:执行)?(?:情况)?")

_NO_FIELD = re.compile(r"序号|(?:年度)?(?:绩效)?(?:指标|目标)|偏差率?|完成率|完成比例|自评说明|附件|证明材料|退回原因")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_MONTHS = re.compile(r"(\d{1,2})月")
_YEAR = re.compile(r"(?<!\d)((?:19|20|21)\d\d)\s*(?:年|$|\))")
_HALF_YEAR = {"上半年": 6, "一季度": 3, "第一季度": 3, "二季度": 6, "前三季度": 9, "三季度": 9}


@lru_cache(REMEMBERED)
def plain(text: str) -> str:
    """A label or header without blanks, line breaks, outer colons and stars; full-width forms as half-width ones."""
    return re.sub(r"\s+", "", half_width(text)).strip(":*※★")


def without_brackets(text: str) -> str:
    """A plain text without what stands in brackets, unless nothing else is there."""
    return _IN_BRACKETS.sub("", text) or text


def column(text: str, *, grouped: bool, also: Mapping[str, str]) -> str | None:
    """The field of an indicator column. `grouped`: a narrow one below a merged header; `also`: names of the store."""
    bare = without_brackets(text)
    if grouped:
        bare = re.sub(r"^\d+[-.、]", "", bare)
        return next((field for field, words in UNDER_A_GROUP.items() if words.fullmatch(bare)), None)
    found = next((field for field, words in COLUMNS.items() if words.fullmatch(bare)), None)
    return found or also.get(text) or also.get(bare)


def is_no_field(text: str) -> bool:
    """Whether a header is known and stands for nothing that is read: 序号, or what other columns are under."""
    return _NO_FIELD.fullmatch(without_brackets(text)) is not None


@lru_cache(REMEMBERED)
def money_column(text: str) -> str | None:
    """What a column of the money block holds."""
    bare = without_brackets(text)
    return next((name for name, words in MONEY.items() if words.fullmatch(bare)), None)


@lru_cache(REMEMBERED)
def label(text: str) -> tuple[str, str] | None:
    """A label of the head and what stands behind it in the same cell: 项目名称：校舍维修."""
    name, _, value = text.partition(":")
    bare = re.sub(r"[()]", "", plain(name))
    found = next((kind for kind, words in LABELS.items() if words.fullmatch(bare)), None)
    return (found, value) if found else None


@lru_cache(REMEMBERED)
def is_title(text: str) -> bool:
    """Whether a cell is the title of a printed form."""
    return len(text) < 60 and _TITLE.fullmatch(text) is not None and not is_note(text)


@lru_cache(REMEMBERED)
def is_note(text: str) -> bool:
    """Whether a plain cell begins a note or names who filled the form in."""
    return _A_NOTE.fullmatch(text) is not None


def is_total(text: str) -> bool:
    """Whether a plain cell is the label of the row with the total score."""
    return _TOTALS.fullmatch(_POINTS.sub("", without_brackets(text))) is not None


def is_subtotal(text: str) -> bool:
    """Whether a plain cell is the label of a row that sums some indicators."""
    return _SUBTOTAL.fullmatch(without_brackets(text)) is not None


def is_execution_rate(text: str) -> bool:
    """预算执行率 has points of its own beside the indicators and is none of them."""
    return _EXECUTION.fullmatch(plain(_POINTS.sub("", text))) is not None


def is_level(text: str) -> bool:
    """Whether a cell may be a first or second level: 产出指标(50分), 数量指标."""
    return len(text) <= 20 and _A_LEVEL.fullmatch(text) is not None


def is_second_level(text: str) -> bool:
    """Whether a cell is the name of a second level and of no first one: 数量指标."""
    return _SECOND_LEVEL.fullmatch(_POINTS.sub("", plain(text))) is not None


def level_name(text: str) -> str:
    """产出指标(50分) is 产出指标."""
    return _POINTS.sub("", one_line(text)) or one_line(text)


def indicator_name(text: str) -> str:
    """指标1：培训人数 is 培训人数; a line of dots is nothing."""
    name = _NUMBERED.sub("", one_line(text)).strip()
    return "" if _DOTS.fullmatch(name) else name


def one_line(text: str) -> str:
    """A name that was broken to fit a narrow cell, in one piece."""
    return re.sub(r"\s*[\r\n]+\s*", "", text).strip()


def emptied(text: str) -> str:
    """A cell's text; nothing where it holds the token of an empty cell (@@@), or only dashes."""
    bare = text.strip()
    return "" if _EMPTY.fullmatch(bare) or not bare.strip(DASHES) else bare


def is_tick(text: str) -> bool:
    """Whether a cell holds a tick and nothing else; the word and the code of a tick column are told apart there."""
    bare = plain(text)
    return bool(bare) and bare[0] in TICKS and len(set(bare)) == 1


def is_no_tick(text: str) -> bool:
    """Whether a cell says by a mark that it is not ticked."""
    bare = plain(text)
    return len(bare) == 1 and bare in NO_TICKS


def month_named(text: str) -> int | None:
    """The last month that a header names: 1-10月执行情况 is 10, 上半年执行数 is 6."""
    bare = plain(text)
    found = [int(number) for number in _MONTHS.findall(bare) if 1 <= int(number) <= 12]
    return found[-1] if found else next((month for words, month in _HALF_YEAR.items() if words in bare), None)


def year_named(text: str) -> int | None:
    """The year of a title: （2026年度）."""
    found = _YEAR.findall(half_width(text))
    return int(found[-1]) if found else None


def is_operator(text: str) -> bool:
    """Whether a text begins as a target does: ≥50个."""
    bare = plain(text)
    return bare[:1].isdigit() or bare.startswith((*OPERATORS, "≥", "≤"))
