"""Reports of checks and measurements: HTML, JUnit, SARIF and XLSX.

Findings come in as values: nothing in here checks, and nothing reads units.
"""
