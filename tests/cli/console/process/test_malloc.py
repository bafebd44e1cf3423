"""Memory that was freed is taken again, without asking the system for it."""

import platform
import subprocess
import sys

import pytest

_AGAIN = """
import resource
from cli.console.process.malloc import retain_freed_memory

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    bytes([1]) * (8 << 20)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

retain_freed_memory()
faults()
print(faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others do not learn")
def test_pages_of_a_freed_array_are_not_asked_for_again() -> None:
    command = [sys.executable, "-c", _AGAIN]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert int(done.stdout) < 100
