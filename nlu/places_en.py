"""English addresses: the number of a door or a street, the name of a building, the town, divided by commas.

What is written with capitals is read as a chain of such pieces; in small letters only the kind of the street tells.
"""

from __future__ import annotations

from nlu.patterns import regex
from nlu.people import known_names
from nlu.scans import scan

# -- with capitals ---------------------------------------------------------------------------------------------

_STREETS = r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Place|Square|Terrace|Close|Crescent|Park|Grove|Row|Mews|Hill|Parade|Promenade|Quay|Wharf|Rise|Gardens|Parkway|Highway|Walk|View|Green|Link|Loop|Circle|Nagar|Colony|Layout|Enclave|Vihar|Marg|Chowk|Extension|Bypass|Wynd|Vale|Mead|Meadows?|Fold|Brae|Croft|Strand|Trail|Turnpike|Route|Expressway|Esplanade|Circuit|Alley|Approach|Broadway|Causeway|Dale|Heath|Orchard|Ridge|Villas|Boulevarde|Pkwy|Hwy|Tce|Cres|Pl|Corniche Road|Area|Gate|Salai|Nagar|Puram|Peth|City)"
_SITES = r"(?:Farm|Mill|Barn|Surgery|Hospital|School|House|Tower|Towers|Plaza|Centre|Center|Campus|Library|Estate|Works|Theatre|Church|Hotel|College|University|Clinic|Mall|Residence|Lodge|Manor|Home|Institute|Station|Airport|Depot|Yard|Warehouse|Factory|Nursery|Academy|Stadium|Block|Wing|Hall|Residency|Residences|Apartments|Building|Complex|Arcade|Exchange|Heights|Mansion|Villa|Villas|Chambers|Condo|Market|Industrial Estate|Business Park|Science Park|Retail Park|Trading Estate|Industrial Park|Enterprise Park|Technology Park|Industrial Area|Shopping Centre|Condominium|Museum|Gallery|Club|Temple|Mosque|Cathedral|Garage|Inn|Studios|Workshops?|Cottages?|Rectory|Vicarage|Abbey|Priory|Castle|Flats|Bakery|Maltings|Stores?|Hub|Chapel|Bldg|Dairy|Vets|Pharmacy|Salon|Gym|Cafe|Restaurant|Brewery|Laundry|Practice|Society|Foods|Motors|Textiles|Mart|Supermarket|Bistro|Deli|Butchers|Winery|Nursing Home|Care Home|Preschool|Gurdwara|Convent)"
_CAPS = r"(?:St\.? )?(?!o[fn] )(?:(?:[A-Z](?:[^\W\d_]|-(?=[A-Z]))*[a-z]['’]?s?|[A-Z]{2,5}|of|on) ){1,4}"
_ID = r"(?:[A-Z]?\d{1,5}[A-Za-z]?(?:(?:[-./]\d{1,4}){1,3}|-[A-Z])?|[A-Z]{1,2})(?![\w'’])"
_UNITS = (
    rf"(?:(?:[Uu]nit|[Bb]lock|[Ww]ard|[Ss]uite|[Ff]lat|[Aa]pt\.?|[Aa]partment|[Bb]uilding|[Bb]lk|[Rr]oom|[Ll]evel|[Gg]ate|[Dd]ock|[Hh]all|[Ww]ing|Terminal|[Ss]hop|[Ff]loor|[Ll]ot|[Pp]lot|Tower|Sector|Phase|Bay|Hangar|Pier|Stall|Lane|Gali|Berth|Barn|Shed|Studio|Villa|Platform|[Hh]ouse|H\.?|Door|Erf|Stand|District|Farm|Warehouse|RR) ?(?:[Nn]o\.? ?)?{_ID}"
    r"|[Nn]o\. ?\d{1,5}[A-Za-z]?|[A-Z]-\d{1,4}(?=,)|#\d{1,3}(?:-\d{1,4})?|\d{1,3}(?:st|nd|rd|th) (?:[Ff]loor|Cross|Main|Block|Stage|Phase)(?! Road)|(?:[Gg]round|[Ff]irst|[Ss]econd|[Tt]hird|[Tt]op) [Ff]loor|\d{1,3}/F)"
)
#: Streets of other countries, whose number comes last: "Calle Mayor 8", "Lindenweg 3", "Hohe Str. 88".
_ABROAD = (
    r"(?:(?:Calle|Rua|Via|Rue|Avenida|Plaza|Piazza|Corso|Chemin|Carrer|Ulica|ul\.|Jalan|Jln|Lorong) (?:(?:d[aeiou]s?|de la|della|del|des) )?[A-ZÀ-Þ][\w'-]+(?: [A-Z][\w'-]+)?"
    r"|(?:[A-ZÄÖÜ][\w-]+ )?[A-ZÄÖÜ][\w-]*(?:stra(?:ß|ss)e|[Ss]tr\.|weg|gasse|allee|platz|ufer|gatan|vägen|gade|gata|veien|laan|straat|plein|gracht))"
    r" \d{1,4}[a-z]?(?![\w:])"
)
#: Villages: "Village Kheri Kalan, near petrol pump, Hisar".
_RURAL = r"(?:Village|Vill\.?|Tehsil|Taluka|Mandal|Barangay|Brgy\.?|Kg\.?) [A-Z][a-z]+(?: [A-Z][a-z]+)?"
_NEAR = r"(?:[Nn]ear|[Oo]pp(?:osite|\.)?|[Bb]ehind|[Nn]ext to|[Bb]eside) [\w' -]{3,30}(?=, [A-Z])"
_CORNER = r"(?:(?:canteen|main|north|south|east|west|back|front|rear|side|new|old) (?:block|wing|entrance|gate|building|door)|basement(?: \d)?|platform \d{1,2}|(?:ground|first|second|third|top) floor)\b"
_CARDINAL = r"(?: (?:North|South|East|West|Central|NW|NE|SW|SE|[NSEW]|\d{1,3})\b(?! ?[a-z]))?"
_NAMED = rf"(?:{_ABROAD}|{_RURAL}|\d{{1,4}}[A-Z]? (?:[A-Z][a-z]+ ){{0,2}}[A-Z][a-z]+(?=, [A-Z][a-z]+(?: [A-Z][a-z]+)?,? [A-Z]{{1,2}}\d[\dA-Z]? \d[A-Z]{{2}}\b)|(?:\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,4}}[A-Za-z]?)? )?{_CAPS}(?:{_STREETS}|{_SITES})\b(?: {_SITES}\b)?{_CARDINAL}|\d{{1,2}}(?:st|nd|rd|th) (?:[A-Z][a-z]+ )?{_STREETS}\b|[A-Z][a-z]+ \d{{1,2}}(?:st|nd|rd|th) (?:Block|Stage|Phase)|(?:\d{{1,5}}[A-Z]? )?(?:Jalan|Lorong|Jln) (?:\d+ )?(?:[A-Z][a-z]+(?: [A-Z][a-z]+){{0,2}}|[A-Z]{{1,4}} ?(?=\d))(?: ?\d{{1,3}}(?:/\d{{1,3}}[A-Z]?)?)?|St\.? [A-Z][a-z]+['’]s|(?:[A-Z][a-z]+ ){{1,3}}Phase \d{{1,2}}|(?:\d{{1,5}}[A-Z]? )?(?:Hotel|Hospital|Kampung|Taman|Menara|Wisma|Plaza|Villa|Bangunan|Bandar|Desa|Pusat|Lebuh|Lebuhraya|Persiaran|Rue|Calle|Via|Plot|Masjid|Rua|Corso) (?:[A-Z][a-z]+(?:-[A-Z][a-z]+)? ?){{1,3}}(?<! )(?: ?\d{{1,3}}(?:/\d{{1,3}})?)?)"
_POST = r"(?:S ?\d{6}|\d{4,6}|[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)(?![\w-])"
_AREA = r"(?:\d{1,2}|[A-Z]{1,2}\d{1,2}[A-Z]?)(?=[.,;!?\n]|$| (?:is|has|are|was|and|please|on|from|needs?)\b)"  # Dublin 2, London N7
_NO_TOWN = r"(?:Please|Pls|Thanks|Thank|Contact|Tel|Telephone|Phone|Mobile|Call|Ask|Attn|Name|Mr|Mrs|Ms|Miss|Dr|The|It|My|We|But|And|So|Can|Could|Our|There|This|No|Not|Just|Kindly|Urgent|Need|Also|When|If|Tomorrow|Today|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
_TOWN = rf"(?!{_NO_TOWN})[A-ZÅÖÜØ][a-zß-ÿł-ń]+(?: [A-Z][a-zß-ÿ]+){{0,2}}(?:,? [A-Z]{{2,3}}(?![\w]))?(?:,? {_POST}| {_AREA}|(?=,? ?[.;:!?\n]|,|$| -| (?:please|after|before|on|at|tomorrow|today|this|next|asap|by|for|if|when|and|to|with|the)\b))(?!,? \+?\d[\d ]{{6}})|[A-Z]{{2}} {_POST}"
_CHAIN = scan(
    rf"(?<![\w'-])(?:The (?:[A-Z][a-z]+ ){{0,2}}[A-Z][a-z]+, (?=\d{{1,5}}[A-Za-z]? [A-Z]))?(?:{_UNITS}|{_NAMED})(?P<more>,? (?:{_UNITS}|{_NAMED})|, (?:{_NEAR}|{_CORNER}|{_TOWN}|ICU|NICU|CCU|OPD|A&E|ER\b)|,? {_POST})*"
)
_BLK = scan(
    r"\b[Bb]l(?:oc)?k \d{1,4}[A-Z]?,? (?:[A-Z][\w']+ ){1,4}(?:\d{1,2}\b(?: [A-Z][a-z]+){0,2}(?![\w']))?(?:,? ?#\d{1,3}-\d{1,4})?(?:,? Singapore(?: \d{6})?)?"
)
_CITIES = r"(?:Shanghai|Beijing|Nanjing|Guangzhou|Shenzhen|Hangzhou|Suzhou|Chengdu|Wuhan|Tianjin|Chongqing|Xi'an|Ningbo|Qingdao|Dalian|Xiamen|Changsha|Zhengzhou|Hefei|Wuxi|Jinan|Kunming|Pudong|Minhang|Xuhui|Hong Kong|Kowloon|Macau|Taipei|Singapore|London|Dublin|Manchester|Leeds|Bristol|Glasgow|Cork|Berlin|Munich|Hamburg|Vienna|Zurich|New York|Chicago|Boston|Sydney|Melbourne|Toronto)"
#: A city that everybody knows, by itself between commas.
NAMED_CITY = regex(rf"(?:^|[,;] ?){_CITIES}(?: [Cc]ity)?(?=$|[,;.])")
_CITY = regex(rf"(?:{_CITIES}(?: District)?, ){{1,3}}$")
#: As it is written in China, from the city to the house: "Hangzhou, Xihu District, Wensan Road 12, room 402".
_CITY_FIRST = regex(
    rf"\b{_CITIES}(?: [Cc]ity)?,? (?:[A-Z][a-z']+(?: (?:[Dd]istrict|[Nn]ew [Aa]rea))?,? ){{0,2}}(?:[A-Z][a-z']+ ){{1,3}}"
    r"(?:[Rr]oad|[Rr]d|[Aa]venue|[Aa]ve|[Ss]treet|[Ss]t|[Ll]ane|[Bb]oulevard|[Ll]u|[Jj]ie|[Dd]adao)\.?,? (?:[Nn]o\.? ?)?\d{1,5}(?![\d:])"
    r"(?:,? (?:(?:[Rr]oom|[Rr]m|[Uu]nit|[Bb]uilding|[Bb]ldg|[Bb]lock|[Ff]loor|[Ff]lat) ?[\dA-Z][\dA-Z-]{0,5}|\d{1,2}(?:st|nd|rd|th)? [Ff]loor)){0,3}"
)
#: Before a place that counts although it has no number: somebody is there or should come there.
_AT = regex(
    r"(?:\b(?:at|to|address(?: is)?:?|site(?: is)?:?|location:?|for|from|here:?|on)|^) ?(?:the )?$", 2
)
_NUMBERED = regex(
    rf"(?:{_UNITS},? )*\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,4}}[A-Za-z]?)? (?:{_CAPS}(?:{_STREETS}|{_SITES})\b|(?:Jalan|Lorong|Jln) )"
)
_ABROAD_AT, _RURAL_AT = regex(_ABROAD), regex(_RURAL)
_UNIT_NAMED = regex(rf"{_UNITS},? {_NAMED}")
_TYPED = regex(rf" (?:{_STREETS}|{_SITES})\b")
_TWO_UNITS = regex(rf"{_UNITS}, {_UNITS}, [A-Z]")
_COMING = scan(
    r"(?i:\b(?:come|send|visit|engineer|technician|attend|deliver|call(?:ing)? to|address|booking|appointment|cancel|somebody|someone|requested|post|ship|we are|we're|i'm|i am|it's)\b)"
)


