import asyncio


def sequence(*steps):
    async def run(data):
        for step in steps:
            data = await step(data)
        return data

    return run


def group(*members):
    async def run(data):
        outputs = await asyncio.gather(*(member(data) for member in members))
        return {name: value for output in outputs for name, value in output.items()}

    return run


async def prices(data):
    return {"price": 2.5}


async def rates(data):
    return {"rate": 4.0, "price": 0.0}  # a price, too


async def total(data):
    return {"total": data["price"] * data.get("rates", 1.0)}  # misspelt


async def backup(data):
    await asyncio.sleep(0.02)
    print("the backup is written all the same")
    return {}


async def store(data):
    raise OSError("the disk is full")


async def main():
    flow = sequence(group(prices, rates), total)
    print(await flow({}))
    try:
        await group(backup, store)({})
    except OSError as error:
        print(error)
    await asyncio.sleep(0.03)  # the program has other things to do


asyncio.run(main())
