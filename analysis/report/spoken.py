"""LaTeX formulas in words, for readers who listen."""

import re

WORDS = {
    r"\leq": "is at most", r"\le": "is at most", r"\geq": "is at least", r"\ge": "is at least",
    r"\neq": "is not equal to", r"\ne": "is not equal to", r"\approx": "is about",
    r"\equiv": "is equivalent to", r"\sim": "is distributed as", r"\propto": "is proportional to",
    r"\times": "times", r"\cdot": "times", r"\pm": "plus or minus", r"\to": "to",
    r"\rightarrow": "to", r"\Rightarrow": "implies", r"\implies": "implies", r"\infty": "infinity",
    r"\int": "the integral", r"\sum": "the sum", r"\prod": "the product", r"\partial": "partial",
    r"\mid": "given", r"\ldots": "and so on to", r"\dots": "and so on to", r"\cdots": "and so on to",
    r"\in": "in", r"\cup": "union", r"\cap": "intersection", r"\forall": "for all",
    r"\exists": "there exists", r"\log": "log", r"\exp": "exp", r"\%": "percent", r"\$": "dollars",
    "=": "equals", "+": "plus", "-": "minus", "<": "is less than", ">": "is greater than",
    "/": "over", "'": "prime", "!": "factorial",
}  # fmt: skip
ABOVE = {
    "hat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "vec": "vector", "dot": "dot",
    "widehat": "hat", "widetilde": "tilde",
}  # fmt: skip
PLAIN = "mathrm|mathbf|mathit|mathsf|mathbb|mathcal|boldsymbol|bm|text|textbf|textit|textrm|operatorname"
LAYOUT = re.compile(
    r"\\(?:left|right|quad|qquad|displaystyle|textstyle|limits|nonumber|notag|[bB]igg?[lrm]?)(?![A-Za-z])"
    r"|\\(?:label|tag|begin|end)\*?\{[^{}]*\}|\\[,;:! ]|&|\\operatorname(?=\*)\*"
)
GROUP = r"\{([^{}]*)\}"
ONE = r"(?:\{([^{}]*)\}|(\\[A-Za-z]+|[^\s{}\\]))"


def words(source: str) -> str:
    """Return a formula in plain words: `\\frac{a}{b}` is "a over b", `x^2` is "x squared"."""
    text = LAYOUT.sub(" ", source.replace(r"\\", "; "))
    before = None
    while text != before:
        before = text
        text = _innermost(text)
    text = re.sub(r"\\[A-Za-z]+|\\[%$]|[=+\-<>/'!]", lambda m: f" {_word(m[0])} ", text)
    return " ".join(re.sub(r"[{}\\]", " ", text).split()) or "formula"


def _innermost(text: str) -> str:
    """Say the constructs that hold no other ones."""
    text = re.sub(rf"\\(?:{PLAIN})(?![A-Za-z])\s*{ONE}", lambda m: f" {m[1] or m[2] or ''} ", text)
    text = re.sub(rf"\\[dt]?frac\s*{ONE}\s*{ONE}", _fraction, text)
    text = re.sub(rf"\\binom\s*{GROUP}\s*{GROUP}", r" \1 choose \2 ", text)
    text = re.sub(rf"\\sqrt\s*{GROUP}", r" the square root of \1 ", text)
    above = "|".join(ABOVE)
    text = re.sub(
        rf"\\({above})(?![A-Za-z])\s*{ONE}", lambda m: f" {m[2] or m[3]} {ABOVE[m[1]]} ", text
    )
    text = re.sub(rf"\^\s*{ONE}", _power, text)
    return re.sub(rf"_\s*{ONE}", lambda m: f" sub {m[1] or m[2]} ", text)


def _fraction(match: re.Match) -> str:
    above, below = match[1] or match[2], match[3] or match[4]
    return f" {above} over {below} "


def _power(match: re.Match) -> str:
    power = (match[1] or match[2] or "").strip()
    return {"2": " squared ", "3": " cubed ", "'": " prime "}.get(power, f" to the power {power} ")


def _word(token: str) -> str:
    return WORDS.get(token, token.removeprefix("\\"))
