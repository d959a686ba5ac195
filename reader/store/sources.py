"""A feed's name as people see it, in SQL."""

from __future__ import annotations

#: SQL for the source of the feed row ``f``: the user's name, else its title, else its host (without
#: the user name and password an address may hold).
SOURCE = (
    "coalesce(nullif(f.name, ''), nullif(f.title, ''), "
    "substr(substr(f.key, 1, instr(f.key || '/', '/') - 1),"
    " instr(substr(f.key, 1, instr(f.key || '/', '/') - 1), '@') + 1))"
)
