"""Two look-alike events that ran into one thread part again; one affair stays whole."""

from __future__ import annotations

from array import array

import pytest

from reader.model import Bar, Correction, Outcome, PlacedBy, Telling
from reader.threads import new_engine
from reader.threads.bridge import Bridge
from reader.threads.engine import ThreadEngine
from reader.threads.index import Index
from reader.threads.proof import Proof
from reader.threads.related import Names, related
from reader.threads.repair import Repair
from reader.threads.rows import Row
from reader.threads.split import second_event, two_events
from reader.threads.taught import Taught
from tests.core.test_threads_engine import threads

#: Two title fights of one champion, as six papers told each. Invented.
FIGHTS = {
    "oslo": [
        ("Boxing: champion Brandvold stops Okoro in Oslo",
         "Heavyweight champion Rune Brandvold knocked out Chidi Okoro in the fourth round in Oslo "
         "to keep his world title."),
        ("Brandvold keeps heavyweight title with fourth-round knockout of Okoro",
         "Champion Rune Brandvold floored the Nigerian Chidi Okoro twice before the referee stopped"
         " the bout in the fourth round."),
        ("Okoro beaten in four rounds as Brandvold retains world title",
         "Chidi Okoro never recovered from a left hook by heavyweight champion Brandvold in Oslo."),
        ("Fourth-round knockout: heavyweight Brandvold too strong for Okoro",
         "The world champion Rune Brandvold defended his belt against Chidi Okoro in front of "
         "20,000 in Oslo."),
        ("Okoro's corner protests after Brandvold title fight in Oslo",
         "Trainers of Chidi Okoro said the count in the fourth round was too fast for their man "
         "against heavyweight champion Brandvold."),
        ("Oslo celebrates heavyweight champion Brandvold after Okoro knockout",
         "Thousands watched Rune Brandvold stop challenger Chidi Okoro in the fourth round of "
         "their world title fight."),
    ],
    "lima": [
        ("Boxing: champion Brandvold outpoints Quispe in Lima",
         "Heavyweight champion Rune Brandvold beat Hugo Quispe on points over twelve rounds in "
         "Lima to keep his world title."),
        ("Brandvold keeps heavyweight title with points win over Quispe",
         "Champion Rune Brandvold was cut early by the Peruvian Hugo Quispe but judges gave him "
         "the bout after twelve rounds."),
        ("Quispe beaten on points as Brandvold retains world title",
         "Hugo Quispe lost a split decision to heavyweight champion Brandvold in Lima."),
        ("Points win in Lima: heavyweight Brandvold escapes against Quispe",
         "The world champion Rune Brandvold defended his belt against Hugo Quispe, whom most of "
         "the judges saw behind."),
        ("Quispe demands rematch after Brandvold title fight in Lima",
         "Hugo Quispe said judges robbed him of the twelve rounds against heavyweight champion "
         "Brandvold."),
        ("Boos in Lima for heavyweight champion Brandvold after Quispe decision",
         "Judges scored the twelve rounds for Rune Brandvold against challenger Hugo Quispe in "
         "their world title fight."),
    ],
}  # fmt: skip


def told() -> tuple[list[Telling], dict[int, str]]:
    """Both fights in turn, and story → fight."""
    tellings, events = [], {}
    for turn in range(6):
        for fight, stories in FIGHTS.items():
            number = len(tellings) + 1
            title, summary = stories[turn]
            events[number] = fight
            tellings.append(
                Telling(number, number, number, f"paper{number}", title, summary, language="en")
            )
    return tellings, events


def in_one(tellings: list[Telling]) -> list[Telling]:
    """The stories as they would stand had all been taken for one event."""
    return [telling._replace(thread=1) for telling in tellings]


def in_two(tellings: list[Telling], events: dict[int, str]) -> list[Telling]:
    """The stories of each fight in a thread of their own."""
    return [each._replace(thread=1 if events[each.story] == "oslo" else 2) for each in tellings]


