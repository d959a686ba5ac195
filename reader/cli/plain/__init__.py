"""The line mode: everything by typed lines and printed lines, for screen readers and pipes."""
