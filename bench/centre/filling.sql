-- Ten years of the centre, on top of the demonstration: rows are copied from what is there and
-- differ where they must. Ids begin at a million; the same every time.
create temp table first_names as select row_number() over () - 1 as n, fa, en from (values
  ('نوشا', 'Nusha'), ('گلی', 'Goli'), ('زربانو', 'Zarbanu'), ('خاور', 'Khavar'), ('شکوفه', 'Shokufeh'),
  ('ماه‌بانو', 'Mahbanu'), ('قباد', 'Qobad'), ('گلچین', 'Golchin'), ('آذر', 'Azar'), ('بهار', 'Bahar'),
  ('پروین', 'Parvin'), ('ترانه', 'Taraneh'), ('جمیله', 'Jamileh'), ('حمیرا', 'Homeyra'), ('ریحانه', 'Reyhaneh'),
  ('ستاره', 'Setareh'), ('طاهره', 'Tahereh'), ('فرشته', 'Fereshteh'), ('کبری', 'Kobra'), ('یاسمن', 'Yasaman')
) as v(fa, en);
create temp table last_names as select row_number() over () - 1 as n, fa, en from (values
  ('باقری', 'Bagheri'), ('رشتی', 'Rashti'), ('لاهیجی', 'Lahiji'), ('فومنی', 'Fumani'), ('تالشی', 'Taleshi'),
  ('املشی', 'Amlashi'), ('سیاهکلی', 'Siahkali'), ('رودسری', 'Rudsari'), ('شفتی', 'Shafti'), ('ماسالی', 'Masali'),
  ('آستانه‌ای', 'Astanei'), ('خمامی', 'Khomami'), ('صومعه‌سرایی', 'Sumaei'), ('رودباری', 'Rudbari'),
  ('لنگرودی', 'Langarudi'), ('آستارایی', 'Astarai'), ('رضوانشهری', 'Rezvanshahri'), ('کوچصفهانی', 'Kuchesfahani'),
  ('سنگری', 'Sangari'), ('چابکسری', 'Chaboksari')
) as v(fa, en);
create temp table people as
  select i, 1000000 + i as id, f.fa || ' ' || l.fa || ' ' || i as fa, f.en || ' ' || l.en || ' ' || i as en
  from generate_series(1, 12000) i
  join first_names f on f.n = i % 20
  join last_names l on l.n = (i / 20) % 20;
create temp table staff as select
  (select id from users where email = 'storekeeper@kotam.example') as keeper,
  (select id from users where email = 'centre@kotam.example') as boss,
  (select id from users where email = 'pardis@kotam.example') as office,
  (select id from cooperatives where kind = 'centre') as centre;
create temp table some_places as
  select row_number() over (order by id) - 1 as n, count(*) over () as of, id from places;

-- Makers, pieces, variants, shelves
insert into artisans select (made.row).* from (select jsonb_populate_record(null::artisans, to_jsonb(a) || jsonb_build_object(
    'id', p.id, 'slug', 'maker-' || p.i, 'names', jsonb_build_object('en', p.en, 'fa', p.fa),
    'user_id', null, 'place_id', s.id)) as row
  from people p, some_places s, (select * from artisans order by id limit 1) a
  where p.i <= 2000 and s.n = p.i % s.of
  offset 0) made;
create temp table wares as
  select row_number() over (order by p.id) - 1 as n, count(*) over () as of, p.id, v.id as variant_id
  from products p join variants v on v.product_id = p.id and v.position = 0
  where p.state = 'published';
insert into products select (made.row).* from (select jsonb_populate_record(null::products, to_jsonb(p) || jsonb_build_object(
    'id', 1000000 + i, 'slug', 'piece-' || i, 'artisan_id', 1000001 + i % 2000, 'listed', false,
    'created_at', now() - i % 3650 * interval '1 day')) as row
  from generate_series(1, 25000) i join wares w on w.n = i % w.of join products p on p.id = w.id
  offset 0) made;
