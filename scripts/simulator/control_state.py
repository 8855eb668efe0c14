"""What the control interface shows of the simulated world."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from .json_type import Json

if TYPE_CHECKING:
    from .simulator import SimulatedCharger, Simulator


def house_state(simulator: Simulator) -> Json:
    """Return the house: W and A (+ import), V, and kWh counted since the start."""
    house = simulator.house
    return {
        "time": simulator.now.isoformat(),
        "grid": round(house.grid_power, 1),
        "load": round(house.load_power, 1),
        "solar": round(house.solar_power, 1),
        "battery": round(house.battery_power, 1),
        "cars": round(house.car_power, 1),
        "phases": house.phases,
        "grid_phases": [round(power, 1) for power in house.grid_phases],
        "grid_currents": [round(current, 2) for current in house.grid_currents],
        "voltages": [round(volts, 1) for volts in house.voltages],
        "imported": round(house.imported, 4),
        "exported": round(house.exported, 4),
        "produced": round(house.produced, 4),
        "peak": round(house.peak, 1),
        "meter_online": house.meter_online,
    }


def charger_state(charger: SimulatedCharger) -> Json:
    """Return a charger with its car, its real power and its links."""
    car = charger.car
    lan: Json = None
    if charger.has_lan:
        lan = {
            "host": charger.lan.host,
            "port": charger.lan.port,
            "fault": charger.lan.fail.name,
            "requests": charger.lan.counted,
            "max_concurrent": charger.lan.max_concurrent,
        }
    return {
        "id": charger.id,
        "name": charger.name,
        "firmware": charger.firmware.version,
        "powered": charger.powered,
        "charging": charger.charging,
        "offered": charger.offered,
        "power": round(charger.power, 1),
        "currents": [round(current, 2) for current in charger.currents],
        "values": asdict(charger.values),
        "car": None
        if car is None
        else {
            "soc": round(car.soc, 4),
            "capacity": car.capacity,
            "phases": car.phases,
            "max_current": car.max_current,
            "current": round(car.current, 2),
        },
        "cards": [asdict(card) for card in charger.reader.cards.values()],
        "targets": asdict(charger.targets),
        "waiting_for_timer": charger.waiting_for_timer,
        "waiting_for_card": charger.waiting_for_card,
        "pending_charges": len(charger.log.pending),
        "lan": lan,
        "cloud_online": charger.cloud_online,
    }


def world_state(simulator: Simulator) -> Json:
    """Return everything."""
    return {
        "time": simulator.now.isoformat(),
        "speed": simulator.speed,
        "house": house_state(simulator),
        "chargers": {
            charger.id: charger_state(charger)
            for charger in simulator.chargers.values()
        },
        "cloud": {
            "url": simulator.cloud.url,
            "fault": simulator.cloud.fault.name,
            "remaining": simulator.cloud.remaining,
            "requests": simulator.cloud.counted,
            "tariff": simulator.cloud.tariff,
            "webhook": simulator.cloud.webhook,
        },
    }
