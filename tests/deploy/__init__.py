"""Tests of how Popug is installed, started, watched and stopped."""
