"""Models and data in other programs' languages: SBML, NONMEM-style datasets, CSV and Parquet.

sbml      a model, with the doses of a regimen as events      (extra `sbml`: python-libsbml)
nonmem    patients, doses and observations, in and out
tables    traces and populations as columns; Parquet           (extra `parquet`: duckdb)
"""
