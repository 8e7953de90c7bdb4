"""Raw samples to whoever comes to a socket, a FIFO or a named pipe, to standard output, or to a program's stdin."""
