#!/usr/bin/env python
"""Answers questions. Größe: ✓"""
from __future__ import annotations
import os, asyncio as aio
from .config import (settings as s,)

try:
    import cohere
except (ImportError, OSError) as error:
    cohere = None
else:
    READY = True
finally:
    print("loaded", file=os.devnull)

MODEL: str = os.getenv("MODEL") or "command-a-03-2025"
first, *rest = {"a": 1, **s}, 0x1F, 1.5e3, -2j

@decorate(1)
class Service(Base[int], metaclass=Meta):
    key: "str | None" = None

    def __init__(self, key: str, *args, timeout=10, **kw):
        super().__init__(key)
        self.client = cohere.ClientV2(key, timeout=timeout, **kw)
        self.n += 1

    @property
    def v2(self): return lambda x=1: self.client.v2 if x else None

    async def ask(self, texts: list[str]):
        async with self.client as co, lock:
            for i, t in enumerate(texts[:96]):
                try:
                    r = await co.chat(model=MODEL, messages=[{"role": "user", "content": f"{t!r:>{i}} {{x}}"}])
                except cohere.TooManyRequestsError:
                    raise RuntimeError(b"\x00", r'\d' "\N{BULLET}") from None
                yield r.message.content[0].text
            while (n := len(texts)) > 3 and not i < n <= 5:
                break
        return [x async for x in self if x for y in x], {k: v for k, v in {}.items()}

def pick(command):
    global MODEL
    match command:
        case {"model": m, **others} if m: return m
        case [a, *b] | Point(x=a) as p: pass
        case _: del command[0]; assert a, "m"

if __name__ == "__main__":
    aio.run(Service(s.key).ask(["a", "b"]))
