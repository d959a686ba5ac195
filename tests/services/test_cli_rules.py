"""Tags, views and rules on the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from reader.cli.main import main
from tests.services.test_cli import Run, filled, lines, run

__all__ = ["filled", "run"]


def tags(run: Run) -> dict[str, dict[str, object]]:
    return {each["name"]: each for each in lines(run("tag", "--json")[1])}


def titles(run: Run, query: str) -> set[str]:
    return {each["title"] for each in lines(run("list", query, "--json")[1])}


def test_tags_are_added_and_taken_away_at_once(filled: Run) -> None:
    assert filled("tag", "+ai", "+two words", "--", "title:one")[0] == 0
    code, _out, err = filled("tag", "+new", "-ai", "--", "title:one OR title:two")
    assert (code, err) == (0, "2 tagged and untagged, of 2 stories\n")
    assert titles(filled, "#new") == {"One", "Two"}
    assert titles(filled, '#"two words"') == {"One"}
    assert filled("undo")[0] == 0
    assert titles(filled, "#ai") == {"One"}


def test_a_dry_run_says_how_many_and_which(filled: Run) -> None:
    code, out, err = filled("tag", "+ai", "--dry-run", "--", "title:one")
    assert (code, out, err) == (0, ["One"], "It would be 1 story\n")
    assert "ai" not in tags(filled)


def test_tags_are_renamed_merged_and_deleted(filled: Run) -> None:
    filled("tag", "+ai", "--", "title:one")
    filled("tag", "+Künstliche Intelligenz", "--", "title:two")
    code, _out, err = filled("tag", "--rename", "AI", "Künstliche Intelligenz")
    assert code == 2
    assert "--merge" in err
    assert filled("tag", "--merge", "#ai", "künstliche intelligenz")[0] == 0
    assert titles(filled, '#"Künstliche Intelligenz"') == {"One", "Two"}
    assert filled("tag", "--rename", "Künstliche Intelligenz", "ki")[0] == 0
    assert filled("tag", "--color", "ki", "blue")[0] == 0
    assert "ai" not in tags(filled)
    only = tags(filled)["ki"]
    assert (only["name"], only["stories"], only["color"]) == ("ki", 2, "blue")
    assert filled("tag", "--delete", "ki")[0] == 0
    assert "ki" not in tags(filled)
    filled("undo")
    assert titles(filled, "#ki") == {"One", "Two"}
    code, _out, err = filled("tag", "--delete", "kii")
    assert code == 2
    assert "Did you mean ki?" in err


def test_views_are_kept_changed_ordered_and_removed(filled: Run) -> None:
    assert filled("views", "add", "Ones", "title:one", "--sort", "-date", "--notify")[0] == 0
    assert filled("views", "add", "Twos", "title:two")[0] == 0
    assert filled("views", "add", "Both", "in:Ones OR in:Twos")[0] == 0
    rows = {each["name"]: each for each in lines(filled("views", "--json")[1])}
    assert (rows["Ones"]["unread"], rows["Both"]["unread"]) == (1, 2)
    assert (rows["Ones"]["sort"], rows["Ones"]["notify"], rows["Twos"]["notify"]) == (
        "-date",
        True,
        False,
    )
    assert filled("views", "edit", "ones", "title:three", "--rename", "Threes")[0] == 0
    assert titles(filled, "in:Both") == {"Three", "Two"}
    assert filled("views", "order", "Both", "Threes")[0] == 0
    own = [e["name"] for e in lines(filled("views", "--json")[1]) if not e["builtin"]]
    assert own == ["Both", "Threes", "Twos"]
    code, _out, err = filled("views", "remove", "Twos")
    assert code == 0
    assert "Both names it" in err
    assert filled("list", "in:Both")[0] == 2
    filled("undo")
    assert titles(filled, "in:Both") == {"Three", "Two"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "Unread", "x"), "a view Unread already"),
        (("add", "X", "in:X"), "made of itself"),
        (("add", "X", "in:nowhere"), "no view named nowhere"),
        (("add", "X", "date:2026-99"), "date"),
        (("add", "X", "x", "--sort", "size"), "sort"),
        (("edit", "Nothing", "x"), "no view named Nothing"),
        (("remove", "Unread"), "built in. It stays"),
        (("edit", "Today", "--rename", "Now"), "built in"),
        (("order", "Unread"), "built in"),
    ],
)
def test_what_a_view_cannot_be_is_said(filled: Run, arguments: tuple[str, ...], said: str) -> None:
    code, _out, err = filled("views", *arguments)
    assert code == 2
    assert said in err


def test_a_rule_is_tried_kept_applied_and_taken_back(filled: Run) -> None:
    rule = ("when", "title:one", "OR", "title:two", "then", "tag", "new,", "star")
    code, out, err = filled("rules", "add", *rule, "--dry-run", "--days", "3650")
    assert (code, sorted(out)) == (0, ["One", "Two"])
    assert "would have judged 2 stories" in err
    assert lines(filled("rules", "--json")[1]) == []
    assert filled("rules", "add", *rule, "--name", "numbers")[0] == 0
    assert titles(filled, "is:starred") == set()
    assert filled("rules", "apply", "numbers", "--days", "3650")[0] == 0
    assert titles(filled, "#new is:starred") == {"One", "Two"}
    (row,) = lines(filled("rules", "--json")[1])
    assert (row["name"], row["stories"], row["enabled"]) == ("numbers", 2, True)
    assert row["rule"] == "when title:one OR title:two then tag new, star"
    why = filled("why", str(lines(filled("list", "title:one", "--json")[1])[0]["id"]))[1]
    assert any("numbers" in line for line in why)
    assert filled("rules", "take-back", "numbers")[0] == 0
    assert titles(filled, "is:starred") == set()
    filled("undo")
    assert titles(filled, "is:starred") == {"One", "Two"}


def test_a_rule_is_tried_on_the_days_before_the_newest_story(
    filled: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive of years ago, as the sample edition is, has its last days, too."""
    monkeypatch.setenv("CLEW_NOW", str(1_681_214_400 + 400 * 86_400))
    rule = "when title:one OR title:two then mute"
    _code, out, err = filled("rules", "add", rule, "--dry-run")
    assert set(out) == {"One", "Two"}
    assert "In the 30 days up to 2023-04-11T11:00:00Z it would have judged 2 stories" in err
    (tried,) = lines(filled("rules", "add", rule, "--dry-run", "--json")[1])
    assert (tried["days"], tried["until"]) == (30, "2023-04-11T11:00:00Z")
    filled("rules", "add", rule, "--apply")
    assert titles(filled, "is:muted") == {"One", "Two"}


