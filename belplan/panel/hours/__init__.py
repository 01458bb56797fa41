"""Opening hours: the list, and each with its weekdays, holidays, dates and a picture of a week."""