def test_two_fights_of_one_champion_are_two_threads() -> None:
    tellings, events = told()
    engine = new_engine()
    found = threads([engine.place(tellings), engine.settle()])
    sides = {
        fight: {found[story] for story in events if events[story] == fight} for fight in FIGHTS
    }
    assert [len(side) for side in sides.values()] == [1, 1]
    assert sides["oslo"] != sides["lima"]


def test_a_thread_that_tells_two_events_is_parted_and_says_why() -> None:
    tellings, events = told()
    engine = new_engine()
    engine.learn(in_one(tellings))
    more = Telling(13, 13, 13, "paper13", "Heavyweight champion Brandvold to fight Quispe again",
                   "Hugo Quispe gets a rematch in Lima.", language="en")  # fmt: skip
    outcomes = [engine.place([more]), engine.settle()]
    (split,) = outcomes[1].splits
    assert split.thread == 1
    assert split.made < 0
    assert {events[story] for story in split.stories} == {"oslo"}
    assert len(split.stories) == 6
    assert split.reason.by is PlacedBy.SPLIT
    assert {"okoro", "oslo"} <= {word for word, _ in split.reason.terms}
    assert not engine.settle().splits
    engine.named({split.made: 99})
    held = engine.held()
    assert {held[story] for story in split.stories} == {99}
    assert {held[story] for story in held if story not in split.stories} == {1}
    apart = engine.apart(1, 2)
    assert apart is not None
    assert apart.score >= apart.needed
    assert apart.bar is Bar.EVENTS, "not that they were less alike once"
    late = Telling(14, 14, 14, "paper14", "Okoro leaves Oslo hospital after Brandvold knockout",
                   "Challenger Chidi Okoro was held overnight.", language="en")  # fmt: skip
    assert engine.place([late]).placements[0].thread == 99
    assert engine.settle() == Outcome()


def test_parts_do_not_merge_again() -> None:
    tellings, events = told()
    engine = new_engine()
    engine.learn(in_two(tellings, events))
    more = [Telling(20 + n, 20 + n, 20 + n, "late", *FIGHTS[fight][0], language="en")
            for n, fight in enumerate(FIGHTS)]  # fmt: skip
    engine.place(more)
    outcome = engine.settle()
    assert not outcome.merges
    assert not outcome.splits
    assert len(set(engine.held().values())) == 2


def test_the_texts_of_two_fights_differ() -> None:
    tellings, events = told()
    oslo, lima = ([story for story in events if events[story] == fight] for fight in FIGHTS)
    engine = new_engine()
    engine.learn(tellings)
    assert engine.texts_differ(oslo, lima)
    assert not engine.texts_differ(oslo[:4], lima)  # of so few it is chance
    mixed = oslo[:3] + lima[:3], oslo[3:] + lima[3:]
    assert not engine.texts_differ(*mixed)
    engine = new_engine()
    engine.learn([telling._replace(summary="") for telling in tellings])
    assert not engine.texts_differ(oslo, lima)


#: Two crimes in one city, one of them told by three papers only. Invented.
CRIMES = [
    ("Orvane police arrest suspect in killing of app founder Bo Lind",
     "Detectives led a rival software executive out of his Orvane flat in handcuffs after "
     "the stabbing."),
    ("Arrest made in stabbing of Bo Lind, founder of the payment app",
     "The suspect, an executive, knew Bo Lind from the software business, Orvane police say."),
    ("Former fire commissioner attacked with a pipe in Orvane",
     "Dagny Holt was beaten outside her mother's house by men from a homeless camp, her son "
     "told reporters."),
    ("Who is the software executive held over the death of Bo Lind?",
     "The suspect ran a small consultancy in Orvane and knew the founder Bo Lind."),
    ("Bo Lind stabbing: software executive charged in Orvane",
     "Prosecutors say the suspect and the app founder argued in a car before the stabbing."),
    ("Fire commissioner Dagny Holt shares video of the pipe attack",
     "Orvane's former commissioner lies in hospital with a broken jaw, beaten near her "
     "mother's house by homeless men."),
    ("Suspect in Bo Lind killing appears before Orvane judge",
     "The software executive did not speak; the family of the app founder, dead since the "
     "stabbing, filled the room."),
    ("Dagny Holt, beaten with a pipe, demands more police in Orvane",
     "The former fire commissioner blames homeless camps near her mother's house for the "
     "attack that broke her jaw."),
]  # fmt: skip


