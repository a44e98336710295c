"""Share work among processes that end when the run ends, however it ends; what was done is told at once.

Each process waits on a pipe for the end of the one that began it, so none is left over after a kill. A process that is
itself killed (a system short of memory does that) takes no work along: what it had in hand is done again, piece by piece
alone, and only a piece that ends its process twice is given up.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

PER_PROCESSOR = 4  # processes at most: more of them only wait for each other
_QUEUE_PER_JOB = 4
_OPEN: set[Connection] = set()  # the ends whose closing tells processes that the run is over

T = TypeVar("T")
R = TypeVar("R")
Done = Callable[[int, R], None]


def most_jobs() -> int:
    """Return how many processes a run may have at most."""
    return PER_PROCESSOR * (os.cpu_count() or 1)


def share(
    items: Iterable[T], work: Callable[[T], R], jobs: int, *, lost: Callable[[T], R], done: Done[R] | None = None
) -> Generator[R, None, None]:
    """Yield the results of the work on all items, in their order; a few items a job are held at any time.

    There are never more processes than items or than ``most_jobs()``. ``done`` is called with the number of an item and its
    result as soon as that is there, in any order and on another thread. ``lost`` gives the result for an item that cannot be
    worked on because its process is killed each time.
    """
    source = iter(items)
    first = list(islice(source, min(jobs, most_jobs())))
    if not first:
        return
    crew = _Crew(work, len(first), lost, done)
    finished = False
    try:
        for item in chain(first, source):
            crew.add(item)
            if crew.is_full:
                yield crew.take()
        while crew.waiting:
            yield crew.take()
        finished = True
    finally:
        crew.end(abruptly=not finished)


class _Crew(Generic[T, R]):
    def __init__(self, work: Callable[[T], R], jobs: int, lost: Callable[[T], R], done: Done[R] | None) -> None:
        self._work, self._jobs, self._lost, self._done = work, jobs, lost, done
        self._added = 0
        self.waiting: deque[tuple[int, T, Future[R]]] = deque()
        self._begin()

    def _begin(self) -> None:
        self._reader, self._writer = Pipe(duplex=False)
        _OPEN.add(self._writer)
        self._pool = ProcessPoolExecutor(self._jobs, initializer=_enlist, initargs=(self._reader,))

    def end(self, *, abruptly: bool) -> None:
        """End the processes: when they are done, or at once."""
        if abruptly:
            self._writer.close()
        self._pool.shutdown(cancel_futures=True)
        _OPEN.discard(self._writer)
        self._writer.close()
        self._reader.close()

    @property
    def is_full(self) -> bool:
        return len(self.waiting) >= self._jobs * _QUEUE_PER_JOB

    def add(self, item: T) -> None:
        try:
            future = self._submit(item)
        except BrokenProcessPool:
            self._recover()
            future = self._submit(item)
        self._wait_for(self._added, item, future)
        self._added += 1

    def take(self) -> R:
        """Return the first result."""
        if _is_lost(self.waiting[0][2]):
            self._recover()
        return self.waiting.popleft()[2].result()

    def _submit(self, item: T) -> Future[R]:
        return self._pool.submit(self._work, item)

    def _wait_for(self, number: int, item: T, future: Future[R]) -> None:
        self.waiting.append((number, item, future))
        if self._done is not None:
            future.add_done_callback(partial(_tell, self._done, number))

    def _recover(self) -> None:
        """Do again, one by one, what was in hand when a process was killed: so it shows which of them is to blame."""
        before = list(self.waiting)
        self.waiting.clear()
        self._renew()
        for number, item, future in before:
            if not _is_lost(future):
                self.waiting.append((number, item, future))
                continue
            again = self._submit(item)
            if _is_lost(again):
                self._renew()
                again = Future()
                again.set_result(self._lost(item))
            self._wait_for(number, item, again)

    def _renew(self) -> None:
        self.end(abruptly=True)
        self._begin()


def _is_lost(future: Future[R]) -> bool:
    """Wait for a future, and tell whether a process was killed before it was done."""
    return future.cancelled() or isinstance(future.exception(), BrokenProcessPool)


def _tell(done: Done[R], number: int, future: Future[R]) -> None:
    if not future.cancelled() and future.exception() is None:
        done(number, future.result())


def _enlist(reader: Connection) -> None:
    """Begin a process: it is stopped by the run alone, and ends when that does."""
    for writer in _OPEN:  # copies of a forked process would keep the pipes open
        writer.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to all; the run decides
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    threading.Thread(target=_watch, args=(reader,), daemon=True).start()


def _watch(reader: Connection) -> None:
    with suppress(EOFError, OSError):
        reader.recv()  # nothing is ever sent: the other end closes when the run is over
    os._exit(1)
