"""An SNMP responder that tells whatever it is told to tell: right answers, wrong ones, and none that SNMP knows.

It has an encoder of its own, because no library makes what must never come over a wire. Sources: X.690 (BER), RFC 3416
and 3417 (v2c), RFC 3412 and 3414 (v3).

    hostile_responder.py ADDRESS PORT FOLDER

serves until it is ended: FOLDER/state, FOLDER/status and FOLDER/seqno are the texts of the three objects (a file that is
not there: noSuchInstance), to whoever asks with v2c; {now} in them becomes the microseconds of a clock, and FOLDER/asked
counts the requests. Of v3 it has no keys: it answers the discovery as an agent would,
and what follows without authentication, with the same texts.
"""

import itertools
import pathlib
import select
import socket
import sys
import threading
import time
from dataclasses import dataclass

INTEGER, OCTET_STRING, NULL, OBJECT_IDENTIFIER, SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30
IP_ADDRESS, COUNTER32, GAUGE32, TIME_TICKS, OPAQUE, COUNTER64 = 0x40, 0x41, 0x42, 0x43, 0x44, 0x46
NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW = 0x80, 0x81, 0x82
GET, GET_NEXT, RESPONSE, SET, TRAP1, GET_BULK, INFORM, TRAP2, REPORT = range(0xA0, 0xA9)
VERSION_1, VERSION_2C, VERSION_3 = 0, 1, 3

FIRST_LINE = (1, 3, 6, 1, 4, 1, 8072, 1, 3, 2, 3, 1, 1)
ENGINE = bytes.fromhex("80001f8880") + b"hostile"
USM_STATS = (1, 3, 6, 1, 6, 3, 15, 1, 1)
UNSUPPORTED_LEVEL, NOT_IN_TIME_WINDOW, UNKNOWN_USER, UNKNOWN_ENGINE, WRONG_DIGEST, DECRYPTION_ERROR = range(1, 7)


# BER


def length(size):
    if size < 0x80:
        return bytes([size])
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(digits)]) + digits


def tlv(tag, content):
    return bytes([tag]) + length(len(content)) + content