def test_three_stories_of_another_crime_in_the_city_leave() -> None:
    engine = new_engine()
    engine.learn(
        [Telling(number, 1, number, f"paper{number}", title, summary, language="en")
         for number, (title, summary) in enumerate(CRIMES, 1)]
    )  # fmt: skip
    engine.place([Telling(9, 9, 9, "paper9", *CRIMES[1], language="en")])
    (split,) = engine.settle().splits
    assert split.stories == (3, 6, 8)
    assert not engine.settle().merges


def test_three_stories_stay_while_they_have_something_of_the_rest() -> None:
    """Six stories of that fight would be parted from these: see above."""
    tellings, events = told()
    engine = ThreadEngine(0, {}, Taught(frozenset(), {}), frozenset(), {})
    some = [each for each in tellings if events[each.story] == "lima" or each.story in (3, 7, 9)]
    engine.learn(in_one(some))
    assert second_event(engine._index, engine._index.threads[1]) is None


def test_a_story_in_another_language_does_not_bring_two_parts_together() -> None:
    tellings, events = told()
    told_in_french = "Brandvold bat Okoro à Oslo et garde son titre, avant Quispe à Lima"
    parts = in_two(tellings, events)
    parts.append(Telling(20, 1, 20, "journal", told_in_french, language="fr"))
    engine = ThreadEngine(0, {}, Taught(frozenset(), {}), frozenset(), {})
    engine.learn(parts)
    bridge = Bridge(engine._index, -0.3, lambda thread, other: True)
    _, _, certain = bridge.likeness(*(engine._index.threads[thread] for thread in (1, 2)))
    assert certain
    merges, links = bridge.run([1, 2])
    assert not merges
    assert {(link.a, link.b) for link in links} == {(1, 2)}
    # And what may not be one is not even asked of the user.
    assert Bridge(engine._index, -0.3, lambda thread, other: False).run([1, 2]) == ([], [])


def test_what_the_user_joined_is_not_parted() -> None:
    tellings, _ = told()
    engine = new_engine()
    engine.correct([Correction(1, 2, together=True)])
    engine.learn(in_one(tellings))
    engine.place([Telling(13, 13, 13, "paper13", *FIGHTS["oslo"][0], language="en")])
    assert not engine.settle().splits


@pytest.mark.parametrize(
    ("unnamed", "parted"), [((), True), (("Okoro", "Oslo"), False)], ids=["names", "words"]
)
def test_titles_alone_are_parted_by_names_that_each_part_has(
    unnamed: tuple[str, ...], parted: bool
) -> None:
    tellings, events = told()
    engine = new_engine()
    titles = [t.title for t in tellings]
    for name in unnamed:
        titles = [title.replace(name, "challenger") for title in titles]
    engine.learn(
        [Telling(t.story, 1, t.feed, t.source, title, language="en")
         for t, title in zip(tellings, titles, strict=True)]
    )  # fmt: skip
    engine.place([Telling(13, 13, 13, "paper13", titles[0], language="en")])
    splits = engine.settle().splits
    assert bool(splits) is parted
    for split in splits:
        assert len({events.get(story, "oslo") for story in split.stories}) == 1


