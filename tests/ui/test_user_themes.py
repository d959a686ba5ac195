"""The user's own themes on the screen."""

from __future__ import annotations

import os
from pathlib import Path

import world

from reader.config import Config

PLAIN = 'primary = "#123456"\nbackground = "#000000"\nforeground = "#ffffff"\n'


def save(path: Path, text: str, at: int) -> None:
    path.write_text(text)
    os.utime(path, (at, at))


async def test_a_users_theme_is_taken_anew_when_it_is_saved(tmp_path: Path) -> None:
    folder = tmp_path / "themes"
    folder.mkdir()
    save(folder / "mine.toml", PLAIN, 1_000)
    opened = world.made(tmp_path, Config({"theme": "mine"}))
    async with world.running(opened.services, (80, 24)) as screen:
        save(folder / "mine.toml", PLAIN.replace("#123456", "#654321"), 2_000)
        screen.app.look_at_theme()
        await screen.still()
        assert screen.app.current_theme.primary == "#654321"


async def test_a_fault_saved_into_a_theme_is_told_once_and_the_colours_stay(tmp_path: Path) -> None:
    folder = tmp_path / "themes"
    folder.mkdir()
    save(folder / "mine.toml", PLAIN, 1_000)
    opened = world.made(tmp_path, Config({"theme": "mine"}))
    async with world.running(opened.services, (100, 24)) as screen:
        save(folder / "mine.toml", 'primary = "#zzz"\n', 2_000)
        screen.app.main.watching.look_at_theme()
        await screen.still()
        assert "'#zzz' is no colour" in " ".join(screen.text.split())
        assert screen.app.current_theme.primary == "#123456"
        screen.app.look_at_theme()
