"""SRX: the sentence segmentation rules of other tools, read and written.

The rules of this project are data of `tm.align`.
"""
