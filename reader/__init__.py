"""clew: a terminal news reader that winds the stories of many feeds into threads."""

__version__ = "0.1.0"
