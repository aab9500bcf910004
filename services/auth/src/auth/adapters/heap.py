"""Gives memory that the C library keeps for another time back to the system."""

import ctypes


def trim_heap() -> None:
    """Does nothing where the C library is not glibc, which alone keeps that much."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
