"""Tables wider than the text are scrolled, and say so."""

from __future__ import annotations

from pathlib import Path

import seed
import world

HEADS = "".join(f"<th>Column {n:02}</th>" for n in range(20))
CELLS = "".join(f"<td>something {n:02}</td>" for n in range(20))
BODY = f"<p>Words.</p><table><tr>{HEADS}</tr><tr>{CELLS}</tr></table><p>After.</p>"


async def test_a_wide_table_scrolls_and_shows_where_there_is_more(tmp_path: Path) -> None:
    opened = world.made(tmp_path)
    seed.arrive(
        opened.services.store, opened.meridian, seed.item("Wide", content=BODY), at=seed.NOW - 10
    )
    async with world.running(opened.services) as screen:
        await screen.press("enter")
        row = screen.line_with("something 00")
        assert "›" in row  # noqa: RUF001
        assert "‹" not in row  # noqa: RUF001
        assert "scroll the table" in screen.text
        await screen.press("shift+right")
        assert "‹" in screen.line_with("something 02")  # noqa: RUF001
        await screen.press(*["shift+right"] * 30)
        row = screen.line_with("something 19")
        assert "›" not in row  # noqa: RUF001
        assert "Words." in screen.text
        await screen.press("slash", *"something 03", "enter")
        assert "something 03" in screen.text
        await screen.press("escape", *["shift+left"] * 40)
        assert "something 00" in screen.text
