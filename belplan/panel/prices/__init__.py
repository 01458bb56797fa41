"""The platform's price list, which its operator keeps."""
