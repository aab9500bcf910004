"""What each mail says."""

from auth.domain.mailed_link import LetterKind
from chassis.pages.catalogues import message

WORDS = {
    LetterKind.FORGOTTEN: {
        "subject": message("A new password for Popug"),
        "text": message("somebody, hopefully you, asked for a new password. Choose one here:"),
        "action": message("Choose a new password"),
        "note": message(
            "The link is good once, for 30 minutes. "
            "If it was not you, do nothing: your password stays as it is."
        ),
    },
    LetterKind.INVITATION: {
        "subject": message("Welcome to Popug"),
        "text": message("there is an account for you. Choose a password, and you are in:"),
        "action": message("Choose a password"),
        "note": message("The link is good once, for 7 days. Ask an admin for another one after that."),
    },
    LetterKind.REGISTRATION: {
        "subject": message("Confirm your account at Popug"),
        "text": message("somebody, hopefully you, wants an account with this e-mail. Confirm it here:"),
        "action": message("Confirm the account"),
        "note": message("The link is good once, for 24 hours. If it was not you, do nothing."),
    },
    LetterKind.TAKEN: {
        "subject": message("You have an account at Popug already"),
        "text": message(
            "somebody, hopefully you, wants an account with this e-mail, which has one already. "
            "If you have forgotten its password:"
        ),
        "action": message("Choose a new password"),
        "note": message("If it was not you, do nothing: nobody has learnt that you are here."),
    },
}
