from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine

from marketplace.core.clock import now


@pytest.fixture
def time_machine_at() -> Callable[..., AbstractContextManager[object]]:
    """A while from now."""
    return lambda **later: time_machine.travel(now() + timedelta(**later))
