"""SnmpGatherer against answers that nobody should give. Usage: hostile_test.py GATHER [unittest arguments]

With HOSTILE_TEST_AT_LENGTH=1 in the environment: every bit of a right answer on its own, and the long floods.
"""

import os
import pathlib
import socket
import sys
import time
import unittest
from dataclasses import dataclass

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import agents as world
import hostile_responder as wire
from agents import COMMUNITY, PORT, USER, V2C, V3
from hostile_responder import STATE, STATUS, SEQNO, answer, binding, identifier, integer, sequence, text, tlv

PROGRAM = None
AT_LENGTH = os.environ.get("HOSTILE_TEST_AT_LENGTH") == "1"
MOST_NODES = 32
REAL = "127.0.0.11"
LEAST_RECORD = 250  # bytes: an answer that holds the record is longer, and a report is not
# ms in which an agent answers and a helper has read it, whatever else the machine does.
PATIENCE = world.patience(2000)
SLACK = world.patience(1500)  # ms that a machine with other work may take for starting and ending 32 processes
# Places in an answer that holds FORGED, counted from its end, where a wrong bit changes nothing: the error-index, which
# means nothing without an error, and the type of the community, for which Net-SNMP takes any kind of text. Between the
# two stands the request's number, which takes a byte or two less now and then.
WITHOUT_MEANING = {-280, -311, -310, -309}
ENDLESS = ("a wrong packet each millisecond", "one byte after the other")

UUID = "6e7d0e8e-8a75-11f0-9c5b-0242ac110002"
RECORD = (f"galera-initiator 1 cluster=lab node=n2 status=initiating origin=start-of-n2 settings=5f3c membership=alone "
          f"data=intact history={UUID} seqno=1042 identities={UUID} end").encode()
OTHERS_RECORD = RECORD.replace(b"n2", b"n3").replace(b"1042", b"9000")
LONGEST_RECORD = RECORD[:-3] + b"remark=" + b"x" * (1400 - len(RECORD) - 8) + b" end"
FORGED = RECORD.replace(b"1042", b"9223372036854775807")
TEXTS = {STATE: RECORD, STATUS: b"initiating", SEQNO: b"1042"}


def whole(request):
    return wire.truthful(request, TEXTS)


def forged(request, **differences):
    """What must not be believed: a whole record in an answer that differs from a right one."""
    return answer(request, *(binding(name, text(FORGED)) for name in request.names), **differences)


def given(value):
    """An answer with this in place of the text."""
    return lambda request: [answer(request, *(binding(name, value) for name in request.names))]


def say(data):
    """The record's object with this text, and neither of the older tool's."""
    return lambda request: [wire.truthful(request, {STATE: data})]


def bare(data):
    return lambda request: [data]


def with_length(data, encoded):
    """The same message with another length field."""
    return data[:1] + encoded + data[1 + len(wire.length(len(data) - 2)) :]


def relength(encoded):
    def respond(request):
        whole_message = forged(request)
        content = wire.Reader(whole_message).take()
        return [whole_message[:1] + encoded(len(content)) + content]

    return respond


def nested(depth):
    def respond(request):
        value = wire.integer(1)
        for _ in range(depth):
            value = sequence(value)
        return [answer(request, binding(STATE, value))]

    return respond


def in_pdu(change):
    """A message whose PDU is built by hand."""
    return lambda request: [wire.message(request, change(request))]


def slow(rest, gap):
    """The beginning at once and the rest, piece by piece, until long after the time-out."""
    def respond(request):
        for number in range(1000):
            yield rest(request, number)
            yield gap

    return respond


# What must come out: nothing is heard at all, or the agent is heard and nothing it gives is taken, or either, as the
# library's version will have it; or the text is passed on, and whether it is a record is for Record::parse to say.
SILENT, NOTHING, NOT_BELIEVED, TEXT = "silent", "nothing", "not believed", "text"
NO_ANSWER = "packets came that are no answer"


