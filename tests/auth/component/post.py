"""Auth's mails, sent by its own mailer over SMTP."""

from email.message import EmailMessage

from auth.adapters.letters.writer import LinkLetters
from auth.adapters.postgres.letters import PostgresMailbag
from auth.adapters.vault import DrawnSecrets
from auth.bootstrap.mailing import CATALOGUE
from chassis.clock import SettableClock
from chassis.mail import MailServer as KnownServer
from chassis.mail import SmtpPost
from chassis.mailing import Mailing
from chassis.postgres.database import Database
from tests.auth.settings import ISSUER, KEY_ENCRYPTION_KEY
from tests.servers.mail import LOOPBACK, MailServer
from tests.servers.ports import free_port


class Post:
    """Auth's mails, sent by its own mailer to a mail server in this process."""

    def __init__(self, database: Database, clock: SettableClock) -> None:
        self.server = MailServer(free_port())
        writer = LinkLetters(
            "Popug <noreply@popug.inc>", ISSUER, [CATALOGUE], DrawnSecrets(KEY_ENCRYPTION_KEY)
        )
        post = SmtpPost(KnownServer(LOOPBACK, self.server.port, "popug.inc"))
        self.mailbag = PostgresMailbag(database)
        self.mailing = Mailing(self.mailbag, writer, post, clock)

    async def delivered(self) -> list[EmailMessage]:
        """Every mail that has arrived, once those that are due are sent."""
        async with self.server.at_work():
            while await self.mailing.send_due(lambda: True):
                pass
        return self.server.mails
