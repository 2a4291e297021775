"""Authority that one person gives another in the product: offered with its reason, accepted, narrowed, taken back.

Both sign: who gives by the offer, who receives by accepting. From then on it stands in the guideline in force, which is
a new version with every such act; what was published as a file stays the ground. Nobody gives to themselves, nor more
than they hold, or than they give at the top already; what is taken back ends at once, with all that was passed on
from it.
"""

from leeway.core.granting.commands import (
    AcceptGrant,
    DeclineGrant,
    GrantCommand,
    LayDown,
    NarrowGrant,
    OfferGrant,
    OfferStandIn,
    RevokeGrant,
    WithdrawOffer,
)
from leeway.core.granting.events import (
    Given,
    GrantAccepted,
    GrantDeclined,
    GrantEnded,
    GrantEvent,
    GrantLaidDown,
    GrantNarrowed,
    GrantOffered,
    GrantRevoked,
    OfferWithdrawn,
    Sort,
    evolve,
)
from leeway.core.granting.places import at_the_top, entry_of, lacking, place_of, signers
from leeway.core.granting.rules import Granting, decide

__all__ = [
    "AcceptGrant",
    "DeclineGrant",
    "Given",
    "GrantAccepted",
    "GrantCommand",
    "GrantDeclined",
    "GrantEnded",
    "GrantEvent",
    "GrantLaidDown",
    "GrantNarrowed",
    "GrantOffered",
    "GrantRevoked",
    "Granting",
    "LayDown",
    "NarrowGrant",
    "OfferGrant",
    "OfferStandIn",
    "OfferWithdrawn",
    "RevokeGrant",
    "Sort",
    "WithdrawOffer",
    "at_the_top",
    "decide",
    "entry_of",
    "evolve",
    "lacking",
    "place_of",
    "signers",
]
