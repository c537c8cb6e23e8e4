"""The folder of another generator's site -> ImportedSite, one module for each generator."""
