"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable


def wait_for(condition: Callable[[], object], what: str, seconds: float = 20.0):
    """The first true value of condition(); an exception in it counts as not yet."""
    deadline = time.monotonic() + seconds
    pause, last = 0.005, None
    while True:
        try:
            value = condition()
            if value:
                return value
            last = value
        except (OSError, EOFError, LookupError, ValueError) as error:
            last = error
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s for: {what}; last seen: {last!r}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)
