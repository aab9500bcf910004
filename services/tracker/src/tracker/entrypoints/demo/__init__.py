"""Two weeks of a company at work, for installations that are there to be looked at."""
