"""Plants faults in a C++ source: all of them in one text, each asleep until its number is selected (mutant.hpp).

Where they may stand is told by clang's syntax tree, whose nodes have exact extents."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Node = dict[str, Any]

OPPOSITES = {"==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||", "||": "&&"}
KIND_OF_OPERATOR = {"==": "equality", "!=": "equality", "&&": "and, or", "||": "and, or"}
KINDS = (
    "equality", "bound", "and, or", "negation", "off by one", "constant", "choice", "branch", "case", "call", "assignment", "order",
)  # fmt: skip
CALLS = ("CallExpr", "CXXMemberCallExpr", "CXXOperatorCallExpr")
# Only wrapped around what is written.
TRANSPARENT = (
    "ExprWithCleanups", "ImplicitCastExpr", "ParenExpr", "MaterializeTemporaryExpr", "CXXBindTemporaryExpr", "ConstantExpr",
)  # fmt: skip
FUNCTIONS = ("FunctionDecl", "CXXMethodDecl", "CXXConstructorDecl", "CXXDestructorDecl", "CXXConversionDecl")
# What is computed by the compiler.
CONSTANT = ("StaticAssertDecl", "ConstantExpr", "TemplateArgument", "EnumConstantDecl", "ParmVarDecl", "FieldDecl")


def are_independent(first: str, second: str) -> bool:
    """Do both only change containers or the like, and neither asks for the other's? Then their order is no matter."""
    changes = r"([\w.\->]+?)(?:\.|->)(?:insert|push_back|emplace_back|clear|reset|pop_back)\("
    one, other = re.match(changes, first), re.match(changes, second)
    if one is None or other is None:
        return False
    return not (re.search(rf"\b{re.escape(one[1])}\b", second) or re.search(rf"\b{re.escape(other[1])}\b", first))


@dataclass
class Mutant:
    number: int
    file: str
    function: str
    kind: str
    line: int
    place: str  # the line, with «» around what was changed
    becomes: str

    def key(self) -> tuple[str, str, str, str]:
        """What stays as it is when other lines change."""
        return self.file, self.function, f"{self.kind}: {self.becomes}", self.place


@dataclass
class Edit:
    """What is written before and after a part of the text. The mutants' own texts are those of the source: one is awake."""

    start: int
    end: int
    before: str
    after: str
    numbers: tuple[int, ...]


@dataclass
class Planted:
    mutants: list[Mutant] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)

    def without(self, numbers: set[int]) -> "Planted":
        return Planted(
            [mutant for mutant in self.mutants if mutant.number not in numbers],
            [edit for edit in self.edits if not numbers & set(edit.numbers)],
        )


def syntax_trees(command: list[str], file: str, folder: str) -> list[Node]:
    """@returns those of the namespaces of the product that the file opens itself"""
    words = [*command, "-fsyntax-only", "-w", "-Xclang", "-ast-dump=json", "-Xclang", "-ast-dump-filter=galera_initiator", file]
    dump = subprocess.run(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True).stdout
    decoder, trees, position = json.JSONDecoder(), [], 0
    # Some releases of clang write a line of text before each tree.
    while (position := dump.find("{", position)) >= 0:
        tree, position = decoder.raw_decode(dump, position)
        if tree.get("loc", {}).get("file") == file:
            trees.append(tree)
    return trees


