"""Faults as people make them, to measure the checks by: see checks/measure.py."""
