"""Shared by the tests: the record at the newest day, and a copy of the data to break."""

import shutil
from pathlib import Path

import pytest

import analysis

DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture(scope="session")
def newest():
    return analysis.load()


@pytest.fixture
def copy(tmp_path):
    """A copy of the record that a test may break."""
    target = tmp_path / "data"
    shutil.copytree(DATA, target)
    return target