insert into variants select (made.row).* from (select jsonb_populate_record(null::variants, to_jsonb(v) || jsonb_build_object(
    'id', 1000000 + i, 'product_id', 1000000 + i,
    'sku', left(v.sku, 3) || '-' || lpad(i::text, 6, '0'))) as row
  from generate_series(1, 25000) i join wares w on w.n = i % w.of join variants v on v.id = w.variant_id
  offset 0) made;
insert into product_pictures select (made.row).* from (select jsonb_populate_record(null::product_pictures, to_jsonb(q) || jsonb_build_object(
    'id', 1000000 + i, 'product_id', 1000000 + i)) as row
  from generate_series(1, 25000) i join wares w on w.n = i % w.of
  join product_pictures q on q.product_id = w.id and q.position = 0
  offset 0) made;
insert into locations select (made.row).* from (select jsonb_populate_record(null::locations, to_jsonb(l) || jsonb_build_object(
    'id', 1000000 + i, 'code', 'S' || lpad(i::text, 3, '0'), 'kind', 'shelf',
    'parent_id', l.id)) as row
  from generate_series(1, 40) i, locations l, staff where l.cooperative_id = centre and l.code = 'MAIN'
  offset 0) made;

-- 100,000 stock items of 20 movements each; ten years
insert into stock_items (id, variant_id, location_id, condition, owner, on_hand)
  select 1000000 + i, 1000001 + i % 25000,
    case when i % 4 = 0 and i < 25000 then (select l.id from locations l, staff where l.cooperative_id = centre and l.code = 'SHOW')
      else 1000001 + (i % 25000 * 7 + i / 25000) % 40 end,
    (array['sellable', 'display', 'inspect', 'damaged'])[case when i % 40 > 3 then 1 else i / 25000 + 1 end],
    (array['artisan', 'artisan', 'cooperative', 'centre'])[i / 25000 + 1], i % 6
  from generate_series(0, 99999) i;
insert into stock_movements (id, stock_item_id, kind, quantity, key, note, by_id, created_at)
  select 1000000 + k * 100000 + i, 1000000 + i,
    case when k = 0 then 'received' when k > 4 then 'sold' when k % 2 = 0 then 'returned' else 'moved' end,
    case when k = 0 then 15 + i % 6 when k > 4 then -1 when k % 2 = 0 then 1 else -1 end,
    'bench:' || i || ':' || k, '', keeper, now() - (19.5 - k) * interval '182 days' - i % 170 * interval '1 day'
  from staff, generate_series(0, 19) k, generate_series(0, 99999) i order by k, i;
update stock_items s set came_at = m.came_at, sold_at = m.sold_at from (
    select stock_item_id, min(created_at) filter (where kind = 'received') as came_at,
      max(created_at) filter (where kind = 'sold') as sold_at
    from stock_movements where id >= 1000000 group by 1) m where m.stock_item_id = s.id;
insert into unit_values (variant_id, starts_on, value_minor, value_currency)
  select 1000000 + i, current_date - 3650 + y * 730, (5 + i % 90) * 1000000000::bigint / (5 - y), 'IRR'
  from generate_series(1, 25000) i, generate_series(0, 4) y;
insert into reorder_points (variant_id, cooperative_id, least)
  select 1000000 + i, centre, 1 + i % 9 from staff, generate_series(1, 2000) i;
insert into stock_transfers select (made.row).* from (select jsonb_populate_record(null::stock_transfers, to_jsonb(t) || jsonb_build_object(
    'id', 1000000 + i, 'key', 'bench:' || i, 'created_at', now() - i * interval '1 day',
    'state', case when i % 40 = 0 then 'sent' else 'received' end, 'received_at', now())) as row
  from generate_series(1, 4000) i, (select * from stock_transfers where kind = 'move' limit 1) t
  offset 0) made;
