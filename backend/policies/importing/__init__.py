"""Importing: from an uploaded file to the plain text of an official document.

Files are read by a process of their own with bounds on memory and time, because nobody knows
what is in them (reading.py starts it, child.py is it).
"""
