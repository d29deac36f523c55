"""Async sources as ordinary generators: what they give, how they fail, and how they are hung up."""

import asyncio
import threading
from contextlib import closing

import pytest

from workbench.cancellation import CancelToken
from workbench.io_loop import IoLoop


async def endless(hung_up):
    try:
        while True:
            yield "more"
            await asyncio.sleep(0)
    finally:
        hung_up.set()


async def broken():
    yield 1
    raise LookupError("gone")


def test_an_error_of_the_source_is_raised_after_what_it_gave():
    with closing(IoLoop()) as io:
        items = io.stream(broken(), CancelToken())
        assert next(items) == 1
        with pytest.raises(LookupError, match="gone"):
            next(items)


def test_whoever_stops_reading_hangs_the_source_up():
    hung_up = threading.Event()
    with closing(IoLoop()) as io:
        items = io.stream(endless(hung_up), CancelToken())
        next(items)
        items.close()
        assert hung_up.wait(10)


def test_closing_hangs_up_a_source_that_is_still_read():
    hung_up = threading.Event()
    io = IoLoop()
    items = io.stream(endless(hung_up), CancelToken())
    next(items)
    io.close()
    assert hung_up.is_set()
