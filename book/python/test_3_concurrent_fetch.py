"""Tests of the statements about Python on the page of chapter 3."""

import asyncio
import pathlib
import runpy
import unittest

try:
    import aiohttp
    from aiohttp import web
except ImportError:
    aiohttp = None

HERE = pathlib.Path(__file__).parent


@unittest.skipIf(aiohttp is None, "aiohttp is not installed: `pip install aiohttp`")
class ConcurrentFetch(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.in_flight = self.most_in_flight = 0
        self.all_have_arrived = asyncio.Event()

        async def page(request):
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
            number = int(request.match_info["number"])
            if "together" in request.query:
                if self.in_flight == int(request.query["together"]):
                    self.all_have_arrived.set()
                await self.all_have_arrived.wait()
            self.in_flight -= 1
            return web.Response(text=f"page {number}")

        app = web.Application()
        app.router.add_get("/{number:[0-9]+}", page)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
        self.program = runpy.run_path(str(HERE / "3_concurrent_fetch.py"))

    async def asyncTearDown(self):
        await self.runner.cleanup()

    async def test_the_results_are_in_the_order_of_the_urls(self):
        pages = await self.program["fetch_all"]([f"{self.url}/2", f"{self.url}/1"])
        self.assertEqual(pages, ["page 2", "page 1"])

    async def test_a_404_comes_back_as_text(self):
        (page,) = await self.program["fetch_all"]([f"{self.url}/missing"])
        self.assertIn("404", page)

    async def test_one_failure_loses_the_results_of_all_others(self):
        with self.assertRaises(aiohttp.ClientError):
            await self.program["fetch_all"]([f"{self.url}/1", "http://127.0.0.1:1/"])

    async def test_only_the_limit_of_aiohttp_bounds_the_requests(self):
        await self.program["fetch_all"]([f"{self.url}/{number}?together=100" for number in range(300)])
        self.assertEqual(self.most_in_flight, 100)


if __name__ == "__main__":
    unittest.main()
