"""`redis-cli --scan` where there is none: the name of every key of 127.0.0.1:PORT, ten to a question."""

import socket
import sys

with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as server, server.makefile("rb") as answer:
    cursor = b""
    while cursor != b"0":
        server.sendall(b"SCAN %b\r\n" % (cursor or b"0"))
        lines = [answer.readline() for _ in range(4)]
        cursor = lines[2].strip()
        for _ in range(int(lines[3][1:])):
            answer.readline()
            sys.stdout.buffer.write(answer.readline())
