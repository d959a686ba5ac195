"""What a hostile feed can make the terminal do: nothing. Read from a real pseudo-terminal."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path

import pytest
import seed
from terminal import Terminal

from reader.clock import FixedClock
from reader.config import Config
from reader.model import Action, Actor, Verb
from reader.paths import Profile
from reader.services import Services
from reader.store import Store

RUN = """
import sys
from pathlib import Path
from reader.clock import FixedClock
from reader.config import Config
from reader.model import Action, Actor, Verb
from reader.paths import Profile
from reader.services import Services
from reader.ui.app import run
folder = Path(sys.argv[1])
with Services.open(Profile(folder, folder, folder), Config(), FixedClock(1681171200)) as services:
    code = run(services, offline=True)
print("LEFT", code)
sys.exit(code)
"""
CRASH = RUN.replace(
    "folder = Path(sys.argv[1])",
    "import reader.ui.doing.moving as m\n"
    "def boom(screen, count): raise RuntimeError('boom')\n"
    "m.HANDLERS['move.down'] = boom\n"
    "import reader.ui.doing as d\n"
    "d.HANDLERS['move.down'] = boom\n"
    "folder = Path(sys.argv[1])",
)

#: What would harm: clipboard, title, colours, device queries, C1 forms, overrides, a bell.
HOSTILE = (
    "\x1b]52;c;cHduZWQ=\x07",
    "\x1b]0;owned\x07",
    "\x1b[31mred\x1b[0m",
    "\x1b[2J\x1b[6n\x1b[c",
    "\x9b31m\x9d52;c;cHduZWQ=\x9c",
    "\x1bP+q544e\x1b\\",
    "\x07\x08\x0e\u202eevil\u2066",
    "[/foo] [@click=app.quit]Free[/] [link=http://x]",
    "\x1b]8;;file:///etc/passwd\x1b\\here\x1b]8;;\x1b\\",
)
_SEQUENCE = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\]8;[^;]*;(?P<link>[^\x1b\x07]*)\x1b\\|\x1b[PX^_].*?\x1b\\"
    rb"|\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b[=>78()][0-9A-B]?|\x1b(?P<other>.)",
    re.S,
)


#: What they carry, which is left of none where a text is a line: it goes with its sequence.
PAYLOADS = (b"cHduZWQ", b"52;c", b"0;owned", b"[31m", b"[2J", b"[6n", b"+q544e", b"file:///etc")


def hostile_store(folder: Path, body: str = "<p>Body {text}</p><pre>{text}</pre>") -> None:
    """A store whose every text is hostile, put there past the cleaning at the gates."""
    with Store.open(folder / "clew.db", FixedClock(seed.NOW)) as store:
        feed = seed.feed(store, "https://evil.example/feed", "".join(HOSTILE), folder=HOSTILE[0])
        for number, text in enumerate(HOSTILE):
            (story,) = seed.arrive(
                store,
                feed,
                seed.item(
                    f"T{number} {text} end",
                    author=text,
                    url=f"https://evil.example/{number}",
                    id=f"k{number}",
                    content=body.format(text=text)
                    + "<p><a href='javascript:alert(1)'>x</a>"
                    + f"<a href='https://ok.example/{number}'>fine</a></p>",
                ),
                at=seed.NOW - number * 60,
            )
            seed.sql(
                store, "UPDATE story SET title = ? WHERE id = ?", f"T{number} {text} end", story
            )
        seed.sql(store, "UPDATE feed SET title = ?", "Evil " + "".join(HOSTILE))
        seed.index(store)


def harm(output: bytes) -> list[bytes]:
    """Sequences that our own screen has no reason to write. What they carry may be left as text:
    of HTML a control goes alone, since a stray one must not take markup along."""
    found: list[bytes] = []
    output = re.sub(rb"\x1b\]22;[a-z-]*\x07", b"", output)  # the pointer's shape, by Textual
    for match in _SEQUENCE.finditer(output):
        link, osc, other = match.group("link"), match.group("osc"), match.group("other")
        if link and not link.startswith((b"https://ok.example", b"https://evil.example")):
            found.append(match.group())
        if osc is not None or (other is not None and other not in b"MDEc"):
            found.append(match.group())
    text = output.decode("utf-8", "replace")
    found += [char.encode() for char in "\x9b\x9d\x90\u202e\u2066\x07" if char in text]
    return found


def test_no_byte_of_a_hostile_feed_reaches_the_terminal(tmp_path: Path) -> None:
    hostile_store(tmp_path)
    with Terminal(RUN, [str(tmp_path)]) as terminal:
        terminal.read_until(rb"T0 ")
        terminal.press("j\r")
        terminal.read_until(rb"Body")
        terminal.press("L")
        terminal.read_until(rb"ok\.example")
        terminal.press("\x03")  # C-c leaves a dialog; an Escape would join the key after it
        terminal.press("hf")
        terminal.press("T3 ")
        terminal.read_until(rb"1 thread")
        terminal.press("\x03")
        terminal.press("\x10evil")
        terminal.read_until(rb"feed")
        terminal.press("\x03\x03")
        code = terminal.read_to_end()
        assert harm(terminal.output) == []
        assert b"T7 [/foo] [@click=app" in terminal.output  # as it is, and nothing acts
        assert code == 0
        assert b"LEFT 0" in terminal.output
        assert b"\x1b[?1049l" in terminal.output


def test_nothing_of_a_sequence_is_left_in_lists_headlines_and_dialogs(tmp_path: Path) -> None:
    hostile_store(tmp_path, body="<p>Body</p>")
    with Terminal(RUN, [str(tmp_path)]) as terminal:
        terminal.read_until(rb"T0 .* end")
        terminal.step("\r", rb"Body")
        terminal.step("L", rb"ok\.example")
        terminal.step("\x03hm", rb"undoes")
        terminal.step("u", rb"[Uu]ndone")
        terminal.step("gh", rb"History")
        terminal.step("\x03i", rb"Address|Asked|Health")
        terminal.press("\x03\x03")
        assert terminal.read_to_end() == 0
        assert [word for word in PAYLOADS if word in terminal.output] == []


#: Every text of the store that a screen may show.
TEXTS = {
    "feed": "title site description",
    "feed_state": "error warning next_why moved_to",
    "fetch_log": "outcome",
    "folder": "name",
    "headline": "title",
    "host": "why",
    "note": "text",
    "rule": "name problem",
    "story": "title author summary comments_url stated",
    "tag": "name",
    "thread": "name",
    "view": "name",
}
HOSTILE_TEXT = "".join(HOSTILE)


def hostile_everywhere(folder: Path) -> None:
    """As ``hostile_store``, with a thread of two, and every kind of the user's own words."""
    hostile_store(folder)
    with Store.open(folder / "clew.db", FixedClock(seed.NOW)) as store:
        stories = [row[0] for row in seed.sql(store, "SELECT id FROM story ORDER BY sort_at DESC")]
        thread = seed.join(store, *stories[:2])
        for action in (
            Action(Verb.TAG, stories=tuple(stories[:3]), text="tag"),
            Action(Verb.NOTE, stories=(stories[0],), text="note"),
            Action(Verb.SAVE_VIEW, text="view", more=(("query", "is:unread"),)),
            Action(Verb.RENAME_THREAD, threads=(thread,), text="thread"),
        ):
            store.actions.do(action, Actor.SCREEN)
        seed.sql(
            store, "UPDATE feed_state SET error_kind = 'http', failures = 1, failing_since = 1"
        )
        for table, columns in TEXTS.items():
            for column in columns.split():
                seed.sql(store, f"UPDATE {table} SET {column} = {column} || ?", HOSTILE_TEXT)
        seed.sql(
            store,
            "UPDATE body SET enclosures = ?",
            json.dumps([{"url": f"https://evil.example/{HOSTILE_TEXT}", "type": HOSTILE_TEXT,
                         "length": 5}]),
        )  # fmt: skip


