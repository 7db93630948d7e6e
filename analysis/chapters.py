"""The chapters of the story, in the order of the dossier: one line each.

A chapter `NN_name` is the notebook of that name, told with `measures.name` and `figures.name`.
"""

CHAPTERS = (
    "00_brief",
    "01_timeline",
    "02_forces",
    "03_sites",
    "04_schedule",
    "05_attacks",
    "06_positions",
    "07_precedents",
    "09_article",
)
