"""Tests of the statements about Python on the page of chapter 1."""

import asyncio
import contextlib
import io
import pathlib
import runpy
import unittest
from unittest import mock

HERE = pathlib.Path(__file__).parent


class AsyncComprehension(unittest.TestCase):
    def test_the_comprehension_waits_sequentially_and_gather_concurrently(self):
        in_flight = []
        most = []
        really_sleep = asyncio.sleep

        async def sleep(_):
            in_flight.append(1)
            most.append(len(in_flight))
            await really_sleep(0)
            in_flight.pop()

        with mock.patch("asyncio.sleep", sleep), contextlib.redirect_stdout(io.StringIO()) as printed:
            runpy.run_path(str(HERE / "1_async_comprehension.py"))
        self.assertEqual(most, [1, 1, 1, 1, 1] + [1, 2, 3, 4, 5])
        self.assertEqual([line.split(":")[0] for line in printed.getvalue().splitlines()], ["comprehension", "gather"])

    def test_on_the_real_clock_the_comprehension_takes_the_sum(self):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            runpy.run_path(str(HERE / "1_async_comprehension.py"))
        comprehension, gather = (float(line.split()[1]) for line in printed.getvalue().splitlines())
        self.assertGreaterEqual(comprehension, 0.5)
        self.assertGreaterEqual(gather, 0.1)


if __name__ == "__main__":
    unittest.main()
