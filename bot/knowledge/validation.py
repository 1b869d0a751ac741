"""From a tree to validated values, and from pydantic's errors to sentences at places in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from bot.knowledge.code import Code, Fault
from bot.knowledge.model import Common, Shape
from bot.knowledge.naming import OTHER_NAMES
from bot.knowledge.quoting import corrected, quoted, shown
from bot.knowledge.tree import MappingNode, Node, ScalarNode, SequenceNode

ModelT = TypeVar("ModelT", bound=Shape)
Path = tuple[str | int, ...]

_MOST_KNOWN = 200  # names that are looked through for a near one
_NEAR_ENOUGH = 65  # of 100; a slip or two in a short key

_CODES: Mapping[str, Code] = {
    "missing": Code.MISSING,
    "extra_forbidden": Code.UNKNOWN_KEY,
    "string_type": Code.NOT_TEXT,
    "string_too_long": Code.TOO_LONG,
    "too_long": Code.TOO_LONG,  # of a text that another check has looked at first
    "string_pattern_mismatch": Code.BAD_ID,
    "tuple_type": Code.NOT_A_LIST,
    "model_type": Code.NOT_A_MAPPING,
    "dict_type": Code.NOT_A_MAPPING,
}


def plain(node: Node) -> Any:
    """The tree as texts, lists and dictionaries without what is not given; None when nothing is."""
    if isinstance(node, ScalarNode):
        return node.text if node.given else None
    if isinstance(node, SequenceNode):
        return [value for value in map(plain, node.items) if value is not None] or None
    values = ((key.text, plain(value)) for key, value in node.pairs)
    return {key: value for key, value in values if value is not None} or None


def validate(model: type[ModelT], root: Node, text: str) -> tuple[ModelT | None, list[Fault]]:
    """The values of a tree, or everything that is wrong with them."""
    translator = _Translator(model, root, text)
    faults = list(translator.empty_strangers(root, model))
    try:
        return model.model_validate(plain(root) or {}), faults
    except ValidationError as error:
        raw = error.errors(include_url=False, include_input=False)
    errors = [_Error(tuple(item["loc"]), item["type"], item["msg"], item.get("ctx", {})) for item in raw]
    return None, faults + translator.faults(errors)


class _Error(NamedTuple):
    path: Path
    kind: str
    message: str
    context: Mapping[str, Any]


class _Found(NamedTuple):
    """What a path leads to: the last node on the way, its key, and whether the whole path exists."""

    node: Node
    key: ScalarNode | None
    whole: bool


class _Locator:
    """Follows paths of values in a tree; each node's children are listed once, since a bad file has many errors."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._children: dict[int, dict[str | int, tuple[Node, ScalarNode | None]]] = {}

    def find(self, path: Path) -> _Found:
        """Steps that only the values have, where a short form was opened, are passed over."""
        node, key, whole = self._root, None, True
        for step in path:
            found = self._children_of(node).get(step)
            whole = found is not None
            if found:
                node, key = found
        return _Found(node, key, whole)

    def _children_of(self, node: Node) -> dict[str | int, tuple[Node, ScalarNode | None]]:
        children = self._children.get(id(node))
        if children is None:
            children = {}
            if isinstance(node, MappingNode):
                children = {OTHER_NAMES.get(key.text, key.text): (value, key) for key, value in node.pairs}
                children |= {key.text: (value, key) for key, value in node.pairs}
            elif isinstance(node, SequenceNode):
                children = {index: (item, None) for index, item in enumerate(node.present)}
            self._children[id(node)] = children
        return children


