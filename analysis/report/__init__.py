"""The dossier: chapters run by papermill, set by Typst."""

from analysis.report.dossier import build
from analysis.report.parameters import BadParameter
from analysis.report.run import ChapterFailed
from analysis.report.typeset import TypesettingFailed

__all__ = ["BadParameter", "ChapterFailed", "TypesettingFailed", "build"]
