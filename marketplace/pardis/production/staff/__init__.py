"""The desks of the workshop lead, the storekeeper and whoever pays wages."""
