"""Images read as an attacker would have them read: only what they should be, only so large."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reader.errors import NoFigure
from reader.parse.child import Parser
from reader.parse.figure import figure


def encoded(image: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_an_image_is_made_to_fit_in_its_own_proportions(kind: str) -> None:
    data = encoded(Image.new("RGB", (300, 200), (200, 40, 40)), kind)
    wide, high, pixels, *own = figure(data, "60x90#000000")
    assert (wide, high, own) == (60, 40, [300, 200])
    assert len(pixels) == 3 * 60 * 40
    red, green, blue = pixels[:3]
    assert red > 180
    assert max(green, blue) < 60


def test_a_small_one_stays_small_and_what_is_clear_lets_the_ground_through() -> None:
    data = encoded(Image.new("RGBA", (4, 2), (0, 0, 0, 0)), "PNG")
    assert figure(data, "60x90#102030") == (4, 2, b"\x10\x20\x30" * 8, 4, 2)


def test_a_photograph_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(Image.new("RGB", (30, 20)), "JPEG", exif=exif)
    wide, high, _pixels, *own = figure(data, "90x90#000000")
    assert (wide, high, own) == (20, 30, [20, 30])


def png_of(width: int, height: int) -> bytes:
    """The head of a PNG that claims to be that large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no image"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no image"),
        (png_of(60_000, 60_000), "too large"),
        (encoded(Image.effect_noise((90, 90), 9), "JPEG")[:900], "damaged"),
    ],
)
def test_what_is_no_image_or_too_large_is_said(data: bytes, said: str) -> None:
    with pytest.raises(NoFigure, match=said):
        figure(data, "60x90#000000")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_comes_is_an_image_or_said_to_be_none(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP", "BMP"]))
    body = bytearray(encoded(Image.radial_gradient("L").resize((16, 16)).convert("RGB"), kind))
    for at in data.draw(st.lists(st.integers(0, len(body) - 1), max_size=6)):
        body[at] = data.draw(st.integers(0, 255))
    try:
        wide, high, pixels, *_own = figure(bytes(body), "9x9#000000")
    except NoFigure:
        return
    assert len(pixels) == 3 * wide * high
    assert max(wide, high) <= 9


async def test_the_child_reads_it() -> None:
    data = encoded(Image.new("RGB", (300, 200), (200, 40, 40)), "PNG")
    async with Parser() as parser:
        found = await parser.image(data, 60, 90, "000000")
        assert (found.width, found.height, found.full) == (60, 40, (300, 200))
        with pytest.raises(NoFigure, match="no image"):
            await parser.image(b"nothing", 60, 90, "000000")