def test_a_topic_is_muted_and_comes_back_with_the_rule(filled: Run) -> None:
    rule = "when title:one OR title:two OR title:three then mute for 1w unless sources:>=9"
    apply = ("--name", "q", "--apply", "--days", "3650")
    assert filled("rules", "add", rule, *apply)[0] == 0
    hidden = {"One", "Two", "Three"}
    assert titles(filled, "is:muted") == hidden
    story = str(lines(filled("list", "title:one", "--json")[1])[0]["id"])
    assert any("keeps its thread out of sight" in line for line in filled("why", story)[1])
    assert filled("rules", "disable", "q")[0] == 0
    assert titles(filled, "is:muted") == set()
    filled("undo")
    assert titles(filled, "is:muted") == hidden
    assert filled("rules", "remove", "q")[0] == 0
    assert titles(filled, "is:muted") == set()


def test_rules_travel_as_text(filled: Run, tmp_path: Path) -> None:
    filled("rules", "add", "when title:one then mute until 2030-01-01 unless sources:>=5")
    filled("rules", "add", 'when title:two then tag "a, b"', "--name", 'with "quotes"')
    filled("rules", "disable", 'with "quotes"')
    before = lines(filled("rules", "--json")[1])
    file = tmp_path / "rules.txt"
    assert filled("rules", "export", str(file))[0] == 0
    for row in before:
        filled("rules", "remove", row["name"])
    assert filled("rules", "import", str(file))[0] == 0
    assert lines(filled("rules", "--json")[1]) == before
    wrong = ['rule "good": when a then star', "rule bad", 'rule "x": when a then fly']
    file.write_text("\n".join([*wrong, 'rule "\\q": when a then star']))
    code, _out, err = filled("rules", "import", str(file))
    assert code == 2
    assert "line 1" not in err
    assert all(f"line {number}" in err for number in (2, 3, 4))
    assert lines(filled("rules", "--json")[1]) == before


def test_views_travel_as_text(filled: Run, tmp_path: Path) -> None:
    filled("views", "add", "Ones: first", "title:one", "--sort", "-heat", "--group", "none")
    filled("views", "add", 'with "quotes"', "in:'Ones: first'", "--notify", "--mark-read", "never")
    filled("views", "add", "All", "*")
    before = lines(filled("views", "--json")[1])
    file = tmp_path / "views.txt"
    assert filled("views", "export", str(file))[0] == 0
    for row in before:
        filled("views", "remove", str(row["name"]))
    assert filled("views", "import", str(file))[0] == 0
    assert lines(filled("views", "--json")[1]) == before
    good, wrong = 'view "good": a', ["view bad: a", 'view "x" size=3: a', 'view "x": in:nowhere']
    more = ['view "x" sort=size: a', 'view "x": is:nothing', 'view "unread": a', 'view "x": in:x']
    file.write_text("\n".join([good, *wrong, *more]))
    code, _out, err = filled("views", "import", str(file))
    assert code == 2
    assert "line 1" not in err
    assert all(f"line {number}" in err for number in range(2, 9))
    assert lines(filled("views", "--json")[1]) == before


