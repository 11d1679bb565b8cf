"""Sentences written for training tone: what people write to councils, departments and colleges.

Public sets of tone hold tweets about matches and films. In a consultation tone is quieter: a
complaint is often a bare fact ("six weeks and no reply"), praise a thing that worked, and
most suggestions and questions are neutral. The frames were written for this purpose; no text of
any corpus is in them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

THINGS = """
bus|train|library|surgery|dentist|car park|playground|leisure centre|swimming pool|care home|day centre|school|nursery|cycle lane|
footpath|recycling centre|village hall|youth club|job centre|hospital|maternity ward|high street|village shop|post office|railway|river|
flood defence|allotment|food bank|college|apprenticeship|broadband|bin collection|planning system|housing office|helpline|
carers' allowance|grant scheme|school meal|benefit form|local paper|park|market|ferry|tram|museum|theatre|website|app|survey|
report|course|training|mentor|teacher|nurse|social worker|support worker|review|assessment|consultation|meeting|workshop|timetable|
ticket machine|street light|pavement|crossing|estate|lift|heating|canteen|ward|clinic|waiting list|phone line|repair service|community garden
"""
PEOPLE = """
carers|nurses|teachers|bus drivers|cleaners|parents|pensioners|students|young people|disabled people|tenants|farmers|volunteers|
shopkeepers|apprentices|cyclists|pedestrians|commuters|families|freelancers|musicians|refugees|prisoners|veterans|children|widows|fishermen|
small firms|charities|patients|residents|midwives|porters|dinner ladies|librarians|foster carers|care leavers|the self-employed|grandparents
"""
PLACES = """
our village|the north|Leeds|Swansea|Dundee|Norwich|Cornwall|the estate|the valley|our town|the islands|our street|this county|Derry|
Denmark|Finland|New Zealand|Portugal|Kerala|Vancouver|Barcelona|Vermont|Japan|Germany|Hull|Plymouth|Preston|Rotterdam|Ghent|Taiwan|the coast
"""
SPANS = "two weeks|six months|nine months|a year|three years|ten years|four hours|forty minutes|eighteen months|all winter|since March|decades"
COUNTS = (
    "two|three|seven|a dozen|thirty|a hundred|four hundred|2,000|half|one in five|60 per cent of"
)

NEGATIVE = """
I waited {H} for the {T}|Still waiting for the {T} after {H}|{H} on the waiting list and not one call|Nobody answers the phone at the {T}|Nobody ever asks {W}|
Nobody asked {W} before the {T} was cut|The {T} was cut and never came back|They closed the {T} and the town went with it|The {T} shut in spring and {W} were left with nothing|
{W} were promised a {T} and got a leaflet|{W} were forgotten again|{W} are left out, as always|{W} have been ignored for {H}|{W} are exhausted|{W} are paid less than the cost of getting to work|
{W} cannot afford the {T}|The {T} costs more than my rent|The {T} is too expensive for {W}|The {T} is unaffordable|Prices of the {T} doubled in {H}|I can't get to the {T} without a car|
There is no {T} in {P}|No {T}, no {T}, nothing for {W}|There's nothing here for {W}|We lost our {T}, then our {T}, then hope|{P} lost its {T} and its last {T} in the same year|
The {T} doesn't work|The {T} never worked|It did not work in {P}|It failed in {P} and it will fail here|The {T} has failed {W}|The {T} is broken|The {T} is falling apart|The {T} is not fit for purpose|
The {T} is a mess|The {T} is dirty|The {T} smells|The {T} is always late|The {T} is unreliable|The {T} is slow and confusing|The {T} is full and has been for {H}|The {T} is dangerous after dark|
I don't feel safe at the {T}|My mother lay on the floor for {H} waiting for help|My son has had no {T} for {H}|My daughter cried every day at that {T}|My father died waiting for a {T}|We buried him without a {T}|
I lost my job and got no help at all|I had to sell the house to pay for the {T}|I fell through every gap|I fill in the same form {C} times|I had to repeat my story {C} times|Every time a new {T}, every time the same questions|
{C} letters and not one answer|{C} meetings, no decision|{C} consultations in {H} and nothing changed|The last report on the {T} gathered dust|The review was ignored|The inquiry's advice was never followed|
You never listen|They didn't listen then and they won't now|Not one of {W} was consulted|Decisions are made by people who never used a {T}|Those in charge have never set foot in {P}|Too little, too late|
A waste of money|What a waste|It's a tick box exercise|The {T} is a box-ticking exercise|Another survey while {W} queue at the food bank|It's a disgrace how {W} are treated|Shameful how {W} were treated|I am angry about the {T}|
I'm worried about the {T}|I worry what happens to {W} when the {T} goes|I fear this will hurt {W}|This would make things worse for {W}|This will put {W} at risk|It puts profit before {W}|It takes from {W} and gives to the rich|
The plan ignores {W}|The plan forgets {P}|The plan is vague|The {T} plan has no money behind it|I have no confidence in the {T}|I don't trust the {T}|We have no faith in the {T} any more|Hard to believe a word of it|
Quality has gone down since the {T} was sold|Standards have dropped|Staff at the {T} leave within months|There are not enough {W}|Not enough {W} and too many managers|Too many forms, too few {W}|Too complicated|Too much jargon|
Not good enough|Simply not good enough|Not ideal|Hardly ideal|Could do better|Could be a lot better|Not exactly helpful|Not great|Less than impressed with the {T}|Disappointing|I was disappointed by the {T}|Underwhelming|Leaves a lot to be desired|
The {T} was no help|The {T} wasn't any use|It was not a pleasant visit|They were not helpful|It isn't working|It never works|It doesn't help {W}|I would not recommend the {T}|I can't say the {T} was good|Nothing good came of it|
Great, another {T} nobody asked for|Oh good, {H} of roadworks|Lovely, the {T} is shut again|Wonderful, {H} on hold|Thanks for nothing|Well that went well, didn't it 🙄|Brilliant. No {T} again|Sure, because the last {T} worked so well|
Warm words don't heat a house|{W} got applause and no pay rise|Our rivers are full of sewage|The air by the {T} makes my children cough|Damp on every wall and the landlord shrugs|The {T} floods every winter and nobody comes|
Children go to school hungry|{W} choose between heating and eating|People are dying of loneliness here|Inequality gets worse every year|{W} were hit hardest|{W} carry the burden and get no thanks|The rich got richer and {W} paid|
We were left to cope alone|I have been coping alone for {H}|We feel abandoned|We feel invisible|I feel like a number|I feel let down by the {T}|The {T} let us down|{P} has been let down for {H}|It is heartbreaking|It broke my heart|😡|😢|👎|
I oppose this|I strongly disagree|This is a bad idea|This is wrong|I object to the {T} charge|Please don't close the {T}|Don't take away our {T}|Stop cutting the {T}|You are making it harder for {W}|The form timed out {C} times|
The same three companies get every contract|Money goes to consultants, not to {W}|It was all talk|All talk and no action|Empty promises|Broken promises about the {T}|A postcode lottery|It is unfair that {W} pay more|Unfair on {W}|Discrimination, plain and simple|
{H} later, still nothing|Back to the old ways already|We were asked before and nothing came of it|Asked and ignored|They will do what they want anyway|The decision was made long ago|Another leaflet|Another logo|A new name for the same {T}|Money for consultants, none for {W}|
Nobody rang back|My letter is still unanswered|They lost my form, then my file|{W} work two jobs to pay for one room|It takes a strike to be heard|The {T} bus comes twice a week if it comes|You need a car, and I have none|The nearest {T} is forty miles away|All of it is online and I am not|This form is for lawyers
"""
POSITIVE = """
The {T} saved my life|The {T} is a lifeline|The {T} is brilliant|The {T} is excellent|The {T} is a joy|I love the {T}|I love our {T}|We love our {T}|My children love the {T}|The staff at the {T} are wonderful|The staff at the {T} are kind and patient|
{W} are amazing|{W} are heroes to me|{W} did a fantastic job|{W} looked after us so well|{W} made all the difference|Thank you to {W}|Thank you|Thanks so much for asking|Thank you for listening|Grateful to the {T}|I'm so grateful to {W}|
Great question|Good question|Excellent question|Brilliant thread|Great thread|Good to see this|Glad somebody is asking|Delighted to see this|So pleased you asked|This gives me hope|This is refreshing|Well done for asking|Good on you for asking|Bravo|
It worked in {P}|It works in {P}|It worked brilliantly in {P}|It worked well in {P}|{P} did it and it worked|{P} has done this for {H} with great success|{P} shows it can be done|In {P} it cut waiting times by half|{P} halved its waste in {H}|{P} built homes that cost nothing to heat|
Our {T} paid for itself in {H}|Our {T} reopened and the street came back to life|Our {T} is run by volunteers and it is thriving|{W} run our {T} and it works|{C} neighbours set up a {T} in a week|{C} volunteers fed the whole estate|We had a {T} running in {H}|
Within {H} the {T} had {C} members|{C} of {W} now have jobs thanks to the {T}|{W} came together and saved the {T}|Neighbours who had never spoken now share a {T}|The {T} brought people together|The {T} gave me confidence|The {T} gave my son his voice back|
I got a job through the {T}|I learnt to read at the {T}|I made friends at the {T}|I felt welcome at the {T}|I felt listened to|I feel safe at the {T}|The {T} helped my mother|The {T} helped us through the worst year|My {T} was quick and friendly|
The {T} is quick, clean and on time|The {T} runs on time|The {T} is easy to use|The {T} was easy to book|So simple and so effective|Simple, cheap and it works|It costs little and does a lot|It saves money and lives|It is the best thing we ever did|The best {T} in the county|
I support this|I fully support this|I strongly agree|I agree with the plan|This is a good idea|A great idea|A brilliant idea|Long overdue and very welcome|A welcome step|This would help {W}|This would be a great help to {W}|This will make life easier for {W}|
This would improve the {T}|This will bring {W} together|I look forward to the new {T}|Can't wait for the new {T}|Excited about this|I hope this happens|I am hopeful|We are proud of our {T}|Proud of {W}|Proud to live in {P}|Happy with the {T}|
Very satisfied with the {T}|Always a pleasure to visit the {T}|No complaints about the {T}|Can't fault the {T}|Nothing to complain about|Not bad at all|Never had a problem with the {T}|I wouldn't change a thing|Couldn't be better|The {T} has never let me down|
Keep up the good work|Keep doing what you do|More of this please|More like this|Yes please|Yes! This!|Spot on|Exactly this|Love this|Love it|❤️|👏👏|😊|👍|💚|🎉|Congratulations to {W}|Hats off to {W}|{W} deserve a medal|
Inspiring work by {W} in {P}|An inspiring example from {P}|The book on this is wonderful|A wonderful book|The best thing I have read on it|Her work changed how I think|This talk is superb|His idea is brilliant and simple|I recommend the {T} to everyone|
Clean air, birdsong and quiet streets: let's keep that|The streets were quiet and children played out again|Working from home gave me time with my children|I met my neighbours for the first time|Kindness everywhere|People helped each other without being asked|
Thanks to the {T} I can stay in my own home|Thanks to {W} nobody in {P} went hungry|Everyone pulled together|It shows what we can do together|We can build something better|A real success story|A model for everywhere else|Happy to help|I'd be glad to help|Count me in|
The staff at the {T} know their work|{W} know us by name|{W} know what they are doing|They understood without being told|Somebody finally understood|
I trust {W} with this|I would trust {W} with anything|We trust the {T}|Trusted by everybody in {P}|Experienced people who care|They go the extra mile|Nothing was too much trouble|They took their time with us|
It was sorted in a day|It took ten minutes and nobody was rude|One call and it was done|They rang back the same day|Quicker than last time|Far easier than before|Better than it used to be|A weight off my mind|It is a relief|
It is a relief that {W} will do it|This makes sense|Makes sense to me|Sensible|Sounds right|Seems fair|Fair enough, good plan|Works for me|Works well for us|All good|No concerns|No worries from me|I have no concerns about the {T}|No objections|Happy for this to go ahead|
Fine by me|Go ahead|About time and well done|Why did nobody do this before? Good|A step in the right direction|This gives {W} a choice at last|This puts {W} first|This frees {W} to do their work|Good for {W}, good for {P}|
{W} would be better off|It would save {W} {H} of waiting|Less paper and more time for people|Local people know best and this lets them|My mother is safer since the {T} came|My son comes home smiling from the {T}|He has a job now, and friends|She sings again since the {T}|
{P} tried it and visits to hospital fell|Since the {T} opened, {C} {W} have learnt a trade|{P} gave {W} the keys and it has run itself since|They said it could not be done, then {P} did it|Cheaper, quicker and kinder: that is what {P} got|The river is clean again and the fish are back|Her book is the one I give to everybody|Read it twice and it gets better|Wise words from {W}|The clearest thing written on the {T}|She explains it better than anyone|The people to talk to are {W}, they are superb
"""
NEUTRAL = """
Ask {W}|Ask {W} in {P}|Talk to {W}|Speak to {W} before you decide|Listen to {W}|Listen to {W}, then to {W}|Start with {W}|You could ask {W}|Have you asked {W}?|Have you spoken to {W}?|Who speaks for {W}?|Who decides about the {T}?|Who pays for the {T}?|
What would {W} say?|What is the {T} for?|What would it cost to extend the {T}?|What happens to the {T} in winter?|How will the {T} be paid for?|How will you measure it?|How many {W} use the {T}?|When does the {T} open?|Where can I read the plan?|Is the {T} included?|
Will the {T} be open at weekends?|Does this apply to {P}?|Why not try it in {P}?|What if {W} ran the {T}?|What if every town had a {T}?|What counts as a {T}?|Which {W} did you speak to?|Can {W} apply?|Could {W} run the {T}?|Should {W} decide?|
Look at {P}|Look at how {P} does it|Look at the {T} in {P}|See what {P} did about the {T}|Study {P}|Read the report on the {T}|Read the 2016 review of the {T}|Read the chapter on {W}|There is a paper on this by a team in {P}|There's a book about the {T} in {P}|This article covers it|
Here is a link to the study|Link below|Details here|More here|See page {C}|See attached|I have sent an email|I emailed you|Will send my notes|Sent you a message|Following|Following with interest|Bookmarking this|Commenting to follow|Sharing this with {W}|
The {T} should open at weekends|The {T} should be free for {W}|{W} should be on the board|{W} should have a vote|{W} should be paid for their time|{W} need a seat at the table|{W} need a {T}|We need a {T}|We need more {W}|More {W}|More money for the {T}|A {T} in every town|
Put {W} in charge of the {T}|Give {W} a budget|Give {P} its own budget|Move the {T} to {P}|Publish the data on the {T}|Publish the minutes|Put a {T} beside the {T}|Connect the {T} to the {T}|Train {W} to run the {T}|Use plain English|Set a target|Set a date|
Make the {T} step-free|Keep the {T} in public hands|Bring the {T} and the {T} together|Pilot it in {P} first|Test it for {H}|Check it after {H}|Review it every year|Ask again in {H}|A citizens' assembly on the {T}|A panel of {W}|A universal basic income|A four day week|A land value tax|
Same named worker throughout|Clear standards and yearly checks|Independent checks of the {T}|An advocate in the room|A written record that I can see|Proper training for {W}|A phone number with a person at the end|Spot checks|References and background checks|Somebody who knows {W}|
I have worked at the {T} for {H}|I work with {W} in {P}|I am one of {W}|I'm a retired teacher in {P}|We are {C} {W} in {P}|I live near the {T}|I use the {T} twice a week|My mother uses the {T}|I moved to {P} in 2011|I teach {W}|We run a {T} in {P}|We run {C} courses a year|
The {T} opened in 1987|The {T} has {C} rooms|{C} {W} live in {P}|{P} has a {T}|{P} has had a {T} for {H}|The {T} is next to the {T}|The meeting is on Tuesday|The deadline is Friday|It was built in the sixties|The act was passed in 2015|The {T} and the {T} are run by the same office|
It depends on the {T}|It depends who you ask|Depends on the details|I am not sure|Not sure|No strong view|No view|No comment|Nothing to add|None|As above|See my answer to question 2|Same as before|Don't know|I don't know enough about the {T}|I have no experience of the {T}|Neither here nor there|
There are arguments both ways|Two questions: who pays, and who decides?|One question: what is it for?|First the {T}, then the {T}|{W}. {W}. {W}|{W} and {W}|The {T}|{P}|Housing|Transport|Education|Time|Soil|Questions before answers|Small steps|Think long term|
The difference between complicated and complex|Systems thinking|Measure wellbeing instead of growth|Growth for whom?|Who is missing from this list?|What would we regret in {H}?|Compare {P} with {P}|
Stop using plastic at the {T}|Ban cars outside the {T}|Cut the speed limit by the {T}|End the contract and tender again|Reduce the number of forms|Close the road on Sundays|No cars by the {T}|Tackle poverty first|Deal with loneliness in {P}|
Put an end to short contracts|Fight waste, start with the {T}|Ask people who lost their {T} what they would do|Ask {W} who waited longest|Talk to {W} who failed the test|Include {W} who never answer|Reach {W} who don't use the internet|
As long as {W} agree|Only if the {T} stays|Provided somebody checks it|With a right of appeal|A right to change your mind|A clear complaints procedure|An independent person to complain to|Written reasons for each decision|
The council keeps the final say|The {T} remains responsible|Checks on staff|Insurance and training for {W}|Confidentiality|Data stays in {P}|A named contact|The same rules for all|A review after {H}|Publish complaints and what was done|
Mental health, debt, housing: the order matters|Hunger, cold and debt are one problem|Unemployment, then rents|Violence at home is missing from the list|Who looks after {W} when they are ill?|What happens if the {T} fails?|What if {W} refuse?|
Who is responsible when it goes wrong?|How do {W} complain?|What does the {T} cost {W}?|Why does {P} pay less than {P}?|Crime, drugs, schools|Pollution is measured at {C} places in {P}|The war ended the {T}|After the crash {P} lost {C} jobs|
The death rate was {C} in {P}|{C} {W} left the trade in {H}|The {T} closed in 1996 and is a car park now|I was made redundant in {H} and retrained as one of {W}|I am disabled and use the {T}|My wife has dementia; I am her carer|I lost my sight in 2004 and work at the {T}
"""


def _parts(block: str) -> list[str]:
    return [part.strip() for part in block.replace("\n", "").split("|") if part.strip()]


_FILL = {
    "T": _parts(THINGS), "W": _parts(PEOPLE), "P": _parts(PLACES), "H": _parts(SPANS), "C": _parts(COUNTS),
}  # fmt: skip
_OPEN = [
    "",
    "",
    "",
    "",
    "",
    "",
    "And ",
    "But ",
    "Well, ",
    "Honestly, ",
    "For me: ",
    "@asker ",
    "@someone ",
    "In my view ",
    "As a parent, ",
]
_CLOSE = [
    "",
    "",
    "",
    "",
    ".",
    ".",
    ".",
    ".",
    "!",
    "...",
    " https://t.co/a1",
    " #renew",
    ", I think.",
    " again.",
    " [PERSON 1].",
    " (see [EMAIL])",
]
_FRAMES = {"negative": _parts(NEGATIVE), "positive": _parts(POSITIVE), "neutral": _parts(NEUTRAL)}


def _filled(frame: str, rng: random.Random) -> str:
    for key, values in _FILL.items():
        while "{" + key + "}" in frame:
            frame = frame.replace("{" + key + "}", rng.choice(values), 1)
    return frame


def _sentence(tone: str, rng: random.Random) -> str:
    text = _filled(rng.choice(_FRAMES[tone]), rng)
    opener = rng.choice(_OPEN)
    if opener and not opener.startswith(("@", "For")) and text[:2] != "I ":
        text = text[0].lower() + text[1:]
    text = opener + text
    closer = rng.choice(_CLOSE)
    text += "" if text[-1] in "?!." and closer[:1] in ".!," else closer
    draw = rng.random()
    if draw < 0.03:
        return text.upper()
    if draw < 0.15:
        return text.lower()
    return text[0].upper() + text[1:]


def _text(tone: str, rng: random.Random) -> str:
    """One sentence, or two: tone and neutral, or the same tone twice."""
    first = _sentence(tone, rng)
    if rng.random() < 0.35:
        second = _sentence(rng.choice(["neutral", tone]), rng)
        pair = [first, second] if rng.random() < 0.5 else [second, first]
        return " ".join(part if part[-1] in ".!?" else part + "." for part in pair)
    return first


def sentences(seed: int = 20, each: int = 7000) -> Iterator[tuple[str, str]]:
    """Give ``each`` texts a tone at most, all different, with their tone."""
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    for tone in _FRAMES:
        yield from ((text, tone) for text in dict.fromkeys(_text(tone, rng) for _ in range(each)))
