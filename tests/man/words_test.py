"""Fails if the manual pages, the journal's catalog and the example lack a word that the sources have, or have one more:
reason words, message ids, journal fields, keys of the configuration with their defaults, keys of a node's memory.
Argument: the top folder of the sources."""

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
page_priorities = dict(re.findall(r"^\.It ([0-9a-f]{32}) Ta (.*?) Ta", source("man/galera_init.8"), re.MULTILINE))
page_message_ids = set(page_priorities)
catalog = source("units/galera-initiator.catalog")
catalog_ids = set(re.findall(r"^-- ([0-9a-f]{32})$", catalog, re.MULTILINE))

sources = "".join(path.read_text(encoding="utf-8") for path in (top / "src").rglob("*.cpp"))
phase_fields = re.findall(r'\{"[a-z]+", "([A-Z]+)",', source("src/deciding/start_phases.cpp"))
fields = (set(re.findall(r'"(GALERA_[A-Z_]*[A-Z])"', sources)) | {"GALERA_MILLISECONDS_TOTAL", "MESSAGE_ID"}
          | {f"GALERA_MILLISECONDS_{name}" for name in phase_fields})
page_fields = mdoc.words(init_page, "Va", lambda section: section == "JOURNAL")
catalog_fields = set(re.findall(r"@(\w+)@", catalog))



def priorities_of_source():
    """Of each message id, as journalctl -p names them, found where it is announced."""
    words = {"error": "err", "warning": "warning", "notice": "notice", "information": "info"}
    ids = dict(re.findall(r'(\w+) = "([0-9a-f]{32})"', source("src/systemd/announcer.hpp")))
    # Verdicts and failures are announced each in one place for all of their kind.
    refusal, verdict = re.search(r"Action::refuse \? Urgency::(\w+) : Urgency::(\w+)", sources).groups()
    failure = re.search(r"announce\(\{id, Urgency::(\w+),", sources)[1]
    urgencies = {name: {verdict} for name in re.findall(r"return message_id::(\w+);", sources)} | {"refuse": {refusal}}
    urgencies |= {name: {failure} for name in re.findall(r"announce_failure\(\w+, message_id::(\w+),", sources)}
    for name, rest in re.findall(r'message_id::(\w+),([^";]*)["; ]', sources):
        urgencies.setdefault(name, set()).update(re.findall(r"Urgency::(\w+)", rest))
    return {ids[name]: " or ".join(sorted(words[urgency] for urgency in found)) for name, found in urgencies.items()}


metrics = set(re.findall(r'"(galera_initiator_\w+)"', source("src/commands/cluster_metrics.cpp")))
page_metrics = mdoc.words(top / "man/galera_check.1", "Va", lambda section: section == "THE METRICS OF CLUSTER")

keys = {f"[{section}] {name}"
        for section, name in re.findall(r'Key\{"(\w+)", "(\w+)"', source("src/configuration/configuration.cpp"))}
# What is read of older versions only is no key any more.
memory_keys = set(re.findall(r'^    (?:\w+_entry<[^>]+>\(|Entry\{)"(\w+)"(?!, written_never)', source("src/evidence/node_memory.cpp"),
                             re.MULTILINE))
page_memory_keys = mdoc.words(rule_page, "Va", lambda section: section == "What a node writes down")

operator_words = set(re.findall(r'Kind::\w+, "([a-z-]+)"', source("src/evidence/override.cpp")))
page_operator_words = {word.split()[0] for word in
                       mdoc.words(rule_page, "Cm", lambda section: section == "THE OPERATOR'S WORD")}
rule_reasons = set(re.findall(r"^\.Pq (?:else )?Cm ([a-z-]+)", source("man/galera-initiator.7"), re.MULTILINE))



def rules_of_page():
    """The headings of the numbered rules, and under which of them each reason stands."""
    numbered = source("man/galera-initiator.7").split(".Sh THE RULE")[1].split(".Bl -enum")[1].split("\n.El")[0]
    headings, places = {}, {}
    for number, item in enumerate(re.split(r"^\.It\n", numbered, flags=re.MULTILINE)[1:], start=1):
        headings[number] = re.match(r"\.Sy (.*?)(?: \.)?\n", item)[1]
        for reason in re.findall(r"^\.Pq (?:else )?Cm ([a-z-]+)", item, re.MULTILINE):
            places.setdefault(reason, set()).add(number)
    return headings, places


def rules_of_source():
    """The same by rule_of()."""
    function = source("src/decision/verdict.cpp").split("rule_of(Reason")[1]
    headings, places = {}, {}
    for cases, text in re.findall(r'((?: *case Reason::\w+:\n)+) *return "(.*)";', function):
        numbers = {int(digit) for digit in re.findall(r"\d", text)}
        if named := re.fullmatch(r"rule (\d) \((.*)\)", text):
            headings[int(named[1])] = named[2]
        for reason in re.findall(r"Reason::(\w+)", cases):
            places[reason.replace("_", "-")] = numbers
    return headings, places


page_rules, page_places = rules_of_page()
source_rules, source_places = rules_of_source()

page_keys = {f"{section} {name}" for section, name in mdoc.items(configuration_page, "Va") if section.startswith("[")}

example = settings_of_example()
fixed_defaults = fixed_defaults_of_page()
keys_with_fixed_default = {default.split(" = ")[0] for default in fixed_defaults}
example_defaults = {f"{key} = {value}" for key, value in example.items() if key in keys_with_fixed_default}
if len(fixed_defaults) != 10:
    sys.exit(f"the page has not ten defaults that are values, but {sorted(fixed_defaults)}")

complaints = (mdoc.difference(reasons, "verdict.cpp", page_reasons, "galera_init.8")
              + mdoc.difference(message_ids, "announcer.hpp", page_message_ids, "galera_init.8")
              + mdoc.difference(message_ids, "announcer.hpp", catalog_ids, "the catalog")
              + mdoc.difference({f"{one} {priority}" for one, priority in priorities_of_source().items()}, "the sources",
                                {f"{one} {priority}" for one, priority in page_priorities.items()}, "galera_init.8")
              + mdoc.difference(metrics, "cluster_metrics.cpp", page_metrics, "galera_check.1")
              + mdoc.difference(fields, "the sources", page_fields, "galera_init.8")
              + mdoc.difference(fields & catalog_fields, "the sources", catalog_fields, "the catalog")
              + mdoc.difference(memory_keys, "node_memory.cpp", page_memory_keys, "galera-initiator.7")
              + mdoc.difference(operator_words, "override.cpp", page_operator_words, "galera-initiator.7")
              + mdoc.difference(reasons & rule_reasons, "verdict.cpp", rule_reasons, "galera-initiator.7")
              + mdoc.difference({f"{number} {text.lower()}" for number, text in source_rules.items()}, "verdict.cpp",
                                {f"{number} {text.lower()}" for number, text in page_rules.items() if number != 7},
                                "galera-initiator.7")
              + mdoc.difference({f"{reason} {sorted(source_places[reason])}" for reason in page_places}, "verdict.cpp",
                                {f"{reason} {sorted(numbers)}" for reason, numbers in page_places.items()},
                                "galera-initiator.7")
              + mdoc.difference(keys, "configuration.cpp", page_keys, "galera-initiator.conf.5")
              + mdoc.difference(keys, "configuration.cpp", set(example), "the example")
              + mdoc.difference(fixed_defaults, "galera-initiator.conf.5", example_defaults, "the example"))
sys.exit("\n".join(complaints) or None)
