"""Fails if the manual pages and the example lack a word that the sources have, or have one more: reason words, message
ids, keys of the configuration.  Argument: the top folder of the sources."""

import pathlib
import re
import sys

import mdoc

top = pathlib.Path(sys.argv[1])
init_page = top / "man/galera_init.8"
configuration_page = top / "man/galera-initiator.conf.5"


def source(name):
    return (top / name).read_text(encoding="utf-8")


def keys_of_example():
    section = ""
    keys = set()
    for line in source("units/galera-initiator.conf.example").splitlines():
        if heading := re.match(r"\[(\w+)\]", line):
            section = heading[1]
        elif key := re.match(r"#(\w+) = ", line):
            keys.add(f"[{section}] {key[1]}")
    return keys


reasons = set(re.findall(r'return "([a-z-]+)"', source("src/decision/verdict.cpp").split("word(Reason")[1]))
page_reasons = mdoc.words(init_page, "Cm", lambda section: section.startswith("Verdict "))

message_ids = set(re.findall(r'= "([0-9a-f]{32})"', source("src/systemd/announcer.hpp")))
page_message_ids = set(re.findall(r"^\.It ([0-9a-f]{32}) Ta", source("man/galera_init.8"), re.MULTILINE))

keys = {f"[{section}] {name}"
        for section, name in re.findall(r'Key\{"(\w+)", "(\w+)"', source("src/configuration/configuration.cpp"))}
page_keys = {f"{section} {name}" for section, name in mdoc.items(configuration_page, "Va") if section.startswith("[")}

complaints = (mdoc.difference(reasons, "verdict.cpp", page_reasons, "galera_init.8")
              + mdoc.difference(message_ids, "announcer.hpp", page_message_ids, "galera_init.8")
              + mdoc.difference(keys, "configuration.cpp", page_keys, "galera-initiator.conf.5")
              + mdoc.difference(keys, "configuration.cpp", keys_of_example(), "the example"))
sys.exit("\n".join(complaints) or None)
