import asyncio
import random


async def async_generator():
    for _ in range(10):
        await asyncio.sleep(1)
        yield random.uniform(0, 10)


async def main():
    async for number in async_generator():
        print(f"{number:.3f}")


if __name__ == "__main__":
    asyncio.run(main())
