"""A test run's RabbitMQ, as tests see it: vhosts with the whole topology in them."""

import secrets
from dataclasses import dataclass

from deploy.rabbitmq.topology import in_vhost, read_definitions, with_passwords
from tests.servers.management import Management
from tests.servers.passwords import BROKER_PASSWORDS
from tests.servers.run import Run


@dataclass(frozen=True, slots=True)
class BrokerUrls:
    """One vhost, addressed as each service's user (`urls["tracker"]`) and as the administrator."""

    host: str
    port: int
    vhost: str

    def __getitem__(self, user: str) -> str:
        return f"amqp://{user}:{BROKER_PASSWORDS[user]}@{self.host}:{self.port}/{self.vhost}"

    @property
    def admin(self) -> str:
        """The address for the user who may do everything but write to the default exchange."""
        return self["admin"]


@dataclass(frozen=True, slots=True)
class TestRabbitmq:
    """The run's broker; `management` is its HTTP API."""

    __test__ = False

    host: str
    port: int
    management: Management

    @classmethod
    def joined(cls, run: Run) -> "TestRabbitmq":
        """The run's broker with every service's user in it."""
        facts = run.server("rabbitmq")
        api = f"http://{facts['host']}:{facts['management_port']}/api"
        management = Management(api, "admin", BROKER_PASSWORDS["admin"])
        return cls(facts["host"], facts["amqp_port"], management)

    async def create_vhost(self) -> BrokerUrls:
        """A fresh vhost with the exchanges, queues, bindings and permissions of deploy/rabbitmq."""
        vhost = f"test-{secrets.token_hex(6)}"
        await self.management.load(in_vhost(with_passwords(read_definitions(), BROKER_PASSWORDS), vhost))
        return BrokerUrls(self.host, self.port, vhost)

    async def delete_vhost(self, urls: BrokerUrls) -> None:
        """Remove a vhost made here."""
        await self.management.delete_vhost(urls.vhost)
