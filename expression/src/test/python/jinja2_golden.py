#!/usr/bin/python3
"""Generates expressions of the subset that Attune shares with Jinja2, and what Jinja2 makes of them.

Prints one JSON object per line: {"e": expression, "v": value}, or {"e": expression, "error": true} where Jinja2 finds no value.
The first line holds the context: {"context": {...}}.

    python3 jinja2_golden.py [--seed N] [--count N]

The golden file is made by the command in ../resources/io/attune/expression/README.md. The same seed gives the same expressions.

What the two languages do differently on purpose (design D20) is left out by construction: every expression is built for a type, and
text forms of booleans, null, arrays and objects, equality of booleans with numbers, and the functions that keep Attune's meaning
(round, slice, sort and unique of mixed case, min and max of mixed case) do not occur; nor do powers whose last digit depends on the C library,
whole quotients that a double cannot hold, and undefined values that come about by chance, such as the first element of nothing, which one of the two may pass over.
"""

import argparse
import json
import math
import random
import sys

import jinja2

CONTEXT = {
    "i": 7, "j": -3, "k": 0, "big": 1234567890123, "f": 2.5, "g": -0.75, "h": 1e-7, "huge": 1.5e20,
    "s": "hello World", "t": "b\u00e4r  ", "e": "", "word": "alpha", "uni": "a\U0001f600b\u00e9",
    "yes": True, "no": False, "nothing": None,
    "ints": [3, 1, 2, 3, -5], "words": ["pear", "apple", "fig"], "empty": [],
    "obj": {"x": 1, "y": {"z": "deep", "list": [10, 20]}, "name": "alpha"},
    "people": [{"name": "ann", "age": 31, "tags": ["a"]}, {"name": "bob", "age": 17, "tags": []}, {"name": "cy", "age": 31, "tags": ["b", "c"]}],
}