def integer(value, tag=INTEGER):
    return tlv(tag, value.to_bytes(max(1, (value.bit_length() + 8) // 8), "big", signed=True))


def identifier(numbers):
    content = bytes([40 * numbers[0] + numbers[1]])
    for number in numbers[2:]:
        digits = [number & 0x7F]
        while number := number >> 7:
            digits.append(0x80 | number & 0x7F)
        content += bytes(reversed(digits))
    return tlv(OBJECT_IDENTIFIER, content)


def sequence(*parts):
    return tlv(SEQUENCE, b"".join(parts))


def text(value):
    return tlv(OCTET_STRING, value)


class Reader:
    """Takes apart what a right client sends; of anything else it may throw."""

    def __init__(self, data):
        self.data = data

    def take(self, expected=None):
        tag, size, start = self.data[0], self.data[1], 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(self.data[2:start], "big")
        content, self.data = self.data[start : start + size], self.data[start + size :]
        if expected is not None and tag != expected:
            raise ValueError(f"tag {tag} where {expected} belongs")
        return content

    def integer(self):
        return int.from_bytes(self.take(INTEGER), "big", signed=True)


def numbers_of(content):
    numbers, number = [content[0] // 40, content[0] % 40], 0
    for byte in content[1:]:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    return tuple(numbers)


# Objects and messages


def object_identifier(name):
    return (*FIRST_LINE, len(name), *name.encode())


STATE, STATUS, SEQNO = map(object_identifier, ("galeraState", "galeraStatus", "galeraSeqno"))


def binding(name, value):
    return sequence(identifier(name), value)


@dataclass
class Request:
    """What a client has asked, as far as that can be read without its keys."""

    version: int
    data: bytes
    community: bytes = b""
    request: int = 0  # of v3: the message's identifier
    names: tuple = ()
    engine: bytes = b""
    user: bytes = b""

    @classmethod
    def parse(cls, data):
        message = Reader(Reader(data).take(SEQUENCE))
        version = message.integer()
        if version == VERSION_3:
            number = Reader(message.take(SEQUENCE)).integer()
            security = Reader(Reader(message.take(OCTET_STRING)).take(SEQUENCE))
            engine = security.take(OCTET_STRING)
            security.integer()
            security.integer()
            return cls(version, data, request=number, engine=engine, user=security.take(OCTET_STRING))
        community = message.take(OCTET_STRING)
        pdu = Reader(message.take(GET))
        number = pdu.integer()
        pdu.integer()
        pdu.integer()
        bindings, names = Reader(pdu.take(SEQUENCE)), []
        while bindings.data:
            names.append(numbers_of(Reader(bindings.take(SEQUENCE)).take(OBJECT_IDENTIFIER)))
        return cls(version, data, community, number, tuple(names))

    @property
    def is_discovery(self):
        return self.version == VERSION_3 and not self.engine


def pdu(request, bindings, kind=RESPONSE, status=0, index=0, number=None):
    number = request.request if number is None else number
    return tlv(kind, integer(number) + integer(status) + integer(index) + sequence(*bindings))


def message(request, body, version=VERSION_2C, community=None):
    return sequence(integer(version), text(request.community if community is None else community), body)


def answer(request, *bindings, **differences):
    """A response of v2c that differs from a right one only as the keywords say."""
    outside = {key: differences.pop(key) for key in ("version", "community") if key in differences}
    return message(request, pdu(request, bindings, **differences), **outside)


def truthful(request, texts):
    """The right answer; what is not among the texts is not served."""
    return answer(
        request, *(binding(name, text(texts[name]) if name in texts else tlv(NO_SUCH_INSTANCE, b"")) for name in request.names)
    )


def message_v3(request, body, engine=ENGINE, boots=1, seconds=1000, user=b"", flags=0, digest=b"", salt=b"", number=None, data=None):
    """A message of v3 without authentication, whatever its flags pretend."""
    number = request.request if number is None else number
    head = sequence(integer(number), integer(65507), text(bytes([flags])), integer(3))
    security = sequence(text(engine), integer(boots), integer(seconds), text(user), text(digest), text(salt))
    scoped = sequence(text(engine), text(b""), body) if data is None else data
    return sequence(integer(VERSION_3), head, text(security), scoped)


def report(request, counter, **differences):
    return message_v3(request, pdu(request, [binding((*USM_STATS, counter, 0), integer(1, COUNTER32))], REPORT), **differences)


# Answering


class Responder:
    """Sockets of which each answers as its function says.

    A function gets the request and yields what is to be done, in order: bytes are sent to the client, a number of seconds
    is waited, a pair of another socket and bytes is sent from there.
    """

    def __init__(self, port):
        self.port = port
        self._functions = {}
        self._ending = threading.Event()
        self._wake, self._waker = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.sent = 0

    def answer_at(self, address, function):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        each = socket.socket(family, socket.SOCK_DGRAM)
        each.bind((address, self.port))
        self._functions[each] = function

    def start(self):
        self._thread.start()

    def stop(self):
        self._ending.set()
        self._waker.send(b"x")
        self._thread.join()
        for each in (*self._functions, self._wake, self._waker):
            each.close()

    def _serve(self):
        poll = select.poll()
        sockets = {each.fileno(): each for each in self._functions}
        for descriptor in (*sockets, self._wake.fileno()):
            poll.register(descriptor, select.POLLIN)
        while not self._ending.is_set():
            for descriptor, _ in poll.poll():
                if descriptor in sockets:
                    self._take(sockets[descriptor])

    def _take(self, own):
        data, client = own.recvfrom(65535)
        try:
            request = Request.parse(data)
        except (ValueError, IndexError):
            return  # a report, for example, about what was sent to the client
        steps = self._functions[own](request)
        for step in steps:
            if isinstance(step, float):
                threading.Thread(target=self._go_on, args=(own, client, step, steps), daemon=True).start()
                return
            self._do(own, client, step)

    def _go_on(self, own, client, first_wait, steps):
        if self._ending.wait(first_wait):
            return
        for step in steps:
            if isinstance(step, float):
                if self._ending.wait(step):
                    return
            else:
                self._do(own, client, step)

    def _do(self, own, client, step):
        sender, data = step if isinstance(step, tuple) else (own, step)
        try:
            sender.sendto(data, client)
            self.sent += 1
        except OSError:
            pass  # the client is gone, or the socket


def texts_in(folder):
    files = {STATE: folder / "state", STATUS: folder / "status", SEQNO: folder / "seqno"}
    now = str(time.monotonic_ns() // 1000).encode()
    return {name: file.read_bytes().rstrip(b"\n").replace(b"{now}", now) for name, file in files.items() if file.exists()}


def forge(folder):
    """An answering function for texts that may change from one question to the next."""

    asked = itertools.count(1)

    def respond(request):
        (folder / "asked").write_text(str(next(asked)))
        texts = texts_in(folder)
        if request.is_discovery:
            yield report(request, UNKNOWN_ENGINE)
        elif request.version == VERSION_3:
            # Whose request is encrypted, so all three are told, and what the client numbers its request with is guessed.
            bindings = [binding(name, text(value)) for name, value in texts.items()]
            yield message_v3(request, pdu(request, bindings), user=request.user)
            yield message(request, pdu(request, bindings), community=b"lab")
        else:
            yield truthful(request, texts)

    return respond


def main():
    address, port, folder = sys.argv[1:]
    responder = Responder(int(port))
    responder.answer_at(address, forge(pathlib.Path(folder)))
    responder.start()
    print("ready", flush=True)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main()