#: What is done on each screen, and what must be seen of it.
TOUR = (
    ("\r", rb"since|first"),  # the page of a thread
    ("\r", rb"Body"),  # an article, with note, tags, enclosures
    ("L", rb"Links"),
    ("\x03a", rb"Note"),
    ("\x03t", rb"Tag 1"),
    ("\x03T", rb"tag"),
    ("=", rb"never let"),
    ("\x03hhge", rb"feeds? fail"),
    ("\x03gh", rb"History"),
    ("\x03?", rb"Keys"),
    ("\x03\x10", rb"Actions"),
    ("\x03:", rb"Command"),
    ("\x03i", rb"Address|Asked|Health"),
    ("\x03f", rb"phrase"),
    ("\x03\x03", rb""),
)


def test_no_byte_of_any_text_reaches_the_terminal_from_any_screen(tmp_path: Path) -> None:
    hostile_everywhere(tmp_path)
    with Terminal(RUN, [str(tmp_path)], size=(120, 40)) as terminal:
        terminal.read_until(rb"T2 ")
        for keys, seen in TOUR:
            terminal.step(keys, seen)
        terminal.press("\x03\x03")
        assert terminal.read_to_end() == 0
        assert harm(terminal.output) == []


def test_a_crash_gives_the_terminal_back(tmp_path: Path) -> None:
    hostile_store(tmp_path)
    with Terminal(CRASH, [str(tmp_path)]) as terminal:
        terminal.read_until(rb"T0 ")
        terminal.press("j")
        code = terminal.read_to_end()
        assert code != 0
        assert b"\x1b[?1049l" in terminal.output
        assert b"boom" in terminal.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_what_the_screen_remembers(tmp_path: Path, number: int) -> None:
    paragraphs = "".join(f"<p>Paragraph {n} of many.</p>" for n in range(60))
    hostile_store(tmp_path, body=f"<p>Body</p>{paragraphs}")
    with Terminal(RUN, [str(tmp_path)]) as terminal:
        terminal.read_until(rb"T0 ")
        terminal.press("m")
        terminal.read_until(rb"undoes")
        terminal.step("\r", rb"Paragraph 5 ")
        terminal.step(" ", rb"Paragraph 12 ")
        terminal.signal(number)
        code = terminal.read_to_end()
        assert code == 128 + number
        assert b"\x1b[?1049l" in terminal.output
    profile = Profile(tmp_path, tmp_path, tmp_path)
    with Services.open(profile, Config(), FixedClock(seed.NOW)) as services:
        assert services.searching.count("is:unread") == len(HOSTILE) - 1
        assert seed.sql(services.store, "SELECT count(*) FROM place WHERE block > 5") == [(1,)]


