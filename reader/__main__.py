"""``python -m reader`` and the ``clew`` command."""

from __future__ import annotations


def main() -> None:
    """Run the command line; exit codes are those documented in ``reader.cli``."""
    from reader.cli import run

    run()


if __name__ == "__main__":
    main()
