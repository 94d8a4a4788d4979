"""Build the base network layers (roads, railways, stations, geometry) from the reference tables and the OSM-derived mesh."""
