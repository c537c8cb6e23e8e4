"""The folder of another generator's site -> ImportedSite, one module for each generator.

The files of the other generator are read as data: none of them is executed.
"""
