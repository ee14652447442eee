"""What cannot be undercut by much: the same answers from the barest Flask, under the same server.

(a) `/kept/<name>` returns a page's bytes from memory. (b) `/lean/<name>` makes the same page with
Jinja from three lean queries over psycopg, with nothing of what a product needs besides. (c)
`/order` is one transaction that locks stock rows in the order of their ids and inserts the ten rows
of an order of one line into the shop's own tables: group, payment, order, line, event, reservation,
and two jobs of two rows each.
"""

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import local
from typing import Any
from uuid import uuid4

import psycopg
from flask import Flask, Response, render_template, request
from psycopg import sql
from psycopg.rows import dict_row, namedtuple_row
from psycopg.types.json import Jsonb

MADE = re.compile(
    r"<article.*?</article>|<label.*?</label>|<picture>.*?</picture>|<option.*?</option>", re.DOTALL
)
SAME = {"list": "browse", "piece": "product"}
"""Which page of the product a lean one is held against; it takes the unchanging parts from there."""


def fixed_parts(page: str) -> dict[str, str]:
    """Head, foot, and what of the middle the lean page does not make itself."""
    top, _, middle = page.partition("<main")
    middle, _, end = middle.partition("</main>")
    return {"top": top, "end": end, "rest": MADE.sub("", middle.partition(">")[2])}


app = Flask(__name__)
app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
FOLDER = Path(os.environ["BENCH_PAGES"])
PAGES = {file.stem: file.read_bytes() for file in FOLDER.glob("*.html")}
FIXED = {kind: fixed_parts(PAGES.get(name, b"").decode()) for kind, name in SAME.items()}
_lines = local()
JSONB = psycopg.adapters.types["jsonb"].oid

CHOICES = """
  select 'craft' as kind, id, names->>'en' as name, (select count(*) from (select from
    search_documents where craft_id = crafts.id limit 100) counted) as pieces
  from crafts where offered
  union all select 'place', id, names->>'en', (select count(*) from (select from
    search_documents where county_id = places.id limit 100) counted)
  from places where kind = 'county'
"""
TOTAL = "select count(*) from (select from search_documents {where} limit 1001) counted"
CARDS = """
  select p.slug, p.titles->>'en' as title, p.price_from_minor / 100.0 as price,
    a.names->>'en' as maker, l.names->>'en' as place, f.alts->>'en' as alt,
    i.width, i.height, i.derivatives->1->>'name' as picture, d.published_at, d.product_id
  from (select product_id, published_at from search_documents {where}
    order by published_at desc, product_id desc limit 25) d
  join products p on p.id = d.product_id
  join artisans a on a.id = p.artisan_id
  join places l on l.id = p.place_id
  left join lateral (select picture_id, alts from product_pictures
    where product_id = d.product_id order by position limit 1) f on true
  left join pictures i on i.id = f.picture_id
  order by d.published_at desc, d.product_id desc
"""
PIECE = """
  select p.*, a.names->>'en' as maker, l.names->>'en' as place, c.names->>'en' as seller
  from products p join artisans a on a.id = p.artisan_id join places l on l.id = p.place_id
  join cooperatives c on c.id = p.cooperative_id where p.slug = %(slug)s
"""
PICTURES = """
  select i.*, pp.alts->>'en' as alt from product_pictures pp join pictures i on i.id = picture_id
  where product_id = %(id)s order by position
"""


@app.get("/health/live")
def live() -> str:
    return "live"


@app.get("/kept/<name>")
def kept(name: str) -> Response:
    return Response(PAGES[name], mimetype="text/html")


