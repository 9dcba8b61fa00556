"""Messages as people leave them: a fault and then who they are, where and when, in many countries' manners.

``{n Goh Wei Ming}`` is somebody's name, ``{a 8 Hill Street}`` an address, ``{t Friday}`` a time for a visit; nothing else is one.
"""

from __future__ import annotations

ENGLISH = """
Ask {n Dele} at {a Dock Exchange, 8 Mill Wall, London E16}.
Drips all night. {n Rachel Tan}, {a Blk 214 Bedok Walk #06-118 S(460214)}
Every gate went red at once. {a Hotel Sol, Calle del Pozo 14}, night desk {n Ramón}
my neighbour Nora upstairs thought it was hers. Leak under the sink. {n Bea Tully}, {a Flat 3/1, 22 Glen Street, Paisley PA3 2AB}
Mr Osgood in 4B hasn't slept for the noise. {n Moira} 07700 900 118
Vet here. The centrifuge won't lock
Rake won't lift, clicks only. {a Drumlish Lower, Co. Longford N39 W2P8}
Send it to {n K. Osei}, {a 212 Boulevard Saint-Joseph E, Québec QC G1K 4A7}
Water through the ceiling. {n Jill}, {a Marsh Library, 9 Carver St, Derby}
Organ blower hums. {n Canon Whitlow}, {a St Anne's, Mill Lane, Ludlow SY8 1QT}
The till drawer sticks. {n Hannah}, stores lead, ext 3307
Hello, {n Shalini} this side from purchase. The UPS beeps and load is on mains
I'd speak with somebody in the Delhi office. {n Col. Sandhu} (retd), +91 11 5550 2290
five of the tills at {a Clementi Walk, 3 Clementi Avenue, S120303} reject cards
Contact on site is {n Mr. van der Berg}, +31 20 555 0123
Reception will page {n Jürgen} when you get here
The slicer guard is loose, someone will lose a finger. {n Bartholomew Higgs}, deli counter, 01632 960 771
aircon in the server room stopped at {a 80 Robinson Road #15-02}, very hot already
Blast chiller shows HACCP alarm. {n Sunita Rao}, {a Taj Bakery, 14 Brigade Road, Bengaluru 560001}
{n Gwen Pritchard}, {a 3 Heol Fawr, Cardiff CF14 2AB}, tumble dryer squeals
wheelchair battery flat after a mile. {n Owen Llewellyn}
Our dispenser drips. {n Chinedu Nwosu} +234 803 555 0188
Lift at {a 19 Ballsbridge Terrace, Dublin 4} is stuck with the doors open
please come {t Tuesday after 4}, {n Noor Azlina}, {a 27 Jalan SS2/55, Petaling Jaya}
X-ray tube warms up forever, {n Sister Bernadette}, {a St Luke's Clinic, 77 Main Road, Durban}
gate motor burnt out, {n Thandiwe Nkosi}, estate manager, {a 4 Jacaranda Lane, Pretoria}
Rebook for {t Friday 10am} please. {n Mei Fong}
would {t Saturday the 5th} do? {n Stephane Dubois}
Freezer drawer cracked. {a Apartment 6, The Maltings, 40 Brewery Lane, Leeds LS10 1NE}
Hi it's {n Parveen Akhtar} from {a 112 Stockport Road, Manchester M12 6AL}, the boiler again
Payment terminal offline, {n Jerome Baptiste}, 868 555 0134
Mower blade bent. {a RR 2, 4410 Concession Road, Guelph, ON N1H 6H8}, {n Walter Schmidt}
Toaster line down. {n Nguyen Thi Lan}, shift leader
need someone {t tonight}, {a Shop 3, 15 Queen Street, Auckland 1010}
Plotter is out of alignment, {n Fr. Dominic Savio}, {a Holy Cross College, Trichy Main Road, Salem}
The press brake does not stop when the curtain is broken! {n Vikram Chatterjee}, works manager
{n Liam O'Connell} here, is my pump ready
Sunbed timer wrong, {n Katarzyna Zielińska}, {a 5a Castle Street, Inverness}
{a 350 Fifth Avenue, 21st Floor, New York, NY 10118} - badge readers offline
door won't lock. {n Sven}. 0400 555 012
I can do {t Wednesday between 1 and 3}, {n Ritu Malhotra}
bread slicer jam; {n Emeka}; {a 33 Awolowo Road, Ikoyi}
Ice on the coil. {n Jacques Botha}. {a Farm 12, Paarl}
The clinic printer, {a 1st Floor, Medical Centre, 12 Harley Street, London W1G 9PG}, {n Dr Simon Ashworth}, offline
crane limit switch off, {n Juan dela Cruz}, {a Warehouse 4, 88 Mabini Street, Makati}
Baler twine snapped. {n Magnus Eriksen}, {a Nordby Farm, Mill Road, Kirkwall}
Ward call bells silent. Charge nurse {n Blessing Eze}
Escalator step broken, {a Level 3, Sunway Pyramid, 3 Jalan PJS 11/15, Petaling Jaya}
scanner jams every tenth sheet, {n Oluwaseun Bankole}, {a 16 Allen Avenue, Ikeja}
Our lift: stuck. {a The Granary, 4 Kiln Lane, Norwich NR1 3DT}
{n Rupert Fairweather}, {a Fairweather Dairy, Long Lane Farm, Shaftesbury SP7 8AA}: milk tank warm
monitor flickers in theatre 2, ask {n Sister Joan}
dead pixel line, {a 4th Floor, 77 Sir John Rogerson's Quay, Dublin 2}
send him {t first thing Monday}, {n Bukola Ogunleye}
{t Early next week} would be fine. {n Henrike Vogel}
Could you come {t later this week}? {a 18 Nguyen Hue Street, District 1, Ho Chi Minh City}
can you do {t Sat 10am}? {n Hui Ling}
{t Thursday before 9} or {t Friday after 5}, {n Declan}
Dryer hums. {a 1234 Elm St NW, Apt 5, Washington, DC 20009}, {n Keisha Robinson}
heater off, {a 22 Rue Sainte-Catherine, Montreal, QC H2X 1K4}
{n Tama Ngata}, {a 8 Karangahape Road, Auckland}, +64 21 555 018
Dispenser leaks, {a House 45, Sector 22-B, Chandigarh 160022}. {n Harpreet Kaur}
{a Flat No. 12, Sai Krupa Society, LBS Marg, Ghatkopar West, Mumbai 400086}, ro purifier not working
UPS trips. {n Akinyi Odhiambo}, {a Westlands Business Park, Waiyaki Way, Nairobi}
Pump is loud, {a Erf 221, Voortrekker Street, Bellville 7530}
aircon leaking, {a 5 Lorong Chuan, #03-11}, {n Mdm Salmah}
{a Level 8, 120 Collins Street, Melbourne VIC 3000} - printer offline. {n Lachlan Burke}
gate won't shut, {a 31 Kurrajong Crescent, Toowoomba QLD 4350}
Copier toner light. {n Wilhelmina Potts} (school secretary), 01632 960 233
Cheers, {n Dave Pickering}
{n Esi Amponsah}, shop owner, {a 12 Oxford Street, Osu, Accra}: freezer not freezing
The x-ray plate is broken. {n Dr. Tamsin Hale}, {a Hillside Vets, 3 Church Road, Ludlow}
wheel came off trolley, {a Gate 3, Tuas South Avenue 2}
I'm in {t all day Tuesday}. {n Margit Olsen}
Need it fixed {t before Friday}, {a 2/45 Beach Road, Takapuna}
pls come {t Mon or Tue}, {n Siew Lan}
change my slot to {t 3.30pm} please
can he come at {t 7pm tonight}? {n Yaw}
not {t Tuesday}, {t Wednesday at noon}
{t 12 Dec between 9 and 11}, {n Ottilie Brandt}
Anyone free {t this afternoon}? {a 3B Castle Mews, Durham}
reach me {n Tan Ah Kow} 98765432, {a Blk 12 Toa Payoh Lor 8 #10-220}
water heater, {a 88 Jalan Sultan Ismail, 50250 Kuala Lumpur}, {n Lee Chong Beng}
no display. {n Nkechi}, front desk
Speaker cracks. Yours, {n Sir Geoffrey Blythe}
Fridge alarm going mad, milk is warm. {n Tan Siew Hoon}, {a Blk 412 Clementi Ave 1 #09-233}, 9233 4410
Two tills frozen since lunch. {n Marek Dvorak}, 07700 900412
the pump trips after ten minutes. {n Chukwuemeka Obi}
Boiler pressure drops every night. {n Siobhan Ni Dhonnchadha}, {a 14 Claddagh Quay, Galway}
Our copier eats paper, serial KX20011923. {n Ganesh Subramaniam}, facilities
{n Ingrid Solberg} here from the hotel, dishwasher throws E15
This is urgent, the lift doors keep hitting people. {n Nomvula Dlamini}, building manager, {a 22 Loop Street, Cape Town}
Door closer ripped off. {a Shop 14, Level 1, Westfield Mall, 1 Anderson Street, Chatswood NSW 2067}. {n Bruce Hargreaves} 0412 555 019
One washer of eight leaks. {a 118 Kilburn High Road, London NW6 4HY}
compressor hums but no cooling, {a No. 17, Jalan Kenari 5, Bandar Puchong Jaya, Selangor}, {n Nurul Huda binti Ismail}
Kindly do the needful, geyser tripping. {n Venkatesh Iyer}, {a Flat 302, Lotus Towers, Baner Road, Pune 411045}
UPS beeping non stop. {a Plot 8, Electronic City Phase 1, Bengaluru}. Contact {n Lakshmi Narayanan}, 98450 11223
cash drawer stuck, {n Rosalind Achebe} at the front desk knows more
Please call {n Mrs Okonkwo} on 0803 555 0142, the generator will not take load
Need the annual check. {a 9 Admiralty Way, Lekki Phase 1, Lagos}
Vending machine swallowed my money again! {n Pieter van der Merwe}
MRI chiller alarm. {n Dr Anjali Deshpande}, radiology, {t tomorrow morning} is possible
Router dead after the storm, {a 45 Bloor Street West, Suite 1100, Toronto, ON M4W 1A4}, {n Jean-Luc Tremblay}
can someone come {t Thursday afternoon}? {n Aoife Brennan}, {a 3 Shop Street, Drogheda}
{t Monday or Tuesday morning} would suit. {n Kwabena Mensah}, +233 24 555 0199
move it to {t next Wed} pls, {n Farah}
{t Not before 11 tomorrow} please, shop opens late
We are free {t Friday from 2 to 4}. {a Unit 12, Riverside Industrial Estate, Barking IG11 0DS}
{n Hiroshi Tanaka}, +81 90 5555 0144, robot arm lost its zero point
scooter will not charge - {n Lucía Fernández}
Ice machine slow. Regards, {n Mohammed Al-Rashid}, {a 7 Corniche Road, Doha}
Camera 3 is blurry, the rest are fine. {n Zainab Yusuf}, head of security
charger 4 of 6 offline. {a 1600 Amphitheatre Parkway, Mountain View, CA 94043}
My mum's stairlift stopped halfway. She is {n Doreen Whitcombe}, {a 8 Primrose Terrace, Exeter EX4 6PL}
treadmill error LS1, {n Wong Kar Fai}, {a 12/F, Kwun Tong Plaza, 68 Hoi Yuen Road, Kwun Tong}
forklift mast slow, {n S. Ramanathan}, 9444 012 345
Send the spare key to {n Mrs Wanjiru}, {a Moi Avenue 24, Nairobi}
Screen goes black at noon. {n Eilidh MacGregor}, school office, {a Balmoral Primary School, 4 Castle Wynd, Stirling}
the ATM at {a 233 Orchard Road} rejects all cards
Autoclave needs its yearly validation, {a Mercy Clinic, 31 Adelaide Road, Dublin 2}, {t any day next week}
sewing machine jams. {n Fatoumata Diallo} 06 55 50 14 22
Projector lamp hours reached. {n Rahul s/o Krishnan}, {a 50 Nanyang Avenue, Block N4, Singapore 639798}
Please cancel. {n Hannah Lindqvist}
Please cancel {t Monday}, {n Hannah Lindqvist}
Could it be {t Wednesday the 9th at 3pm}? {n Yetunde}
The hoist is stuck, {n Tomás Ó Briain}, {a Unit 3, Ballybrit Business Park, Galway}
tractor hitch will not lift. {n Wayne Kowalski}, {a 2210 County Road 9, Ames, Iowa}
heat pump noise, {n Te Rangi Walker}, {a 61 Marine Parade, Napier}
I am {n Bongani Khumalo}, site {a 5 Rivonia Road, Sandton}, scanner down
aiyah same error again, {n Ah Seng}, {a Blk 88 Whampoa Drive #01-902}
{n Ms. Petrova}, {a room 214, Hotel Astoria, 16 Baker Street}, minibar warm
Is it still under warranty? {n Miguel Santos}
Drive it to our warehouse please: {a Lot 22, Industrial Park 3, Shah Alam}
{n Cheng Mei Ling}: can you come {t this Saturday}?
name {n Edward Nkrumah}, phone 020 7946 0777, drum squeaks
Contact on site: {n Arjun}, 99001 12233
Our matron is {n Philippa Gray}, come {t after 2pm}
Best wishes, {n Kofi}
Let me know if {t the 14th} works. {n Dana Levi}
{t sat morning} cannot, make it {t sunday evening} can?
We close for prayers, come {t after 2 pm on Friday}. {n Imran Qureshi}, {a Shop 5, Liberty Market, Gulbarg, Lahore}
Fix needed, {a Flat 3, 27 Montpelier Road, Brighton}, buzzer is broken
{a Kestrel House, 9 Wharf Lane, Bristol}: door 2 sticks
two more days and the food is gone. {n Abdullahi Musa}, {a Plot 1021, Ahmadu Bello Way, Kaduna}
Washer dead. {n Ólafur Jónsson}, {a 21 Harbour View}
engineer said {t Thursday}, can he make it {t Wednesday morning} instead? {n Cathal}
new address is {a 6 Glenmore Avenue, Kingsgrove NSW 2208}
hello, {n Jasmine Teo} from {a 30 Raffles Place #12-01}, printer again
dishwasher not draining, {a 501 Lakeshore Drive, Apt 4D, Chicago, IL 60611}, {n Terrell Washington}, (312) 555-0172
The oven in the canteen is cold. {n Priya}, 8123 0099
Lights flicker. Ask for {n Old Tom} at the gate
can come {t tmr afternoon} anot? {n Lim Ah Beng}
Come {t any time after 10 on Tuesday}, key is with the porter
I'd like {t Friday morning} if possible. {n Ewa Wojcik}
{t Tomorrow 9-11} is best for {n Mr Gupta}
Ring {n Anneliese} when you reach the gate, the glasswasher floods
Text {n Oluwaseun} once the part is in
The scale stands at zero. Ask {n Lupe} in the kitchen
Get hold of {n Fergus} if the gate is locked
Reach out to {n Mehmet Yıldız} for the keys
Send him to {n Hye-jin Park} at the back door
Reply to {n Marie-Claire Dubois} please
suction lines to be flushed, {n Dr Petrović}
Rattle in lift two, talk to {n Siobhan O'Dea}, she lets you in
Invoice in the name of {n Helga Brandt} please
The hoist hangs. Shift lead is {n Zsófia}, she has a radio
The till froze. {n Raimund}
chiller short cycles, thx {n Femi}
Get me a drip tray for the grill, to {n Giulia Ferrante}, {a 3 Mill Lane, Ely}
any questions go to {n Dmitri}, the reader takes no cards
{n Mustafa} asking about job 4471-20
{n Lars} says the left arm drifts, I only type this for him
I'd rather speak to a woman, {n Khadija}, about the thing at {a 14 Mirpur Rd, Dhaka}
New range hood needs fitting {t this Saturday}
Please push my slot to {t the Monday after}
{n Mrs Petrosyan} will let him in
my name is {n ingrid solheim} and the dryer smells
name: {n chidinma okeke}
{n priya} here, oven runs cold on one side
whole panel dead please ring {n zoltan} +36 30 555 0142
any idea when the tech comes? {n lars}
The kiosk in {a Car Park C, 140 Robinson Road} eats tickets
Validator dead at {a Bus interchange, 15 Woodlands Square}
Throttle delayed on two scooters. {a fleet shed, Via Tortona 9, Milano}
Fryer off. {a Fry Hut, 9 Marine Parade, Brighton}
{a Village Kheri Kalan, near petrol pump, Hisar}, tubewell motor not starting
{a H.No 12-3-45, Near Hanuman Temple, Warangal}, inverter trips
{a Block 5, Lorong 8 Toa Payoh, #02-115} aircon leaking
{a House No. 221, Gali No. 4, Laxmi Nagar, Delhi 110092}, purifier dripping
Five lockers stay shut. {a Bahnhofstraße 41, 89073 Ulm}
an engineer please, {t tomorrow morning}, {a Jalan Ampang 118}
collect it at {a Calle Mayor 8, Madrid}
Machine dead. {a 41 Musgrave Rd, Durban}, {n Thandi}
{a 17 Jalan Besar, canteen block}, no hot food
is {t next Wednesday at ten} possible
Hinge loose, {t any weekday after five}
I'm home {t weekdays after 6pm}
{t any day but Tuesday} is fine
make it {t Thursday after lunch}
Anybody free {t between 8 and 11 on Thursday}?
technician needed at {t 9 sharp on Monday}
Belt worn, could it be {t Friday afternoon}
{t tonight} would be brilliant
Do you charge extra, I can only do {t Saturday between 9 and 11}
Nothing dramatic, no leak, we only need to move the visit from {t tomorrow} to {t next Tuesday}
"""

