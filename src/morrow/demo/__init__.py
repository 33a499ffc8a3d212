"""The synthetic clinic: people, a day in progress, and monitors that speak real HL7.

Nothing here is a patient, and nothing here is imported by the program that runs a clinic.
"""
