"""The method as data and the code that loads one version of it as a whole. No step of the rating in here."""
