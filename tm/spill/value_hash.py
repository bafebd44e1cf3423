"""Hashes of values, by which rows in files are grouped and found again."""


def hash_value(value: object) -> int:
    """Hash a value to an unsigned 64-bit number; collisions are very unlikely."""
    return hash(value) & 0xFFFF_FFFF_FFFF_FFFF
