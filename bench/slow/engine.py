"""The engine behind all of them: python3 -m slow.engine PORT."""
import asyncio
import sys

CALL = ('{"id":"call_1","externalCallId":"3EB0C767D26A1D8E8A1F","direction":"OUTBOUND","status":"ACCEPTED",'
        '"peerNumber":"5511987654321","createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z"}')
LIST = ('{"calls":[' + ",".join([CALL] * 25) + "]}").encode()
STARTED = b'{"id":"call_1","status":"INITIATED"}'


class Engine(asyncio.Protocol):
    """Answers starts and lists; requests come whole and one at a time, in both spellings of the path."""

    def connection_made(self, transport):
        self.transport, self.unread = transport, b""

    def data_received(self, data):
        self.unread += data
        while (end := self.unread.find(b"\r\n\r\n")) >= 0:
            head = self.unread[:end].lower()
            at = head.find(b"content-length:")
            whole = end + 4 + (int(head[at + 15:].split(b"\r\n")[0]) if at >= 0 else 0)
            if len(self.unread) < whole:
                return
            self.unread = self.unread[whole:]
            body, status = (LIST, b"200 OK") if head.startswith(b"get") else (STARTED, b"201 Created")
            self.transport.write(b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                                 % (status, len(body), body))


async def run_engine(port):
    server = await asyncio.get_running_loop().create_server(Engine, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(run_engine(int(sys.argv[1])))
