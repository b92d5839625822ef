"""Who is reading, which departments they may see, whether they may load. Until roles exist one local reader may all."""

import os

import streamlit as st

from warehouse import read

SWITCH = "DUAL_MONITOR_LOADING"
ON = ("on", "1", "yes", "true")
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def departments_in_sight() -> list[str] | object:
    """The department scope of every question that this reader asks."""
    return read.EVERY_DEPARTMENT


def may_load() -> bool:
    """Whether files may be put in, taken away and published from here.

    As DUAL_MONITOR_LOADING says (on or off); unsaid, only while the dashboard answers this machine alone.
    """
    said = os.environ.get(SWITCH, "").strip().lower()
    return said in ON if said else st.get_option("server.address") in THIS_MACHINE


def may_decide() -> bool:
    """Whether thresholds and settings may be changed and proposals kept from here: where files may be put in."""
    return may_load()