@pytest.mark.parametrize(
    ("unnamed", "apart"), [((), True), (("Quispe", "Lima"), False)], ids=["names", "words"]
)
def test_small_threads_of_titles_are_kept_apart_by_names_in_whatever_language(
    unnamed: tuple[str, ...], apart: bool
) -> None:
    tellings, events = told()
    titles = {t.story: t.title for t in tellings[4:10]}
    titles[11] = "Okoro à terre : Oslo fête Brandvold"
    titles[12] = "Quispe veut une revanche, Lima siffle Brandvold"
    engine = new_engine()
    for name in unnamed:
        titles = {story: title.replace(name, "challenger") for story, title in titles.items()}
    engine.learn(
        [Telling(story, 1 if events[story] == "oslo" else 2, story, f"paper{story}", title,
                 language="en" if story < 11 else "fr")
         for story, title in titles.items()]
    )  # fmt: skip
    index = engine._index
    assert two_events(index, index.threads[1], index.threads[2]) is apart


def test_one_fight_is_one_event() -> None:
    tellings, events = told()
    whole = new_engine()
    whole.learn(in_one([t for t in tellings if events[t.story] == "lima"]))
    whole.place([Telling(13, 13, 13, "paper13", *FIGHTS["lima"][0], language="en")])
    assert not whole.settle().splits


