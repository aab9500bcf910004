"""Amounts on the JSON API: decimal strings, so that no client ever parses money into a binary float."""


def dollars(cents: int) -> str:
    """Integer cents as dollars with two decimals: 1500 is `"15.00"`, -5 is `"-0.05"`."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02}"
