"""The command line: what it prints, where, and with which code it leaves."""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reader.cli.main import COMMANDS, cli, main
from reader.cli.prose import prose
from reader.parse.document import document
from reader.services import parsing
from reader.threads import loops
from tests.services.feeding import InlineParser, rss, serving

Run = Callable[..., tuple[int, list[str], str]]

STORY = {"id", "thread", "title", "source", "feed", "url", "published", "read", "starred", "tags"}
THREAD = {"id", "title", "sources", "languages", "unread", "first", "last", "tags", "stories"}
FEED = {"id", "title", "url", "folder", "stories", "unread", "last_fetch", "next_fetch", "error"}
FEED |= {"warning", "next_why"}
CLOSING = {"feeds", "fetched", "not_modified", "failed", "new", "changed", "seconds", "warnings"}


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a profile of the test's own: code, lines of stdout, stderr."""

    def run(*arguments: str) -> tuple[int, list[str], str]:
        with pytest.raises(SystemExit) as left:
            main(["--dir", str(tmp_path / "clew"), *arguments])
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out.splitlines(), err

    return run


@pytest.fixture
def filled(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A profile with two feeds of three stories, refreshed."""
    monkeypatch.setattr(parsing, "FeedParser", InlineParser)
    monkeypatch.setenv("CLEW_NOW", "1681214400")

    async def fill() -> None:
        bodies = {"a": rss("One", "Two", name="Écho"), "b": rss("Three", name="Blatt")}
        async with serving(**bodies) as server:
            urls = f'{server.url("/a")} "News/Europe"\n{server.url("/b")}\n'
            (tmp_path / "urls").write_text(urls)
            assert (await asyncio.to_thread(run, "import", str(tmp_path / "urls")))[0] == 0
            assert (await asyncio.to_thread(run, "refresh"))[0] == 0

    asyncio.run(fill())
    return run


def lines(out: list[str]) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in out]
    assert all(each.pop("v") == 1 for each in found)
    return found


def test_list_and_search_keep_their_keys(filled: Run) -> None:
    for command in (("list",), ("search", "words")):
        code, out, err = filled(*command, "--json")
        found = lines(out)
        assert (code, err) == (0, "")
        assert [set(each) for each in found] == [STORY] * 3
        assert {each["title"] for each in found} == {"One", "Two", "Three"}
        one = next(each for each in found if each["title"] == "One")
        assert one["published"] == "2023-04-11T11:00:00Z"
        assert (one["source"], one["read"], one["starred"], one["tags"]) == (
            "Écho",
            False,
            False,
            [],
        )
        assert type(one["id"]) is type(one["thread"]) is type(one["feed"]) is int


def test_search_lists_the_threads_of_its_hits_as_threads_does(filled: Run) -> None:
    found = filled("search", "--threads", "two", "--json")
    assert found == filled("threads", "two", "--json")
    (thread,) = lines(found[1])
    assert "Two" in [story["title"] for story in thread["stories"]]


def test_a_repaired_index_is_searched_at_once(filled: Run, tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "clew" / "clew.db") as database:
        database.execute("DELETE FROM fulltext_docsize")
    assert "missing from the full-text index" in " ".join(filled("doctor")[1])
    assert filled("doctor", "--repair")[0] == 0
    code, out, _ = filled("search", "two", "--json")
    assert (code, len(out)) == (0, 1)


def test_threads_carry_their_stories(filled: Run) -> None:
    code, out, _ = filled("threads", "--all", "--json")
    found = lines(out)
    assert code == 0
    assert all(set(each) == THREAD for each in found)
    stories = [story for each in found for story in each["stories"]]
    assert {story["title"] for story in stories} == {"One", "Two", "Three"}
    assert all(
        set(story) == {"id", "title", "source", "lang", "url", "published"} for story in stories
    )


TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TIMES = {"published", "first", "last", "last_fetch", "next_fetch", "seen"}
IDS = {"id", "thread", "feed", "stories", "unread", "sources", "changed"}


def _hold(value: object, command: str) -> None:
    """Times are ISO 8601 in UTC or null, ids and counts are integers, at any depth."""
    if isinstance(value, list):
        for each in value:
            _hold(each, command)
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        if key in TIMES:
            assert inner is None or TIME.fullmatch(inner), (command, key, inner)
        elif key in IDS and not isinstance(inner, list) and command != "keys":
            assert inner is None or type(inner) is int, (command, key, inner)
        _hold(inner, command)


def test_json_lines_hold_their_promises_in_every_command(filled: Run) -> None:
    story = lines(filled("list", "title:one", "--json")[1])[0]
    assert filled("tag", "ai", str(story["id"]))[0] == 0
    assert filled("rules", "add", "when nothing then mute for 1w, tag x")[0] == 0
    asked = [("list",), ("search", "words"), ("threads", "--all"), ("feeds",), ("views",)]
    asked += [("rules",), ("tag",), ("keys",), ("themes",), ("refresh",), ("doctor",)]
    asked += [("feeds", "--next"), ("read", "--", "title:one"), ("star", str(story["id"]))]
    asked += [(name, str(story["id"])) for name in ("show", "why")]
    asked += [("show", str(story["thread"]))]
    for command in asked:
        code, out, _ = filled(command[0], "--json", *command[1:])
        found = lines(out)
        assert code == 0
        assert found
        if command[0] != "refresh":
            assert len({frozenset(each) for each in found}) == 1, "keys are never absent"
        _hold(found, command[0])


def test_feeds_keep_their_keys(filled: Run) -> None:
    code, out, _ = filled("feeds", "--json")
    found = {each["title"]: each for each in lines(out)}
    assert code == 0
    assert set(found) == {"Écho", "Blatt"}
    assert all(set(each) == FEED for each in found.values())
    assert (found["Écho"]["stories"], found["Écho"]["error"]) == (2, None)
    assert found["Écho"]["warning"] is None
    assert found["Écho"]["last_fetch"] == "2023-04-11T12:00:00Z"


def test_refresh_closes_with_its_totals(filled: Run) -> None:
    code, out, _ = filled("refresh", "--json")
    start, end = lines(out)
    assert code == 0
    assert start["event"] == "start"
    assert set(end) == CLOSING | {"event"}
    assert (end["event"], end["feeds"], end["new"]) == ("end", 0, 0)


def test_a_feed_that_is_named_but_not_due_is_said_with_its_reason(filled: Run) -> None:
    code, out, err = filled("refresh", "Blatt")
    assert (code, out[0][:12]) == (0, "0 feeds aske")
    assert re.search(r"Blatt: not asked; next 2023-04-11 \d\d:\d\d: 1 hour after the last", err)


def test_marks_by_id_and_by_query_and_back(filled: Run) -> None:
    stories = {each["title"]: each for each in lines(filled("list", "--json")[1])}
    assert filled("read", "--", "title:one")[0] == 0
    assert filled("star", str(stories["Two"]["id"]))[0] == 0
    assert filled("tag", "ai", str(stories["Three"]["id"]))[0] == 0
    assert {each["title"] for each in lines(filled("list", "--json")[1])} == {"Two", "Three"}
    assert [each["title"] for each in lines(filled("list", "is:starred", "--json")[1])] == ["Two"]
    assert [each["title"] for each in lines(filled("list", "#ai", "--json")[1])] == ["Three"]
    assert "ai" in {each["name"] for each in lines(filled("tag", "--json")[1])}
    for _ in range(3):
        assert filled("undo")[0] == 0
    assert "ai" not in {each["name"] for each in lines(filled("tag", "--json")[1])}
    assert len(lines(filled("list", "--json")[1])) == 3
    assert filled("redo")[2] == "Done again: read “One”\n"


def test_a_dry_run_only_counts(filled: Run) -> None:
    code, out, err = filled("read", "--dry-run", "--", "is:unread")
    assert (code, err) == (0, "It would be 3 stories\n")
    assert sorted(out) == ["One", "Three", "Two"]
    assert len(lines(filled("list", "--json")[1])) == 3


WRONG: list[tuple[tuple[str, ...], str]] = [
    (("read",), "Say what is meant"),
    (("read", "older:2w"), "is no id"),
    (("read", "9" * 5000), "is no id"),
    (("list", "feed:" + "9" * 5000), "No feed is named"),
    (("read", "1", "--", "is:read"), "not both"),
    (("read", "--"), "No query follows --"),
    (("star", "--", " "), "No query follows --"),
    (("tag", "x", "--", ""), "No query follows --"),
    (("sample", "--remove"), "no sample edition here"),
    (("star", "1"), "is a thread"),
    (("show", "99"), "no story or thread 99"),
    (("remove", "zzz"), "There is no feed zzz"),
    (("search", "("), "parenthesis"),
    (("search", "in:nowhere"), "no view named nowhere"),
    (("feeds", "9" * 30), "There is no feed 999"),
    (("import", "/nowhere/at/all"), "Cannot read"),
    (("import", "~nobody-of-that-name/feeds"), "Cannot read ~nobody-of-that-name/feeds"),
    (("add", "file:///etc/passwd"), "Cannot subscribe"),
    (("frobnicate",), "There is no command frobnicate"),
    (("refrsh",), "Did you mean refresh?"),
]


def test_wrong_use_is_told_on_stderr_with_2(filled: Run) -> None:
    for arguments, word in WRONG:
        code, out, err = filled(*arguments)
        assert (code, out) == (2, []), arguments
        assert word in err
        assert "Traceback" not in err


def test_a_part_of_one_name_is_enough(filled: Run) -> None:
    assert filled("remove", "Blat")[:2] == (0, [])


def test_how_a_query_is_understood_is_told_as_a_line_of_json_too(run: Run) -> None:
    plain = run("search", "--explain", "one", "-two")[1]
    (told,) = lines(run("search", "--explain", "--json", "one", "-two")[1])
    assert told == {"query": "one -two", "explained": plain}
    assert "one" in plain[0]


def test_a_wrong_query_marks_the_column(run: Run) -> None:
    assert "column 5" in run("search", "a b (c")[2]


def test_show_prints_story_and_thread(filled: Run) -> None:
    story = lines(filled("list", "title:one", "--json")[1])[0]
    _, out, _ = filled("show", str(story["id"]))
    assert out[0] == "One"
    assert "Words of One." in out
    shown = lines(filled("show", str(story["id"]), "--json")[1])[0]
    assert shown["text"] == "Words of One."
    assert set(shown) > STORY
    _, out, _ = filled("show", str(story["thread"]))
    assert any("One" in line for line in out)
    assert filled("why", str(story["id"]))[1] != []


def test_an_article_as_lines_keeps_what_its_markup_says() -> None:
    read = document(
        '<p>See <a href="https://n.test/a">this</a>.</p><pre>if x:\n    y = 1</pre><ul><li>one<ol>'
        "<li>two</ol></ul><blockquote><p>a</p><p>b</p></blockquote><table><tr><th>n<th>name<tr><td>1"
        '<td>日本</table><a href="https://n.test/p"><img src="/i.png" alt="A cat"></a>'
        f"<p>{'word ' * 20}</p>",
        "https://n.test/",
    )
    assert list(prose(read, 40)) == [
        "See this[1].", "", "    if x:", "        y = 1", "", "• one", "  1. two", "", "> a", ">",
        "> b", "", "n | name", "--+-----", "1 | 日本", "", "[image: A cat][3] (n.test)[2]", "",
        "word word word word word word word word", "word word word word word word word word",
        "word word word word",
    ]  # fmt: skip
    spoken = "\n".join(prose(read, 40, spoken=True))
    assert "See this.\n" in spoken
    assert "\nn, name\n1, 日本\n" in spoken
    assert "[image: A cat] (n.test)\n" in spoken


def test_export_gives_back_what_was_imported(filled: Run, tmp_path: Path) -> None:
    _, out, _ = filled("export")
    assert filled("export", "--output", str(tmp_path / "out.opml"))[0] == 0
    assert (tmp_path / "out.opml").read_text().splitlines() == out
    with pytest.raises(SystemExit):
        main(["--dir", str(tmp_path / "other"), "import", str(tmp_path / "out.opml")])
    again = filled("import", str(tmp_path / "out.opml"))
    assert "0 feeds added, 0 brought back, 2 there already" in again[2]


def test_secrets_of_addresses_stay_where_they_are(run: Run, tmp_path: Path) -> None:
    (tmp_path / "urls").write_text("https://ann:hunter2@a.example/f?token=abc123\n")
    said = [run("import", str(tmp_path / "urls"))]
    said += [run("feeds"), run("feeds", "--json"), run("doctor", "--report"), run("export")]
    shown = "".join("".join(out) + err for _, out, err in said)
    assert "hunter2" not in shown
    assert "abc123" not in shown
    assert said[-1][0] == 2
    assert "hunter2" in "".join(run("export", "--secrets")[1])
    assert "a.example" not in "".join(run("export", "--no-secrets")[1])


def test_removed_feeds_keep_their_stories_and_come_back(filled: Run) -> None:
    assert filled("remove", "Écho")[0] == 0
    assert [each["title"] for each in lines(filled("feeds", "--json")[1])] == ["Blatt"]
    assert len(lines(filled("list", "--json")[1])) == 1, "what it left unread is out of sight"
    assert len(lines(filled("list", "is:read OR is:unread", "--json")[1])) == 3
    assert filled("undo")[0] == 0
    assert len(lines(filled("feeds", "--json")[1])) == 2
    assert len(lines(filled("list", "--json")[1])) == 3


def test_two_feeds_are_made_one_and_parted_again(filled: Run) -> None:
    code, _, err = filled("merge", "Écho", "Blatt")
    assert (code, err.strip()) == (
        0,
        "Écho is one feed with Blatt now; clew undo takes it back",
    )
    (feed,) = lines(filled("feeds", "--json")[1])
    assert (feed["title"], feed["stories"]) == ("Blatt", 3)
    assert filled("merge", "Blatt", "Blatt")[0] == 2
    assert filled("undo")[0] == 0
    assert len(lines(filled("feeds", "--json")[1])) == 2


def test_parse_prints_a_feed_and_refuses_the_rest(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.parse.child.Parser", InlineParser)
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_bytes(rss("One"))
    bad.write_bytes(b"\x7fELF no feed")
    code, out, err = run("parse", str(good))
    found = json.loads("\n".join(out))
    assert (code, err, found["title"], found["items"][0]["title"]) == (0, "", "A feed", "One")
    code, out, err = run("parse", str(bad))
    assert (code, out) == (1, [])
    assert "not a feed" in err


def test_parse_reads_stdin(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reader.parse.child.Parser", InlineParser)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(rss("Piped"))))
    assert "Piped" in run("parse", "-")[1][0]


def test_without_a_backup_restore_says_what_can_be_done(run: Run) -> None:
    code, out, err = run("restore")
    assert (code, out) == (0, [])
    assert "clew backup makes one" in err
    assert "--salvage saves what can be read" in err


def test_doctor_finds_nothing_wrong(filled: Run) -> None:
    code, out, _ = filled("doctor", "--full", "--report")
    assert (code, out[0]) == (0, "All is well.")
    assert any(line.split() == ["stories", "3"] for line in out)
    grouping = "compiled" if loops.COMPILED else "in"
    assert any(line.split()[:2] == ["grouping", grouping] for line in out)


def test_settings_are_shown_and_never_overwritten(run: Run, tmp_path: Path) -> None:
    assert run("config", "path")[1] == [str(tmp_path / "clew" / "config.toml")]
    assert run("config", "init")[0] == 0
    assert run("config", "check")[0] == 0
    assert run("config", "init")[0] == 2


@pytest.mark.parametrize(
    ("written", "problems"),
    [
        (
            'language = "xx"\n[open]\nbrowser = \'fire"fox\'\n'
            '[network]\nproxy = "ftp://x:1"\nca_file = "/nowhere"\n',
            [
                "line 1: language: there are no words in xx",
                "line 3: open.browser: cannot be read: No closing quotation",
                "line 5: network.proxy: The proxy ftp://x:1 cannot be used.",
            ],
        ),
        ('[network]\nca_file = "/nowhere"\n', ["line 2: network.ca_file: Cannot read"]),
        (
            'theme = "nrod"\n[refresh]\ninterval = 5\nautoo = true\n'
            '[keys]\n"mark.star" = 3\n"mark.sta" = "S"\n',
            [
                "line 1: theme: There is no theme called nrod. Did you mean nord?",
                "line 3: refresh.interval: must be at least 60",
                "line 4: refresh.autoo is no setting, did you mean refresh.auto?\n",
                "line 6: keys.mark.star: keys are a text",
                "line 7: keys.mark.sta: there is no such action, did you mean mark.star?\n",
            ],
        ),
    ],
)
def test_settings_are_checked_all_at_once(
    run: Run, tmp_path: Path, written: str, problems: list[str]
) -> None:
    path = tmp_path / "clew" / "config.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(written)
    code, _, err = run("config", "check")
    assert code == 2
    assert [each for each in problems if each not in err] == []


def test_offline_makes_no_request(filled: Run, tmp_path: Path) -> None:
    code, _, err = filled("--offline", "refresh")
    assert code == 2
    assert "--offline" in err


def test_the_screen_needs_a_terminal(run: Run) -> None:
    code, _, err = run()
    assert code == 2
    assert "needs a terminal" in err


def test_a_fault_of_ours_is_one_line_and_its_details_are_in_the_log(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise ValueError("a bug with https://ann:hunter2@a.example/f?token=abc123")

    monkeypatch.setattr("reader.services.doctor.check", stumble)
    log = tmp_path / "clew" / "clew.log"
    code, out, err = run("doctor")
    assert (code, out, err.count("\n")) == (1, [], 1)
    assert "a bug with https://ann:***@a.example/f?token=***" in err
    assert str(log) in err
    assert "Traceback" in log.read_text()
    assert "in stumble" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("CLEW_DEBUG", "1")
    assert "Traceback" in run("doctor")[2]
    assert not {"hunter2", "abc123"} & set(re.findall(r"\w+", log.read_text() + err))


def test_every_command_says_what_it_does() -> None:
    import click

    with click.Context(cli) as context:
        for name, (_, summary) in COMMANDS.items():
            command = cli.get_command(context, name)
            assert command is not None
            assert command.name == name
            assert command.help
            assert summary.endswith(".")


def test_version_and_help_are_data(run: Run) -> None:
    assert run("--version")[1] == ["clew 0.1.0"]
    assert any("refresh" in line for line in run("--help")[1])


def test_keys_and_views_are_printed(run: Run) -> None:
    keys = {each["id"]: each["keys"] for each in lines(run("keys", "--json")[1])}
    assert keys["mark.star"] == ["s"]
    assert [each["name"] for each in lines(run("views", "--json")[1])] == [
        "Unread",
        "Followed",
        "Starred",
        "Today",
    ]
