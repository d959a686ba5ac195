"""Sentence vectors, the optional extra ``semantic``, behind a protocol of our own."""
