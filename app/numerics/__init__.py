"""Exact recurrent networks in float64: every intermediate, every gradient. NumPy only."""
