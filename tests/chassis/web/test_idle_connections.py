"""An idle connection is closed by whoever asks, so that no request meets one that is just being closed."""

from httpx2 import Limits

from chassis.cli.command_line import KEEP_ALIVE_SECONDS

INGRESS_IDLE_SECONDS = 60


def test_a_server_keeps_idle_connections_longer_than_clients_and_ingresses() -> None:
    assert KEEP_ALIVE_SECONDS > INGRESS_IDLE_SECONDS > (Limits().keepalive_expiry or 0)
