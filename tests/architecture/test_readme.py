"""Holds the README to the program: its key table, its settings and its two commands."""

from __future__ import annotations

import re
from pathlib import Path

from reader.config import SETTINGS
from reader.ui.actions import ACTIONS, ActionSpec

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def section(name: str) -> str:
    """The text between ``<!-- name -->`` and ``<!-- /name -->``."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", README, re.DOTALL)
    assert found, f"README has no section {name}"
    return found[1].strip()


def cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")


def key_table(actions: tuple[ActionSpec, ...]) -> str:
    """The README's table of keys, a line an action, in the registry's order."""
    rows = ["| keys | action | what it does |", "|---|---|---|"]
    for spec in actions:
        keys = " ".join(f"`{key.replace('|', chr(92) + '|')}`" for key in spec.keys.split())
        rows.append(f"| {keys} | {cell(spec.title)} | {cell(spec.help)} |")
    return "\n".join(rows)


def settings_table() -> str:
    """The README's table of settings."""
    rows = ["| setting | default | what it does |", "|---|---|---|"]
    for setting in SETTINGS:
        default = str(setting.default).lower() if setting.default != "" else "empty"
        rows.append(f"| `{setting.name}` | {default} | {cell(setting.help)} |")
    return "\n".join(rows)


def test_the_key_table_is_the_registry() -> None:
    assert section("keys") == key_table(ACTIONS)


def test_the_settings_table_is_the_catalogue_of_settings() -> None:
    assert section("settings") == settings_table()


def test_each_command_is_one_line() -> None:
    for name in ("run-command", "test-command"):
        lines = [row for row in section(name).splitlines() if not row.startswith("```")]
        assert len(lines) == 1, name


def named_tests(text: str) -> list[tuple[str, str]]:
    """The tests that ``text`` names, (file, function), each of which exists."""
    tests = Path(__file__).parents[1]
    named: list[tuple[str, str]] = re.findall(r"`(?:tests/)?([\w/]+\.py)::(\w+)`", text)
    for path, function in named:
        assert f"def {function}(" in (tests / path).read_text(encoding="utf-8"), function
    return named


def test_every_promise_names_a_test_that_exists() -> None:
    promises = [line for line in section("promises").splitlines() if re.match(r"\d\. ", line)]
    assert len(named_tests(section("promises"))) == len(promises) >= 7


def test_every_fault_names_a_test_that_exists() -> None:
    faults = (Path(__file__).parents[2] / "docs" / "faults.md").read_text(encoding="utf-8")
    rows = [row for row in faults.splitlines() if row.startswith("| ") and "`" in row]
    assert len(rows) > 100
    for row in rows:
        assert len(named_tests(row)) == 1, row
