"""HTML → blocks, plain text, clean HTML, links of a page."""

from __future__ import annotations

import html as entities
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Block, BlockKind, Span
from reader.parse import cleaning
from reader.parse.blocks import _LONG, MAX_BLOCKS
from reader.parse.cleaning import MAX_HTML
from reader.parse.document import clean, document, feed_links, plain
from reader.parse.taming import MAX_NESTING, tamed

BASE = "https://n.test/a/b"


def blocks(html: str) -> list[Block]:
    return list(document(html, BASE).blocks)


def said(block: Block) -> str:
    return "".join(span.text for span in block.spans)


def test_headings_paragraphs_and_inline() -> None:
    heading, paragraph = blocks(
        "<h2>A <em>b</em></h2><p>x <b>y <i>z</i></b> <code>c</code> <s>d</s></p>"
    )
    assert (heading.kind, heading.level, said(heading)) == (BlockKind.HEADING, 2, "A b")
    assert [
        (span.text, span.bold, span.italic, span.code, span.strike) for span in paragraph.spans
    ] == [
        ("x ", False, False, False, False),
        ("y ", True, False, False, False),
        ("z", True, True, False, False),
        (" ", False, False, False, False),
        ("c", False, False, True, False),
        (" ", False, False, False, False),
        ("d", False, False, False, True),
    ]


def test_white_space_is_folded_and_breaks_are_kept() -> None:
    assert [
        said(block) for block in blocks("<p> a\n  b <b> c</b><br> d&nbsp;e</p>f<div>g</div>")
    ] == [
        "a b c\nd e",
        "f",
        "g",
    ]


def test_lists_have_markers_and_depth() -> None:
    found = blocks(
        "<ul><li>a<ul><li>b</ul><li><p>c</p><p>d</p></ul><ol start=3><li>e<li value=9>f<li>g</ol>"
    )
    assert [(block.marker, block.depth, said(block)) for block in found] == [
        ("•", 1, "a"), ("◦", 2, "b"), ("•", 1, "c"), ("", 1, "d"),
        ("3.", 1, "e"), ("9.", 1, "f"), ("10.", 1, "g"),
    ]  # fmt: skip
    assert {block.kind for block in found} == {BlockKind.ITEM}


def test_quotes_and_code() -> None:
    found = blocks(
        "<blockquote>a<blockquote><p>b</p></blockquote></blockquote>"
        '<pre class="language-python"><code>\ndef f():\n    return "&lt;"\n</code></pre>'
    )
    assert [(block.kind, block.quoted) for block in found[:2]] == [
        (BlockKind.QUOTE, 1),
        (BlockKind.QUOTE, 2),
    ]
    assert (found[2].kind, found[2].language) == (BlockKind.CODE, "python")
    assert said(found[2]) == 'def f():\n    return "<"'


def test_tables_of_data_and_of_layout() -> None:
    table, *rest = blocks("<table><caption>C</caption><tr><th>a<th>b<tr><td>1<td><b>2</b></table>")[
        1:
    ]
    assert (table.kind, table.header, rest) == (BlockKind.TABLE, True, [])
    assert table.rows[1] == ((Span("1"),), (Span("2", bold=True),))
    layout = blocks("<table><tr><td><h1>x</h1><table><tr><td>y</td></tr></table></td></tr></table>")
    assert [(block.kind, said(block)) for block in layout] == [
        (BlockKind.HEADING, "x"),
        (BlockKind.PARAGRAPH, "y"),
    ]


def test_cells_keep_their_columns_beside_and_below_wider_and_higher_ones() -> None:
    (table,) = blocks(
        "<table><tr><th colspan=2>a<th>b<tr><td rowspan=2>1<td>2<td>3<tr><td>4<td>5"
        "<tr><td colspan=0>6<td rowspan=x>7<td colspan=1000000>8<tr><td>9</table>"
    )
    rows = [["".join(span.text for span in cell) for cell in row] for row in table.rows]
    assert rows[:3] == [["a", "", "b"], ["1", "2", "3"], ["", "4", "5"]]
    assert rows[3][:3] == ["6", "7", "8"]
    assert len(rows[3]) <= 100
    assert rows[4] == ["9"]


@pytest.mark.parametrize(
    ("html", "markers"),
    [
        ("<ol type=a start=26><li>x<li>x</ol>", "z. aa."),
        ("<ol type=I><li>x<li value=4>x<li>x</ol>", "I. IV. V."),
        ("<ol reversed><li>x<ol><li>y</ol><li>x<li>x</ol>", "3. 1. 2. 1."),
        ("<ol reversed start=10><li>x<li>x</ol><ol start=0><li>y</ol>", "10. 9. 0."),
    ],
)
def test_lists_are_numbered_as_they_say(html: str, markers: str) -> None:
    assert " ".join(block.marker for block in blocks(html)) == markers


