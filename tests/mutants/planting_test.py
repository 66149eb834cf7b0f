"""Tests of what plants the faults: a small source with known mutants, compiled with all of them and run with each."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import planting  # noqa: E402
from equivalents import Equivalents  # noqa: E402

TEXT = """#include <cstdio>
#include <optional>
#include <string>

namespace galera_initiator {

enum class Colour { red, green, blue };

std::string seen;

void see(const std::string& text) {
    seen += text;
}

struct Word {
    std::string text;
    bool operator==(const Word&) const = default;
};

constexpr bool is_small(int number) {
    return number < 10;
}
static_assert(is_small(3));

template <typename Value>
bool is_same(const Value& left, const Value& right) {
    return left != right ? false : true;
}

std::string word(Colour colour) {
    switch (colour) {
    case Colour::red:
        return "red";
    case Colour::green:
        return "green";
    default:
        return "other";
    }
}

std::optional<int> half(int number) {
    if (number % 2 != 0) {
        return std::nullopt;
    }
    return number / 2;
}

void tell(int number) {
    if (const auto found = half(number)) {
        see("half");
        see(std::to_string(*found + 1));
    }
    bool done = !seen.empty() && number > 4;
    done = done || is_same(Word{"a"}, Word{"b"});
    see(done ? "done" : "open");
}

} // namespace galera_initiator

