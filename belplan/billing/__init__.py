"""What functions cost, who has had them since when, and the lines of the monthly invoice that follow from it."""
