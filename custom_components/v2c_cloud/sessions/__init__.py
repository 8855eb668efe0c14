"""The session log: what was charged when, and what it cost.

All modules but the tracker are pure: they know no Home Assistant and no clock.
"""
