"""Who is reading and which departments they may see. Until roles exist, one local reader sees all."""

from warehouse import read


def departments_in_sight() -> list[str] | object:
    """The department scope of every question that this reader asks."""
    return read.EVERY_DEPARTMENT
