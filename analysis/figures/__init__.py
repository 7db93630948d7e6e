"""Figures: frames in, Axes out. One module for each chapter; `style` holds the house style."""