def written(raw: str) -> list[tuple[int, int]]:
    """Where addresses are, by their capitals."""
    spans = [m.span() for m in _BLK.finditer(raw) if m[0][-1].isdigit()]
    spans += [m.span() for m in _CITY_FIRST.finditer(raw)]
    for m in _CHAIN.finditer(raw):
        if any(a <= m.start() < b for a, b in spans) or not _whole(
            raw, m[0], m.start(), more=bool(m["more"])
        ):
            continue
        city = _CITY.search(raw, max(0, m.start() - 40), m.start())
        end = _before_person(raw, *m.span())
        site = None if city else _SITE_BEFORE.search(raw, max(0, m.start() - 48), m.start())
        start = city.start() if city else site.start("n") if site and m[0][0] != "#" else m.start()
        spans.append((start, _with_town(raw, end)))
    return spans


#: The name of a place before its street: "Car Park C, 140 Robinson Road", "fleet shed, Via Tortona 9".
_SITE_WORD = r"(?:car park|interchange|hut|shed|barn|studio|depot|inn|smithy|boiler house|canteen|kiosk|house|school|primary|hall|tower|hotel|hostel|club|clinic|warehouse|works|terminal|station|centre|center|mall|garage|market|church|gym|farm|lodge|theatre|mill)"
_NO_SITE = r"(?!(?:at|the|in|of|our|my|a|an|is|for|to|from|and|on|near|by|with|this|not|no|off|down)\b)"
_SITE_BEFORE = regex(
    rf"(?:^|[.!?:;,] |\b(?:[Aa]t|[Tt]o|[Ii]n|[Ii]s|[Ff]rom) (?=[A-Z]))(?P<n>(?:{_NO_SITE}[\w'’&-]+ ){{0,3}}(?:(?i:{_SITE_WORD})|Office|Library)(?: (?:[A-Z]|\d{{1,3}}))?"
    rf"|(?:Hostel|Guesthouse|Hotel|Restaurant|Studio|Radio|Café|Cafe|Pension|Clinic|Haus|Bar)(?: [A-Z][\w'-]+){{1,2}}), $"
)


