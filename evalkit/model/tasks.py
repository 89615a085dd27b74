"""How tasks are done: here one after the other, or by whatever else runs plain functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Mapped(Protocol):
    """How tasks are done: ``map``, or the ``map`` of an executor of threads, processes or a
    cluster; answers come in the order of the tasks."""

    def __call__(
        self, function: Callable[[Asked], Answer], tasks: Iterable[Asked], /
    ) -> Iterable[Answer]: ...
