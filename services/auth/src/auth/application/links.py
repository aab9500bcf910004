"""Makes links and puts the mails that carry them into the outgoing tray, in the transaction of the act."""

from dataclasses import dataclass

from auth.application.letter_ports import LinkTokens, MailedLinks, OutgoingLetters
from auth.domain.identifiers import LetterId, LinkId
from auth.domain.mailed_link import LIFETIMES, Letter, LetterKind, LinkKind, MailedLink
from auth.domain.secret import digest
from chassis.clock import Clock
from chassis.identifiers import AccountId, new_id


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a mail is for; `account_id` is None while there is no account."""

    email: str
    name: str
    locale: str
    account_id: AccountId | None = None


@dataclass(frozen=True, slots=True)
class Links:
    links: MailedLinks
    letters: OutgoingLetters
    tokens: LinkTokens
    clock: Clock

    async def send(
        self, kind: LinkKind, letter: LetterKind, reader: Reader, password_hash: str | None = None
    ) -> str:
        """The token of the new link."""
        now = self.clock.now()
        link_id = LinkId(new_id())
        token = self.tokens.token_of(link_id)
        await self.links.add(
            MailedLink(
                link_id=link_id,
                kind=kind,
                token_digest=digest(token),
                account_id=reader.account_id,
                email=reader.email,
                name=reader.name,
                locale=reader.locale,
                password_hash=password_hash,
                made_at=now,
                expires_at=now + LIFETIMES[kind],
            )
        )
        await self.letters.add(
            Letter(LetterId(new_id()), letter, link_id, reader.email, reader.name, reader.locale, now)
        )
        return token