@dataclass
class Case:
    name: str
    respond: object
    outcome: str = SILENT
    says: str = NO_ANSWER   # in the detail, for people
    state: bytes = b""      # with TEXT


def numbers_modulo_2_to_32():
    """Net-SNMP takes numbers modulo 2^32. Who can send these can send the right ones, so nothing is lost with it."""
    yield Case("a number of 64 bits", lambda request: [forged(request, number=request.request + (1 << 32))], TEXT, "", FORGED)
    yield Case("version 4294967297", lambda request: [forged(request, version=(1 << 32) + 1)], TEXT, "", FORGED)
    yield Case("error-status 4294967296", lambda request: [forged(request, status=1 << 32)], TEXT, "", FORGED)


def cases():
    yield from wrong_types()
    yield from wrong_texts()
    yield from wrong_lengths()
    yield from wrong_messages()
    yield from wrong_objects()
    yield from agent_errors()
    yield from too_much()
    yield from numbers_modulo_2_to_32()


def wrong_types():
    for name, tag, content in (
        ("an integer", wire.INTEGER, b"\x01"), ("a null", wire.NULL, b""), ("an IP address", wire.IP_ADDRESS, b"\x7f\0\0\1"),
        ("a counter", wire.COUNTER32, b"\x05"), ("a gauge", wire.GAUGE32, b"\x05"), ("time ticks", wire.TIME_TICKS, b"\x05"),
        ("a counter of 64 bits", wire.COUNTER64, b"\x05"), ("an opaque value", wire.OPAQUE, RECORD),
        ("an opaque float", wire.OPAQUE, b"\x9f\x78\x04\x3f\x80\0\0"), ("an opaque double", wire.OPAQUE, b"\x9f\x79\x08" + b"\0" * 8),
        ("an object identifier", wire.OBJECT_IDENTIFIER, b"\x2b\x06\x01"), ("the end of the view", wire.END_OF_MIB_VIEW, b"")):
        yield Case(f"{name} for a text", given(tlv(tag, content)), NOTHING, "is not a text")
    for name, tag in (("no such object", wire.NO_SUCH_OBJECT), ("no such instance", wire.NO_SUCH_INSTANCE)):
        yield Case(name, given(tlv(tag, b"")), NOTHING, "shows none of")
        yield Case(f"{name}, with a record in it", given(tlv(tag, FORGED)), NOTHING, "shows none of")
    for name, tag, content in (
        ("a sequence", wire.SEQUENCE, RECORD), ("an empty integer", wire.INTEGER, b""), ("an integer of 1,400 bytes", wire.INTEGER, b"\x7f" * 1400),
        ("a counter of 20 bytes", wire.COUNTER64, b"\x7f" * 20), ("an IP address of 300 bytes", wire.IP_ADDRESS, RECORD),
        ("an IP address of 3 bytes", wire.IP_ADDRESS, b"abc"), ("an empty object identifier", wire.OBJECT_IDENTIFIER, b""),
        ("an object identifier without an end", wire.OBJECT_IDENTIFIER, b"\x2b\xff\xff\xff"),
        ("an object identifier of 1,000 numbers", wire.OBJECT_IDENTIFIER, b"\x01" * 1000), ("a type that is none", 0x1F, RECORD),
        ("a constructed text", 0x24, text(RECORD)), ("a bit string", 0x03, b"\0" + RECORD), ("a boolean", 0x01, b"\xff")):
        yield Case(f"{name} for a text", given(tlv(tag, content)), NOT_BELIEVED, "")


