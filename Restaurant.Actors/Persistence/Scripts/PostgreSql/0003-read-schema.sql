-- The read tables, which the program makes, and makes anew when a version of it wants others.
create schema read;