def test_players_are_one_link_without_their_excuses() -> None:
    excuse = "Your browser does not support it. <a href=/v.mp4>Load</a>"
    assert clean(f"a<video controls src=/v.mp4>{excuse}</video>b", BASE) == (
        'a <a href="https://n.test/v.mp4">[n.test]</a> b'
    )
    two = "<source src='https://m.test/a.ogg'><source src='https://m.test/a.mp3'>"
    assert clean(f"<AUDIO>{two}{excuse}</AUDIO>") == '<a href="https://m.test/a.ogg">[m.test]</a>'
    assert "Load" in clean(f"<video>{excuse}</video>", BASE)  # nothing else says where it is
    assert clean("<video src='data:video/mp4;base64,AAAA'>text</video>", BASE) == "text"
    story = "<p>words</p>" * 1_000
    assert clean(f"<video src=/v.mp4>{story}</video>", BASE).count("words") == 1_000


def test_tasks_are_ticked_or_not() -> None:
    html = (
        "<ul><li><input type=checkbox checked> done<li><input type='checkbox' disabled> todo</ul>"
    )
    assert [said(block) for block in blocks(html)] == ["☑ done", "☐ todo"]
    assert plain("<input type=text value=x> y") == "y"


@pytest.mark.parametrize(
    "html",
    [
        '<table><tr><td class="linenos"><div><pre><span class="normal">1</span>\n2</pre></div></td>'
        '<td class="code"><pre>a = 1\nb = 2</pre></td></tr></table>',
        '<table><tr><td class="gutter gl"><pre class="lineno">1\n2\n</pre></td>'
        "<td><pre>a = 1\nb = 2\n</pre></td></tr></table>",
        '<pre><span class="lnt">1</span>a = 1\n<span class="ln">2</span>b = 2</pre>',
    ],
)
def test_the_numbers_beside_code_are_no_code(html: str) -> None:
    assert [said(block) for block in blocks(html)] == ["a = 1\nb = 2"]


def test_numbers_in_cells_are_no_numbers_of_lines() -> None:
    html = "<table><tr><td class=linenumbers>1</td><td>2</td></tr></table>"
    assert clean(html).count("<td>") == 2


def test_links_are_numbered_once_and_odd_ones_are_text() -> None:
    read = document(
        '<p><a href="/x">a</a> <a href="javascript:alert(1)">b</a> <a href="/x">c</a>'
        '<a href="https://q.test/?a=1&amp;b=2">d</a></p>',
        BASE,
    )
    assert read.links == ("https://n.test/x", "https://q.test/?a=1&b=2")
    assert [(one.text.strip(), one.link) for one in read.blocks[0].spans if one.text.strip()] == [
        ("a", 1), ("b", 0), ("c", 1), ("d", 2),
    ]  # fmt: skip


def test_images_figures_and_footnotes() -> None:
    read = document(
        '<p>text<img src="/i.png" alt="A cat"> more<sup><a href="#fn:1">1</a></sup> m<sup>2</sup>'
        '<figure><img src="https://n.test/j.png"><figcaption>cap</figcaption></figure><hr>'
        '<img src="/pixel.gif" width="1" height="1"><img src="/e.png" width="16" alt=":)">',
        BASE,
    )
    assert [(block.kind, said(block)) for block in read.blocks] == [
        (BlockKind.PARAGRAPH, "text more¹ m²"),
        (BlockKind.IMAGE, "A cat"),
        (BlockKind.IMAGE, ""),
        (BlockKind.PARAGRAPH, "cap"),
        (BlockKind.RULE, ""),
        (BlockKind.PARAGRAPH, ":)"),
    ]
    assert read.links == ("https://n.test/i.png", "https://n.test/j.png")


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 5_000 + "deep",
        "<blockquote><ul><li>" * 20_000 + "deep",
        "<b><i>" * 20_000 + "deep",
        "<table><tr><td>" * 5_000 + "deep",
        "<ol reversed><li>" * 20_000 + "deep",
    ],
)
def test_bottomless_nesting(html: str) -> None:
    assert "deep" in "".join(said(block) for block in document(html).blocks)
    assert clean(html).count("</") <= 2 * MAX_NESTING  # a table is given its body


def test_lines_without_number_cost_what_they_hold() -> None:
    """One span of all lines was copied for each of them: a log of a megabyte took half a minute."""
    lines = [f"line {n} of a log" for n in range(5_000)]
    (block,) = blocks("<p><b>" + "<br>".join(lines) + "</b></p>")
    assert said(block) == "\n".join(lines)
    assert max(len(span.text) for span in block.spans) < _LONG + 40
    assert all(span.text.endswith("\n") for span in block.spans[:-1])


def test_too_much_is_cut_and_said() -> None:
    assert document("<p>x</p>" * (MAX_BLOCKS + 5)).truncated
    assert document("x" * (MAX_HTML + 1)).truncated
    assert not document("<p>x</p>").truncated


