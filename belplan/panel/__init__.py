"""HTML only: views, forms, templates; one folder a screen."""
