"""One finding of each code with the cell that has it, for the tests of the page's doctor.

``python -m tests.analysis.doctor_fixtures`` writes tests/js/doctor/findings.json anew.
"""

import json
from pathlib import Path
from typing import Any

from app.analysis.doctor import diagnose
from app.analysis.findings import CODES
from tests.analysis.test_analysis_doctor import RAISED

FILE = Path(__file__).parents[1] / "js/doctor/findings.json"


def made(code: str) -> dict[str, Any]:
    """Return {"cell", "finding"} of the scenario that raises a code."""
    study = RAISED[code]()
    finding = next(found for found in diagnose(study) if found.code == code)
    cell = study.resolved.scenario.cell.model_dump(mode="json")
    return {"cell": cell, "finding": json.loads(json.dumps(finding.as_dict()))}


def main() -> None:
    """Write the file, a line for each code."""
    rows = [f'"{code}": {json.dumps(made(code), separators=(",", ":"))}' for code in CODES]
    FILE.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
