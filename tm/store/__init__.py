"""The database behind the memory and the glossary."""
