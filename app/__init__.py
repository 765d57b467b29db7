"""Gatescope: an oscilloscope for recurrent gates.

One BLAS thread, set before NumPy is loaded: matrices here are small, so a second thread costs more
than it brings, eight streams at once would fight for the cores, and the order of a sum (its last
digit) would depend on how many cores the machine has.
"""

import os

for _variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
