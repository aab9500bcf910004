"""Analytics' pages."""
