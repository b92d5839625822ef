"""Ready sentences -> the small pieces of HTML that pages are made of. Everything that comes in is text and is escaped.

Numbers become text in wording/formats.py before they come here. No streamlit.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from wording.formats import UNKNOWN
from wording.say import word

SHAPES = {"red": "◆", "yellow": "▲", "grey": "■"}
QUADRANT_SHAPES = {"on_track": "●", "money_ahead": "◆", "work_ahead": "▲", "both_behind": "▼", "not_assessed": "○"}
LIGHT_SHAPES = {"red": "◆", "yellow": "▲", "green": "●", "grey": "■"}


@dataclass(frozen=True)
class Figure:
    """One number of the few: what it is, the number, its unit, what it is measured against, and how it is calculated.

    `cells` are the figures (calculations/offers.py) of the card, the large number first.
    """

    label: str
    number: str
    unit: str = ""
    notes: Sequence[str] = ()
    cells: Sequence[Any] = ()


@dataclass(frozen=True)
class Sign:
    """One sign of a strip: its shape, the severity that colours it, and what it says to who cannot see it."""

    shape: str
    severity: str
    words: str


def mark(severity: str | None, language: str) -> str:
    """`◆ 红色`: shape and word of a severity; colour is added by `colour_class`."""
    return f"{SHAPES.get(severity or '', '○')} {word('severity', severity, language)}" if severity else UNKNOWN


def quadrant_mark(code: str | None, language: str) -> str:
    """`▲ 事快钱慢`: shape and word of a quadrant."""
    return f"{QUADRANT_SHAPES[code]} {word('quadrant', code, language)}" if code else UNKNOWN


def light_mark(code: str | None, language: str) -> str:
    """`◆ 红灯`: shape and word of a light."""
    return f"{LIGHT_SHAPES[code]} {word('light', code, language)}" if code else UNKNOWN


def coloured_mark(severity: str | None, language: str) -> str:
    """The mark as HTML in its colour."""
    return f'<span class="dm-mark dm-{escape(severity or "grey")}">{escape(mark(severity, language))}</span>'


def title(heading: str, dates: Sequence[str]) -> str:
    """The page's heading with its dates beside it."""
    lines = "　".join(f"<span>{escape(line)}</span>" for line in dates)
    return f'<div class="dm dm-title"><h1>{escape(heading)}</h1><div class="dm-dates">{lines}</div></div>'


def section(heading: str, note: str = "") -> str:
    """A section's heading, with a quiet line below."""
    below = f'<p class="dm-note">{escape(note)}</p>' if note else ""
    return f'<div class="dm"><h2 class="dm-section">{escape(heading)}</h2>{below}</div>'


def small_heading(heading: str) -> str:
    """The heading of one of several pictures side by side."""
    return f'<div class="dm"><h3>{escape(heading)}</h3></div>'


def note(text: str) -> str:
    """A quiet line."""
    return f'<p class="dm dm-note">{escape(text)}</p>'


def reachable_note(text: str) -> str:
    """A quiet line that Tab comes to, so that what scrolls around it can be scrolled by keyboard."""
    return f'<p class="dm dm-note" tabindex="0">{escape(text)}</p>'


def decision(
    rank: int,
    name: str,
    severity: str | None,
    parts: Sequence[tuple[str, str]],
    finding: str,
    language: str,
    muted: str = "",
) -> str:
    """One project to decide on: rank, name, mark, labelled parts, the sentence of the finding, and why not yet."""
    waits = f'<p class="dm-muted">{escape(muted)}</p>' if muted else ""
    labelled = "".join(f"<span>{escape(label)} <b>{escape(value)}</b></span>" for label, value in parts)
    return (
        f'<article class="dm dm-decision"><h3><span class="dm-rank">{rank}</span>{escape(name)} '
        f'{coloured_mark(severity, language)}</h3><p class="dm-act">{labelled}</p>'
        f'<p class="dm-note">{escape(finding)}</p>{waits}</article>'
    )