int main(int count, char** words) {
    using namespace galera_initiator;
    for (int index = 1; index < count; ++index) {
        tell(std::stoi(words[index]));
    }
    see(word(Colour::red) + word(Colour::green) + word(Colour::blue));
    std::puts(seen.c_str());
}
"""
RIGHT = "half3openredgreenother"


class PlantingTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = Path(cls.folder.name)
        (cls.path / "source.cpp").write_text(TEXT)
        trees = planting.syntax_trees(["clang++", "-std=c++20"], "source.cpp", cls.folder.name)
        cls.planted = planting.plant(TEXT, "source.cpp", trees, 1)
        cls.output, cls.spans = planting.render(TEXT, cls.planted)
        (cls.path / "mutants.cpp").write_text(cls.output)
        compiler = [os.environ.get("CXX", "clang++"), "-std=c++20", "-D_GLIBCXX_ASSERTIONS", "-include", str(HERE / "mutant.hpp")]
        subprocess.run([*compiler, "mutants.cpp", str(HERE / "mutant.cpp"), "-o", "program"], cwd=cls.path, check=True)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    def said(self, number: int, *words: str, reached: str = "") -> str:
        environment = {**os.environ, "GALERA_MUTANT": str(number)}
        if reached:
            environment["GALERA_MUTANT_REACHED"] = reached
        run = subprocess.run([str(self.path / "program"), *words], env=environment, stdout=subprocess.PIPE, text=True, check=False)
        return run.stdout.strip() if run.returncode == 0 else "failed"

    def said_with(self, kind: str, place: str, becomes: str, *words: str) -> str:
        found = [mutant for mutant in self.planted.mutants if (mutant.kind, mutant.place, mutant.becomes) == (kind, place, becomes)]
        self.assertEqual(len(found), 1, f"{kind}: {place}\n" + "\n".join(str(mutant) for mutant in self.planted.mutants))
        return self.said(found[0].number, *words)

    def test_asleep(self) -> None:
        self.assertEqual(self.said(0, "4"), RIGHT)
        self.assertEqual(self.said(0, "5"), "openredgreenother")

    def test_each_kind(self) -> None:
        for kind, place, becomes, said in (
            ("equality", "if (number % 2 «!=» 0) {", "==", "openredgreenother"),
            ("equality", "return left «!=» right ? false : true;", "==", "half3doneredgreenother"),
            ("bound", "bool done = !seen.empty() && number «>» 4;", ">=", "half3doneredgreenother"),
            ("and, or", "bool done = !seen.empty() «&&» number > 4;", "||", "half3doneredgreenother"),
            ("and, or", 'done = done «||» is_same(Word{"a"}, Word{"b"});', "&&", RIGHT),
            ("negation", "bool done = «!»seen.empty() && number > 4;", "", RIGHT),
            ("off by one", "see(std::to_string(*found «+» 1));", "-", "half1openredgreenother"),
            ("off by one", "see(std::to_string(*found «+ 1»));", "", "half2openredgreenother"),
            ("constant", "return left != right ? «false» : true;", "true", "half3doneredgreenother"),
            ("constant", "return left != right ? false : «true»;", "false", RIGHT),
            ("choice", 'see(«done» ? "done" : "open");', "the other", "half3doneredgreenother"),
            ("branch", "if («const auto found = half(number)») {", "never", "openredgreenother"),
            ("branch", "if («number % 2 != 0») {", "never", RIGHT),
            ("case", "«case Colour::green:»", "", "half3openredotherother"),
            ("call", '«see("half")»;', "", "3openredgreenother"),
            ("assignment", '«done = done || is_same(Word{"a"}, Word{"b"})»;', "", RIGHT),
            ("order", '«see("half");»', "after see(std::to_string(*found + 1));", "3halfopenredgreenother"),
        ):
            with self.subTest(kind=kind, place=place):
                self.assertEqual(self.said_with(kind, place, becomes, "4"), said)

    def test_kinds_are_all_there(self) -> None:
        self.assertEqual({mutant.kind for mutant in self.planted.mutants}, set(planting.KINDS))

    def test_constant_expressions_have_none(self) -> None:
        self.assertNotIn("is_small", {mutant.function for mutant in self.planted.mutants})

    def test_a_template_is_planted_once(self) -> None:
        kinds = sorted(mutant.kind for mutant in self.planted.mutants if mutant.function == "is_same")
        self.assertEqual(kinds, ["constant", "constant", "equality"])

    def test_what_is_reached_is_told(self) -> None:
        file = self.path / "reached"
        self.said(0, "5", reached=str(file))
        reached = file.read_bytes()
        by_place = {mutant.place: mutant.number for mutant in self.planted.mutants}
        self.assertEqual(reached[by_place["if («number % 2 != 0») {"]], 1)
        self.assertEqual(reached[by_place['«see("half")»;']], 0)

    def test_offenders_are_found_by_where_they_stand(self) -> None:
        number = self.planted.mutants[-1].number
        at = self.output.index(f"galera_mutant::is({number})")
        line, column = self.output.count("\n", 0, at) + 1, at - self.output.rfind("\n", 0, at)
        errors = f"mutants.cpp:{line}:{column}: error: no\nother.hpp:1:1: error: no\n"
        self.assertIn(number, planting.offenders(errors, "mutants.cpp", self.output, self.spans))
        left = self.planted.without({number})
        self.assertNotIn(number, {mutant.number for mutant in left.mutants})
        self.assertNotIn(f"galera_mutant::is({number})", planting.render(TEXT, left)[0])

    def test_calls_that_only_change_other_things_are_independent(self) -> None:
        self.assertTrue(planting.are_independent("a.reset();", "b.members.clear();"))
        self.assertFalse(planting.are_independent("a.push_back(b.size());", "b.clear();"))
        self.assertFalse(planting.are_independent("write(a);", "b.clear();"))


class EquivalentsTest(unittest.TestCase):
    def setUp(self) -> None:
        self.mutant = planting.Mutant(3, "src/a.cpp", "f", "call", 12, "«g()»;", "")

    def test_they_are_known_by_their_text(self) -> None:
        known = Equivalents.parse("# remark\nsrc/a.cpp f: nobody reads it\n    call: «g()»; ->\n    call: «h()»; ->\n")
        self.assertIn(self.mutant, known)
        self.assertEqual(known.unused([self.mutant]), ["src/a.cpp: f: call: «h()»; ->"])
        self.mutant.function = "other"
        self.assertNotIn(self.mutant, known)

    def test_each_has_a_reason(self) -> None:
        for text in ("src/a.cpp f:\n", "    call: «g()»; ->\n", "src/a.cpp: nobody reads it\n"):
            with self.assertRaises(SystemExit):
                Equivalents.parse(text)


if __name__ == "__main__":
    if shutil.which("clang++") is None:
        sys.exit(77)  # meson: skipped
    unittest.main()
