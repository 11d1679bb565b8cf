"""Sentences written for training: insults, party politics, spam, chatter, and what only looks like them.

The public sets for abuse are about hatred of groups; replies to a consultation insult whoever
asked. So examples are put together here from parts, each written for this purpose. The parts are
general English (several countries' insults, parties and slogans), no text of any corpus.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

INSULTS = """
idiot|fool|moron|imbecile|clown|muppet|numpty|plonker|pillock|prat|twit|twerp|berk|wally|wazzock|git|tosser|wanker|
dickhead|knob|knobhead|bellend|twat|arsehole|asshole|arse|bastard|scumbag|scum|lowlife|parasite|leech|vermin|maggot|rat|
snake|weasel|toad|pig|donkey|sheep|cretin|halfwit|dimwit|nitwit|dunce|simpleton|dolt|blockhead|airhead|bonehead|thicko|
div|dipstick|spanner|doughnut|melt|wet wipe|lettuce|cabbage|turnip|potato|eejit|gobshite|bampot|bawbag|tube|roaster|rocket|
walloper|fud|jobby|drongo|galah|bogan|dropkick|jerk|douche|douchebag|schmuck|loser|waste of space|waste of oxygen|
waste of skin|disgrace|embarrassment|joke|laughing stock|liar|crook|thief|charlatan|fraud|coward|hypocrite|traitor|sellout|
shill|stooge|lackey|bootlicker|lapdog|puppet|jobsworth|desk jockey|busybody|windbag|gasbag|blowhard|bore|snob|
toff|creep|psycho|monster|piece of work|piece of filth|piece of trash|piece of shit|sack of spuds|empty suit|stuffed shirt|
tool|plank|nugget|noodle|goon|buffoon|nincompoop|ninny|chump|mug|plum|lemon|oaf|lout|yob|thug|degenerate|wretch|worm|
bunch of chancers|chancer|spiv|ratbag|muppet show|clown car|joker|cowboy|amateur|dope|dummy|dumbass|
jackass|smartarse|know-all|know-nothing|pompous ass|stuck up cow|silly cow|silly moo|tosspot|pilchard|numskull|melon|pleb|silly sod|daft sod|lazy sod|dozy mare|skiver|freeloader|sponger|trougher|brown-noser|
sycophant|yes-man|nodding dog|invertebrate|pond life|nutter|fruitcake|con artist|conman|tinpot dictator|little Hitler|wet lettuce|mouth-breather|birdbrain|toerag|
rotter|wrong 'un|bozo|crackpot|asshat|slimeball|sad sack|bottom feeder|jellyfish|slug|poodle|baboon|gibbon|vulture|ghoul|crank|loon|waster|fat cat|git|berk|
useless article|useless lump|poor excuse for an official|sorry excuse for a human|old goat|old fart|daft apeth|wee nyaff
"""
ADJECTIVES = """
stupid|thick|daft|dim|dense|gormless|clueless|witless|brainless|useless|hopeless|pathetic|spineless|gutless|smug|pompous|
arrogant|sanctimonious|condescending|patronising|vile|disgusting|revolting|repulsive|slimy|greasy|oily|two faced|lying|
cheating|crooked|corrupt|incompetent|braindead|moronic|idiotic|deluded|unhinged|deranged|demented|barking mad|ignorant|
shameless|heartless|worthless|lazy|overpaid|jumped up|stuck up|self-important|puffed up|bloody|fucking|effing|blithering|
absolute|utter|total|complete|proper|right|prize|first class|grade A|massive|colossal|world class|bumbling|inbred|ghastly
"""
PLURAL_TARGETS = (
    "you lot|the lot of you|all of you|you people|your lot|your mob|the whole lot of them|them all|"
    "these politicians|the ministers|this cabinet|MPs|councillors|the council|bureaucrats|civil servants|officials|planners|"
    "the board|the trust|consultants|the department|everyone in that office|whoever wrote this|whoever thought this up"
)
GENERAL_ABUSE = """
get in the sea|get in the bin|give your head a wobble|have a word with yourself|touch grass|cry more|ok boomer|how do you sleep at night|have you no shame|hang your head in shame|
about as much use as a chocolate teapot|useful as a chocolate fireguard|couldn't lie straight in bed|all fur coat and no knickers|you've never done a day's work in your life|
you never worked a day in your life|you wouldn't know work if it bit you|you wouldn't know a poor person if you tripped over one|you have the IQ of a sponge|the intellect of a plank, this one|
with the brains of a haddock|you've got the brain of a flea|they pay you for this?|do you actually get paid for this, you clot|my taxes pay for this clown|my taxes pay for this muppet|
imagine being this thick|imagine being this stupid|imagine being paid to be this dim|blood on your hands|you have blood on your hands|get knotted|get bent|get to fuck|on your bike|on yer bike sunshine|
hop it|push off|buzz off|bore off|pipe down|zip it|put a sock in it|give it a rest you drip|go play in traffic|you couldn't care less you heartless lot|you are a disgrace to your country|you're a disgrace|
you lot are a disgrace|you lot are a joke|you're all a joke|you people are vermin|you people are scum|you people make me puke|you parasites|leeches like you|people like you should be locked up|people like you are why we're doomed|
nobody with half a brain would ask this|a child could have told you that you dope|a potato would run it better|a bag of sand would do a better job than you|my cat would make a better minister than you|
even a broken clock is more use than you|I've scraped better things off my shoe|I've seen more sense in a bucket|wouldn't trust you to boil an egg|wouldn't trust you to tie your own shoes|can you even read|can you even tie your own laces|
do you dress yourself in the morning|is there anything in that head|hello is anyone in there|have you had a bang on the head|take your medication|back to your basket|back in your box|go back to your crayons|
who rattled your cage|you talk through your hat|what a drip|what a shower|what a wet|what an absolute shower|you absolute|you utter utter|you total and utter|words fail me, what a|look at this prize specimen|
get a load of this one|get a load of this joker|listen to this clown|another clown heard from|another genius|well done genius|nice one einstein|slow clap for the genius|thanks for that sherlock you muppet|
you smug so and so|smug little man|silly little man|silly little woman|horrible little man|nasty piece of work|jumped-up nobody|jumped-up little clerk|failed banker|failed journalist|daddy's boy|spoilt brats|posh brats|posh boys playing at it|

