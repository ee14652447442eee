"""The storekeeper's desk for pieces of makers, and the manager's settlements."""
