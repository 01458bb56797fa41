"""Companies, and the managers that keep them apart."""