def _with_town(raw: str, end: int) -> int:
    """The town between an address and a phone number, where somebody's name might stand as well."""
    if raw[end - 4 : end].isdigit() and (town := _POST_TOWN.match(raw, end)) is not None:
        return town.end()  # 50250 Kuala Lumpur
    town = _TOWN_BEFORE_PHONE.match(raw, end)
    return town.end() if town and town["n"].casefold() not in known_names() else end


def _before_person(raw: str, start: int, end: int) -> int:
    """Where an address ends behind which, after a comma, somebody's name stands and no town."""
    comma = raw.rfind(", ", start, end)
    words = raw[comma + 2 : end].split() if comma > 0 else []
    if not all(w.rstrip(".").isalpha() and w[:1].isupper() for w in words) or not 1 <= len(words) <= 4:
        return end
    if _POST_CODE_LAST.search(raw[max(start, comma - 12) : comma]):
        return comma  # nothing comes after a post code
    if len(words) == 1:
        third = _TOWN_LAST.search(raw, start, comma) and words[0].casefold() in known_names()
        return comma if third else end
    named = (words[0] in _TITLES or words[0].casefold() in known_names()) and not _TOWNSHIP.search(
        raw[comma:end]
    )
    return comma if named and not _TYPED.search(raw[comma:end]) else end


