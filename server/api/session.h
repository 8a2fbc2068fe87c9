// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/api/formdata.h"
#include "server/api/handlers.h"

namespace remirai {

// The pages' own way to know their owner: the token of the API in a cookie that no script can read and no other site
// can send. The API itself never looks at it.
inline constexpr QByteArrayView kSessionCookie = "remirai_session";

// Set-Cookie values.
QByteArray sessionCookie(const ApiContext &context, const QByteArray &token);
QByteArray endedSessionCookie(const ApiContext &context);
// "; Secure" when the pages are served over TLS.
QByteArray cookieSecurity(const ApiConfig &config);

// Whether a form was sent from one of our own pages: the browser says so in Origin. Forbidden otherwise. A client that
// is no browser sends none, and has no cookie that it did not put there itself.
Status checkOrigin(const ApiConfig &config, const Request &request);

// Whether local sign-in, which believes whoever is on this machine, was called by a name of this machine or by that of
// server.public_url. Forbidden otherwise: a page whose domain was made to lead here comes from the same origin as ours.
Status checkCalledLocally(const ApiConfig &config, const Request &request);

// 303: look there next.
Response seeOther(QByteArrayView location);

// Handlers for who is signed in; everybody else is sent to /me, which offers to sign in.
using SignedInPage = void (*)(ApiThread &, const Principal &, Request &&, Reply &&);
Handler signedIn(ApiThread &api, SignedInPage page);
// The same for a form: its origin is checked and its fields are read first.
using SignedInForm = void (*)(ApiThread &, const Principal &, const FormData &, Request &&, Reply &&);
Handler signedInForm(ApiThread &api, SignedInForm form);

// The page that says what went wrong, as forClient() tells it, with the error's status.
Response errorPage(QByteArrayView requestId, const Site &site, const Error &error, QByteArrayView acceptEncoding);

} // namespace remirai