@pytest.mark.parametrize("what", [("views",), ("rules",), ()])
def test_an_export_is_whole_whatever_letters_the_locale_has(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: tuple[str, ...]
) -> None:
    filled("views", "add", "Маск", "title:馬斯克")
    filled("rules", "add", "when title:馬斯克 then tag Маск")
    (tmp_path / "urls").write_text('http://c.example/f "~Маск"\n', encoding="utf-8")
    filled("import", str(tmp_path / "urls"))
    out = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", out)
        with pytest.raises(SystemExit):
            main(["--dir", str(tmp_path / "clew"), *what, "export"])
    file = tmp_path / "out"
    named = [str(file)] if what else ["--output", str(file)]
    assert filled(*what, "export", *named)[0] == 0
    assert isinstance(out.buffer, io.BytesIO)
    assert out.buffer.getvalue() == file.read_bytes()
    assert "Маск" in file.read_text(encoding="utf-8")


def test_a_rule_that_has_ended_keeps_no_others_from_travelling(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled("rules", "add", "when title:one then mute until 2023-05-01")
    filled("rules", "add", "when title:two then star")
    monkeypatch.setenv("CLEW_NOW", "1700000000")
    file = tmp_path / "rules.txt"
    assert filled("rules", "export", str(file))[0] == 0
    assert "title:one" in file.read_text()
    assert filled("rules", "import", str(file)) == (0, [], "1 rule taken\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "when x"), "does not say what to do"),
        (("add", "when x then stra"), "Did you mean star"),
        (("add", "when ( then star"), "left open"),
        (("add", "when size:3 then star"), "column 6"),
        (("add", "when in:nowhere then star"), "no view named nowhere"),
        (("add", "when x then mute until 1999-01-01"), "past"),
        (("remove", "nothing"), "no rule named nothing"),
        (("enable", "nothing"), "no rule named nothing"),
    ],
)
def test_what_a_rule_cannot_be_is_said(filled: Run, arguments: tuple[str, ...], said: str) -> None:
    code, _out, err = filled("rules", *arguments)
    assert code == 2
    assert said in err
    assert json.dumps(lines(filled("rules", "--json")[1])) == "[]"


def test_a_view_is_changed_and_renamed_at_once_or_not_at_all(filled: Run) -> None:
    filled("views", "add", "Ones", "title:one")
    assert filled("views", "edit", "Ones", "title:two", "--rename", "Unread")[0] == 2
    assert titles(filled, "in:Ones") == {"One"}
    assert filled("views", "edit", "Ones", "title:two", "--rename", "Twos")[0] == 0
    filled("undo")
    assert titles(filled, "in:Ones") == {"One"}


@pytest.mark.parametrize("what", ["rules", "views"])
def test_what_is_kept_as_text_stands_on_one_line(filled: Run, tmp_path: Path, what: str) -> None:
    kept = {"rules": ("when one\nor two then star",), "views": ("Both", "one\nOR two")}[what]
    assert filled(what, "add", *kept)[0] == 0
    text = filled(what, "export")[1]
    assert len(text) == 1
    file = tmp_path / "kept.txt"
    file.write_text(text[0], encoding="utf-8")
    assert filled(what, "import", str(file))[0] == 0
    file.write_bytes(b"\xff\xfe")
    code, _out, err = filled(what, "import", str(file))
    assert code == 2
    assert "is not UTF-8 text (byte 1)" in err


def test_an_end_that_no_calendar_has_is_refused(filled: Run) -> None:
    code, _out, err = filled("rules", "add", "when one then mute for 9999y")
    assert code == 2
    assert "too far away" in err
    assert filled("rules", "--json")[0] == 0


@pytest.mark.parametrize("name", ["", "#"])
def test_a_tag_without_a_name_is_refused(filled: Run, name: str) -> None:
    code, _out, err = filled("tag", name, "--", "title:one")
    assert code == 2
    assert "tag" in err.lower()


def test_removing_a_view_warns_of_a_rule_of_the_same_name_that_names_it(filled: Run) -> None:
    filled("views", "add", "Ones", "title:one")
    filled("rules", "add", "when in:Ones then star", "--name", "Ones")
    assert "warning: Ones names it by in:" in filled("views", "remove", "Ones")[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ("views", "add", "\udcff", "x"),
        ("rules", "add", "when \udcff then star"),
        ("never", "\udcff"),
    ],
)
def test_an_argument_that_is_not_utf8_is_refused_in_words(
    filled: Run, arguments: tuple[str, ...]
) -> None:
    code, _out, err = filled(*arguments)
    assert (code, err) == (2, "clew: An argument is not UTF-8 text. Give it in UTF-8\n")