def wrong_texts():
    yield Case("an empty text", say(b""), NOTHING, "shows none of")
    yield Case("a text of 1,400 bytes", say(LONGEST_RECORD), TEXT, "", LONGEST_RECORD)
    yield Case("a text of 1,401 bytes", say(LONGEST_RECORD + b"x"), NOTHING, "1401 bytes")
    yield Case("a text of 60,000 bytes", say(b"galera-initiator " + b"x" * 60000), NOTHING, "60017 bytes")
    for name, data in (
        ("all bytes there are", bytes(range(256))), ("nothing but NUL", b"\0" * 100), ("a record after a NUL", b"\0" + RECORD),
        ("a NUL after a record", RECORD + b"\0 status=running end"), ("two records, a line each", RECORD + b"\n" + OTHERS_RECORD),
        ("escape sequences", b"\x1b[2J\x1b]0;x\x07" + RECORD), ("UTF-8", "gälera-initiator 1 ☃".encode()),
        ("a format string", b"galera-initiator %s%s%s%n"), ("the beginning of a record", b"galera-initiator "),
        ("a record without its end", RECORD[:-4]), ("the record of another node", OTHERS_RECORD)):
        yield Case(name, say(data), TEXT, "", data)


def wrong_lengths():
    for name, encoded in (
        ("of one byte more", lambda size: wire.length(size + 1)), ("of one byte less", lambda size: wire.length(size - 1)),
        ("of 65,535", lambda size: b"\x82\xff\xff"), ("of 2^31 - 1", lambda size: b"\x84\x7f\xff\xff\xff"),
        ("of 2^31", lambda size: b"\x84\x80\0\0\0"), ("of 2^32 - 1", lambda size: b"\x84\xff\xff\xff\xff"),
        ("of 2^64 - 1", lambda size: b"\x88" + b"\xff" * 8), ("of 127 bytes", lambda size: b"\xff" + b"\xff" * 127),
        ("that is indefinite", lambda size: b"\x80"), ("of 0", lambda size: b"\0")):
        yield Case(f"a message with a length {name}", relength(encoded))
    for number, encoded in enumerate((b"\x80", b"\x82\xff\xff", b"\x84\x7f\xff\xff\xff", b"\x84\x80\0\0\0", b"\x84\xff\xff\xff\xff", b"\x85" + b"\xff" * 5)):
        bad = bytes([wire.OCTET_STRING]) + encoded + FORGED
        yield Case(f"a text with a bad length, {number}", given(bad))
        yield Case(f"a community with a bad length, {number}", lambda request, bad=encoded: [sequence(
            integer(1), b"\x04" + bad + COMMUNITY.encode(), wire.pdu(request, [binding(STATE, text(FORGED))]))])
        yield Case(f"an object's name with a bad length, {number}", lambda request, bad=encoded: [answer(
            request, sequence(b"\x06" + bad + identifier(STATE)[2:], text(FORGED)))])
        yield Case(f"a list of objects with a bad length, {number}", in_pdu(lambda request, bad=encoded: tlv(
            wire.RESPONSE, integer(request.request) + integer(0) * 2 + b"\x30" + bad + binding(STATE, text(FORGED)))))
    # The same length in more bytes than it needs is allowed (X.690, 8.1.3.5), and changes nothing.
    yield Case("a message with its length in four bytes", lambda request: [
        b"\x30\x84" + len(content := wire.Reader(whole(request)).take()).to_bytes(4, "big") + content], TEXT, "", RECORD)