class Generator:
    def __init__(self, rng):
        self.rng = rng

    def one(self, *choices):
        return self.rng.choice(choices)

    def paren(self, text):
        return f"({text})" if self.rng.random() < 0.35 else text

    def quoted(self, text):
        quote = self.one("'", '"')
        body = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace(quote, "\\" + quote)
        return quote + body + quote

    # --- integers ---

    def integer(self, d):
        if d <= 0 or self.rng.random() < 0.2:
            return self.one(str(self.rng.randint(0, 12)), "i", "j", "k", "obj.x", "obj['x']", "ints[0]", "ints[-1]",
                            "obj.y.list[1]", "obj.y.list.0", "big", "people[0].age")
        a, b = self.integer(d - 1), self.integer(d - 1)
        return self.one(
            lambda: f"{a} + {b}", lambda: f"{a} - {b}", lambda: f"{a} * {b}", lambda: f"({a}) // ({b})",
            lambda: f"{a} % {b}", lambda: f"({a} + {b}) * {self.integer(0)}", lambda: f"-{self.paren(self.integer(0))}",
            lambda: f"+({a})", lambda: f"({self.rng.randint(0, 5)}) ** {self.rng.randint(0, 3)}",
            lambda: f"{self.rng.randint(0, 3)} ** {self.rng.randint(0, 3)} ** {self.rng.randint(0, 2)}",
            lambda: f"-{self.rng.randint(0, 4)} ** 2", lambda: f"({a})|abs", lambda: f"{self.text(d - 1, True)}|length",
            lambda: f"({self.ints(d - 1)})|length", lambda: f"({self.ints(d - 1)})|sum", lambda: f"({self.ints(d - 1)})|max",
            lambda: f"({self.ints(d - 1)})|min", lambda: f"({self.ints(d - 1)})|first", lambda: f"({self.ints(d - 1)})|last",
            lambda: f"({self.ints(d - 1)})[{self.rng.randint(-2, 3)}]", lambda: f"({self.decimal(d - 1)})|int",
            lambda: f"({a} if ({self.boolean(d - 1)}) else {b})", lambda: f"({a} or {b})", lambda: f"({a} and {b})",
            lambda: f"missing|default({a})", lambda: f"obj.missing|default({a})", lambda: f"({a})|default({b})",
            lambda: f"{self.quoted(str(self.rng.randint(-99, 99)))}|int", lambda: f"({self.words(d - 1)})|count",
            lambda: f"{{'a': {a}, 'b': {self.integer(0)}}}.a", lambda: f"[{self.integer(0)}, {self.integer(0)}, {a}][-1]",
            lambda: f"people|map(attribute='age')|sum", lambda: f"people|sum(attribute='age')",
        )()

    # --- floating point ---

    def decimal(self, d):
        if d <= 0 or self.rng.random() < 0.25:
            return self.one("f", "g", "h", "2.0", "0.1", "1.25", "100.0", "3.14159", "12345678.9", "0.00012", "7e3", "2.5e-6")
        a, b = self.decimal(d - 1), self.decimal(d - 1)
        i = self.integer(d - 1)
        return self.one(
            lambda: f"{a} + {b}", lambda: f"{a} - {b}", lambda: f"{a} * {b}", lambda: f"({a}) / ({b})", lambda: f"({a}) % ({b})",
            lambda: f"({a}) // ({b})", lambda: f"{a} + {i}", lambda: f"{i} * ({a})", lambda: f"({i}) % ({a})", lambda: f"({i}) // ({a})",
            lambda: f"-{self.paren(a)}", lambda: f"({a})|abs", lambda: f"(({self.one('f', '0.5', '4.0')}) ** {self.one('2', '3', '-1', '0')})", lambda: f"(({self.one('4.0', '2.25', '6.25')}) ** {self.one('0.5', '1.5')})", lambda: f"({i})|float",
            lambda: f"({a} if ({self.boolean(d - 1)}) else {b})",
        )()

    def number(self, d):
        return self.one(lambda: self.integer(d), lambda: self.decimal(d), lambda: f"({self.integer(0)}) / ({self.integer(0)})")()

    # --- text ---

    def text(self, d, tight=False):
        """With tight the result may stand before a filter or a bracket."""
        if d <= 0 or self.rng.random() < 0.25:
            return self.one("s", "t", "e", "word", "uni", "obj.name", "obj.y.z", "words[1]", self.quoted("x"), self.quoted("it's"),
                            self.quoted('say "hi"\n'), self.quoted("a b  c"), self.quoted("-"), "people[1].name", "obj['y']['z']")
        a, b = self.text(d - 1), self.text(d - 1)
        result = self.one(
            lambda: f"{a} ~ {b}", lambda: f"{a} + {b}", lambda: f"{a} ~ ({self.integer(d - 1)})", lambda: f"({self.decimal(d - 1)}) ~ {b}",
            lambda: f"({a})|upper", lambda: f"({a})|lower", lambda: f"({a})|trim", lambda: f"({a})|title", lambda: f"({a})|capitalize",
            lambda: f"({a})|replace({self.quoted(self.one('l', 'a', ' ', 'lo'))}, {self.text(0)})",
            lambda: f"({a})[{self.bound()}:{self.bound()}]", lambda: f"({a})[{self.bound()}:{self.bound()}:{self.one(1, 2, -1, -2)}]",
            lambda: f"({a})[{self.rng.randint(-3, 4)}]", lambda: f"({a})|first", lambda: f"({a})|last", lambda: f"({a})|reverse",
            lambda: f"({self.words(d - 1)})|join({self.quoted(self.one(',', ', ', ''))})", lambda: f"({self.ints(d - 1)})|join('-')",
            lambda: f"people|join(', ', attribute='name')",
            lambda: f"({a})|truncate({self.rng.randint(3, 9)}, {self.one('true', 'false')}, '..', {self.rng.randint(0, 2)})",
            lambda: f"({a})|truncate({self.rng.randint(3, 9)})", lambda: f"({a} if ({self.boolean(d - 1)}) else {b})",
            lambda: f"({a} or {b})", lambda: f"({a} and {b})", lambda: f"missing|default({b})", lambda: f"obj.nope|default({b})|upper",
            lambda: f"({a})|default({b}, true)", lambda: f"({self.words(d - 1)})|first", lambda: f"({a})|string",
            lambda: f"({self.words(d - 1)})[{self.rng.randint(-3, 2)}]", lambda: f"'x' 'y' \"z\"",
            lambda: f"{{'k': {a}}}['k']",
        )()
        return f"({result})" if tight else result

    def bound(self):
        return self.one("", "", "0", "1", "2", "5", "-1", "-2", "99", "-99")

    # --- truth ---

    def boolean(self, d):
        if d <= 0:
            return self.one("true", "false", "True", "False", "yes", "no", "i > 3", "s is string", "k")
        b = self.boolean
        n = lambda: self.one(lambda: self.integer(d - 1), lambda: self.number(d - 1))()
        t = lambda: self.text(d - 1)
        op = self.one("==", "!=", "<", "<=", ">", ">=")
        op2 = self.one("==", "!=", "<", "<=", ">", ">=")
        return self.one(
            lambda: f"{n()} {op} {n()}", lambda: f"{t()} {op} {t()}", lambda: f"{n()} {op} {n()} {op2} {n()}",
            lambda: f"({b(d - 1)}) and {b(d - 1)}", lambda: f"{b(d - 1)} or {b(d - 1)}", lambda: f"not {b(d - 1)}", lambda: f"not ({b(d - 1)})",
            lambda: f"{self.integer(d - 1)} {self.one('in', 'not in')} {self.ints(d - 1)}",
            lambda: f"{t()} {self.one('in', 'not in')} {t()}", lambda: f"{t()} {self.one('in', 'not in')} ({self.words(d - 1)})",
            lambda: f"{self.quoted(self.one('x', 'y', 'name', 'q'))} in obj", lambda: f"({self.ints(d - 1)}) {self.one('==', '!=', '<', '>=')} {self.ints(d - 1)}",
            lambda: f"missing is {self.one('', 'not ')}defined", lambda: f"obj.{self.one('x', 'zz')} is {self.one('', 'not ')}defined",
            lambda: f"obj.{self.one('x', 'zz')} is undefined", lambda: f"{self.one('nothing', 'i', 's')} is {self.one('', 'not ')}none",
            lambda: f"({self.integer(d - 1)}) is {self.one('odd', 'even', 'number', 'integer', 'string', 'float', 'divisibleby(3)', 'divisibleby 2', 'iterable', 'sequence', 'mapping')}",
            lambda: f"({self.decimal(d - 1)}) is {self.one('float', 'integer', 'number', 'gt 1', 'lt(2)')}",
            lambda: f"({t()}) is {self.one('string', 'number', 'lower', 'upper', 'iterable', 'mapping')}",
            lambda: f"({self.integer(d - 1)}) is {self.one('eq', 'ne', 'lt', 'le', 'gt', 'ge')}({self.integer(0)})",
            lambda: f"({self.integer(0)}) is in {self.one('ints', '[1, 7]')}", lambda: f"obj is mapping", lambda: f"words is sequence",
            lambda: f"(({b(d - 1)}) if ({b(d - 1)}) else {b(d - 1)})", lambda: f"nothing == {self.one('none', 'None')}", lambda: f"yes is {self.one('true', 'false', 'boolean')}",
            lambda: f"{{'a': {self.integer(0)}}} == {{'a': {self.integer(0)}}}", lambda: f"{t()} == {self.integer(0)}",
            lambda: f"({self.ints(d - 1)}) == [{self.integer(0)}, {self.integer(0)}]",
        )()

    # --- arrays ---

    def ints(self, d):
        if d <= 0:
            return self.one("ints", "empty", "[]", "[1, 2, 3]", "obj.y.list", f"[{self.integer(0)}, {self.integer(0)},]", f"range({self.rng.randint(0, 5)})|list")
        a = self.ints(d - 1)
        return self.one(
            lambda: f"({a}) + ({self.ints(d - 1)})", lambda: f"({a})[{self.bound()}:{self.bound()}]", lambda: f"({a})[{self.bound()}:{self.bound()}:{self.one(1, 2, -1, -3)}]",
            lambda: f"({a})|sort", lambda: f"({a})|sort(reverse=true)", lambda: f"({a})|unique|list", lambda: f"({a})|reverse|list", lambda: f"({a})|list",
            lambda: f"({a})|select({self.quoted(self.one('odd', 'even'))})|list", lambda: f"({a})|reject('gt', {self.integer(0)})|list", lambda: f"({a})|select|list",
            lambda: f"({a})|map('abs')|list", lambda: f"people|map(attribute='age')|list", lambda: f"people|selectattr('name', 'in', words + ['ann'])|map(attribute='age')|list",
            lambda: f"people|rejectattr('age', 'lt', {self.integer(0)})|map(attribute='age')|list", lambda: f"people|selectattr('tags')|map(attribute='age')|list",
            lambda: f"[{self.integer(d - 1)}, {self.integer(d - 1)}]", lambda: f"({a} or {self.ints(0)})", lambda: f"range({self.rng.randint(-2, 3)}, {self.rng.randint(0, 8)})|list",
            lambda: f"range({self.rng.randint(-2, 9)}, {self.rng.randint(0, 8)}, {self.one(1, 2, 3, -1, -2)})|list", lambda: f"({self.words(d - 1)})|map('length')|list",
        )()

    def words(self, d):
        if d <= 0:
            return self.one("words", "['a', 'bc']", "[word, 'z']", "people[2].tags", "people|map(attribute='name')|list")
        a = self.words(d - 1)
        return self.one(
            lambda: f"({a})|sort", lambda: f"({a})[{self.bound()}:{self.bound()}]", lambda: f"({a}) + ({self.words(d - 1)})", lambda: f"({a})|map('upper')|map('lower')|list",
            lambda: f"({a})|map('replace', 'a', 'o')|list", lambda: f"({a})|select('in', words)|list", lambda: f"people|sort(attribute='name', reverse=true)|map(attribute='name')|list",
            lambda: f"word|list", lambda: f"obj|list", lambda: f"people|selectattr('age', '==', 31)|map(attribute='name')|list", lambda: f"people|map(attribute='tags.0', default='none')|list",
            lambda: f"people|map(attribute='nope', default='none')|list", lambda: f"({a})|reverse|list",
        )()

    def other(self, d):
        return self.one(
            lambda: f"({self.ints(d)})|batch({self.rng.randint(1, 4)})|list", lambda: "obj|dictsort", lambda: "obj|items|list", lambda: f"{{'a': {self.integer(d)}, 'b': [{self.text(d)}]}}",
            lambda: "people[0]", lambda: f"people|selectattr('age', 'ge', {self.integer(0)})|list", lambda: f"[{self.text(d)}, {self.boolean(0)}, {self.integer(d)}, none]",
            lambda: f"{self.one('nothing', 'i', 'e', 's', 'empty')} or {self.one('ints', 'word', 'none', 'obj')}", lambda: f"{self.one('nothing', 'i', 'e', 's', 'empty')} and {self.one('ints', 'word', 'none', 'obj')}",
            lambda: f"({self.text(d)}, {self.integer(d)})", lambda: f"people|max(attribute='age')", lambda: f"people|min(attribute='name')", lambda: "people|sort(attribute='age')",
            lambda: f"missing", lambda: "obj.missing", lambda: f"ints[{self.rng.randint(3, 7)}]", lambda: f"({self.text(d)} if ({self.boolean(d)}))", lambda: "nothing.x",
            lambda: f"people|unique(attribute='age')|list",
        )()

    def any(self):
        d = self.rng.randint(1, 4)
        return self.one(self.integer, self.decimal, self.number, self.text, self.text, self.boolean, self.boolean, self.ints, self.words, self.other)(d)


