"""Measures: from the record, or a frame, to a frame. One module for each chapter."""
