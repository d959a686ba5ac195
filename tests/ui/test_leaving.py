"""Leaving the screen for a browser or the clipboard: one argument, no shell, http only."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest
import seed
import world

from reader.config import Config
from reader.model import Enclosure
from reader.ui.doing import piping
from reader.ui.doing.links import command_for
from reader.ui.doing.piping import answered

HOSTILE = "https://a.test/$(touch${IFS}/tmp/x)`id`;x|y&z'\"\\?q=1>&utm_source=rss"


def browser(folder: Path, *more: str) -> Config:
    """A browser that writes down the arguments it was started with."""
    code = f"import sys, json; open({str(folder / 'asked')!r}, 'w').write(json.dumps(sys.argv[1:]))"
    return Config({"open.browser": shlex.join([sys.executable, "-c", code, *more])})


def asked(folder: Path) -> list[str]:
    """The arguments, once they were written."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        path = folder / "asked"
        if path.exists() and (words := path.read_text()):
            found: list[str] = json.loads(words)
            return found
        time.sleep(0.02)
    raise AssertionError("no browser was started")


def made(folder: Path, url: str, config: Config) -> world.World:
    opened = world.made(folder / "clew", config)
    seed.sql(opened.services.store, "UPDATE story SET url = ? WHERE id = ?", url, opened.long)
    return opened


@pytest.mark.parametrize("more", [(), ("%u",), ("--new", "%u", "--last")])
async def test_an_address_is_one_argument_whatever_it_holds(
    tmp_path: Path, more: tuple[str, ...]
) -> None:
    opened = made(tmp_path, HOSTILE, browser(tmp_path, *more))
    async with world.running(opened.services) as screen:
        await screen.press("o")
        assert "Opened https://a.test/" in screen.text
    url = HOSTILE.removesuffix("&utm_source=rss")
    assert asked(tmp_path) == ([one.replace("%u", url) for one in more] or [url])


async def test_the_host_that_is_shown_is_the_host_that_is_opened(tmp_path: Path) -> None:
    opened = made(tmp_path, "https://bank.test@evil.test/login", browser(tmp_path))
    async with world.running(opened.services) as screen:
        await screen.press("o")
        assert "Opened https://evil.test/login" in screen.text
    assert asked(tmp_path) == ["https://evil.test/login"]


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "--help", "|id",
     "https:///nohost", "ftp://a.test/", "https://a.test/ --flag", "HTTPS\x1b://a.test/"],
)  # fmt: skip
async def test_nothing_else_is_opened(tmp_path: Path, url: str) -> None:
    opened = made(tmp_path, url, browser(tmp_path))
    async with world.running(opened.services) as screen:
        await screen.press("o")
        assert "Not opened" in screen.text
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("/no/such/browser", "Cannot start"),
        ("'unclosed", "cannot be read"),
        ("w3m", "This terminal cannot be lent to w3m"),  # nor can that of the tests
    ],
)
async def test_a_browser_that_cannot_be_had_is_said(
    tmp_path: Path, command: str, told: str
) -> None:
    opened = made(tmp_path, "https://a.test/", Config({"open.browser": command}))
    async with world.running(opened.services) as screen:
        await screen.press("o")
        assert told in screen.text


@pytest.mark.parametrize(("there", "told"), [(True, "plays"), (False, "Cannot start")])
async def test_what_a_story_carries_is_handed_to_the_player(
    tmp_path: Path, there: bool, told: str
) -> None:
    chosen = browser(tmp_path).text("open.browser") if there else "/no/such/player"
    opened = world.made(tmp_path / "clew", Config({"open.player": chosen}))
    sound = Enclosure("https://a.test/talk.mp3", "audio/mpeg", 12_000_000)
    item = seed.item("A talk", "Hear it.", enclosures=(sound,))
    seed.arrive(opened.services.store, opened.gazette, item, at=seed.NOW - 500)
    async with world.running(opened.services) as screen:
        await screen.press("I")
        await screen.press("enter")
        assert told in screen.text
    if there:
        assert asked(tmp_path) == ["https://a.test/talk.mp3"]


async def test_what_is_copied_cannot_act_when_it_is_pasted(tmp_path: Path) -> None:
    url = "https://a.test/x\nrm -rf ~\x1b[201~?utm_source=rss&id=5"
    opened = made(tmp_path, url, Config())
    async with world.running(opened.services) as screen:
        await screen.press("y")
        copied = screen.app.clipboard
    assert copied.isprintable()
    assert "utm_source" not in copied
    assert copied.startswith("https://a.test/x")


def test_the_environment_names_a_browser_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "one --flag:two")
    assert command_for("https://a.test/", "") == ["one", "--flag", "https://a.test/"]
    assert command_for("https://a.test/", "three %s") == ["three", "https://a.test/"]
    odd = "https://a.test/?q=%s&c=%u4e2d"
    assert command_for(odd, "four %u -t %s") == ["four", odd, "-t", odd]
    monkeypatch.setenv("BROWSER", "")
    monkeypatch.setenv("PATH", "/nowhere")
    assert command_for("https://a.test/", "") is None


def test_a_command_is_given_the_story_and_asked_for_its_answer() -> None:
    long = "a line of a story\n" * 20_000
    assert answered(["cat"], long) == (0, long)
    assert answered(["true"], long) == (0, "")
    assert answered(["sh", "-c", "echo no >&2; exit 3"], "") == (3, "no\n")


def test_a_command_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a minute one that says something without end had taken all memory."""
    code, said = answered(["yes", "of what is told the first lines are shown"], "")
    assert (code, len(said)) == (0, piping._MOST_BYTES)
    monkeypatch.setattr(piping, "_PATIENCE", 0.1)
    with pytest.raises(subprocess.TimeoutExpired):
        answered(["sleep", "60"], "")