class CountedUndefined(jinja2.StrictUndefined):
    """Counts the undefined values that the generator did not ask for by name."""

    by_chance = 0

    def __init__(self, hint=None, obj=jinja2.runtime.missing, name=None, *rest):
        CountedUndefined.by_chance += name not in ("missing", "nope", "zz")
        super().__init__(hint, obj, name, *rest)


def plain(value):
    """The value as JSON, or an error: Jinja2's lazy undefined, infinities and complex numbers are no values."""
    if isinstance(value, jinja2.Undefined):
        raise ValueError("undefined")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("not finite")
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise ValueError(type(value).__name__)


def evaluate(environment, expression):
    value = environment.compile_expression(expression, undefined_to_none=False)(**CONTEXT)
    if hasattr(value, "__next__"):
        value = "".join(value) if expression.endswith("|reverse") else list(value)
    return plain(value)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--count", type=int, default=6000)
    options = parser.parse_args()
    environment = jinja2.Environment(undefined=CountedUndefined, optimized=False)
    generator = Generator(random.Random(options.seed))
    print(json.dumps({"context": CONTEXT}))
    seen = set()
    while len(seen) < options.count:
        expression = generator.any()
        if expression in seen or len(expression) > 400:
            continue
        CountedUndefined.by_chance = 0
        try:
            result = {"e": expression, "v": evaluate(environment, expression)}
        except jinja2.TemplateSyntaxError as e:
            raise SystemExit(f"the generator made no Jinja2: {expression}: {e}")
        except Exception:  # Jinja2 lets every Python error through
            result = {"e": expression, "error": True}
        if not CountedUndefined.by_chance:
            seen.add(expression)
            print(json.dumps(result))


if __name__ == "__main__":
    sys.exit(main())
