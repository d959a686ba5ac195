"""The windowed list: what it asks for, where its cursor goes, what it selects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unittest import mock

from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from reader.ui.cells import line
from reader.ui.ink import Ink, variable_defaults
from reader.ui.linelist import KEPT, WINDOW, LineList, RowState


@dataclass(frozen=True)
class Row:
    id: int


INK = Ink.of(
    {
        **variable_defaults(
            dict.fromkeys(
                ("foreground", "primary", "secondary", "accent", "success", "warning", "error"),
                "#ffffff",
            )
            | {"background": "#000000", "surface": "#111111"}
        ),
        "background": "#000000",
    },
    ansi=False,
    no_color=False,
)


def draw(row: Row, width: int, state: RowState, ink: Ink) -> Sequence[Strip]:
    mark = "x" if state.selected else ">" if state.cursor else " "
    return [line([(f"{mark}row {row.id}", ink.text)], width, ink.base)] * 2


class Rows(App[None]):
    ink = INK

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.asked: list[Sequence[int]] = []
        self.rows = LineList(draw, row_height=2, id="rows")

    def compose(self) -> ComposeResult:
        yield self.rows

    def fetch(self, ids: Sequence[int]) -> list[Row]:
        self.asked.append(ids)
        return [Row(id_) for id_ in ids if id_ % 1_000 != 7]

    def on_mount(self) -> None:
        self.rows.show(range(10, 10 + self.count), self.fetch)
        self.rows.focus()


async def test_a_hundred_thousand_rows_cost_what_is_in_sight() -> None:
    app = Rows(100_000)
    async with app.run_test(size=(40, 21)) as pilot:
        assert sum(map(len, app.asked)) <= 2 * WINDOW
        app.rows.move_to(99_999)
        await pilot.pause()
        assert app.rows.current == Row(100_009)
        assert sum(map(len, app.asked)) <= 4 * WINDOW
        for place in range(0, 100_000, 500):
            app.rows.move_to(place)
            assert app.rows.row_at(place) in (Row(place + 10), None)
        assert len(app.rows._rows) <= KEPT


async def test_the_cursor_stays_on_its_row_and_the_row_on_its_line() -> None:
    app = Rows(500)
    async with app.run_test(size=(40, 21)) as pilot:
        app.rows.move_to(200)
        await pilot.pause()
        line_before = app.rows.cursor * 2 - app.rows.scroll_y
        app.rows.show([*range(1, 10), *range(10, 510)])
        await pilot.pause()
        assert app.rows.current_id == 210
        assert app.rows.cursor == 209
        assert app.rows.cursor * 2 - app.rows.scroll_y == line_before


async def test_a_vanished_row_leaves_the_cursor_near_by() -> None:
    app = Rows(50)
    async with app.run_test(size=(40, 21)) as pilot:
        app.rows.move_to(49)
        app.rows.show(range(10, 20))
        await pilot.pause()
        assert app.rows.current_id == 19
        app.rows.show(())
        assert app.rows.current_id is None
        app.rows.move(1)
        assert app.rows.current is None


async def test_selecting_single_rows_and_ranges() -> None:
    app = Rows(20)
    async with app.run_test(size=(40, 21)) as pilot:
        app.rows.toggle_selected()
        assert app.rows.selected == {10}
        app.rows.toggle_range()
        app.rows.move(2)
        app.rows.toggle_range()
        app.rows.move(1)
        assert app.rows.selected == {10, 11, 12, 13}
        app.rows.invert_selected()
        assert len(app.rows.selected) == 16
        assert app.rows.clear_selected()
        assert not app.rows.clear_selected()
        await pilot.pause()


async def test_clicks_and_the_wheel() -> None:
    app = Rows(200)
    async with app.run_test(size=(40, 21)) as pilot:
        await pilot.click("#rows", offset=(3, 6))
        assert app.rows.cursor == 3
        app.rows.scroll_to(y=100, animate=False, force=True)
        await pilot.click("#rows", offset=(3, 0))
        assert app.rows.cursor == 50


async def test_moving_draws_two_rows_anew() -> None:
    app = Rows(200)
    async with app.run_test(size=(40, 21)) as pilot:
        await pilot.pause()
        regions = []
        refresh = app.rows.refresh

        def noted(*areas, **options):  # type: ignore[no-untyped-def]
            regions.extend(areas or ["all"])
            return refresh(*areas, **options)

        app.rows.refresh = noted  # type: ignore[method-assign]
        app.rows.move(1)
        assert [(area.y, area.height) for area in regions] == [(0, 2), (2, 2)]


async def test_scrolling_draws_only_what_comes_into_sight() -> None:
    app = Rows(200)
    async with app.run_test(size=(40, 21)) as pilot:
        await pilot.pause()
        region = Region(0, 0, 40, 20)
        before = app.rows.render_lines(region)
        app.rows.scroll_to(y=4, animate=False, force=True)
        await pilot.pause()
        after = app.rows.render_lines(region)
        assert [a is b for a, b in zip(after, before[4:], strict=False)] == [True] * 16
        assert all(strip.cell_length == 40 for strip in after)


def seen(strip: Strip) -> tuple[object, ...]:
    """What a strip of one cell looks like and does when it is pressed."""
    text, style = strip.text, next(iter(strip)).style
    assert style is not None
    front, back = style.color, style.bgcolor
    if style.reverse:
        front, back = back, front
    return text, front if text.strip() else None, back, style.meta


async def test_the_scrollbar_stands_where_textuals_stands_half_as_wide() -> None:
    app = Rows(300)
    async with app.run_test(size=(40, 20)) as pilot:
        for place in (0, 37, 151, 299):
            app.rows.move_to(place)
            await pilot.pause()
            bar = app.rows.vertical_scrollbar
            whole = Region(0, 0, 1, bar.size.height)
            ours, theirs = bar.render_lines(whole), ScrollBar.render_lines(bar, whole)
            grabs = [seen(strip)[-1] for strip in theirs]
            assert [seen(strip)[-1] for strip in ours] == grabs
            drawn = [strip.text == "▐" for strip in ours]
            assert drawn == [meta == {"@mouse.down": "grab"} for meta in grabs]
            assert any(drawn)
            assert not all(drawn)
            part = Region(0, 3, 1, 5)
            assert bar.render_lines(part) == ours[3:8]
            assert {strip.cell_length for strip in ours} == {1}


async def test_a_layout_that_leaves_a_list_its_size_does_not_draw_its_scrollbar_anew() -> None:
    app = Rows(300)
    async with app.run_test(size=(40, 20)) as pilot:
        bar = app.rows.vertical_scrollbar
        app.rows.move_to(200)
        await pilot.pause()
        drawn: list[object] = []
        with mock.patch.object(
            type(bar), "render_lines", side_effect=lambda crop: drawn.append(crop) or []
        ):
            app.screen.refresh(layout=True, repaint=False)
            await pilot.pause()
            assert not drawn
            await pilot.resize_terminal(40, 15)
            await pilot.pause()
            assert drawn