def wrong_messages():
    yield Case("an empty packet", bare(b""))
    yield Case("one byte", bare(b"\x30"))
    yield Case("65,507 bytes of nothing", bare(b"\0" * 65507))
    yield Case("65,507 bytes of 0xff", bare(b"\xff" * 65507))
    yield Case("a request comes back", lambda request: [request.data])
    yield Case("another number", lambda request: [forged(request, number=request.request ^ 1)])
    yield Case("a number of 72 bits", lambda request: [forged(request, number=request.request + (1 << 70))])
    yield Case("the number negated", lambda request: [forged(request, number=-request.request)])
    yield Case("version 1", lambda request: [forged(request, version=wire.VERSION_1)])
    yield Case("version 2, which was never used", lambda request: [forged(request, version=2)])
    yield Case("version 3 outside", lambda request: [forged(request, version=3)])
    yield Case("a message of v3", lambda request: [wire.message_v3(request, wire.pdu(request, [binding(STATE, text(FORGED))]))])
    yield Case("a report of v3", lambda request: [wire.report(request, wire.UNKNOWN_USER)])
    yield Case("another community", lambda request: [forged(request, community=b"other")])
    yield Case("an empty community", lambda request: [forged(request, community=b"")])
    yield Case("a community with a tail", lambda request: [forged(request, community=request.community + b"\0x")])
    yield Case("a community of 60,000 bytes", lambda request: [forged(request, community=b"x" * 60000)])
    for name, kind in (("a get", wire.GET), ("a get-next", wire.GET_NEXT), ("a set", wire.SET), ("a get-bulk", wire.GET_BULK),
                       ("an inform", wire.INFORM), ("a trap", wire.TRAP2), ("a trap of version 1", wire.TRAP1),
                       ("a report", wire.REPORT), ("a PDU that is none", 0xAF)):
        yield Case(f"{name} in place of a response", lambda request, kind=kind: [forged(request, kind=kind)])
    yield Case("a response without a list of objects", in_pdu(lambda request: tlv(
        wire.RESPONSE, integer(request.request) + integer(0) * 2)), NOT_BELIEVED, "")
    yield Case("a response that ends after its number", in_pdu(lambda request: tlv(wire.RESPONSE, integer(request.request))))
    yield Case("an empty response", in_pdu(lambda request: tlv(wire.RESPONSE, b"")))


def wrong_objects():
    other = "other objects than"
    yield Case("no object", lambda request: [answer(request)], NOTHING, other)
    yield Case("the object of another name", lambda request: [answer(request, binding(STATUS, text(FORGED)))], NOTHING, other)
    yield Case("an object beside it", lambda request: [answer(request, binding((*STATE[:-1], STATE[-1] + 1), text(FORGED)))], NOTHING, other)
    yield Case("the object with a number more", lambda request: [answer(request, binding((*STATE, 0), text(FORGED)))], NOTHING, other)
    yield Case("the object with a number less", lambda request: [answer(request, binding(STATE[:-1], text(FORGED)))], NOTHING, other)
    yield Case("the object's name modulo 2^32", lambda request: [answer(request, binding((*STATE[:-1], STATE[-1] + (1 << 32)), text(FORGED)))], NOT_BELIEVED, "")
    yield Case("two values for one object", lambda request: [answer(request, binding(STATE, text(RECORD)), binding(STATE, text(FORGED)))], NOTHING, other)
    yield Case("the same value twice", lambda request: [answer(request, binding(STATE, text(RECORD)), binding(STATE, text(RECORD)))], NOTHING, other)
    yield Case("more objects than were asked for", lambda request: [answer(
        request, binding(STATE, text(RECORD)), binding(STATUS, text(b"running")))], NOTHING, other)
    yield Case("the older tool's objects, unasked", lambda request: [answer(
        request, binding(STATUS, text(b"running")), binding(SEQNO, text(b"1")))], NOTHING, other)
    yield Case("the older tool's objects, exchanged", lambda request: [answer(request, *(
        [binding(STATE, tlv(wire.NO_SUCH_INSTANCE, b""))] if request.names == (STATE,)
        else [binding(SEQNO, text(b"1")), binding(STATUS, text(b"running"))]))], NOTHING, other)


def agent_errors():
    for status in (*range(1, 19), 19, 255, -1, 1 << 31, (1 << 63) - 1, -(1 << 63)):
        yield Case(f"error-status {status}", lambda request, status=status: [forged(request, status=status, index=1)], SILENT,
                   "" if status == -(1 << 63) else "its agent re")
    yield Case("an error-index out of range", lambda request: [forged(request, status=5, index=1 << 31)], SILENT, "its agent re")