def wide_table(name: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table that is read at a glance, its first column text, the others numbers; a narrow screen scrolls it."""
    head = "".join(f'<th scope="col">{escape(header)}</th>' for header in headers)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
        for first, *cells in rows
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="dm dm-wide" tabindex="0" role="region" aria-label="{escape(name)}">{table}</div>'


def strip(corner: str, heads: Sequence[str], rows: Iterable[tuple[str, Sequence[Sign | None]]]) -> str:
    """A line of signs a row, each with its words; on a narrow screen it scrolls within itself."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in (corner, *heads))
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(_strip_cell(sign) for sign in signs)}</tr>'
        for name, signs in rows
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="dm dm-strip" tabindex="0" role="region" aria-label="{escape(corner)}">{table}</div>'


def _strip_cell(sign: Sign | None) -> str:
    if sign is None:
        return "<td></td>"
    words = escape(sign.words)
    return (
        f'<td title="{words}"><span role="img" aria-label="{words}" class="dm-{escape(sign.severity)}">'
        f"{escape(sign.shape)}</span></td>"
    )


def lines(texts: Sequence[str]) -> str:
    """Sentences, one below the other."""
    return '<div class="dm">' + "".join(f"<p>{escape(text)}</p>" for text in texts) + "</div>"


def evidence_title(heading: str, severity: str | None, parts: Sequence[str], language: str) -> str:
    """The heading of a verdict's evidence with its mark, and what belongs to it in one quiet line."""
    marked = coloured_mark(severity, language) if severity else ""
    said = "　".join(f"<span>{escape(part)}</span>" for part in parts)
    return f'<div class="dm"><h2 class="dm-section">{escape(heading)} {marked}</h2><p class="dm-note">{said}</p></div>'


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Labels with their values, one below the other."""
    return (
        '<dl class="dm dm-pairs">'
        + "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in rows)
        + "</dl>"
    )


def calculation_head(name: str, value: str, whose: Sequence[str]) -> str:
    """A figure's name, whose it is, and its value."""
    told = "　".join(f"<span>{escape(part)}</span>" for part in whose)
    return (
        f'<div class="dm"><h2 class="dm-section">{escape(name)}</h2><p class="dm-note">{told}</p>'
        f'<p class="dm-number">{escape(value)}</p></div>'
    )


def ground_of_dialogs(is_dark: bool) -> str:
    """A style that gives dialogs, which stand outside of the page, the page's own colours."""
    return f'<style>[data-testid="stDialog"] {{ color-scheme: {"dark" if is_dark else "light"}; }}</style>'


def formula(steps: Sequence[str]) -> str:
    """A formula in words and with its numbers, one step a line."""
    return '<div class="dm dm-formula">' + "".join(f"<p>{escape(step)}</p>" for step in steps) + "</div>"


def quote(text: str, source: str) -> str:
    """A clause's own words and where they stand."""
    return f'<div class="dm dm-quote"><p>{escape(text)}</p><p class="dm-note">{escape(source)}</p></div>'


def upload_words(button: str, hint: str) -> str:
    """A style that gives the field for files, which Streamlit labels in English, words in the reader's language."""
    field = '[data-testid="stFileUploaderDropzone'
    said = {f'{field}"] button p': button, f'{field}Instructions"] span': hint}
    rules = [
        f"{where} {{ font-size: 0; white-space: normal; }} "
        f"{where}::after {{ content: {json.dumps(text, ensure_ascii=False)}; font-size: 0.9rem; }}"
        for where, text in said.items()
    ]
    return f"<style>{' '.join(rules)}</style>"


def figure(figure: Figure) -> str:
    """One number of the few."""
    unit = f"<small>{escape(figure.unit)}</small>" if figure.unit and figure.number != UNKNOWN else ""
    unknown = " dm-unknown" if figure.number == UNKNOWN else ""
    notes = "".join(f'<p class="dm-note">{escape(line)}</p>' for line in figure.notes if line)
    return (
        f'<section class="dm dm-figure"><h3>{escape(figure.label)}</h3>'
        f'<p class="dm-number{unknown}">{escape(figure.number)}{unit}</p>{notes}</section>'
    )
