"""``python -m ctecs_desktop`` is ``ctecs``."""

from ctecs_desktop.cli.main import main

main()
