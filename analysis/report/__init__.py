"""The dossier: chapters run by papermill, set by Typst."""

from analysis.report.dossier import build
from analysis.report.parameters import BadParameter
from analysis.report.run import ChapterFailed
from analysis.report.typeset import TypesettingFailed
from analysis.report.verification import NotADossier, verify

__all__ = [
    "BadParameter",
    "ChapterFailed",
    "NotADossier",
    "TypesettingFailed",
    "build",
    "verify",
]