insert into stock_transfer_lines (id, transfer_id, stock_item_id, quantity, came, damaged, reason)
  select 1000000 + i, 1000000 + i / 4, 1000000 + i * 6 + 5, 1, 1, 0, '' from generate_series(4, 15999) i;
insert into write_offs select (made.row).* from (select jsonb_populate_record(null::write_offs, to_jsonb(w) || jsonb_build_object(
    'id', 1000000 + i, 'key', 'bench:' || i, 'stock_item_id', 1000000 + i * 6 + 5,
    'state', case when i % 50 = 0 then 'asked' else 'done' end)) as row
  from generate_series(1, 2000) i, write_offs w
  offset 0) made;
insert into stocktakes select (made.row).* from (select jsonb_populate_record(null::stocktakes, to_jsonb(c) || jsonb_build_object(
    'id', 1000000 + i, 'state', case when i = 40 then 'review' else 'posted' end,
    'location_id', 1000000 + i, 'created_at', now() - (41 - i) * interval '30 days')) as row
  from generate_series(1, 40) i, (select * from stocktakes limit 1) c
  offset 0) made;
insert into stocktake_lines (id, stocktake_id, stock_item_id, frozen, counted, expected, counted_by_id, counted_at, remark, version)
  select 1000000 + row_number() over (), c.id, s.id, s.on_hand, s.on_hand, s.on_hand, keeper, now(), '', 1
  from staff, stocktakes c join stock_items s on s.location_id = c.location_id where c.id > 1000000;

-- 8,000 notes of three lines of three pieces; a settlement for each maker, month by month
insert into consignment_notes select (made.row).* from (select jsonb_populate_record(null::consignment_notes, to_jsonb(n) || jsonb_build_object(
    'id', 1000000 + i, 'number', 'AM-BENCH-' || i, 'artisan_id', 1000001 + i % 2000,
    'state', (array['closed', 'closed', 'closed', 'open', 'offered'])[1 + i % 5],
    'created_at', now() - (8001 - i) * interval '11 hours',
    'ends_on', (now() - (8001 - i) * interval '11 hours')::date + 240)) as row
  from generate_series(1, 8000) i, (select * from consignment_notes where state = 'open' order by id limit 1) n
  offset 0) made;
insert into consignment_lines (id, note_id, position, variant_id, quantity, price_minor, price_currency, remark)
  select 1000000 + i, 1000000 + (i + 2) / 3, i % 3, 1000001 + i % 25000, 3, 2000000000, 'IRR', ''
  from generate_series(1, 24000) i;
insert into consigned_pieces (id, state, line_id, number, received_at, version)
  select 1000000 + i, case when i % 9 in (0, 4, 8) then 'held' when i % 9 = 1 then 'sold' when i % 9 = 2 then 'returned' else 'settled' end,
    1000000 + (i + 2) / 3, i % 3, now() - (72001 - i) * interval '73 minutes', 1
  from generate_series(1, 72000) i;
insert into consigned_piece_events (piece_id, kind, note, created_at)
  select id, k, '', received_at from consigned_pieces, unnest(array['received', 'sold']) k where id > 1000000;
insert into consignment_settlements (id, number, artisan_id, cooperative_id, until, net_minor, net_currency, made_by_id, created_at)
  select 1000000 + m * 2000 + i, 'AT-BENCH-' || m || '-' || i, 1000000 + i, centre, current_date - m * 30, 3000000000, 'IRR', boss, now() - m * interval '30 days'
  from staff, generate_series(0, 4) m, generate_series(1, 2000) i;
insert into consigned_sales (id, piece_id, kind, key, sold_at, currency, price_minor, commission_minor, cost_minor, net_minor, settlement_id)
  select p.id, p.id, 'sold', 'bench:' || p.id, p.received_at + interval '20 days', 'IRR', 2000000000, 500000000, 0, 1500000000,
    case when p.state = 'settled' then 1000001 + (p.id % 10000) end
  from consigned_pieces p where p.id > 1000000 and p.state in ('sold', 'settled');