def too_much():
    yield Case("1,500 values for one object", lambda request: [answer(request, *[binding(STATE, text(b"x"))] * 1500)], NOTHING, "other objects")
    yield Case("6,000 objects without a name", lambda request: [answer(request, *[binding((0, 0), tlv(5, b""))] * 6000)], NOTHING, "other objects")
    yield Case("9,000 empty sequences", lambda request: [answer(request, *[sequence()] * 9000)])
    yield Case("30 sequences in each other", nested(30), NOT_BELIEVED, "")
    yield Case("10,000 sequences in each other", nested(10000), NOT_BELIEVED, "")
    yield Case("a wrong packet each millisecond", slow(lambda request, number: forged(request, number=number), 0.001))
    yield Case("one byte after the other", slow(lambda request, number: whole(request)[number % 200 : number % 200 + 1], 0.01))


def paced(packets):
    """No faster than they are read: the kernel keeps no more than some 200 for a socket."""
    for number, packet in enumerate(packets):
        yield packet
        if number % 50 == 49:
            yield 0.1


def flipped(data, place, bit):
    changed = bytearray(data)
    changed[place] ^= 1 << bit
    return bytes(changed)


class InTurn:
    """Answers the first question by the first function, and so on: a question is told by the number of its first request."""

    def __init__(self, functions):
        self._left = iter(functions)
        self._current = None
        self.numbers = []

    def __call__(self, request):
        if request.names == (STATE,) and request.request not in self.numbers:
            self.numbers.append(request.request)
            self._current = next(self._left, None)
        return self._current(request) if self._current else []


class HostileTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        world.set_up_network()
        cls.agents = world.Agents()
        cls.addClassCleanup(cls.agents.stop)
        cls.gatherer = world.Gatherer(PROGRAM, cls.agents.folder)
        (cls.agents.folder / "record").write_bytes(RECORD + b"\n")
        cls.agents.start("real", [REAL], f"extend -cacheTime -1 galeraState /bin/cat {cls.agents.folder}/record\n")
        cls.answers = 0

    @classmethod
    def tearDownClass(cls):
        print(f"{cls.answers} hostile answers were tried", file=sys.stderr)

    def rounds_of(self, functions, access=V2C, timeout=PATIENCE, rounds=1):
        """Asks a node for each answering function, and an honest one; returns the answers of the former, round by round."""
        responder = wire.Responder(PORT)
        addresses = [f"127.0.2.{number}" for number in range(1, len(functions) + 1)]
        for address, function in zip(addresses, functions):
            responder.answer_at(address, function)
        responder.start()
        try:
            asked = [*access, f"timeout={timeout}", "retries=0", f"rounds={rounds}", *addresses, REAL]
            told = self.gatherer.ask(asked)
        finally:
            responder.stop()
        HostileTest.answers += responder.sent
        self.assertEqual(len(told), rounds)
        return [self.checked(summary, answers, timeout) for summary, answers in told]

    def checked(self, summary, answers, timeout):
        """Whatever comes: the round ends in time, leaves nothing behind, and no other node's answer suffers."""
        self.assertEqual((summary["leaked_descriptors"], summary["children"], summary["error"]), (0, False, ""))
        self.assertLess(summary["took_ms"], timeout + max(50, timeout / 12) + SLACK)
        *hostile, honest = answers
        if timeout >= PATIENCE or honest["outcome"] == "answered":
            self.assertEqual(honest["state"], RECORD.decode(), honest["detail"])
        for each in hostile:
            self.assertNotIn("helper process", each["detail"])
        return hostile

    def ask(self, functions, **how):
        (answers,) = self.rounds_of(functions, **how)
        return answers

    def ask_one(self, function, **how):
        (answer,) = self.ask([function], **how)
        return answer

    def ask_in_turn(self, functions, timeout):
        """The same for any number of functions: as many at once as there can be nodes, round after round.

        Most answers are silence, so the time-out is short. Where the machine was too busy to ask within it, it is not
        known which question got which answer, and all are asked again with twice the time.
        """
        most = MOST_NODES - 1
        shares = [functions[start::most] for start in range(min(most, len(functions)))]
        while True:
            turns = [InTurn(share) for share in shares]
            rounds = self.rounds_of(turns, timeout=timeout, rounds=len(shares[0]))
            # The rounds go on for shares that have ended: those are not answered, but they do ask.
            if all(len(turn.numbers) == len(shares[0]) for turn in turns):
                return [answer for answers in rounds for answer in answers][: len(functions)]
            self.assertLess(timeout, PATIENCE, "a node was not asked")
            timeout *= 2

    def assert_case(self, case, got):
        with self.subTest(case.name):
            texts = got["state"], got["status"], got["seqno"]
            outcomes = {SILENT: ("unreachable",), NOT_BELIEVED: ("unreachable", "answered")}.get(case.outcome, ("answered",))
            self.assertEqual(texts, (case.state.decode("latin-1"), "", ""), got["detail"])
            self.assertIn(got["outcome"], outcomes)
            self.assertIn(case.says, got["detail"])

    def assert_silent(self, got, says=NO_ANSWER):
        self.assert_case(Case(self.id(), None, SILENT, says), got)

    def assert_right(self, got):
        self.assertEqual((got["outcome"], got["state"]), ("answered", RECORD.decode()), got["detail"])

    # One after the other

    def test_no_wrong_answer_is_believed(self):
        table = list(cases())
        names = [case.name for case in table]
        self.assertEqual(len(names), len(set(names)))
        for start in range(0, len(table), MOST_NODES - 1):
            part = table[start : start + MOST_NODES - 1]
            for case, got in zip(part, self.ask([case.respond for case in part])):
                self.assert_case(case, got)

    def test_what_is_no_answer_does_not_keep_the_right_one_out(self):
        table = [case for case in cases() if case.outcome == SILENT and case.says == NO_ANSWER and case.name not in ENDLESS]
        for start in range(0, len(table), MOST_NODES - 1):
            part = table[start : start + MOST_NODES - 1]
            functions = [lambda request, case=case: [*case.respond(request), whole(request)] for case in part]
            for case, got in zip(part, self.ask(functions)):
                with self.subTest(case.name):
                    self.assert_right(got)

    # Every one of a kind

    def test_an_answer_that_is_cut_anywhere_is_none(self):
        def respond(request):
            data = forged(request)
            yield from paced(data[:size] for size in range(len(data)))
            yield whole(request)

        self.assert_right(self.ask_one(respond, timeout=3000))

    def test_a_wrong_bit_anywhere_does_no_more_than_change_a_text(self):
        # Counted from the end: the request's number in front does not always take as many bytes.
        size = len(forged(wire.Request(wire.VERSION_2C, b"", COMMUNITY.encode(), 1 << 30, (STATE,))))
        flips = [(-place, bit) for place in range(1, size + 1) for bit in (range(8) if AT_LENGTH else (0, 7))]
        functions = [lambda request, flip=flip: [flipped(forged(request), *flip)] for flip in flips]
        for (place, bit), got in zip(flips, self.ask_in_turn(functions, timeout=150)):
            with self.subTest(place=place, bit=bit):
                state = got["state"].encode("latin-1")
                if -place <= len(FORGED):
                    self.assertIn(state, (flipped(FORGED, place, bit), b""))
                elif state:
                    self.assertEqual(state, FORGED)
                    self.assertIn(place, WITHOUT_MEANING)

    # From elsewhere, or at another time

    def test_only_the_address_and_port_that_were_asked_are_heard(self):
        others = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
        for each, address in zip(others, (("127.0.2.1", PORT + 1), ("127.0.2.99", PORT))):
            self.addCleanup(each.close)
            each.bind(address)
            got = self.ask_one(lambda request, each=each: [(each, forged(request))])
            self.assert_silent(got, "no agent, another community, or a firewall")
            self.assert_right(self.ask_one(lambda request, each=each: [(each, forged(request))] * 1000 + [whole(request)]))

    def test_an_answer_that_is_late_is_nobodys_in_the_next_round(self):
        last = []

        def respond(request):
            if last:
                yield forged(last[-1])
            last.append(request)

        first, *later = self.rounds_of([respond], rounds=4)
        self.assert_silent(first[0], "")
        for (got,) in later:
            self.assert_silent(got)

    def test_an_answer_after_the_time_is_none(self):
        def respond(request):
            yield 0.6
            yield forged(request)

        self.assert_silent(self.ask_one(respond, timeout=400), "no agent")

    def test_an_agent_that_always_answers_at_the_last_moment_does_not_make_the_round_longer(self):
        def respond(request):
            yield 0.35
            yield wire.truthful(request, {STATUS: b"running", SEQNO: b"1"})

        self.assert_silent(self.ask_one(respond, timeout=500), "no answer over SNMP within 500 ms")

    def test_a_node_that_tells_another_record_each_time_is_passed_on_as_it_tells_it(self):
        functions = [say(RECORD), say(OTHERS_RECORD)] * 3
        answers = self.rounds_of([InTurn(functions)], rounds=6)
        self.assertEqual([got["state"] for (got,) in answers], [RECORD.decode(), OTHERS_RECORD.decode()] * 3)

    def test_a_flood_neither_delays_the_round_nor_is_believed(self):
        count = 100_000 if AT_LENGTH else 10_000
        for flood in (lambda request, number: forged(request, number=number % (1 << 30)), lambda request, number: b"\0" * 1400):
            def respond(request, flood=flood):
                return (flood(request, number) for number in range(count))

            self.assert_silent(self.ask_one(respond, timeout=1500))

    # SNMPv3

    def test_of_v3_nothing_is_believed_that_is_not_authenticated(self):
        table = list(cases_v3())
        for start in range(0, len(table), MOST_NODES - 1):
            part = table[start : start + MOST_NODES - 1]
            for case, got in zip(part, self.ask([case.respond for case in part], access=V3)):
                self.assert_case(case, got)

    def test_of_v3_an_answer_counts_once_and_unchanged(self):
        recorded = []

        def relay(request):
            answer = self.real_answer(request)
            if not request.is_discovery:
                recorded.append(answer)
            return [answer]

        def replay(request):
            if request.is_discovery:
                return [self.real_answer(request)]
            return [*recorded, *(renumbered(each, request) for each in recorded)]

        def damage(request):
            answer = self.real_answer(request)
            if request.is_discovery or len(answer) < LEAST_RECORD:  # a report about the time comes first
                return [answer]
            return paced(flipped(answer, position, position % 8) for position in range(len(answer)))

        def damage_first(request):
            yield from damage(request)
            yield self.real_answer(request)

        def cut(request):
            answer = self.real_answer(request)
            return [answer] if request.is_discovery or len(answer) < LEAST_RECORD else [answer[:size] for size in range(len(answer))]

        self.assert_right(self.ask_one(relay, access=V3))
        self.assertTrue(any(len(each) > LEAST_RECORD for each in recorded))
        for respond in (replay, damage, cut):
            self.assert_silent(self.ask_one(respond, access=V3), "")
        self.assert_right(self.ask_one(damage_first, access=V3, timeout=3000))

    @staticmethod
    def real_answer(request):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(5)
            client.sendto(request.data, (REAL, PORT))
            return client.recv(65535)


