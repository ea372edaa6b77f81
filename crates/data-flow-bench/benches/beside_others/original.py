"""Runs a graph of the Python original a number of times, and prints its seconds of processor time on stderr."""

import asyncio
import sys
import time

from asyncdataflow import DataFlow


async def ready(count):
    return {"count": count + 1}


async def suspended(count):
    await asyncio.sleep(0)
    return {"count": count + 1}


async def left_ready(count):
    return {"left": count + 1}


async def right_ready(count):
    return {"right": count + 1}


async def left_suspended(count):
    await asyncio.sleep(0)
    return {"left": count + 1}


async def right_suspended(count):
    await asyncio.sleep(0)
    return {"right": count + 1}


async def total(left, right):
    return {"count": left + right}


GRAPHS = {
    "data-flow chain, ready/ready": (ready,) * 5,
    "data-flow chain, suspended/suspended": (suspended,) * 5,
    "data-flow diamond, ready/ready": (ready, (left_ready, right_ready), total),
    "data-flow diamond, suspended/suspended": (suspended, (left_suspended, right_suspended), total),
}


async def main(case, runs):
    flow = DataFlow(GRAPHS[case])
    started = time.thread_time()
    for _ in range(runs):
        result = await flow(count=1)
    elapsed = time.thread_time() - started
    assert result == {"count": 6}, result
    print(elapsed, file=sys.stderr)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
