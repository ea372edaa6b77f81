import asyncio


class Connection:
    async def __aenter__(self):
        print("acquired")
        return self

    async def __aexit__(self, *error):
        await asyncio.sleep(0)
        print("released")


async def work(seconds):
    async with Connection():
        await asyncio.sleep(seconds)
        print("worked")


async def main():
    task = asyncio.create_task(work(seconds=3600))
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])
    print("cancelled:", task.cancelled())


asyncio.run(main())
