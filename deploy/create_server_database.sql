-- The server's own database, of people, tokens and jobs, beside that of the memory.
CREATE DATABASE server OWNER padanan;
