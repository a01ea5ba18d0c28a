"""From scores to chances that can be believed: two small regressions on answers the model had not seen.

The first is the gate. A model that only asks "which principle?" tags ordinary remarks; so another asks "any
at all?", and how much each of the two counts is learned for every principle. The second is Platt scaling
(Platt 1999) of what comes out when whole and best clause are put together. Both are sums, so both fold into
the weights.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from nlu.heads import Truth, Weights
from nlu.linear import Floats
from nlu.look import together

NONE_IN_LIFE = 0.6
"""Share of answers that carry no principle in life (about 0.65 of comments drawn at random by hand); our own
answers hold fewer, so each counts for more or less until the shares agree."""


class Scored(Protocol):
    """Whatever has scores, one for each output, such as a clause."""

    @property
    def scores(self) -> Floats: ...


class Seen(Protocol):
    """The scores of an answer as a whole, and of its clauses if it has several, such as a `look.Look`."""

    @property
    def whole(self) -> Floats: ...

    @property
    def clauses(self) -> Sequence[Scored]: ...


class Calibration(NamedTuple):
    """Turns scores of the principles and, in the last column, the gate into log-odds of the principles."""

    mix: Floats
    """Principles and gate by principles."""
    shift: Floats
    """One for each principle."""

    def folded(self, weights: Weights) -> Weights:
        """The weights that give calibrated scores at once."""
        return Weights(weights.table @ self.mix, weights.bias @ self.mix + self.shift)


def calibrate(looks: Sequence[Seen], truth: Truth) -> Calibration:
    """Learn from answers seen out of fold. `truth` is answers by principles."""
    importance = _importance(truth.any(axis=1))
    whole = np.array([look.whole for look in looks])
    gated = _stacked([_gate(whole, truth, key, importance) for key in range(truth.shape[1])])
    mixed = np.array([_mixed(look, gated) for look in looks])
    scaled = [_fit(mixed[:, [key]], truth[:, key], importance) for key in range(truth.shape[1])]
    scale = np.array([weights[0] for weights, _ in scaled])
    return Calibration(gated.mix * scale, gated.shift * scale + np.array([shift for _, shift in scaled]))


def _gate(whole: Floats, truth: Truth, key: int, importance: Floats) -> tuple[Floats, float]:
    """How much a principle's own score and the gate's count for it, as a column of the mix."""
    columns = [key, whole.shape[1] - 1]
    weights, shift = _fit(whole[:, columns], truth[:, key], importance)
    column = np.zeros(whole.shape[1])
    column[columns] = weights
    return column, shift


def _stacked(columns: Sequence[tuple[Floats, float]]) -> Calibration:
    return Calibration(
        np.column_stack([mix for mix, _ in columns]), np.array([shift for _, shift in columns])
    )


def _mixed(look: Seen, calibration: Calibration) -> Floats:
    mix, shift = calibration
    return together(look.whole @ mix + shift, [clause.scores @ mix + shift for clause in look.clauses])


def _fit(scores: Floats, truth: NDArray[np.bool_], importance: Floats) -> tuple[Floats, float]:
    regression = LogisticRegression().fit(scores, truth, sample_weight=importance)
    return regression.coef_[0], float(regression.intercept_[0])


def _importance(carries: NDArray[np.bool_]) -> Floats:
    """A weight for each answer that brings the share of those without a principle to what it is in life."""
    ours = carries.mean()
    weights: Floats = np.where(carries, (1 - NONE_IN_LIFE) / ours, NONE_IN_LIFE / (1 - ours))
    return weights