-- 20,000 enrolments in 1,250 groups of 32 seasons
create temp table seasons as
  select row_number() over (order by starts_on) - 1 as n, count(*) over () as of, id, starts_on, ends_on from terms;
insert into rooms select (made.row).* from (select jsonb_populate_record(null::rooms, to_jsonb(r) || jsonb_build_object('id', 1000000 + i, 'code', 'R' || i)) as row
  from generate_series(1, 90) i, (select * from rooms order by id limit 1) r
  offset 0) made;
insert into users select (made.row).* from (select jsonb_populate_record(null::users, to_jsonb(u) || jsonb_build_object(
    'id', p.id, 'email', 'bench' || p.i || '@example.org', 'name', p.fa)) as row
  from people p, (select u.* from users u, staff where u.id = office) u
  offset 0) made;
create temp table kinds as
  select row_number() over (order by c.id) - 1 as n, count(*) over () as of, c.id,
    (select r.id from pass_rules r where r.course_id = c.id limit 1) as rule_id from courses c;
insert into training_groups select (made.row).* from (select jsonb_populate_record(null::training_groups, to_jsonb(g) || jsonb_build_object(
    'id', 1000000 + i, 'number', 'GR-BENCH-' || i, 'course_id', k.id, 'term_id', s.id,
    'room_id', 1000001 + i / s.of, 'trainer_id', 1000001 + i / s.of, 'starts_on', s.starts_on,
    'capacity', 16, 'minimum', 6,
    'state', case when s.ends_on < current_date then 'finished' when s.starts_on <= current_date then 'running'
      when i % 3 = 0 then 'open' else 'planned' end)) as row
  from generate_series(0, 1249) i join seasons s on s.n = i % s.of join kinds k on k.n = i / 3 % k.of,
    (select * from training_groups order by id limit 1) g
  offset 0) made;
insert into lessons (id, state, group_id, number, starts_at, ends_at, room_id, trainer_id, topic, makes_up, version)
  select g.id * 20 + n, case when g.starts_on + n * 7 < current_date then 'held' else 'planned' end, g.id, n,
    g.starts_on + n * interval '7 days' + interval '6 hours', g.starts_on + n * interval '7 days' + interval '9 hours',
    g.room_id, g.trainer_id, '', false, 1
  from training_groups g, generate_series(1, 10) n where g.id >= 1000000;
insert into trainees select (made.row).* from (select jsonb_populate_record(null::trainees, to_jsonb(t) || jsonb_build_object(
    'id', p.id, 'user_id', case when p.i % 2 = 0 then p.id end, 'name', p.fa,
    'sex', case when p.i % 7 = 0 then 'man' else 'woman' end, 'place_id', s.id)) as row
  from people p join some_places s on s.n = p.i % s.of, (select * from trainees order by id limit 1) t
  offset 0) made;
insert into enrolments (id, state, group_id, trainee_id, priority, version, created_at)
  select 1000000 + i, 'enrolled', 1000000 + i / 16, 1000001 + (i * 7) % 12000, 0, 1, g.starts_on - 20
  from generate_series(0, 19999) i join training_groups g on g.id = 1000000 + i / 16;
insert into attendance (lesson_id, enrolment_id, mark, version, marked_by_id, marked_at)
  select l.id, e.id, case when (l.id + e.id) % 17 = 0 then 'absent' else 'present' end, 1, office, l.starts_at
  from staff, enrolments e join lessons l on l.group_id = e.group_id where e.id >= 1000000 and l.state = 'held';
create temp table finished as
  select e.id, e.trainee_id, e.id % 12 <> 0 as passed, k.rule_id, g.starts_on + 85 as ended
  from enrolments e join training_groups g on g.id = e.group_id join kinds k on k.id = g.course_id
  where e.id >= 1000000 and g.state in ('finished', 'running');
insert into assessments (enrolment_id, assessor_id, practical, theory, notes, version, created_at)
  select f.id, a, 60 + f.id % 40, 55 + f.id % 45, '', 1, f.ended from finished f, staff, unnest(array[office, boss]) a;
