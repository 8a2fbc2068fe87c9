// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/persona.h"
#include "server/web/site.h"

namespace remirai {

// How people may sign in here.
struct SignIn
{
    bool local = false;
    bool google = false;
};

// What it is, and the way in. `problem` is said above the form when signing in failed.
Document homeDocument(const Site &site, const SignIn &signIn, int minimumResponses, const QString &problem = {});

// The card itself, as its owner and, once published, everybody sees it. `name` is the owner's.
Html cardPart(const Site &site, const Persona &persona, const QString &name);

// A published card on its own, with what other sites show when its address is shared (Open Graph). `publicUrl` is the
// server's.
Document publicCardDocument(const Site &site, const Persona &persona, const QString &name, const QString &publicUrl);

QString publicCardUrl(const QString &publicUrl, const PersonaId &id);

} // namespace remirai
