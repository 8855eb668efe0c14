"""The session log: what was charged when, and what it cost.

Pure: it knows no Home Assistant and is told the time.
"""
