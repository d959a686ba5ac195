"""Keys: sequences, counts, presets, and the user's own checked all at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.ui.actions import ACTIONS, SCOPES, by_id
from reader.ui.keys import PRESETS, BadKey, KeyReader, build, parse_key, pressed, pretty

KEYS = ["j", "g", "G", "z", "m", "[", "]", "c", "1", "5", "0", "escape", "enter", "C-d", "?", "t"]


def feed(keys: str, scope: str = "list", **options: bool) -> list[tuple[str, int | None]]:
    reader = KeyReader(build())
    found = [reader.feed(key, scope, **options) for key in keys.split()]
    return [(step.action, step.count) for step in found if step.action]


def test_sequences_and_counts() -> None:
    assert feed("g g") == [("move.first", None)]
    assert feed("[ m ] m") == [("mark.above_read", None), ("mark.below_read", None)]
    assert feed("5 j") == [("move.down", 5)]
    assert feed("1 0 j") == [("move.down", 10)]
    assert feed("0 j") == [("move.down", None)]


def test_a_sign_that_looks_like_a_digit_is_no_count() -> None:
    reader = KeyReader(build())
    for key in "²٣":
        for digits_open in (False, True):
            assert reader.feed(key, "list", digits_open=digits_open).dead == key
    assert reader.feed("j", "list").count is None


def test_a_dead_end_reads_its_last_key_alone() -> None:
    assert feed("g j") == [("move.down", None)]
    assert feed("z escape j") == [("move.down", None)]


def test_digits_open_links_where_they_do() -> None:
    reader = KeyReader(build())
    assert reader.feed("3", "article", digits_open=True).digit == 3
    assert feed("3 j", "article", digits_open=True) == [("move.down", None)]


def test_an_open_prefix_says_what_may_follow() -> None:
    keymap = build()
    following = dict(keymap.following(("c",), "list"))
    assert following[("j",)] == "thread.join"
    assert ("k",) not in following
    assert dict(keymap.following(("c",), "thread"))[("k",)] == "thread.knock_out"


@pytest.mark.parametrize("preset", list(PRESETS))
def test_presets_name_real_actions_and_leave_none_without_a_key(preset: str) -> None:
    assert set(PRESETS[preset]) <= set(by_id())
    keymap = build(preset)
    assert keymap.problems == ()
    assert [spec.id for spec in ACTIONS if not keymap.keys.get(spec.id)] == []


@pytest.mark.parametrize("preset", list(PRESETS))
def test_a_prefix_is_never_itself_an_action(preset: str) -> None:
    keymap = build(preset)
    for scope in SCOPES:
        table = {**keymap.table["any"], **keymap.table[scope]}
        for sequence in table:
            assert all(sequence[:size] not in table for size in range(1, len(sequence)))


def test_all_faults_of_the_users_keys_are_named_at_once() -> None:
    keymap = build(
        own={"qiut": "q", "mark.read": "pgdwn", "mark.star": "g", "undo": "e", "redo": "e"}
    )
    told = "\n".join(keymap.problems)
    assert len(keymap.problems) == 4
    assert "did you mean quit?" in told
    assert "did you mean pagedown?" in told
    assert "g begins other keys" in told
    assert "e already belongs to undo" in told
    assert keymap.keys["mark.star"] == (("s",),)
    assert keymap.keys["redo"] == (("C-r",),)


def test_a_users_key_takes_it_from_the_default() -> None:
    keymap = build(own={"move.down": "n down"})
    assert keymap.find(("n",), "list") == "move.down"
    assert keymap.find(("j",), "list") is None


@pytest.mark.parametrize(
    ("text", "keys"),
    [("gg", ("g", "g")), ("C-d", ("C-d",)), ("PageDown", ("pagedown",)), ("S-tab", ("S-tab",))],
)
def test_keys_as_they_are_written(text: str, keys: tuple[str, ...]) -> None:
    assert parse_key(text) == keys


def test_what_is_no_key() -> None:
    with pytest.raises(BadKey, match="did you mean escape"):
        parse_key("escpae")
    with pytest.raises(BadKey):
        parse_key("C-foo")


@pytest.mark.parametrize(
    ("key", "character", "ours"),
    [
        ("upper_g", "G", "G"),
        ("slash", "/", "/"),
        ("ctrl+d", "\x04", "C-d"),
        ("shift+tab", None, "S-tab"),
        ("space", " ", "space"),
        ("shift+space", " ", "S-space"),
        ("pagedown", None, "pagedown"),
    ],
)
def test_keys_as_the_terminal_gives_them(key: str, character: str | None, ours: str) -> None:
    assert pressed(key, character) == ours


@given(st.lists(st.sampled_from(KEYS), max_size=12), st.sampled_from(SCOPES))
def test_any_keys_end_in_an_action_or_a_prefix(keys: list[str], scope: str) -> None:
    reader = KeyReader(build())
    for key in keys:
        step = reader.feed(key, scope)
        assert not (step.action and step.pending)
        assert bool(reader.prefix or reader.count) == bool(step.pending)


@pytest.mark.parametrize("preset", list(PRESETS))
def test_every_key_of_a_preset_is_in_effect(preset: str) -> None:
    keymap = build(preset)
    assert keymap.problems == ()
    for action, keys in PRESETS[preset].items():
        assert keymap.keys[action] == tuple(parse_key(key) for key in keys.split())
        for scope in by_id()[action].scope.split():
            for key in keys.split():
                assert keymap.find(parse_key(key), scope) == action


def test_a_macro_is_an_action_of_its_own_after_a_comma() -> None:
    keymap = build(macros={"r": ["mark.star", "3 move.down", ":tag later %"], "ab": [":quit"]})
    assert keymap.problems == ()
    assert keymap.find((",", "r"), "list") == "macro.r"
    assert keymap.find((",", "a", "b"), "article") == "macro.ab"
    assert keymap.macros["macro.r"] == ("mark.star", "3 move.down", ":tag later %")
    assert dict(keymap.following((",",), "list"))[("r",)] == "macro.r"
    assert keymap.specs["macro.r"].title == "Star · 3x Down · :tag later %"


def test_faults_of_macros_are_named_with_their_place() -> None:
    keymap = build(
        own={"mark.star": "S"},
        macros={"r": ["mark.raed"], "w": [":raed x"], "long": ["undo"], "n": ["x undo"]},
        where=lambda name: f"config.toml, line {len(name)}: ",
    )
    told = "\n".join(keymap.problems)
    assert "config.toml, line 8: macros.r: there is no action mark.raed, did you mean mark" in told
    assert "macros.w: :raed x: There is no command raed. Did you mean read?" in told
    assert "macros.long: its name is one or two keys, pressed after ," in told
    assert "macros.n: there is no action x undo" in told
    assert not keymap.macros


def test_a_users_key_and_a_macro_on_one_key() -> None:
    keymap = build(own={"find.filter": ","}, macros={"r": ["undo"]})
    assert keymap.problems == ("keys.find.filter: , begins other keys, such as ,r (macro.r)",)
    assert keymap.find((",", "r"), "list") == "macro.r"


def test_keys_that_do_nothing_here_say_where_they_would() -> None:
    reader = KeyReader(build())
    assert reader.feed("c", "list").pending == ("c",)
    assert reader.feed("k", "list").elsewhere == "thread.knock_out"
    assert not reader.prefix
    assert reader.feed("Q", "list").dead == "Q"
    assert reader.feed("j", "list").action == "move.down"


def test_a_key_of_ones_own_wins_over_a_default_of_a_narrower_scope() -> None:
    assert "x" in by_id()["select.toggle"].keys
    keymap = build(own={"show.density": "x"})
    assert keymap.problems == ()
    for scope in SCOPES:
        assert keymap.find(("x",), scope) == "show.density"
    assert keymap.shown("select.toggle") == ""


def test_arrows_are_arrows_with_a_key_held_too() -> None:
    assert [pretty((key,)) for key in ("S-right", "M-up", "-", "C-d")] == ["S-→", "M-↑", "-", "C-d"]
