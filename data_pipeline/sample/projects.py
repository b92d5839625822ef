"""Who is in the project pool: slots, the projects that fill them year after year, and their rows of 项目库.

A slot is one place in the pool. Every year it holds one project: a long one that keeps its code, or a new one.
Nothing here depends on how many slots there are.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from data_pipeline.sample import draws, words
from data_pipeline.sample.draws import Seeds, Whole
from data_pipeline.sample.organisations import LARGE_SHARE, REGION, SLOTS_IN_BLOCK, Organisations

Flags = npt.NDArray[np.bool_]
EPOCH_YEAR = 2015
KINDS = list(words.ARCHETYPES_OF_KIND)
# Years that a project of an archetype lasts: (years, weight).
TERMS: dict[int, list[tuple[int, int]]] = {
    words.WAGES: [(10, 1)],
    words.OPERATION: [(10, 1)],
    words.SCHOOL: [(3, 60), (5, 40)],
    words.WORKS: [(1, 30), (2, 45), (3, 25)],
    words.SUBSIDY: [(5, 60), (1, 40)],
    words.TRANSFER: [(2, 60), (3, 40)],
    words.SERVICE: [(1, 65), (3, 35)],
    words.RELIEF: [(2, 50), (3, 50)],
    words.OTHER_BOOK: [(2, 50), (4, 50)],
}
LETTERS = ["R", "Y", "T", "T", "T", "Z", "T", "T", "T"]
CATEGORIES = ["人员类", "运转类", "特定目标类"]


@dataclass(frozen=True)
class Slots:
    """Every place in the pool; position = slot number."""

    seeds: Seeds
    department: Whole
    kind: Whole
    archetype: Whole
    agency: pl.Series
    agency_name: pl.Series
    name: pl.Series
    term: Whole
    phase: Whole

    def part(self, first: int, last: int) -> "Slots":
        """The slots first … last - 1."""
        cut = slice(first, last)
        return Slots(
            self.seeds[cut],
            self.department[cut],
            self.kind[cut],
            self.archetype[cut],
            self.agency[cut],
            self.agency_name[cut],
            self.name[cut],
            self.term[cut],
            self.phase[cut],
        )


@dataclass(frozen=True)
class ProjectYears:
    """The projects of some slots in one year; every array has one entry a slot."""

    year: int
    slot: Whole
    seeds: Seeds  # of the project: the same in each of its years
    year_seeds: Seeds  # of the project in this year
    department: Whole
    kind: Whole
    archetype: Whole
    start_year: Whole
    term: Whole
    code: pl.Series
    agency: pl.Series
    base_amount: Whole  # of one year, in units of 100 yuan


def slots_of(seed: int, count: int, organisations: Organisations) -> Slots:
    """Department, archetype, unit, name and rhythm of every slot."""
    number = np.arange(count, dtype=np.int64)
    seeds = draws.seeds_of(seed, "project", number)
    department = draws.picked(seeds, "department", organisations.shares)
    kind = np.array([KINDS.index(kind) for kind in organisations.kinds], dtype=np.int64)[department]
    bounds = np.cumsum(np.array([words.ARCHETYPES_OF_KIND[kind] for kind in KINDS]), axis=1)
    archetype = (bounds[kind] <= draws.below(seeds, "archetype", 1000)[:, None]).sum(axis=1)
    rank = rank_within(department * len(words.ARCHETYPES) + archetype)
    unit = units_of(seeds, number, department, archetype, rank, organisations)
    return Slots(
        seeds=seeds,
        department=department,
        kind=kind,
        archetype=archetype,
        agency=unit["code"],
        agency_name=unit["name"],
        name=names_of(kind, archetype, rank, unit["name"], organisations.unit_count[department]),
        term=terms_of(seeds, archetype),
        phase=draws.below(seeds, "phase", 10),
    )


def rank_within(group: Whole) -> Whole:
    """The how-manieth of its group each entry is, counted from 0; later entries change nothing."""
    frame = pl.DataFrame({"group": group})
    return frame.select(pl.int_range(pl.len()).over("group")).to_series().to_numpy().astype(np.int64)


def units_of(
    seeds: Seeds, number: Whole, department: Whole, archetype: Whole, rank: Whole, organisations: Organisations
) -> pl.DataFrame:
    """Code and name of the unit that runs each slot's projects."""
    count = organisations.unit_count[department]
    by_chance = np.where(draws.chance(seeds, "own unit", 350), 0, draws.below(seeds, "unit", count))
    templates = np.array([len(words.GENERAL_NAMES[kind]) for kind in range(len(words.ARCHETYPES))])[archetype]
    runs_itself = archetype <= words.OPERATION
    base = organisations.first_unit[department] + np.where(runs_itself, (rank // templates) % count, by_chance)
    block = number // SLOTS_IN_BLOCK
    is_large = np.array(organisations.shares)[department] >= LARGE_SHARE
    further = (block > 0) & is_large & ~runs_itself & draws.chance(seeds, "further unit", 500)
    names = pl.Series(organisations.unit_names).gather(base)
    codes = pl.Series(organisations.unit_codes).gather(base)
    departments = pl.DataFrame(
        {
            "code": pl.Series(organisations.codes).gather(department),
            "name": pl.Series(organisations.names).gather(department),
            "block": block,
            "further": further,
            "base_code": codes,
            "base_name": names,
        }
    )
    return departments.select(
        pl.when("further")
        .then(pl.col("code") + (500 + pl.col("block")).cast(pl.String))
        .otherwise("base_code")
        .alias("code"),
        pl.when("further").then(pl.format("{}第{}分中心", "name", "block")).otherwise("base_name").alias("name"),
    )


def names_of(kind: Whole, archetype: Whole, rank: Whole, unit_name: pl.Series, unit_count: Whole) -> pl.Series:
    """Names that no two slots of a department share."""
    lists = [
        [words.KIND_NAMES.get((name, form), words.GENERAL_NAMES[form]) for form in range(len(words.ARCHETYPES))]
        for name in KINDS
    ]
    flat = [template for row in lists for templates in row for template in templates]
    lengths = np.array([[len(templates) for templates in row] for row in lists])
    starts = (np.cumsum(lengths.ravel()) - lengths.ravel()).reshape(lengths.shape)
    length = lengths[kind, archetype]
    runs_itself = archetype <= words.OPERATION
    places = np.where(runs_itself, unit_count, len(words.PLACES))
    number = rank // (length * places) + 1
    frame = pl.DataFrame(
        {
            "template": pl.Series(flat).gather(starts[kind, archetype] + rank % length),
            "place": pl.Series(words.PLACES).gather((rank // length) % len(words.PLACES)),
            "unit": unit_name,
            "number": number,
            "runs_itself": runs_itself,
        }
    )
    suffix = pl.when(pl.col("number") > 1).then(pl.format("（第{}批）", "number")).otherwise(pl.lit(""))
    return frame.select(
        (pl.when("runs_itself").then("unit").otherwise(pl.col("place") + "片区") + pl.col("template") + suffix).alias(
            "name"
        )
    ).to_series()


def terms_of(seeds: Seeds, archetype: Whole) -> Whole:
    """For how many years each project of a slot runs."""
    term = np.ones(len(seeds), dtype=np.int64)
    for form, choices in TERMS.items():
        years = np.array([choice[0] for choice in choices])
        drawn = years[draws.picked(seeds, "term", [choice[1] for choice in choices])]
        term = np.where(archetype == form, drawn, term)
    return term


def project_years(slots: Slots, first_slot: int, year: int) -> ProjectYears:
    """The project that each slot holds in a year."""
    number = first_slot + np.arange(len(slots.seeds), dtype=np.int64)
    elapsed = year - EPOCH_YEAR + slots.phase
    generation = elapsed // slots.term
    start_year = year - elapsed % slots.term
    seeds = draws.children(slots.seeds, "generation", generation)
    parts = pl.DataFrame(
        {
            "start": start_year % 100,
            "letter": pl.Series(LETTERS).gather(slots.archetype),
            "slot": number,
            "generation": generation,
            "check": draws.below(seeds, "check digits", 100),
        }
    )
    digits = [
        pl.col(name).cast(pl.String).str.zfill(width) for name, width in (("slot", 7), ("generation", 2), ("check", 2))
    ]
    code = parts.select(
        pl.concat_str(
            pl.lit(REGION), pl.col("start").cast(pl.String).str.zfill(2), "letter", pl.lit("0"), *digits
        ).alias("code")
    ).to_series()
    return ProjectYears(
        year=year,
        slot=number,
        seeds=seeds,
        year_seeds=draws.children(seeds, "year", year),
        department=slots.department,
        kind=slots.kind,
        archetype=slots.archetype,
        start_year=start_year,
        term=slots.term,
        code=code,
        agency=slots.agency,
        base_amount=base_amounts(seeds, slots.archetype),
    )


def base_amounts(seeds: Seeds, archetype: Whole) -> Whole:
    """About what a project gets in a year, in units of 100 yuan."""
    amount = np.zeros(len(seeds), dtype=np.int64)
    for form, sizes in words.SIZES.items():
        tier = draws.picked(seeds, "size", [size[2] for size in sizes])
        least = np.array([size[0] for size in sizes])[tier]
        most = np.array([size[1] for size in sizes])[tier]
        amount = np.where(archetype == form, least + draws.below(seeds, "amount", most - least), amount)
    return amount


def days(year: npt.ArrayLike, month: npt.ArrayLike, day: npt.ArrayLike) -> Whole:
    """Days since 1970 of dates given in parts; the day may run over the month's end by a little."""
    months = (np.asarray(year, dtype=np.int64) - 1970) * 12 + np.asarray(month, dtype=np.int64) - 1
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + np.asarray(day, dtype=np.int64) - 1


def dates(values: Whole, present: Flags | bool = True) -> pl.Series:
    """A column of dates; empty where not present."""
    known = np.broadcast_to(np.asarray(present), values.shape)
    return pl.select(pl.when(pl.Series(known)).then(pl.Series(values.astype(np.int32)))).to_series().cast(pl.Date)


def texts(values: list[str | None], places: Whole) -> pl.Series:
    """A column of words from a short list."""
    return pl.Series(values, dtype=pl.String).gather(places)


def project_rows(
    years: ProjectYears, slots: Slots, annual_cents: Whole, first_approved_month: Whole, organisations: Organisations
) -> pl.DataFrame:
    """The rows of 项目库: one a project and year."""
    seeds, yearly, count = years.seeds, years.year_seeds, len(years.seeds)
    archetype, social = years.archetype, years.kind == KINDS.index("social")
    is_running = archetype <= words.OPERATION
    category = np.where(archetype == words.WAGES, 0, np.where(archetype == words.OPERATION, 1, 2))
    category = np.where((archetype == words.SCHOOL) & draws.chance(seeds, "school upkeep", 300), 1, category)
    livelihood = ((archetype == words.SUBSIDY) & social & draws.chance(seeds, "tier", 600)) | (
        (archetype == words.SCHOOL) & draws.chance(seeds, "tier", 200)
    )
    tier = np.where(archetype == words.WAGES, 1, np.where(archetype == words.OPERATION, 3, np.where(livelihood, 2, 0)))
    fund = fund_codes(years, organisations)
    has_fund = fund.is_not_null().to_numpy()
    is_new = years.start_year == years.year
    is_major = is_new & ~is_running & draws.chance(seeds, "major", 60)
    late_entry = draws.chance(seeds, "late entry", 25)
    entry = np.where(
        late_entry,
        days(years.start_year, 2, 1) + draws.below(seeds, "entry day", 60),
        days(years.start_year - 1, 8, 1) + draws.below(seeds, "entry day", 120),
    )
    arrived_in_year = is_new & (first_approved_month > 1)
    entry = np.where(
        arrived_in_year, days(years.year, first_approved_month, 1) - 5 - draws.below(seeds, "entry day", 20), entry
    )
    meeting = days(years.year, 1, 5) + draws.below(yearly, "meeting", 30)
    chain = has_fund & ~draws.chance(yearly, "chain missing", 90)
    number = 1 + draws.below(yearly, "document", 120)
    department_names = pl.Series(organisations.names).gather(years.department)
    yes_no: list[str | None] = ["否", "是"]
    numbered = pl.DataFrame({"year": np.full(count, years.year), "number": number, "start": years.start_year})
    return pl.DataFrame(
        {
            "fiscal_year": np.full(count, years.year, dtype=np.int64),
            "project_code": years.code,
            "project_name": slots.name,
            "department_code": pl.Series(organisations.codes).gather(years.department),
            "agency_code": years.agency,
            "project_category": texts(list(CATEGORIES), category),
            "project_attribute": texts(["延续", "新增"], is_new.astype(np.int64)),
            "special_fund_code": fund,
            "task_item": numbered.select(
                pl.when(pl.Series(has_fund)).then(pl.format("任务{}", pl.col("number") % 9 + 1))
            ).to_series(),
            "is_pilot": texts(yes_no, (has_fund & draws.chance(seeds, "pilot", 30)).astype(np.int64)),
            "is_policy_livelihood": texts(yes_no, livelihood.astype(np.int64)),
            "three_guarantee_tier": texts([None, "保工资", "保基本民生", "保运转"], tier),
            "is_poverty_relief": texts(yes_no, (archetype == words.RELIEF).astype(np.int64)),
            "start_year": years.start_year,
            "end_year": years.start_year + years.term - 1,
            "total_need_cents": years.base_amount * 10_000 * years.term,
            "annual_need_cents": annual_cents,
            "pool_entry_date": dates(entry, ~draws.chance(seeds, "no entry date", 8)),
            "is_new_major": texts(yes_no, is_major.astype(np.int64)),
            "ex_ante_date": dates(entry - 40, is_major & draws.chance(seeds, "ex ante", 850)),
            "affordability_date": dates(entry - 20, is_major & draws.chance(seeds, "affordable", 880)),
            "approval_doc_no": numbered.select(
                pl.when(pl.Series(is_major & draws.chance(seeds, "approved", 900))).then(
                    pl.format("青政字〔{}〕{}号", "start", "number")
                )
            ).to_series(),
            "party_meeting_date": dates(meeting, chain),
            "leader_consent_date": dates(meeting + 4, chain),
            "submitted_date": dates(meeting + 9, chain),
            "submitted_doc_no": numbered.select(
                pl.when(pl.Series(chain)).then(pl.format("青专报〔{}〕{}号", "year", "number"))
            ).to_series(),
            "compliance_review_date": dates(meeting + 15, chain),
            "approver_org": department_names,
            "user_org": slots.agency_name,
            "responsible_org": department_names,
        }
    )


def fund_codes(years: ProjectYears, organisations: Organisations) -> pl.Series:
    """The special fund that a project is paid from; none for most."""
    codes = funds_of_departments(organisations)
    has = np.array([len(funds) > 0 for funds in codes])[years.department]
    second = np.array([len(funds) > 1 for funds in codes])[years.department] & draws.chance(
        years.seeds, "second fund", 400
    )
    takes = has & (years.archetype > words.SCHOOL) & draws.chance(years.seeds, "fund", 420)
    flat: list[str | None] = [None]
    starts = []
    for funds in codes:
        starts.append(len(flat))
        flat += funds
    return texts(flat, np.where(takes, np.array(starts)[years.department] + second, 0))


def funds_of_departments(organisations: Organisations) -> list[list[str]]:
    """The special funds that each department manages: mostly one, two in a few, none in the offices."""
    two = {"401", "202", "352"}
    return [
        [] if kind in ("admin", "town") else [f"ZX{code}{number:02d}" for number in range(1, 3 if code in two else 2)]
        for code, kind in zip(organisations.codes, organisations.kinds, strict=True)
    ]
