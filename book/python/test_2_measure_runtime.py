"""Tests of the statements about Python on the page of chapter 2."""

import asyncio
import contextlib
import io
import pathlib
import runpy
import unittest
from unittest import mock

HERE = pathlib.Path(__file__).parent


class MeasureRuntime(unittest.TestCase):
    def test_four_wait_together_and_each_ten_times(self):
        in_flight = []
        most = []
        really_sleep = asyncio.sleep

        async def sleep(_):
            in_flight.append(1)
            most.append(len(in_flight))
            await really_sleep(0)
            in_flight.pop()

        with mock.patch("asyncio.sleep", sleep), contextlib.redirect_stdout(io.StringIO()):
            runpy.run_path(str(HERE / "2_measure_runtime.py"))
        self.assertEqual((len(most), max(most)), (40, 4))

    def test_on_the_real_clock_it_takes_ten_waits(self):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            runpy.run_path(str(HERE / "2_measure_runtime.py"))
        self.assertGreaterEqual(float(printed.getvalue().split()[0]), 0.99)


if __name__ == "__main__":
    unittest.main()
