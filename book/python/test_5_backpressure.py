"""Tests of the statements about Python on the page of chapter 5."""

import asyncio
import contextlib
import io
import pathlib
import runpy
import unittest
from unittest import mock

HERE = pathlib.Path(__file__).parent


def run(sleep):
    with mock.patch("asyncio.sleep", sleep), contextlib.redirect_stdout(io.StringIO()) as printed:
        runpy.run_path(str(HERE / "5_backpressure.py"))
    lines = printed.getvalue().splitlines()
    return {line.split(":")[0]: int(line.split("up to ")[1].split()[0]) for line in lines}


class Backpressure(unittest.TestCase):
    def test_a_queue_without_a_bound_grows_and_one_with_a_bound_does_not(self):
        really_sleep = asyncio.sleep

        async def sleep(seconds):
            # A turn of the loop for each millisecond: no clock decides who comes first.
            for _ in range(round(seconds * 1000)):
                await really_sleep(0)

        most = run(sleep)
        self.assertGreater(most["maxsize=0"], 50)
        self.assertLessEqual(most["maxsize=2"], 2)

    def test_on_the_real_clock_a_bound_is_kept(self):
        self.assertLessEqual(run(asyncio.sleep)["maxsize=2"], 2)

    def test_the_stages_of_the_original_are_independent_chains(self):
        in_flight, most = [], []

        async def first(x):
            in_flight.append(x)
            most.append(len(in_flight))
            await asyncio.sleep(0)
            in_flight.pop()
            return x * 2

        async def second(x):
            await asyncio.sleep(0)
            return x + 3

        async def chain(x):
            return await second(await first(x))

        async def main():
            return await asyncio.gather(*(chain(x) for x in range(5)))

        self.assertEqual(asyncio.run(main()), [3, 5, 7, 9, 11])
        self.assertEqual(max(most), 5)


if __name__ == "__main__":
    unittest.main()
