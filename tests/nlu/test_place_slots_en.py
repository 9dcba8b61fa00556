"""English addresses as calls tell them: piece by piece, misheard, put right, asked for, and written as one writes them."""

from __future__ import annotations

import pytest

from nlu.calls import understand_call
from nlu.parse import parse
from nlu.place_numbers_en import figures, lettered
from nlu.transcripts import Turn

SAID = {
    "Flat two": "Flat 2",
    "forty-one": "41",
    "thirty-one bar four": "31/4",
    "twenty-three B": "23B",
    "double one": "11",
    "thirteen-oh-eight Butler Avenue": "1308 Butler Avenue",
    "thirty-four oh nine North Keating": "3409 North Keating",
    "two hundred and eleven": "211",
    "Fifty-nine twenty East Fourteenth Avenue": "5920 East 14th Avenue",
    "the second one": "the second one",
}


@pytest.mark.parametrize("said", SAID)
def test_numbers_of_houses_in_figures(said: str) -> None:
    assert figures(said) == SAID[said]


def test_post_codes_have_their_written_form() -> None:
    assert [lettered(s) for s in ("LS63PN", "T12X4N2", "M6K3C1", "OX255L", "ABCDEFG")] == [
        "LS6 3PN", "T12 X4N2", "M6K 3C1", None, None,
    ]  # fmt: skip


