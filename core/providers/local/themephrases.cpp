// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/local/phrases.h"

#include <array>

namespace remirai {

namespace {

constexpr std::array<ThemePhrases, 22> kThemes{{
    {u"You notice who has gone quiet, and you sit down next to them.", u"Kindness that asks for no audience.",
     u"You apologise to furniture.", u"I think most people are carrying something, so I try to be gentle by default"},
    {u"You give before anyone asks, and forget that you did.", u"Generosity with time, which is the scarce kind.",
     u"You cannot leave a dinner without pressing leftovers on somebody.",
     u"I like giving things away, they get lighter and so do I"},
    {u"Once somebody is your friend, distance and years make no difference.",
     u"Loyalty that answers the phone at three in the morning.", u"You keep every birthday card you were ever given.",
     u"My people are my people, that part is not negotiable"},
    {u"You say the true thing, and you find a decent way to say it.", u"Honesty that others can lean on.",
     u"You are unable to keep a surprise party secret with a straight face.",
     u"I would rather be clear than comfortable"},
    {u"You do the frightening thing first, and talk about the fear afterwards.",
     u"Courage, mostly of the everyday sort.", u"You say yes before you have heard the end of the question.",
     u"I do get scared, I just don't give it the casting vote"},
    {u"You set a goal and walk towards it while others still discuss the shoes.",
     u"Persistence that outlasts bad weeks.", u"You make to-do lists for holidays.",
     u"I always have a next thing, it keeps me upright"},
    {u"You ask the second question, the one that opens the door.", u"Curiosity without an expiry date.",
     u"You lose whole evenings to “just one more thing to look up”.",
     u"I keep pulling at threads until the whole sweater makes sense"},
    {u"Your mind takes things apart and puts them back together better.", u"Clear thinking when a question is muddy.",
     u"You correct the crossword in pen.", u"I like an idea best when it argues back"},
    {u"You see what a thing could become and start making it on the nearest table.",
     u"Imagination that finishes what it starts, most of the time.",
     u"Every drawer of yours holds an unfinished project.", u"I always have something half made on the table"},
    {u"You hear music in everything, and send songs where others send messages.",
     u"An ear for moods as much as for melodies.", u"You hum without noticing, always half a verse of the same song.",
     u"There is a song for this, there is always a song for this"},
    {u"You live with one foot in a story and a book in every bag.", u"A way with words, written ones above all.",
     u"You read the last page first and deny it.",
     u"I read something about this once and have been living in it since"},
    {u"You are at home under open sky, and you know the names of the trees.",
     u"Patience learned from things that grow.", u"You talk to your plants, and wait for an answer.",
     u"I think better outside, with mud on my shoes"},
    {u"Animals trust you at once, which tells people all they need.", u"A gentleness that even nervous cats believe.",
     u"You greet the dog before you greet its owner.", u"I judge a place by its dogs"},
    {u"You love people through food, and nobody leaves your table hungry.",
     u"The gift of turning leftovers into an evening.", u"You plan lunch during breakfast.",
     u"Most things look better after something warm to eat"},
    {u"You think with your body: moving is how you settle an argument with yourself.",
     u"Stamina, and the grace to lose a match.", u"You race strangers who do not know that they are in a race.",
     u"Give me a hill and I'll tell you afterwards how I feel"},
    {u"You keep a bag half packed and a map in your head.", u"The ease of somebody who can be at home anywhere.",
     u"You take the long way, every time, on purpose.", u"I always want to know what is behind the next corner"},
    {u"You have an eye for how things look and wear your mood with intent.", u"Taste that is entirely your own.",
     u"You own one jacket too many and can explain each.", u"I dress for the day I want to have"},
    {u"Your laugh arrives first and can be heard two rooms away.", u"The ability to make a heavy day lighter.",
     u"You laugh at your own joke before you have told it.", u"If we can laugh about it, we are halfway through it"},
    {u"You listen with your whole face, and remember it a year later.", u"Attention, the rarest present there is.",
     u"You leave such long pauses that people confess things.",
     u"I'm in no hurry, I like hearing how people get to the point"},
    {u"You bring a spark with you, and things begin to happen.", u"Enthusiasm that is catching.",
     u"You plan the next party while cleaning up after this one.", u"I can't do things by halves, I've tried"},
    {u"You like to know how things work and are not afraid of a screwdriver.", u"Fixing what others throw away.",
     u"You explain board games as if they were operating systems.",
     u"I took it apart to see how it works, as one does"},
    {u"Your smile does half of the talking.", u"A warmth that people notice across a room.",
     u"You smile at people on trains and get life stories in return.", u"I smile first, it saves time"},
}};

} // namespace

const ThemePhrases &phrasesOf(Theme theme)
{
    return kThemes[static_cast<size_t>(theme)];
}

} // namespace remirai
