"""Ask a service of this machine for one page so many times, by CONNECTIONS at once. Arguments: port, path, requests."""

import socket
import sys
import threading
from itertools import repeat

CONNECTIONS = 8
PORT, PATH, REQUESTS = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
QUESTION = f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
failures: list[bytes] = []


def ask() -> None:
    """One connection that is kept open, with the least that HTTP wants: the client must not be what is slow."""
    with socket.create_connection(("127.0.0.1", PORT)) as server:
        for _ in repeat(None, REQUESTS // CONNECTIONS):
            server.sendall(QUESTION)
            head = b""
            while b"\r\n\r\n" not in head:
                head += server.recv(1 << 16)
            head, _, body = head.partition(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200 "):
                failures.append(head)
                return
            left = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]) - len(body)
            while left > 0:
                left -= len(server.recv(1 << 20))


threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
sys.exit(failures[0].decode() if failures else 0)
