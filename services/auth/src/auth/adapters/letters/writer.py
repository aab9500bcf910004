"""Writes the mails that carry links: text and HTML, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path

from babel.support import NullTranslations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from auth.adapters.letters.words import WORDS
from auth.application.letter_ports import DueLetter, LinkTokens
from auth.domain.mailed_link import Letter, LetterKind
from chassis.pages.catalogues import load_translations
from chassis.pages.languages import LOCALES
from chassis.post import MailRefused

TEMPLATES = Path(__file__).parent / "mail_templates"
ENCODING = "quoted-printable"


class LinkLetters:
    """`sender` is a name and an address as in `From`; `address` is where auth's pages are."""

    def __init__(self, sender: str, address: str, catalogues: Sequence[Path], tokens: LinkTokens) -> None:
        self._sender = sender
        self._address = address.rstrip("/")
        self._tokens = tokens
        self._translations = load_translations(catalogues)
        self._environments = {locale: _environment(self._translations[locale]) for locale in LOCALES}

    def write(self, mail: DueLetter, at: datetime) -> EmailMessage | None:
        return None if mail.letter.kind is LetterKind.NOBODY else self._written(mail.letter, at)

    def _written(self, letter: Letter, at: datetime) -> EmailMessage:
        locale = letter.locale if letter.locale in LOCALES else LOCALES[0]
        words = self._words(letter, locale)
        mail = EmailMessage()
        try:
            mailbox, _, domain = letter.email.rpartition("@")
            mail["To"] = Address(letter.name, mailbox, domain)
        except (ValueError, IndexError, MessageError) as error:
            raise MailRefused(f"no mail can be addressed to that: {error}") from error
        mail["From"] = self._sender
        mail["Subject"] = words["subject"]
        mail["Date"] = format_datetime(at)
        # The same for every attempt, so that a mail that arrives twice can be told from two mails.
        mail["Message-ID"] = f"<link.{letter.letter_id}@{parseaddr(self._sender)[1].rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office notes, please
        mail.set_content(self._render(locale, "letter.txt", words), cte=ENCODING)
        mail.add_alternative(self._render(locale, "letter.html", words), subtype="html", cte=ENCODING)
        mail["Content-Language"] = locale  # a header set before the parts would become the first part's
        return mail

    def _words(self, letter: Letter, locale: str) -> Mapping[str, str]:
        translated = self._translations[locale].gettext
        words = {part: translated(text) for part, text in WORDS[letter.kind].items()}
        return {**words, "locale": locale, "name": letter.name, "href": self._href(letter)}

    def _href(self, letter: Letter) -> str:
        if letter.kind is LetterKind.TAKEN or letter.link_id is None:
            return f"{self._address}/forgotten-password"
        return f"{self._address}/link?token={self._tokens.token_of(letter.link_id)}"

    def _render(self, locale: str, template: str, words: Mapping[str, str]) -> str:
        return self._environments[locale].get_template(template).render(words)


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
