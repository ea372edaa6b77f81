"""Tests of the statements about Python on the page of chapter 4."""

import asyncio
import contextlib
import io
import pathlib
import runpy
import sys
import unittest

HERE = pathlib.Path(__file__).parent


class AsyncPatterns(unittest.IsolatedAsyncioTestCase):
    async def test_gather_raises_and_the_siblings_go_on(self):
        ended = asyncio.Event()

        async def fails():
            raise ValueError("first")

        async def goes_on():
            await asyncio.sleep(0)
            ended.set()

        sibling = asyncio.ensure_future(goes_on())
        with self.assertRaises(ValueError):
            await asyncio.gather(fails(), sibling)
        await asyncio.wait_for(ended.wait(), 60)
        await sibling
        self.assertFalse(sibling.cancelled())

    @unittest.skipIf(sys.version_info < (3, 11), "`TaskGroup` came with Python 3.11")
    async def test_a_task_group_cancels_the_siblings_and_awaits_them(self):
        async def fails():
            raise ValueError("first")

        with self.assertRaises(BaseExceptionGroup):
            async with asyncio.TaskGroup() as group:
                sibling = group.create_task(asyncio.sleep(3600))
                group.create_task(fails())
        self.assertTrue(sibling.cancelled())

    async def test_a_task_that_nobody_awaits_goes_on(self):
        ended = asyncio.Event()

        async def job():
            await asyncio.sleep(0)
            ended.set()

        async def spawns():
            return asyncio.create_task(job())

        task = await spawns()
        await asyncio.wait_for(ended.wait(), 60)
        await task


class AnAsyncWith(unittest.TestCase):
    def test_a_cancelled_task_still_releases(self):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            runpy.run_path(str(HERE / "4_async_patterns.py"))
        self.assertEqual(printed.getvalue().split("\n"), ["acquired", "released", "cancelled: True", ""])


if __name__ == "__main__":
    unittest.main()
