"""HTML is kept packed, by isal or by zlib, and comes back as it was."""

import sys
import zlib
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, strategies

from reader.store import content

MARKUP = strategies.text(
    strategies.characters(exclude_categories=["Cs"]) | strategies.sampled_from("<p> ae\n\0é字")
)


@pytest.fixture
def without_isal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "isal", None)
    content._packer.cache_clear()
    yield
    content._packer.cache_clear()


def packers() -> list[Callable[[bytes], bytes]]:
    isal_zlib = pytest.importorskip("isal.isal_zlib")
    return [content.deflated, lambda data: isal_zlib.compress(data, content._LEVEL)]


@given(MARKUP, strategies.integers(1, 40))
def test_html_that_was_packed_comes_back(markup: str, times: int) -> None:
    assert content.unpack(content.pack(markup * times)) == markup * times


@given(strategies.binary(max_size=2_000), strategies.integers(0, 300))
def test_zlib_unpacks_what_either_packed(data: bytes, times: int) -> None:
    """Repeats reach over the window, and blocks that do not pack are kept as they are."""
    data = data * times + data[::-1]
    for pack in packers():
        assert zlib.decompress(pack(data)) == data


def test_every_size_comes_back() -> None:
    text = "".join(f"<p>{number * 7919 % 1009:x} of many</p>" for number in range(4_000))
    for pack in packers():
        for size in (*range(600), *range(32_700, 32_800), *range(65_500, 65_600)):
            data = text[:size].encode()
            assert zlib.decompress(pack(data)) == data


@pytest.mark.usefixtures("without_isal")
def test_without_isal_zlib_packs() -> None:
    markup = "<p>The text of a story.</p>" * 20
    assert content._packer() is content.deflated
    assert content.unpack(content.pack(markup)) == markup


def test_what_is_damaged_is_nothing() -> None:
    packed = content.pack("<p>The text of a story.</p>" * 20)
    assert content.unpack(b"\0" + packed[1:]) == ""
