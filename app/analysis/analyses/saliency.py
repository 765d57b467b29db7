"""Saliency: how much each step of the input matters."""

from typing import Literal

from pydantic import Field

from app.analysis.memory import saliency
from app.analysis.registration import Analysis, Found, Matrix, Registration, Result, Vector
from app.analysis.study import Study


class SaliencyAnalysis(Analysis):
    """How much each step of the input matters."""

    name: Literal["saliency"]


class SaliencyResult(Result):
    """How much each step of the network's input matters, through both directions."""

    analysis: Literal["saliency"]
    log10_norm: Vector = Field(description="(T): log10 ‖∂L/∂x(t)‖.")
    gradient_times_input: Matrix = Field(description="(T, D): ∂L/∂x·x, elementwise.")


def _run(study: Study, _analysis: SaliencyAnalysis) -> Found:
    found = saliency(study)
    products = found.gradient_times_input
    yield {"log10_norm": found.log10_norm, "gradient_times_input": products}


SALIENCY = Registration("saliency", SaliencyAnalysis, _run, (SaliencyResult,))
