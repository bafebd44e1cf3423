"""The examination of a database: contents, history, indexes, versions and rights.

Each module yields symptoms; none changes anything but `tm.doctor.repair`.
"""
