"""Commands that read the configuration alone."""
