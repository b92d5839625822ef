"""Budget lines: what was approved at the start, added, taken away, moved and carried over, and how it will be spent.

Money is whole cents. Amounts are whole hundreds of yuan, so that they are exact in 万元 with two digits.
"""

from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from data_pipeline.sample import draws, words
from data_pipeline.sample.draws import Seeds, Whole
from data_pipeline.sample.projects import KINDS, Flags, ProjectYears, dates, days, texts

UNIT = 10_000  # cents in 100 yuan
SOURCES = ["本级", "上级转移支付", "一般债券", "专项债券", "存量"]
LOCAL, TRANSFERRED, GENERAL_BOND, SPECIAL_BOND, IDLE = range(5)
ORIGINS = ["年初预算", "追加", "追减", "调剂", "上年结转"]
INITIAL, ADDED, REDUCED, MOVED, CARRIED = range(5)
NATURES = list(words.NATURE_NAMES)
FUNCTIONS = list(words.FUNCTION_NAMES)
ECONOMICS = sorted({pair for pairs in words.ECONOMICS.values() for pair in pairs})
NEVER = 99


@dataclass(frozen=True)
class Lines:
    """Budget lines of one year; owner = place of the project in its ProjectYears."""

    owner: Whole
    seeds: Seeds
    amount: Whole  # cents
    origin: Whole
    source: Whole
    nature: Whole
    function: Whole
    economic: Whole
    approved: Whole  # day
    issued: Whole  # day, 0 = never
    receipt: Whole  # months since year 0, 0 = none
    frozen: Whole  # cents
    share: Whole  # per mille of the amount that is paid by the end of the year
    profile: Whole  # of words.PROFILES
    first_month: Whole  # first month with payments, NEVER = none
    vouchers: Whole  # about how many a year

    def only(self, kept: Flags) -> "Lines":
        """Some of the lines."""
        return Lines(**{field.name: getattr(self, field.name)[kept] for field in fields(self)})


def joined(parts: list[Lines]) -> Lines:
    """Lines of several kinds as one."""
    return Lines(
        **{field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Lines)}
    )


def lines_of(years: ProjectYears, before: ProjectYears) -> Lines:
    """All lines of a year, those carried over from the year before included."""
    main = main_lines(years)
    parts = [main, additions(years, main), reductions(years, main), carried_lines(years, main, before)]
    return joined(parts)


