"""Pictures and other files people give us, made safe and made small."""
