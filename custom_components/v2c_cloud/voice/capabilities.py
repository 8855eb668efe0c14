"""All that can be said to a charger: the intents of voices, the tools of models."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum

from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolDictType
import probatio

from .chargers import Entity
from .commands import (
    SLOT_CURRENT,
    SLOT_HOUR,
    SLOT_MINUTE,
    SLOT_MINUTES_TO,
    SLOT_PART,
    SLOT_TIME,
    async_boost,
    async_end_boost,
    async_lock,
    async_pause,
    async_set_current,
    async_set_ready_by,
    async_start,
    async_unlock,
)
from .questions import async_ready, async_reason, async_spent, async_status
from .request import (
    BOOST,
    CHARGING,
    CHARGING_REASON,
    ENERGY_TO_TARGET,
    INTENSITY,
    LOCKED,
    MONTH_COST,
    PAUSED,
    PLANNED_END,
    READY_BY,
    SLOT_CHARGER,
    SLOT_CONFIRMED,
    TIME_TO_TARGET,
    WILL_BE_READY,
    Request,
)
from .spoken_time import DayPart


class Harm(StrEnum):
    """What a capability can do to a charger."""

    NONE = "none"
    """It tells something."""
    LITTLE = "little"
    """It changes what can be changed back."""
    SOME = "some"
    """It ends a charge, or lets others charge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """One thing that can be asked, in whichever words."""

    key: str
    """The end of the tool's name."""
    intent_type: str
    title: str
    description: str
    """For a language model: what this does, and when it is meant."""
    run: Callable[[Request], Awaitable[str]]
    needs: tuple[Entity, ...]
    """A tool is there where an assistant knows one of these."""
    slots: VolDictType = field(default_factory=dict)
    """What an intent may say besides the charger."""
    parameters: VolDictType = field(default_factory=dict)
    """The same for a language model."""
    harm: Harm = Harm.LITTLE


_WHOLE = probatio.Coerce(int)
_CURRENT = probatio.Coerce(float)
_CONFIRMED: VolDictType = {probatio.Optional(SLOT_CONFIRMED): cv.boolean}
_ASKED: VolDictType = {
    probatio.Optional(
        SLOT_CONFIRMED,
        description="true only after the person has answered the question with yes",
    ): cv.boolean
}

CAPABILITIES: tuple[Capability, ...] = (
    Capability(
        key="start_charging",
        intent_type="V2CStartCharging",
        title="Start charging",
        description="Starts or resumes charging the electric car.",
        run=async_start,
        needs=(PAUSED,),
    ),
    Capability(
        key="pause_charging",
        intent_type="V2CPauseCharging",
        title="Pause charging",
        description="Pauses or stops charging the electric car.",
        run=async_pause,
        needs=(PAUSED,),
    ),
    Capability(
        key="boost",
        intent_type="V2CBoost",
        title="Charge at full",
        description=(
            "Charges the electric car at full power, also without sun and at any "
            "price, until it is unplugged."
        ),
        run=async_boost,
        needs=(BOOST,),
    ),
    Capability(
        key="end_boost",
        intent_type="V2CEndBoost",
        title="End charging at full",
        description="Ends a boost: the car is charged as before it.",
        run=async_end_boost,
        needs=(BOOST,),
    ),
    Capability(
        key="lock",
        intent_type="V2CLock",
        title="Lock the charger",
        description=(
            "Locks the EV charger, so that nobody can charge. This ends a charge that "
            "runs; the answer is then a question for the person."
        ),
        run=async_lock,
        needs=(LOCKED,),
        slots=_CONFIRMED,
        parameters=_ASKED,
        harm=Harm.SOME,
    ),
    Capability(
        key="unlock",
        intent_type="V2CUnlock",
        title="Unlock the charger",
        description=(
            "Unlocks the EV charger, so that anybody can charge. The first answer is a "
            "question for the person."
        ),
        run=async_unlock,
        needs=(LOCKED,),
        slots=_CONFIRMED,
        parameters=_ASKED,
        harm=Harm.SOME,
    ),
    Capability(
        key="set_current",
        intent_type="V2CSetCurrent",
        title="Set the charging current",
        description="Sets the current of the EV charger, in A per phase.",
        run=async_set_current,
        needs=(INTENSITY,),
        slots={probatio.Required(SLOT_CURRENT): _CURRENT},
        parameters={probatio.Required(SLOT_CURRENT): _CURRENT},
    ),
    Capability(
        key="set_ready_by",
        intent_type="V2CSetReadyBy",
        title="Set by when the car shall be ready",
        description=(
            "Sets the time of day by which the electric car shall be charged, each "
            "day from now on."
        ),
        run=async_set_ready_by,
        needs=(READY_BY,),
        slots={
            probatio.Optional(SLOT_TIME): cv.time,
            probatio.Optional(SLOT_HOUR): _WHOLE,
            probatio.Optional(SLOT_MINUTE): _WHOLE,
            probatio.Optional(SLOT_MINUTES_TO): _WHOLE,
            probatio.Optional(SLOT_PART): probatio.Coerce(DayPart),
        },
        parameters={
            probatio.Required(SLOT_TIME, description="HH:MM, of 24 hours"): cv.string
        },
    ),
    Capability(
        key="get_status",
        intent_type="V2CStatus",
        title="Is the car charging?",
        description="Tells whether the electric car is charging, and how fast.",
        run=async_status,
        needs=(CHARGING,),
        harm=Harm.NONE,
    ),
    Capability(
        key="get_reason",
        intent_type="V2CReason",
        title="Why does the car (not) charge?",
        description="Tells why the electric car is charging as it is, or is not.",
        run=async_reason,
        needs=(CHARGING_REASON,),
        harm=Harm.NONE,
    ),
    Capability(
        key="get_ready_time",
        intent_type="V2CReadyAt",
        title="When will the car be ready?",
        description="Tells when the electric car will be charged, as far as planned.",
        run=async_ready,
        needs=(
            PLANNED_END,
            WILL_BE_READY,
            READY_BY,
            TIME_TO_TARGET,
            ENERGY_TO_TARGET,
        ),
        harm=Harm.NONE,
    ),
    Capability(
        key="get_month_cost",
        intent_type="V2CMonthCost",
        title="What did charging cost this month?",
        description=(
            "Tells how much energy the electric car took this month and what it cost."
        ),
        run=async_spent,
        needs=(MONTH_COST,),
        harm=Harm.NONE,
    ),
)

CHARGER_SLOT: VolDictType = {probatio.Optional(SLOT_CHARGER): cv.string}
