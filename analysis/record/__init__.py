"""The record: sourced facts, each with the day it is true of and the day it was published."""

from analysis.record.check import check
from analysis.record.extract import digest, extract
from analysis.record.finding import Finding
from analysis.record.load import Record, load
from analysis.record.schema import DATA

__all__ = ["DATA", "Finding", "Record", "check", "digest", "extract", "load"]
