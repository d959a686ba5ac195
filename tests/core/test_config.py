"""Settings: defaults, checks that name everything wrong, and the example file."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.config import SETTINGS, example, load
from reader.errors import ConfigError


def written(tmp_path: Path, words: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(words)
    return path


@pytest.mark.parametrize("words", [None, "", "# nothing but a comment\n"])
def test_missing_and_empty_files_give_the_defaults(tmp_path: Path, words: str | None) -> None:
    path = tmp_path / "config.toml" if words is None else written(tmp_path, words)
    config = load(path)
    assert config.flag("refresh.auto") is True
    assert config.number("refresh.interval") == 60
    assert config.text("keys.preset") == "default"
    assert not config.keys


def test_values_and_keys_are_taken(tmp_path: Path) -> None:
    words = (
        'theme = "sea"\n[threads]\ntightness = 1\n[keys]\npreset = "newsboat"\n"mark.star" = "S"\n'
    )
    config = load(written(tmp_path, words))
    assert config.text("theme") == "sea"
    assert config.number("threads.tightness") == 1.0
    assert config.text("keys.preset") == "newsboat"
    assert config.keys == {"mark.star": "S"}


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("theme = 3", "line 1: theme: must be a text"),
        ("[refresh]\nauto = 1", "line 2: refresh.auto: must be true or false"),
        ("[refresh]\ninterval = 59", "line 2: refresh.interval: must be at least 60"),
        ("[reading]\nmeasure = 121", "reading.measure: must be at most 120"),
        (
            '[reading]\ndates = "relativ"',
            "must be one of relative, absolute; did you mean relative",
        ),
        ("[threads]\ntightness = true", "threads.tightness: must be a number"),
        ("themee = 1", "line 1: themee is no setting, did you mean theme?"),
        ("theme = ", "Mend it there"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, words: str, problem: str) -> None:
    with pytest.raises(ConfigError) as told:
        load(written(tmp_path, words))
    assert problem in str(told.value)
    assert "config.toml" in str(told.value)


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as told:
        load(written(tmp_path, "theme = 3\nlanguage = 4\nnothing = 5\n"))
    assert str(told.value).count("line ") == 3


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"theme = '\xff'")
    with pytest.raises(ConfigError, match="Cannot read"):
        load(path)


def test_the_example_changes_nothing_and_names_every_setting(tmp_path: Path) -> None:
    config = load(written(tmp_path, example()))
    assert not config.values
    assert not config.keys
    settings, header, site = example().partition('# [site."https://news.example/"]')
    uncommented = "\n".join(
        row[2:] if row.startswith("# ") and "=" in row and "." not in row.split("=")[0] else row
        for row in settings.splitlines()
    )
    config = load(written(tmp_path, uncommented))
    assert config.values == {setting.name: setting.default for setting in SETTINGS}
    config = load(written(tmp_path, (header + site).replace("# ", "")))
    assert [one.user for one in config.sites] == ["ann"]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("user = 3", "line 2: site https://a.test/: user must be a text"),
        ('usr = "a"', "line 2: site https://a.test/: usr is no setting, did you mean user?"),
        ('check_tls = "no"', "check_tls must be true or false"),
        ('user = "a"', "belong together"),
        ('password_command = "p"', "belong together"),
        ('token_command = "p"\ntoken_keyring = "q"', "give one of them"),
    ],
)
def test_what_is_wrong_with_a_site_is_named(tmp_path: Path, words: str, problem: str) -> None:
    with pytest.raises(ConfigError) as told:
        load(written(tmp_path, f'[site."https://a.test/"]\n{words}\n'))
    assert problem in str(told.value)


@pytest.mark.parametrize("words", ['[site]\nuser = "a"', '[site."a.test"]\nuser = "a"', "site = 1"])
def test_a_site_is_known_by_its_address(tmp_path: Path, words: str) -> None:
    with pytest.raises(ConfigError, match="begins with an address"):
        load(written(tmp_path, words))


def test_macros_are_taken_with_the_lines_they_stand_on(tmp_path: Path) -> None:
    words = (
        '# a comment\n[macros]\nr = ["open.browser", "mark.read"]\nw = ":read older:1w"\n'
        '[keys]\n"mark.read" = "r"\n'
    )
    config = load(written(tmp_path, words))
    assert config.macros == {"r": ("open.browser", "mark.read"), "w": (":read older:1w",)}
    assert config.where("macros.w") == "config.toml, line 4: "
    assert config.where("keys.mark.read") == "config.toml, line 6: "
    assert config.where("keys.undo") == ""


def test_the_line_named_is_the_one_of_that_section(tmp_path: Path) -> None:
    words = "[refresh]\nauto = true\n[refresh2]\nauto = 1\n[macros]\nx = 3\n"
    with pytest.raises(ConfigError) as told:
        load(written(tmp_path, words))
    assert "line 4: refresh2.auto is no setting, did you mean refresh.auto?" in str(told.value)
    assert "line 6: macros.x: a macro is a list such as" in str(told.value)
