"""Departments, towns and units of the made-up 青岚区. No real place, person or company."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

DISTRICT = "青岚区"
REGION = "370399"
SLOTS_IN_BLOCK = 4000          # from the second block on, every large department has one more unit for each block

Department = tuple[str, str, str, str, int, list[str], str]      # code, name, kind, division, share, units, type

# code, name, kind, division of the bureau, share of the projects, subordinate units
DEPARTMENTS: list[tuple[str, str, str, str, int, list[str]]] = [
    ("001", "区委办公室", "admin", "行政政法科", 6, ["区委机要保密服务中心"]),
    ("002", "区人大常委会办公室", "admin", "行政政法科", 4, []),
    ("003", "区政府办公室", "admin", "行政政法科", 7, ["区政务督查服务中心"]),
    ("004", "区政协办公室", "admin", "行政政法科", 4, []),
    ("101", "区纪委监委机关", "admin", "行政政法科", 6, ["区廉政教育中心"]),
    ("102", "区委组织部", "admin", "行政政法科", 7, ["区党员教育中心"]),
    ("103", "区委宣传部", "admin", "教科文科", 7, ["区精神文明建设服务中心"]),
    ("104", "区委统战部", "admin", "行政政法科", 5, []),
    ("105", "区委政法委员会", "admin", "行政政法科", 7, ["区社会治安综合治理服务中心"]),
    ("106", "区委机构编制委员会办公室", "admin", "行政政法科", 3, []),
    ("107", "区委党校", "admin", "行政政法科", 4, []),
    ("201", "区发展和改革局", "industry", "经建科", 13, ["区重点项目推进中心", "区价格认证中心"]),
    ("202", "区工业和信息化局", "industry", "企业科", 13, ["区中小企业发展服务中心"]),
    ("203", "区科学技术局", "industry", "教科文科", 10, ["区科技创新服务中心"]),
    ("204", "区商务局", "industry", "企业科", 10, ["区投资促进服务中心"]),
    ("205", "区市场监督管理局", "industry", "企业科", 12, ["区检验检测中心", "区消费者权益保护中心", "区市场监管综合服务中心"]),
    ("206", "区大数据局", "industry", "经建科", 9, ["区大数据中心"]),
    ("207", "区行政审批服务局", "admin", "行政政法科", 6, ["区公共资源交易服务中心"]),
    ("302", "区教育局", "education", "教科文科", 78, []),
    ("303", "区文化和旅游局", "culture", "教科文科", 20,
     ["区图书馆", "区文化馆", "区博物馆", "区美术馆", "区文物保护中心", "区旅游发展中心"]),
    ("304", "区融媒体中心", "culture", "教科文科", 8, []),
    ("305", "区教育和体育事业服务中心", "education", "教科文科", 12, ["区体育运动学校", "区全民健身中心"]),
    ("306", "区科学技术协会", "culture", "教科文科", 4, ["区科技馆"]),
    ("351", "区民政局", "social", "社保科", 34,
     ["区社会福利中心", "区救助管理站", "区殡葬服务中心", "区低收入家庭认定指导中心", "区社会组织服务中心"]),
    ("352", "区人力资源和社会保障局", "social", "社保科", 30,
     ["区社会保险事业中心", "区公共就业和人才服务中心", "区劳动人事争议仲裁院", "区技工教育服务中心"]),
    ("353", "区退役军人事务局", "social", "社保科", 18, ["区退役军人服务中心", "区烈士陵园管理处"]),
    ("354", "区医疗保障局", "social", "社保科", 14, ["区医疗保险事业中心"]),
    ("355", "区残疾人联合会", "social", "社保科", 14, ["区残疾人康复中心"]),
    ("356", "区红十字会", "social", "社保科", 5, []),
    ("360", "区卫生健康局", "health", "社保科", 46, [
        "区人民医院", "区中医医院", "区妇幼保健院", "区疾病预防控制中心", "区卫生健康综合执法大队", "区精神卫生中心", "区急救指挥中心",
        "岚桥镇卫生院", "鹤汀镇卫生院", "柏溪镇卫生院", "云栈镇卫生院", "枣坡镇卫生院", "芦堤镇卫生院", "文昌里社区卫生服务中心", "泉涌社区卫生服务中心"]),
    ("401", "区农业农村局", "farming", "农财科", 44, [
        "区农业技术推广中心", "区农产品质量安全中心", "区农业机械化服务中心", "区畜牧兽医服务中心", "区动物疫病预防控制中心", "区种业发展中心",
        "区农村经济管理服务中心", "区渔业发展服务中心"]),
    ("402", "区水利局", "works", "农财科", 26,
     ["区河道管理服务中心", "区灌区运行中心", "区水旱灾害防御中心", "区水土保持站", "区农村供水服务中心", "青屏水库管理所"]),
    ("403", "区乡村振兴局", "relief", "农财科", 26, ["区乡村振兴服务中心"]),
    ("404", "区自然资源局", "works", "经建科", 22,
     ["区不动产登记中心", "区土地储备中心", "区林业保护发展中心", "区国土空间规划中心", "区地质环境监测站"]),
    ("405", "区供销合作社联合社", "farming", "农财科", 6, []),
    ("501", "区住房和城乡建设局", "works", "经建科", 38,
     ["区市政工程服务中心", "区园林绿化服务中心", "区住房保障服务中心", "区建设工程质量安全中心", "区物业服务指导中心", "区城建档案馆"]),
    ("502", "区交通运输局", "works", "经建科", 30,
     ["区公路事业发展中心", "区交通运输综合服务中心", "区农村公路管理所", "区港航服务站", "区交通运输监察大队"]),
    ("503", "区综合行政执法局", "works", "经建科", 20,
     ["区环境卫生服务中心", "区城市照明服务中心", "区停车管理服务中心", "区垃圾分类服务中心"]),
    ("504", "区生态环境保护服务中心", "works", "经建科", 16, ["区环境监测站"]),
    ("601", "区公安分局", "safety", "行政政法科", 24, ["区公安分局交警大队", "区公安分局巡特警大队", "区看守所", "区公安科技信息中心", "区警务保障中心"]),
    ("602", "区司法局", "safety", "行政政法科", 9, ["区法律援助中心", "区公证服务中心"]),
    ("603", "区应急管理局", "safety", "行政政法科", 14, ["区应急救援指挥保障中心", "区综合应急救援大队"]),
    ("604", "区信访局", "safety", "行政政法科", 4, []),
    ("701", "区财政局", "admin", "预算科", 12, ["区预算绩效评价中心", "区财政投资评审中心", "区国库集中支付中心"]),
    ("702", "区审计局", "admin", "行政政法科", 5, []),
]
TOWNS = ["岚桥镇", "鹤汀镇", "柏溪镇", "云栈镇", "枣坡镇", "芦堤镇", "青屏镇", "沙垛镇", "桐峪镇", "麦川镇", "石漾镇", "竹埠镇"]
STREETS = ["文昌里街道", "泉涌街道", "望岚街道", "学府里街道", "东园里街道", "锦堤街道", "南屏街道", "河畔里街道"]
ZONES = ["青岚经济开发区管委会", "岚北高新技术产业园管委会", "岚湖生态旅游区管委会"]
SCHOOLS = (
    ["区教学研究室", "区学生资助服务中心"]
    + [f"青岚区第{n}中学" for n in "一二三四五六七八"]
    + [f"青岚区第{n}实验小学" for n in "一二三四五六"]
    + [f"{town[:2]}镇中心小学" for town in TOWNS]
    + [f"青岚区第{n}幼儿园" for n in "一二三四五"]
    + ["青岚区特殊教育学校", "青岚区职业中等专业学校"]
)
TOWN_UNITS = ["便民服务中心"]
LARGE_SHARE = 10               # departments with this share of the projects or more get the further units


@dataclass(frozen=True)
class Organisations:
    """The district's departments (position = department index) and the units of each."""

    rows: pl.DataFrame                     # the dataset organisation
    codes: list[str]
    names: list[str]
    kinds: list[str]
    shares: list[int]
    unit_codes: list[str]                  # all base units, department by department
    unit_names: list[str]
    first_unit: npt.NDArray[np.int64]      # of a department, in unit_codes
    unit_count: npt.NDArray[np.int64]
    name_of_code: dict[str, str]


