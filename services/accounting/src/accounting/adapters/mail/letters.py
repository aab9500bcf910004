"""Writes the mail about a payout: text and HTML, in the employee's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path

from babel.dates import format_date
from babel.support import NullTranslations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from accounting.application.mail_ports import DueMail
from accounting.domain.payout_mail import Payout
from chassis.pages.catalogues import load_translations, message
from chassis.pages.formatting import money
from chassis.pages.languages import LOCALES
from chassis.post import MailRefused

TEMPLATES = Path(__file__).parent / "mail_templates"
DAY = "d MMMM y"
ENCODING = "quoted-printable"


class PayoutLetters:
    """`sender` is a name and an address as in `From`; `catalogues` are locale directories.

    `account_url` is where employees find every entry.
    """

    def __init__(self, sender: str, account_url: str, catalogues: Sequence[Path]) -> None:
        self._sender = sender
        self._account_url = account_url
        self._translations = load_translations(catalogues)
        self._environments = {locale: _environment(self._translations[locale]) for locale in LOCALES}

    def write(self, mail: DueMail, at: datetime) -> EmailMessage:
        locale = mail.locale if mail.locale in LOCALES else LOCALES[0]
        words = self._words(mail, locale)
        subject = self._translations[locale].gettext(message("You were paid %(amount)s for %(day)s"))
        letter = EmailMessage()
        try:
            letter["To"] = _address(mail.name, mail.email)
        except (ValueError, IndexError, MessageError) as error:
            raise MailRefused(f"no mail can be addressed to that: {error}") from error
        letter["From"] = self._sender
        letter["Subject"] = subject % words
        letter["Date"] = format_datetime(at)
        letter["Message-ID"] = message_id(mail.payout, self._sender, mail.resent)
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office notes, please
        letter.set_content(self._render(locale, "payout.txt", words), cte=ENCODING)
        html = self._render(locale, "payout.html", words)
        letter.add_alternative(html, subtype="html", cte=ENCODING)
        letter["Content-Language"] = locale  # a header set before the parts would become the first part's
        return letter

    def _words(self, mail: DueMail, locale: str) -> Mapping[str, str]:
        carried_over = mail.payout.amount - (mail.earned - mail.charged)
        return {
            "locale": locale,
            "name": mail.name,
            "day": format_date(mail.payout.day, DAY, locale=locale),
            "amount": money(mail.payout.amount, locale),
            "earned": money(mail.earned, locale),
            "charged": money(-mail.charged, locale),
            "carried_over": money(carried_over, locale) if carried_over else "",
            "account_url": self._account_url,
        }

    def _render(self, locale: str, template: str, words: Mapping[str, str]) -> str:
        return self._environments[locale].get_template(template).render(words)


def message_id(payout: Payout, sender: str, resent: int = 0) -> str:
    """The same for every attempt, so that a mail that arrives twice can be told from two mails.

    One that somebody had sent once more is another mail: receivers drop what they know already.
    """
    domain = parseaddr(sender)[1].rpartition("@")[2]
    again = f".again-{resent}" if resent else ""
    return f"<payout.{payout.day}.{payout.account_id}{again}@{domain}>"


def _address(name: str, email: str) -> Address:
    mailbox, _, domain = email.rpartition("@")
    return Address(name, mailbox, domain)


def _environment(translations: NullTranslations) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    return environment
