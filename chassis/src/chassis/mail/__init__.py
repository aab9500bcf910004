"""The way mails leave a service: an SMTP server, and the settings that name it."""

from chassis.mail.server import MailServer
from chassis.mail.settings import MailSettings
from chassis.mail.smtp import SmtpPost
from chassis.post import MailRefused, MailServerAway, Post

__all__ = ["MailRefused", "MailServer", "MailServerAway", "MailSettings", "Post", "SmtpPost"]
