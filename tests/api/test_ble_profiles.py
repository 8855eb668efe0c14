"""The GATT table decides what is spoken."""

from dataclasses import replace

import pytest

from custom_components.v2c_cloud.api.ble_profiles import (
    DATAMANAGER,
    INFORMATION,
    PROFILES,
    GattCharacteristic,
    GattService,
    GattTable,
    choose_profile,
    readable_information,
)

OURS = GattService(
    uuid=DATAMANAGER.service,
    characteristics=(
        GattCharacteristic(uuid=DATAMANAGER.request, properties=("write",)),
        GattCharacteristic(uuid=DATAMANAGER.answer, properties=("notify", "read")),
    ),
)
BATTERY = GattService(
    uuid="0000180f-0000-1000-8000-00805f9b34fb",
    characteristics=(
        GattCharacteristic(
            uuid="00002a19-0000-1000-8000-00805f9b34fb", properties=("read",)
        ),
    ),
)


def test_our_profile_is_recognised() -> None:
    """Beside whatever else there is."""
    assert choose_profile((BATTERY, OURS)) is DATAMANAGER


@pytest.mark.parametrize(
    "table",
    [
        (),
        (BATTERY,),
        (replace(OURS, characteristics=OURS.characteristics[:1]),),
        (replace(OURS, characteristics=OURS.characteristics[1:]),),
        (replace(OURS, uuid=BATTERY.uuid),),
        (
            replace(
                OURS,
                characteristics=tuple(
                    replace(item, properties=("read",)) for item in OURS.characteristics
                ),
            ),
        ),
    ],
    ids=["empty", "stranger", "no answer", "no request", "service", "abilities"],
)
def test_half_a_profile_is_none(table: GattTable) -> None:
    """Nothing is written to what only looks like it."""
    assert choose_profile(table) is None


def test_device_information() -> None:
    """Only what can be read, by its name."""
    uuids = list(INFORMATION)
    service = GattService(
        uuid="0000180a-0000-1000-8000-00805f9b34fb",
        characteristics=(
            GattCharacteristic(uuid=uuids[0], properties=("read",)),
            GattCharacteristic(uuid=uuids[1], properties=("notify",)),
        ),
    )

    assert readable_information((OURS, service)) == {uuids[0]: "manufacturer"}


def test_profiles_are_told_apart() -> None:
    """By name and by service, written as bleak writes them."""
    assert len({profile.name for profile in PROFILES}) == len(PROFILES)
    assert len({profile.service for profile in PROFILES}) == len(PROFILES)
    assert [
        uuid
        for profile in PROFILES
        for uuid in (profile.service, profile.request, profile.answer)
        if uuid != uuid.lower()
    ] == []
