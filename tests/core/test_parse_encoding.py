# ruff: noqa: RUF001
"""Bytes whose encoding nothing tells, or wrongly."""

from __future__ import annotations

import pytest

from reader.parse import encoding

NEWS = "Правительство сообщило о новых мерах поддержки экономики, сказал министр"


@pytest.mark.parametrize("name", ["cp1251", "koi8-r"])
@pytest.mark.parametrize("declared", ["", "<?xml version='1.0' encoding='UTF-8'?>"])
def test_cyrillic_of_which_nothing_or_wrong_is_said(name: str, declared: str) -> None:
    decoded, said = encoding.decode(f"{declared}<rss>{NEWS}</rss>".encode(name))
    assert NEWS in decoded
    assert name in said


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("perché è già così, però più in là c'è la libertà ", "cp1252"),
        ("Η κυβέρνηση ανακοίνωσε νέα μέτρα στήριξης της οικονομίας ", "cp1253"),
        ("הממשלה הודיעה על צעדים חדשים לתמיכה בכלכלה ובאזרחי המדינה ", "cp1255"),
        ("政府宣布了支持经济的新措施，人民群众热烈欢迎这一决定。", "gbk"),
    ],
)
def test_what_is_not_cyrillic_is_not_read_so(words: str, name: str) -> None:
    assert "Cyrillic" not in encoding.decode(f"<rss>{words * 9}</rss>".encode(name))[1]