class _Translator:
    def __init__(self, model: type[Shape], root: Node, text: str) -> None:
        self.model, self.text = model, text
        self._find = _Locator(root).find

    def faults(self, errors: Iterable[_Error]) -> list[Fault]:
        errors = list(errors)
        bent = {
            error.path[:-1] for error in errors if error.kind == "extra_forbidden" and self._is_bent(error.path[:-1])
        }
        faults = [self._needs_quotes(self._find(path).node) for path in sorted(bent, key=str)]
        meant = {(*error.path[:-1], self._meant(error)) for error in errors if error.kind == "extra_forbidden"}
        rest = (error for error in errors if error.path[:-1] not in bent)
        faults += [self._fault(error) for error in rest if not (error.kind == "missing" and error.path in meant)]
        return list(dict.fromkeys(faults))

    def empty_strangers(self, node: Node, shape: type[Shape] | None) -> Iterator[Fault]:
        """Unknown keys without a value. They never reach the models, where an empty value means "not given"."""
        if isinstance(node, SequenceNode):
            for item in node.items:
                yield from self.empty_strangers(item, shape)
        elif isinstance(node, MappingNode):
            inside = _inside(shape) if shape else {}
            strangers = [key for key, value in node.pairs if key.text not in inside and not value.given]
            if (shape is None or shape.SHORT) and strangers and len(strangers) == len(node.pairs):
                yield self._needs_quotes(node)
            elif shape:
                for key in strangers:
                    yield Fault(key.start, Code.UNKNOWN_KEY, self._unknown_key(key.text, shape))
                for key, value in node.pairs:
                    if key.text in inside and key.text != "sources":  # its keys are free
                        yield from self.empty_strangers(value, inside[key.text])

    def _is_bent(self, path: Path) -> bool:
        """Whether a mapping is a text with a colon: it stands where a text may, and has none of the keys it could have."""
        shape = _shape_at(self.model, path)
        node = self._find(path).node
        return (
            shape is not None
            and shape.SHORT is not None
            and isinstance(node, MappingNode)
            and not any(key.text in _keys(shape) for key, _ in node.pairs)
            and not any(_nearest(key.text, _keys(shape)) for key, _ in node.pairs)
        )

    def _meant(self, error: _Error) -> str | None:
        shape = _shape_at(self.model, error.path[:-1])
        return _nearest(str(error.path[-1]), _keys(shape)) if shape else None

    def _fault(self, error: _Error) -> Fault:
        code = _CODES.get(error.kind) or Code(error.kind)
        found = self._find(error.path)
        node, message = found.node, error.message
        match code:
            case Code.MISSING:
                return self._missing(error, found)
            case Code.UNKNOWN_KEY:
                start = found.key.start if found.key else node.start
                return Fault(
                    start, code, self._unknown_key(str(error.path[-1]), _shape_at(self.model, error.path[:-1]))
                )
            case Code.NOT_TEXT | Code.NOT_A_LIST if not isinstance(node, ScalarNode) and self._is_text(error):
                return self._needs_quotes(node)
            case Code.NOT_A_LIST:
                message = "write a list here: each item on a line of its own that begins with `- `"
            case Code.NOT_A_MAPPING:
                message = f"write {self._as_item(error.path, node)} here{self._known_keys(error.path)}"
            case Code.TOO_LONG:
                message = (
                    f"this is longer than {error.context['max_length']:,} characters; shorten it or split it in two"
                )
            case Code.BAD_ID:
                message = "an id has letters, digits, - and _ only, at most 28, like true-story"
        return Fault(node.start, code, message)

    def _missing(self, error: _Error, found: _Found) -> Fault:
        name = str(error.path[-1]) if error.path else ""
        if found.whole and found.key and not found.node.given:
            hint = (
                self._known_keys(error.path)
                if _shape_at(self.model, error.path, strict=True)
                else "; write something after it"
            )
            return Fault(found.key.start, Code.EMPTY, f"`{name}:` is empty{hint}")
        if error.message != "Field required":  # a sentence of the model's own
            return Fault(found.node.start, Code.MISSING, error.message)
        if isinstance(found.node, ScalarNode):
            return Fault(
                found.node.start,
                Code.NOT_A_MAPPING,
                f"write `key: value` lines here{self._known_keys(error.path[:-1])}",
            )
        return Fault(found.node.start, Code.MISSING, f"`{name}:` is missing here; add it")

    def _unknown_key(self, key: str, shape: type[Shape] | None) -> str:
        near = _nearest(key, _keys(shape)) if shape else None
        if near:
            return f"`{shown(key)}` is not known here; did you mean `{near}`?"
        return f"`{shown(key)}` is not known here; write one of: {', '.join(_keys(shape))}" if shape else ""

    def _known_keys(self, path: Path) -> str:
        shape = _shape_at(self.model, path)
        return f"; write one of: {', '.join(_keys(shape))}" if shape else ""

    def _as_item(self, path: Path, node: Node) -> str:
        """What a text in a list of mappings was meant to be."""
        shape = _shape_at(self.model, path, strict=True)
        if shape is None or not isinstance(node, ScalarNode) or not isinstance(path[-1], int):
            return "`key: value` lines"
        own = [key for key in _keys(shape) if key not in Common.model_fields and key != "id"]
        key = "title" if "title" in own else own[0]
        return f"keys and values, like `{{{key}: {quoted(shown(node.text))}}}`,"

    def _is_text(self, error: _Error) -> bool:
        """Whether a text, or a list of texts, was wanted where the file has something else."""
        return error.kind == "string_type" or _shape_at(self.model, error.path, strict=True) is None

    def _needs_quotes(self, node: Node) -> Fault:
        """The fault of a text that YAML made a list or a mapping; of one over several lines no correction is shown."""
        end = node.end if isinstance(node, ScalarNode) or node.flow else len(self.text)
        if isinstance(node, SequenceNode) and not node.flow:
            return Fault(node.start, Code.NOT_TEXT, "this is a list; write one text here")
        what = "a list" if isinstance(node, SequenceNode) else "keys and values"
        line = corrected(self.text, node.start, end)
        return Fault(node.start, Code.NEEDS_QUOTES, f"YAML takes this text for {what}; put quotes around it: {line}")


def _shape_at(model: type[Shape], path: Path, *, strict: bool = False) -> type[Shape] | None:
    """The model that a path of values leads to; `strict`: None where the path's end is no model."""
    shape: type[Shape] | None = model
    current = model
    for step in path:
        inside = _inside(current)
        if isinstance(step, str) and step in inside:
            shape = inside[step]
            current = shape or current
    return shape if strict else current


def _inner(annotation: Any) -> type[Shape] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation if issubclass(annotation, Shape) else None
    return next((shape for shape in map(_inner, get_args(annotation)) if shape), None)


@cache
def _inside(shape: type[Shape]) -> Mapping[str, type[Shape] | None]:
    """The keys of a shape as files have them, each with the shape of its value or of that value's items."""
    inside = {info.alias or name: _inner(info.annotation) for name, info in shape.model_fields.items()}
    others = {other: inside[name] for other, name in OTHER_NAMES.items() if name in inside}
    return inside | others


def _keys(shape: type[Shape]) -> list[str]:
    return [key for key in _inside(shape) if key not in OTHER_NAMES]


def _nearest(key: str, known: Iterable[str]) -> str | None:
    found = process.extractOne(key.casefold(), list(known), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str], *, list_all: bool = True) -> str:
    """The end of a sentence about an unknown word: the nearest known one, else all of them."""
    known = list(known)[:_MOST_KNOWN]
    near = _nearest(word, known)
    if near:
        return f"; did you mean `{near}`?"
    return f"; known here: {shown(', '.join(known), 200)}" if known and list_all else ""
