"""How Popug is installed, started, watched and stopped."""
