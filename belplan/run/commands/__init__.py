"""What each word of the `belplan` command does, one file each."""
