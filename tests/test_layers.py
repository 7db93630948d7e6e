"""Data flows one way: no module imports from a layer above its own."""

import ast
from pathlib import Path

import analysis

PACKAGE = Path(analysis.__file__).parent
# From the bottom to the top; what stands in one tuple is of one height.
LAYERS = (
    ("record",),
    ("chapters", "measures"),
    ("captions", "figures"),
    ("show",),
    ("report",),
    ("cli",),
)


def _height(module: str) -> int:
    name = module.split(".")[1]
    return next(height for height, names in enumerate(LAYERS) if name in names)


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.startswith("analysis.")}


def test_no_import_runs_back_up():
    back = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent == PACKAGE and path.stem == "__init__":
            continue
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for other in _imports(path):
            if _height(other) > _height(module):
                back.append(f"{module} imports {other}")
    assert back == []
