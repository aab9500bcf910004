"""What may become a password: length counts, composition does not (OWASP ASVS 5.0, 6.2)."""

from auth.domain.email import Email
from auth.domain.errors import WeakPassword

CHARACTERS_MIN = 8
CHARACTERS_MAX = 256

COMMON_WORDS = """
password password1 password12 password123 passw0rd p@ssw0rd p@ssword 12345678 123456789 1234567890
0123456789 87654321 987654321 11111111 00000000 88888888 12341234 11223344 123123123 qwerty12
qwerty123 qwertyui qwertyuiop 1q2w3e4r 1q2w3e4r5t 1qaz2wsx zaq12wsx q1w2e3r4 asdfghjk asdfghjkl
zxcvbnm1 abcd1234 abc12345 a1b2c3d4 iloveyou sunshine princess football baseball superman
trustno1 starwars whatever welcome1 letmein1 michelle jennifer computer internet changeme
administrator admin123 admin1234 йцукенгш пароль123 popugpopug popug123 password! qwerty1234
"""
COMMON = frozenset(COMMON_WORDS.split())


def check_new_password(password: str, email: Email) -> None:
    """Refuse what anybody would guess."""
    if not CHARACTERS_MIN <= len(password) <= CHARACTERS_MAX:
        raise WeakPassword(f"A password has {CHARACTERS_MIN} to {CHARACTERS_MAX} characters.")
    if password.lower() in COMMON or len(set(password)) == 1:
        raise WeakPassword("This password is among the first anybody would try.")
    if password.lower() in (email.address, email.address.partition("@")[0]):
        raise WeakPassword("A password is not one's own e-mail address.")
