"""Laws, checked on values that nobody would think of."""
