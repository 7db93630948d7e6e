"""The board of verdicts on the article."""

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.figures import style

# A verdict keeps its mark: filled where it stands, half where in part, open where it does not.
MARKS = {
    "confirmed": dict(marker="o", color=style.NAVY),
    "gloss": dict(marker="o", color=style.NAVY, fillstyle="left", markerfacecoloralt="white"),
    "plan_confirmed": dict(marker="D", color=style.NAVY),
    "partly": dict(marker="o", color=style.OCHRE, fillstyle="bottom", markerfacecoloralt="white"),
    "late": dict(marker="D", color=style.OCHRE),
    "contradicted": dict(marker="X", color=style.RUST),
    "open": dict(marker="o", color=style.GREY, markerfacecolor="white"),
}
NAMES = {
    "confirmed": "confirmed",
    "gloss": "with a gloss",
    "plan_confirmed": "as a plan",
    "partly": "partly",
    "late": "plan, done late",
    "contradicted": "contradicted",
    "open": "open",
}


@style.styled
def board(verdicts: pd.DataFrame, as_of: pd.Timestamp, ax: Axes | None = None) -> Axes | None:
    """Draw each claim with its verdict on the day of the article and on the day of the replay.

    verdicts : as returned by `measures.article.verdicts`. Returns None where there is none.
    """
    if verdicts.empty:
        return None
    claims = [textwrap.wrap(f"{r['number']}  {r['claim']}", 92) for _, r in verdicts.iterrows()]
    tops, y = [], 0.0
    for lines in claims:
        tops.append(y)
        y += 0.35 + 0.65 * len(lines)
    ax = style.axes(ax, 0.7 + 0.185 * y)
    for top, lines, (_, row) in zip(tops, claims, verdicts.iterrows(), strict=True):
        ax.text(0, top, "\n".join(lines), fontsize=8.5, va="top", linespacing=1.15)
        for x, verdict in ((0.84, row["then"]), (0.955, row["now"])):
            ax.plot(x, top + 0.35, markersize=6.5, linestyle="none", **MARKS[verdict])
        if row["changed"]:
            ax.annotate(
                "",
                (0.94, top + 0.35),
                (0.855, top + 0.35),
                arrowprops=dict(arrowstyle="->", color=style.GREY, linewidth=0.9),
            )
    for x, text in ((0.84, "18 Aug 2025"), (0.955, f"{as_of.day} {as_of:%b %Y}")):
        ax.text(x, -0.55, text, ha="center", va="bottom", fontsize=8.5, fontweight=600)
    ax.set_xlim(0, 1)
    ax.set_ylim(y, -1.4)
    ax.axis("off")
    present = [v for v in MARKS if v in {*verdicts["then"], *verdicts["now"]}]
    style.key(
        ax,
        [
            Line2D([], [], linestyle="none", markersize=6, label=NAMES[v], **MARKS[v])
            for v in present
        ],
    )
    return ax
