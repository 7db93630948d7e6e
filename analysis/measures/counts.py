"""Change points and rate ratios for counts: the statistics behind the tempo of attacks."""

import numpy as np
import ruptures
from ruptures.base import BaseCost
from scipy import special, stats


class CostPoisson(BaseCost):
    """Twice the negative log-likelihood of Poisson counts at one rate, for ruptures.

    The signal has two columns: counts and exposures.
    """

    model = "poisson"
    min_size = 1

    def fit(self, signal: np.ndarray) -> "CostPoisson":
        """Take the signal and its running sums."""
        self.signal = signal
        self.sums = np.vstack([np.zeros(2), np.cumsum(signal, axis=0)])
        return self

    def error(self, start: int, end: int) -> float:
        """Return the cost of the segment from start to end (end not included)."""
        count, exposure = self.sums[end] - self.sums[start]
        return 2 * float(count - special.xlogy(count, count / exposure))


def changes(counts, exposures, penalty: float = 1.0) -> list[int]:
    """Return where the rate of a series of counts changes: the first place of each new level.

    The split is the exact minimum of twice the negative Poisson log-likelihood plus a penalty for
    each change, found by dynamic programming with pruning (PELT: Killick, Fearnhead and Eckley
    2012, J. Am. Stat. Assoc. 107:1590-1598; library: Truong, Oudre and Vayatis 2020, Signal
    Processing 167:107299). One unit of penalty is that of the Bayesian information criterion,
    2 ln n: each change costs a level and a place.

    >>> changes([1, 0, 1, 0, 1, 9, 8, 9, 8, 9], [1] * 10)
    [5]
    """
    signal = np.column_stack([counts, exposures]).astype(float)
    search = ruptures.Pelt(custom_cost=CostPoisson(), min_size=1, jump=1).fit(signal)
    return search.predict(pen=penalty * 2 * np.log(len(signal)))[:-1]


def posterior(counts, exposures) -> np.ndarray:
    """Return the probability that the one change of rate comes after each place but the last.

    Poisson counts with one change, every place as likely beforehand, and a Gamma(1, 1) prior for
    either rate per unit of exposure: the rates integrate out in closed form (Raftery and Akman
    1986, Biometrika 73:85-89; Carlin, Gelfand and Smith 1992, Applied Statistics 41:389-405).
    """
    count, exposure = np.cumsum(counts), np.cumsum(exposures)
    parts = ((count[:-1], exposure[:-1]), (count[-1] - count[:-1], exposure[-1] - exposure[:-1]))
    log = sum(special.gammaln(1 + n) - (1 + n) * np.log(1 + t) for n, t in parts)
    return special.softmax(log)


def rate_ratio(count: int, exposure: float, base: int, base_exposure: float) -> dict:
    """Return the ratio of two Poisson rates with its exact 95% interval and two-sided p.

    Given their sum, the first count is binomial (exact conditional test). p adds the outcomes that
    are no more likely than the one seen, and the interval holds every ratio which that test does
    not reject, so that the two never disagree (Fay 2010, R Journal 2:53-58).

    Returns ratio, low, high, p; without any event ratio and ends are 0 to infinity, unknown (NaN).
    """
    n, scale = count + base, exposure / base_exposure
    if not n:
        return {"ratio": np.nan, "low": 0.0, "high": np.inf, "p": 1.0}

    def p_value(ratio):
        odds = np.atleast_1d(ratio)[:, None] * scale
        chances = stats.binom.pmf(np.arange(n + 1), n, odds / (1 + odds))
        return np.where(chances <= chances[:, [count]] * (1 + 1e-7), chances, 0).sum(axis=1)

    middle = (count + 0.5) / (base + 0.5) / scale
    grid = middle * np.logspace(-6, 6, 2401)
    kept = np.flatnonzero(p_value(grid) > 0.05)

    def end(inside, outside):
        for _ in range(40):
            between = np.sqrt(inside * outside)
            inside, outside = (
                (between, outside) if p_value(between)[0] > 0.05 else (inside, between)
            )
        return float(inside)

    return {
        "ratio": count / base / scale if base else np.inf,
        "low": end(grid[kept[0]], grid[kept[0] - 1]) if count else 0.0,
        "high": end(grid[kept[-1]], grid[kept[-1] + 1]) if base else np.inf,
        "p": float(p_value(1.0)[0]),
    }
