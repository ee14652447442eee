"""Whether a request is one that Stripe publishes: the types of its own library are the table."""

import re
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import UnionType
from typing import Any, ForwardRef, Literal, NotRequired, Required, Union, get_args, get_origin
from urllib.parse import parse_qsl

from stripe import RequestOptions, params
from typing_extensions import is_typeddict

ROUTES: Mapping[tuple[str, str], type] = {
    ("POST", "/v1/checkout/sessions"): params.checkout.SessionCreateParams,
    ("GET", "/v1/checkout/sessions/{id}"): params.checkout.SessionRetrieveParams,
    ("POST", "/v1/checkout/sessions/{id}/expire"): params.checkout.SessionExpireParams,
    ("GET", "/v1/payment_intents/{id}"): params.PaymentIntentRetrieveParams,
    ("POST", "/v1/refunds"): params.RefundCreateParams,
    ("GET", "/v1/refunds"): params.RefundListParams,
    ("GET", "/v1/disputes"): params.DisputeListParams,
}
SCALARS: Mapping[Any, str] = {
    int: r"-?\d+",
    bool: r"true|false",
    float: r"-?\d+(\.\d+)?",
    Decimal: r"-?\d+(\.\d+)?",
    str: r"[\s\S]*",
}


def route_of(method: str, path: str) -> tuple[str, str]:
    """The published form of an address, and the id in it; KeyError where there is none."""
    for known_method, form in ROUTES:
        pattern = re.escape(form).replace(r"\{id\}", "([A-Za-z0-9_]+)")
        if known_method == method and (found := re.fullmatch(pattern, path)):
            return form, "".join(found.groups())
    raise KeyError(path)


def read(encoded: str) -> dict[str, Any]:
    """Parameters as Stripe reads them: `a[0][b]=c` is `{"a": [{"b": "c"}]}`."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        here, keys = tree, re.findall(r"[^\[\]]+", name)
        for key in keys[:-1]:
            here = here.setdefault(key, {})
        here[keys[-1]] = value
    return {name: _listed(value) for name, value in tree.items()}


def faults_in(method: str, form: str, given: dict[str, Any]) -> list[tuple[str, str]]:
    """What Stripe would refuse: code and name of each parameter. None, if it is as published."""
    return list(_of_typed_dict(given, ROUTES[method, form], ""))


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(each) for key, each in value.items()}
    return list(inner.values()) if inner and all(map(str.isdigit, inner)) else inner


def _of_typed_dict(given: dict[str, Any], kind: Any, at: str) -> Iterator[tuple[str, str]]:
    names = sys.modules[kind.__module__]
    hints = {
        k: v for k, v in kind.__annotations__.items() if k not in RequestOptions.__annotations__
    }
    for name in given.keys() - hints.keys():
        yield "parameter_unknown", _path(at, name)
    for name, hint in hints.items():
        meant, optional = _unwrapped(hint, names)
        if name in given:
            yield from _of_hint(given[name], meant, names, _path(at, name))
        elif not optional:
            yield "parameter_missing", _path(at, name)


def _of_hint(value: Any, hint: Any, names: Any, at: str) -> Iterator[tuple[str, str]]:
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        tries = [list(_of_hint(value, _meant(each, names), names, at)) for each in get_args(hint)]
        yield from min(tries, key=len)
    elif origin is list:
        yield from _of_list(value, _meant(get_args(hint)[0], names), names, at)
    elif is_typeddict(hint) and isinstance(value, dict):
        yield from _of_typed_dict(value, hint, at)
    elif code := _fault_of_one(value, hint):
        yield code, at


def _fault_of_one(value: Any, hint: Any) -> str:
    """What is wrong with a single value; what is none of these is a map from words to words."""
    if get_origin(hint) is Literal:
        return "" if value in map(str, get_args(hint)) else "parameter_invalid_enum"
    if hint in SCALARS:
        good = isinstance(value, str) and re.fullmatch(SCALARS[hint], value)
        return "" if good else f"parameter_invalid_{hint.__name__}"
    return "" if hint is Any or isinstance(value, dict) else "parameter_invalid_object"


def _of_list(value: Any, hint: Any, names: Any, at: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, list):
        yield "parameter_invalid_list", at
        return
    for number, each in enumerate(value):
        yield from _of_hint(each, hint, names, f"{at}[{number}]")


def _unwrapped(hint: Any, names: Any) -> tuple[Any, bool]:
    hint = _meant(hint, names)
    if get_origin(hint) is NotRequired:
        return _meant(get_args(hint)[0], names), True
    if get_origin(hint) is Required:
        return _meant(get_args(hint)[0], names), False
    return hint, False


def _meant(hint: Any, names: Any) -> Any:
    """Types that are named in quotes are looked up where they stand."""
    text = hint.__forward_arg__ if isinstance(hint, ForwardRef) else hint
    return eval(text, vars(names)) if isinstance(text, str) else hint  # noqa: S307 - the library's own text


def _path(at: str, name: str) -> str:
    return f"{at}[{name}]" if at else name
