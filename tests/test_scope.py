"""The reader's view on its way to the URL and back: nothing chosen is lost, nothing unfit gets in."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.shared import scope
from pages.shared.scope import DEFAULTS, FIELDS_OF_PAGE, Scope

CODES = st.from_regex(scope.CODE, fullmatch=True)
MONTH_ENDS = st.sampled_from([date(2026, 9, 30), date(2024, 2, 29), date(2025, 12, 31)])
VALUES: dict[str, Any] = {
    **{name: st.sampled_from(list(values)) for name, values in scope.CHOICES.items()},
    **{name: st.from_regex(shape, fullmatch=True) for name, shape in scope.SHAPES.items()},
    "as_of": MONTH_ENDS,
    "since": MONTH_ENDS,
}
PAGES_WITH_A_WAY_TO_PROJECTS = [page for page in FIELDS_OF_PAGE if page != "project"]


TEXTS = st.text() | st.sampled_from(["flags", "project", "E01", "2026-09", "1,2,3,4", "C01|P1", "7"])


@st.composite
def views(draw: st.DrawFn, page: str) -> Scope:
    """What a reader can have chosen on a page."""
    chosen: dict[str, Any] = {}
    for name in FIELDS_OF_PAGE[page]:
        if name == "back":
            origin = draw(st.sampled_from([None, *PAGES_WITH_A_WAY_TO_PROJECTS]))
            chosen[name] = None if origin is None else (origin, scope.with_view(DEFAULTS, origin, draw(views(origin))))
        elif isinstance(getattr(DEFAULTS, name), tuple):
            chosen[name] = tuple(draw(st.lists(VALUES.get(name, CODES), unique=True, max_size=3)))
        else:
            chosen[name] = draw(st.just(getattr(DEFAULTS, name)) | VALUES.get(name, CODES))
    return replace(DEFAULTS, **chosen)


@pytest.mark.parametrize("page", FIELDS_OF_PAGE)
@given(data=st.data())
def test_what_is_written_into_the_url_is_read_again(page: str, data: st.DataObject) -> None:
    """Every view of every page comes back from its own address, the way back included."""
    view = data.draw(views(page))

    assert scope.from_query(scope.to_query(view, page)) == view


@given(
    st.dictionaries(st.sampled_from(["rule", "from", "from.rule", "as_of", "box", "open", "turn"]), st.lists(st.text()))
)
def test_no_address_breaks_the_view(query: dict[str, list[str]]) -> None:
    """Whatever somebody writes there, the view that is read from it is one that can be written."""
    view = scope.from_query(query)

    assert scope.from_query(scope.to_query(view, "project")).back == view.back


def test_the_way_back_names_page_and_filters_in_plain_text() -> None:
    """`from=flags&from.rule=E01`; month, unit and language are those of the page that is shown."""
    flags = replace(DEFAULTS, rule=("E01", "E02"), unit="yi", as_of=date(2026, 9, 30))
    written = scope.to_query(replace(DEFAULTS, project="P1", back=("flags", flags)), "project")

    assert written == {"project": ["P1"], "from": ["flags"], "from.rule": ["E01", "E02"]}


@pytest.mark.parametrize("page", ["project", "app", "../flags", ""])
def test_a_way_back_to_no_list_is_none(page: str) -> None:
    """A page that does not exist, or the project page itself, is no place to go back to."""
    assert scope.from_query({"from": [page], "from.rule": ["E01"]}).back is None
