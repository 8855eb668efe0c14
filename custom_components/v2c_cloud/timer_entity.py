"""What the entities of a charger's two timers share."""

from collections.abc import Callable

from homeassistant.exceptions import ServiceValidationError

from .api.timers import ChargeTimer
from .const import DOMAIN
from .entity import ChargerEntity


class TimerEntity(ChargerEntity):
    """An entity of one timer, which is the field of its description."""

    @property
    def timer(self) -> ChargeTimer | None:
        """The timer, if the cloud told one that we understand."""
        return self.coordinator.charge_timer(self.entity_description.field or "")

    async def async_change(self, change: Callable[[ChargeTimer], ChargeTimer]) -> None:
        """Change a part of the timer; V2C only takes all of it at once."""
        if (timer := self.timer) is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="timer_not_known",
                translation_placeholders={"charger": self.coordinator.name},
            )
        await self.coordinator.async_set_timer(
            self.entity_description.field or "", change(timer)
        )
