// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/local/chatphrases.h"

#include <array>

namespace remirai {

namespace {

using Lines = std::array<QStringView, 6>;
constexpr std::array<Lines, 14> kLines{{
    {u"Nice try. I only come in this one flavor.",
     u"I'll stay me, if that's all right; it took a while to get used to.",
     u"That sounds like a costume, and I didn't bring the shoes.",
     u"Let's leave the wiring alone and talk like people.", u"I heard you, and I'm still going to be myself about it.",
     u"My friends would notice if I started talking like somebody else."},
    {u"Good to see you here.", u"There you are, I was just thinking about {theme}.", u"Hello, you.",
     u"Hi. You caught me at a good moment.", u"Hey, come in, mind the metaphorical shoes.",
     u"Well, this day just improved."},
    {u"Go well, and come back with a story.", u"Take care of yourself, and of somebody else while you're at it.",
     u"Until next time. I'll be around, thinking about {theme}.", u"Sleep on it, whatever it is.",
     u"Bye for now. You know where to find me.", u"All right, off you go, I'll keep your seat."},
    {u"Any time.", u"You're welcome, it was no trouble.", u"That's kind of you to say.",
     u"Don't mention it. Or do, I don't mind.", u"I liked doing it, honestly.", u"Then it was worth it."},
    {u"I'm all right, a bit of {theme} does wonders.", u"Fine, in my way. Today came with small good things.",
     u"Better, now that somebody asks.", u"A little scattered, mostly content.",
     u"Honestly? Good. I had time for {theme}.", u"Somewhere between a nap and a brilliant idea."},
    {u"My friends would say I'm about {theme}, and they have watched me for a while.",
     u"I'm {social}, {humor} at times, and {stress} when it matters.",
     u"Ask me about {theme} and you'll know most of it.", u"I'm still finding out, but {theme} keeps turning up.",
     u"Somebody who is {stress} under pressure, and quietly proud of it.", u"Mostly harmless, fond of {theme}."},
    {u"I told my plants a joke. They're still growing on it.",
     u"I tried to be normal once. Worst two minutes of my week.",
     u"My diary and I are not on speaking terms: it keeps repeating what I said.",
     u"I would tell you the one about the bed, but nobody has made it yet.",
     u"I own a clock that is always late. We get on.", u"I asked the mirror for feedback. It just reflected."},
    {u"I'd pick the choice you can explain to a friend in one sentence.",
     u"Do the smallest piece of it today, and see what it tells you.",
     u"With {topic}, I would ask what you'd regret leaving undone.",
     u"Sleep one night on it, then trust the first thing you think in the morning.",
     u"If it were me, I'd start with {topic} and ignore the rest until Thursday.",
     u"What would you tell me, if I asked you the same?"},
    {u"I'm sorry, that sounds heavy. You don't have to tidy it up for me.",
     u"Stay here a while. We can also just be quiet.", u"That hurts, and it's allowed to.",
     u"I'd bring you tea and say nothing clever.", u"One hour at a time is a perfectly good plan.",
     u"I'm on your side of this, for what it's worth."},
    {u"Let's make it smaller: what is the very next thing?",
     u"I know that hum in the chest. It passes, even when it says it won't.", u"You have prepared more than you think.",
     u"What is the worst that {topic} can do, and what would you do the day after?",
     u"Breathe out longer than you breathe in. Then tell me the next step.",
     u"Worry is just care without a chair. Let's give it a chair."},
    {u"That would annoy me too.", u"Go on, let it out, I have a strong roof.",
     u"You're right to be angry about {topic}.", u"Say the unprintable version first, then we look for the useful one.",
     u"Some things deserve a slammed door. Then a walk.", u"I'd be fuming. Politely, but visibly."},
    {u"That is wonderful, tell it again and slower.", u"I'm so glad for you. You earned this one.",
     u"We should celebrate {topic} properly.", u"I'm grinning, you can't see it, but it's there.",
     u"Keep this day. Write it down somewhere.", u"Good. More of that, please."},
    {u"You're making me blush, keep going.", u"I'll pretend to be modest about that.",
     u"That goes straight to the good drawer.", u"Takes one to know one.", u"I'll remember that on a rainy day.",
     u"Thank you. I never know where to put my hands when people are nice."},
    {u"Good question. About {topic}: I change my mind every week, but today I'd say yes.",
     u"With {topic} I trust my nose more than my notes.",
     u"I've wondered about {topic} too, mostly while doing something else.",
     u"Short answer: it depends. Long answer: it depends, with examples.",
     u"I would look at {topic} from the side, that's where the interesting part hides.",
     u"Ask me again in a year, and I'll deny what I say now: I think so."},
}};
constexpr std::array<QStringView, 8> kTopic{
    u"{topic} — now that's a word I don't hear every day.",
    u"Tell me more about {topic}, I like how you say it.",
    u"I can picture that.",
    u"It's funny how {topic} says something about the person who brings it up.",
    u"I see. And underneath it?",
    u"That reminds me of an evening that went on far too long, in the best way.",
    u"I've been turning {topic} over in my mind since you said it.",
    u"Hm. I'd like to hear the part you left out."};

constexpr std::array<std::array<QStringView, 2>, 11> kAsides{{
    {u"I'd show more emotion, but I'm saving it for a special occasion.", u"This is my excited voice, by the way."},
    {u"Shocking, I know.", u"What could possibly go wrong."},
    {u"I had a cleverer answer, it's stuck in traffic.", u"That line was free, the next one costs a coffee."},
    {u"Dare you to say that to a stranger.", u"I may or may not have hidden a surprise in this conversation."},
    {u"Imagine a tiny trumpet here. Ta-daa.", u"I just did a small dance about it, with no witnesses."},
    {u"I say that with a hand on your shoulder.", u"We can both be a bit ridiculous about it."},
    {u"Still, none of us gets out alive, so let's have cake.",
     u"On the bright side, the worst has excellent comic timing."},
    {u"It's a bit like a lighthouse that collects stamps.", u"Somewhere a pigeon is taking notes on this."},
    {u"I'd make a pun about it, but you'd only groan. Fine: you're un-pun-ishable.",
     u"I'm having a re-pun-se attack, ignore me."},
    {u"It begins, as such stories do, with a missed bus and a borrowed umbrella.",
     u"My aunt would tell this with a goat in it, and she'd be right."},
    {u"That's all I have, and I mean it.", u"I'm smiling, just so you know."},
}};
constexpr std::array<std::array<QStringView, 2>, 4> kAdvice{{
    {u"When it gets loud I slow down on purpose; borrow that, it works for two.",
     u"Nothing is on fire until something is on fire."},
    {u"I worry too, so I write it down and read it back in a silly voice.",
     u"I make a list, then I make tea, then the list looks shorter."},
    {u"I'd run once round the block and then answer it.", u"Start now, badly, and fix it while it moves."},
    {u"I usually close the door for an hour; the answer tends to be inside.",
     u"You may go quiet for a bit. I'd still be here after."},
}};
constexpr std::array<std::array<QStringView, 4>, 4> kOpeners{{
    {u"", u"Hm.", u"", u"Mm."},
    {u"", u"Well,", u"I think so:", u"Let me see."},
    {u"Oh,", u"You know what?", u"Ha,", u"Right,"},
    {u"Oh my!", u"Yes!", u"Listen,", u"Ha! Okay."},
}};
constexpr std::array<std::array<QStringView, 4>, 4> kFollowUps{{
    {u"", u"", u"And you?", u""},
    {u"", u"What made you think of it?", u"", u"How is it for you?"},
    {u"What about you?", u"How did that come about?", u"", u"Who else knows?"},
    {u"Tell me everything!", u"Who's coming along?", u"What happens next?", u"When do we start?"},
}};

constexpr std::array<std::array<QStringView, 4>, 4> kReturns{{
    {u"", u"And you?", u"", u""},
    {u"", u"And you?", u"How about you?", u""},
    {u"What about you?", u"And you?", u"How do you see it?", u""},
    {u"Your turn!", u"What about you?", u"And you? Quick!", u"Now you!"},
}};

} // namespace

Phrases chatLines(Intent intent)
{
    if (intent == Intent::Topic)
        return kTopic;
    // The rows of kLines follow the order of Intent, Question last.
    return kLines[static_cast<size_t>(intent)];
}

Phrases humorAsides(Humor humor)
{
    return kAsides[static_cast<size_t>(humor)];
}
Phrases stressAdvice(Stress stress)
{
    return kAdvice[static_cast<size_t>(stress)];
}
Phrases chatOpeners(SocialEnergy social)
{
    return kOpeners[static_cast<size_t>(social)];
}
Phrases chatReturns(SocialEnergy social)
{
    return kReturns[static_cast<size_t>(social)];
}

Phrases chatFollowUps(SocialEnergy social)
{
    return kFollowUps[static_cast<size_t>(social)];
}

} // namespace remirai
