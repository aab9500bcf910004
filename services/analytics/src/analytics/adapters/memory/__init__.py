"""In-memory twins of analytics' adapters; they pass the same contract tests."""
