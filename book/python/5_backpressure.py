import asyncio


async def produce(queue):
    for row in range(100):
        await asyncio.sleep(0.001)  # a row comes
        await queue.put(row)
    await queue.put(None)


async def consume(queue):
    most = 0
    while await queue.get() is not None:
        await asyncio.sleep(0.003)  # it is stored, which takes longer
        most = max(most, queue.qsize())
    return most


async def main():
    for maxsize in [0, 2]:  # 0 means: no bound
        queue = asyncio.Queue(maxsize)
        _, most = await asyncio.gather(produce(queue), consume(queue))
        print(f"maxsize={maxsize}: up to {most} rows wait")


asyncio.run(main())
