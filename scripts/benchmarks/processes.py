"""Measurements in processes of their own, so that each counts only its own CPU."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ProcessPoolExecutor
import logging
import multiprocessing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


def in_processes[K, T](
    measurements: Mapping[K, Callable[[Path], Coroutine[Any, Any, T]]],
) -> dict[K, T]:
    """Run measurements at the same time; each gets an empty directory.

    The first that fails, in the order given, raises its error here.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(measurements), mp_context=context) as processes:
        running = {
            key: processes.submit(_run, measure)
            for key, measure in measurements.items()
        }
        return {key: future.result() for key, future in running.items()}


def side_by_side[K, T](tasks: Mapping[K, Callable[[], T]]) -> dict[K, T]:
    """Run tasks at the same time, as many as there are processors.

    Keys and results are pickled, tasks are not: they may be lambdas, and hold much.
    """
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(
        initializer=_Tasks.take, initargs=(tasks,), mp_context=context
    ) as processes:
        running = {key: processes.submit(_Tasks.run, key) for key in tasks}
        return {key: future.result() for key, future in running.items()}


class _Tasks:
    """The tasks of a process, by their key."""

    tasks: Mapping[Any, Callable[[], Any]]

    @classmethod
    def take(cls, tasks: Mapping[Any, Callable[[], Any]]) -> None:
        cls.tasks = tasks

    @classmethod
    def run(cls, key: Any) -> Any:
        return cls.tasks[key]()


def _run[T](measure: Callable[[Path], Coroutine[Any, Any, T]]) -> T:
    logging.basicConfig(level=logging.CRITICAL)
    with TemporaryDirectory(prefix="v2c-benchmark-") as directory:
        return asyncio.run(measure(Path(directory)))
