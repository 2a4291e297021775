"""What every act on a case is: a body with its name, which becomes one command."""

from __future__ import annotations

from leeway.api.bodies import Body
from leeway.api.doing import Doing
from leeway.core.message import Command


class Act(Body):
    """scope: what a token needs for it. `command` becomes the one thing that happens."""

    @property
    def scope(self) -> str:
        return "cases:write"

    def command(self, doing: Doing) -> Command:
        raise NotImplementedError
