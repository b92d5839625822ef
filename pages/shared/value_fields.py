"""The field of one threshold or setting, by its unit: per cent, yuan in the unit of the reader, choices in words.

A value comes and goes as text, as links carry it (`0.75`, `0.75..0.80`, `205+20502`). Which values can be is decided
by the warehouse.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from pages.shared.widgets import Frame
from reports.evidence_text import threshold_value
from wording import formats
from wording.say import has_word

POWERS = {"share": 2, "points": 2}  # what is shown as per cent
PLACES = {"share": 2, "points": 2, "ratio": 2, "yuan": 2, "points_of_100": 2}
MOST_PLACES = 10
CHOSEN = ("yes_no", "choice")
SEPARATORS = re.compile(r"[\s,，、;；+]+")
SPAN = ".."
SMALLEST_STEP = Decimal("0.01")


@dataclass(frozen=True)
class Shown:
    """How a number of a unit stands in its field: moved by powers of ten, with so many places, one step at a time."""

    power: int
    places: int
    step: Decimal
    unit: str

    def number(self, value: Decimal) -> float:
        """The stored value as the field shows it; floats only for the browser."""
        return float(value.scaleb(self.power))

    def value(self, number: float) -> str:
        """The stored value of what the field shows, as text without exponent."""
        exact = Decimal(str(number)).scaleb(-self.power).normalize()
        return format(exact, "f")


def shown(row: Mapping[str, Any], value: Decimal, frame: Frame) -> Shown:
    """How a value of this setting is typed in."""
    unit, money = row["unit"], _money_unit(row["value"], frame)
    power = -formats.UNIT_POWERS[money] if unit == "yuan" else POWERS.get(unit, 0)
    needed = max(_places(each.scaleb(power)) for each in (value, row["value"] or Decimal(0)))
    places = min(max(PLACES.get(unit, 0), needed), MOST_PLACES)
    step = {"ratio": Decimal("0.05"), "yuan": _step(row["value"], power)}.get(unit, Decimal(1))
    if unit == "yuan":
        return Shown(power, places, step, formats.unit_name(money, frame.language))
    return Shown(power, places, step, frame.word("field_unit", unit) if has_word("field_unit", unit) else "")


def can_leave_later(row: Mapping[str, Any]) -> bool:
    """Whether its flags may clear at another value than they begin at."""
    return row["rule"] is not None and row["unit"] not in ("codes", *CHOSEN)


def in_words(row: Mapping[str, Any], said: str, frame: Frame) -> str:
    """`30.00%`, `按月均匀`, `0.75（解除 0.80）`: a value that is written as text, as people read it."""
    if row["unit"] == "codes":
        return _codes(said.replace("+", " "), frame)
    number, _, leaves = said.partition(SPAN)
    return _with_exit(row, Decimal(number), Decimal(leaves) if leaves else None, frame)


def of_row(row: Mapping[str, Any], frame: Frame) -> str:
    """The value of a row of values (value or codes, exit_value, unit) in words."""
    if row["codes"] is not None:
        return _codes(row["codes"], frame)
    return _with_exit(row, row["value"], row["exit_value"], frame)


def _codes(codes: str, frame: Frame) -> str:
    return threshold_value(codes, "codes", frame.scope.unit, frame.language) or frame.say("value_field.no_codes")


def _with_exit(row: Mapping[str, Any], value: Decimal, leaves: Decimal | None, frame: Frame) -> str:
    told = _number_in_words(row, value, frame)
    if leaves is None:
        return told
    return frame.say("value_field.with_exit", value=told, exit=_number_in_words(row, leaves, frame))


def field(frame: Frame, row: Mapping[str, Any], said: str, key: str, **how: Any) -> None:
    """The field of a value; `key` is that of its widget, whose state `read` turns into text again."""
    label = frame.say("value_field.to_try")
    if row["unit"] == "codes":
        st.session_state[key] = frame.say("list.comma").join(said.split("+"))
        st.text_input(label, key=key, max_chars=200, help=frame.say("value_field.codes_help"), **how)
    elif row["unit"] in CHOSEN:
        options = _options(row)
        st.session_state[key] = said if said in options else options[0]
        st.segmented_control(
            label, options, format_func=lambda each: _choice(row, each, frame), key=key, required=True, **how
        )
    else:
        _number_field(frame, row, said.partition(SPAN)[0], key, label, **how)


def exit_field(frame: Frame, row: Mapping[str, Any], said: str, key: str, **how: Any) -> None:
    """Whether flags clear elsewhere than they begin, and where."""
    value, _, leaves = said.partition(SPAN)
    st.session_state[f"{key}.apart"] = bool(leaves)
    st.checkbox(frame.say("value_field.exit_apart"), key=f"{key}.apart", help=frame.say("value_field.exit_help"), **how)
    if leaves:
        _number_field(frame, row, leaves or value, f"{key}.exit", frame.say("value_field.exit"), **how)


def read(frame: Frame, row: Mapping[str, Any], said: str, key: str) -> str:
    """What stands in the fields now, as text; `said` is what stood there before."""
    typed = st.session_state[key]
    if row["unit"] == "codes":
        return "+".join(sorted({each for each in SEPARATORS.split(typed) if each}))
    if row["unit"] in CHOSEN:
        return str(typed)
    value, _, leaves = said.partition(SPAN)
    number = _typed(frame, row, value, key)
    if not st.session_state.get(f"{key}.apart"):
        return number
    apart = f"{key}.exit" in st.session_state
    return number + SPAN + (_typed(frame, row, leaves or value, f"{key}.exit") if apart else number)


def _typed(frame: Frame, row: Mapping[str, Any], before: str, key: str) -> str:
    """The number in a field; one that was not touched stays exactly what it was."""
    typed = st.session_state[key]
    how = shown(row, Decimal(before), frame)
    return before if typed is None or typed == how.number(Decimal(before)) else how.value(typed)


def _number_field(frame: Frame, row: Mapping[str, Any], value: str, key: str, label: str, **how: Any) -> None:
    number = Decimal(value)
    told = shown(row, number, frame)
    st.session_state[key] = told.number(number)
    unit = frame.say("value_field.in_unit", label=label, unit=told.unit) if told.unit else label
    st.number_input(unit, key=key, step=float(told.step), format=f"%.{told.places}f", **how)


def _number_in_words(row: Mapping[str, Any], value: Decimal, frame: Frame) -> str:
    if row["unit"] == "choice":
        return _choice(row, str(int(value)), frame)
    return threshold_value(value, row["unit"], _money_unit(value, frame), frame.language)


def _money_unit(value: Decimal | None, frame: Frame) -> str:
    """The reader's unit; yuan where the value would lose its last digits in it."""
    unit = frame.scope.unit
    is_whole = value is None or _places(value.scaleb(-formats.UNIT_POWERS[unit])) <= formats.UNIT_PLACES[unit]
    return unit if is_whole else "yuan"


def _options(row: Mapping[str, Any]) -> list[str]:
    if row["unit"] == "yes_no":
        return ["1", "0"]
    known = [str(number) for number in range(1, 10) if has_word("setting_choice", f"{row['key']}.{number}")]
    return known or [str(int(row["value"]))]


def _choice(row: Mapping[str, Any], said: str, frame: Frame) -> str:
    if row["unit"] == "yes_no":
        return frame.word("yes_no", "true" if said == "1" else "false")
    code = f"{row['key']}.{said}"
    return frame.word("setting_choice", code) if has_word("setting_choice", code) else said


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _step(value: Decimal | None, power: int) -> Decimal:
    """A tenth of the value's power of ten: of 50,000 yuan it is 1,000."""
    magnitude = Decimal(1).scaleb(value.adjusted() - 1) if value else Decimal(1000)
    return max(magnitude, SMALLEST_STEP).scaleb(power)
