"""The command line: one click command a file; heavy imports inside the command.

stdout is data, stderr is talk. Exit codes: 0 done, 1 failed, 2 wrong use, 3 the database, 4 busy,
5 the network, 130 interrupted.
"""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line with the process's arguments."""
    from reader import interrupt

    interrupt.ends_at_once()
    from reader.cli.invocation import for_screen

    invocation = for_screen(sys.argv[1:])
    if invocation is None:
        from reader.cli.main import main

        main()
    else:
        from reader.cli.leaving import leave
        from reader.cli.screen import open_screen

        leave(lambda: open_screen(invocation))
