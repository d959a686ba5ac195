"""Bytes from the network; knows nothing of feeds. ``client`` asks, ``schedule`` says when,
``discover`` chooses among a page's links."""
