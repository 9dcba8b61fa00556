"""Forms by which one knows parts of an English address: doors, floors, blocks, numbers of land, what it is near."""

from __future__ import annotations

import re

from nlu.patterns import regex
from nlu.place_numbers_en import LETTERED
from nlu.place_words_en import BLOCK, CAP, DOOR, ID, NEAR, STREET

_HASH = regex(r"(?:#|hash )(?P<f>\d{2})[ -]?(?P<n>\d{2,4})(?!\d)", re.I)
_DASHED_CODE = regex(r"\d{4}-\d{3}(?![\w-])")  # of Portugal
_SECTOR = regex(r"[A-I]-\d{1,2}(?:/\d)?(?![\w/-])")  # G-10/3
_CODED = regex(r"(?:[A-Z]\d?-\d{1,3}(?:-\d{1,3}[A-Z]?)|[A-Z]\d?-\d{3,4})(?![\w/-])")  # A-12-3
_STOREY = regex(r"(?:number )?(?P<f>[01]\d)-(?P<n>\d{2,4})(?![\w-])")
_FLOOR_FLAT = regex(
    r"(?:the )?(?:ground|first|second|third|top|upper|lower|garden|basement|1st|2nd|3rd)[ -](?:floor )?(?:flat|apartment|maisonette|unit)\b|(?:the )?(?:penthouse|granny flat|annexe?|loft|attic)\b(?! (?:\d|[A-Z]\b))",
    re.I,
)
_FLOOR = regex(
    r"(?:the )?(?:(?:ground|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|top|lower ground|upper|retail|\d{1,3}(?:st|nd|rd|th))[ -](?:floor|level)|(?:level|floor) (?:minus )?(?:\d{1,3}|[A-Z]|one|two|three)|(?:\d{1,3}|[GBMUL]{1,2}\d?)/F|\d{1,2}F|basement|mezzanine(?: floor)?|(?:upper |lower )?ground level)\b(?: (?:at|round|in) the (?:back|front|rear|side)\b)?",
    re.I,
)
_DOOR = regex(rf"(?P<w>{DOOR}) ?(?:(?i:number|no\.?|num) )?(?P<n>{ID})(?![\w'’])(?! {STREET}\b)")
_SURVEY = regex(
    rf"(?:(?i:survey|sf|l\.?r\.?|erf|door|stand|khasra|gat) (?i:number|no\.?|num)) (?P<n>{ID})(?![\w'’])"
)
_BLOCK = regex(rf"(?:(?P<w>{BLOCK}) ?(?P<n>{ID})(?: building)?|(?P<l>[A-Z]\d?) (?:wing|block))(?![\w'’])")
_RURAL = regex(r"(?P<w>RR|Site|site) (?P<n>\d{1,3})(?![\w'’])")
_SMALL_STREET = regex(
    r"(?P<h>\d{1,5}[a-z]?) (?P<s>(?:[a-z]{3,} ){1,3}(?:street|road|avenue|lane|drive|boulevard|terrace|crescent))\b"
)
_TIME = r"(?-i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Christmas|Easter|January|February|March|April|May|June|July|August|September|October|November|December)\b"
_NEAR = regex(
    rf"(?P<p>{NEAR}) (?!(?:the )?{_TIME})(?P<n>(?:the )?(?:{CAP}|of|the|and)(?: (?:{CAP}|of|and|the))*)", re.I
)
_ABOVE = regex(r"(?:above|below|over|outside|beside|next to|opposite) (?:the|a) [a-z]+(?: [a-z]+)?$")
_OLD = regex(r"old (?:number|no\.?|num) ?(?P<n>\d{1,5}[A-Za-z]?(?:/\d{1,4})?)(?![\w'’])", re.I)
_NEW = regex(r"new (?:number|no\.?|num) ?(?P<n>\d{1,5}[A-Za-z]?(?:/\d{1,4})?)(?![\w'’])", re.I)
#: A quarter of land in Canada: NW 14-22-9 West.
_LAND = regex(
    r"(?P<c>(?i:north ?west|north ?east|south ?west|south ?east)|[NS][WE])[ -](?P<n>\d{1,2}-\d{1,3}-\d{1,2})(?:[ -](?P<w>(?i:west|east)|W\d|E\d))?(?![\w-])"
)
_VIA = regex(rf"via {CAP}(?: {CAP})?(?![\w'’])")
_ROOMS = r"(?:mechanical|plant|boiler|server|pump|laundry|electrical|meter|storage|utility|plant|staff|bin|post|mail|control|comms|machine|equipment|switch|computer|store|music|meeting|conference|board|break)"
_FLOOR_ROOM = regex(
    rf"(?:the )?(?:basement|rooftop|roof|attic|cellar|ground[ -]floor|(?:first|second|third|fourth|top)[ -]floor) {_ROOMS} ?room\b",
    re.I,
)
_DEPARTMENT = regex(
    r"(?:Pharmacy|Dispensary|Radiology|Maternity|Outpatients|Cardiology|Oncology|Dialysis|Pathology|Physiotherapy|Physio|Paediatrics|Pediatrics|Theatres|Endoscopy|Accounts|Canteen|Reception|Kitchen(?! (?:block|wing))|Laundry|Housekeeping|(?:Rest home|East|West|North|South|New|Old) wing|Wet Section|Dry Section|[A-Z][a-z]+ (?:Section|Department|Wing|Block|Unit|Ward|Annexe?)|(?!(?:The|Which|What|That|This|My|Our|Your|Same|Other|Next|Whole|New|Old|No|A|Big|Small)\b)[A-Z][a-z]+ (?:block|wing|ward|section|annexe?))(?![\w'’])(?! [A-Z\d])"
)
#: What they tell, in the order in which they are tried.
FORMS = (
    ("postcode", LETTERED), ("postcode", _DASHED_CODE), ("land", _LAND), ("old", _OLD), ("new", _NEW), ("area", _VIA), ("spot", _FLOOR_ROOM), ("hash", _HASH), ("door:flat", _FLOOR_FLAT), ("floor", _FLOOR), ("survey", _SURVEY),
    ("door", _DOOR), ("door", _RURAL), ("block", _BLOCK), ("street", _SMALL_STREET), ("dept", _DEPARTMENT), ("near", _NEAR), ("near", _ABOVE),
    ("sector", _SECTOR), ("door:code", _CODED), ("hash", _STOREY),
)  # fmt: skip
