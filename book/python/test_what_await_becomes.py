"""Tests of the statements about Python on the page "What `await` becomes"."""

import asyncio
import contextlib
import io
import pathlib
import runpy
import unittest

PROGRAM = runpy.run_path(str(pathlib.Path(__file__).parent / "what_await_becomes.py"))


class WhatAwaitBecomes(unittest.TestCase):
    def test_send_runs_a_coroutine_to_the_next_yield_below_all_awaits(self):
        async def outer():
            return await PROGRAM["total"]() + 1

        coroutine = outer()
        self.assertEqual([coroutine.send(None), coroutine.send(None)], [2, 1])
        with self.assertRaises(StopIteration) as end:
            coroutine.send(None)
        self.assertEqual(end.exception.value, 43)

    def test_the_loop_runs_the_waits_of_all_coroutines_together(self):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            PROGRAM["run"]([PROGRAM["total"]() for _ in range(2)])
        self.assertEqual(
            printed.getvalue().splitlines(), ["after 3 s, task 0 returns 42", "after 3 s, task 1 returns 42"]
        )

    def test_an_await_that_has_its_result_does_not_return_to_the_loop(self):
        async def ready():
            return 1

        async def other(order):
            order.append("other")

        async def main(order, pause):
            task = asyncio.create_task(other(order))
            for _ in range(1000):
                await pause()
            order.append("main")
            await task
            return order

        self.assertEqual(asyncio.run(main([], ready)), ["main", "other"])
        self.assertEqual(asyncio.run(main([], lambda: asyncio.sleep(0))), ["other", "main"])

    def test_a_task_adds_a_callback_to_the_future_that_it_waits_for(self):
        added = []

        class Future(asyncio.Future):
            def add_done_callback(self, callback, *, context=None):
                added.append(callback)
                super().add_done_callback(callback, context=context)

        async def main():
            future = Future()

            async def waits():
                return await future

            task = asyncio.create_task(waits())
            await asyncio.sleep(0)
            self.assertEqual(len(added), 1)
            future.set_result(7)
            return await task

        self.assertEqual(asyncio.run(main()), 7)


if __name__ == "__main__":
    unittest.main()
