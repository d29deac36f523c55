"""Heavy libraries are loaded once, and nobody who is stopped waits for them."""

import json
import threading

import pytest

from workbench.cancellation import CancelToken, StoppedError
from workbench.models.late_module import LateModule


def test_the_module_is_loaded_once_for_all():
    loads = []
    late = LateModule(lambda: loads.append(1) or json)
    late.begin()
    assert late.get(CancelToken()) is late.get(CancelToken()) is json
    assert loads == [1]


def test_stop_does_not_wait_for_the_loading():
    may_end = threading.Event()
    late = LateModule(lambda: may_end.wait(30) and json)
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(StoppedError):
        late.get(cancel)
    may_end.set()
    assert late.get(CancelToken()) is json
