"""Bytes → an image made to fit, in the parser child: the only importer of pillow.

Every decoder is code that hostile bytes were written for. So they run where the memory is capped
and the time is short, only those of formats that pages use, and only for images of a sane size.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from reader.errors import NoFigure
from reader.words import N_

if TYPE_CHECKING:
    from PIL.Image import Image

#: Formats that pages use; nothing else is tried.
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP")
#: Most pixels of an image that is decoded: 400 MB at the four bytes a pixel that it may take.
MOST_PIXELS = 100_000_000
#: Beyond this the image is first halved until it is near what is wanted, which costs no quality.
_GAP = 3.0
_SIZE = re.compile(r"(\d{1,5})x(\d{1,5})#([0-9a-f]{6})")


def figure(data: bytes, wanted: str) -> tuple[int, int, bytes, int, int]:
    """The image that ``data`` holds, in width and height at most as ``wanted`` says and in its own
    proportions: width, height, rows of red, green and blue bytes, its own width and height.

    ``wanted`` is ``640x480#12161c``: pixels, and the ground to lay under what is transparent. An
    image smaller than that stays as it is. ``NoFigure`` when it is none or cannot be decoded.
    """
    from PIL import Image, UnidentifiedImageError

    match = _SIZE.fullmatch(wanted)
    assert match is not None, wanted
    room = max(1, int(match[1])), max(1, int(match[2]))
    Image.init()
    formats = [name for name in _FORMATS if name in Image.OPEN]
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # it raises at twice that
    try:
        with Image.open(io.BytesIO(data), formats=formats) as image:
            own = image.size
            if own[0] * own[1] > MOST_PIXELS:
                raise NoFigure(f"The image is too large: {own[0]} x {own[1]} pixels", "")
            image.draft("RGB", (room[0] * 2, room[1] * 2))  # a large photograph is read in less
            own = _turned(image, own)
            small = _fitted(image, room, f"#{match[3]}")
    except Image.DecompressionBombError as error:
        raise NoFigure(N_("The image is too large to be shown"), "") from error
    except UnidentifiedImageError as error:
        raise NoFigure(N_("This is no image of a kind that can be shown"), "") from error
    except (NoFigure, MemoryError):
        raise
    except Exception as error:  # each decoder has its own ways to stumble
        raise NoFigure(f"The image is damaged ({error})", "") from error
    return small.width, small.height, small.tobytes(), own[0], own[1]


def _turned(image: Image, size: tuple[int, int]) -> tuple[int, int]:
    """Width and height as they are seen: cameras store a photograph as they were held."""
    sideways = image.getexif().get(0x0112) in (5, 6, 7, 8)  # Exif's Orientation
    return size[::-1] if sideways else size


def _fitted(image: Image, room: tuple[int, int], ground: str) -> Image:
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        clear.thumbnail(room, Image.Resampling.LANCZOS, reducing_gap=_GAP)
        under = Image.new("RGBA", clear.size, ground)
        return Image.alpha_composite(under, clear).convert("RGB")
    if upright.mode not in ("RGB", "L"):
        upright = upright.convert("RGB")
    upright.thumbnail(room, Image.Resampling.LANCZOS, reducing_gap=_GAP)
    return upright.convert("RGB")