_TITLES = frozenset(["Mr", "Mrs", "Ms", "Miss", "Dr", "Dr.", "Mdm", "Madam", "Sister", "Puan", "Encik"])
_TOWN_LAST = regex(rf" {_STREETS}, [A-Z][a-z]+$")
_POST_CODE_LAST = regex(rf"(?<![\w-]){_POST}$")
_POST_TOWN = regex(r" [A-ZÄÖÜÅØ][^\W\d_]+(?: [A-Z][a-z]+)?(?=[,.;!?\n]|$)")
_TOWN_BEFORE_PHONE = regex(r", (?P<n>[A-Z][a-z]{3,})(?=[,.]? \(?\+?\d[\d \-()]{6})")
#: Towns that begin like a name: George Town, Victoria Island, Shah Alam.
_TOWNSHIP = regex(
    r"(?: (?:Town|Island|City|Bay|Beach|Hills?|Springs|Falls|Park|Green|North|South|East|West|Central|Heights|Jaya|Alam|Village|Kong|Bahru|[A-Z]{2,3}))$"
)


def _whole(raw: str, said: str, start: int, *, more: bool) -> bool:
    """Whether a chain is an address and not the name of somebody's house in passing."""
    street = bool(_NUMBERED.match(said) or _ABROAD_AT.search(said) or _RURAL_AT.match(said)) or (
        "," in said and bool(_TYPED.search(said))
    )
    if street or _UNIT_NAMED.match(said) or _TWO_UNITS.match(said) or said == raw.strip():
        return True
    if more and "," in said:
        return True
    at = _AT.search(raw, max(0, start - 14), start)
    return bool(at and (_TYPED.search(said) or said[-1].isdigit()) and _COMING.search(raw))


