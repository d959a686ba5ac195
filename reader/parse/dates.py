# ruff: noqa: RUF001
"""Stated dates → seconds since 1970 UTC."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

#: 1990-01-01: nothing on the web is older, so anything below is a mistake.
EARLIEST = 631_152_000
#: 2100-01-01: later is a mistake as well.
LATEST = 4_102_444_800

#: Years from here on are of Thailand's calendar, which is so many ahead.
_FAR, _BUDDHIST = 2_400, 543
#: 1970-01-01, from which seconds are counted.
_FIRST_DAY = date(1970, 1, 1).toordinal()
#: As much of a stated date as is looked at, in characters.
LONGEST = 120
# English, then what feeds in other languages write; the first three letters are compared after
# the full names, without accents' loss: "mär" and "maerz" are both March.
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier janv ene enero gen gennaio janeiro januari január ianuarie "
            "gener stycznia sty ocak oca января янв січня јануар jänner leden ledna tammikuu "
            "ιαν ιανουαρίου يناير ינואר",
            "feb february februar févr février fevrier fev fevereiro febrero febbraio "
            "februari február februarie febrer lutego lut şubat şub февраля фев лютого února "
            "helmikuu φεβ φεβρουαρίου فبراير פברואר",
            "mar march märz mär maerz mars marzo março març marco maart maret március martie marca "
            "mart марта мар березня mrt března maaliskuu mrz μαρ μαρτίου مارس מרץ",
            "apr april avr avril abr abril aprile április aprilie kwietnia kwi nisan nis апреля "
            "апр квітня dubna huhtikuu απρ απριλίου أبريل ابريل אפריל",
            "may mai mayo maggio mag maio mei maja maj maig május mayıs мая май травня května "
            "toukokuu μάι μαι μαΐου مايو מאי",
            "jun june juni juin junio giugno giu junho június iunie juny czerwca cze haziran haz "
            "июня июн червня června kesäkuu ιουν ιουνίου يونيو יוני",
            "jul july juli juil juillet julio luglio lug julho július iulie juliol lipca lip "
            "temmuz tem июля июл липня července heinäkuu ιουλ ιουλίου يوليو יולי",
            "aug august août aout ago agosto agost agustus augustus augusztus sierpnia sie ağustos "
            "ağu августа авг серпня srpna elokuu augusti αυγ αυγούστου أغسطس اغسطس אוגוסט",
            "sep sept september septembre septiembre settembre set setembro setembre szeptember "
            "septembrie września wrz eylül eyl сентября сен сент вересня září syyskuu "
            "σεπ σεπτεμβρίου سبتمبر ספטמבר",
            "oct october okt oktober octobre octubre ottobre ott out outubro október octombrie "
            "października paź ekim eki октября окт жовтня října lokakuu οκτ οκτωβρίου أكتوبر "
            "اكتوبر אוקטובר",
            "nov november novembre noviembre novembro noiembrie listopada lis kasım kas ноября ноя "
            "листопада listopadu marraskuu νοε νοεμβρίου نوفمبر נובמבר",
            "dec december dez dezember déc décembre decembre dic diciembre dicembre desember des "
            "desembre decembrie dezembro grudnia gru aralık ara декабря дек грудня prosince "
            "joulukuu δεκ δεκεμβρίου ديسمبر דצמבר",
        ),
        1,
    )
    for name in names.split()
}
_RFC = re.compile(
    r"^(?:[A-Za-z]{3}, )?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d\d):(\d\d):(\d\d) "
    r"(?:GMT|UTC|Z|([+-])(\d\d)(\d\d))$"
)
_W3C = re.compile(
    r"^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$"
)


def parse(stated: str) -> int | None:
    """Seconds since 1970 UTC of a date as a feed states it, in any common form and language; None
    where it cannot be read, or lies before 1990 or after 2100."""
    return (_parsed if len(stated) <= LONGEST else _parsed.__wrapped__)(stated)


@lru_cache(maxsize=2_000)
def _parsed(stated: str) -> int | None:
    try:
        seconds = read(stated.strip())
    except (ValueError, OverflowError):
        return None
    return seconds if seconds is not None and sane(seconds) else None


def read(stated: str) -> int | None:
    """What a date means; None where no form fits, ``ValueError`` where one does and there is no
    such time."""
    if not stated:
        return None
    seconds = common(stated)
    if seconds is None:
        from reader.parse import anydate  # most feeds state theirs in the common forms

        seconds = anydate.read(stated)
    return seconds


def common(stated: str) -> int | None:
    """What a date of RFC 822 or W3C's form means; None for any other."""
    found = _RFC.match(stated)
    if found:
        day, month_name, year, hour, minute, second, sign, hours, minutes = found.groups()
        month = MONTHS.get(month_name.lower())
        if month is None:
            return None
    else:
        found = _W3C.match(stated)
        if not found:
            return None
        year, month_name, day, hour, minute, second, sign, hours, minutes = found.groups()
        month = int(month_name)
    offset = 0
    if sign:
        offset = int(hours) * 3600 + int(minutes) * 60
        if sign == "-":
            offset = -offset
    return seconds_of(int(year), month, int(day), int(hour), int(minute), int(second)) - offset


def seconds_of(year: int, month: int, day: int, hour: int, minute: int, second: int) -> int:
    """The time as seconds; ``ValueError`` where there is none such."""
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour <= 24 and minute < 60 and second <= 60):
        raise ValueError("no such time")
    if year > _FAR:
        year -= _BUDDHIST
    if hour == 24 and (minute or second):
        hour = 0  # clocks that run from 1 to 24 say so of the first hour of the same day
    days = date(year, month, day).toordinal() - _FIRST_DAY  # ValueError: no such day
    return ((days * 24 + hour) * 60 + minute) * 60 + second


def sane(seconds: int) -> bool:
    """Whether a stated time can be one: between 1990 and 2100."""
    return EARLIEST <= seconds < LATEST
