"""Criticality: which single link or junction, if closed, costs the province most."""
