"""Helps to write sensors for Attune in a few lines. Needs nothing but Python 3.8 or newer.

See docs/sensors.md. Every Python sensor finds this package; nothing is to be installed.
"""

from .sensor import Rule, Sensor

__all__ = ["Rule", "Sensor"]
