"""An e-mail address as an account's unique name."""

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from auth.domain.errors import InvalidEmail


@dataclass(frozen=True, slots=True)
class Email:
    """A normalised address; two spellings that differ only in case are the same address."""

    address: str

    @classmethod
    def parse(cls, text: str) -> "Email":
        # globally_deliverable=False: a company may well live at popug.local.
        try:
            parsed = validate_email(text.strip(), check_deliverability=False, globally_deliverable=False)
        except EmailNotValidError as error:
            raise InvalidEmail(f"This is not an e-mail address: {error}") from error
        return cls(parsed.normalized.lower())

    def __str__(self) -> str:
        return self.address
