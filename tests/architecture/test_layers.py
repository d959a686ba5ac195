"""Holds the layers: who may import whom, and what a cold start may load."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "reader"
BOTTOM = {
    "model",
    "text",
    "errors",
    "paths",
    "clock",
    "config",
    "words",
    "log",
    "interrupt",
    "starting",
    "__init__",
}
ALLOWED = {
    "cli": {"ui", "services"},
    "ui": {"services"},
    "services": {"store", "fetch", "parse", "threads", "meaning", "query"},
    "store": {"query"},
    "fetch": set(),
    "parse": set(),
    "threads": set(),
    "meaning": set(),
    "query": set(),
}
#: third-party package → the places that may import it (folder or file under reader/).
OWNERS = {
    "textual": ("ui/",),
    "rich": ("ui/", "cli/progress.py"),
    "sqlite3": ("store/",),
    "sqlite_utils": ("store/",),
    "feedparser": ("parse/slow.py",),
    "aiohttp": ("fetch/client.py", "fetch/connecting.py"),
    "aiohttp_socks": ("fetch/connecting.py",),
    "rapidfuzz": (
        "threads/",
        "query/",
        "ui/",
        "services/tagging.py",
        "services/known.py",
        "services/differing.py",
    ),
    "re2": ("query/regex.py",),
    "isal": ("store/content.py", "threads/pack.py"),
    "trafilatura": ("parse/page.py",),
    "click": ("cli/",),
    "pygments": ("ui/article/code.py",),
    "PIL": ("parse/figure.py", "ui/figures/drawing.py"),
    "textual_image": ("ui/figures/drawing.py",),
}
BOTTOM_MAY = {"wcwidth", "platformdirs"}


def imports(path: Path) -> list[str]:
    """Every module imported by the file, at any depth, in dotted form."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


FILES = sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_layers_hold(path: Path) -> None:
    relative = path.relative_to(ROOT)
    layer = relative.parts[0] if len(relative.parts) > 1 else "bottom"
    if layer in BOTTOM:
        layer = "bottom"
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "reader" and len(parts) > 1 and parts[1] in ALLOWED:
            target = parts[1]
            if relative.name == "__main__.py" and layer == "bottom":
                assert target == "cli"
            elif layer == "bottom":
                pytest.fail(f"{relative} imports {name}: bottom files stand alone")
            elif target != layer:
                assert target in ALLOWED[layer], f"{relative} must not import {name}"
        elif parts[0] != "reader":
            owners = OWNERS.get(parts[0])
            if owners:
                assert str(relative).startswith(owners), f"{relative} must not import {name}"
            if layer == "bottom" and relative.name != "__main__.py":
                assert parts[0] in sys.stdlib_module_names | BOTTOM_MAY, f"{relative}: {name}"


def test_every_folder_is_a_known_layer() -> None:
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert folders - BOTTOM == set(ALLOWED)


def test_every_value_of_the_model_is_found_in_its_room() -> None:
    import reader.model

    for path in (ROOT / "model").glob("[!_]*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        defined = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
        defined |= {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        assert defined == set(reader.model.ROOMS[path.stem].split()), path.stem
        for name in defined:
            getattr(reader.model, name)


def test_no_statement_numbers_its_values() -> None:
    """Python 3.12.0 to 3.12.3 takes ``?1`` for a name and warns of values that come in a sequence;
    a statement has plain ``?``, or ``:name`` and a dict (which Python 3.14 insists on)."""
    numbered = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in FILES
        if str(path.relative_to(ROOT)).startswith(OWNERS["sqlite3"])
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\?(\d|\{n)", line)
    ]
    assert numbered == []


def loaded_by(statement: str) -> set[str]:
    """The packages that running the statement loads."""
    return {name.partition(".")[0] for name in modules_of(statement)}


def modules_of(statement: str) -> set[str]:
    code = f"{statement}\nimport sys; print('\\n'.join(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(result.stdout.split())


def test_no_moment_is_left_to_a_timer_that_may_leave_it_out() -> None:
    """Textual's own ``set_timer`` may end without a call; ``reader.ui.timing`` says when."""
    users = {path.name for path in ROOT.rglob("*.py") if ".set_timer(" in path.read_text("utf-8")}
    assert users == {"timing.py"}


def test_the_command_line_starts_cold() -> None:
    heavy = {"textual", "rich", "feedparser", "sqlite_utils", "aiohttp", "rapidfuzz", "nh3", "re2"}
    assert not heavy & loaded_by("import reader.cli")


def test_the_screen_starts_without_network_and_parsers() -> None:
    heavy = {"feedparser", "sqlite_utils", "aiohttp", "rapidfuzz", "nh3", "re2"}
    heavy |= {"Stemmer", "asyncpg"}
    assert not heavy & loaded_by("import reader.ui.app, reader.services")


def test_the_first_list_loads_only_what_it_shows(tmp_path: Path) -> None:
    """A room named here costs the first paint milliseconds it has no use for."""
    from reader.clock import FixedClock
    from reader.store import Store

    Store.open(tmp_path / "clew.db", FixedClock(1)).close()
    statement = f"""
from pathlib import Path
import reader.cli.screen, reader.ui.app
from reader.clock import FixedClock
from reader.config import Config
from reader.paths import resolve
from reader.services import Services
services = Services.open(resolve(Path({str(tmp_path)!r})), Config(), FixedClock(1))
services.reading.thread_rows(services.searching.hits('is:unread -is:muted', first=200).hits.ids)
services.reading.state('theme')
services.close()
"""
    later = {
        "click",
        "wcwidth",
        "reader.cli.main",
        "reader.model.acting",
        "reader.model.arriving",
        "reader.model.grouping",
        "reader.query.describe",
        "reader.query.memory",
        "reader.services.exporting",
        "reader.services.subscriptions",
        "reader.services.triage",
        "reader.store.actions",
        "reader.store.arrivals",
        "reader.store.health",
        "reader.store.placing",
        "reader.ui.dialogs",
        "reader.ui.doing",
    }
    assert not later & modules_of(statement)


def test_no_dependency_installs_another_reader() -> None:
    import importlib.metadata

    owners = [
        dist.metadata["Name"]
        for dist in importlib.metadata.distributions()
        for file in dist.files or ()
        if file.parts[0] == "reader"
    ]
    assert set(owners) <= {"clew"}
