"""What can be wrong with an installation on this machine, and how it is mended."""
