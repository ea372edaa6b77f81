import asyncio
import random
import time


async def async_generator():
    for _ in range(10):
        await asyncio.sleep(0.1)
        yield random.uniform(0, 10)


async def async_comprehension():
    return [number async for number in async_generator()]


async def measure_runtime():
    start = time.perf_counter()
    await asyncio.gather(*(async_comprehension() for _ in range(4)))
    return time.perf_counter() - start


print(f"{asyncio.run(measure_runtime()):.6f} s")