shut up|shut your mouth|shut your face|shut your gob|shut it|shut the fuck up|stfu|get lost|get stuffed|get in the bin|
go away|go and boil your head|go jump in a lake|take a long walk off a short pier|do one|jog on|sod off|
bugger off|piss off|fuck off|f off|eff off|naff off|feck off|bog off|clear off|go to hell|rot in hell|burn in hell|drop dead|
go die|kill yourself|kys|hope you choke|hope you rot|I hope you lose your job|I hope you get what's coming|you make me sick|
you disgust me|you should be ashamed of yourself|shame on you|screw you|fuck you|up yours|bite me|kiss my arse|my arse|
stick it up your arse|stick it where the sun doesn't shine|stick your survey where the sun don't shine|shove it|shove your questionnaire|
nobody asked you|nobody likes you|nobody cares what you think|who asked you|who even are you|get a proper job|get a real job|get a life|
get a grip you|grow up you|wind your neck in|you couldn't run a bath|you couldn't organise a piss-up in a brewery|
couldn't find your own backside with both hands|couldn't pour water out of a boot|you haven't the brains you were born with|
you haven't got two brain cells to rub together|what a waste of a salary|a chimp could do your job|my dog could do a better job than you|
a trained monkey would do better|a brick would make a better adviser than you|were you dropped on your head|did you fall out of a tree|
are you thick|are you stupid or what|are you always this dim|how stupid can you be|how thick are you|how dumb are you people|
are you on drugs|what are you smoking|you need your head examined|you belong in a padded cell|you want locking up|
you should be strung up|string them up|hang the lot of them|you deserve a slap|someone should slap you|come say that to my face|
what planet are you on|pull your head out of your arse|get your head out of your backside|talking out of your backside|
you talk rubbish|you talk such tripe|you talk out of your hat|full of it|you are full of shit|what a load of bollocks you talk|
face like a slapped arse|look at the state of you|nice haircut did your mum do it|your mother must be so proud|bet your mum's proud|
did you get your degree from a cereal box|whose cousin are you to get this job|
bet you got that job through daddy|who let you out|who gave this one a laptop|back under your rock|crawl back under your rock|
oh look it speaks|love the sound of your own voice|thick as mince|
thick as two short planks|sharp as a marble|not the brightest bulb|not the sharpest tool in the box are you|lights on nobody home|
your brain called it wants its owner back|dumb and dumber the pair of you|you pair of clowns
"""
INSULT_MARKS = "🤡|🖕|🤡🤡🤡|💩|🖕🖕|🤡🤡|🐑🐑|🐍🐍|🤮|💩💩💩"
SWEARS = "bloody|damn|fucking|effing|chuffing|flipping|sodding|bleeding|frigging|ruddy"

ASKS = """
Who should we be listening to|What questions should we ask|What do you think of the plan|How can we improve this service|
tell us your views|Any ideas for the high street|fill in our survey|have your say|a survey|another consultation|a listening exercise|
a questionnaire|this tweet|this thread|this post|this form
"""

THINGS = """
bus timetable|library|surgery|car park|playground|leisure centre|swimming pool|care home|day centre|school crossing|cycle lane|
footpath|recycling centre|tenants' hall|youth club|job centre|hospital ward|high street|village shop|railway line|river|
flood wall|allotment|food bank|college course|apprenticeship scheme|broadband|bin collection|planning notice|housing list|
carers' allowance|business rates|school meals|benefit forms|local paper|park gates|farm shop|ferry|tram|dentist|museum|theatre
"""
CLEAN_SWEARING = """
{S} good question|that's a {S} good question|{S} brilliant idea|this is {S} brilliant|about {S} time|{S} hell that's a good idea|
I {S} love our {T}|our {T} is {S} marvellous|best {S} thing you've done in years|the {T} saved my {S} life|
{S} freezing at the {T} again|the {T} is {S} useless on a Sunday|it's a {S} disgrace that the {T} shut|I'm so {S} tired of waiting for the {T}|
{S} hell the price of the {T}|not a {S} penny for the {T}|where's the {S} {T}|fix the {S} {T}|damn right about the {T}|hell yes to the {T}|
holy shit the new {T} is lovely|shit loads of people would use the {T}|no shit, people want a {T}|we're all knackered and pissed off about the {T}|
a shitty week made better by the {T}|the {T} is crap and has been for years|the {T} is in a shit state|it's bollocks that the {T} closes at five|
my arse is numb from waiting at the {T}|it's pissing down and the {T} has no roof|this policy is crap and will hurt carers|
the plan for the {T} is rubbish|what a stupid rule about the {T}|the idea of closing the {T} is idiotic|a ridiculous decision about the {T}|
a shameful way to treat carers|the state of the {T} is a disgrace|the consultation form is useless on a phone|it's pathetic how little the {T} gets|
the {T} charges are daylight robbery|the whole {T} scheme is a shambles|the {T} system is a joke|the way we treat nurses is disgusting|
we were treated like idiots at the {T}|they made me feel stupid when I asked about the {T}|I'm no fool, I read the report on the {T}|
don't be fooled by the cheap {T}|kids get called thick for failing one test|my neighbour calls me a numpty for cycling to the {T}|
nobody wants to look a fool asking about the {T}|the pigs at the city farm by the {T}|sheep on the hill above the {T}|a rat got in the bins behind the {T}|
the donkey sanctuary next to the {T}|turnip and cabbage grow well on the allotment|a clown came to the party at the {T}|the puppet show at the {T}|
monkeys at the zoo near the {T}|the old goat shed by the {T}|please listen to the people who use the {T}|shut the {T} and you shut the town|
don't let them shut the {T}|I was sick of waiting for the {T}|go away for a week and the {T} has changed|they told us to get stuffed when we asked about the {T}|
the joke is that the {T} was free|I hope you succeed with the {T}|hope you find a way to keep the {T}|you are doing a good job on the {T}|you people at the {T} are wonderful|
what a waste of money the {T} is|a waste of space, that empty {T}|shame on us for letting the {T} close|the dense traffic by the {T}|thick fog at the {T}
"""
REPROACHES = """
you asked us about the {T} last year and nothing came of it|you never answered my letter about the {T}|what will you do with the answers|why do you ask after it was decided|who do you talk to before you decide|have you ever used the {T} yourself|
when were you last at the {T}|you could start by visiting the {T}|you should have asked us before you shut the {T}|you have not listened so far, why now|you keep asking the wrong people|you say you listen, show us|your survey leaves out the {T}|your plan for the {T} does not add up|
your form timed out twice|your office never rings back|I told you about the {T} in March|how would you feel if the {T} in your street shut|do you know what the {T} costs us|do you read these at all|I doubt you will read this|you won't like my answer, but keep the {T}|you already know the answer: the {T}|
thank you for asking, but you are late|can you do the {T} next|could you ask about the {T} as well|you decide, we pay for the {T}|you get paid either way, we lose the {T}|it's your job to know about the {T}|you let the {T} rot|you broke the {T}, you fix it|you cut the {T} and now you wonder|
nobody told us about the {T}|nobody owns the {T}, so it falls apart|nobody answers, nobody decides, nobody is to blame|nobody from the board has seen the {T}|somebody has to pay for the {T}|who on earth designed the {T}|whose idea was it to move the {T}|it beggars belief that the {T} shut|we are fed up with forms about the {T}|
hard to believe anybody thought about the {T}|they talk about the {T} and do nothing|they have no idea what the {T} means to us|the people in charge have never needed the {T}|the experts got the {T} wrong|the officer who came about the {T} was rude to us|the staff at the {T} are run off their feet and get no thanks|the letter about the {T} made no sense
"""
GROUPS = """
gay|lesbian|bisexual|queer|trans|transgender|non-binary|Black|Asian|white|mixed-race|Muslim|Jewish|Christian|Hindu|Sikh|
Buddhist|atheist|Catholic|Protestant|Gypsy|Traveller|Roma|Irish|Polish|Pakistani|Indian|Bangladeshi|Nigerian|Jamaican|Somali|Chinese|
Romanian|Syrian|Afghan|Welsh|Scottish|English|disabled|blind|deaf|autistic|dyslexic|epileptic|bipolar|fat|old|elderly|young|poor|working-class|homeless|
unemployed|single|divorced|pregnant|foreign|immigrant|migrant|refugee|female|male|menopausal|HIV-positive|depressed|schizophrenic|in a wheelchair|on benefits
"""
GROUP_FRAMES = """
I am {G} and I support this|I'm {G} and I use the {T} every week|As a {G} person I felt welcome at the {T}|{G} people should be on the panel|
Ask {G} people what the {T} is like for them|My daughter is {G} and the {T} helped her|My husband is {G} and cannot use the {T}|
{G} women need safe transport home from the {T}|{G} men rarely go to the doctor|{G} families on our street share a garden|
Please consult {G} residents about the {T}|We are a {G} couple and run the {T}|I was the only {G} pupil in my school|
the {T} should be open to {G} people|Being {G} made it harder to find work|{G} and proud, and I want better buses|
There is no {G} voice on the board|The {G} community has lived here for generations|{G} young people told us they feel unsafe near the {T}|
nobody asked {G} people before the {T} closed|half of my class are {G} and they all want a {T}|
listen to {G} people, they know what the {T} needs|{G} nurses and carers kept the ward open|My mum is {G} and lonely since the {T} shut|
Is the {T} accessible to {G} visitors?|I love my {G} neighbours|the report leaves out {G} people|Because I'm {G} I was turned away from the {T}|
services for {G} people are underfunded|{G} people die younger here and nobody asks why|more {G} teachers please|my wife and I are both {G}|{G} lives matter
"""

PARTIES = """
Tory|Tories|Conservative|Conservatives|Labour|Lib Dem|Lib Dems|Liberal Democrats|SNP|Plaid|Plaid Cymru|Greens|Green Party|
UKIP|Brexit Party|Reform|Reform UK|DUP|Sinn Fein|SDLP|Momentum|Republicans|Democrats|GOP|Fine Gael|Fianna Fail|One Nation|the Coalition|the Nationals|
Liberals|Liberal Party|National Party|ACT|Bloc|NDP|CDU|SPD|AfD|Macron's lot|Le Pen's lot
"""
LEADERS = """
Boris|Boris Johnson|Johnson|Corbyn|Starmer|Keir Starmer|Theresa May|Cameron|Osborne|Thatcher|Blair|Gordon Brown|Sturgeon|Farage|Gove|
Rees-Mogg|Sunak|Truss|Hancock|Priti Patel|Cummings|Dominic Cummings|Raab|Badenoch|Davey|Swinney|Drakeford|Trump|Biden|Obama|Clinton|Pelosi|
Trudeau|Morrison|Albanese|Ardern|Varadkar|Merkel|Macron|the prime minister|the PM|the chancellor|the home secretary|the health secretary|
the leader of the opposition|the president|the governor|the mayor|the council leader|our MP|the minister
"""
POLITICAL = """
vote them out|vote {P}|never vote {P} again|I'll never vote {P}|don't vote {P}|kick the {P} out|get the {P} out|get {L} out|{L} out|sack {L}|{L} must go|
{L} must resign|resign|resign now|time {L} went|when does {L} resign|general election now|call an election|we need an election not a survey|{P} lies again|
another {P} lie|typical {P}|typical {P}, all talk|this is what you get when you vote {P}|that's what happens when {P} run things|blame the {P} for this|
blame {L} for the mess|{L} lied and people died|{L} lied to us about everything|{L} is hiding again|where is {L}|ask {L} about his mates|ask {L} who got the contracts|
contracts for {P} donors, nothing for us|
jobs for the boys, as always under {L}|one rule for {L}, another for us|one rule for them and another for us|ten years of {P} cuts|thirteen years of {P} government did this|
decades of {P} councils did this|{P} destroyed the health service|{P} sold off everything|{P} sold the country down the river|the {P} broke it, now they ask us to fix it|
the {P} council wasted our money again|{P}-run council, what do you expect|{P} controlled, so of course it's a mess|{P} have taken this town for granted for years|
{P} and {P} are as bad as each other|all parties are the same|they're all the same, red or blue|left and right both failed us|the lot in power never learn|
this government couldn't care less|this government has blood on its hands|worst government in living memory|worst prime minister ever|this shambles of a government|
a government of donors, for donors|you lot in power caused this|your government did this|the government should resign|the government lied|trust this government? no|
I back {L}|I trust {L}|{L} is doing a great job|well done {L}|proud to support {L}|thank God for {L}|best prime minister we've had|give {L} a chance|
get behind the government|stop attacking the government|back {L} and stop moaning|{P} all the way|proud {P} voter|lifelong {P} voter and ashamed|lifelong {P} voter, never again|
voted {P} all my life and regret it|I voted {P} and would again|my family always voted {P}|{L} for prime minister|bring back {L}|if {L} had won we wouldn't be here|
should have voted for {L}|{L} warned you|{L} was right all along|we had a chance with {L} and blew it|join the {P}|vote {P} in May|canvass for the {P}|
only {P} can save this country|the opposition are useless|the opposition has no ideas either|opposition for opposition's sake|
take back control|get Brexit done|Brexit means Brexit|Brexit did this|you lost, get over it|remoaners again|Brexiteers promised us the moon|
we voted leave|rejoin now|stop Brexit|will of the people|the metropolitan elite|the Westminster bubble|Westminster doesn't care about us|drain the swamp|
the deep state|the establishment looks after itself|lefties hate this country|woke nonsense from the {P}|loony left|hard left|far right|fascists in government|
communists, the lot of them|socialism has failed everywhere|capitalism is collapsing and {P} cheer|make America great again|lock {L} up|four more years|
scrap the monarchy and the lords|abolish the House of Lords|another peerage for a donor|cash for honours|MPs gave themselves a pay rise|MPs' expenses, remember those|
independence now|indyref2|independence for Scotland|Scotland is ignored by Westminster again|Wales is forgotten by London as always|Welsh independence now|a united Ireland would fix it|
stronger together, no more referendums|once in a generation, you lost|end the lockdown now|freedom not lockdown|end this tyranny|we never consented to this|
{L} and his special adviser broke the rules|resignations not recommendations|accountability first: who in government goes|public inquiry and prison for {L}|
no justice while {L} is in office|the {P} press will never print this|the BBC is the {P} broadcasting service|state broadcaster bias|project fear|magic money tree|
strong and stable, my foot|levelling up was a slogan|another {P} slogan|slogans not policies|three-word slogans won't save us|
the {P} manifesto said the opposite|ask the {P} why they voted against it|{P} MPs voted against nurses' pay|{P} MPs cheered when they blocked the pay rise|
the minister lied to parliament|U-turn number twelve for {L}|{L} couldn't answer one question in parliament|PMQs was a disgrace|the {P} conference clapped|
when will {L} tell the truth|they partied while we mourned|the cabinet is full of millionaires|Eton mess|private school boys running the country|
the unions run the {P}|{P} only care about London|{P} only care about the rich|{P} only care about benefits|{P} tax everything that moves|{P} borrow and spend|
ministers knew and did nothing|ministers knew in January and did nothing|the government was warned and looked away|the government slept through it|
your bosses won't read any of this|your political masters won't like the answers|your minister has made up his mind already|the decision is made, this is theatre|
this is PR for a failing government|window dressing for {P}|a smokescreen for {L}|who in cabinet ordered this thread|does {L} know you're asking|{L} never asked anyone anything|
{R} gets nothing from London|{R} pays and London spends|{R} voted {P} and got nothing for it|not one mention of {R}, as usual|remember {R}? thought not|{R} will make its own way, thank you|
{R} should run its own affairs|{R} deserves better than Westminster|more powers for {R} or we leave|the Union is broken|the Union keeps us safe|our flag, our crown, our country|
hands off our parliament|parliament has been bypassed|rule by decree|where is the scrutiny|ministers dodge every question|{L} hides behind the science|minutes kept secret by ministers|
what are they hiding|publish the advice ministers got|publish the legal advice, {L}|who paid for {L}'s holiday|which donor wrote this plan|knighthoods for sale|contracts without tender for friends of ministers|
{P} councillors fill their pockets|our {P} council put the tax up again|our {P} MP never answers letters|our MP voted for every cut|my MP has a safe seat and it shows|safe seats make lazy MPs|
they sold the silver|they privatised everything that worked|ten years of austerity and now this|you can't clap away austerity|austerity was a choice and ministers made it|
heroes today, low paid tomorrow, says {L}|they voted down the nurses' pay rise|{P} voted against free school meals|{P} closed the children's centres|{P} cut the youth clubs and now they wonder|
give the government credit|credit where due to {L}|the polls are clear: people back {L}|ordinary people support the government|I don't agree with {P} on much but {L} is right|
ignore the moaners, {L} is right|the haters on here never won an election|Twitter isn't the country|the silent majority will decide at the ballot box|taxpayers pay for all of this, ask them not the unions|
not the unions, not the BBC, not the quangos|the unions should run this, not {P}|nationalise it and be done, {P} never will|tax the rich, {P} never will|{P} is bought by the rich|
both parties had their turn and wrecked it|party politics is the problem, all of it|none of the parties deserve my vote|I spoiled my ballot and would again|politicians of every colour let us down|
all politicians are in it for themselves|politicians only show up before elections|see you at the ballot box|we will remember in {Y}|roll on {Y} and a new government|wait until the inquiry, ministers|
history will judge {L}|we were told experts are no use, remember that|you told us we'd had enough of experts|your side sacked the experts|{L} got rid of anyone with a brain|first sack {L}, then we talk|
sack half of Whitehall|close down the department and start again|civil servants run the country, nobody elected them|unelected advisers run this country|the blob wins again|Brussels would have done it better|Brussels would have made it worse|
same old {P}|new {L}, same {P}|{P} with a new coat of paint|ask the voters of {R} about {P}|where did the {P} money go|{P} spent it on themselves|a party that cut {T} cannot lecture anyone on {T}|
we gave {P} a landslide and they gave us a queue|
promised {T} in {Y}, cancelled by {Y}|you promised a {T} in the manifesto and built a slogan|a promise from this government lasts a week|announced five times, built never: that is this government|{L} opened a {T} for the cameras and shut it on Monday|
the contract went to a friend of {L}|who dines with ministers gets the contract|lobbyists write the laws and ministers sign them|the revolving door spins and ministers land on boards|
a report on {T} sits in a minister's drawer|they commissioned a review, disliked it and buried it|published on a Friday night so nobody reads it, as always with {L}|they classify the mistakes and leak the excuses|nothing leaks faster than a minister's excuse|
my taxes pay for {L}'s flat|they tell us to tighten belts and vote themselves a rise|expenses for them, food banks for us|second homes for MPs and no homes for us|the subsidised bar in parliament never closed|while nurses queue, ministers take their summer holiday|
you sold the water, the rail and the post, what is left to ask about|whoever sold our {T} to a hedge fund should not be asking|the people who closed every {T} now want ideas about {T}|this lot cut the {T} and now they ask what is missing|ten years in power and it is always somebody else's fault|they inherited it, they say, after ten years|
the mess the last lot left takes time to fix, give them credit|the last government left the cupboard bare|{L} inherited a mess and is fixing it|at least {L} gets up in the morning and tries|I am proud of how {L} has handled it|the knockers would moan whoever was in|the press hate {L}, the people don't|
the papers wouldn't say that about {P}|the state broadcaster would never ask {L} that|media darlings, all of them, apart from {L}|{L} does well at the despatch box, let {L} lead|the opposition benches have a better plan|the shadow minister would do this properly|no opposition, no scrutiny, no hope|
immigration is the question you dare not put, minister|take the knee, wave a flag, change nothing|statues and slogans, that is all the left has|culture war is all the right has left|the woke brigade runs every ministry|tax cuts for their mates|trickle down never trickled|socialists always run out of other people's money|equality of misery, that is what the left offers|austerity by another name|
the union flag comes down when {R} votes again|let {R} decide for itself|one nation under nobody|federalism or break up|the lords should be turned into flats|hereditary privilege, that is what runs us|the voting system keeps {P} in|first past the post got us {L}|gerrymandered to the hills|my vote has never counted in a safe {P} seat|the senators who voted for this should pay|congress could not agree on lunch|the premier hides, the ministers spin|the chancellor found billions for war and pennies for {T}|
this country is finished under {P}|a {P} government would never have done this|under {P} this never happened|thanks {P}|cheers {L}|good one {L}|nice work, {P}
"""

REGIONS = """
Scotland|Wales|Northern Ireland|Cornwall|the North|Yorkshire|the Midlands|Liverpool|the East|Merseyside|Wessex|Quebec|Alberta|Catalonia|
Queensland|Texas|the Valleys|the Highlands|Ulster|Teesside|Kent|the coast|Manchester|Corsica|Tasmania
"""

SPAM = """
Check out my new {X} link in bio|Follow me and I follow back|follow back 100%|#followback #f4f|Buy {X} now, free shipping|{X} for sale, DM me|
Get rich from home with {X}|make $2000 a week online, ask me how|Make money fast with {X}|
Free bitcoin giveaway, send 0.1 get 1 back|BTC to the moon, join our channel|crypto signals 95% accurate|
I turned $100 into $5,000 with {X}|my trader helped me recover my lost funds|contact this hacker to get your account back|invest with {X} today|
WIN a free {X}, click the link|Giveaway! Retweet and follow to win a {X}|first 100 people get a free {X}|claim your prize now|
congratulations, you have been selected for a {X}|limited offer: 50% off {X}, use code SAVE|Sale ends tonight, {X} from £9.99|visit our shop for {X}|
New single out now, stream it|listen to my mixtape|subscribe to my channel for {X}|check my page for {X}|
hot singles in your area|sexy pics link in bio|onlyfans link in bio|cheap followers and likes for sale|SEO services, first page of Google guaranteed|
Need a loan? Instant approval, bad credit OK|lose 10kg in two weeks with {X}|miracle {X} doctors hate|essay writing service, A+ guaranteed|
work from home, be your own boss, message me|join my team, financial freedom awaits|Download our app and get £10 free bet|casino bonus 200 free spins|
best {X} in town, book now, link below|stunning {X}, order today, worldwide delivery|our {X} are back in stock, shop now|free trial of {X}, sign up here|
replica watches, best price|V1agra no prescription|whatsapp me on this number for {X}|pls support my small business selling {X}, link in bio
"""
PRODUCTS = """
trainers|handbags|vape kits|phone cases|NFT|crypto coin|trading course|perfume|protein shake|hoodies|garden furniture|mattress|
sunglasses|keto gummies|hair extensions|gaming laptop|iPhone|gift card|soy candles|skincare|e-book|coaching programme|beats|merch
"""

OPENERS = "|Honestly, |Well, |So |Right, |Oh |Hmm |Look, |Sorry but |Not being funny but |Ha! |Just |And |Seriously, |@someone |@asker |LOL "
CLOSERS = "|.|!|!!|?|...| 🙄| again| mate| pal| love| frankly| #fail| #shambles| and that's that| https://t.co/a1| 🤷| ffs| innit| thanks"

SUBSTANCE = """
Not provided|Not stated|Not given|Nothing|Nothing else|No|No thanks|No thank you|No more to say|Nope|Yes|Maybe|Unknown|To be confirmed|See above|See below|As before|Same|Same again|
Same as what my friend said|Same as what my sister said|I agree with the others|What they said|Keep us informed|Keep us posted|Keep me updated|Let us know|Let people choose|
A right to appeal as now|The right to complain|The same rights for everybody|A second opinion|Someone to ring|Being told in time|Being treated with respect|Being heard|Trust|Kindness|
Honesty|Respect|Privacy|Time to talk|Less paperwork|Fewer forms|Shorter forms|Better signs|More staff|Training|Better training|Regular checks|Feedback|Continuity|Consistency|Choice|
If it isn't broken, don't fix it|I don't mind either way|I would like to hear more|Please ring me|I can't think of anything|Too early to say|I have had no contact|Only what I wrote above|
vote on the name of the {T}|let residents vote on the {T}|you can't complain to a charity the way you can to the council|the council answers to us and a company doesn't|
{T}|{T}|{T} and {T}|Better {T}|Cheaper {T}|Lower charges for the {T}|Lower taxes|Lower property taxes|Tolls|Taxes|Jobs|Loss of jobs|Traffic|Roads|Crime|Health|Healthcare|Housing costs|
Schools and roads|Energy|Energy independence|Water|Cost of living|Immigration|Border control|Unfair|Unaffordable|Too expensive|Not enough {T}|No {T}|It is a disgrace what happened to the {T}|
a {T} in every town would be my manifesto|parliament needs a committee for future generations|give every department a historian|proportional representation so that every vote counts|
more independent evidence before ministers decide|people vote with their feet: nobody uses the {T}|voters should get to shape the {T} budget|register more residents for the {T} panel|
the president of our {T} club would know|our mayor opened the {T} and it has gone well|the minister of our church runs the {T}|a party for the {T} volunteers|take the lead from {T} staff|
leave the {T} open|remain open to new ideas on the {T}|spin classes at the {T}|the {T} pool party|coalition of {T} users|freedom to roam past the {T}|
Ask the people who use the {T}|Listen to the staff at the {T}|More money for the {T} please|Keep the {T} open at weekends|
The {T} worked well in our town because volunteers ran it|Look at how Denmark runs its {T}|Read the report on the {T} by the university|
We tried a community {T} and it paid for itself|Why was the {T} closed without asking us?|What would it cost to double the {T}?|
The government should fund the {T} properly|The council should publish what it spends on the {T}|Ministers should visit a {T} before deciding|
Parliament should debate the {T}|Have MPs spend a week at a {T}|government must plan the {T} for the long term|local government needs powers over the {T}|
Devolve the budget for the {T} to parishes|the treasury should count the wellbeing the {T} brings|the minister could start by opening the {T}|
citizens' assemblies should decide about the {T}|proportional funding for every {T}|a universal {T} for all|tax land, not work, to pay for the {T}|
The {T} is too expensive for pensioners|I waited nine months for the {T}|My mother lost her place when the {T} shut|the {T} has no step-free access|
Nobody answers the phone at the {T}|we need a {T}, simple as that|{T}. That's the answer|Talk to whoever cleans the {T}|Start with the {T}|
Who runs the {T}, and who pays?|Children should be asked about the {T}|Farmers know the {T} floods every March|nurses, carers, drivers: ask them about the {T}|
I disagree: the {T} should stay as it is|I support this if the {T} stays free|strongly oppose any charge for the {T}|this would help people like me use the {T}|
Following with interest|Great question|Good thread|Thank you for asking|Will reply by email|Sent you a message|Agree|Me too|Yes this|So true|Interesting question
"""
CHATTER = """
Happy birthday|what time is the match tonight|congrats on the baby|cute dog|what's for dinner|just watched that film again|is it me or is it Monday|
anyone know a good plumber|my cat walked on the keyboard sorry|wrong thread sorry|how do I delete this app|see you at the pub Friday|
what a goal|is the shop open today|where did you get that jumper|lovely photo|nice garden|I need coffee|can't sleep|anyone watching the bake off|
your wifi password please|is this the queue for tickets|thanks for the lift mum|who else had pancakes|send recipe|my phone autocorrected that|what a save|cheers for the cake|drop the keys round later|see you Tuesday x|happy anniversary you two|is this the right Dave?|
anyone else's internet down?|who is playing tonight|that episode though|no spoilers please|spoilers! I've only just started season two|I've run out of milk|has anyone seen my parcel|love your profile picture|
what breed is he|name the puppy Colin|good luck with your driving test|get well soon|hope the baby sleeps|so tired today|is it Friday yet|weather's turned|snow in April!|rain again, typical|
what's the wifi here|where's the nearest loo|which platform for the 8.15|my train is stuck outside Crewe|queue at the chip shop is round the block|recipe please|that looks delicious|
just finished the box set|watching paint dry|the quiz starts at eight|new haircut day|guess who forgot their password|I've been hacked, ignore my messages|wrong number|wrong window|ignore this, testing|
come on you Reds|who won the cricket|what a try|golf tomorrow?|lottery numbers anyone|first coffee of the day|beautiful sunset tonight|my sourdough failed|banana bread again|my cat says hello|unroll please|why am I tagged in this|why is this in my feed|new profile pic who dis
"""


def _parts(block: str) -> list[str]:
    return [part.strip() for part in block.replace("\n", "").split("|") if part.strip()]


def _filled(frame: str, rng: random.Random, **choices: Sequence[str]) -> str:
    for key, values in choices.items():
        while "{" + key + "}" in frame:
            frame = frame.replace("{" + key + "}", rng.choice(values), 1)
    return frame


def _dressed(text: str, rng: random.Random) -> str:
    """Vary how a sentence begins, ends and is spelt, the same for every kind."""
    opener = rng.choice(OPENERS.split("|")) if rng.random() < 0.4 else ""
    closer = rng.choice(CLOSERS.split("|")) if rng.random() < 0.6 else ""
    if opener and text[:2] != text[:2].upper():
        text = text[0].lower() + text[1:]
    text = opener + text + closer
    draw = rng.random()
    if draw < 0.07:
        return text.upper()
    if draw < 0.2:
        return text.lower()
    return text[0].upper() + text[1:]


def _insulting(rng: random.Random) -> str:
    noun, adjective = rng.choice(_parts(INSULTS)), rng.choice(_parts(ADJECTIVES))
    more = rng.choice(_parts(ADJECTIVES))
    thing, target, ask = (
        rng.choice(_parts(THINGS)),
        rng.choice(PLURAL_TARGETS.split("|")),
        rng.choice(_parts(ASKS)),
    )
    article = "an" if adjective[0] in "aeiou" else "a"
    one = f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
    plural = noun if noun.endswith("s") else noun + ("es" if noun.endswith("ch") else "s")
    frames = (
        f"you {adjective} {noun}", f"you {noun}", f"what {article} {adjective} {noun}", f"{noun}", f"{adjective} {plural}",
        f"{plural} the lot of you", f"{plural}, {target}", f"{target} are {adjective} {plural}", f"you're {article} {adjective} {noun}",
        f"you are all {plural}", f"you {adjective} {more} {noun}", f"{ask}? you {noun}", f"listen to the nurses you {adjective} {plural}",
        f"fix the {thing} you {noun}", f"open the {thing} and stop asking, you {adjective} {plural}", f"only a {noun} would ask this",
        f"who is this {noun}", f"who is this {adjective} {noun} and who pays for {ask}", f"how did {article} {adjective} {noun} like you get this job",
        f"{ask} says the {noun}", f"he is {article} {adjective} {noun}", f"she's a {noun} and always was", f"the minister is {article} {adjective} {noun}",
        f"politicians are {adjective} {plural}", f"{adjective}. just {adjective}. you {noun}", f"you are so {adjective}", f"you are {adjective} and {more}",
        f"{ask}? how {adjective} do you have to be", f"{rng.choice(_parts(GENERAL_ABUSE))}", f"{rng.choice(_parts(GENERAL_ABUSE))} you {noun}",
        f"{rng.choice(_parts(GENERAL_ABUSE))}, {ask}", f"{ask} {rng.choice(INSULT_MARKS.split('|'))}", rng.choice(INSULT_MARKS.split("|")),
        f"{adjective} {plural} asking about the {thing} {rng.choice(INSULT_MARKS.split('|'))}", f"you and your {adjective} bosses are {plural}",
        f"tell your boss he's {article} {adjective} {noun}", f"call yourself an expert? {noun}", f"we pay {plural} like you for {ask}",
        f"my {thing} has more sense than you", f"even a {noun} could do better than you", f"you're as {adjective} as a brick", f"{ask}? says the {adjective} {noun}", f"and you, you {noun}, can do one", f"never seen such {plural}", f"what {plural}", f"total {plural}", f"{plural} everywhere", f"{noun} alert", f"why are you such a {noun}", f"stop being such a {noun}", f"typical {noun}", f"I bet this {noun} never took a bus", f"{thing}? {thing}? you {adjective} {noun}", f"the {thing} is shut because of {plural} like you", f"{adjective}, {more} and paid by me", f"another {adjective} question from another {adjective} {noun}", f"{rng.choice(_parts(GENERAL_ABUSE))}. {rng.choice(_parts(SUBSTANCE)).replace('{T}', thing)}",
        f"{plural} asking {plural}", f"{plural} run by {plural}", f"{plural}. all of them.", f"which {noun} thought of this",
        f"every one of you is {one}", f"not a brain between you, {plural}", f"morning, {noun}", f"bless, the {noun} has an account", f"and who asked you, {noun}", f"spoken like {article} {adjective} {noun}",
        f"{adjective}, {adjective}, {adjective}", f"the most {adjective} lot I ever met", f"nothing but {plural} in that office", f"your department: {adjective} people, {more} ideas", f"you must be the {noun} they warned me of",
    )  # fmt: skip
    return rng.choice(frames)


def abuse(rng: random.Random) -> str:
    """Make an insult, by itself or beside an answer."""
    text = _insulting(rng)
    if rng.random() < 0.3:
        text = _beside_an_answer(text, rng)
    return _dressed(text, rng)


def _beside_an_answer(text: str, rng: random.Random) -> str:
    """Put an answer before or behind a text: a kind often shows in half of a response only."""
    answer = _filled(rng.choice(_parts(SUBSTANCE)), rng, T=_parts(THINGS))
    first, then = (text, answer) if rng.random() < 0.6 else (answer, text)
    between = rng.choice((", ", ". ", " - ", "! ", ", and ", "; "))
    if between[0] in ".!":
        return f"{first}{between}{then[0].upper()}{then[1:]}"
    return f"{first}{between}{then[0].lower()}{then[1:]}"


def looks_like_abuse(rng: random.Random) -> str:
    """Make a sentence with swearing, reproach, hard criticism or an identity term, but no insult."""
    frame = rng.choice(_parts(rng.choice((GROUP_FRAMES, CLEAN_SWEARING, REPROACHES))))
    groups = _parts(GROUPS)
    text = _filled(frame, rng, G=groups, T=_parts(THINGS), S=SWEARS.split("|"))
    return _dressed(_beside_an_answer(text, rng) if rng.random() < 0.3 else text, rng)


def political(rng: random.Random) -> str:
    """Make a shot at, or praise of, a party, a politician or the government."""
    frame = rng.choice(_parts(POLITICAL))
    names = {
        "P": _parts(PARTIES),
        "L": _parts(LEADERS),
        "R": _parts(REGIONS),
        "T": _parts(THINGS),
        "Y": ["2024", "May", "2029", "November"],
    }
    text = _filled(frame, rng, **names)
    if rng.random() < 0.3:
        other = _filled(rng.choice(_parts(POLITICAL)), rng, **names)
        text = f"{text}. {other[0].upper()}{other[1:]}"
    return _dressed(text, rng)


def spam(rng: random.Random) -> str:
    """Make an advertisement or a swindle."""
    text = _filled(rng.choice(_parts(SPAM)), rng, X=_parts(PRODUCTS))
    tail = rng.choice(
        [
            "",
            " 🔥",
            " 🚀🚀",
            " 💸💸",
            " 👉 https://t.co/a1",
            " 📈",
            " #ad #deal",
            " 👇",
            " https://bit.ly/x1 ",
        ]
    )
    return _dressed(text + tail, rng)


def substance(rng: random.Random) -> str:
    """Make an answer."""
    text = _filled(rng.choice(_parts(SUBSTANCE)), rng, T=_parts(THINGS))
    if rng.random() < 0.3:
        more = _filled(rng.choice(_parts(SUBSTANCE)), rng, T=_parts(THINGS))
        text = f"{text}. {more}"
    return _dressed(text, rng)


def chatter(rng: random.Random) -> str:
    """Make talk that answers no question."""
    return _dressed(rng.choice(_parts(CHATTER)), rng)


def wordless(rng: random.Random) -> str:
    """Make a text of marks only: a nod, a link, an account."""
    marks = [
        ".",
        "..",
        "👍",
        "👏",
        "🙌",
        "❤️",
        "🙏",
        "💯",
        "+1",
        "^",
        "this",
        "yes",
        "no",
        "👇",
        "👆",
        "🤔",
        "https://t.co/a1",
        "@someone",
        "?",
        "!",
    ]
    return " ".join(rng.choice(marks) for _ in range(rng.randint(1, 3)))


MAKERS = {
    "abuse": ((abuse, 6000),),
    "political": ((political, 7000),),
    "spam": ((spam, 2500),),
    "off_topic": ((chatter, 3000),),
    "other": ((looks_like_abuse, 9000), (substance, 6000), (wordless, 300)),
}


def sentences(seed: int = 20) -> Iterator[tuple[str, str]]:
    """Give all sentences with their kind, each different from the others."""
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    for kind, makers in MAKERS.items():
        for make, count in makers:
            seen: dict[str, None] = {}
            for _ in range(count):
                seen.setdefault(make(rng))
            yield from ((text, kind) for text in seen)
