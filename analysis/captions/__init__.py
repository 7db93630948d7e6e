"""The words around figures and tables, one module for each module of measures."""
