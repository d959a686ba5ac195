"""``clew group``: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from reader.cli.group import group


def run(rows: list[Any], *options: str) -> list[dict[str, Any]]:
    text = "\n".join(json.dumps(row) for row in rows)
    result = CliRunner().invoke(group, list(options), input=text)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def row(given: Any, title: str, published: Any = None, **more: Any) -> dict[str, Any]:
    return {"id": given, "title": title, "published": published, **more}


def test_ids_come_back_as_given_in_the_order_read() -> None:
    given = ["a", 7, None, 1.5, "ü"]
    found = run([row(each, f"Nothing in common {n}") for n, each in enumerate(given)])
    assert [line["id"] for line in found] == given
    assert all(set(line) == {"id", "thread"} for line in found)


@pytest.mark.parametrize(
    "times",
    [(0, 70.9), ("0", "3600"), ("2023-04-11T00:00:00Z", "2023-04-11 01:00:00+00:00"), (None, None),
     ("2023-04-11", None)],
)  # fmt: skip
def test_every_kind_of_date_is_read(times: tuple[Any, Any]) -> None:
    first, second = run(
        [
            row(1, "Earthquake shakes Osaka and halts trains", times[0], source="a"),
            row(2, "Osaka earthquake halts trains", times[1], source="b"),
        ]
    )
    assert first["thread"] == second["thread"]


def test_the_order_of_lines_does_not_matter() -> None:
    rows = [
        row(n, title, n * 60, source=f"s{n}")
        for n, title in enumerate(
            ["Quake shakes Osaka", "Osaka quake halts trains", "Rent cap in Lisbon passes",
             "Lisbon passes rent cap", "Choir turns hundred"]
        )
    ]  # fmt: skip

    def groups(found: list[dict[str, Any]]) -> set[frozenset[int]]:
        threads: dict[int, set[int]] = {}
        for line in found:
            threads.setdefault(line["thread"], set()).add(line["id"])
        return {frozenset(members) for members in threads.values()}

    assert groups(run(rows)) == groups(run(rows[::-1]))


def test_tightness_is_heard() -> None:
    titles = ["Quake halts trains in Osaka", "Trains resume in Osaka", "Osaka quake felt in Kobe"]
    rows = [row(n, title, n, source=f"s{n}") for n, title in enumerate(titles)]
    loose = {line["thread"] for line in run(rows, "--tightness", "-2")}
    tight = {line["thread"] for line in run(rows, "--tightness", "3")}
    assert len(loose) == 1 < len(tight)


@pytest.mark.parametrize(
    ("text", "words"),
    [("{", "line 1 is not JSON"), ("[]", "line 1 is not an object"),
     ('{"id": 1, "published": "soon"}', "line 1: 'soon' is neither"),
     ('{"id": 1, "published": 1e300}', "line 1: 1e+300 is neither")],
)  # fmt: skip
def test_bad_lines_are_named(text: str, words: str) -> None:
    result = CliRunner().invoke(group, [], input=text)
    assert result.exit_code == 1
    assert words in result.output


def test_nothing_gives_nothing() -> None:
    assert run([]) == []


def test_the_words_of_markup_join_nothing() -> None:
    image = (
        '<figure class="hero"><img src="https://cdn.example/{}.png" width="600"></figure><p>{}</p>'
    )
    found = run(
        [
            row(1, "Choir of Lerwik turns hundred", 0, summary=image.format(1, "A feast of song.")),
            row(2, "Rent cap passes in Lisbon", 60, summary=image.format(2, "Tenants cheer.")),
        ]
    )
    assert found[0]["thread"] != found[1]["thread"]


def test_signs_of_a_title_written_as_markup_are_read_as_signs() -> None:
    found = run(
        [
            row(1, "Choir &amp; bells &#8211; more &raquo;", 0),
            row(2, "Rent cap &amp; tax &#8211; more &raquo;", 60),
            row(3, "Choir & bells \u2013 more \u00bb", 120),
        ]
    )
    assert found[0]["thread"] == found[2]["thread"] != found[1]["thread"]
