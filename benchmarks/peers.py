"""Other engines on what they can express of a grant: its cap and its condition, over the whole chain.

Each is used as its documents recommend for speed: policies parsed once; sliced to the person and the kind where the
engine is at its best that way, and as one whole set too where it can take it. A peer that is not installed is named.
"""

from __future__ import annotations

import importlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.world import World
from leeway.core.authority import Request

Decide = Callable[[Request], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One grant with its chain, for one person: amounts in cents, `tier` is the one that is left out."""

    grant: str
    person: str
    kind: str
    cap: int
    days: int
    total: int
    tier: str = "bronze"


@dataclass(frozen=True, slots=True)
class Peer:
    """few: how many requests it is given, where it is slow."""

    name: str
    decide: Decide
    few: int = 2_000


def rules_of(world: World) -> list[Rule]:
    """Read from the plain data of the file, not from the guideline."""
    grants = {grant["id"]: grant for grant in world.data["grants"]}
    found = []
    for grant in world.data["grants"]:
        if "when" not in grant:
            continue
        words = grant["when"].split()
        cap, link = grant["up_to"], grant
        while "under" in link:
            link = grants[link["under"]]
            cap = min(cap, link["up_to"])
        person = grant["to"].removeprefix("person:")
        found.append(Rule(grant["id"], person, grant["may"], cap * 100, int(words[2]), int(words[6]) * 100))
    return found


def reference(rules: list[Rule]) -> Decide:
    """The plain loop that all must agree with."""

    def decide(asked: Request) -> bool:
        days, total, tier = (asked.facts[name] for name in ("case.days", "order.total", "customer.tier"))
        return any(
            rule.person == asked.person
            and rule.kind == asked.kind
            and asked.amount is not None
            and asked.amount <= rule.cap
            and days <= rule.days
            and total <= rule.total
            and tier != rule.tier
            for rule in rules
        )

    return decide


def peers(rules: list[Rule], folder: Path) -> Iterator[Peer | str]:
    """Each peer, or the name of one that is not installed."""
    slices: dict[tuple[str, str], list[Rule]] = defaultdict(list)
    for rule in rules:
        slices[rule.person, rule.kind].append(rule)
    makers: list[tuple[str, Callable[..., Iterator[Peer]]]] = [
        ("cedarpy", _cedar), ("casbin", _casbin), ("opa_eval", _regorus), ("zen", _zen),
    ]  # fmt: skip
    for module, make in makers:
        try:
            found = importlib.import_module(module)
        except ImportError:
            yield module
        else:
            yield from make(found, rules, slices, folder)


def _facts(asked: Request) -> dict[str, Any]:
    return {
        "amount": asked.amount,
        "days": asked.facts["case.days"],
        "total": int(asked.facts["order.total"]),  # type: ignore[arg-type]
        "tier": asked.facts["customer.tier"],
    }


def _cedar(cedarpy: Any, rules: list[Rule], slices: Any, folder: Path) -> Iterator[Peer]:
    def policy(rule: Rule) -> str:
        return (
            f'permit(principal == P::"{rule.person}", action == Action::"{rule.kind}", resource) when {{ '
            f"context.amount <= {rule.cap} && context.days <= {rule.days} && context.total <= {rule.total} "
            f'&& context.tier != "{rule.tier}" }};'
        )

    entities = cedarpy.Entities.from_json_str("[]")
    sliced = {key: cedarpy.PolicySet.from_str("\n".join(map(policy, some))) for key, some in slices.items()}
    whole = cedarpy.PolicySet.from_str("\n".join(map(policy, rules)))

    def ask(asked: Request, policies: Any) -> bool:
        request = {
            "principal": f'P::"{asked.person}"',
            "action": f'Action::"{asked.kind}"',
            "resource": 'R::"r"',
            "context": _facts(asked),
        }
        return bool(cedarpy.is_authorized(request, policies, entities).allowed)

    yield Peer("cedarpy, sliced per person and kind", lambda asked: ask(asked, sliced[asked.person, asked.kind]))
    yield Peer("cedarpy, whole set", lambda asked: ask(asked, whole), few=40)


CASBIN = """[request_definition]
r = sub, obj, amount, days, total, tier
[policy_definition]
p = sub, obj, cap, days, total, tier
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.obj == p.obj && r.amount <= p.cap && r.days <= p.days && r.total <= p.total \
&& r.tier != p.tier
"""


def _casbin(casbin: Any, rules: list[Rule], slices: Any, folder: Path) -> Iterator[Peer]:
    (folder / "casbin.conf").write_text(CASBIN, encoding="utf-8")
    rows = [[r.person, r.kind, r.cap, r.days, r.total, r.tier] for r in rules]
    fast = casbin.FastEnforcer(str(folder / "casbin.conf"), cache_key_order=[0, 1])
    whole = casbin.Enforcer(str(folder / "casbin.conf"))
    for enforcer in (fast, whole):
        enforcer.add_policies(rows)

    def ask(asked: Request, enforcer: Any) -> bool:
        return bool(enforcer.enforce(asked.person, asked.kind, *_facts(asked).values()))

    yield Peer("pycasbin FastEnforcer, by person and kind", lambda asked: ask(asked, fast), few=500)
    yield Peer("pycasbin Enforcer, whole set", lambda asked: ask(asked, whole), few=10)


REGO = """package authz
import rego.v1
default allow := false
allow if {
  some rule in data.rules[input.person][input.kind]
  input.amount <= rule.cap
  input.days <= rule.days
  input.total <= rule.total
  input.tier != rule.tier
}
"""


def _regorus(opa_eval: Any, rules: list[Rule], slices: Any, folder: Path) -> Iterator[Peer]:
    (folder / "authz.rego").write_text(REGO, encoding="utf-8")
    data: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(dict)
    for (person, kind), some in slices.items():
        data[person][kind] = [{"cap": r.cap, "days": r.days, "total": r.total, "tier": r.tier} for r in some]
    policy = opa_eval.OpaEval(
        str(folder / "authz.rego"), data_json=json.dumps({"rules": data}), query="data.authz.allow"
    )

    def ask(asked: Request) -> bool:
        return policy.evaluate_parsed(json.dumps({"person": asked.person, "kind": asked.kind, **_facts(asked)})) is True

    yield Peer("regorus (opa-eval), by person and kind", ask, few=500)


def _zen(zen: Any, rules: list[Rule], slices: Any, folder: Path) -> Iterator[Peer]:
    def expression(rule: Rule) -> Any:
        return zen.compile_expression(
            f"amount <= {rule.cap} and days <= {rule.days} and total <= {rule.total} and tier != '{rule.tier}'"
        )

    sliced = {key: [expression(rule) for rule in some] for key, some in slices.items()}

    def ask(asked: Request) -> bool:
        facts = _facts(asked)
        return any(each.evaluate(facts) for each in sliced[asked.person, asked.kind])

    yield Peer("zen-engine expressions, sliced per person and kind", ask)
