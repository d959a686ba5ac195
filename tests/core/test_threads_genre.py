"""Kinds of stories that belong to no event, told by their headlines."""

from __future__ import annotations

import pytest

from reader.model import PlacedBy, Telling
from reader.threads import new_engine
from reader.threads.dates import edition
from reader.threads.genre import stands_alone


@pytest.mark.parametrize(
    "title",
    [
        "Your Thursday Briefing: a fight for the port",
        "Ukraine live briefing: fire at a depot near Orel",
        "The Morning After: chip maker splits in two",
        "War in Sudan: list of key events, day 41",
        "The war at a glance: what we know on day 411",
        "The Ledger's 12:30 Report — Where the House stands",
        "The best phone cases you can buy right now",
        "Horoscope for Tuesday",
        "Voters go to the polls in Karelle | First Thing",
        "Health Care Roundup: Market Talk",
        "Revue de presse : la grève et le budget",
        "Monday Afternoon Update: mayor resigns, rail strike, a new whale",
        "Pumpkinly (YC W31) Is Hiring a Gardener",
        "Presseschau: Was die Zeitungen zum Rücktritt sagen",
        "Podsumowanie tygodnia w nauce",
        "The best power banks of 2031",
        "Les 10 meilleurs casques de 2031",
        "Wordle hints and answer for Tuesday",
        "The week in technology: a merger, ten thousand chips, a bounty and a probe",
        "9: 53 AM, MON 22 JUL 2031",
        "Updated 16 September 2031, last at 12:42 GMT",
        "08. 07. 2031",
    ],
)
def test_digests_and_guides_stand_alone(title: str) -> None:
    assert stands_alone(title, "")


@pytest.mark.parametrize(
    "title",
    [
        "Senator calls for briefing on leaked documents",
        "Best Picture winner pulled from cinemas",
        "Best Buy to close 40 stores",
        "North Korean missile prompts brief evacuation order",
        "Report: minister knew of the leak",
        "First lady to visit Lisbon",
        "You can buy Nordvik's folding bicycle now",
        "Jobs growth slows in Friday report",
        "Horoscope app maker raises 40 million",
        "What to know about the recall of 400 turbines",
        "May to resign on 7 June",
    ],
)
def test_events_do_not(title: str) -> None:
    assert not stands_alone(title, "")


def test_a_newsletter_says_so_in_its_first_lines() -> None:
    assert stands_alone("Bridge reopens", "Welcome to The Ledger's City newsletter. The bridge…")
    assert not stands_alone("Bridge reopens", "The bridge reopened, the city's newsletter says.")


def test_a_date_for_a_title_says_nothing_of_what_the_summary_tells() -> None:
    assert not stands_alone("9 June 2031", "The bridge reopened.")


def test_nothing_joins_a_digest_but_its_copy() -> None:
    title, text = (
        "Evening briefing: Nordvik turbines crack",
        "Cracked blades stop Nordvik turbines.",
    )
    told = [
        Telling(1, 1, 1, "a", title, text, sort_at=0),
        Telling(2, 2, 2, "b", "Cracked blades stop Nordvik turbines", text, sort_at=60),
        Telling(3, 3, 3, "c", "Nordvik stops turbines after blades crack", text, sort_at=120),
        Telling(4, 4, 4, "d", title, text, sort_at=180),
    ]
    engine = new_engine()
    placed = {p.story: p for p in engine.place(told).placements}
    engine.settle()
    assert engine.held() == {1: 1, 2: 2, 3: 2, 4: 1}
    assert placed[4].reason.by is PlacedBy.COPY


def test_words_and_meaning_pair_a_digest_with_nothing() -> None:
    title = "Evening briefing: Nordvik turbines crack"
    told = [
        Telling(1, 1, 1, "a", title, sort_at=0),
        Telling(2, 2, 2, "b", "Nordvik turbines crack", sort_at=60),
        Telling(3, 3, 3, "c", "Nordvik stops turbines after cracks", sort_at=120),
    ]
    engine = new_engine()
    engine.place(told)
    assert [(p.a, p.b) for p in engine.pairs([1, 2, 3], [(1, 2)])] == [(2, 3)]


def test_a_packed_index_knows_its_digests() -> None:
    told = [Telling(1, 1, 1, "a", "Evening briefing: Nordvik turbines crack", "", sort_at=0)]
    engine, other = new_engine(), new_engine()
    engine.place(told)
    other.unpack(bytes(engine.pack()))
    late = [Telling(2, 2, 2, "b", "Nordvik turbines crack", "", sort_at=60)]
    assert other.place(late).placements[0].thread == 2


def test_what_pairs_have_of_their_own_is_measured() -> None:
    told = [
        Telling(1, 1, 1, "a", "Strong quake hits Osaka in Japan", sort_at=0),
        Telling(2, 2, 2, "b", "Strong quake hits Balikesir in Turkey", sort_at=60),
        Telling(3, 3, 3, "c", "Strong quake hits Osaka, trains stop", sort_at=120),
    ]
    engine = new_engine()
    engine.place(told)
    clash = {(p.a, p.b): p.clash for p in engine.pairs([1, 2, 3])}
    assert clash[1, 2] > clash[1, 3] == 0.0
    assert engine.held()[1] == engine.held()[3] != engine.held()[2]


@pytest.mark.parametrize(
    ("title", "same"),
    [
        ("kursy walut 10.04.2023. kurs funta i euro", True),
        ("mortgage rates today, april 10: fixed rises", True),
        ("pogoda na dzis - 10 kwietnia", True),
        ("le journal du 9 avril", True),
        ("today's wordle hints and answer for monday, april 10th", True),
        ("trial is set for april 25th", False),
        ("trial is set for april 25", False),
        ("version 10.4 is out", False),
        ("ten die in fire", False),
    ],
)
def test_a_headline_says_which_days_edition_it_is(title: str, same: bool) -> None:
    assert bool(edition(title, 1_681_120_000)) is same


def test_counted_days_are_editions() -> None:
    assert edition("wojna w ukrainie. 412. dzien inwazji", 0) == 412
    assert edition("war: what we know on day 413", 0) == 413


@pytest.mark.parametrize("at", [10**15, -(10**15), 253_402_300_700])
def test_a_time_that_no_calendar_has_is_no_edition(at: int) -> None:
    assert edition("mortgage rates today, april 10: fixed rises", at) == 0


def test_editions_of_two_days_are_two_threads() -> None:
    day = 86_400
    told = [
        Telling(n, n, n % 2, "ab"[n % 2], f"Kursy walut {10 + n // 2}.04.2023. Kurs funta i euro",
                sort_at=1_681_120_000 + n // 2 * day)
        for n in range(4)
    ]  # fmt: skip
    engine = new_engine()
    engine.place(told)
    engine.settle()
    held = engine.held()
    assert held[0] == held[1] != held[2] == held[3]
