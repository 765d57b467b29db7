"""How fast the numerics are, beside other ways to compute the same: ``python -m benchmarks``."""

import app as app  # sets one BLAS thread, which has to happen before NumPy is loaded
