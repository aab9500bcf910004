"""What may become a password: length counts, composition does not (OWASP ASVS 5.0, 6.2)."""

from functools import cache

from auth.domain.email import Email
from auth.domain.errors import WeakPassword

CHARACTERS_MIN = 8
CHARACTERS_MAX = 256

COMMON_HERE = """
p@ssword 0123456789 87654321 987654321 00000000 88888888 12341234 123123123 michelle jennifer
administrator admin1234 йцукенгш пароль123 popugpopug popug123 password!
"""
"""What the list of the commonest does not know: our own words, other keyboards, longer rows of keys."""


def check_new_password(password: str, email: Email) -> None:
    """Refuse what anybody would guess."""
    if not CHARACTERS_MIN <= len(password) <= CHARACTERS_MAX:
        raise WeakPassword(f"A password has {CHARACTERS_MIN} to {CHARACTERS_MAX} characters.")
    if password.lower() in common_passwords() or len(set(password)) == 1:
        raise WeakPassword("This password is among the first anybody would try.")
    if password.lower() in (email.address, email.address.partition("@")[0]):
        raise WeakPassword("A password is not one's own e-mail address.")


@cache
def common_passwords() -> frozenset[str]:
    """In lower case. Read when first asked for: the library's lists take a dozen megabytes."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset((*FREQUENCY_LISTS["passwords"], *COMMON_HERE.split()))
