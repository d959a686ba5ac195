"""The engine as a whole: what it promises whatever the stories say."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import LinkKind, Outcome, Passage, PlacedBy, Telling
from reader.threads import Engine, new_engine
from reader.threads.engine import ThreadEngine
from reader.threads.taught import Taught

DATA = Path(__file__).parents[1] / "data" / "threads"
HOUR = 3600


def load(name: str) -> tuple[list[Telling], dict[int, str]]:
    """A labelled set: its stories in order of time, and story → event."""
    tellings, events = [], {}
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        row = json.loads(line)
        events[number] = row["story"]
        tellings.append(
            Telling(
                number, number, sum(row["source"].encode()), row["source"], row["title"],
                row.get("summary", ""), row.get("url", ""), row.get("lang", ""), row["published"],
            )
        )  # fmt: skip
    tellings.sort(key=lambda t: (t.sort_at, t.feed, t.story))
    return tellings, events


def threads(outcomes: list[Outcome]) -> dict[int, int]:
    """story → thread after merges and splits."""
    found: dict[int, int] = {}
    for outcome in outcomes:
        for placement in outcome.placements:
            found[placement.story] = placement.thread
        for merge in outcome.merges:
            assert merge.survivor != merge.absorbed
            found = {s: merge.survivor if t == merge.absorbed else t for s, t in found.items()}
        for split in outcome.splits:
            assert {found[story] for story in split.stories} == {split.thread}
            found |= dict.fromkeys(split.stories, split.made)
    return found


def wind(tellings: list[Telling], engine: Engine | None = None) -> dict[int, int]:
    engine = engine or new_engine()
    return threads([engine.place(tellings), engine.settle()])


def bcubed(found: dict[int, int], events: dict[int, str]) -> float:
    def mean(one: dict[int, object], other: dict[int, object]) -> float:
        total = 0.0
        for story in one:
            same = [s for s in one if one[s] == one[story]]
            total += sum(other[s] == other[story] for s in same) / len(same)
        return total / len(one)

    p, r = mean(dict(found), dict(events)), mean(dict(events), dict(found))
    return 2 * p * r / (p + r)


@pytest.mark.parametrize(
    ("name", "floor"),
    [("events_en.jsonl", 0.95), ("events_languages.jsonl", 0.95), ("lookalikes.jsonl", 0.97),
     ("titles_across.jsonl", 0.9)],
)  # fmt: skip
def test_labelled_sets_are_grouped_well(name: str, floor: float) -> None:
    tellings, events = load(name)
    assert bcubed(wind(tellings), events) >= floor


def test_headlines_alone_meet_across_languages_while_few_stories_are_held() -> None:
    """A name of a third of them brings its stories to be compared all the same."""
    tellings, events = load("lookalikes.jsonl")
    found = wind([one._replace(summary="") for one in tellings])
    assert bcubed(found, events) >= 0.97
    pairs = [(a, b) for a in found for b in found if a < b and found[a] == found[b]]
    assert all(events[a] == events[b] for a, b in pairs)


def test_briefings_deal_lists_and_live_shells_stand_alone() -> None:
    tellings, events = load("lookalikes.jsonl")
    found = wind(tellings)
    shells = {story for story in found if events[story].startswith(("briefing", "deals", "live"))}
    assert len(shells) == 6
    for story in shells:
        assert [other for other in found if found[other] == found[story]] == [story]


def test_two_affairs_of_one_company_are_two_threads_each_in_its_languages() -> None:
    tellings, events = load("lookalikes.jsonl")
    found = wind(tellings)
    for event in ("ceo-leaves", "vote-budget", "turbine-recall"):
        told = {found[story] for story in found if events[story] == event}
        assert len(told) == 1, event
    assert len({found[s] for s in found if events[s] in ("ceo-leaves", "turbine-recall")}) == 2


def telling(story: int, title: str, at: int = 0, feed: int = 0, **more: str) -> Telling:
    return Telling(story, story, feed or story, f"s{feed or story}", title, sort_at=at, **more)


TITLES = [
    "Earthquake of magnitude 6.1 shakes Osaka, trains stop",
    "Strong quake hits Osaka and halts trains",
    "Osaka earthquake: trains halted, no tsunami",
    "Parliament of Lisbon votes on rent cap",
    "Rent cap passes Lisbon parliament",
    "Vaquita count rises to thirteen in Gulf of California",
    "Scientists count thirteen vaquitas in the Gulf of California",
    "Harbour bridge of Gdynia closed for repairs",
    "Sprinter Adaeze Okoro breaks 100m record in Lagos",
    "Okoro runs 100m record in Lagos",
    "",
    "1",
]


STORIES = st.lists(
    st.builds(
        lambda title, at, feed: (title, at * HOUR, feed),
        st.sampled_from(TITLES), st.integers(0, 240), st.integers(1, 4),
    ),
    min_size=1, max_size=24,
)  # fmt: skip


def made(rows: list[tuple[str, int, int]]) -> list[Telling]:
    found = [telling(n, title, at, feed) for n, (title, at, feed) in enumerate(rows, 1)]
    return sorted(found, key=lambda t: (t.sort_at, t.feed, t.story))


@settings(max_examples=40, deadline=None)
@given(STORIES)
def test_every_story_is_placed_once_and_always_the_same(rows: list[tuple[str, int, int]]) -> None:
    tellings = made(rows)
    first, second = new_engine(), new_engine()
    outcome = first.place(tellings)
    assert [p.story for p in outcome.placements] == [t.story for t in tellings]
    assert outcome == second.place(tellings)
    assert first.settle() == second.settle()


@settings(max_examples=30, deadline=None)
@given(STORIES, st.integers(0, 24))
def test_a_restored_index_decides_the_same(rows: list[tuple[str, int, int]], cut: int) -> None:
    tellings = made(rows)
    kept, restored = new_engine(), new_engine()
    kept.place(tellings[:cut])
    restored.unpack(kept.pack())
    assert restored.pack() == kept.pack()
    assert restored.place(tellings[cut:]) == kept.place(tellings[cut:])
    assert restored.settle() == kept.settle()


@settings(max_examples=30, deadline=None)
@given(STORIES, st.sets(st.integers(0, 24)))
def test_what_is_counted_in_passing_is_what_counting_anew_gives(
    rows: list[tuple[str, int, int]], gone: set[int]
) -> None:
    engine = ThreadEngine(-2.0, {}, Taught(frozenset(), {}), frozenset(), {})
    engine.place(made(rows))
    engine.settle()
    index = engine._index
    for _ in range(2):
        in_threads: Counter[int] = Counter()
        for thread in index.threads.values():
            total: Counter[int] = Counter()
            for number in thread.rows:
                assert index.rows.thread[number] == thread.id
                total.update(dict(index.rows.pairs(number)))
            assert dict(total) == index.sum(thread) == dict(index.vector(thread))
            assert thread.square == sum(value * value for value in total.values())
            assert thread.first == min(index.rows.at[number] for number in thread.rows)
            assert thread.last == max(index.rows.at[number] for number in thread.rows)
            in_threads.update(total.keys())
        assert {f: n for f, n in enumerate(index.in_threads) if n} == dict(in_threads)
        assert index._summed == sum(map(len, index._sums.values()))
        assert sorted(n for t in index.threads.values() for n in t.rows) == list(range(len(index)))
        index.remove(gone)
        for number in range(0, len(index), 3):
            index.move(number, index.rows.thread[number // 2])


@pytest.mark.parametrize("data", [b"", b"nonsense", b"clew-threads-2\nxx"])
def test_a_snapshot_that_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="packed index"):
        new_engine().unpack(data)


def test_the_order_of_feeds_does_not_matter_once_sorted() -> None:
    tellings, _ = load("events_en.jsonl")
    shuffled = list(tellings)
    random.Random(3).shuffle(shuffled)
    shuffled.sort(key=lambda t: (t.sort_at, t.feed, t.story))
    assert wind(shuffled) == wind(tellings)


def test_copies_are_known_and_named() -> None:
    wire = "The central bank of Ruritania raised its rate by half a point on Tuesday. " * 3
    engine = new_engine()
    outcome = engine.place(
        [
            telling(1, "Ruritania raises rate by half a point", summary=wire),
            telling(2, "Ruritania raises rates by half a point", HOUR, summary="AFP"),
            telling(3, "Central bank moves again in Strelsau", 2 * HOUR, summary=wire),
            telling(4, "Ruritania raises rate by 0.75 point", 3 * HOUR, feed=9),
        ]
    )
    assert [p.copy_of for p in outcome.placements] == [None, 1, 1, None]
    assert outcome.placements[1].reason.by is PlacedBy.COPY
    late = telling(5, "Central bank moves again in Strelsau", 51 * HOUR, summary=wire)
    assert engine.place([late]).placements[0].copy_of is None


def test_a_feeds_own_stories_are_copies_only_word_for_word() -> None:
    title = "Ruritania raises its rate by half a point"
    engine = new_engine()
    outcome = engine.place(
        [telling(1, title, 0, 7), telling(2, title + "s", HOUR, 7), telling(3, title, 2 * HOUR, 7)]
    )
    assert [p.copy_of for p in outcome.placements][:2] == [None, None]
    assert outcome.placements[2].copy_of == 1


def test_the_same_page_is_the_same_story() -> None:
    url = "https://www.example.org/2023/04/11/a-long-story-about-it"
    engine = new_engine()
    outcome = engine.place(
        [
            telling(1, "The bees of Gozo are back", url=url),
            telling(2, "An unexpected return", HOUR, url=url + "?utm_source=rss"),
        ]
    )
    assert outcome.placements[1].thread == 1
    assert outcome.placements[1].reason.same_link


def test_reasons_name_words_as_people_write_them() -> None:
    engine = new_engine()
    reason = engine.place(
        [telling(1, "OpenAI sued by authors over training data"),
         telling(2, "Authors sue OpenAI over its training data", HOUR)]
    ).placements[1].reason  # fmt: skip
    assert reason.matched == 1
    assert reason.gap == HOUR
    assert {"openai", "authors", "training"} <= {word for word, _ in reason.terms}
    assert list(reason.terms) == sorted(reason.terms, key=lambda t: (-t[1], t[0]))


def test_an_event_of_another_year_is_another_event() -> None:
    engine = new_engine()
    year = 365 * 24 * HOUR
    engine.place([telling(1, TITLES[0], 2 * year), telling(2, TITLES[0], feed=2)])
    placed = engine.place([telling(3, TITLES[1], HOUR), telling(4, TITLES[1], 2 * year + HOUR)])
    assert [p.thread for p in placed.placements] == [2, 1]


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ("Orvane museum awarded £40k", "Ministry denies order of 40,000 rockets", False),
        ("Zanthor!", "Zanthor rises again", False),
        ("Orvane museum awarded £40k", "Grant of 40,000 pounds for Orvane", True),
    ],
)
def test_one_word_in_common_is_not_enough(first: str, second: str, meet: bool) -> None:
    engine = new_engine()
    told = [
        Telling(number, number, number, f"paper{number}", title, language="en")
        for number, title in enumerate((first, second), 1)
    ]
    found = threads([engine.place(told), engine.settle()])
    assert (found[1] == found[2]) is meet


@pytest.mark.parametrize(("feed", "meet"), [(1, False), (2, True)])
def test_two_plain_words_of_one_feed_are_not_enough(feed: int, meet: bool) -> None:
    engine = new_engine()
    told = [
        telling(1, "No text at all, only a title", feed=1, language="en"),
        telling(2, "Family emoji, flag and combining accents in a title", 60, feed=feed,
                summary="Text here.", language="en"),
    ]  # fmt: skip
    found = threads([engine.place(told), engine.settle()])
    assert (found[1] == found[2]) is meet


@pytest.mark.parametrize(
    ("title", "summary", "meet"),
    [
        (
            "Zumba teacher wins the city's marathon",
            "After ten years of zumba she ran her first race in heavy rain and crossed the finish "
            "line twelve seconds ahead of a policeman.",
            False,
        ),
        (
            "Zumba for beginners: shoes, a towel and a smile",
            "Nobody minds a missed step in zumba classes, teachers promise all who bring along "
            "light shoes, some water and a towel.",
            True,
        ),
    ],
)
def test_a_topic_alone_is_no_event(title: str, summary: str, meet: bool) -> None:
    engine = new_engine()
    guide = (
        "Zumba classes ask for light shoes, a towel and some water; nobody minds when you miss a "
        "step, teachers say, as long as you smile."
    )
    first = telling(1, "Zumba for beginners: what to bring along", summary=guide, language="en")
    second = telling(2, title, 60, feed=2, summary=summary, language="en")
    found = threads([engine.place([first, second]), engine.settle()])
    assert (found[1] == found[2]) is meet


def test_the_language_is_found_by_us() -> None:
    engine = new_engine()
    titles = {
        "fr": "Le gouvernement présente sa réforme des retraites devant les députés",
        "de": "Die Regierung stellt ihre Reform der Renten im Bundestag vor",
        "es": "El gobierno presenta su reforma de las pensiones ante los diputados",
        "it": "Il governo presenta la sua riforma delle pensioni alla Camera",
        "pt": "O governo apresenta a sua reforma das pensões aos deputados",
        "nl": "De regering presenteert haar hervorming van de pensioenen aan de Kamer",
        "pl": "Rząd przedstawia w Sejmie swoją reformę emerytur dla nauczycieli",
        "ru": "Правительство представило реформу пенсий",
        "ja": "政府は年金改革を発表しました",
        "zh": "政府公布养老金改革方案",
        "en": "The government presents its reform of pensions to parliament",
    }
    tellings = [telling(n, title, n, language="en") for n, title in enumerate(titles.values(), 1)]
    assert [p.language for p in engine.place(tellings).placements] == list(titles)


def test_two_languages_meet() -> None:
    engine = new_engine()
    tellings = [
        telling(1, "Sprinter Adaeze Okoro wins gold in Lisbon with 10.72", 0, language="en"),
        telling(2, "Morning walk along the river", HOUR, language="en"),
        telling(3, "Adaeze Okoro gewinnt Gold in Lissabon mit 10,72", 2 * HOUR, language="de"),
    ]
    outcomes = [engine.place(tellings), engine.settle()]
    found = threads(outcomes)
    linked = {
        (link.a, link.b) for o in outcomes for link in o.links if link.kind is LinkKind.LANGUAGE
    }
    assert found[1] == found[3] or (1, 3) in linked
    assert found[2] not in (found[1], found[3])


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (1, 3, 0, 2), (3, 2, 1, 0)])
def test_four_languages_that_come_at_once_meet(order: tuple[int, ...]) -> None:
    """Two languages that have met are looked at again with the two others that have."""
    told = [
        ("Finland becomes the 31st member of NATO",
         "The flag was raised in Brussels; Hungary and Turkey had waited."),
        ("Finnland ist das 31. Mitglied der NATO",
         "In Brüssel wurde die Fahne gehisst; Ungarn und die Türkei hatten gewartet."),
        ("La Finlande devient le 31e membre de l'OTAN",
         "Le drapeau a été hissé à Bruxelles ; la Hongrie et la Turquie avaient attendu."),
        ("Finlandia ya es el miembro número 31 de la OTAN",
         "La bandera fue izada en Bruselas; Hungría y Turquía habían esperado."),
    ]  # fmt: skip
    tellings = [
        telling(number, told[which][0], number * 600, which, summary=told[which][1])
        for number, which in enumerate(order, 1)
    ]
    assert len(set(wind(tellings).values())) == 1


def test_a_name_and_what_comes_with_it_anyway_join_nothing_across_languages() -> None:
    """Wherever the president is named his country is: together they prove no more than he does."""
    places = ("Ostrava", "Bergamo", "Tampere", "Lleida", "Cork", "Graz", "Namur", "Setubal", "Brno",
              "Varna")  # fmt: skip
    kinds = [
        ("New mayor for {}", "A teacher won the vote."),
        ("Snow closes road to {}", "Ploughs are stuck."),
        ("{} bakery reopens", "Bread costs more now."),
        ("Swimmer from {} first", "She broke no record."),
    ]
    told = [
        telling(100 * kind + n, title.format(place), n * 60 + kind, summary=summary)
        for kind, (title, summary) in enumerate(kinds, 1)
        for n, place in enumerate(places)
    ]
    deeds = [
        ("Hospital opens by the lake", "Nurses and forty beds wait, said Mulenga of Zambia."),
        ("New tram reaches the harbour", "Mulenga waved when the first train of Zambia left."),
        ("Farmers count what the flood took", "Mulenga promised seed for all Zambia."),
        ("National choir back from its tour", "Mulenga was given the oldest drum of Zambia."),
    ]
    told += [telling(10 + n, deed, n * 60 + 10, summary=s) for n, (deed, s) in enumerate(deeds)]
    apart = [
        telling(1, "Mulenga, president of Zambia, catches a giant fish", HOUR),
        telling(2, "Zambie : le président Mulenga vend le port", HOUR + 60),
    ]
    found = wind(told + apart)
    assert found[1] != found[2]
    one = [
        telling(1, "Mulenga, president of Zambia, in Kalinovka", HOUR),
        telling(2, "Zambie : le président Mulenga à Kalinovka", HOUR + 60),
    ]
    found = wind(told + one)
    assert found[1] == found[2]


def test_what_every_thread_names_joins_nothing_across_languages() -> None:
    """Two countries at war are in many threads: only a rare name besides is proof."""
    events = [
        ("New mayor for {}", "town"), ("Bridge at {} rebuilt", "river"),
        ("{} bakery reopens", "shop"), ("Poet of {} wins prize", "poem"),
        ("Snow closes road to {}", "pass"),
        ("{} vineyard sold", "wine"), ("Orchestra of {} on tour", "music"),
        ("Museum in {} robbed", "art"), ("{} ferry late", "port"),
        ("Swimmer from {} first", "pool"),
    ]  # fmt: skip
    places = ("Ostrava", "Bergamo", "Tampere", "Lleida", "Cork", "Graz", "Namur", "Setubal", "Brno",
              "Varna")  # fmt: skip
    told = [
        telling(10 + n, title.format(place), n * 60, summary=f"Ukraine, Russia and the {word}.")
        for n, ((title, word), place) in enumerate(zip(events, places, strict=True))
    ]
    told += [
        telling(1, "Veterans of the army open a school in Ukraine", HOUR,
                summary="Far from the war with Russia, former soldiers teach children."),
        telling(2, "La guerre entre la Russie et l'Ukraine pèse sur l'armée", HOUR + 60,
                summary="Les soldats russes manquent de tout, dit un rapport en Ukraine."),
    ]  # fmt: skip
    found = wind(told)
    assert found[1] != found[2]
    rare = [
        telling(3, "Kalinovka dam in Ukraine bombed by Russia", 2 * HOUR,
                summary="Kalinovka lost its power plant in the attack, the army says."),
        telling(4, "En Ukraine, la Russie bombarde le barrage de Kalinovka", 2 * HOUR + 60,
                summary="L'attaque a détruit la centrale de Kalinovka, dit l'armée."),
    ]  # fmt: skip
    found = wind(told + rare)
    assert found[3] == found[4]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("behind", ["", "%", " million", "億"])
def test_a_number_of_hundreds_of_figures_is_read_past(language: str, behind: str) -> None:
    figures = "9" * 350 + behind
    engine = new_engine()
    story = telling(1, f"Prime {figures}", summary=f"素数 {figures}")._replace(language=language)
    assert threads([engine.place([story]), engine.settle()]) == {1: 1}
    passages = [Passage(n, n, f"{figures} is a prime, say mathematicians.") for n in range(99)]
    assert engine.mentions(1, passages) == []


def test_a_snapshot_of_stories_with_odd_breaks_and_languages_is_read() -> None:
    one = telling(1, "😀", language=",x")
    other = telling(2, "Prices rise in Rome", summary="Prices rose by 45\n% in the last year")
    engine, restored = new_engine(), new_engine()
    # A snapshot keeps the languages with commas between: one with a comma would be two.
    assert [each.language for each in engine.place([one, other]).placements] == ["", "en"]
    engine.settle()
    restored.unpack(engine.pack())
    assert restored.held() == {1: 1, 2: 2}
    assert restored.pack() == engine.pack()
