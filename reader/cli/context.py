"""How a command is given the run it belongs to."""

from __future__ import annotations

import click

from reader.cli.invocation import Invocation

__all__ = ["Invocation", "pass_invocation"]

pass_invocation = click.make_pass_decorator(Invocation)