def main_lines(years: ProjectYears) -> Lines:
    """The first line of every project, with the reduction that may follow already in its share."""
    seeds, archetype = draws.children(years.year_seeds, "main line"), years.archetype
    count = len(seeds)
    amount = years.base_amount * (930 + draws.below(seeds, "this year", 141)) // 1000 * UNIT
    source, nature, function = classified(years)
    comes_late = (archetype == words.TRANSFER) & draws.chance(seeds, "arrives in the year", 550)
    approved_month = np.where(comes_late, 3 + draws.below(seeds, "approved month", 6), 1)
    approved = np.where(
        comes_late, days(years.year, approved_month, 3) + draws.below(seeds, "approved day", 12), days(years.year, 1, 8)
    )
    waits = (archetype > words.SCHOOL) & draws.chance(seeds, "released late", 45)
    never = (archetype > words.SCHOOL) & draws.chance(seeds, "never released", 6)
    issue_month = np.where(waits & ~comes_late, 5 + draws.below(seeds, "release month", 4), approved_month)
    issued = np.where(
        issue_month == 1,
        approved + draws.below(seeds, "release day", 12),
        days(years.year, issue_month, 16) + draws.below(seeds, "release day", 10),
    )
    is_transfer = source == TRANSFERRED
    received = (
        years.year * 12
        + np.where(comes_late, approved_month, 1)
        - 1
        + np.where(comes_late, 0, np.where(draws.chance(seeds, "ahead", 300), -1, 1) * draws.below(seeds, "months", 3))
    )
    is_frozen = draws.chance(seeds, "frozen", 12) & (archetype > words.SCHOOL)
    share = shares(seeds, archetype)
    return Lines(
        owner=np.arange(count, dtype=np.int64),
        seeds=seeds,
        amount=amount,
        origin=np.where(comes_late, ADDED, INITIAL),
        source=source,
        nature=nature,
        function=function,
        economic=economics(years),
        approved=approved,
        issued=np.where(never, 0, issued),
        receipt=np.where(is_transfer, received, 0),
        frozen=np.where(is_frozen, amount // UNIT // 5 * UNIT, 0),
        share=np.minimum(share, np.where(is_frozen, 780, 2000)),
        profile=profiles(years),
        first_month=np.where(never, NEVER, np.where(issue_month == 1, 1, issue_month + 1)),
        vouchers=voucher_counts(seeds, archetype),
    )


def classified(years: ProjectYears) -> tuple[Whole, Whole, Whole]:
    """Source, nature and functional item of the main line."""
    seeds, archetype = years.seeds, years.archetype
    tables = [words.FUNCTIONS_OF_KIND[kind] for kind in KINDS]
    function = np.zeros(len(seeds), dtype=np.int64)
    for place, (running, projects, subsidies) in enumerate(tables):
        for table, forms in (
            (running, archetype <= words.OPERATION),
            (subsidies, (archetype == words.SUBSIDY) | (archetype == words.TRANSFER)),
            (projects, (archetype > words.OPERATION) & (archetype != words.SUBSIDY) & (archetype != words.TRANSFER)),
        ):
            here = (years.kind == place) & forms
            choices = np.array([FUNCTIONS.index(code) for code in table])
            function = np.where(here, choices[draws.below(seeds, "function", len(table))], function)
    relief = np.array([FUNCTIONS.index(code) for code in words.RELIEF_FUNCTIONS])
    function = np.where(archetype == words.RELIEF, relief[draws.below(seeds, "function", len(relief))], function)
    lottery = (archetype == words.RELIEF) & draws.chance(seeds, "lottery", 140)
    function = np.where(lottery, FUNCTIONS.index("2296011"), function)
    book = draws.picked(seeds, "book", [weight for _, _, weight in words.OTHER_BOOKS])
    book_nature = np.array([NATURES.index(nature) for nature, _, _ in words.OTHER_BOOKS])[book]
    book_function = np.array([FUNCTIONS.index(code) for _, code, _ in words.OTHER_BOOKS])[book]
    is_other = archetype == words.OTHER_BOOK
    function = np.where(is_other, book_function, function)
    bond = (archetype == words.WORKS) & draws.chance(seeds, "bond", 160)
    nature = np.full(len(seeds), NATURES.index("111"))
    nature = np.where(bond, NATURES.index("112"), nature)
    nature = np.where(lottery, NATURES.index("121"), nature)
    nature = np.where(is_other, book_nature, nature)
    transferred = (
        (archetype == words.TRANSFER)
        | lottery
        | ((archetype == words.RELIEF) & draws.chance(seeds, "from above", 550))
        | ((archetype == words.SUBSIDY) & draws.chance(seeds, "from above", 250))
    )
    idle = (archetype == words.SERVICE) & draws.chance(seeds, "idle", 35)
    source = np.where(transferred, TRANSFERRED, np.where(bond, GENERAL_BOND, np.where(idle, IDLE, LOCAL)))
    source = np.where(nature == NATURES.index("122"), SPECIAL_BOND, source)
    return source.astype(np.int64), nature.astype(np.int64), function.astype(np.int64)


def economics(years: ProjectYears) -> Whole:
    """Place of the economic classification in ECONOMICS."""
    tables = np.array(
        [[ECONOMICS.index(pair) for pair in words.ECONOMICS[form]] for form in range(len(words.ARCHETYPES))]
    )
    return tables[years.archetype, draws.below(years.seeds, "economic", 3)].astype(np.int64)


def profiles(years: ProjectYears) -> Whole:
    """How the money of the year goes out."""
    choices = [
        ["even with bonus"],
        ["office"],
        ["school terms"],
        ["works late"],
        ["before spring festival", "twice a year", "monthly benefits"],
        ["transfer late"],
        ["services"],
        ["relief"],
        ["funds", "monthly benefits", "works late"],
    ]
    widest = max(len(names) for names in choices)
    table = np.array(
        [[words.PROFILES.index(names[place % len(names)]) for place in range(widest)] for names in choices]
    )
    return table[years.archetype, draws.below(years.seeds, "profile", widest)].astype(np.int64)


def shares(seeds: Seeds, archetype: Whole) -> Whole:
    """Per mille of a line that will have been paid when the year ends."""
    least = np.array([1000, 955, 780, 420, 0, 1003])
    width = np.array([1, 45, 175, 330, 130, 10])
    by_form = {
        words.WAGES: [70, 30, 0, 0, 0, 0],
        words.OPERATION: [20, 72, 8, 0, 0, 0],
        words.SCHOOL: [25, 60, 12, 3, 0, 0],
        words.SUBSIDY: [35, 50, 10, 4, 1, 0],
        words.TRANSFER: [12, 45, 24, 14, 5, 0],
    }
    share = np.zeros(len(seeds), dtype=np.int64)
    for form in range(len(words.ARCHETYPES)):
        pace = draws.picked(seeds, "pace", by_form.get(form, [200, 590, 120, 60, 26, 4]))
        share = np.where(archetype == form, least[pace] + draws.below(seeds, "share", width[pace]), share)
    dead = (archetype > words.SCHOOL) & draws.chance(seeds, "nothing paid", 12)
    return np.where(dead, 0, share)


def voucher_counts(seeds: Seeds, archetype: Whole) -> Whole:
    """About how many vouchers a full year has."""
    usual = np.array([26, 42, 30, 22, 20, 17, 28, 22, 22])[archetype]
    return usual * (750 + draws.below(seeds, "vouchers", 501)) // 1000


def additions(years: ProjectYears, main: Lines) -> Lines:
    """追加 and 调剂: a second line within the year for about a fifth of the projects."""
    kept = (years.archetype > words.WAGES) & draws.chance(main.seeds, "addition", 210)
    base = main.only(kept)
    seeds = draws.children(base.seeds, "addition line")
    month = np.maximum(3 + draws.below(seeds, "month", 7), month_of(base.approved) + 1).clip(max=11)
    approved = days(years.year, month, 5) + draws.below(seeds, "day", 15)
    from_above = (base.source == LOCAL) & draws.chance(seeds, "from above", 220) & (base.nature == NATURES.index("111"))
    moved = ~from_above & draws.chance(seeds, "moved", 300)
    amount = base.amount // UNIT * (80 + draws.below(seeds, "size", 220)) // 1000 * UNIT
    return Lines(
        owner=base.owner,
        seeds=seeds,
        amount=np.maximum(amount, UNIT),
        origin=np.where(moved, MOVED, ADDED),
        source=np.where(from_above, TRANSFERRED, base.source),
        nature=base.nature,
        function=base.function,
        economic=base.economic,
        approved=approved,
        issued=approved + 3 + draws.below(seeds, "release", 9),
        receipt=np.where(from_above | (base.source == TRANSFERRED), years.year * 12 + month - 1, 0),
        frozen=np.zeros(len(seeds), dtype=np.int64),
        share=shares(seeds, years.archetype[kept]),
        profile=np.full(len(seeds), words.PROFILES.index("services")),
        first_month=month + 1,
        vouchers=np.full(len(seeds), 12, dtype=np.int64),
    )


def reductions(years: ProjectYears, main: Lines) -> Lines:
    """追减: a negative line in autumn for projects that will not spend their money."""
    kept = (main.share < 720) & (main.origin == INITIAL) & draws.chance(main.seeds, "reduction", 380)
    base = main.only(kept)
    seeds = draws.children(base.seeds, "reduction line")
    amount = base.amount // UNIT * (50 + draws.below(seeds, "size", 150)) // 1000 * UNIT
    approved = days(years.year, 9, 3) + draws.below(seeds, "day", 70)
    zeros = np.zeros(len(seeds), dtype=np.int64)
    return Lines(
        owner=base.owner,
        seeds=seeds,
        amount=-np.maximum(amount, UNIT),
        origin=zeros + REDUCED,
        source=base.source,
        nature=base.nature,
        function=base.function,
        economic=base.economic,
        approved=approved,
        issued=np.where(base.issued > 0, np.maximum(approved, base.issued), 0),
        receipt=np.where(base.source == TRANSFERRED, years.year * 12 + month_of(approved) - 1, 0),
        frozen=zeros,
        share=zeros,
        profile=zeros,
        first_month=zeros + NEVER,
        vouchers=zeros,
    )


def carried_lines(years: ProjectYears, main: Lines, before: ProjectYears) -> Lines:
    """上年结转: what a transfer of last year had left, where the project goes on."""
    last = main_lines(before)
    spent = np.where(last.first_month == NEVER, 0, last.amount // 1000 * last.share)
    left = (last.amount - spent) // UNIT * UNIT
    goes_on = (before.seeds == years.seeds) & (last.source == TRANSFERRED) & (left >= 100 * UNIT)
    kept = goes_on & draws.chance(main.seeds, "carried", 850)
    base, last = main.only(kept), last.only(kept)
    seeds = draws.children(base.seeds, "carried line")
    approved = days(years.year, 1, 16) + draws.below(seeds, "day", 10)
    zeros = np.zeros(len(seeds), dtype=np.int64)
    return Lines(
        owner=base.owner,
        seeds=seeds,
        amount=left[kept],
        origin=zeros + CARRIED,
        source=last.source,
        nature=last.nature,
        function=last.function,
        economic=last.economic,
        approved=approved,
        issued=approved + draws.below(seeds, "release", 5),
        receipt=np.where(draws.chance(seeds, "month forgotten", 25), 0, last.receipt),
        frozen=zeros,
        share=np.where(draws.chance(seeds, "used up", 620), 1000, shares(seeds, years.archetype[kept])),
        profile=zeros + words.PROFILES.index("carried over"),
        first_month=zeros + 3,
        vouchers=zeros + 9,
    )


def month_of(day: Whole) -> Whole:
    """The month, 1 to 12, of days since 1970."""
    months = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months % 12 + 1


def budget_rows(years: ProjectYears, lines: Lines) -> pl.DataFrame:
    """The rows of 预算指标."""
    owner = lines.owner
    return pl.DataFrame(
        {
            "fiscal_year": np.full(len(owner), years.year, dtype=np.int64),
            "doc_no": document_numbers(years, lines),
            "project_code": years.code.gather(owner),
            "agency_code": years.agency.gather(owner),
            "func_item": texts(list(FUNCTIONS), lines.function),
            "dept_econ": texts([pair[0] for pair in ECONOMICS], lines.economic),
            "gov_econ": texts([pair[1] for pair in ECONOMICS], lines.economic),
            "fund_nature": texts(list(NATURES), lines.nature),
            "fund_source": texts(list(SOURCES), lines.source),
            "budget_origin": texts(list(ORIGINS), lines.origin),
            "amount_cents": lines.amount,
            "approved_date": dates(lines.approved),
            "issued_date": dates(lines.issued, lines.issued > 0),
            "receipt_month": dates(days(lines.receipt // 12, lines.receipt % 12 + 1, 1), lines.receipt > 0),
            "frozen_cents": pl.select(pl.when(pl.Series(lines.frozen > 0)).then(pl.Series(lines.frozen))).to_series(),
        }
    )


def document_numbers(years: ProjectYears, lines: Lines) -> pl.Series:
    """青财预〔2026〕1号 for the budget of the year, later numbers for what came after."""
    months = month_of(lines.approved)
    number = np.where(
        lines.origin == INITIAL,
        1 + draws.below(lines.seeds, "document", 9),
        months * 30 + draws.below(lines.seeds, "document", 29),
    )
    word = np.where(lines.source == TRANSFERRED, 1, 0)
    frame = pl.DataFrame({"word": texts(["预", "预指"], word), "number": number})
    return frame.select(pl.format("青财{}〔" + str(years.year) + "〕{}号", "word", "number")).to_series()


def has_cash_plan(years: ProjectYears, lines: Lines) -> Flags:
    """Whether each project has a plan of its own for the year: most works, some others, none that came in the year."""
    often = np.array([0, 0, 0, 800, 20, 350, 20, 150, 350])[years.archetype]
    planned: Flags = draws.chance(years.year_seeds, "cash plan", often) & (lines.origin[: len(years.seeds)] == INITIAL)
    return planned