# -- in small letters ------------------------------------------------------------------------------------------

_STREET = r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place|square|terrace|close|crescent|park|grove|row|mews|hill|parade|promenade|quay|wharf|rise|gardens|parkway|highway|walk)"
_UNIT = r"(?:flat|unit|apt|apartment|room|suite|building|block|blk|floor|ward|gate|dock|lab|hall|wing|level|classroom|shop|store)"
_WORD = r"(?!(?:of|out|or|and|by|to|in|on|more|is|are|was|were|at|the|we|i|it|units?|machines?|have|has|won't|not|off|from|with|for|my|our|this|that|no|years?|days?|hours?|minutes?|am|pm|people|times|doors?|a)\b)[a-z'.]+"
_SMALL = scan(
    rf"\b(?:(?:{_UNIT})\s*(?:(?=[\w-]{{0,4}}\d)[\w-]{{1,8}}|[a-z]\b),?\s+){{0,5}}(?:the [a-z ]{{3,30}}, )?\d{{1,5}}[a-z]?\s+(?:{_WORD}\s+){{1,4}}?"
    rf"{_STREET}\b\.?(?:,?\s*{_UNIT}\s*[\w-]{{1,6}})*(?:,\s*(?!and\b|but\b|so\b|the\b|i\b|i'|it|which|we|he\b|she\b|my\b|please|phone|tel|contact|call|name|tomorrow|thanks|not\b)[a-z][a-z ]{{2,24}}?(?=[,.;!?\n]|$))*(?:,\s*\d{{4,6}})?"
    rf"|\b(?:flat|unit|apt|suite|room) \d{{1,4}}[a-z]?,? (?:{_WORD} ){{1,2}}{_STREET}\b"
    r"|\b[a-z]{3,}(?:weg|strasse|straße|platz|allee|gasse) \d{1,4}[a-z]?\b"
)
_INSIDE = scan(
    rf"\b(?:{_UNIT} [a-z]?\d{{1,5}}[a-z]?\b|\d{{1,2}}(?:st|nd|rd|th) floor\b)"
    r"(?P<more>,? (?:(?:in |of )?(?:the )?(?:building|block|room|suite|floor|lab|hall|wing|gate|level) [a-z]?\d{0,5}[a-z]?\b|\d{1,2}(?:st|nd|rd|th) floor\b"
    rf"|(?:in |of )?(?:the )?[a-z]+(?: [a-z]+)? (?:campus|building|block|school|hospital|tower|house|centre|center|library|hall|wing|university|college|plant|warehouse|park|plaza|estate|residency|court|{_STREET})\b"
    r"|(?<=,) st\.? [a-z']+)|, (?!and\b|but\b|please|the\b)[a-z]+(?=,|$))*"
)
_TOWARDS = regex(r"(?:\bto|\bat|\baddress(?: is)?:?|\bit'?s)\s*$")


def spoken(text: str) -> list[tuple[int, int]]:
    """Where addresses are in a normal text, which has no capitals."""
    spans = [m.span() for m in _SMALL.finditer(text)]
    for m in _INSIDE.finditer(text):
        if m["more"] or _TOWARDS.search(text, max(0, m.start() - 12), m.start()):
            spans.append(m.span())
    return spans
