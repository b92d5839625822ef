"""Why a flag is muted, in words: which data are late and how far they reach. Whether it is, the warehouse decides."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wording import formats
from wording.say import say, word


def reasons(muted_by: Sequence[str], muted_until: Sequence[date | None], language: str) -> str:
    """`支付数据只到2026年10月15日、没有任何绩效监控数据`: each late dataset and the day that it reaches."""
    said = [
        say("muted.reach", language, dataset=word("dataset", dataset, language), day=formats.day(until, language))
        if until
        else say("muted.nothing", language, dataset=word("dataset", dataset, language))
        for dataset, until in zip(muted_by, muted_until, strict=True)
    ]
    return say("list.comma", language).join(said)


def sentence(muted_by: Sequence[str] | None, muted_until: Sequence[date | None] | None, language: str) -> str:
    """The reasons and that nobody is to act on the flag yet; empty where it is not muted."""
    if not muted_by:
        return ""
    return say("muted.sentence", language, reasons=reasons(muted_by, muted_until or (), language))


def notes(flags: Sequence[Mapping[str, Any]], language: str) -> list[str]:
    """What a paper says below: which of its proposals wait for data that are late, each reason once; none if none."""
    waiting = [row for row in flags if row["muted_by"]]
    said = dict.fromkeys(sentence(row["muted_by"], row["muted_until"], language) for row in waiting)
    return [say("muted.on_paper", language, count=len(waiting), all=len(flags)), *said] if waiting else []


def badge(muted_by: Sequence[str] | None, muted_until: Sequence[date | None] | None, language: str) -> str:
    """The same as a mark beside a flag."""
    if not muted_by:
        return ""
    return say("muted.badge", language, reasons=reasons(muted_by, muted_until or (), language))
