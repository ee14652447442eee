"""Every blueprint of the product: the pages, and what answers to machines."""

from collections.abc import Sequence

from flask import Blueprint

from marketplace.accounts import views as account_views
from marketplace.admin import views as admin_views
from marketplace.catalogue import views as catalogue_views
from marketplace.compliance import staff as compliance_staff
from marketplace.compliance import views as compliance_views
from marketplace.cooperatives import views as cooperative_views
from marketplace.desk import views as desk_views
from marketplace.exports import views as paper_views
from marketplace.inventory import views as stock_views
from marketplace.inventory.staff import counts as stocktakes
from marketplace.inventory.staff import figures as stock_figures
from marketplace.inventory.staff import transfers as stock_moves
from marketplace.media import tus
from marketplace.media import views as media_views
from marketplace.orders.basket import views as basket_views
from marketplace.orders.checkout import views as checkout_views
from marketplace.orders.pages import views as order_pages
from marketplace.orders.rates import views as delivery_rates
from marketplace.orders.staff import checks as office_checks
from marketplace.orders.staff import papers as office_papers
from marketplace.orders.staff import parcels as office_parcels
from marketplace.orders.staff import refunds as office_refunds
from marketplace.orders.staff import views as office_orders
from marketplace.pardis.consignment import views as consignment_views
from marketplace.pardis.consignment.staff import notes as consignment_notes
from marketplace.pardis.consignment.staff import settlements as consignment_settlements
from marketplace.pardis.credentials import machine as badges
from marketplace.pardis.credentials import staff as certifying
from marketplace.pardis.credentials import views as certificate_views
from marketplace.pardis.kits import staff as kit_pages
from marketplace.pardis.outcomes import staff as outcomes_staff
from marketplace.pardis.outcomes import views as outcomes_views
from marketplace.pardis.production import views as work_views
from marketplace.pardis.production.staff import capacity as work_capacity
from marketplace.pardis.production.staff import grading as work_grading
from marketplace.pardis.production.staff import orders as work_orders
from marketplace.pardis.production.staff import store as work_store
from marketplace.pardis.production.staff import wages as work_wages
from marketplace.pardis.till.staff import counter as counter_screen
from marketplace.pardis.till.staff import exhibitions as counter_exhibitions
from marketplace.pardis.till.staff import office as counter_office
from marketplace.pardis.till.staff import receipts as counter_receipts
from marketplace.pardis.till.staff import shifts as till_shifts
from marketplace.pardis.training import fee_views
from marketplace.pardis.training import views as training_views
from marketplace.pardis.training.assessing import staff as assessing
from marketplace.pardis.training.staff import courses as training_courses
from marketplace.pardis.training.staff import fees as office_fees
from marketplace.pardis.training.staff import groups as training_groups
from marketplace.pardis.training.staff import people as training_people
from marketplace.pardis.training.staff import phones as training_phones
from marketplace.pardis.training.staff import rooms as training_rooms
from marketplace.pardis.training.staff import sheets as training_sheets
from marketplace.pardis.training.staff import transfers as training_moves
from marketplace.payments import staff as transfers
from marketplace.payments import views as test_payment
from marketplace.payments.cards import staff as card_money
from marketplace.payments.cards import views as card_views
from marketplace.payouts import staff as payouts_staff
from marketplace.payouts import views as earnings_views
from marketplace.storefront import preferences
from marketplace.storefront import views as storefront
from marketplace.upkeep import views as upkeep_views

BLUEPRINTS: Sequence[Blueprint] = (
    account_views.bp,
    admin_views.bp,
    admin_views.office_bp,
    desk_views.bp,
    media_views.bp,
    tus.bp,
    office_orders.bp,
    office_checks.bp,
    office_parcels.bp,
    office_papers.bp,
    office_refunds.bp,
    delivery_rates.bp,
    payouts_staff.bp,
    earnings_views.bp,
    paper_views.bp,
    storefront.bp,
    preferences.bp,
    basket_views.bp,
    checkout_views.bp,
    order_pages.bp,
    test_payment.bp,
    card_views.bp,
    card_views.messages,
    card_money.bp,
    transfers.bp,
    *catalogue_views.BLUEPRINTS,
    stock_views.bp,
    stock_moves.bp,
    stocktakes.bp,
    stock_figures.bp,
    compliance_views.bp,
    compliance_staff.bp,
    *cooperative_views.BLUEPRINTS,
    upkeep_views.bp,
    training_views.bp,
    fee_views.bp,
    kit_pages.bp,
    outcomes_views.bp,
    outcomes_staff.bp,
    training_moves.bp,
    office_fees.bp,
    training_courses.bp,
    training_groups.bp,
    training_people.bp,
    training_phones.bp,
    training_rooms.bp,
    training_sheets.bp,
    assessing.bp,
    certifying.bp,
    certificate_views.bp,
    badges.bp,
    work_views.bp,
    work_orders.bp,
    work_grading.bp,
    work_store.bp,
    work_store.bills_bp,
    work_capacity.bp,
    work_wages.bp,
    till_shifts.bp,
    counter_screen.bp,
    counter_receipts.bp,
    counter_office.bp,
    counter_exhibitions.bp,
    consignment_notes.bp,
    consignment_settlements.bp,
    consignment_views.bp,
)
