"""Mails as employees read them, and the way to a mail server."""
