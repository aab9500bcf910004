"""Links that come by mail, as tests ask for them and use them."""

from auth.application.commands.ask_for_new_password import AskForNewPassword
from auth.application.commands.set_password_by_link import SetPasswordByLink
from auth.application.sign_in import Origin
from auth.domain.email import Email
from auth.domain.mailed_link import LetterKind, MailedLink
from tests.auth.unit.memory_auth import MemoryAuth

HERE = Origin("127.0.0.1", "a browser")
KESHA = Email("kesha@popug.inc")
NEW = "a new good one"


def token_of(auth: MemoryAuth, link: MailedLink) -> str:
    return auth.secrets.token_of(link.link_id)


def newest(auth: MemoryAuth) -> MailedLink:
    return list(auth.store.links.values())[-1]


def letters(auth: MemoryAuth) -> list[LetterKind]:
    return [due.letter.kind for due in auth.store.letters.values()]


async def ask(auth: MemoryAuth, email: Email = KESHA) -> str:
    await auth.mediator.handle_command(AskForNewPassword(email, "en"))
    return token_of(auth, newest(auth))


async def set_password(auth: MemoryAuth, token: str, password: str = NEW) -> None:
    await auth.mediator.handle_command(SetPasswordByLink(token, await auth.hasher.hash(password)))
