"""Working on many thousands of values at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_cycle_search() -> Iterator[None]:
    """Let Python not look for cyclic garbage inside the block.

    Values, keys and cells hold no cycles and go by themselves when nobody names them any more, but as they pile up
    Python searches all of them, over and over: a third of the time of an import. The block should be one file or one
    rollup, so that whatever else runs in the process waits for its search only so long.
    """
    was_searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_searching:
            gc.enable()
