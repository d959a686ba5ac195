"""Rules at work: what arrives is judged, once, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import seed

from reader.model import FOR_GOOD, Action, Done, Merge, Outcome, PlacedBy, Reason, Verb
from reader.services import parsing
from reader.services.ruling import Ruling
from reader.services.verdicts import selects
from reader.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seed.opened(tmp_path) as opened:
        yield opened


def rule(store: Store, query: str, action: str, name: str = "r", **more: Any) -> Done:
    until = more.pop("until", None)
    values = {"query": query, "action": action, **more}
    return store.actions.do(
        Action(Verb.SAVE_RULE, text=name, more=tuple(values.items()), until=until)
    )


def arrive(store: Store, *titles: str, feed: int | None = None, body: str = "") -> list[int]:
    """Stories that arrive and are judged on the way."""
    items = [seed.item(title, body or f"Text of {title}") for title in titles]
    new = seed.arrive(store, feed or seed.feed(store, f"https://{titles[0]}.example/"), *items)
    Ruling(store, store.rules._clock).arrived(new)
    return new


def placed(store: Store, *stories: int) -> None:
    """The stories stand in threads of their own, and all rules are asked."""
    for story in stories:
        seed.place(store, seed.thread_of(store, story), story)
    Ruling(store, store.rules._clock).placed()


def state(store: Store, story: int, column: str) -> Any:
    return seed.sql(store, f"SELECT {column} FROM story WHERE id = ?", story)[0][0]


def muted(store: Store, story: int) -> tuple[int, int | None, str | None]:
    return seed.sql(
        store,
        "SELECT muted, muted_until, muted_by FROM thread t JOIN story s ON s.thread = t.id"
        " WHERE s.id = ?",
        story,
    )[0]


def tags(store: Store, story: int) -> tuple[str, ...]:
    return store.rows.stories([story])[0].tags


def test_a_story_is_judged_as_soon_as_it_arrives(store: Store) -> None:
    rule(store, "title:bitcoin", 'tag "two words", star, read')
    taken, left = arrive(store, "Bitcoin rises", "Rain falls")
    assert (state(store, taken, "starred"), state(store, taken, "read")) == (1, 1)
    assert tags(store, taken) == ("two words",)
    assert (state(store, left, "starred"), tags(store, left)) == (0, ())
    assert [v.rule for v in store.rules.verdicts(taken)] == ["r"]
    assert store.rules.verdicts(left) == []
    assert store.rules.all()[0].stories == 1


def test_a_rule_that_asks_of_the_thread_waits_until_the_story_stands_in_it(store: Store) -> None:
    rule(store, "sources:>=2", "follow, tag big")
    one, two = arrive(store, "One"), arrive(store, "Two")
    assert store.rules.verdicts(two[0]) == []
    seed.join(store, *one, *two)
    Ruling(store, store.rules._clock).placed()
    assert tags(store, one[0]) == ("big",)
    assert seed.sql(store, "SELECT count(*) FROM thread WHERE followed_at IS NOT NULL") == [(1,)]
    assert seed.sql(store, "SELECT * FROM rule_queue") == []


def test_a_story_judged_early_is_not_judged_twice(store: Store) -> None:
    rule(store, "title:one", "tag x")
    (story,) = arrive(store, "One")
    store.actions.do(Action(Verb.UNTAG, stories=(story,), text="x"))
    placed(store, story)
    assert tags(store, story) == ()


def test_a_kill_before_the_look_leaves_the_story_waiting(store: Store) -> None:
    rule(store, "title:one", "star")
    (story,) = seed.arrive(store, seed.feed(store), "One")  # killed: nobody asked
    assert state(store, story, "starred") == 0
    placed(store, story)
    assert state(store, story, "starred") == 1


def test_a_mute_hides_the_thread_its_story_leads_only(store: Store) -> None:
    rule(store, "bitcoin", "mute", until=seed.NOW + seed.DAY)
    (alone,) = arrive(store, "Bitcoin falls")
    (lead,) = arrive(store, "Markets fall")
    (told,) = arrive(store, "Bitcoin falls with markets")
    assert muted(store, alone) == (1, seed.NOW + seed.DAY, "r")
    assert muted(store, told)[0] == 1, "on its own it is hidden at once"
    seed.place(store, seed.thread_of(store, lead), lead, told)
    Ruling(store, store.rules._clock).placed()
    assert muted(store, told) == (0, None, None), "its thread tells of more than that"


def test_a_muted_thread_breaks_through_when_many_tell_it(store: Store) -> None:
    rule(store, "bitcoin", "mute", unless="sources:>=3")
    stories = [arrive(store, f"Bitcoin {n}")[0] for n in range(2)]
    seed.join(store, *stories)
    Ruling(store, store.rules._clock).placed()
    assert muted(store, stories[0]) == (1, FOR_GOOD, "r")
    (third,) = arrive(store, "Bitcoin 3")
    seed.place(store, seed.thread_of(store, stories[0]), third)
    Ruling(store, store.rules._clock).placed()
    assert muted(store, third) == (0, None, None)
    (fourth,) = arrive(store, "Bitcoin 4")
    seed.place(store, seed.thread_of(store, stories[0]), fourth)
    Ruling(store, store.rules._clock).placed()
    assert muted(store, fourth)[0] == 0, "it is not muted again"


def take_in(store: Store, story: int, other: int) -> None:
    """The thread of the one takes that of the other in, as the engine finds late."""
    threads = seed.thread_of(store, story), seed.thread_of(store, other)
    store.placing.apply(Outcome(merges=(Merge(*threads, Reason(PlacedBy.MERGE)),)))


def test_a_muted_thread_that_took_another_in_breaks_through_without_a_new_story(
    store: Store,
) -> None:
    rule(store, "bitcoin", "mute", unless="sources:>=3")
    one, two, three = (arrive(store, f"{title} told")[0] for title in ("Bitcoin", "It", "More"))
    seed.place(store, seed.thread_of(store, one), one)
    seed.join(store, two, three)
    Ruling(store, store.rules._clock).placed()
    assert muted(store, one) == (1, FOR_GOOD, "r")
    take_in(store, one, two)
    Ruling(store, store.rules._clock).placed()
    assert muted(store, three) == (0, None, None)
    assert not store.rules.breaking()


def test_a_thread_that_grew_and_stays_muted_is_asked_once(store: Store) -> None:
    rule(store, "bitcoin", "mute", unless="sources:>=3")
    one, two = (arrive(store, f"{title} told")[0] for title in ("Bitcoin", "It"))
    placed(store, one, two)
    take_in(store, one, two)
    assert store.rules.breaking()
    Ruling(store, store.rules._clock).placed()
    assert muted(store, one)[0] == 1
    assert not store.rules.breaking()


def test_a_mute_by_hand_breaks_through_too(store: Store) -> None:
    (one,), thread = arrive(store, "One"), 0
    thread = seed.thread_of(store, one)
    store.actions.do(Action(Verb.MUTE, threads=(thread,), more=(("unless", "title:resigns"),)))
    (two,) = arrive(store, "The minister resigns")
    seed.place(store, thread, two)
    Ruling(store, store.rules._clock).placed()
    assert muted(store, one) == (0, None, None)


def test_a_break_through_knows_every_form_of_a_name(store: Store) -> None:
    store.actions.do(Action(Verb.ADD_ALIAS, text="Маск", more=(("to", "Musk"),)))
    (one,) = arrive(store, "One")
    thread = seed.thread_of(store, one)
    store.actions.do(Action(Verb.MUTE, threads=(thread,), more=(("unless", "musk"),)))
    (two,) = arrive(store, "Маск резигнирует")
    seed.place(store, thread, two)
    Ruling(store, store.rules._clock).placed()
    assert muted(store, one) == (0, None, None)


def test_what_the_user_brought_back_stays_in_sight(store: Store) -> None:
    rule(store, "bitcoin", "mute")
    (story,) = arrive(store, "Bitcoin")
    thread = seed.thread_of(store, story)
    placed(store, story)
    store.actions.do(Action(Verb.UNMUTE, threads=(thread,)))
    (more,) = arrive(store, "Bitcoin again")
    seed.place(store, thread, more)
    store.actions.do(Action(Verb.SET_LEAD, stories=(more,), threads=(thread,)))
    Ruling(store, store.rules._clock).placed()
    assert muted(store, more)[0] == 0


def test_a_rule_that_fails_is_named_and_passed_over(store: Store) -> None:
    rule(store, "in:gone", "star", "broken")
    rule(store, "title:one", "star", "good")
    (story,) = arrive(store, "One")
    placed(store, story)
    assert state(store, story, "starred") == 1
    broken, good = store.rules.all()
    assert "no view named gone" in broken.problem
    assert good.problem == ""
    store.actions.do(Action(Verb.SAVE_VIEW, text="gone", more=(("query", "title:two"),)))
    (two,) = arrive(store, "Two")
    placed(store, two)
    assert state(store, two, "starred") == 1
    assert store.rules.all()[0].problem == ""


def test_a_fault_of_ours_in_one_rule_stops_no_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    import reader.services.verdicts as verdicts

    real = verdicts.matches

    def stumbling(node: Any, *rest: Any) -> bool:
        if getattr(node, "text", "") == "oops":
            raise RuntimeError("oops")
        return real(node, *rest)

    monkeypatch.setattr(verdicts, "matches", stumbling)
    rule(store, "oops", "star", "a")
    rule(store, "title:one", "star", "b")
    (story,) = arrive(store, "One")
    assert state(store, story, "starred") == 1
    assert "RuntimeError" in store.rules.all()[0].problem


def test_disabled_and_ended_rules_are_not_asked(store: Store) -> None:
    rule(store, "title:one", "star", "off", enabled="0")
    rule(store, "title:one", "tag late", "ended", until=seed.NOW + 5)
    seed.clock(store).advance(seed.HOUR)
    (story,) = arrive(store, "One")
    placed(store, story)
    assert (state(store, story, "starred"), tags(store, story)) == (0, ())


def test_thread_and_view_queries_hold_in_memory_too(store: Store) -> None:
    store.actions.do(Action(Verb.SAVE_VIEW, text="Ones", more=(("query", "title:one"),)))
    rule(store, "thread:(in:Ones) -title:one", "star")
    (one,) = arrive(store, "One")
    (two,) = arrive(store, "Two")
    seed.join(store, one, two)
    Ruling(store, store.rules._clock).placed()
    assert (state(store, one, "starred"), state(store, two, "starred")) == (0, 1)


def test_removing_a_rule_brings_what_it_muted_into_sight_and_undo_hides_it_again(
    store: Store,
) -> None:
    rule(store, "bitcoin", "mute")
    (story,) = arrive(store, "Bitcoin")
    store.actions.do(Action(Verb.REMOVE_RULE, text="r"))
    assert muted(store, story) == (0, None, None)
    store.actions.undo()
    assert muted(store, story) == (1, FOR_GOOD, "r")
    assert len(store.rules.verdicts(story)) == 1
    rule(store, "bitcoin", "mute", enabled="0")
    assert muted(store, story)[0] == 0
    rule(store, "bitcoin", "mute", enabled="1")
    assert muted(store, story)[0] == 0, "only what arrives from now on"


def test_an_end_that_moves_moves_the_mutes_with_it(store: Store) -> None:
    rule(store, "bitcoin", "mute")
    (story,) = arrive(store, "Bitcoin")
    rule(store, "bitcoin", "mute", until=seed.NOW + seed.DAY)
    assert muted(store, story) == (1, seed.NOW + seed.DAY, "r")
    store.actions.do(Action(Verb.RENAME_RULE, text="r", more=(("to", "coins"),)))
    assert muted(store, story) == (1, seed.NOW + seed.DAY, "coins")
    store.actions.expire(seed.NOW + seed.DAY)
    assert muted(store, story) == (0, None, None)


def test_a_rule_is_applied_to_older_stories_as_one_action(store: Store) -> None:
    old = arrive(store, "Bitcoin one", "Bitcoin two", "Rain")
    placed(store, *old)
    rule(store, "bitcoin", "tag coins, star, mute, read")
    seed.index(store)
    row = store.rules.all()[0]
    found = store.lists.stories_of(selects(row, seed.NOW - 30 * seed.DAY))
    assert set(found) == set(old[:2])
    done = store.actions.do(Action(Verb.APPLY_RULE, stories=found, text="r"))
    assert done.changed == 2
    assert store.rules.all()[0].muted == 2
    again = store.actions.do(Action(Verb.APPLY_RULE, stories=found, text="r"))
    assert again.entry is None
    store.actions.undo()
    assert [tags(store, story) for story in old] == [(), (), ()]
    assert muted(store, old[0])[0] == 0
    assert store.rules.all()[0].stories == 0


def test_what_a_rule_did_can_be_taken_back_but_not_what_the_user_did(store: Store) -> None:
    rule(store, "bitcoin", "tag coins, star, read, mute")
    one, two = arrive(store, "Bitcoin one", "Bitcoin two")
    seed.clock(store).advance(60)
    store.actions.do(Action(Verb.UNSTAR, stories=(two,)))
    store.actions.do(Action(Verb.STAR, stories=(two,)))
    done = store.actions.do(Action(Verb.TAKE_BACK_RULE, text="r"))
    assert done.changed == 2
    assert tags(store, one) == tags(store, two) == ()
    assert (state(store, one, "starred"), state(store, two, "starred")) == (0, 1)
    assert (state(store, one, "read"), state(store, two, "read")) == (0, 0)
    assert muted(store, one)[0] == muted(store, two)[0] == 0
    store.actions.undo()
    assert (state(store, one, "starred"), tags(store, one)) == (1, ("coins",))
    assert muted(store, one) == (1, FOR_GOOD, "r")


async def test_a_refresh_asks_the_rules_of_what_it_brings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.services.feeding import InlineParser, refresh, rss, services, serving, subscribe

    monkeypatch.setattr(parsing, "FeedParser", InlineParser)
    with services(tmp_path / "clew") as opened:
        rule(opened.store, "words", "tag new, star")
        rule(opened.store, "is:lead", "mute", "quiet")
        rule(opened.store, "in:nowhere", "read", "broken")
        async with serving(a=rss("One", "Two")) as server:
            subscribe(opened, server.url("/a"))
            closing, _said = await refresh(opened)
        found = opened.searching.hits("#new is:starred", group="none").hits
        assert len(found.ids) == 2
        assert opened.searching.hits("-is:muted", group="none").hits.stories == 0
        assert closing.warnings == (
            "The rule broken could not be asked: There is no view named nowhere",
        )
        assert seed.sql(opened.store, "SELECT * FROM rule_queue") == []
