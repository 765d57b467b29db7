"""How large a cell's equations may be; `app.scenarios.limits` shows these bounds too."""

#: Equations, states and operations of one cell.
MAX_EQUATIONS = 40
MAX_STATES = 12
MAX_OPERATIONS = 400
#: Characters of the whole text, of one name, and how deeply brackets may be nested.
MAX_TEXT = 20_000
MAX_NAME = 40
MAX_NESTING = 50
