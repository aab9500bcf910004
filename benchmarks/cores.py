"""Cores for what is measured and others for whoever asks, so that the asking takes nothing from it."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import asyncpg
import psutil

from chassis.postgres.address import driver_url


@dataclass(frozen=True, slots=True)
class Cores:
    """On a machine with one core they share it."""

    served_on: Collection[int]
    asked_from: Collection[int]

    @classmethod
    def of_this_machine(cls) -> "Cores":
        first, *others = sorted(os.sched_getaffinity(0))
        return cls([first], others or [first])


@contextmanager
def on(cores: Collection[int]) -> Iterator[None]:
    """Processes started within have these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def bind(process: psutil.Process, cores: Collection[int]) -> None:
    """Give it and its children, present and to come, these cores."""
    for each in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # a session that has just ended
            each.cpu_affinity(list(cores))


def cpu_seconds(process: psutil.Process) -> float:
    """What it has taken so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def family_cpu_seconds(process: psutil.Process) -> float:
    """What it and its present children have taken so far."""
    return cpu_seconds(process) + sum(cpu_seconds(child) for child in process.children(recursive=True))


async def postmaster(database_url: str) -> psutil.Process:
    """The process whose children serve connections to a database on this machine."""
    connection = await asyncpg.connect(driver_url(database_url))
    try:
        parent = psutil.Process(connection.get_server_pid()).parent()
    finally:
        await connection.close()
    if parent is None:
        raise LookupError("whatever serves this database has no parent here")
    return parent
