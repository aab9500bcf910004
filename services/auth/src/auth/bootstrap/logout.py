"""Whoever tells clients that a session has ended, put together."""

from auth.adapters.back_channel import HttpBackChannel
from auth.adapters.postgres.logout_notices import PostgresDueNotices
from auth.application.logout_delivery import LogoutDelivery
from auth.bootstrap.assembly import Application, logout_addresses
from auth.entrypoints.logout_duty import LogoutDuty


def logout_duty_of(auth: Application, back_channel: HttpBackChannel) -> LogoutDuty:
    provider = auth.provider
    delivery = LogoutDelivery(
        PostgresDueNotices(auth.database),
        back_channel,
        logout_addresses(provider.clients),
        provider.tokens.signer,
        auth.clock,
        provider.issuer,
    )
    return LogoutDuty(delivery)
