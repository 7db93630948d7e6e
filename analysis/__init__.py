"""The US and coalition drawdown from Iraq, as it was known on any day."""

from analysis.record import Record, check, load

__all__ = ["Record", "check", "load"]
