"""Write the README's tables of keys and settings anew; run it by its path."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]


def main() -> None:
    from test_readme import key_table, settings_table

    from reader.ui.actions import ACTIONS

    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    for name, table in (("keys", key_table(ACTIONS)), ("settings", settings_table())):
        start, end = f"<!-- {name} -->\n", f"\n<!-- /{name} -->"
        head, _, rest = text.partition(start)
        text = head + start + table + end + rest.partition(end)[2]
    readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
