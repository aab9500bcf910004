"""What can keep the system from being set up or started, each in one sentence a person can act on."""


class DeployError(Exception):
    """The system cannot be set up or started; the message says why and what to change."""


class PartMissing(DeployError):
    """A program that the system needs is neither on this machine nor obtainable."""


class PortTaken(DeployError):
    """Another program listens where one of ours has to."""


class NotReady(DeployError):
    """A process was started and did not become ready in time."""
