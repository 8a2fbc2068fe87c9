// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/web/publicpages.h"

#include "server/web/personacard.h"

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

QString picturePath(const Persona &persona)
{
    return u"/media/"_s + persona.illustration;
}

Html signInPart(const Site &site, const SignIn &signIn)
{
    Html ways;
    if (signIn.google)
        ways += site.part(u"sign-in-google"_s).fill({});
    if (signIn.local)
        ways += site.part(u"sign-in-local"_s).fill({});
    if (ways.isEmpty())
        ways = site.part(u"sign-in-none"_s).fill({});
    return ways;
}

} // namespace

Document homeDocument(const Site &site, const SignIn &signIn, int minimumResponses, const QString &problem)
{
    const Texts &texts = site.texts();
    Html error;
    if (!problem.isEmpty())
        error = site.part(u"form-problem"_s).fill({{"text", Html::text(problem)}});
    const Html main = site.part(u"home"_s).fill(
        {{"friends", Html::text(texts(u"home.step2"_s, {{u"n"_s, QString::number(minimumResponses)}}))},
         {"face1", Html::text(site.address(u"face1.png"_s))},
         {"face2", Html::text(site.address(u"face2.png"_s))},
         {"face3", Html::text(site.address(u"face3.png"_s))},
         {"problem", error},
         {"ways", signInPart(site, signIn)}});
    const Html head =
        site.part(u"survey-head"_s)
            .fill({{"title", Html::text(texts(u"home.title"_s))}, {"description", Html::text(texts(u"home.lead"_s))}});
    return {texts(u"home.document"_s), main, head};
}

Html cardPart(const Site &site, const Persona &persona, const QString &name)
{
    const PersonaCard card = cardOf(persona.prompt);
    Html traits;
    for (const auto &[label, value] : card.traits)
        traits += site.part(u"trait"_s).fill({{"label", Html::text(label)}, {"value", Html::text(value)}});
    return site.part(u"card"_s).fill({{"name", Html::text(name)},
                                      {"motto", Html::text(card.motto)},
                                      {"traits", traits},
                                      {"picture", Html::text(picturePath(persona))},
                                      {"alt", Html::text(site.texts()(u"card.alt"_s, {{u"name"_s, name}}))}});
}

Document publicCardDocument(const Site &site, const Persona &persona, const QString &name, const QString &publicUrl)
{
    const Texts &texts = site.texts();
    const QString title = texts(u"card.title"_s, {{u"name"_s, name}});
    const Html head = site.part(u"card-head"_s)
                          .fill({{"title", Html::text(title)},
                                 {"description", Html::text(cardOf(persona.prompt).motto)},
                                 {"url", Html::text(publicCardUrl(publicUrl, persona.id))},
                                 {"image", Html::text(publicUrl + picturePath(persona))},
                                 {"alt", Html::text(texts(u"card.alt"_s, {{u"name"_s, name}}))}});
    const Html main =
        site.part(u"public-card"_s)
            .fill({{"card", cardPart(site, persona, name)}, {"invitation", site.part(u"invitation"_s).fill({})}});
    return {title, main, head};
}

QString publicCardUrl(const QString &publicUrl, const PersonaId &id)
{
    return publicUrl + u"/p/"_s + id.toString();
}

} // namespace remirai
