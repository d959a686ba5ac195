"""Subscription lists: read whatever there is, run nothing, lose nothing on the way back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import NotAFeed
from reader.model import Outline
from reader.parse import opml


def wrapped(body: str) -> bytes:
    return f'<opml version="2.0"><head><title>L</title></head><body>{body}</body></opml>'.encode()


def test_folders_titles_sites_and_tags() -> None:
    read = opml.read(
        wrapped(
            '<outline text="Tech"><outline text="Deep"><outline type="rss" text="A &amp; B" '
            'xmlUrl="https://a.test/f" htmlUrl="https://a.test/" category="/x,y"/></outline>'
            '<outline XMLURL="https://b.test/f" text="b"/></outline>'
        )
    )
    assert read.title == "L"
    assert read.outlines == (
        Outline("https://a.test/f", "A & B", ("Tech", "Deep"), "https://a.test/", ("x", "y")),
        Outline("https://b.test/f", "b", ("Tech",)),
    )
    assert read.skipped == ()


def test_the_same_feed_twice_is_one_but_both_folders_stay() -> None:
    feed = '<outline text="f" xmlUrl="https://a.test/f"/>'
    read = opml.read(wrapped(f'{feed}{feed}<outline text="T">{feed}</outline>'))
    assert [one.folder for one in read.outlines] == [(), ("T",)]


@pytest.mark.parametrize(
    "url", ["|cmd", "exec:rm -rf ~", "filter:x:https://a.test", "file:///etc/passwd",
            "javascript:alert(1)", "--flag", "https://", "gopher://a.test"]
)  # fmt: skip
def test_what_is_no_address_is_skipped_and_said(url: str) -> None:
    read = opml.read(wrapped(f'\n<outline text="x" xmlUrl="{url}"/>'))
    assert read.outlines == ()
    assert len(read.skipped) == 1
    assert read.skipped[0].startswith("line 2: ")


def test_a_filter_command_is_never_taken() -> None:
    read = opml.read(wrapped('<outline text="x" xmlUrl="https://a.test/f" filtercmd="sh -c x"/>'))
    assert read.outlines == ()
    assert "never run" in read.skipped[0]


def test_quotes_and_tags_that_nobody_escaped() -> None:
    read = opml.read(
        wrapped(
            '<outline text="The "Daily"" description="by <a href="https://x.test">me</a> & "us"" '
            'xmlUrl="https://a.test/f?a=1&b=2" type="rss" />\n'
            '<outline text="next" xmlUrl="https://b.test/f"/>'
        )
    )
    assert [(one.url, one.title) for one in read.outlines] == [
        ("https://a.test/f?a=1&b=2", 'The "Daily"'),
        ("https://b.test/f", "next"),
    ]


def test_bombs_and_depth() -> None:
    bomb = '<!DOCTYPE o [<!ENTITY a "xxxxxxxxxx">' + "".join(
        f'<!ENTITY a{n} "{"&a%s;" % (n - 1 if n else "") * 10}">' for n in range(9)
    )
    outline = '<outline text="&a8;" xmlUrl="https://a.test/f"/>'
    read = opml.read((bomb + "]>").encode() + wrapped(outline))
    assert [one.url for one in read.outlines] == ["https://a.test/f"]
    assert len(read.outlines[0].title) < 100
    external = '<!DOCTYPE o [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    read = opml.read(external.encode() + wrapped(outline.replace("&a8;", "&e;")))
    assert "root:" not in read.outlines[0].title
    deep = '<outline text="d">' * 10_000 + '<outline text="x" xmlUrl="https://a.test/f"/>'
    read = opml.read(wrapped(deep + "</outline>" * 10_000))
    assert len(read.outlines[0].folder) == opml.MAX_DEPTH
    endless = b"<!DOCTYPE [" * 100_000  # each of them was read far ahead: hours in all
    read = opml.read(endless + wrapped(outline))
    assert [one.url for one in read.outlines] == ["https://a.test/f"]
    unescaped = '<outline text="a "b" c" xmlUrl="https://a.test/f"/>'
    endless_name = wrapped(unescaped) + b"a" * 300_000  # as many readings of it as it has letters
    assert opml.read(endless_name).outlines[0].title == 'a "b" c'


def test_a_list_that_breaks_off() -> None:
    data = wrapped(
        '<outline text="a" xmlUrl="https://a.test/"/><outline text="b" xmlUrl="https://b'
    )
    read = opml.read(data[: data.index(b"</body>")])
    assert [one.url for one in read.outlines] == ["https://a.test/"]


def test_a_list_that_breaks_off_between_two_feeds_says_so() -> None:
    found = opml.read(b'<opml><body>\n<outline xmlUrl="https://a.example/f"/>\n<outline')
    assert [one.url for one in found.outlines] == ["https://a.example/f"]
    assert found.skipped == ("line 3: the rest: the file ends in the middle",)


@pytest.mark.parametrize("data", [b"", b" \n"])
def test_an_empty_list_is_said_to_be_that(data: bytes) -> None:
    with pytest.raises(NotAFeed, match="no text in it"):
        opml.read(data)


def test_newsboat_urls() -> None:
    read = opml.read(
        b'# my feeds\nhttps://a.test/f tech "two words" "~My Title" !hidden\n\n'
        b'"query:Unread:unread = \\"yes\\""\nexec:~/bin/x\n"filter:~/x:https://a.test/"\n'
        b"feed://b.test/x # note" + b" " * 200_000 + b"\n"  # minutes, looked through from each
        b'query:New:unread="yes"\n'
    )
    assert read.outlines == (
        Outline("https://a.test/f", "My Title", (), "", ("tech", "two words"), quiet=True),
        Outline("http://b.test/x"),
    )
    assert read.queries == (("Unread", 'unread = "yes"'), ("New", 'unread="yes"'))
    assert [one.split(":")[0] for one in read.skipped] == ["line 5", "line 6"]


@pytest.mark.parametrize("data", [
    b"", b"hello world", b"<html><body>x</body></html>", b"\x00\x01", b"\x7fELF\x00\n| a",
])  # fmt: skip
def test_what_is_no_list_says_so(data: bytes) -> None:
    with pytest.raises(NotAFeed, match="subscription list"):
        opml.read(data)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "iso-8859-1", "utf-16"])
def test_encodings(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    text += wrapped('<outline text="été" xmlUrl="https://a.test/"/>').decode()
    assert opml.read(text.encode(encoding)).outlines[0].title == "été"


WORDS = st.text(st.characters(blacklist_categories=["C", "Z", "M"]), min_size=1, max_size=12)
OUTLINES = st.builds(
    Outline,
    url=WORDS.map(lambda word: f"https://a.test/?q={word}"),
    title=st.one_of(st.just(""), WORDS),
    folder=st.lists(WORDS, max_size=3).map(tuple),
    site=st.sampled_from(["", "https://a.test/"]),
    tags=st.lists(WORDS, max_size=3, unique=True).map(tuple),
)


@given(st.lists(OUTLINES, max_size=8, unique_by=lambda one: (one.url, one.folder)))
@settings(deadline=None)
def test_what_is_written_is_read_back(outlines: list[Outline]) -> None:
    read = opml.read(opml.write(outlines, 'A "title" & <more>').encode())
    assert sorted(read.outlines, key=repr) == sorted(outlines, key=repr)
    assert read.skipped == ()
    assert read.title == 'A "title" & <more>'
