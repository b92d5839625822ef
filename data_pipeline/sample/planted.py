"""Projects made by hand, each so that one verdict follows from its own few lines.

They stand in a code range of their own (serial numbers that begin with 9) and are the same in every district.
The verdicts are written down beside them, from the contract's words, before any rule has run.
"""

from data_pipeline.sample.planted_money import forecasting, releases, small_and_late, spending
from data_pipeline.sample.planted_results import divergence, filings, results, suspensions
from data_pipeline.sample.planted_years import background, carry_over, cuts, year_end
from data_pipeline.sample.planting import Planted


def planted(years: list[int]) -> Planted:
    """Everything planted, for the years that the district has."""
    result = Planted(first_year=years[0])
    for group in (spending, forecasting, releases, small_and_late, results, filings, divergence, suspensions):
        group(result)
    carry_over(result)
    if 2025 in years:
        cuts(result)
        year_end(result)
    background(result, years)
    return result
