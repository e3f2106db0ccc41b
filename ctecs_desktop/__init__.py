"""The desktop program behind the Annual Progress Report of Connecticut's technical high schools."""

__version__ = "0.1.0"
