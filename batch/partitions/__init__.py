"""Parts of input files: where they are cut, and reading one of them."""
