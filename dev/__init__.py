"""The machine: everything between a bare Linux with Python and a portal that runs or a suite that is green.

Only Python's own library is imported here, so that it works before anything is installed.
"""
