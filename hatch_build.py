"""Compiles the loops of the engine where there is a C compiler (see ``reader/threads/loops.py``).

Where there is none, or Python has no stable interface, clew is installed all the same, without.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from zlib import crc32

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER, NAME = Path("reader", "threads"), "_loops"
#: The stable interface of 3.11, which all later Pythons have.
LIMITED = ("Py_LIMITED_API", "0x030B0000")
#: Where a product and a sum may be made in one step, they are rounded once instead of twice, and
#: the answers are not those of Python.
EXACT = "-ffp-contract=off"


class Loops(BuildHookInterface[Any]):
    """Builds ``_loops`` among the sources, so that an editable installation finds it too."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        folder = Path(self.root, FOLDER)
        for old in (*folder.glob(f"{NAME}.*.so"), *folder.glob(f"{NAME}*.pyd")):
            old.unlink()
        try:
            made = _compiled(folder)
        except Exception as error:  # there are as many kinds as there are compilers
            self.app.display_warning(f"without compiled loops: {error}")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["artifacts"].append((FOLDER / made.name).as_posix())


def _compiled(folder: Path) -> Path:
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    sources = sorted(folder.glob("compiled/*.[ch]"))
    # So that a test can tell a library of other sources, made before they were changed.
    told = crc32(b"".join([source.read_bytes() for source in sources]))
    extension = Extension(
        NAME,
        [str(source) for source in sources if source.suffix == ".c"],
        define_macros=[LIMITED, ("LOOPS_SOURCES", str(told >> 1))],
        py_limited_api=True,
        extra_compile_args=["-O3", EXACT],
    )
    with tempfile.TemporaryDirectory() as scratch:
        command = build_ext(Distribution({"ext_modules": [extension]}))
        command.build_temp = command.build_lib = scratch
        command.ensure_finalized()
        command.run()
        built = Path(command.get_ext_fullpath(NAME))
        made = folder / built.name
        made.write_bytes(built.read_bytes())
        return made
