"""Run one command with no output, and print the seconds, CPU seconds and peak MiB it took.

A process of its own, and a small one: a child counts the memory of the process that started it as its own peak.
"""

import os
import sys
import time

QUIET = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in (0, 1, 2)]

started = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=QUIET)
_, status, spent = os.wait4(child, 0)
wall = time.perf_counter() - started
print(wall, spent.ru_utime + spent.ru_stime, spent.ru_maxrss / 1024)
sys.exit(os.waitstatus_to_exitcode(status) != 0)
