"""Rows fill exactly their cells, whatever the text; wrapping loses nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from test_linelist import INK

from reader.model import Article, Block, BlockKind, Document, Place, Span, StoryRow, ThreadRow
from reader.text import line as safe
from reader.text import width as cells
from reader.ui.article.code import code_lines
from reader.ui.article.find import matches_of
from reader.ui.article.head import head_lines
from reader.ui.article.layout import Layout, block_lines
from reader.ui.article.tables import table_lines
from reader.ui.article.wrap import CODE, DIM, HEADING, ITALIC, cells_of, stretched, text_of, wrap
from reader.ui.drawing import Look, sparkline, story_lines, thread_lines
from reader.ui.linelist import RowState
from reader.ui.listing import kept_together
from reader.ui.lit import pattern

LOOK = Look(lambda: 1_700_000_000)
TITLES = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="日本語テスト한국어中文 ab👨‍👩‍👧✈️é", max_size=60),
)


def thread(title: str, stories: int = 14, activity: tuple[int, ...] = (1, 0, 3, 9)) -> ThreadRow:
    return ThreadRow(
        id=1, lead=1, title=title, source=title, sources=9, stories=stories, accounts=9, unread=3,
        new=3, languages=("en", "fr"), first_at=0, last_at=0, moved_at=1_699_990_000, opened_at=1,
        followed=True, muted=False, muted_until=None, starred=True, activity=activity,
        tags=("ai", "x"),
    )  # fmt: skip


def story(title: str) -> StoryRow:
    return StoryRow(
        id=1, thread=1, feed=1, source=title, title=title, url="", author=title, sort_at=0,
        published=0, first_seen=0, language="en", words=0, summary="", read=False, starred=False,
        opened=False,
    )  # fmt: skip


@example("\u200d\u200d⺀0", 34, False, 1)
@given(TITLES.map(safe), st.integers(1, 140), st.booleans(), st.sampled_from([1, 2]))
def test_rows_fill_exactly_their_cells(title: str, width: int, here: bool, height: int) -> None:
    state = RowState(cursor=here, focused=here, selected=not here)
    for row, draw in ((thread(title), thread_lines), (story(title), story_lines)):
        strips = draw(row, width, state, INK, LOOK, height)  # type: ignore[operator]
        assert len(strips) == height
        for strip in strips:
            assert sum(cell_len(segment.text) for segment in strip) == width == strip.cell_length


def test_a_thread_row_tells_what_a_glance_should() -> None:
    head, under = thread_lines(thread("X Corp"), 80, RowState(True, True), INK, LOOK, 2)
    assert head.text.startswith("▌● X Corp")
    assert "9 sources · 14 stories · +3 new · en fr · #ai #x" in under.text
    assert under.text.rstrip().endswith("2h")
    assert "▂▁▃█" in under.text
    assert under.text[1] == "★"
    styles = {segment.text: segment.style for segment in head}
    assert styles["X Corp"] is not None
    assert styles["X Corp"].bold


def test_a_thread_that_one_source_tells_names_it() -> None:
    row = replace(thread("A headline"), source="The Meridian", sources=1, stories=2)
    for height in (1, 2):
        drawn = thread_lines(row, 70, RowState(), INK, LOOK, height)
        assert "The Meridian" in "".join(strip.text for strip in drawn)


@pytest.mark.parametrize(("width", "told"), [(49, "  9"), (100, "9 sources")])
def test_rows_of_one_line_stand_in_columns(width: int, told: str) -> None:
    rows = [
        replace(thread("A headline"), source="S" * 99, sources=sources, new=0, moved_at=moved)
        for sources in (1, 9)
        for moved in (0, 1_699_990_000)
    ]
    drawn = [thread_lines(row, width, RowState(), INK, LOOK, 1)[0].text for row in rows]
    assert all("A headline" in line for line in drawn)
    assert len({line.index(told) for line in drawn[2:]}) == 1
    assert all(line[-3:-1].strip() for line in drawn)


@pytest.mark.parametrize("width", [38, 80])
def test_names_by_the_dozen_leave_room_in_the_head_for_the_text(width: int) -> None:
    row = replace(story("A headline"), source="A name like a sentence " * 9, author="A. B, " * 60)
    article = Article(row, Document(), words=500)
    byline = [text_of(line) for line in head_lines(article, width)[1:-2]]
    assert len(byline) <= 4
    assert all(cells(text) <= width for text in byline)
    assert not any(text.startswith("·") or text.rstrip().endswith("·") for text in byline)
    assert any("Thu 1 Jan 1970, " in text for text in byline)


def test_state_is_seen_without_colour() -> None:
    read = ThreadRow(**{f: getattr(thread("T"), f) for f in ThreadRow.__slots__} | {"unread": 0})
    unread_line = thread_lines(thread("T"), 40, RowState(), INK, LOOK, 2)[0].text
    read_line = thread_lines(read, 40, RowState(), INK, LOOK, 2)[0].text
    assert unread_line != read_line


def test_a_sparkline_has_a_slot_for_each_count() -> None:
    assert "".join(text for text, _style in sparkline((0, 1, 8), INK)) == "▁▂█"
    assert sparkline((0, 0), INK) == []


WORDS = st.text(alphabet="ab cdé日本、。\u00a0👩 ", max_size=200)


@given(WORDS, st.integers(2, 60))
def test_wrapping_fits_and_keeps_every_word(text: str, width: int) -> None:
    lines = wrap([(text, 0, 0)], width)
    assert all(cells_of(line) <= width for line in lines)
    kept = "".join(text_of(line) for line in lines)
    assert re.sub(r"[^\S\u00a0]", "", kept) == re.sub(r"[^\S\u00a0]", "", text)


@given(st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=6), st.integers(2, 60))
def test_wrapping_of_styled_spans_fits(parts: list[tuple[str, bool]], width: int) -> None:
    spans = tuple(Span(text, bold=bold) for text, bold in parts)
    for line in block_lines(Block(BlockKind.PARAGRAPH, spans), width):
        assert cells_of(line) <= max(8, width)


@given(WORDS, st.integers(8, 60))
def test_stretching_fits_and_keeps_every_word(text: str, width: int) -> None:
    ragged = wrap([(text, 0, 0)], width)
    lines = stretched(ragged, width)
    assert all(cells_of(line) <= width for line in lines)
    assert [text_of(line).split(" ") for line in lines[-1:]] == [
        text_of(line).split(" ") for line in ragged[-1:]
    ]
    assert [text_of(line).split() for line in lines] == [text_of(line).split() for line in ragged]


def test_a_justified_paragraph_reaches_both_edges() -> None:
    block = Block(BlockKind.PARAGRAPH, (Span("one two three four five six seven eight nine ten"),))
    lines = [text_of(line) for line in block_lines(block, 20, justified=True)]
    assert [len(line) for line in lines[:-1]] == [20] * (len(lines) - 1)


def test_spans_that_touch_are_one_word() -> None:
    lines = wrap([("un", 0, 0), ("break", 1, 0), ("able", 0, 0), (" word", 0, 0)], 12)
    assert [text_of(line) for line in lines] == ["unbreakable", "word"]


def test_a_bracket_stays_with_the_ideograph_it_opens() -> None:
    assert [text_of(line) for line in wrap([("一二三「四五」六", 0, 0)], 8)] == [
        "一二三",
        "「四五」",
        "六",
    ]


def test_an_image_that_leads_on_says_the_number_of_its_link() -> None:
    block = Block(BlockKind.IMAGE, (Span("A cat", link=2), Span("(n.test)", link=1)))
    assert [text_of(line) for line in block_lines(block, 40)] == ["[image: A cat][2] (n.test)[1]"]
    bare = Block(BlockKind.IMAGE, (Span("", link=2), Span("(n.test)", link=1)))
    assert [text_of(line) for line in block_lines(bare, 40)] == ["[image][2] (n.test)[1]"]


def test_a_no_break_space_parts_no_line() -> None:
    assert [text_of(line) for line in wrap([("dit «\u00a0oui\u00a0» net", 0, 0)], 8)] == [
        "dit",
        "«\u00a0oui\u00a0»",
        "net",
    ]


@given(
    st.lists(st.lists(st.text("ab cd日", max_size=30), max_size=7), max_size=6),
    st.integers(20, 80),
)
def test_tables_fit_or_are_wide_as_a_whole(rows: list[list[str]], width: int) -> None:
    block = Block(
        BlockKind.TABLE,
        rows=tuple(tuple((Span(cell),) for cell in row) for row in rows),
        header=True,
    )
    columns = max(map(len, rows), default=0)
    widths = {cells_of(line) for line in table_lines(block, width)}
    assert len(widths) <= 1
    if columns * 12 - 3 <= width:
        assert all(size <= width for size in widths)


@given(
    st.text(alphabet="def x(1):#\n '日\u0301\u200d", max_size=120),
    st.sampled_from(["", "python", "html", "nosuch"]),
    st.integers(6, 60),
)
def test_code_fits_and_keeps_every_character(text: str, language: str, width: int) -> None:
    lines = code_lines(text, language, width)
    assert all(cells_of(line) <= max(7, width) for line in lines)
    kept = "".join(piece[0] for line in lines for piece in line if piece[0] != " ↩")
    assert "".join(kept.split()) == "".join(text.split())


def test_code_of_one_endless_row_is_cut_in_no_time() -> None:
    text = "日" * 60_000  # what was left was measured anew for each line: minutes
    lines = code_lines(text, "", 80)
    assert "".join(line[1][0] for line in lines) == text


def table(*rows: str) -> Block:
    cells = tuple(tuple((Span(cell),) for cell in row.split("|")) for row in rows)
    return Block(BlockKind.TABLE, rows=cells, header=True)


def test_numbers_stand_flush_right() -> None:
    lines = table_lines(table("City|Rate", "Paris|4.1 %", "Rome|12.3 %"), 40)
    assert [text_of(line) for line in lines][2:] == ["Paris │  4.1 %", "Rome  │ 12.3 %"]


def test_code_has_colours_where_the_language_is_known() -> None:
    [line] = code_lines('def f(): return "x"  # why', "python", 60)
    roles = {text: role for text, role, _link in line}
    assert roles["def"] == CODE | HEADING
    assert roles["# why"] == CODE | DIM | ITALIC
    assert {role for _text, role, _link in code_lines("def f()", "", 60)[0]} <= {CODE, CODE | DIM}


def document(count: int) -> Document:
    blocks = [Block(BlockKind.HEADING, (Span("A heading"),), level=2)]
    blocks += [
        Block(BlockKind.PARAGRAPH, (Span(f"Number {n} " + "word " * 40),)) for n in range(count)
    ]
    return Document(tuple(blocks))


@given(st.integers(0, 30), st.integers(0, 3), st.integers(20, 80), st.integers(20, 80))
def test_a_place_is_found_again_at_another_width(
    block: int, offset: int, before: int, after: int
) -> None:
    first = Layout(document(30), before, head=[(("Title", 0, 0),)])
    place = first.place_of(first.line_of(Place(block, offset)))
    again = Layout(document(30), after, head=[(("Title", 0, 0),)])
    assert again.place_of(again.line_of(place)).block in (place.block, place.block + 1)


def test_a_layout_wraps_no_further_than_asked() -> None:
    layout = Layout(document(500), 40)
    layout.grow(60)
    assert 60 <= len(layout.lines) < 120
    assert not layout.complete


def test_find_lights_what_a_line_end_parted() -> None:
    layout = Layout(Document((Block(BlockKind.PARAGRAPH, (Span("one two THRÉE four five"),)),)), 13)
    layout.grow(99)
    found = matches_of(layout, "three   four")
    assert [text_of(layout.lines[m.line])[m.start : m.end] for m in found] == ["THRÉE", "four"]
    assert matches_of(layout, "nowhere") == []


@pytest.mark.parametrize("text", ["abc", "日本", "👨‍👩‍👧", "🇫🇷", "✈️", "é", "한국어"])
def test_cells_are_counted_as_the_guard_counts_them(text: str) -> None:
    assert cell_len(text) == cells(text)


@given(st.lists(st.integers(0, 30), unique=True), st.lists(st.integers(0, 30), unique=True))
def test_kept_rows_stay_and_nothing_is_doubled(old: list[int], new: list[int]) -> None:
    keep = {id_ for id_ in old if id_ % 2}
    result = list(kept_together(old, new, keep))
    assert sorted(result) == sorted({*new, *keep})
    assert [id_ for id_ in result if id_ in set(new)] == new


def test_a_kept_row_stays_under_the_one_before_it() -> None:
    assert list(kept_together([1, 2, 3, 4], [9, 1, 3], {2, 4})) == [9, 1, 2, 3, 4]


@pytest.mark.parametrize("bare", [False, True])
def test_what_is_lit_stands_out_under_the_cursor_too(bare: bool) -> None:
    ink = replace(INK, match=Style(reverse=True), cursor=Style(reverse=True)) if bare else INK
    look = replace(LOOK, lit=pattern([("corp", False)]))
    first, _second = thread_lines(
        thread("X Corp"), 60, RowState(cursor=True, focused=True), ink, look, 2
    )
    drawn = {segment.text.strip(): segment.style for segment in first}
    assert (
        drawn["Corp"].bgcolor != drawn["X"].bgcolor or drawn["Corp"].reverse != drawn["X"].reverse
    )
