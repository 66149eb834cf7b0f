"""Fails if the manual pages and the example lack a word that the sources have, or have one more: reason words, message
ids, keys of the configuration with their defaults, keys of a node's memory.  Argument: the top folder of the sources."""

import pathlib
import re
import sys

import mdoc

top = pathlib.Path(sys.argv[1])
init_page = top / "man/galera_init.8"
configuration_page = top / "man/galera-initiator.conf.5"
rule_page = top / "man/galera-initiator.7"


def source(name):
    return (top / name).read_text(encoding="utf-8")


def settings_of_example():
    section = ""
    settings = {}
    for line in source("units/galera-initiator.conf.example").splitlines():
        if heading := re.match(r"\[(\w+)\]", line):
            section = heading[1]
        elif setting := re.match(r"#(\w+) = (.*)", line):
            settings[f"[{section}] {setting[1]}"] = setting[2]
    return settings


def fixed_defaults_of_page():
    """Of the keys whose default is a value; other defaults are told in words."""
    section = ""
    defaults = set()
    for part in re.split(r"^\.(?=Ss |It Va )", source("man/galera-initiator.conf.5"), flags=re.MULTILINE):
        if heading := re.match(r"Ss (\[\w+\])", part):
            section = heading[1]
        elif default := re.match(r"It Va (\w+)\n(?:.*\n)*?Default:(?:\n\.Ql (\S+) \.$| (\d+)\.$)", part, re.MULTILINE):
            defaults.add(f"{section} {default[1]} = {default[2] or default[3]}")
    return defaults


reasons = set(re.findall(r'return "([a-z-]+)"', source("src/decision/verdict.cpp").split("word(Reason")[1]))
page_reasons = mdoc.words(init_page, "Cm", lambda section: section.startswith("Verdict "))

message_ids = set(re.findall(r'= "([0-9a-f]{32})"', source("src/systemd/announcer.hpp")))
page_message_ids = set(re.findall(r"^\.It ([0-9a-f]{32}) Ta", source("man/galera_init.8"), re.MULTILINE))

keys = {f"[{section}] {name}"
        for section, name in re.findall(r'Key\{"(\w+)", "(\w+)"', source("src/configuration/configuration.cpp"))}
memory_keys = set(re.findall(r'add\("(\w+)"', source("src/evidence/node_memory.cpp")))
page_memory_keys = mdoc.words(rule_page, "Va", lambda section: section == "What a node writes down")

operator_words = set(re.findall(r'Kind::\w+, "([a-z-]+)"', source("src/evidence/override.cpp")))
page_operator_words = {word.split()[0] for word in
                       mdoc.words(rule_page, "Cm", lambda section: section == "THE OPERATOR'S WORD")}
rule_reasons = set(re.findall(r"^\.Pq (?:else )?Cm ([a-z-]+)", source("man/galera-initiator.7"), re.MULTILINE))

page_keys = {f"{section} {name}" for section, name in mdoc.items(configuration_page, "Va") if section.startswith("[")}

example = settings_of_example()
fixed_defaults = fixed_defaults_of_page()
keys_with_fixed_default = {default.split(" = ")[0] for default in fixed_defaults}
example_defaults = {f"{key} = {value}" for key, value in example.items() if key in keys_with_fixed_default}
if len(fixed_defaults) != 8:
    sys.exit(f"the page has not eight defaults that are values, but {sorted(fixed_defaults)}")

complaints = (mdoc.difference(reasons, "verdict.cpp", page_reasons, "galera_init.8")
              + mdoc.difference(message_ids, "announcer.hpp", page_message_ids, "galera_init.8")
              + mdoc.difference(memory_keys, "node_memory.cpp", page_memory_keys, "galera-initiator.7")
              + mdoc.difference(operator_words, "override.cpp", page_operator_words, "galera-initiator.7")
              + mdoc.difference(reasons & rule_reasons, "verdict.cpp", rule_reasons, "galera-initiator.7")
              + mdoc.difference(keys, "configuration.cpp", page_keys, "galera-initiator.conf.5")
              + mdoc.difference(keys, "configuration.cpp", set(example), "the example")
              + mdoc.difference(fixed_defaults, "galera-initiator.conf.5", example_defaults, "the example"))
sys.exit("\n".join(complaints) or None)