def renumbered(data, request):
    """A recorded message of v3 with the number that is asked for now."""
    parts = wire.Reader(wire.Reader(data).take(wire.SEQUENCE))
    parts.take(wire.INTEGER)
    head = wire.Reader(parts.take(wire.SEQUENCE))
    head.take(wire.INTEGER)
    return sequence(integer(wire.VERSION_3), sequence(integer(request.request), head.data), parts.data)


def cases_v3():
    def discovering(respond):
        """Nothing but an answer to the discovery."""
        return lambda request: respond(request) if request.is_discovery else []

    def after_discovery(respond):
        return lambda request: [wire.report(request, wire.UNKNOWN_ENGINE)] if request.is_discovery else respond(request)

    def claim(request, user=USER.encode(), **differences):
        return wire.message_v3(request, wire.pdu(request, [binding(STATE, text(FORGED))]), user=user, **differences)

    def claim_v2c(request):
        return wire.message(request, wire.pdu(request, [binding(STATE, text(FORGED))]), community=COMMUNITY.encode())

    for size in (0, 1, 4, 5, 11, 32, 33, 63, 64, 65, 1000, 60000):
        yield Case(f"an engine identifier of {size} bytes", lambda request, size=size: [
            wire.report(request, wire.UNKNOWN_ENGINE, engine=b"\x80" * size)], SILENT, "")
    for boots, seconds in ((-1, 0), (0, -1), ((1 << 31) - 1, (1 << 31) - 1), (1 << 31, 0), (1 << 62, 1 << 62), (0, 0)):
        yield Case(f"a clock at {boots}, {seconds}", lambda request, boots=boots, seconds=seconds: [
            wire.report(request, wire.UNKNOWN_ENGINE, boots=boots, seconds=seconds)], SILENT, "")
    for counter in range(8):
        yield Case(f"report {counter} to the discovery", discovering(lambda request, counter=counter: [wire.report(request, counter)]), SILENT, "")
        yield Case(f"report {counter} to the question", after_discovery(lambda request, counter=counter: [wire.report(request, counter)]), SILENT, "")
        yield Case(f"report {counter}, again and again", after_discovery(lambda request, counter=counter: [wire.report(request, counter)] * 1000), SILENT, "")
    yield Case("a report about nothing", lambda request: [wire.message_v3(request, wire.pdu(request, [], wire.REPORT))], SILENT, "")
    yield Case("a report about another object", lambda request: [
        wire.message_v3(request, wire.pdu(request, [binding(STATE, text(FORGED))], wire.REPORT))], SILENT, "")
    yield Case("a response to the discovery", lambda request: [claim(request)])
    yield Case("a response to the discovery, without a user", lambda request: [claim(request, user=b"")])
    for name, how in (
        ("that is in clear", {}), ("that says it is authenticated, with no digest", {"flags": 1}),
        ("that says it is authenticated, with a digest of zeros", {"flags": 1, "digest": b"\0" * 24}),
        ("that says it is authenticated, with a digest of 12 bytes", {"flags": 1, "digest": b"\x5a" * 12}),
        ("that says it is authenticated, with a digest of 10,000 bytes", {"flags": 1, "digest": b"\x5a" * 10000}),
        ("that says it is encrypted only", {"flags": 2}),
        ("that says it is both, in clear", {"flags": 3, "digest": b"\0" * 24, "salt": b"\0" * 8}),
        ("that says it is both, with nonsense", {"flags": 3, "digest": b"\0" * 24, "salt": b"\0" * 8, "data": text(b"\x5a" * 400)}),
        ("that says it is both, with 60,000 bytes of nonsense", {"flags": 3, "digest": b"\0" * 24, "salt": b"\0" * 8, "data": text(b"\x5a" * 60000)}),
        ("with a salt of 1,000 bytes", {"flags": 3, "digest": b"\0" * 24, "salt": b"\0" * 1000, "data": text(b"\x5a" * 400)}),
        ("with all flags", {"flags": 255, "digest": b"\0" * 24, "salt": b"\0" * 8}),
        ("of another engine", {"engine": b"\x80\0\0\0\x01other"}), ("of a user with a name of 1,000 bytes", {"user": b"u" * 1000})):
        yield Case(f"a response {name}", after_discovery(lambda request, how=how: [claim(request, **how)]))
    yield Case("an answer of v2c to a question of v3", after_discovery(lambda request: [claim_v2c(request)]))
    yield Case("an answer of v2c to the discovery", lambda request: [claim_v2c(request)])
    yield Case("the discovery, and then never an answer", after_discovery(lambda request: []), SILENT, "its agent is there")
    yield Case("the question comes back", after_discovery(lambda request: [request.data]), SILENT, "")


if __name__ == "__main__":
    world.enter_namespace()
    PROGRAM = sys.argv.pop(1)
    unittest.main()
