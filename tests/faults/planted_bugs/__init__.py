"""Faults of one line, planted on purpose into a copy of the source, each of which a test has to notice."""
