"""Stands between two programs and passes every byte on, with one mistake in it.

As a wrong gateway it stands on both sides of a right one: what clients get and what the engine gets is changed on the
way. A mistake changes whole messages, so that a message is held back until it is complete."""
import collections
import re
import socket
import threading


def set_body(message, body):
    head, _, _ = message.partition(b"\r\n\r\n")
    head = re.sub(rb"(?i)(\r\nContent-Length: )\d+", lambda found: found.group(1) + str(len(body)).encode(), head)
    return head + b"\r\n\r\n" + body


def in_body(old, new):
    """Replaces text in the body, and keeps the framing right."""
    def change(message):
        body = message.partition(b"\r\n\r\n")[2]
        return set_body(message, re.sub(old, new, body)) if re.search(old, body) else message
    return change


def in_head(old, new):
    def change(message):
        head, end, body = message.partition(b"\r\n\r\n")
        return re.sub(old, new, head) + end + body
    return change


def without(name):
    return in_head(rb"(?i)\r\n" + name + rb":[^\r\n]*", b"")


def with_field(line):
    return lambda message: message.replace(b"\r\n", b"\r\n" + line + b"\r\n", 1)


def of_failures(change):
    return lambda message: change(message) if re.match(rb"HTTP/1.1 [45]", message) else message


def of_successes(change):
    return lambda message: change(message) if re.match(rb"HTTP/1.1 20[01]", message) else message


def of_posts(change):
    return lambda message: change(message) if message.startswith(b"POST ") else message


def same(message):
    return message


class Relay:
    """Listens on a free port of 127.0.0.1; each connection gets one of its own to `port`."""

    def __init__(self, port, there=same, back=same):
        self.to, self.there, self.back = port, there, back
        self.starts = []  # first lines of what went there
        self.answers = []  # of whole messages that came back, with `back`: (first line of the request, bytes)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        self.listener.close()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                near.close()
                continue
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            asked = collections.deque()  # first lines of requests that have no answer yet
            threading.Thread(target=self.pump, args=(near, far, self.there, asked, True), daemon=True).start()
            threading.Thread(target=self.pump, args=(far, near, self.back, asked, False), daemon=True).start()

    def pump(self, source, sink, change, asked, requests):
        held = b""
        try:
            while piece := source.recv(65536):
                held += piece
                if change is same:  # at once, since what is no whole message has to come through as well
                    if requests:
                        held = self.take(held, asked, requests, lambda message: None)
                    sink.sendall(piece)
                else:
                    held = self.take(held, asked, requests, lambda message: sink.sendall(change(message)))
            if change is not same:
                sink.sendall(held)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            for one in (source, sink):
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def take(self, held, asked, requests, then):
        """Takes the whole messages from the front; gives back the rest."""
        while True:
            head, end, _ = held.partition(b"\r\n\r\n")
            if not end:
                return held
            found = re.search(rb"(?i)\r\nContent-Length: (\d+)", head)
            size = int(found.group(1)) if found else 0
            is_final = not head.startswith(b"HTTP/1.1 1")
            if not requests and is_final and asked and asked[0].startswith(b"HEAD "):
                size = 0  # announced, and not sent
            size += len(head) + 4
            if len(held) < size:
                return held
            if requests:
                asked.append(head.split(b"\r\n", 1)[0])
                self.starts.append(asked[-1].decode("latin-1"))
            elif is_final and asked:
                self.answers.append((asked.popleft().decode("latin-1"), held[:size]))
            then(held[:size])
            held = held[size:]