def organisations(slots: int) -> Organisations:
    """68 departments and towns with about 215 units; a few more units in a district with more projects."""
    departments = all_departments()
    unit_codes: list[str] = []
    unit_names: list[str] = []
    first: list[int] = []
    count: list[int] = []
    for code, name, _, _, _, units, _ in departments:
        first.append(len(unit_codes))
        count.append(1 + len(units))
        unit_codes += [f"{code}{number:03d}" for number in range(1, len(units) + 2)]
        unit_names += [f"{name}本级", *units]
    top = [
        {"org_code": code, "org_name": name, "org_type": org_type, "department_code": None, "sector_division": division}
        for code, name, _, division, _, _, org_type in departments
    ]
    below_top = [
        {"org_code": code, "org_name": name, "org_type": "单位", "department_code": code[:3], "sector_division": None}
        for code, name in zip(unit_codes, unit_names, strict=True)
    ]
    more = [
        {"org_code": block_unit_code(code, block), "org_name": f"{name}第{block}分中心", "org_type": "单位",
         "department_code": code, "sector_division": None}
        for block in range(1, (max(slots, 1) - 1) // SLOTS_IN_BLOCK + 1)
        for code, name, _, _, share, *_ in departments
        if share >= LARGE_SHARE
    ]
    rows = top + below_top + more
    return Organisations(
        rows=pl.DataFrame(rows, schema=dict.fromkeys(top[0], pl.String)),
        codes=[department[0] for department in departments],
        names=[department[1] for department in departments],
        kinds=[department[2] for department in departments],
        shares=[department[4] for department in departments],
        unit_codes=unit_codes,
        unit_names=unit_names,
        first_unit=np.array(first, dtype=np.int64),
        unit_count=np.array(count, dtype=np.int64),
        name_of_code={str(row["org_code"]): str(row["org_name"]) for row in rows},
    )


def all_departments() -> list[Department]:
    """Departments, towns, streets and zones in the order of their codes, with their type."""
    departments = [
        (code, name, kind, division, share, SCHOOLS if code == "302" else units, "部门")
        for code, name, kind, division, share, units in DEPARTMENTS
    ]
    towns = [
        (f"8{number:02d}", name, "town", "乡财科", 12, [f"{name}{unit}" for unit in TOWN_UNITS], "镇")
        for number, name in enumerate(TOWNS, start=1)
    ]
    streets: list[Department] = [
        (f"8{number:02d}", name, "town", "乡财科", 8, [], "街道")
        for number, name in enumerate(STREETS, start=31)
    ]
    zones: list[Department] = [
        (f"8{number:02d}", name, "industry", "经建科", 10, [], "开发区")
        for number, name in enumerate(ZONES, start=51)
    ]
    return departments + towns + streets + zones


def block_unit_code(department_code: str, block: int) -> str:
    """The unit that a department has for the projects of one block beyond the first."""
    return f"{department_code}{500 + block:03d}"