@app.get("/lean/list")
def lean_list() -> str:
    """A list of pieces: of one craft, of a word, after a row, or all of them."""
    wanted = request.args
    clauses = {
        "craft": "craft_id = %(craft)s",
        "q": "words @@ plainto_tsquery('simple', %(q)s)",
        "after": "(published_at, product_id) < (to_timestamp(%(at)s), %(id)s)",
    }
    parts = [clause for name, clause in clauses.items() if name in wanted]
    where = f"where {' and '.join(parts)}" if parts else ""
    values: dict[str, Any] = wanted.to_dict()
    if "after" in wanted:
        micros, number = wanted["after"].split(".")
        values |= {"at": int(micros) / 1_000_000, "id": int(number)}
    choices = rows(CHOICES)
    total = rows(TOTAL.format(where=where), values)[0][0]
    cards = rows(CARDS.format(where=where), values)
    crafts = [one for one in choices if one.kind == "craft" and one.pieces]
    places = [one for one in choices if one.kind == "place" and one.pieces]
    found = {"crafts": crafts, "places": places, "total": total, "cards": cards[:24]}
    return render_template("list.html", **found, **FIXED["list"])


@app.get("/lean/piece/<slug>")
def lean_piece(slug: str) -> str:
    piece = rows(PIECE, {"slug": slug})[0]
    pictures = rows(PICTURES, {"id": piece.id})
    alike = rows(CARDS.format(where="where craft_id = %(craft)s"), {"craft": piece.craft_id})
    return render_template(
        "piece.html", piece=piece, pictures=pictures, cards=alike[:4], **FIXED["piece"]
    )


@app.post("/order")
def order() -> str:
    """The rows of an order of one line, with the values of one that the shop has placed."""
    stock = [int(one) for one in request.form.getlist("stock")]
    known = placed_before()
    with line().transaction(), line().cursor() as cursor:
        cursor.execute(LOCKED, {"ids": stock}).fetchall()
        group, payment = (known[name].insert(cursor) for name in ("order_groups", "payments"))
        made = known["orders"].insert(cursor, group_id=group, payment_id=payment)
        for name in ("order_lines", "order_events"):
            known[name].insert(cursor, order_id=made)
        known["reservations"].insert(cursor, stock_item_id=stock[0])
        for _ in range(JOBS):
            job = known["dbos.workflow_status"].insert(cursor)
            known["dbos.workflow_input"].insert(cursor, workflow_uuid=job)
    return "placed"


JOBS = 2
"""For the letters and for the proforma."""

LOCKED = "select id, on_hand from stock_items where id = any(%(ids)s) order by id for update"
COPIED = {
    "order_groups": "checkout_key",
    "payments": "reference",
    "orders": "number",
    "order_lines": "",
    "order_events": "",
    "reservations": "key",
    "dbos.workflow_status": "workflow_uuid",
    "dbos.workflow_input": "",
}
"""The tables, and the column whose value each row has for itself."""


@dataclass(frozen=True)
class Copied:
    """A row to be inserted again and again."""

    query: str
    values: dict[str, Any]
    own: str

    def insert(self, cursor: psycopg.Cursor, **changed: Any) -> Any:
        own = {self.own: uuid4().hex[:20]} if self.own else {}
        return cursor.execute(self.query, self.values | own | changed).fetchone()[0]


@cache
def placed_before() -> dict[str, Copied]:
    return {table: last_row_of(table, own) for table, own in COPIED.items()}


def last_row_of(table: str, own: str) -> Copied:
    """It is sent without what the database finds by itself: its number and the time."""
    place = sql.Identifier(*table.split("."))
    with line().cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(sql.SQL("select * from {} order by 1 desc").format(place)).fetchone()
        kinds = {one.name: one.type_code for one in cursor.description}
    found = {"id"} if "." in table else {"id", "created_at"}
    values = {
        name: Jsonb(value) if kinds[name] == JSONB else value
        for name, value in row.items()
        if value is not None and name not in found
    }
    query = sql.SQL("insert into {} ({}) values ({}) returning {}").format(
        place,
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(map(sql.Placeholder, values)),
        sql.Identifier("workflow_uuid" if "." in table else "id"),
    )
    return Copied(query.as_string(line()), values, own)


def rows(query: str, values: dict[str, Any] | None = None) -> list[Any]:
    with line().cursor(row_factory=namedtuple_row) as cursor:
        return cursor.execute(query, values).fetchall()


def line() -> psycopg.Connection:
    if not hasattr(_lines, "line"):
        _lines.line = psycopg.connect(os.environ["BENCH_DATABASE"], autocommit=True)
    return _lines.line
