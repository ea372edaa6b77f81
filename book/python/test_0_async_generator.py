"""Tests of the statements about Python on the page of chapter 0."""

import asyncio
import contextlib
import io
import pathlib
import runpy
import unittest
from unittest import mock

HERE = pathlib.Path(__file__).parent


def program(name):
    return runpy.run_path(str(HERE / name))


class AsyncGenerator(unittest.TestCase):
    def test_it_waits_a_second_before_each_of_ten_numbers(self):
        events = []

        async def sleep(seconds):
            events.append(seconds)

        async def main():
            async for number in program("0_async_generator.py")["async_generator"]():
                self.assertTrue(0 <= number <= 10)
                events.append("number")

        with mock.patch("asyncio.sleep", sleep):
            asyncio.run(main())
        self.assertEqual(events, [1, "number"] * 10)

    def test_two_cannot_ask_for_a_number_at_once(self):
        async def main():
            numbers = program("0_async_generator.py")["async_generator"]()
            with mock.patch("asyncio.sleep", lambda _: asyncio.wait_for(asyncio.Event().wait(), 0.01)):
                return await asyncio.gather(anext(numbers), anext(numbers), return_exceptions=True)

        self.assertIn(RuntimeError, [type(result) for result in asyncio.run(main())])

    def test_finally_runs_after_the_loop_that_was_left(self):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            asyncio.run(program("0_left_half_way.py")["main"]())
        self.assertEqual(printed.getvalue().splitlines(), ["row 1", "row 2", "after the loop", "closed"])


if __name__ == "__main__":
    unittest.main()
