"""The Python half of the guide's page "From asyncio to Rust", with one test for each row.

The Rust half has tests of the same names.
"""

import asyncio
import contextlib
import contextvars
import gc
import threading
import time
import unittest

try:
    import aiohttp
    from aiohttp import web
except ImportError:
    aiohttp = None

SHORT = 0.01


async def after(steps):
    await asyncio.sleep(steps * SHORT)
    return steps


async def one_to_four():
    for n in (1, 2, 3, 4):
        await asyncio.sleep(0)
        yield n


@contextlib.asynccontextmanager
async def opened(name, closed):
    try:
        yield name
    finally:
        # It may await here.
        await asyncio.sleep(0)
        closed.append(name)


class AsyncioMap(unittest.IsolatedAsyncioTestCase):
    async def test_running_a_runtime_inside_a_runtime_is_refused(self):
        async def main():
            return await after(1)

        coroutine = main()
        with self.assertRaises(RuntimeError):
            asyncio.run(coroutine)
        coroutine.close()
        self.assertEqual(await asyncio.to_thread(asyncio.run, main()), 1)

    async def test_calling_an_async_function_runs_nothing(self):
        runs = []

        async def called():
            runs.append(1)

        coroutine = called()
        self.assertEqual(runs, [])
        await coroutine
        self.assertEqual(runs, [1])
        coroutine = called()
        # Python warns when the coroutine is garbage-collected.
        with self.assertWarnsRegex(RuntimeWarning, "was never awaited"):
            del coroutine
            gc.collect()
        self.assertEqual(runs, [1])

    async def test_two_awaits_are_sequential(self):
        steps = []

        async def job(name):
            steps.append(f"{name} starts")
            await asyncio.sleep(0)
            steps.append(f"{name} ends")

        one, other = job("one"), job("other")
        await one
        await other
        self.assertEqual(steps, ["one starts", "one ends", "other starts", "other ends"])

    async def test_a_task_starts_before_it_is_awaited(self):
        started = asyncio.Event()

        async def job():
            started.set()

        task = asyncio.create_task(job())
        await started.wait()
        await task

    async def test_a_task_goes_on_without_its_handle(self):
        loop, messages = asyncio.get_running_loop(), []

        async def waits_for_ever():
            await loop.create_future()

        # asyncio itself keeps only a weak reference: without another one, a task may be garbage-collected before it is done.
        loop.set_exception_handler(lambda loop, context: messages.append(context["message"]))
        asyncio.create_task(waits_for_ever())
        await asyncio.sleep(0)
        gc.collect()
        self.assertEqual(messages, ["Task was destroyed but it is pending!"])
        result = asyncio.get_running_loop().create_future()
        tasks = {asyncio.create_task(after(1))}
        next(iter(tasks)).add_done_callback(lambda task: result.set_result(7))
        self.assertEqual(await result, 7)

    async def test_a_cancelled_task_says_so(self):
        task = asyncio.create_task(after(1))
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertTrue(task.cancelled())

    async def test_what_goes_wrong_in_a_task_comes_out_where_it_is_awaited(self):
        async def parse():
            return int("x")

        task = asyncio.create_task(parse())
        await asyncio.wait([task])
        with self.assertRaises(ValueError):
            await task

    async def test_together_takes_as_long_as_the_slowest_and_keeps_the_order(self):
        loop = asyncio.get_running_loop()
        start = loop.time()
        self.assertEqual(await asyncio.gather(after(3), after(1), after(2)), [3, 1, 2])
        self.assertGreaterEqual(loop.time() - start, 2.9 * SHORT)

        async def own_task():
            return asyncio.current_task()

        # Each one is a task.
        tasks = await asyncio.gather(own_task(), own_task())
        self.assertEqual(len({asyncio.current_task(), *tasks}), 3)

    async def test_the_first_error_of_several(self):
        finished = asyncio.Event()

        async def sibling():
            await asyncio.sleep(2 * SHORT)
            finished.set()

        async def fails():
            raise ValueError("broken")

        with self.assertRaises(ValueError):
            await asyncio.gather(sibling(), fails())
        self.assertFalse(finished.is_set())
        # The sibling was not cancelled: it runs to its end.
        await finished.wait()

    async def test_all_results_the_failed_ones_too(self):
        async def job(n):
            if n == 2:
                raise ValueError("broken")
            return n

        results = await asyncio.gather(job(1), job(2), job(3), return_exceptions=True)
        self.assertEqual((results[0], type(results[1]), results[2]), (1, ValueError, 3))

    async def test_a_group_that_is_left_early_leaves_nothing_running(self):
        cancelled = asyncio.Event()

        async def sibling():
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.set()
                raise

        with self.assertRaises(ExceptionGroup):
            async with asyncio.TaskGroup() as group:
                group.create_task(sibling())
                await asyncio.sleep(0)
                raise ValueError("left early")
        self.assertTrue(cancelled.is_set())

    async def test_results_as_they_come(self):
        gates = {name: asyncio.Event() for name in "abc"}

        async def job(name):
            await gates[name].wait()
            return name

        jobs = [job(name) for name in "abc"]
        came = []
        gates["c"].set()
        for next_one in asyncio.as_completed(jobs):
            came.append(await next_one)
            gates[{"c": "a", "a": "b", "b": "b"}[came[-1]]].set()
        self.assertEqual(came, ["c", "a", "b"])

    async def test_the_first_of_two(self):
        slow = asyncio.create_task(asyncio.Event().wait())
        fast = asyncio.create_task(after(0))
        done, pending = await asyncio.wait([slow, fast], return_when=asyncio.FIRST_COMPLETED)
        self.assertEqual((done, pending), ({fast}, {slow}))
        self.assertFalse(slow.done())
        slow.cancel()

    async def test_a_limit_of_time(self):
        cleaned = []

        async def work():
            try:
                await asyncio.Event().wait()
            finally:
                await asyncio.sleep(SHORT)
                cleaned.append(1)

        with self.assertRaises(TimeoutError):
            await asyncio.wait_for(work(), SHORT)
        # It has waited for the clean-up.
        self.assertEqual(cleaned, [1])
        with self.assertRaises(TimeoutError):
            async with asyncio.timeout(SHORT):
                await work()
        self.assertEqual(cleaned, [1, 1])

    async def test_cleaning_up_when_cancelled(self):
        cleaned = []

        async def work():
            try:
                await asyncio.Event().wait()
            finally:
                # It may even await here.
                await asyncio.sleep(0)
                cleaned.append(1)

        with self.assertRaises(TimeoutError):
            await asyncio.wait_for(work(), SHORT)
        self.assertEqual(cleaned, [1])

    async def test_one_item_after_the_other(self):
        async def numbers():
            for n in (1, 2, 3):
                yield n

        total = 0
        xs = numbers()
        async for x in xs:
            total += x
        self.assertEqual(total, 6)

    async def test_a_generator_stands_still_between_its_items(self):
        steps = []

        async def numbers():
            for n in (1, 2, 3):
                steps.append(n)
                yield n

        generator = numbers()
        self.assertEqual(steps, [])
        self.assertEqual(await anext(generator), 1)
        self.assertEqual(steps, [1])
        await generator.aclose()

    async def test_leaving_a_loop_half_way(self):
        cleaned = asyncio.Event()

        async def numbers():
            try:
                for n in (1, 2, 3):
                    yield n
            finally:
                cleaned.set()

        async for _ in numbers():
            break
        # The loop has ended, but the `finally` has not run yet.
        self.assertFalse(cleaned.is_set())
        await cleaned.wait()

    async def test_a_comprehension_that_awaits_is_sequential(self):
        now, most = 0, 0

        async def lookup(id):
            nonlocal now, most
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1
            return id

        xs = (1, 2, 3)
        self.assertEqual([await lookup(x) for x in xs], [1, 2, 3])
        self.assertEqual(most, 1)

    async def test_several_at_once_with_a_limit(self):
        now, most = 0, 0
        limit = asyncio.Semaphore(2)

        async def job(n):
            nonlocal now, most
            async with limit:
                now += 1
                most = max(most, now)
                await asyncio.sleep(0)
                now -= 1
            return n

        self.assertEqual(await asyncio.gather(*(job(n) for n in (3, 1, 2, 1))), [3, 1, 2, 1])
        self.assertEqual(most, 2)

    async def test_a_full_queue_makes_the_sender_wait(self):
        queue = asyncio.Queue(maxsize=1)
        await queue.put(1)
        with self.assertRaises(TimeoutError):
            await asyncio.wait_for(queue.put(2), SHORT)
        self.assertEqual(await queue.get(), 1)
        await queue.put(2)
        without_limit = asyncio.Queue(maxsize=0)
        for n in range(1000):
            without_limit.put_nowait(n)
        self.assertEqual(await without_limit.get(), 0)

    async def test_the_end_of_a_queue(self):
        # Before Python 3.13 a queue cannot be shut down, so a sentinel value marks the end.
        queue, end = asyncio.Queue(), object()
        await queue.put(1)
        await queue.put(end)
        self.assertEqual(await queue.get(), 1)
        self.assertIs(await queue.get(), end)

    async def test_one_at_a_time_across_an_await(self):
        balance, lock = 100, asyncio.Lock()

        async def withdraw():
            nonlocal balance
            async with lock:
                before = balance
                await asyncio.sleep(0)
                balance = before - 10

        await asyncio.gather(*(withdraw() for _ in range(3)))
        self.assertEqual(balance, 70)

    async def test_telling_many_that_something_happened(self):
        event = asyncio.Event()
        waiting = [asyncio.create_task(event.wait()) for _ in range(2)]
        await asyncio.sleep(0)
        event.set()
        self.assertEqual(await asyncio.gather(*waiting), [True, True])

    async def test_a_result_that_somebody_else_sets(self):
        loop = asyncio.get_running_loop()
        result = loop.create_future()

        async def set_it():
            result.set_result(42)

        task = asyncio.create_task(set_it())
        self.assertEqual(await result, 42)
        await task

    async def test_blocking_work_goes_to_a_thread(self):
        there = await asyncio.to_thread(threading.get_ident)
        self.assertNotEqual(there, threading.get_ident())

        started, go_on, done = threading.Event(), threading.Event(), threading.Event()

        def work():
            started.set()
            go_on.wait()
            done.set()

        # It cannot be stopped once it runs.
        running = asyncio.get_running_loop().run_in_executor(None, work)
        await asyncio.to_thread(started.wait)
        running.cancel()
        go_on.set()
        self.assertTrue(await asyncio.to_thread(done.wait))

    async def test_letting_others_run(self):
        steps = []

        async def other():
            steps.append(1)

        task = asyncio.create_task(other())
        self.assertEqual(steps, [])
        await asyncio.sleep(0)
        self.assertEqual(steps, [1])
        await task

    async def test_a_test_that_is_async_itself(self):
        self.assertTrue(asyncio.get_running_loop().is_running())

    async def test_a_context_variable_in_a_new_task(self):
        request = contextvars.ContextVar("request", default=None)
        request.set(7)

        async def seen():
            return request.get()

        self.assertEqual(await seen(), 7)
        self.assertEqual(await asyncio.create_task(seen()), 7)

    async def test_what_goes_on_when_its_waiter_gives_up(self):
        go_on = asyncio.Event()
        task = asyncio.create_task(go_on.wait())
        with self.assertRaises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(task), SHORT)
        go_on.set()
        self.assertTrue(await task)

    async def test_to_be_cancelled_and_to_go_on(self):
        async def stubborn():
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                return "not now"

        task = asyncio.create_task(stubborn())
        await asyncio.sleep(0)
        task.cancel()
        self.assertEqual(await task, "not now")
        self.assertFalse(task.cancelled())

    async def test_a_thread_gives_work_to_the_runtime(self):
        loop = asyncio.get_running_loop()

        def work():
            return asyncio.run_coroutine_threadsafe(after(1), loop).result()

        self.assertEqual(await asyncio.to_thread(work), 1)

    async def test_something_later(self):
        called = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.call_later(SHORT, called.set)
        self.assertFalse(called.is_set())
        await called.wait()

    async def test_again_and_again(self):
        loop = asyncio.get_running_loop()
        start, times = loop.time(), []
        while True:
            await asyncio.sleep(SHORT)
            times.append(loop.time() - start)
            if len(times) == 3:
                break
        # The first tick comes after one period, and the time of the loop's body is added to each period.
        self.assertGreaterEqual(times[0], 0.9 * SHORT)

    async def test_several_wait_for_each_other(self):
        barrier, there = asyncio.Barrier(2), []

        async def party(name):
            there.append(name)
            await barrier.wait()
            return len(there)

        self.assertEqual(await asyncio.gather(party("a"), party("b")), [2, 2])

    async def test_leaving_a_block(self):
        closed = []
        with self.assertRaises(ValueError):
            async with opened("first", closed):
                raise ValueError("broken")
        async with opened("second", closed):
            pass
        with self.assertRaises(TimeoutError):
            async with asyncio.timeout(SHORT), opened("third", closed):
                await asyncio.Event().wait()
        self.assertEqual(closed, ["first", "second", "third"])

    async def test_what_was_opened_last_is_closed_first(self):
        closed = []
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(opened("file", closed))
            await stack.enter_async_context(opened("connection", closed))
        self.assertEqual(closed, ["connection", "file"])

    async def test_closing_a_generator(self):
        cleaned = []

        async def numbers():
            try:
                yield 1
                yield 2
            finally:
                await asyncio.sleep(0)
                cleaned.append(1)

        xs = numbers()
        self.assertEqual(await anext(xs), 1)
        await xs.aclose()
        self.assertEqual(cleaned, [1])

    async def test_collecting_a_stream(self):
        xs = one_to_four()
        self.assertEqual([x async for x in xs], [1, 2, 3, 4])

    async def test_a_condition_in_a_comprehension(self):
        xs = one_to_four()
        self.assertEqual([x async for x in xs if x > 2], [3, 4])

    async def test_adding_up_without_a_list(self):
        total = 0
        async for n in one_to_four():
            total += n
        self.assertEqual(total, 10)

    async def test_the_end_of_a_stream(self):
        async def one():
            yield 1

        xs = one()
        self.assertEqual(await anext(xs), 1)
        with self.assertRaises(StopAsyncIteration):
            await anext(xs)
        self.assertEqual(await anext(xs, 7), 7)

    async def test_two_cannot_ask_at_once(self):
        async def numbers():
            await asyncio.sleep(0)
            yield 1

        generator = numbers()
        results = await asyncio.gather(anext(generator), anext(generator), return_exceptions=True)
        self.assertEqual((results[0], type(results[1])), (1, RuntimeError))

    async def test_an_error_in_a_generator(self):
        async def numbers(lines):
            for line in lines:
                if not line.isdigit():
                    raise ValueError(line)
                yield int(line)

        came = []
        with self.assertRaises(ValueError):
            async for number in numbers(["1", "x", "3"]):
                came.append(number)
        self.assertEqual(came, [1])

    async def test_a_full_queue_refuses_at_once(self):
        queue = asyncio.Queue(maxsize=1)
        queue.put_nowait(1)
        with self.assertRaises(asyncio.QueueFull):
            queue.put_nowait(2)
        self.assertEqual(queue.get_nowait(), 1)
        with self.assertRaises(asyncio.QueueEmpty):
            queue.get_nowait()

    async def test_waiting_until_a_queue_is_worked_off(self):
        queue, total = asyncio.Queue(maxsize=1), 0

        async def work():
            nonlocal total
            while True:
                total += await queue.get()
                queue.task_done()

        worker = asyncio.create_task(work())
        for n in (1, 2, 3):
            await queue.put(n)
        await queue.join()
        self.assertEqual(total, 6)
        worker.cancel()

    async def test_several_workers_on_one_queue(self):
        queue = asyncio.Queue()
        for n in range(4):
            queue.put_nowait(n)

        done = {"a": 0, "b": 0}

        async def worker(name):
            while True:
                await queue.get()
                await asyncio.sleep(0)
                done[name] += 1
                queue.task_done()

        workers = [asyncio.create_task(worker(name)) for name in done]
        await queue.join()
        self.assertEqual(done, {"a": 2, "b": 2})
        for task in workers:
            task.cancel()

    async def test_waiting_until_a_condition_holds(self):
        stock, condition = 0, asyncio.Condition()

        async def buyer():
            async with condition:
                await condition.wait_for(lambda: stock >= 3)
                return stock

        async def seller():
            nonlocal stock
            for delivered in (1, 2, 3):
                async with condition:
                    stock = delivered
                    condition.notify_all()

        self.assertEqual((await asyncio.gather(buyer(), seller()))[0], 3)

    async def test_a_number_of_permits(self):
        permits, now, most = asyncio.Semaphore(2), 0, 0

        async def job():
            nonlocal now, most
            async with permits:
                now += 1
                most = max(most, now)
                await asyncio.sleep(0)
                now -= 1

        await asyncio.gather(*(job() for _ in range(4)))
        self.assertEqual(most, 2)

    async def test_telling_everyone_everything(self):
        # asyncio has no such channel: each listener gets a queue.
        queues = [asyncio.Queue() for _ in range(2)]
        for queue in queues:
            queue.put_nowait("a")
        self.assertEqual([await queue.get() for queue in queues], ["a", "a"])

    async def test_the_time_that_passed(self):
        start = time.perf_counter()
        await after(2)
        self.assertGreaterEqual(time.perf_counter() - start, 1.9 * SHORT)


@unittest.skipIf(aiohttp is None, "aiohttp is not installed: `pip install aiohttp`")
class AiohttpMap(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.connections = set()

        async def post(request):
            self.connections.add(request.transport)
            number = int(request.match_info["number"])
            return web.Response(text="a post") if number <= 3 else web.Response(status=404)

        app = web.Application()
        app.router.add_get("/posts/{number}", post)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"

    async def asyncTearDown(self):
        await self.runner.cleanup()

    async def test_one_client_for_many_requests(self):
        async with aiohttp.ClientSession() as session:
            for number in (1, 2, 3):
                async with session.get(f"{self.url}/posts/{number}") as response:
                    self.assertEqual(await response.text(), "a post")
        self.assertEqual(len(self.connections), 1)

    async def test_an_error_status_is_an_answer(self):
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{self.url}/posts/4") as response:
                self.assertEqual(response.status, 404)
                with self.assertRaises(aiohttp.ClientResponseError):
                    response.raise_for_status()


if __name__ == "__main__":
    unittest.main()
