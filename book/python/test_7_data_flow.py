"""Tests of the statements about Python on the page of chapter 7."""

import asyncio
import contextlib
import inspect
import io
import pathlib
import runpy
import unittest

HERE = pathlib.Path(__file__).parent


def run():
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        module = runpy.run_path(str(HERE / "7_data_flow.py"))
    return module, printed.getvalue().splitlines()


class DataFlow(unittest.TestCase):
    def test_two_faults_give_a_wrong_total_without_a_word(self):
        module, printed = run()
        self.assertEqual(printed[0], "{'total': 0.0}")
        # The last one of two values stays, and the order of the members decides which one that is.
        merged = asyncio.run(module["group"](module["rates"], module["prices"])({}))
        self.assertEqual(merged, {"rate": 4.0, "price": 2.5})
        # With the right name and the right price it would be another total.
        self.assertEqual(asyncio.run(module["total"]({"price": 2.5, "rates": 4.0})), {"total": 10.0})

    def test_the_first_error_comes_at_once_and_the_others_go_on(self):
        _, printed = run()
        self.assertEqual(printed[1:], ["the disk is full", "the backup is written all the same"])

    def test_a_task_group_cancels_the_others(self):
        ended = []

        async def backup():
            await asyncio.sleep(0)
            await asyncio.sleep(0.01)
            ended.append("backup")

        async def store():
            raise OSError("the disk is full")

        async def main():
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(backup())
                    tasks.create_task(store())
            except* OSError:
                pass
            await asyncio.sleep(0.02)

        asyncio.run(main())
        self.assertEqual(ended, [])

    def test_a_step_that_blocks_stops_all_others(self):
        module, _ = run()
        order = []

        async def blocking(data):
            order.append("blocking begins")
            for _ in range(1000):
                pass
            order.append("blocking ends")
            return {}

        async def other(data):
            order.append("other")
            return {}

        asyncio.run(module["group"](blocking, other)({}))
        self.assertEqual(order, ["blocking begins", "blocking ends", "other"])

    def test_parameters_can_be_found_by_their_names(self):
        def total(price, rate):
            return price * rate

        self.assertEqual(list(inspect.signature(total).parameters), ["price", "rate"])
        with self.assertRaises(TypeError):
            total(price=2.5, rates=4.0)


if __name__ == "__main__":
    unittest.main()