class Planter:
    """Walks the tree of one source."""

    def __init__(self, text: str, file: str, first_number: int) -> None:
        self.text = text
        self.file = file
        self.next_number = first_number
        self.planted = Planted()
        self.function = ""
        self._seen: set[tuple[str, int, int]] = set()

    # What stands where.

    def extent(self, node: Node) -> tuple[int, int] | None:
        """@returns nothing for what no one wrote here, as what a macro stands for"""
        begin, end = node.get("range", {}).get("begin", {}), node.get("range", {}).get("end", {})
        if "offset" not in begin or "offset" not in end or "expansionLoc" in begin or "expansionLoc" in end:
            return None
        return begin["offset"], end["offset"] + end["tokLen"]

    def written(self, node: Node) -> str:
        extent = self.extent(node)
        return self.text[extent[0] : extent[1]] if extent else ""

    def is_new(self, kind: str, start: int, end: int) -> bool:
        """A template is seen once more for each of its types."""
        if (kind, start, end) in self._seen:
            return False
        self._seen.add((kind, start, end))
        return True

    def mutant(self, kind: str, start: int, end: int, becomes: str) -> int:
        line_start = self.text.rfind("\n", 0, start) + 1
        line_end = self.text.find("\n", start)
        line_end = len(self.text) if line_end < 0 else line_end
        end_here = min(end, line_end)
        line = f"{self.text[line_start:start]}«{self.text[start:end_here]}»{self.text[end_here:line_end]}"
        number = self.next_number
        self.next_number += 1
        self.planted.mutants.append(
            Mutant(number, self.file, self.function, kind, self.text.count("\n", 0, start) + 1, line.strip(), " ".join(becomes.split()))
        )
        return number

    def edit(self, start: int, end: int, before: str, after: str, *numbers: int) -> None:
        self.planted.edits.append(Edit(start, end, before, after, numbers))

    def replace(self, start: int, end: int, number: int, by: str) -> None:
        self.edit(start, end, f"(galera_mutant::is({number}) ? ({by}) : (", "))", number)

    # The kinds of faults.

    def operator(self, start: int, end: int, at: int, name: str) -> None:
        if not self.is_new(name, at, at):
            return  # what was rewritten stands in the tree with what it stands for
        opposite = OPPOSITES[name]
        number = self.mutant(KIND_OF_OPERATOR.get(name, "bound"), at, at + len(name), opposite)
        self.replace(start, end, number, f"({self.text[start:at]}) {opposite} ({self.text[at + len(name) : end]})")

    def binary(self, node: Node, start: int, end: int) -> None:
        name, operands = node["opcode"], node["inner"]
        left, right = self.extent(operands[0]), self.extent(operands[1])
        if left is None or right is None or not left[1] <= right[0]:
            return
        at = self.text.find(name, left[1], right[0])
        if at < 0:
            return
        if name in OPPOSITES:
            self.operator(start, end, at, name)
        elif name in ("+", "-") and self.bare(operands[1]).get("value") == "1":
            other = "-" if name == "+" else "+"
            turned = self.mutant("off by one", at, at + 1, other)
            self.replace(start, end, turned, f"{self.text[start:at]}{other}{self.text[at + 1 : end]}")
            left_out = self.mutant("off by one", at, end, "")
            self.replace(start, end, left_out, self.text[start : left[1]])

    def overloaded(self, node: Node, start: int, end: int) -> None:
        """The name of the function stands where the operator does."""
        for descendant in self.below(node):
            if descendant["kind"] == "DeclRefExpr":
                extent = self.extent(descendant)
                if extent and self.text[extent[0] : extent[1]] in OPPOSITES and start < extent[0] and extent[1] < end:
                    self.operator(start, end, extent[0], self.text[extent[0] : extent[1]])
                return

    def negation(self, start: int, end: int) -> None:
        if self.text[start] == "!" and self.text[start + 1] != "=":
            number = self.mutant("negation", start, start + 1, "")
            self.replace(start, end, number, f"static_cast<bool>({self.text[start + 1 : end]})")

    def constant(self, node: Node, start: int, end: int) -> None:
        if self.text[start:end] in ("true", "false"):
            other = "false" if self.text[start:end] == "true" else "true"
            self.replace(start, end, self.mutant("constant", start, end, other), other)

    def is_turned_already(self, condition: Node) -> bool:
        """By the fault in its one operator."""
        condition = self.bare(condition)
        if condition["kind"] in ("CXXRewrittenBinaryOperator", "CXXOperatorCallExpr"):
            names = [self.written(node) for node in self.below(condition) if node["kind"] == "DeclRefExpr"]
            return bool(names) and names[0] in ("==", "!=")
        return condition.get("opcode") in ("==", "!=", "!")

    def choice(self, node: Node) -> None:
        condition = node["inner"][0]
        extent = self.extent(condition)
        if extent and not self.is_turned_already(condition):
            number = self.mutant("choice", *extent, "the other")
            self.edit(*extent, f"(galera_mutant::is({number}) != static_cast<bool>(", "))", number)

    def branch(self, node: Node) -> None:
        if node.get("isConstexpr"):
            return
        parts = [part for part in node["inner"] if "kind" in part]
        parts = parts[1:] if node.get("hasInit") else parts
        variable = parts[0]["inner"][0] if node.get("hasVar") else None
        condition = parts[1] if variable else parts[0]
        extent = self.extent(variable or condition)
        if extent is None:
            return
        truth = f"static_cast<bool>({variable['name']}" if variable else "static_cast<bool>("
        if not node.get("hasElse"):
            number = self.mutant("branch", *extent, "never")
            truth = f"!galera_mutant::is({number}) && {truth}"
        elif not self.is_turned_already(condition):
            number = self.mutant("negation", *extent, "not")
            truth = f"galera_mutant::is({number}) != {truth}"
        else:
            return
        if variable:
            self.edit(extent[1], extent[1], f"; {truth})", "", number)
        else:
            self.edit(*extent, truth, ")", number)

    def cases(self, node: Node) -> None:
        """A case that was forgotten goes where those go that are not named."""
        labels = [label for label in self.below(node, until="SwitchStmt") if label["kind"] in ("CaseStmt", "DefaultStmt")]
        default = next((label for label in labels if label["kind"] == "DefaultStmt"), None)
        goal = "break"
        wanted = []
        for label in labels:
            if label is default:
                continue
            value, body = self.extent(label["inner"][0]), label["inner"][-1]
            start = self.extent(label)
            if value is None or start is None or (body["kind"] == "BreakStmt" and default is None):
                continue
            wanted.append((start[0], self.text.index(":", value[1]) + 1))
        if default is not None and wanted:
            at = self.text.index(":", (self.extent(default) or (0, 0))[0]) + 1
            goal = f"goto galera_mutant_default_{at}"
            self.edit(at, at, f" galera_mutant_default_{at}:;", "")
        for start, at in wanted:
            number = self.mutant("case", start, at, "")
            self.edit(at, at, f" if (galera_mutant::is({number})) {{ {goal}; }}", "", number)

    def statements(self, node: Node) -> None:
        run: list[tuple[int, int]] = []
        for statement in [*node.get("inner", []), {}]:
            kind, extent = self.kind_of_statement(statement), self.extent(statement)
            if extent is None or self.text[extent[1] : extent[1] + 1] != ";":
                kind = ""
            if kind == "call" and extent:
                run.append((extent[0], extent[1] + 1))
            else:
                self.order(run)
                run = []
            if kind and extent:
                number = self.mutant(kind, *extent, "")
                self.edit(extent[0], extent[1] + 1, f"if (!galera_mutant::is({number})) {{ ", " }", number)

    def kind_of_statement(self, statement: Node) -> str:
        if not statement:
            return ""
        statement = self.bare(statement)
        kind = statement.get("kind", "")
        if kind == "CompoundAssignOperator" or (kind == "BinaryOperator" and statement["opcode"] == "="):
            return "assignment"
        if kind == "CXXOperatorCallExpr":
            name = next((self.written(node) for node in self.below(statement) if node["kind"] == "DeclRefExpr"), "")
            return "assignment" if name.endswith("=") else "call"
        if kind in CALLS or kind in ("CXXStaticCastExpr", "CXXDeleteExpr"):
            return "call"
        return ""

    def order(self, run: list[tuple[int, int]]) -> None:
        """Of the calls that follow one another, each with the next."""
        before, numbers = "", []
        for index in range(len(run) - 1):
            texts = [self.text[start:end] for start, end in run]
            if texts[index] == texts[index + 1] or are_independent(texts[index], texts[index + 1]):
                continue
            texts[index], texts[index + 1] = texts[index + 1], texts[index]
            numbers.append(self.mutant("order", *run[index], f"after {texts[index]}"))
            before += f"if (galera_mutant::is({numbers[-1]})) {{ {' '.join(texts)} }} else "
        if numbers:
            # Before the statements' own edits, as it stands around them.
            self.planted.edits.append(Edit(run[0][0], run[-1][1], before + "{ ", " }", tuple(numbers)))

    # The way through the tree.

    def bare(self, node: Node) -> Node:
        while node.get("kind") in TRANSPARENT and node.get("inner"):
            node = node["inner"][0]
        return node

    def below(self, node: Node, until: str = "") -> Iterator[Node]:
        for child in node.get("inner", []):
            if "kind" in child:
                yield child
                if child["kind"] not in (until, "LambdaExpr"):
                    yield from self.below(child, until)

    def walk(self, node: Node) -> None:
        kind = node.get("kind", "")
        if node.get("isImplicit") or node.get("constexpr") or kind in CONSTANT:
            return
        if kind in FUNCTIONS:
            outer, self.function = self.function, node.get("name", "")
            self.children(node)
            self.function = outer
            return
        extent = self.extent(node)
        if extent is not None and self.is_new(kind, *extent):
            self.plant(kind, node, *extent)
        self.children(node)

    def children(self, node: Node) -> None:
        children = node.get("inner", [])
        if node.get("kind") == "CaseStmt":
            children = children[1:]
        for child in children:
            self.walk(child)

    def plant(self, kind: str, node: Node, start: int, end: int) -> None:
        if kind == "BinaryOperator":
            self.binary(node, start, end)
        elif kind in ("CXXOperatorCallExpr", "CXXRewrittenBinaryOperator"):
            self.overloaded(node, start, end)
        elif kind == "UnaryOperator" and node["opcode"] == "!":
            self.negation(start, end)
        elif kind == "CXXBoolLiteralExpr":
            self.constant(node, start, end)
        elif kind == "ConditionalOperator":
            self.choice(node)
        elif kind == "IfStmt":
            self.branch(node)
        elif kind == "SwitchStmt":
            self.cases(node)
        elif kind == "CompoundStmt":
            self.statements(node)


