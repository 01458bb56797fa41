"""The building blocks of a call plan, one file each; they do not know each other."""
