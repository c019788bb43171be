"""Signing in: passwords, passkeys, second factors, sessions and recovery; everything that touches allauth."""
