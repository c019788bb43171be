"""Chats at a fixed hour: topics in an order, a host, reminders for who asks, and a summary afterwards."""
