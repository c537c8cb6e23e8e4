"""What one build works with."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.cache import Memory
from sitegen.sources.inputs import Inputs
from sitegen.workers.staff import Workers

if TYPE_CHECKING:
    from sitegen.build.options import Options
    from sitegen.build.site_state import Session
    from sitegen.core.progress import Tell
    from sitegen.publish import Survey


class Run(msgspec.Struct, frozen=True):
    """One build that has something to do."""

    options: Options
    inputs: Inputs
    survey: Survey  #: of what is published
    memory: Memory
    now: datetime
    recorded_at_ns: int  #: the clock before the files were scanned
    workers: Workers
    session: Session | None
    tell: Tell