def plant(text: str, file: str, trees: list[Node], first_number: int) -> Planted:
    planter = Planter(text, file, first_number)
    for tree in trees:
        planter.walk(tree)
    return planter.planted


def render(text: str, planted: Planted) -> tuple[str, list[tuple[int, int, tuple[int, ...]]]]:
    """@returns the text with all faults in it, and from where to where of it each edit reaches"""
    # sorted() keeps the order of equals: who stands around another was made first.
    edits = sorted(planted.edits, key=lambda edit: (edit.start, -edit.end))
    output: list[str] = []
    size, position = 0, 0
    open_edits: list[tuple[Edit, int]] = []
    spans = []

    def write(part: str) -> None:
        nonlocal size
        output.append(part)
        size += len(part)

    def go_to(offset: int) -> None:
        nonlocal position
        write(text[position:offset])
        position = offset

    def close_before(start: int) -> None:
        while open_edits and open_edits[-1][0].end <= start:
            edit, began = open_edits.pop()
            go_to(edit.end)
            write(edit.after)
            spans.append((began, size, edit.numbers))

    for edit in edits:
        close_before(edit.start)
        go_to(edit.start)
        if open_edits and edit.end > open_edits[-1][0].end:
            raise ValueError(f"{edit} crosses {open_edits[-1][0]}")
        open_edits.append((edit, size))
        write(edit.before)
    close_before(len(text))
    go_to(len(text))
    return "".join(output), spans


def offenders(errors: str, file: str, output: str, spans: list[tuple[int, int, tuple[int, ...]]]) -> set[int]:
    """The mutants that a compiler's errors are about: those of the innermost edit around each."""
    starts = [0, *(match.end() for match in re.finditer("\n", output))]
    found: set[int] = set()
    for line, column in re.findall(rf"^{re.escape(file)}:(\d+):(\d+): (?:fatal )?error: ", errors, re.M):
        offset = starts[int(line) - 1] + int(column) - 1
        around = [span for span in spans if span[0] <= offset < span[1] and span[2]]
        if around:
            found.update(min(around, key=lambda span: span[1] - span[0])[2])
    return found
