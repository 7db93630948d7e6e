"""The parameters of the chapters: read from their notebooks, checked before anything runs."""

import ast
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import nbformat
import yaml


class BadParameter(ValueError):
    """A parameter that no chapter has, or a value that it cannot take."""


@dataclass(frozen=True)
class Parameter:
    """A parameter as its notebook declares it: `name: kind = default`."""

    name: str
    kind: type
    default: object


KINDS = {kind.__name__: kind for kind in (str, int, float, bool)}


def declared(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters a notebook declares in its cell tagged `parameters`.

    Raises BadParameter if a declaration there is not of the form `name: kind = literal`.
    """
    for cell in nbformat.read(notebook, as_version=4).cells:
        if "parameters" in cell.metadata.get("tags", []):
            return {p.name: p for p in map(_parameter, ast.parse(cell.source).body)}
    return {}


def _parameter(line: ast.stmt) -> Parameter:
    try:
        return Parameter(line.target.id, KINDS[line.annotation.id], ast.literal_eval(line.value))
    except (AttributeError, KeyError, ValueError):
        raise BadParameter(
            f"{ast.unparse(line)!r} in the parameters cell is not of the form name: kind = value, "
            f"with kind one of {', '.join(KINDS)}"
        ) from None


def from_yaml(path: Path) -> dict:
    """Return the parameters in a YAML file.

    Raises BadParameter if it holds anything but names with values.
    """
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadParameter(f"{path} cannot be read as YAML: {error}") from None
    if not isinstance(given, dict):
        raise BadParameter(f"{path} must hold lines of the form name: value")
    # YAML reads a bare 2025-08-18 as a date; parameters carry days as text.
    return {str(k): v.isoformat() if isinstance(v, date) else v for k, v in given.items()}


def checked(given: dict, notebooks: list[Path]) -> dict[str, dict]:
    """Return by notebook name those of the given parameters that each declares, in its types.

    Raises BadParameter with the name, what was expected and the nearest known name.
    """
    known = {notebook.stem: declared(notebook) for notebook in notebooks}
    every = {name: p for parameters in known.values() for name, p in parameters.items()}
    for name in given:
        if name not in every:
            near = get_close_matches(str(name), every, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            raise BadParameter(
                f"no chapter has a parameter {name!r}{hint} Known are {', '.join(sorted(every))}."
            )
    values = {name: _value(every[name], value) for name, value in given.items()}
    return {
        notebook: {name: values[name] for name in parameters if name in values}
        for notebook, parameters in known.items()
    }


def _value(parameter: Parameter, value):
    """Return a value in the parameter's type; text from the command line is read as that type."""
    kind = parameter.kind
    wrong = BadParameter(
        f"parameter {parameter.name!r} takes a value of type {kind.__name__} "
        f"such as {parameter.default!r}, not {value!r}"
    )
    if kind is str:
        if isinstance(value, (bool, int, float, list, dict)) or value is None:
            raise wrong
        return str(value)
    if isinstance(value, str):
        if kind is bool:
            if value.lower() not in ("true", "false"):
                raise wrong
            return value.lower() == "true"
        try:
            return kind(value)
        except ValueError:
            raise wrong from None
    if isinstance(value, bool) != (kind is bool) or not isinstance(value, (int, float)):
        raise wrong
    if kind is int and not float(value).is_integer():
        raise wrong
    return kind(value)
