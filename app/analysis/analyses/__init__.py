"""Every analysis that can be asked for, a module each.

To add one, write a module with a `Registration` and name it here.
"""

from app.analysis.analyses import (
    doctor,
    eigenvalues,
    gradient_map,
    jacobians,
    lyapunov,
    memory,
    saliency,
    shortcut,
)
from app.analysis.registration import Registration

#: In the order in which they are listed.
REGISTERED: tuple[Registration, ...] = (
    gradient_map.MAP,
    shortcut.SHORTCUT,
    jacobians.JACOBIANS,
    eigenvalues.EIGENVALUES,
    lyapunov.LYAPUNOV,
    memory.MEMORY,
    saliency.SALIENCY,
    doctor.DOCTOR,
)