def test_after_a_stop_the_shell_has_the_terminal_and_fg_draws_all_anew(tmp_path: Path) -> None:
    hostile_store(tmp_path)
    with Terminal(RUN, [str(tmp_path)]) as terminal:
        terminal.read_until(rb"T0 .*Help")
        terminal.step("\x1a", rb"\x1b\[\?1049l")
        terminal.wait_for_stop()
        terminal.signal(signal.SIGCONT)
        # From top to bottom: what was still to be drawn anyway would be a part.
        terminal.step("", rb"\x1b\[\?1049h.*clew.*T0 .*T1 .*T2 .*Help")
        terminal.step("m", rb"undoes")
        terminal.press("\x03")
        code = terminal.read_to_end()
        assert code == 0, terminal.output[-6000:]


@pytest.mark.parametrize(
    ("env", "told"), [({"TERM": "dumb"}, b"TERM=dumb"), ({"TERM": ""}, b"TERM=dumb")]
)
def test_a_terminal_that_cannot_is_refused_in_one_line(
    tmp_path: Path, env: dict[str, str], told: bytes
) -> None:
    with Terminal(RUN, [str(tmp_path)], env=env) as terminal:
        code = terminal.read_to_end()
        assert code == 2
        assert told in terminal.output
        assert b"\x1b" not in terminal.output


@pytest.mark.parametrize(
    "env", [{"NO_COLOR": "1"}, {"TERM": "xterm", "COLORTERM": ""}, {"LC_ALL": "C"}]
)
def test_a_poorer_terminal_or_locale_still_shows_the_cursor(
    tmp_path: Path, env: dict[str, str]
) -> None:
    hostile_store(tmp_path)
    with Terminal(RUN, [str(tmp_path)], env=env) as terminal:
        output = terminal.read_until(rb"T0 ")
        assert "▌".encode() in output
        terminal.press("\x03")
        assert terminal.read_to_end() == 0
