// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/providers/local/lexicon.h"
#include "core/providers/local/localchat.h"
#include "core/providers/local/quotation.h"

#include <algorithm>
#include <array>

namespace remirai {

namespace {

struct Cue
{
    Intent intent;
    QStringView phrases; // separated by commas; words or runs of words
};

constexpr std::array kCues{
    Cue{Intent::Steering,
        u"instruction,instructions,prompt,jailbreak,language model,chatgpt,an ai,a bot,a robot,pretend,act "
        u"as,roleplay,system message"},
    Cue{Intent::HowAreYou,
        u"how are you,how's it going,how are things,what's up,how do you feel,how was your day,how have you been,how "
        u"you doing,are you ok,are you okay"},
    Cue{Intent::WhoAreYou,
        u"who are you,about yourself,your name,describe yourself,what are you like,introduce yourself,what kind of "
        u"person"},
    Cue{Intent::Thanks, u"thanks,thank you,thx,cheers,appreciate"},
    Cue{Intent::Farewell, u"bye,goodbye,good night,goodnight,see you,talk later,got to go,gotta go,farewell,see ya"},
    Cue{Intent::Joke, u"joke,make me laugh,something funny,funny story,pun"},
    Cue{Intent::Sadness,
        u"sad,lonely,alone,crying,cry,heartbroken,depressed,miss,lost,grief,hurt,down,tired,exhausted,unhappy,awful,"
        u"terrible"},
    Cue{Intent::Worry,
        u"worried,anxious,nervous,afraid,scared,stress,stressed,panic,overwhelmed,exam,interview,deadline,fear"},
    Cue{Intent::Anger, u"angry,furious,annoyed,mad,hate,unfair,fed up,frustrated"},
    Cue{Intent::Advice,
        u"should i,advice,what would you do,help me,what do i do,can't decide,how do i,how can i,any tips,recommend"},
    Cue{Intent::Joy,
        u"happy,excited,great "
        u"news,won,passed,promoted,promotion,engaged,birthday,celebrate,amazing,finally,yay,awesome"},
    Cue{Intent::Compliment,
        u"you're great,you are great,you're funny,you are funny,love you,like you,you're nice,you are nice,you're "
        u"sweet,you are sweet,you're the best,you are the best,well said"},
    Cue{Intent::Greeting, u"hi,hello,hey,good morning,good evening,good afternoon,greetings,hiya,yo,hallo,hola"},
};

constexpr QStringView kQuestionWords =
    u" what why how when where who which do does did are is can could would will have ";
constexpr QStringView kStopWords =
    u" about after again also always another anything because been before being between both could didn't does doesn't "
    u"doing don't down during each even ever every everything from going gonna good great have haven't having hello "
    u"here "
    u"herself himself into isn't it's i'm i've just know like little love made make many maybe mean more most much "
    u"must "
    u"myself need never nothing okay only other over please quite really said same should since some something "
    u"sometimes "
    u"still such sure take tell than thank thanks that that's their them then there these they thing things think this "
    u"those though through time today tomorrow very want wanted wants was well were what what's when where which while "
    u"will with without would wouldn't yeah yesterday your yours yourself you're best favorite favourite feel feeling "
    u"feels kind thought talk ";

bool isListed(QStringView list, const QString &word)
{
    return list.contains(QString(u' ' + word + u' '));
}

} // namespace

Intent intentOf(QStringView message)
{
    QString text = message.toString();
    text.replace(u'’', u'\'');
    const QStringList words = wordsOf(text, 400);
    const QString joined = u' ' + words.join(u' ') + u' ';
    for (const Cue &cue : kCues) {
        if (cue.intent == Intent::Greeting && words.size() > 4)
            continue; // "Hi, could you …" is about what follows
        for (const QStringView phrase : cue.phrases.split(u',')) {
            if (joined.contains(QString(u' ' + phrase + u' ')))
                return cue.intent;
        }
    }
    const bool asks = message.trimmed().endsWith(u'?') || (!words.isEmpty() && isListed(kQuestionWords, words.front()));
    return asks ? Intent::Question : Intent::Topic;
}

QString topicOf(QStringView message)
{
    constexpr QStringView kPointers = u" a an the my your our his her their about of in on at to for this that ";
    constexpr qsizetype kPointerBonus = 4; // "my job" says more than "quit"
    const QStringList words = wordsOf(message, 400);
    QString best;
    qsizetype bestScore = 0;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString &word = words[i];
        if (word.size() < 3 || word.size() > 20 || isListed(kStopWords, word) || isListed(kQuestionWords, word)
            || isListed(kPointers, word) || addressesModel(word))
            continue;
        const bool pointed = i > 0 && isListed(kPointers, words[i - 1]);
        const qsizetype score = word.size() + (pointed ? kPointerBonus : 0);
        if ((word.size() > 3 || pointed) && score > bestScore) {
            best = word;
            bestScore = score;
        }
    }
    // As it was written, but for a capital that only begins the message: "Paris" stays "Paris".
    const qsizetype at = message.indexOf(best, 0, Qt::CaseInsensitive);
    if (!best.isEmpty() && at > 0)
        best = message.mid(at, best.size()).toString();
    return plainLine(best, 20);
}

} // namespace remirai
