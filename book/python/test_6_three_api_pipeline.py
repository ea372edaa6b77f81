"""Tests of the statements about Python on the page of chapter 6."""

import asyncio
import pathlib
import runpy
import unittest

try:
    from aiohttp import web
except ImportError:
    web = None

HERE = pathlib.Path(__file__).parent


@unittest.skipIf(web is None, "aiohttp is not installed: `pip install aiohttp`")
class ThreeApiPipeline(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.requested = []
        self.failing = None
        self.broken = None

        def answering(answer):
            async def handle(request):
                self.requested.append(request.path)
                if request.path == self.failing:
                    return web.Response(status=503)
                if request.path == self.broken:
                    return web.Response(text="[", content_type="application/json")
                return web.json_response(answer)

            return handle

        app = web.Application()
        app.router.add_get("/search/repositories", answering({"items": [{"name": "kelp"}]}))
        app.router.add_get("/posts", answering([{"id": 1}]))
        app.router.add_get("/api/", answering({"results": [{"email": "zoe@example.com"}]}))
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.base = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
        self.program = runpy.run_path(str(HERE / "6_three_api_pipeline.py"))

    async def asyncTearDown(self):
        await self.runner.cleanup()

    async def test_items_are_in_the_order_of_the_sources(self):
        items = await self.program["run_pipeline"](self.base)
        self.assertEqual([item["source"] for item in items], ["github", "posts", "users"])

    async def test_one_failure_loses_everything_even_with_a_filter_for_another_source(self):
        self.failing = "/search/repositories"
        for source in [None, "posts"]:
            with self.assertRaises(TypeError):
                await self.program["run_pipeline"](self.base, source)

    async def test_a_body_that_is_not_json_ends_it(self):
        self.broken = "/posts"
        with self.assertRaises(ValueError):
            await self.program["run_pipeline"](self.base, "users")

    async def test_even_with_a_filter_it_calls_all_three_apis(self):
        items = await self.program["run_pipeline"](self.base, "users")
        self.assertEqual(len(items), 1)
        self.assertEqual(sorted(self.requested), ["/api/", "/posts", "/search/repositories"])

    async def test_a_misspelled_source_returns_nothing(self):
        self.assertEqual(await self.program["run_pipeline"](self.base, "user"), [])

    async def test_items_are_mutated(self):
        data = {"github": {"items": []}, "posts": [{"id": 1, "source": "mine"}], "users": {"results": []}}
        list(self.program["process_items"](data))
        self.assertEqual(data["posts"][0]["source"], "posts")


if __name__ == "__main__":
    unittest.main()
