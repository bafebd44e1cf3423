"""What all commands share: global options, output formats, progress, processes.

No command lives here, and nothing here knows what a command is about.
"""