ENGLISH_NOTHING = """
After the power cut on Sunday the oven stayed dark
Charger bay 5 is dark, bays 1 to 4 are fine
it warms up in 20 min instead of 5
Sat dish moves but stays deaf
the meter stands at 9,998
firmware 4.11.02 hangs
Mrs Kowalczyk fell because the lift stopped a hand too high
Uncle Rolf filed the jets wider
Dr Patel's husband took the pedal apart
Your Mr Fitch forgot his torch
Our cat Mr Biscuit pushed it off the shelf
Printer called Gandalf prints nothing
You sent a flyer and no parts. Disgraceful.
Do you stock lids? Mow-Mate
Error on Main Board, Fan Two
I bought it from John Lewis on Oxford Street
The Wong Kei kitchen is fine, the oven is not
My Sony Bravia, two years old, no picture
It reads Door Ajar, Lid Open
Program stuck at Rinse Hold
Updated to Windows Eleven, now no printing
Ordered via Amazon Prime, arrived broken
The Old Building has no heating. Disgraceful
Please Advise
It only does it in Quiet Mode, Eco Mode
Great service. Five Stars
She was very rude. Not Acceptable
on the third floor by the stairs it rattles
we have a concert on Saturday night and the mixer is dead
It has rained since Thursday, the sensor is wet
Warranty until June 2027, right?
Fridge is dead. Very Angry Customer
Boiler off. Please Help
Error on the Daikin. Thank You
It is a Bosch Serie 6, bought at John Lewis
Printer jams. HP LaserJet Pro
We use Microsoft Teams, Google Meet, Zoom
The Main Hall projector is dim. Thanks
Not happy. One Star
I work at Green Valley Foods, the mixer is broken
Two Ovens, One Fryer, all dead
Happy New Year
Signed for by reception, Black Box
Model: Samsung Galaxy Tab, screen cracked
Serial no. AB20211934, Power Supply Unit failed
Error says Paper Jam, Tray Two
Pump stopped. Low Pressure Alarm
It keeps saying Door Open, Check Filter
Still waiting. Unbelievable
Coffee machine shows Descale Now
Shown on the panel: Service Required
We have 12 Main Pumps and 3 Spare Pumps
Fault: Motor Overload, 30 units affected
No hot water. Dental Practice
I got the email from Customer Service, nothing since
It broke on Boxing Day
Dishwasher program Eco Wash never ends
It was installed by Acme Lifts
Kitchen is flooded. Hurry Up
The Big One in the corner, Red Light on
"""

MARKS = {"n": "contact_name", "a": "address", "t": "visit_time"}
