"""The words that tell what a part of an English address is."""

from __future__ import annotations

from nlu.patterns import regex

CAP = r"(?:[A-ZÀ-ÞĀĒĪŌŪČŠŽŁŚŹŻĆĐĞİŞ][^\W\d_]*(?:['’&-][^\W\d_]+)*(?:(?<=s)['’])?)"
NAME = rf"(?:(?!I\b){CAP}(?: (?:(?:of|the|and|on|upon|de|la|le|du|del|y|na|by|under|next the|van|der) )?{CAP}){{0,4}})"
#: A number of a door or a house behind its word.
ID = r"(?:#?\d{1,5}[A-Za-z]?(?:[-/.]\d{1,4}[A-Za-z]?){0,3}(?:-[A-Z])?|[A-Z]{1,2}[- ]?\d{1,4}[A-Z]?(?:/\d{1,4})?|[A-Z])"
DOOR = r"(?i:farm|flat|apartment|apt\.?|appartement|unit|suite|ste\.?|room|rm|shop|lot|plot|space|pad|berth|mooring|stall|stand|bay|dock door|dock|villa|house|ward|office|kiosk|store|studio|box|door|cabin|desk|counter|theatre|surgery|server room|hangar|pier|warehouse|glasshouse|lab|classroom|bed|pitch|chalet|hut|bungalow|trailer|caravan|slip|quarters|barn|shed|hall|portion|site|gate|platform|pen|camp|moo|penthouse|workshop|lodge|cottage|pod|yurt|stable|booth|module|building no\.?|house no\.?)"
BLOCK = r"(?i:block|blk|building|bldg|tower|wing|hall|terminal|phase(?= \d+ building))"
STREET = r"(?:(?i:street|road|avenue|lane|drive|boulevard|highway|crescent|terrace)|St|Rd|Ave|Ln|Dr|Blvd|Way|Close|Cres|Row|Square|Parade|Hwy|Parkway|Pkwy|Walks?|Quay|Wharf|Rise|Grove|Hill|Loop|Link|Circle|Crossing|Bypass|Track|Trail|Esplanade|Promenade|Mount|Marg|Path|Vale|View|Broadway|Approach|Place|Court|Mews|Gardens|Park|Green|Concourse|Cross|Main|Turnpike|Pike|Spur|Circuit|Alley|Wynd|Brae|Fold|Croft|Meadows?|Strand|Embankment|Gate|Yard|Villas|Nagar|Vej|Salai|Chowk|Trace|Landing|Expressway|Freeway|Corniche|Soi|Gali|Marg|Bazaar)"
#: Kinds of streets and of buildings.
BOTH = regex(
    r" (?:Hill|Cross|Vale|Court|Mews|Gardens|Park|Place|Green|Wharf|Yard|Villas|Gate|View|Square|Nagar|Croft)$"
)
#: Of these as well, and of districts.
WEAK = regex(r" (?:Hill|Green|Cross|Vale|Park|Mount|Meadows?|Gate|View|Yard|Fold|Strand|Grove|Quay|Wharf)$")
BUILDING = r"(?:Retirement Village|Holiday Village|Caravan Site|Moorings|Residence|Cottages|Almshouses|Farmhouse|Barns|House|Colony|Hostel|Compound|Court|Condominiums|Suites|Villas|Quarters|Camp|Godown|Factory|Foundry|Brewery|Towers?|Plaza|Heights|Mansions?|Building|Bldg|Centre|Center|Arcade|Marketplace|Mall|Hotel|Infirmary|Hospital|School|College|Lodge|Residences?|Residency|Apartments|Flats|Marina|Farm|Clinic|Lab|Library|Church|Chapel|Barracks|Hall|Works|Mills?|Surgery|Cottage|Exchange|Market|Complex|Theatre|Station|Studios|Club|Inn|Nursery|Depot|Warehouse|Workshop|Care Home|Nursing Home|Primary|Academy|University|Condominium|Condo|Chambers|Manor|Rectory|Vicarage|Garage|car park|Car Park|Garden|NS|Estate|Business Park|Industrial Park|Logistics Park|Science Park|Retail Park|Trading Estate|Industrial Estate|Enclave|RV Park|Trailer Park|Caravan Park|Holiday Park|Technology Park|Mobile Park|Village Hall|Community Centre|Shopping Centre|Industrial Centre|Gym|Bakery|Cafe|Café|Restaurant|Pub|Arms|Dairy|Brewery|Museum|Gallery|Stadium|Arena|Court|Bothy|Cooperage|Maltings|Granary|Stables|Barn|Castle|Abbey|Priory|Convent|Mosque|Temple|Gurdwara|Institute|Campus|Practice|Stores?|Campground|Hub|Tavern|Brewhouse|Bakehouse|Schoolhouse|Boathouse|Farmhouse|Guesthouse|Guest House|Motel|Resort|Junction|Substation|Shelter|Terminal|Airport|Parsonage|Friary|Orchards?|Vineyard|Winery|Creamery|Sawmill|Roadhouse|Homestead|Ranch|Lofts?|Condos|Pavilion|Leisure Centre|Sports Centre|Health Centre|Medical Centre|Business Centre)"
#: Of these what one says with a small letter, too: the Jeffrey Cheah building.
SMALL_KINDS = r"(?:building|society|depot|campus|complex|apartments|hostel)"
#: What stands behind the street and before the town.
ESTATE = r"(?:Industrial Area|Industrial Zone|Subdivision|Layout|Township|Phase \d{1,2})"
#: Parks that are no streets.
PARKS = regex(
    r" (?:Business|Industrial|Logistics|Science|Retail|Trading|RV|Caravan|Holiday|Technology|Mobile|Car|Office|Enterprise) (?:Park|Estate)$"
)
#: Words that are no part by themselves.
ONLY = regex(
    r"(?:the |and |your |what |which )?(?:street|road|drive|lane|avenue|building|house|unit|flat|apartment|suite|room|shop|number|floor|level|town|city|suburb|village|area|postcode|postal code|post code|zip|code|pin|county|state|block|tower|gate|door|name|taman|phase|lot|plot|space|pad|address|location|school|hospital|hotel|office|farm|complex|estate|park|warehouse|villa|plot|site|compound|branch)s?(?: (?:name|number|no|code|there|is|then|again|please|called))*",
    2,
)
SAINTS = r"St\.? (?:Louis|Paul|Petersburg|Albans|Helens|Austell|Ives|Neots|Catharines|Helier|Kilda)(?![\w'’])"
AREA = r"(?:Village|Heath|Island|Upper|Lower|Point|Bay|Beach|City|Springs|Falls)"
NEAR = (
    r"(?:off|opposite|opp\.?|behind|next to|beside|near|above|by|outside|across from|adjacent to|in front of)"
)
STATES = "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming|Puerto Rico"
_PROVINCES = "Alberta|British Columbia|Manitoba|New Brunswick|Newfoundland|Nova Scotia|Ontario|Prince Edward Island|Quebec|Saskatchewan|Yukon|Nunavut|Northwest Territories|New South Wales|Victoria|Queensland|South Australia|Western Australia|Tasmania|Northern Territory|Haryana|Punjab|Kerala|Gujarat|Maharashtra|Karnataka|Tamil Nadu|Telangana|Andhra Pradesh|Uttar Pradesh|Rajasthan|West Bengal|Bihar|Odisha|Assam|Madhya Pradesh|Gauteng|KwaZulu-Natal|(?:Western|Eastern|Northern) Cape|Limpopo|Mpumalanga|Himachal Pradesh|Uttarakhand|Jharkhand|Chhattisgarh|ACT|NSW"
_COUNTIES = "Bedfordshire|Berkshire|Buckinghamshire|Cambridgeshire|Cheshire|Cornwall|Cumbria|Derbyshire|Devon|Dorset|East Sussex|West Sussex|Essex|Gloucestershire|Hampshire|Herefordshire|Hertfordshire|Kent|Lancashire|Leicestershire|Lincolnshire|Norfolk|Northamptonshire|Northumberland|North Yorkshire|West Yorkshire|South Yorkshire|Nottinghamshire|Oxfordshire|Rutland|Shropshire|Somerset|Staffordshire|Suffolk|Surrey|Warwickshire|Wiltshire|Worcestershire|Notts|Lincs|Lancs|Herts|Bucks|Berks|Cambs|Hants|Staffs|Wilts|Worcs|Northants|Leics|Oxon|Glos|Powys|Gwynedd|Ceredigion|Dyfed|Clwyd|Gwent|Carmarthenshire|Pembrokeshire|Monmouthshire|Aberdeenshire|Fife|Perthshire|Ayrshire|Lanarkshire|Argyll|Caithness|Sutherland|Morayshire"
_LANDS = "Québec|Singapore|Hong Kong|New Territories|Kowloon|Selangor|Sarawak|Sabah|Penang|Johor|Perak|Ireland|Scotland|Wales|England|Texas"
_CODES = "A[KLRZ]|C[AOT]|D[CE]|FL|GA|I[ADL]|K[SY]|LA|M[ADINOST]|N[CDEHJMVY]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]|BC|AB|SK|MB|ON|QC|NS|NB|NSW|VIC|QLD"
COUNTY = rf"(?:{_COUNTIES}|(?:County|Co\.) [A-Z][a-z]+)"
REGION = rf"(?:{STATES}|{_PROVINCES}|{_LANDS}|(?:{_CODES})(?=$| \d))"
SPACED = regex(rf"(?:{STATES}|{_PROVINCES}|Singapore|[A-Z]{{2,3}})$")
#: Words with a capital that are no name of a place.
NO_NAME = regex(
    r"(?:The(?! [A-Z])|May I|(?:Twenty|Thirty|Forty|Fifty|Sixty|Seventy|Eighty|Ninety)(?:-\w+)?['’]s|(?:What|Where|Who|When|How|That|It|He|She|There|Here|Which|Why)['’]s|I['’]\w+|(?:We|You|They)['’]\w+|Yes|Yeah|Yep|Yup|Yip|Ya|Aye|No|Nope|Nah|Okay|Ok|Right|Correct|Exactly|Perfect|Lovely|(?:Great|Good|Sweet|Cool|Shame|Super)(?! [A-Z])|Fine|Thanks|Thank|Cheers|Ta|Bye|Hi|Hello|Hiya|Hey|Sorry|Wait|Well|So|Oh|Ah|Um|Er|And|But|Then|Now|Just|The one|That|This|It|He|She|We|You|They|There|Here|What|Where|Which|Who|When|How|Why|Is|Are|Was|Do|Does|Did|Can|Could|Will|Would|Should|Let|Put|Tell|Ask|Call|Ring|Come|Go|Turn|Left|Second|First|Third|Last|Next|Same|Shut|Mind|Don|Don't|Not|Never|Only|Also|Actually|Hang on|Hold on|Look|Listen|Yours|Mine|Ours|My|Our|Your|His|Her|Their|If|Because|Since|After|Before|From|To|In|At|On|By|For|With|Of|Off|As|A|An|Any|Some|All|Both|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Zero|Double|Number|Serial|Model|Error|Code|Name|Phone|Mobile|Email|Address|Postcode|Post|Zip|Pin|Eircode|Street|Road|Town|City|Noted|Got|Gotcha|Done|Sure|Choice|Righto|Today|Tomorrow|Tonight|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Morning|Afternoon|Evening|Mr|Mrs|Ms|Miss|Dr|Sir|Madam|Ma'am|Mum|Dad|Technician|Engineer|Driver|Gate(?! [A-Z])|Door|Dog|Bell|Buzzer|Buzz|Lift|Parking|Carpark|Please|Kindly|Maybe|Perhaps|Sounds|See|Brilliant|Excellent|Alright|Quite|Indeed|Opposite|Behind|Anything|Nothing|Something|Everything|Nobody|Everybody|Council|Watch|Bring|Take|Use|Try|Give|Leave|Keep|Pole|Salam|Zed|Charlie|Bravo|Alpha|Tango|Delta|Echo|Foxtrot|Golf|Hotel|India|Juliet|Kilo|Lima|Mike|November|Oscar|Papa|Quebec|Romeo|Sierra|Uniform|Victor|Whiskey|X-ray|Yankee|Zulu|Er|Ei|Emergency|Order|Postal|Nearest|Opo|Ji|Haan|Hai|Oui|Sawa sawa|Mm-hm|Mmhm|Mhm|Uh-huh|Hmm|Mm|Boleh|Betul|Salamat|Asante|Sawa|Shukran|Inshallah|Habibi|Abeg|Oga|Exit|Attention|Callback|Handphone|Optimizers|God|Jesus|Christ|Lord|Jeez|Gosh|Blimey|Aiyoh|Extension|Running|Anybody|Stay|Found|Pray|Collecting|Dash|Cereal|Have|Figured|Past|Whereabouts|Unit|Road|House|Building|Apartment|Flat|Floor|Level|Affirmative|Negative|Confirmed|Absolutely|Definitely|Precisely|Certainly|Totally|Naturally|Obviously|Bingo|Roger|Understood|Agreed|Wonderful|Fantastic|Awesome|Splendid|Marvellous|Landed|Landmark|Nearby|Directly|Straight|Honestly|Basically|Wrong|Neither|Either|Usually|Always|Sometimes|Still|Yet|Again|Everyone|Someone|Somebody|Anyone|Whatever|Whichever|Different|Spot on|Ten-four|True|(?:Grand|Dead|Bang|Copy|Guard|Security|Reception|Concierge|Caretaker|Condo|Residence|Residential|Commercial|Private|Old|New|Upper|Lower|East|West|North|South|Nord|Sud|Est|Ouest|Even|Odd|Hash)(?! [A-Z]))(?![\w'’-])"
)
