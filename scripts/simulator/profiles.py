"""The power profiles that the cloud keeps for a charger.

V2C's OpenAPI 1.0.0 documents a placeholder as their body, so they have no effect on
the simulated charger. That a record has a name and `active` was seen by a client.
"""

from dataclasses import dataclass, replace

from .json_type import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerProfile:
    """One profile; `updated` is the text that its writer sent as updateAt.

    `active` may be None: that the cloud always tells it is only known of one client.
    """

    name: str
    active: bool | None = False
    mode: str = "solar"
    value: int = 32
    updated: str = "2025-10-28T10:44:52Z"


class PowerProfiles:
    """The profiles of one charger, by name; at first one, which is active."""

    def __init__(self) -> None:
        """Start as the app leaves a charger that was set up."""
        first = PowerProfile(name="Casa", active=True)
        self.by_name: dict[str, PowerProfile] = {first.name: first}

    def create(self, name: str, updated: str, body: Json) -> bool:
        """Add a profile; False where the body is not V2C's or the name taken."""
        profile = _filled(PowerProfile(name=name, updated=updated), body)
        if profile is None or not name or name in self.by_name:
            return False
        self.by_name[name] = profile
        return True

    def update(self, name: str, updated: str, body: Json) -> bool:
        """Change a profile; False where the body is not V2C's.

        Raises:
            LookupError: there is no such profile.
        """
        profile = _filled(replace(self.by_name[name], updated=updated), body)
        if profile is None:
            return False
        self.by_name[name] = profile
        return True

    def delete(self, name: str, updated: str) -> None:
        """Delete a profile; its name and time stamp must both fit.

        Raises:
            LookupError: there is no such profile.
        """
        if self.find(updated).name != name:
            raise LookupError(name)
        del self.by_name[name]

    def find(self, updated: str) -> PowerProfile:
        """Return the profile with a time stamp.

        Raises:
            LookupError: there is none.
        """
        for profile in self.by_name.values():
            if profile.updated == updated:
                return profile
        raise LookupError(updated)


def _filled(profile: PowerProfile, body: Json) -> PowerProfile | None:
    if not isinstance(body, dict):
        return None
    mode, value = body.get("mode"), body.get("value")
    if not isinstance(mode, str) or isinstance(value, bool):
        return None
    if not isinstance(value, int):
        return None
    return replace(profile, mode=mode, value=value)
