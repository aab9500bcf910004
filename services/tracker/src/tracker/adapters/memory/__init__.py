"""In-memory twins of the tracker's adapters; they pass the same contract tests."""