insert into results (id, enrolment_id, rule_id, practical, theory, total, attendance_pct, passed, attended, reason, published_by_id, created_at)
  select f.id, f.id, f.rule_id, 80, 75, 78.75, 92, true, true, '', office, f.ended from finished f, staff;
insert into certificates select (made.row).* from (select jsonb_populate_record(null::certificates, to_jsonb(c) || jsonb_build_object(
    'id', f.id, 'number', 'BEN-' || 1395 + f.id % 10 || '-' || f.id % 1000000, 'code', upper(left(md5('bench' || f.id), 16)),
    'enrolment_id', f.id, 'result_id', f.id, 'name', p.fa, 'latin_name', p.en, 'issued_on', f.ended,
    'valid_until', f.ended + 1825, 'created_at', f.ended, 'shown_by_id', case when f.id % 4 = 0 and p.i % 2 = 0 then p.id end)) as row
  from finished f join people p on p.id = f.trainee_id, (select * from certificates order by id limit 1) c
  offset 0) made;
insert into payments select (made.row).* from (select jsonb_populate_record(null::payments, to_jsonb(p) || jsonb_build_object(
    'id', e.id, 'reference', 'BENCH' || e.id, 'state', case when e.id % 90 = 0 then 'expected' else 'paid' end,
    'due_at', e.created_at + interval '7 days', 'created_at', e.created_at)) as row
  from enrolments e, (select p.* from payments p join fees f on f.payment_id = p.id order by p.id limit 1) p where e.id >= 1000000
  offset 0) made;
insert into fees (id, state, enrolment_id, payment_id, full_minor, price_minor, due_minor, currency, asked, reason, due_at, paid_at, version, created_at)
  select e.id, case when e.id % 90 = 0 then 'owed' else 'paid' end, e.id, e.id, 3000000000, 3000000000, 3000000000, 'IRR', 1, '',
    e.created_at + interval '7 days', case when e.id % 90 <> 0 then e.created_at end, 1, e.created_at
  from enrolments e where e.id >= 1000000;
insert into follow_ups (enrolment_id, months, closes_at, answered_at, licence, cooperative, orders, work, note, created_at)
  select f.id, m, f.ended + (m * 30 + 60) * interval '1 day',
    case when f.id % 3 > 0 then f.ended + m * 30 * interval '1 day' end,
    case when f.id % 3 > 0 then f.id % 2 = 0 end, case when f.id % 3 > 0 then f.id % 5 = 0 end,
    case when f.id % 3 > 0 then f.id % 4 = 0 end, case when f.id % 3 > 0 then 'home' end, '', f.ended + m * 30 * interval '1 day'
  from finished f, unnest(array[3, 6, 12]) m where f.ended + m * 30 <= current_date;
insert into course_kit_handovers (enrolment_id, line_id, quantity, signed, given_by_id, back, back_at, back_by_id, back_signed, reason, created_at)
  select e.id, l.id, l.quantity, 'x', office, case when e.id % 50 > 0 then l.quantity end, case when e.id % 50 > 0 then e.created_at end,
    case when e.id % 50 > 0 then office end, '', '', e.created_at
  from staff, enrolments e join training_groups g on g.id = e.group_id join course_kit_lines l on l.course_id = g.course_id
  where e.id >= 1000000;

-- 5,000 work orders with what hangs on them
create temp table orders_there as
  select row_number() over (order by o.id) - 1 as n, count(*) over () as of, o.id from work_orders o where o.purpose = 'stock';
