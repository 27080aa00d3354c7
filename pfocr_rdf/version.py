"""The version of this package, which goes into what it makes."""

__version__ = "0.1.0"
