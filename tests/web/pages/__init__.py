"""Tests of the pages, in a browser and without."""
