"""Real time, for the servers: tests freeze the clocks of Python and of the event loop.

A frozen clock must neither stop an answer nor put a false time into a record, so this
asks the operating system itself where it can (Linux).
"""

import asyncio
import os
import sys
import time


def real_time() -> float:
    """Return a monotonic time in seconds."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


async def real_sleep(seconds: float) -> None:
    """Wait for some real seconds without a timer of the event loop."""
    if sys.platform != "linux":
        await asyncio.sleep(seconds)
        return
    loop = asyncio.get_running_loop()
    rung = asyncio.Event()
    timer = os.timerfd_create(
        time.CLOCK_MONOTONIC, flags=os.TFD_NONBLOCK | os.TFD_CLOEXEC
    )
    try:
        # Zero would disarm the timer.
        os.timerfd_settime(timer, initial=max(seconds, 1e-6))
        loop.add_reader(timer, rung.set)
        await rung.wait()
    finally:
        loop.remove_reader(timer)
        os.close(timer)
