"""Call plans: the list, and each as a readable tree."""