@pytest.mark.parametrize("moved", [(3, 4, 5), (0,)])
def test_parting_keeps_the_counts(moved: tuple[int, ...]) -> None:
    index = Index()
    for number in range(6):
        features = [index.feature(f"w{word}", word) for word in ("all", "abc"[number % 3], "late")]
        told = array("I", features), array("H", [40_000, 30_000, 20_000])
        few = [column[: 2 + number // 3] for column in told]
        index.add(Row(number + 1, 1, number, number, "en", *few))
    index.sum(index.threads[1])
    index.part(index.threads[1], moved, 7)
    for thread in index.threads.values():
        total: dict[int, int] = {}
        for number in thread.rows:
            for feature, weight in index.rows.pairs(number):
                total[feature] = total.get(feature, 0) + weight
        assert index.sum(thread) == total
        assert thread.square == sum(weight * weight for weight in total.values())
        assert {index.rows.thread[number] for number in thread.rows} == {thread.id}
    for feature in range(len(index.names)):
        holders = {index.rows.thread[number] for number in index.posting(feature)}
        assert index.in_threads[feature] == len(holders)
    assert second_event(index, index.threads[1]) is None


def test_what_a_story_shares_with_others_beside_names_is_told_of_texts() -> None:
    tellings, events = told()
    stranger = Telling(13, 13, 13, "paper13", "Champion Rune Brandvold opens a bakery",
                       "Brandvold, who lives in Oslo, will sell bread and cinnamon buns to "
                       "neighbours on weekday mornings.", language="en")  # fmt: skip
    bare = [each._replace(story=each.story + 20, summary="") for each in tellings]
    engine = new_engine()
    engine.learn(in_two([*tellings, *bare], {**events, **{n: "oslo" for n in range(20, 34)}}))
    engine.learn([stranger._replace(thread=3)])
    oslo = [story for story, fight in events.items() if fight == "oslo"]
    fits = [engine.unnamed(story, [other for other in oslo if other != story]) for story in oslo]
    strange = engine.unnamed(13, oslo)
    assert strange is not None
    assert all(fit is not None and fit > 2 * strange for fit in fits)
    assert engine.unnamed(13, oslo[:2]) is None
    assert engine.unnamed(21, range(22, 30)) is None
    assert engine.unnamed(99, oslo) is None


LEAK = [
    ("Leak shows the Zentafone with a curved screen",
     "Photographs of bent glass went round the net, from a factory in Hanoi."),
    ("Zentafone gets a curved screen, leak says",
     "A factory in Hanoi makes bent glass, photographs show."),
]  # fmt: skip
WORKERS = [
    ("Curved screen of the Zentafone seen by workers in Hanoi",
     "The bent glass is thinner than before, one of them says."),
    ("Zentafone: workers tell of a curved screen", "The glass from Hanoi is thinner and bent."),
]  # fmt: skip
TIPS = [
    ("Zentafone memory full? Delete what nobody needs",
     "Old films and maps take most of it: five steps."),
    ("Delete films and maps: five steps for a full Zentafone memory",
     "What nobody needs takes most of it."),
]  # fmt: skip


@pytest.mark.parametrize(("other", "merges"), [(WORKERS, 1), (TIPS, 0)])
def test_threads_of_one_product_do_not_merge_for_its_name(
    other: list[tuple[str, str]], merges: int
) -> None:
    engine = ThreadEngine(0, {}, Taught(frozenset(), {}), frozenset(), {})
    engine.learn([
        Telling(n, (n + 1) // 2, n, f"s{n}", title, summary, sort_at=600 * n)
        for n, (title, summary) in enumerate(LEAK + other, 1)
    ])  # fmt: skip
    low = 0.15
    assert len(Repair(engine._index, low, lambda one, other: True).run({1})) == merges


def test_threads_are_related_by_names_that_few_others_share() -> None:
    kinds = ["New mayor", "Snow closes road", "Bakery reopens", "Swimmer first", "Poet wins prize",
             "Bridge rebuilt", "Orchestra on tour", "Museum robbed", "Ferry late"]  # fmt: skip
    everywhere = "It was heard of in Zambia and in Malawi."
    told = [Telling(100 + n, 100 + n, n, "", kind, everywhere) for n, kind in enumerate(kinds)]
    told += [
        Telling(1, 1, 1, "", "Lake trout are counted by divers of Zambia and Malawi"),
        Telling(2, 2, 2, "", "Dispute of Kalinovka and Oduya over an opera"),
        Telling(3, 3, 3, "", "Old letters from Oduya to Kalinovka are sold"),
    ]
    engine = ThreadEngine(0, {}, Taught(frozenset(), {}), frozenset(), {})
    engine.learn(told)
    index = engine._index
    names, proof = Names(index), Proof(index)
    found = [related(index, index.threads[thread], names, proof) for thread in (1, 2)]
    assert [[(link.a, link.b) for link in links] for links in found] == [[], [(2, 3)]]


#: Two things told of one product in a line of text each. Invented.
SHORT = {
    "screen": [
        ("Curved screen for the Zentafone, say Hanoi workers",
         "Photographs of the factory line show bent glass, thinner than that of rivals."),
        ("Zentafone leak shows bent glass on a Hanoi line",
         "Workers photographed a curved screen that is very thin beside the old model."),
        ("Bent glass from Hanoi seen before the Zentafone launch",
         "A thin, curved screen left the factory in photographs that workers sold."),
        ("Zentafone screen will be curved, photographs show",
         "Hanoi factory workers call the bent glass as thin as paper and easily broken."),
    ],
    "flaw": [
        ("Update your Zentafone today, security experts say",
         "A flaw in the browser lets thieves read messages; the patch came at night."),
        ("Zentafone browser flaw patched after three months",
         "Private messages were open to thieves, experts in security warn: update."),
        ("Security experts urge Zentafone owners to update",
         "Thieves used a browser flaw to copy messages; the patch closes the hole."),
        ("Patch for the Zentafone stops thieves of messages",
         "The security update closes a browser flaw known to experts for long."),
    ],
}  # fmt: skip


def test_a_line_of_text_is_enough_to_part_two_things_told_of_one_product() -> None:
    told = [
        (what, *story) for pair in zip(*SHORT.values(), strict=True)
        for what, story in zip(SHORT, pair, strict=True)
    ]  # fmt: skip
    engine = ThreadEngine(0, {}, Taught(frozenset(), {}), frozenset(), {})
    engine.learn([
        Telling(n, 1, n, f"s{n}", title, summary, sort_at=600 * n)
        for n, (_, title, summary) in enumerate(told, 1)
    ])  # fmt: skip
    index = engine._index
    found = second_event(index, index.threads[1])
    assert found is not None
    going = {told[index.rows.story[number] - 1][0] for number in found[0]}
    assert len(found[0]) == len(SHORT["flaw"])
    assert len(going) == 1
