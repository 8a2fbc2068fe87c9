// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/api/apifixture.h"
#include "tests/auth/jwksserver.h"

#include <QTest>

namespace remirai {

// "name=value" of an answer's Set-Cookie.
QByteArray cookieOf(const ApiAnswer &answer);

// Visits the pages as a browser without scripts does: cookies and forms by hand, the origin of our own page.
class PagesVisits
{
protected:
    void open(); // a fresh store and server; Google's keys are those of m_keys
    void close();

    ApiAnswer visit(const QByteArray &target, const QByteArray &cookie = {}, const QByteArray &lines = {});
    ApiAnswer submit(const QByteArray &target, const QByteArray &body, const QByteArray &cookie = {},
                     const QByteArray &lines = {});
    QByteArray signIn(const QByteArray &name); // a session: the cookie
    QByteArray newSurvey(const QByteArray &session); // the survey's page
    void answerThrice(const QByteArray &survey, const QByteArray &answers);
    QByteArray readyOwner(const QByteArray &name); // a session

    Backends m_backends;
    std::unique_ptr<Store> m_store;
    JwksServer m_keys;
    std::unique_ptr<ApiFixture> m_fixture;
};

} // namespace remirai