@given(st.text(alphabet="<>/abpulitrd \"'=&;#x1\x1b\x9b\u202e!-[]", max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_html_is_a_document_without_controls(html: str) -> None:
    read = document(html, BASE)
    for block in read.blocks:
        for char in said(block):
            assert char in "\n\t" or (ord(char) >= 32 and not 0x7F <= ord(char) <= 0x9F)
    cleaned = clean(html, BASE)
    assert "<script" not in cleaned
    assert clean(cleaned, BASE) == cleaned
    assert not any(char in plain(html) for char in "\x1b\x9b\u202e")


def test_plain_text() -> None:
    assert plain("<p>a &amp; b<br>c</p><script>x</script><ul><li>d<li>e</ul>") == "a & b\nc\nd\ne"
    assert plain("<table><tr><td>a<td title='x > y'>b</table>") == "a b"
    assert plain("no markup") == "no markup"


def test_clean_keeps_what_a_frame_would_swallow() -> None:
    assert clean("a<iframe src='https://ads.test'/>b<script/>c<!x d> e") == "abc&lt;!x d&gt; e"


def test_formulas_keep_their_letters() -> None:
    assert plain("<math><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></math>") == "a+b"


def test_feeds_of_a_page() -> None:
    page = (
        b'<html><head><base href="/blog/"><link rel="alternate" type="application/rss+xml" '
        b'title="A &amp; B" href="feed.xml"><LINK REL=alternate TYPE=application/atom+xml '
        b"HREF=https://x.test/atom><link rel=alternate hreflang=fr href=/fr>"
        b'<link rel="alternate" type="application/feed+json" href="javascript:x">'
        b'<!-- <link rel="alternate" type="application/rss+xml" href="/old"> -->'
    )
    assert feed_links(page, "https://n.test/about") == [
        ("https://n.test/blog/feed.xml", "A & B", "application/rss+xml"),
        ("https://x.test/atom", "", "application/atom+xml"),
    ]


def test_a_page_hides_only_what_it_closes() -> None:
    link = b'<link rel="alternate" type="application/rss+xml" href="/%b">'
    page = b"".join(
        (
            b"<script>'<!--';" + link % b"a" + b"</SCRIPT >" + link % b"1",
            b"<!-- <style>" + link % b"b" + b"</style> -->" + link % b"2",
            b"<template><!--" + link % b"3" + b"<style>" + link % b"4",
        )
    )
    found = [address for address, _title, _kind in feed_links(page, "https://n.test/")]
    assert found == [f"https://n.test/{n}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<script ", "<style>", "<link ", f"<link {'a' * 3_900}>", '<link a="', "<base "],
)
def test_no_page_takes_for_ever(piece: str) -> None:
    """It is read where no deadline is kept: of some of these it took an hour."""
    assert feed_links((piece * (1_000_000 // len(piece))).encode(), "https://n.test/") == []


@given(st.lists(st.sampled_from(
    ["&", "amp;", "lt;", "gt;", "nbsp;", "eacute", "copy", "#", "#x", "8217;", "27;", "0;", "128;",
     ";", "a", " ", ">", '"', "\xe9", "\xa0", "notit;", "#xD800;", "#x9f;", "\u202e", "\x1b"]
), max_size=9).map("".join))  # fmt: skip
def test_text_with_references_is_cleaned_as_with_markup_around_it(words: str) -> None:
    assert f"<b>{clean(f'&amp;{words}x')}</b>" == clean(f"<b>&amp;{words}x</b>")


def test_references_cost_next_to_nothing() -> None:
    assert plain("&amp;" * 400_000) == "&" * 400_000


PLAIN_PARTS = [
    *("<p>", "</p>", "</p><p>", "<p >", "<br>", "<b>", "</b>", "<em>x</em>", "<code>", "</code>"),
    *(" ", "  ", "\n", "\t", "word", "gutter", ".", '"', "'", "<", ">", "&amp;", "é", "\x7f"),
]


@settings(max_examples=500)
@given(st.lists(st.sampled_from(PLAIN_PARTS), max_size=12))
def test_words_in_paragraphs_are_what_the_cleaner_gives_without_it(parts: list[str]) -> None:
    html = "<p>" + "".join(parts) + "</p>"
    cleaned = cleaning.safe(cleaning._cleaner(BASE).clean(tamed(html, BASE))).strip()
    assert clean(html, BASE) == cleaned
    lines = re.split(r"</?(?:p|br)>", cleaned.replace("\n", " "))
    words = [" ".join(re.sub("<[^<>]*>", "", line).split()) for line in lines]
    told = entities.unescape("\n".join(filter(None, words))).replace("\xa0", " ")
    assert cleaning.text_of(cleaned) == told
