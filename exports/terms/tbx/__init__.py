"""TBX: termbases that translation programs exchange."""