insert into work_orders select (made.row).* from (select jsonb_populate_record(null::work_orders, to_jsonb(o) || jsonb_build_object(
    'id', 1000000 + i, 'number', 'WO-BENCH-' || i, 'quantity', 6, 'accepted', case when i > 4900 then 0 else 6 end,
    'rejected', 0, 'open', case when i > 4900 then 6 else 0 end, 'purpose', 'stock', 'order_line_id', null,
    'state', case when i > 4960 then 'in_progress' when i > 4930 then 'accepted' when i > 4900 then 'planned' else 'closed' end,
    'due_on', current_date - (4950 - i) / 2, 'created_at', now() - (5001 - i) * interval '14 hours')) as row
  from generate_series(1, 5000) i join orders_there t on t.n = i % t.of join work_orders o on o.id = t.id
  offset 0) made;
insert into kit_lines (work_order_id, material_id, needed, issued, used, returned, wasted, settled)
  select o.id, l.material_id, l.needed, l.needed, case when o.state = 'closed' then l.needed else 0 end, 0, 0, o.state = 'closed'
  from work_orders o join orders_there t on t.n = (o.id - 1000000) % t.of join kit_lines l on l.work_order_id = t.id where o.id > 1000000;
insert into work_offers select (made.row).* from (select jsonb_populate_record(null::work_offers, to_jsonb(f) || jsonb_build_object(
    'id', o.id, 'work_order_id', o.id, 'artisan_id', 1000001 + o.id % 2000, 'pieces', 6, 'state', 'accepted',
    'created_at', o.created_at)) as row
  from work_orders o, (select * from work_offers where state = 'accepted' order by id limit 1) f
  where o.id > 1000000 and o.state <> 'planned'
  offset 0) made;
insert into wages_runs select (made.row).* from (select jsonb_populate_record(null::wages_runs, to_jsonb(r) || jsonb_build_object(
    'id', 1000000 + i, 'number', 'WR-BENCH-' || i, 'until', current_date - i * 30, 'created_at', now() - i * interval '30 days')) as row
  from generate_series(1, 100) i, (select * from wages_runs where state = 'approved' limit 1) r
  offset 0) made;
insert into wage_slips (id, run_id, artisan_id, gross_minor, repaid_minor, net_minor)
  select 1000000 + i, 1000001 + i % 100, 1000001 + i / 100, 600000000, 0, 600000000 from generate_series(0, 4899) i;
insert into work_batches (id, state, offer_id, position, number, quantity, a, b, c, reject, back, graded_at, slip_id, version, created_at)
  select o.id * 2 + n, case when o.state = 'closed' then 'graded' else 'handed_in' end, o.id, n, o.number || '-' || n, 3,
    case when o.state = 'closed' then 3 else 0 end, 0, 0, 0, 0, case when o.state = 'closed' then o.created_at end,
    case when o.state = 'closed' then o.id - 1 end, 1, o.created_at
  from work_orders o, generate_series(0, 1) n where o.id > 1000000 and o.state in ('closed', 'in_progress');
insert into wage_lines (slip_id, batch_id, grade, pieces, rate_minor, amount_minor)
  select slip_id, id, 'a', 3, 100000000, 300000000 from work_batches where id > 1000000 and slip_id is not null;
insert into material_movements (material_id, work_order_id, happening, quantity, stock, key, note, created_at)
  select l.material_id, l.work_order_id, h, l.needed, case when h = 'issued' then -l.needed else 0 end,
    'bench:' || l.work_order_id || ':' || l.material_id || ':' || h, '', o.created_at
  from kit_lines l join work_orders o on o.id = l.work_order_id, unnest(array['issued', 'used']) h
  where o.id > 1000000 and l.needed > 0;
do $$ declare s record; begin
  for s in select seq.oid::regclass as name, tab.relname as t, att.attname as c
    from pg_class seq join pg_depend d on d.objid = seq.oid and d.deptype in ('a', 'i')
    join pg_class tab on tab.oid = d.refobjid join pg_attribute att on att.attrelid = tab.oid and att.attnum = d.refobjsubid
    join pg_namespace ns on ns.oid = tab.relnamespace where seq.relkind = 'S' and ns.nspname = 'public'
  loop execute format('select setval(%L, greatest((select coalesce(max(%I), 1) from %I), 1))', s.name, s.c, s.t); end loop; end $$;
