"""The catalogue of interface words: every language whole, its placeholders right, and taken up."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from reader import words
from reader.errors import ClewError, ConfigError, QueryError
from reader.query.parse import parse
from reader.ui.told import told_error

sys.path.insert(0, str(Path(__file__).parents[1] / "architecture"))
import write_catalogue

PLACE = re.compile(r"\{[a-z_0-9]*(?:[:!][^}]*)?\}")
MARKED_IN_BRACES = re.compile(rf"\{{[^{{}}]*\b(?:{'|'.join(write_catalogue.KEYWORDS)})\(")
LANGUAGES = write_catalogue.paths()


@pytest.fixture(autouse=True)
def _english_after():
    yield
    words.use("en")


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.parts[-3])
def test_every_message_is_translated(path: Path) -> None:
    known = {message.id for message in write_catalogue.messages() if message.id}
    found = {message.id: message for message in write_catalogue.catalogue(path) if message.id}
    assert set(found) == known, "run tests/architecture/write_catalogue.py and fill in what is new"
    bare = [
        name
        for name, message in found.items()
        if not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]
    assert bare == []


def test_no_message_stands_within_an_f_string() -> None:
    """Before Python 3.12 an f-string is one token: what is marked in it is missed by those who
    gather the messages, and stays English."""
    hidden = []
    for path in sorted((write_catalogue.ROOT / "reader").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if not MARKED_IN_BRACES.search(source):
            continue  # spares reading the tree of most files
        hidden += [
            f"{path.name}:{call.lineno}: {ast.unparse(call)}"
            for string in ast.walk(ast.parse(source))
            if isinstance(string, ast.JoinedStr)
            for call in ast.walk(string)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id in write_catalogue.KEYWORDS
            and isinstance(call.args[0], ast.Constant)
        ]
    assert hidden == []


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.parts[-3])
def test_placeholders_are_those_of_the_message(path: Path) -> None:
    wrong = []
    for message in write_catalogue.catalogue(path):
        if not message.id:
            continue
        plural = isinstance(message.id, tuple)
        allowed = set(PLACE.findall(" ".join(message.id) if plural else message.id))
        for text in message.string if plural else (message.string,):
            used = PLACE.findall(text)
            if set(used) - allowed or (not plural and set(used) != allowed):
                wrong.append((message.id, text))
    assert wrong == []


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.parts[-3])
def test_what_ships_is_compiled_from_what_is_written(path: Path) -> None:
    fresh = write_catalogue.compiled(write_catalogue.catalogue(path))
    assert path.with_suffix(".mo").read_bytes() == fresh


def test_a_language_is_taken_up_and_an_unknown_one_is_english() -> None:
    words.use("fr")
    assert words._("Unread") != "Unread"
    words.use("tlh")
    assert words._("Unread") == "Unread"
    assert words._("") == ""


def test_a_catalogue_of_the_users_own_wins(tmp_path: Path) -> None:
    from babel.messages.catalog import Catalog

    own = Catalog(locale="fr")
    own.add("Unread", "À lire")
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "clew.mo").write_bytes(write_catalogue.compiled(own))
    words.use("fr", tmp_path)
    assert words._("Unread") == "À lire"
    assert words._("Starred") != "Starred"


@pytest.mark.parametrize("data", [b"", b"garbage", b"\xde\x12\x04\x95\0\0\0\0\1"])
def test_what_is_no_catalogue_is_named(tmp_path: Path, data: bytes) -> None:
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "clew.mo").write_bytes(data)
    with pytest.raises(ConfigError, match=r"fr/LC_MESSAGES/clew.mo cannot be read"):
        words.use("fr", tmp_path)


def test_an_error_is_said_in_the_language_of_the_screen_and_logged_in_english() -> None:
    with pytest.raises(QueryError) as caught:
        parse("titel:x")
    error = caught.value
    said = 'There is no field titel:. Did you mean title:? To find the text: "titel:x"'
    assert told_error(error) == str(error) == said
    words.use("fr")
    try:
        assert str(error) == said
        assert told_error(error).startswith("Il n'y a pas de champ titel:. Vouliez-vous dire")
        assert told_error(ClewError("{not a field}", "no words of ours")) == (
            "{not a field}. no words of ours"
        )
        # What somebody typed is no word of ours, though it is in the catalogue.
        assert words.in_words(words.Said("There is no {name}", name="Tags")).endswith(" Tags")
    finally:
        words.use("en")
