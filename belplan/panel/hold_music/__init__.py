"""Music on hold: the tunes of a company, in the order in which they are played."""