#: What is said, a line a turn, the caller first; and the address that stands at the end.
CALLS = {
    "the post code first, a letter of it misheard": (
        "My oven won't light.|What's your postcode please?|LS13, 4 Q D. D for David.|LS13 4QT?|No, D, delta.|LS13 4QD, okay. So that's Tinkers Lane in Bramley?"
        "|Tinkers Row. Seven Tinkers Row.|7 Tinkers Row, Bramley, Leeds. Thank you.",
        "7 Tinkers Row, Bramley, Leeds, LS13 4QD",
    ),
    "a number that sounds like another, in the right slot": (
        "Boiler's dead.|What's your address?|Glengormley. Fifteen Ballyclare Road.|50 Ballyclare Road?|One five.|15. And that's Newtownabbey, BT36?|Aye, five E X.|BT36 5EX, thanks.",
        "15 Ballyclare Road, Glengormley, Newtownabbey, BT36 5EX",
    ),
    "a door, its letter, the zip": (
        "Hey, the AC is blowing warm.|What's the service address?|Two twenty-one Cedar Hollow Road, apartment four C.|That's apartment 4D as in dog?|C as in cat.|4C. City and zip?"
        "|Knoxville, three seven nine one eight.|Knoxville, Tennessee 37918. Thanks.",
        "apartment 4C, 221 Cedar Hollow Road, Knoxville, Tennessee 37918",
    ),
    "the agent offers a town, and it is another": (
        "It's about my heating, it's stone cold.|What's the house name or number?|The Old Forge.|And the road?|Church Street, Great Bedwyn.|The Old Forge, Church Street, Great Bedwyn. That's Hungerford?"
        "|Marlborough for post. S N eight, three P F.|SN8 3PF.",
        "The Old Forge, Church Street, Great Bedwyn, Marlborough, SN8 3PF",
    ),
    "they have moved": (
        "Water heater's out.|Is this the address on Dahlia Street?|No ma'am, we moved. Fifty-nine twenty East Fourteenth Avenue.|5920 East 14th Avenue. House or apartment?|It's a duplex, unit B."
        "|Unit B. Denver, 80220?|Yes, Denver, Colorado, eight oh two two oh.",
        "unit B, 5920 East 14th Avenue, Denver, Colorado 80220",
    ),
    "what it is not": (
        "Someone's stuck in the lift.|Where are you?|We're at Exchange House.|Exchange House. On Chapel Street?|On Chapel Walks. Not Chapel Street, Chapel Walks.|Number?|Number twelve. The front's number ten.",
        "Exchange House, 12 Chapel Walks",
    ),
    "the way there is no part, though it has a street": (
        "The boiler's banging.|What's your address?|It's The Granary, Manor Farm. You come past the mill, don't go down Church Hill whatever the sat nav says.|The Granary, Manor Farm. What's the road?|Thorpe Lane.",
        "The Granary, Manor Farm, Thorpe Lane",
    ),
    "a unit in the middle of a correction": (
        "Compressor's down.|Which site is it, the Stockport one?|Yeah, Stockport. Foundry Business Park, unit forty, sorry, fourteen.|Unit 14, Foundry Business Park. What road's that on?|It's on Wellington Road.",
        "Unit 14, Foundry Business Park, Wellington Road, Stockport",
    ),
    "storey and unit of a block": (
        "Our 3D printer got error.|Company address?|Block seventy-one Ayer Rajah Crescent, hash zero three, eighteen.|Block 71 Ayer Rajah Crescent, #03-80?|One eight.|#03-18. Singapore 139951?|Yes.",
        "Block 71, Ayer Rajah Crescent, #03-18, Singapore 139951",
    ),
    "the post code before its town": (
        "My shop's card terminal is dead.|Address?|Number three dash one, Jalan Molek two slash four, Taman Molek.|No. 3-1, Jalan Molek 2/4, Taman Molek. Johor Bahru?|Ya, eight one one double zero.|81100 Johor Bahru, Johor.",
        "No. 3-1, Jalan Molek 2/4, Taman Molek, 81100 Johor Bahru, Johor",
    ),
    "the number behind the street": (
        "My heat pump is very loud.|Where do you live?|In Köln. Lindenstraße fourteen.|Lindenstraße 40?|No, fourteen, one four.|Lindenstraße 14. And the postcode?|Five zero six seven four.|50674 Köln, thank you.",
        "Lindenstraße 14, 50674 Köln",
    ),
    "a street misheard": (
        "My freezer's packed in.|What's your address?|Twenty-three Smythe Road, Ottery.|23 Smith Road?|Smythe. S M Y T H E.|Smythe Road. Postcode?|E X eleven, one Q T.",
        "23 Smythe Road, Ottery, EX11 1QT",
    ),
    "house, road, sector": (
        "The IPS is not giving backup.|Your address please?|House fourteen, road seven, sector four, Uttara.|House 40?|Fourteen. One four.|House 14, Road 7, Sector 4, Uttara. Dhaka 1230, correct?|Correct.",
        "House 14, Road 7, Sector 4, Uttara, Dhaka 1230",
    ),
    "all of it as the agent reads it at last": (
        "The generator is not starting.|Where are you calling from, sir?|Ikeja. Number five Adebayo Close, off Allen Avenue.|9 Adebayo Close?|Five.|5 Adebayo Close, off Allen Avenue, Ikeja, Lagos.",
        "5 Adebayo Close, off Allen Avenue, Ikeja, Lagos",
    ),
    "a post code put right behind the whole reading": (
        "Our stove is out.|What's the address?|Twelve Kooringa Street, Mill Park.|12 Kooringa Street, Mill Park, Victoria 3083?|Three oh eight two.|3082, got it.",
        "12 Kooringa Street, Mill Park, Victoria 3082",
    ),
    "a telephone changes no house": (
        "The gates won't open.|Where is it?|The Old Rectory, Mill Lane, Fletching.|And 01825 722 418?|Take the mobile, oh seven seven double oh, nine one four, three five two.|07700 914352. All done.",
        "The Old Rectory, Mill Lane, Fletching",
    ),
    "the agent asks of a pub in another town": (
        "Hello, it's the Railway Tavern, the cellar cooler's gone off.|Is that the Railway Tavern in Diss?|Wymondham.|Wymondham. Street?|Station Approach. Number one.|1 Station Approach. And the postcode's NR18 0TG?|Yeah.",
        "The Railway Tavern, 1 Station Approach, Wymondham, NR18 0TG",
    ),
    "a district that is not the agent's": (
        "The internet radio went pop.|Where are you?|Twelve Mount Barker Road, Hāwea Flat.|12 Mt Barker Road, Lake Hāwea?|No, Hāwea Flat, it's different. Nine three eight two.|Hāwea Flat 9382. The main house?|The Gatehouse.",
        "The Gatehouse, 12 Mt Barker Road, Hāwea Flat 9382",
    ),
    "a post code in two halves is no door": (
        "The hob won't light.|Okay, where you stay?|Bedok Reservoir View. Block eighty-eight.|Unit?|Fourteen oh seven.|#14-07. Postal code is 479 212?|Four seven nine, double two one.|Singapore 479221.",
        "Block 88, Bedok Reservoir View, #14-07, Singapore 479221",
    ),
    "old and new numbers": (
        "The mixer grinder is not rotating.|Sir your address please.|Kutchery Road, Mylapore. Old number nine, new number twenty-two.|New number 27?|Twenty-two, double two.|Old No. 9, New No. 22, Kutchery Road, Mylapore, Chennai six double zero, double zero four.|Yes.",
        "Old No. 9, New No. 22, Kutchery Road, Mylapore, Chennai 600004",
    ),
    "a door before its tower, a sector put right": (
        "The chimney caught fire a bit.|Address?|Three zero two, tower seven, Orchid Greens.|Sector 70?|Seventy-eight. Seven eight.|Sector 78, Gurugram, Haryana. Pin 122004?|Yes.",
        "302, tower 7, Orchid Greens, Sector 78, Gurugram, Haryana 122004",
    ),
    "a department": (
        "A ceiling hoist keeps stopping.|What's the address?|Fifteen Puriri Street, Waikanae.|15 Puriri Street, Waikanae. 5036?|Yeah.|Which part?|The rest home wing.|Rest home wing. Thanks.",
        "Rest home wing, 15 Puriri Street, Waikanae 5036",
    ),
    "a unit behind its street, as both say it": (
        "The rice cooker won't turn on.|Address?|Fourteen sixty Kalani Lane. Unit thirty-one.|1416?|One four six zero.|1460 Kalani Lane, Unit 31. Honolulu?|No, Hilo.|Hilo, Hawaii, 96720.",
        "1460 Kalani Lane, Unit 31, Hilo, Hawaii 96720",
    ),
    "a street that nobody asked for, and the agent's town is another": (
        "I only wanted to say he was marvellous. It's Lilac Close, number five.|That's lovely! Lilac Close in Beeston?|Eastwood, duck, Nottingham, N G sixteen, three Q W.|Thank you.",
        "5 Lilac Close, Eastwood, Nottingham, NG16 3QW",
    ),
    "its number before a name": (
        "I'd like a heat pump put in.|What's your address?|Number two, Pen-y-Bryn.|And the town's Caernarfon?|The village is Llanrug. Caernarfon's the post town, Gwynedd.|Thanks.",
        "2 Pen-y-Bryn, Llanrug, Caernarfon, Gwynedd",
    ),
    "which end of a street": (
        "How much is a visit?|Where are you?|Saint-Viateur.|Est or Ouest?|Ouest. West. Number fourteen, in the basement.|Postal code, please?|H two T, two K nine. Montréal.|H2T 2K9, Québec.",
        "Basement, 14 Saint-Viateur Ouest, Montréal, Québec H2T 2K9",
    ),
    "another kind of street, said in a word": (
        "The dryer's dead.|Where to?|Forty-four eighteen Hamlin Street, Chicago.|4418 Hamlin Street?|Avenue.|Thanks. Name?",
        "4418 Hamlin Avenue, Chicago",
    ),
    "what the street is not": (
        "I need a belt mailed out.|Where are we mailing it?|It's R R two, Tiverton.|Is there a fire number?|Eleven eighty-seven, Concession Four. Not Concession Road, just Concession 4.|Thanks.",
        "1187 Concession 4, RR 2, Tiverton",
    ),
    "a Portuguese code, misheard": (
        "It's the pool.|Which house are you?|Rua do Poço, ninety-eight, Olhão.|98 Rua do Poço, Olhão, 8700-063?|Oh three six.|Oh three six.",
        "98 Rua do Poço, Olhão, 8700-036",
    ),
    "a number with its figures in another order": (
        "The copier jams.|Where are you?|Ngong Road, number two two one, Tower B.|0711 905 263. Tower B, 212 Ngong Road.|Two two one.|221, yes.",
        "Tower B, 221 Ngong Road",
    ),
    "a door with a letter, misheard": (
        "The till cannot print.|Where's the outlet?|Orchard Gate, level two. Kiosk K nine.|Kiosk K5?|K nine. Nine.|Orchard Gate's at 15 Scotts Lane, right?|Ya. 228230.",
        "Kiosk K9, level 2, Orchard Gate, 15 Scotts Lane 228230",
    ),
    "a town that the agent has guessed": (
        "A pump keeps beeping.|Which ward?|Ward six. St Brendan's Hospital.|In Cork?|Bantry. It's on Cliff Road.|Thanks.",
        "Ward 6, St Brendan's Hospital, Cliff Road, Bantry",
    ),
    "a flat on a stair, and its floor": (
        "I can smell gas.|Where are you?|Dumbarton Road, eighty-eight.|In Clydebank?|Partick. It's up the close, two one.|Flat 21?|Two stroke one. Second floor, first flat. G eleven, six N X. Glasgow.|Flat 2/1, G11 6NX.",
        "Flat 2/1, 88 Dumbarton Road, Partick, Glasgow, G11 6NX",
    ),
    "which road to write, and the end of the code": (
        "Two are off.|Where is the office?|Hughes Road. They call it Sitaram Patkar Marg now, but write Hughes Road.|Number, sir?|Fifty-two. Kwality House.|Which floor?|Third floor. Kemps Corner, Mumbai twenty-six.|400026. And your name?",
        "Third floor, Kwality House, 52 Hughes Road, Kemps Corner, Mumbai 400026",
    ),
    "a pause in a room, and what is of others": (
        "It beeps.|Which building?|The Jeffrey Cheah building, Puddicombe Way, level 3, room, ehm, 3.24. Cambridge.|Jeffrey Cheah, Puddicombe Way, level 3, room 3.24.",
        "Jeffrey Cheah building, Puddicombe Way, level 3, room 3.24, Cambridge",
    ),
    "a number that is taken back in a pause": (
        "The dock leveller's stuck.|Location?|Seventy-seven Harbor Way. Dock, uh, ten... twelve. Dock twelve.|Oakland, California?|Yes sir.",
        "Dock 12, 77 Harbor Way, Oakland, California",
    ),
    "a unit that the agent asks about, and it is another": (
        "Two of six are down.|And you're Unit 9, Trafford Point?|Unit 9's the canteen. We're 11 and 12 but the door's on 12.|Unit 12, Trafford Point, Manchester. Cheers.",
        "Unit 12, Trafford Point, Manchester",
    ),
    "the end of a numeric code, put right": (
        "It makes a noise.|Flat number and building?|B, two zero four, Shanti Heights.|B-204, Shanti Heights. Area?|Link Road, Malad West.|Mumbai 400067?|Zero six four.|Thank you.",
        "B-204, Shanti Heights, Link Road, Malad West, Mumbai 400064",
    ),
    "a number in front of a code that is spelled": (
        "The ice plant's off.|Where's the plant?|Fish Dock Road in Grimsby. Shed nine.|Shed 5?|Nine. D N thirty-one, three S Y.|DN31 3SY.",
        "Shed 9, Fish Dock Road, Grimsby, DN31 3SY",
    ),
    "the town in which a caller says to be at first": (
        "It's the library in Ledbury, it's not urgent.|And you're the Master's House on Bye Street?|The Master's House, St Katherine's, it's off Bye Street really, HR8 1EA.|HR8 1EA. Someone will be out.",
        "The Master's House, St Katherine's, off Bye Street, Ledbury, HR8 1EA",
    ),
    "a cottage that stands, on another lane": (
        "Heating's off.|What's the address?|Fellside Cottage.|Fellside Cottage, Beast Banks?|No, Greenside.|Fellside Cottage, Greenside, Kendal.",
        "Fellside Cottage, Greenside, Kendal",
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_where_it_is(name: str) -> None:
    told, place = CALLS[name]
    turns = [Turn("agent" if k % 2 else "caller", text, k + 1) for k, text in enumerate(told.split("|"))]
    facts = {f.field: f for f in understand_call(turns, parse).facts}
    assert facts["address"].value.casefold() == place.casefold()
    said = turns[facts["address"].line - 1].text
    assert facts["address"].text in said


def test_who_is_asked_for_and_what_it_shows_are_no_places() -> None:
    turns = [
        Turn("agent", "What's the address?", 1),
        Turn("caller", "Thirty-one Hillcrest Drive.", 2),
        Turn("agent", "31 Hillcrest Drive. Any code on the panel?", 3),
        Turn("caller", "Titan. E four two.", 4),
        Turn("agent", "And your name?", 5),
        Turn("caller", "Tom Brandt. I'm on oh seven nine double oh, one two three.", 6),
    ]
    facts = {f.field: f.value for f in understand_call(turns, parse).facts}
    assert facts["address"] == "31 Hillcrest Drive"
