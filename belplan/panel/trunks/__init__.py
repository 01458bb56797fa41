"""A company's lines to the outside, for the operator: by address or by registration."""
