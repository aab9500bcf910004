"""Bare argon2id in a process of its own: `python -m benchmarks.bare_argon2 PASSES KIB LANES THREADS TIMES`.

Prints verifications a second, and the CPU seconds that one took.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, process_time

from pwdlib.hashers.argon2 import Argon2Hasher

PASSWORD = "a good parrot says nothing"  # noqa: S105 - nobody has it


def main(arguments: list[str]) -> None:
    passes, memory_kib, lanes, threads, times = map(int, arguments)
    argon2 = Argon2Hasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
    password_hash = argon2.hash(PASSWORD)
    with ThreadPoolExecutor(threads) as pool:
        _verified(pool, argon2, password_hash, threads)  # what a process takes once, a server has long taken
        began, cpu_before = perf_counter(), process_time()
        _verified(pool, argon2, password_hash, times)
        print(times / (perf_counter() - began), (process_time() - cpu_before) / times)


def _verified(pool: ThreadPoolExecutor, argon2: Argon2Hasher, password_hash: str, times: int) -> None:
    if not all(pool.map(lambda _: argon2.verify(PASSWORD, password_hash), range(times))):
        raise AssertionError("the right password does not fit")


if __name__ == "__main__":
    main(sys.argv[1:])
