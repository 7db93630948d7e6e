"""One fault found in the record."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One fault: the file, its line (1 is the header, 0 the whole file), the column, what is wrong."""

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.row}: {self.column or '-'}: {self.message}"
