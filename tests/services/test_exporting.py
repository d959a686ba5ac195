"""Exports: Markdown that shows what was written, files that stay where they belong."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import seed
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import ClewError, UsageError
from reader.model import Action, ParsedItem, StoryRow, Verb
from reader.services.exporting import MAX_NAME, Exporting, file_name
from reader.services.files import write_whole
from reader.services.markdown import escaped
from reader.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seed.opened(tmp_path / "profile") as opened:
        yield opened


def one(store: Store, item: ParsedItem | str) -> int:
    feed = seed.feed(store, title="The *Daily*")
    return seed.arrive(store, feed, item, at=seed.NOW)[0]


def row(title: str) -> StoryRow:
    return StoryRow(7, 1, 1, "S", title, "", "", seed.NOW, None, 0, "", 0, "", False, False, False)


def test_a_citation_is_a_link_with_source_and_date(store: Store) -> None:
    story = one(store, seed.item("A [B] story", url="https://example.org/a_(b)"))
    assert Exporting(store).citation(story) == (
        r"[A \[B\] story](https://example.org/a_%28b%29) — The \*Daily\*, 2023-04-11"
    )


def test_nothing_exported_acts_on_a_terminal(store: Store) -> None:
    """Whatever got into the database: a citation is pasted, and a file is printed."""
    (story,) = seed.arrive(store, seed.feed(store), "One")
    evil = "a\x1b]52;c;eA==\x07b\x9b31mc\nrm -rf ~"
    seed.sql(
        store, "UPDATE story SET title = ?, author = ?, url = ?", evil, evil, f"https://x/{evil}"
    )
    seed.sql(store, "UPDATE feed SET title = ?", evil)
    exporting = Exporting(store)
    assert exporting.citation(story).isprintable()
    assert exporting.citation(story).startswith("abc rm")
    assert exporting.markdown(story).replace("\n", "").isprintable()


def test_an_address_that_may_not_be_opened_is_no_link(store: Store) -> None:
    story = one(store, seed.item("Bad", url="javascript:alert(1)"))
    assert Exporting(store).citation(story).startswith("Bad — ")
    assert "javascript" not in Exporting(store).markdown(story).partition("---\n# ")[2]


BODY = (
    "<h2>Head</h2><p>Some <b>bold</b> and <i>thin</i> <a href='https://example.org/x'>link</a>,"
    " 2 * 3 &lt;b&gt;.</p><ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul>"
    "<blockquote><p>said</p></blockquote><pre>x = '```'\ny</pre>"
    "<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td><td>2</td></tr></table><p># no head</p>"
)


def test_a_story_as_markdown_holds_its_text_tags_and_note(store: Store) -> None:
    story = one(store, seed.item('Say "so"\\', content=BODY, author="Ann"))
    store.actions.do(Action(Verb.TAG, (story,), text="to read"))
    store.actions.do(Action(Verb.NOTE, (story,), text="mine *own*\nwords"))
    text = Exporting(store).markdown(story)
    head, _, rest = text.removeprefix("---\n").partition("---\n")
    assert 'title: "Say \\"so\\"\\\\"\n' in head
    assert 'tags: ["to read"]\n' in head
    assert 'date: "2023-04-11T00:00:00Z"\n' in head
    for part in (
        "> mine \\*own\\*\n> words\n",
        "\n## Head\n",
        "Some **bold** and *thin* [link](https://example.org/x), 2 \\* 3 \\<b\\>.",
        "- one\n  - inner\n- two",
        "\n> said\n",
        "````\nx = '```'\ny\n````",
        "| a | b\\|c |\n| --- | --- |\n| 1 | 2 |",
        "\n\\# no head",
    ):
        assert part in rest, part


def test_a_title_cannot_end_the_head(store: Store) -> None:
    text = Exporting(store).markdown(one(store, seed.item("--- evil: yes", author="a\n---\nb")))
    assert text.count("\n---\n") == 1


@given(st.text(max_size=60) | st.text("#+-=1.) \n*_a&", max_size=20))
def test_escaped_text_forges_no_markup(text: str) -> None:
    safe = escaped(text)
    assert not re.search(r"^\s*(#|[+=-]|\d+[.)])", safe, re.MULTILINE)
    assert not re.search(r"[`*_\[\]<>|~]", re.sub(r"\\.", "", safe))


def test_empty_lines_without_end_are_no_work() -> None:
    assert escaped("\n" * 200_000) == "\n" * 200_000  # minutes, looked through from each


def test_an_image_that_leads_on_is_a_link_around_it(store: Store) -> None:
    body = '<a href="https://n.test/p"><img src="https://n.test/i.png" alt="A cat"></a><p>x</p>'
    text = Exporting(store).markdown(one(store, seed.item("T", content=body)))
    assert "[![A cat](https://n.test/i.png)](https://n.test/p)" in text


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../.bashrc", "2023-04-11-bashrc"),
        ("a/b\\c:d", "2023-04-11-a-b-c-d"),
        ("CON", "2023-04-11-con"),
        ("-rf .hidden", "2023-04-11-rf-hidden"),
        ("a\x00b\nc", "2023-04-11-ab-c"),
        ("", "2023-04-11-7"),
        ("¡¿?!", "2023-04-11-7"),
        ("Über 東京", "2023-04-11-über-東京"),
    ],
)
def test_names_of_files(title: str, name: str) -> None:
    assert file_name(row(title)) == name


@given(st.text(max_size=400) | st.text("/.\\\0-_ aé~|:", max_size=400))
def test_a_name_is_short_and_stays_in_its_folder(title: str) -> None:
    name = file_name(row(title))
    assert 0 < len(name.encode()) <= MAX_NAME
    assert "/" not in name
    assert "\0" not in name
    assert name[0].isalnum()
    assert (Path("/folder") / f"{name}.md").parent == Path("/folder")


def test_a_file_is_written_whole_and_never_over_another(store: Store, tmp_path: Path) -> None:
    story = one(store, "../../A title")
    exporting, folder = Exporting(store), tmp_path / "out" / "deep"
    first = exporting.save(story, folder)
    assert first == folder / "2023-04-11-a-title.md"
    assert first.read_text(encoding="utf-8") == exporting.markdown(story)
    (folder / "2023-04-11-a-title-2.md").symlink_to(tmp_path / "elsewhere")
    assert exporting.save(story, folder) == folder / "2023-04-11-a-title-3.md"
    assert not (tmp_path / "elsewhere").exists()
    assert len(list(folder.iterdir())) == 3, "nothing is left over"


def test_without_hard_links_a_file_is_written_too(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_paths: Path) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", no_links)
    story = one(store, "A title")
    names = [Exporting(store).save(story, tmp_path / "out").name for _ in range(2)]
    assert names == ["2023-04-11-a-title.md", "2023-04-11-a-title-2.md"]
    assert all((tmp_path / "out" / name).read_text(encoding="utf-8") for name in names)


def test_a_disk_that_fills_leaves_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ClewError, match="No space left"):
        Exporting(store).save(one(store, "A title"), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_list_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, linked = tmp_path / "kept", tmp_path / "linked"
    kept.write_text("old")
    linked.symlink_to(kept)
    write_whole(linked, "new")
    assert (linked.is_symlink(), kept.read_text()) == (True, "new")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="No space left"):
        write_whole(linked, "half")
    assert kept.read_text() == "new"
    assert {path.name for path in tmp_path.iterdir()} == {"kept", "linked"}


def test_what_cannot_be_exported_is_named(store: Store, tmp_path: Path) -> None:
    exporting = Exporting(store)
    for call in (exporting.citation, exporting.markdown):
        with pytest.raises(UsageError, match="story 5"):
            call(5)
    (tmp_path / "file").write_text("")
    with pytest.raises(ClewError, match="file"):
        exporting.save(one(store, "x"), tmp_path / "file")
