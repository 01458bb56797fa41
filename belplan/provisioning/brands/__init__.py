"""One file a brand, each a declaration of `belplan.provisioning.brand.Brand`; listed in `catalogue`."""
