import heapq


class Sleep:
    def __init__(self, seconds):
        self.seconds = seconds

    def __await__(self):
        yield self.seconds


async def total():
    await Sleep(2)
    await Sleep(1)
    return 42


def run(coroutines):
    waiting = [(0, number, coroutine) for number, coroutine in enumerate(coroutines)]
    while waiting:
        now, number, coroutine = heapq.heappop(waiting)
        try:
            seconds = coroutine.send(None)
            heapq.heappush(waiting, (now + seconds, number, coroutine))
        except StopIteration as end:
            print(f"after {now} s, task {number} returns {end.value}")


if __name__ == "__main__":
    run([total(), total()])
