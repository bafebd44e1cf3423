"""The console of all commands: global options, output formats, progress, processes.

No command lives here, and no module knows what a command is about.
"""
