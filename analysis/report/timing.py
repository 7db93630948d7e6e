"""How long the dossier takes: the medians of several builds, printed as a table."""

import re
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from analysis.report import build

LINE = re.compile(r"(\S+)\s+(\d+\.\d) s")


def main(builds: int) -> None:
    """Build the dossier some times and print the median seconds of each step and the size."""
    seconds = defaultdict(list)

    def say(line: str) -> None:
        if found := LINE.fullmatch(line):
            seconds[found[1]].append(float(found[2]))

    with tempfile.TemporaryDirectory() as folder:
        for _ in range(builds):
            path = build({}, Path(folder) / "a.pdf", say)
        size = path.stat().st_size
    for step, values in seconds.items():
        print(f"{step:<14}{statistics.median(values):5.1f} s")
    print(f"{'size':<14}{size / 1e6:5.1f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
