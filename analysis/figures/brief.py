"""Then and now: the key levels on two days."""

import pandas as pd

from analysis.figures import style


@style.styled
def strip(frame: pd.DataFrame):
    """Draw the levels of two days side by side, one panel for each country.

    frame : as returned by `measures.brief.strip`. Returns the array of Axes.
    """
    countries = list(frame["country"].unique())
    _, panels = style.plt.subplots(
        1, len(countries), figsize=(style.WIDTH, 1.75), layout="constrained", squeeze=False
    )
    for ax, country in zip(panels[0], countries, strict=True):
        mine = frame[frame["country"] == country].reset_index(drop=True)
        for y, row in mine.iterrows():
            color = style.NAVY if y else style.GREY
            if pd.isna(row["value"]):
                style.note(ax, 0, y, "  unknown", style.GREY, style="italic")
                continue
            ax.plot(
                [row["low"], row["high"]],
                [y, y],
                color=color,
                linewidth=5,
                alpha=0.25,
                solid_capstyle="butt",
            )
            ax.plot(row["value"], y, marker="o", markersize=7, color=color, clip_on=False)
            style.note(
                ax,
                row["value"],
                y - 0.3,
                row["figure"],
                color,
                ha="center",
                va="bottom",
                fontsize=9,
            )
        top = mine["high"].max()
        ax.set_xlim(0, top * 1.25 if top > 0 else 1)
        ax.set_ylim(1.5, -0.9)
        ax.set_yticks([0, 1], [f"{d.day} {d:%b %Y}" for d in mine["day"]])
        ax.set_title(f"US troops in {country}", fontsize=9.5, pad=4)
        ax.grid(axis="x")
        ax.grid(visible=False, axis="y")
        ax.xaxis.set_major_locator(style.ticker.MaxNLocator(4))
        style.thousands(ax.xaxis)
    return panels[0]
