# ruff: noqa: RUF001 - the letters are of other scripts
"""Words that say when: every day's news has them, so they are little proof of one event.

Counted in full they joined what had a date line or a weekday in common: daily briefings, "Posted at
3:21 PM", all of one Tuesday. (At .3: pair F1 +.01 on two days of 41 outlets, look-alike events
unchanged; at 0 those lose .01.)
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from reader.threads.shipped import pattern
from reader.threads.words import fold

#: What is left of their weight.
LEFT = 0.3
#: Seconds of a year.
_YEAR = 31_556_952

_CALENDAR = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun
am pm est edt et pst pdt pt gmt bst ist cet utc posted updated published today yesterday tomorrow
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
lundi mardi mercredi jeudi vendredi samedi dimanche hier demain aujourd'hui
januar februar marz juni juli oktober dezember
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag heute gestern morgen
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
lunes martes miercoles jueves viernes sabado domingo hoy ayer manana
gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
lunedi martedi mercoledi giovedi venerdi domenica oggi ieri domani
janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro
segunda-feira terca-feira quarta-feira quinta-feira sexta-feira hoje ontem amanha
januari februari maart augustus
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag vandaag gisteren
stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia
poniedzialek poniedzialku wtorek wtorku sroda srode czwartek piatek piatku sobota sobote niedziela
niedziele dzis dzisiaj wczoraj jutro
augusti mandag tisdag torsdag fredag lordag sondag idag imorgon
marts august tirsdag lordag
tammikuu helmikuu maaliskuu huhtikuu toukokuu kesakuu heinakuu elokuu syyskuu lokakuu marraskuu
joulukuu tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta
syyskuuta lokakuuta marraskuuta joulukuuta maanantaina tiistaina keskiviikkona torstaina perjantaina
lauantaina sunnuntaina tanaan eilen huomenna
ledna unora brezna dubna kvetna cervna cervence srpna rijna pondeli utery stredu ctvrtek patek dnes
vcera zitra januara februara aprila maja augusta septembra oktobra novembra decembra utorok stvrtok
piatok sobotu nedelu
januar februar marcius aprilis majus junius julius augusztus szeptember oktober december hetfon
kedden szerdan csutortokon penteken szombaton vasarnap tegnap holnap
ianuarie februarie martie aprilie iunie iulie august septembrie octombrie noiembrie decembrie luni
miercuri vineri sambata duminica astazi ieri maine
ocak subat nisan mayis haziran temmuz agustos eylul ekim kasim aralik pazartesi carsamba
persembe cuma cumartesi bugun yarin
января февраля марта апреля мая июня июля августа сентября октября ноября декабря понедельник
вторник среду четверг пятницу субботу воскресенье сегодня вчера завтра
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня понеділок
вівторок середу четвер пятницю суботу неділю сьогодні вчора завтра
ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου
νοεμβριου δεκεμβριου δευτερα τριτη τεταρτη πεμπτη παρασκευη σαββατο κυριακη σημερα χθες αυριο
يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر الاثنين الثلاثاء الاربعاء
الخميس الجمعة السبت الاحد اليوم امس غدا
今日 昨日 明日 今天 昨天 明天 오늘 어제 내일 월요일 화요일 수요일 목요일 금요일 토요일 일요일
"""
#: Folded forms; of Korean, which folding takes apart, as they are written.
CALENDAR = frozenset(map(fold, _CALENDAR.split())) | frozenset(_CALENDAR.split())


@lru_cache(maxsize=64)
def _years(year: int) -> tuple[str, ...]:
    return tuple(f"#{near}" for near in (year - 1, year, year + 1))


def is_year(feature: str) -> bool:
    """Whether a feature is the number of a year."""
    return len(feature) == 5 and feature[:3] in ("#19", "#20")


def years(at: int) -> tuple[str, ...]:
    """The features of the year of a story time and of those beside it, which every story may name;
    another year may be what an affair is known by."""
    return _years(1970 + at // _YEAR)


#: A day as figures (10.04.2023, 11/04), a number with a word beside it ("April 4", "April 4th",
#: "4 kwietnia"), and the count of days of a war or a trial ("day 412", "412. dzien").
_FIGURES = r"\b(\d{1,2})[./](0[1-9]|1[0-2])(?:[./](?:20)?\d\d)?\b"
_BESIDE = (
    r"\b(\d{1,2})(?:st|nd|rd|th|er|\.)? (?:de )?([^\W\d_]{3,12})"
    r"|([^\W\d_]{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?\b"
)
#: As Chinese, Japanese and Korean write it (4月11日).
_MONTH_FIRST = fold(r"(\d{1,2})(?:月|월) ?(\d{1,2})(?:日|일|号|號)")
_COUNTED = (
    r"\b(?:day|jour|tag|dia|giorno|dag) (\d{2,4})\b"
    r"|\b(\d{2,4})(?:\.|e|eme|th)? (?:dzien|jour|tag|day)\b"
)
_DIGIT = r"\d"


def _days(at: int) -> tuple[datetime, ...]:
    """The day of a story time and those beside it; none of a time that no calendar has."""
    try:
        told = datetime.fromtimestamp(at, UTC)
        return told, told + timedelta(days=1), told - timedelta(days=1)
    except (OverflowError, OSError, ValueError):
        return ()


@lru_cache(maxsize=4_096)
def edition(title: str, at: int) -> int:
    """Which day's edition a folded headline says it is: the ordinal of the day, when that is the
    day of ``at`` or one beside it, or the count of days; 0 when it says none."""
    if pattern(_DIGIT).search(title) is None:
        return 0
    counted = pattern(_COUNTED).search(title)
    if counted is not None:
        return int(counted[1] or counted[2])
    figures = [(int(day), int(month)) for day, month in pattern(_FIGURES).findall(title)]
    if not title.isascii():
        figures += [(int(day), int(month)) for month, day in pattern(_MONTH_FIRST).findall(title)]
    beside = {
        int(before or number)
        for before, after, word, number in pattern(_BESIDE).findall(title)
        if (after or word) in CALENDAR
    }
    if figures or beside:
        for day in _days(at):
            if (day.day, day.month) in figures or day.day in beside:
                return day.toordinal()
    return 0
