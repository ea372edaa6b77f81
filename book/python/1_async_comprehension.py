import asyncio
import time


async def lookup(id):
    await asyncio.sleep(0.1)
    return f"user {id}"


async def main():
    start = time.perf_counter()
    in_turn = [await lookup(id) for id in range(5)]
    print(f"comprehension: {time.perf_counter() - start:.1f} s")

    start = time.perf_counter()
    together = await asyncio.gather(*(lookup(id) for id in range(5)))
    print(f"gather:        {time.perf_counter() - start:.1f} s")
    assert in_turn == together


asyncio.run(main())
