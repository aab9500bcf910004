"""What the tracker is told by its environment."""

from typing import Annotated, Literal

from pydantic import BeforeValidator

from chassis.settings import ServiceSettings


class TrackerSettings(ServiceSettings):
    """`task_created_version` is the version of `task.created` that all consumers are ready for."""

    assignment_policy: Literal["uniform-random", "least-loaded"] = "uniform-random"
    task_created_version: Annotated[Literal[1, 2], BeforeValidator(int)] = 2
