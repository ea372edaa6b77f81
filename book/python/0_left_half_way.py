import asyncio


async def rows():
    try:
        for row in range(1, 4):
            yield row
    finally:
        print("closed")


async def main():
    async for row in rows():
        print(f"row {row}")
        if row == 2:
            break
    print("after the loop")


if __name__ == "__main__":
    asyncio.run(main())
