// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/api/pagesvisits.h"

#include <QRegularExpression>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kFormType = "application/x-www-form-urlencoded";

} // namespace

QByteArray cookieOf(const ApiAnswer &answer)
{
    const QByteArray line = answer.header("set-cookie");
    return line.left(line.indexOf(';'));
}

void PagesVisits::open()
{
    const auto url = m_backends.create(u"sqlite"_s);
    auto store = Store::open(*url);
    QVERIFY(store.ok());
    m_store = std::move(*store);
    ApiConfig config = ApiFixture::defaults();
    config.googleClientId = u"client"_s;
    m_fixture = std::make_unique<ApiFixture>(*m_store, *url, config, m_keys.url());
}

void PagesVisits::close()
{
    m_fixture.reset();
    m_store.reset();
}

ApiAnswer PagesVisits::visit(const QByteArray &target, const QByteArray &cookie, const QByteArray &lines)
{
    return m_fixture->call({"GET", target, {}, {}, "Cookie: " + cookie + "\r\n" + lines});
}

ApiAnswer PagesVisits::submit(const QByteArray &target, const QByteArray &body, const QByteArray &cookie,
                              const QByteArray &lines)
{
    const QByteArray origin = lines.contains("Origin:") ? QByteArray() : QByteArray("Origin: http://test\r\n");
    return m_fixture->call({"POST", target, body, {}, "Cookie: " + cookie + "\r\n" + origin + lines, kFormType});
}

QByteArray PagesVisits::signIn(const QByteArray &name)
{
    return cookieOf(submit("/sign-in", "display_name=" + name + "&email=" + name + "%40example.org"));
}

QByteArray PagesVisits::newSurvey(const QByteArray &session)
{
    visit("/me", session); // makes the persona
    submit("/me/surveys", {}, session);
    static const QRegularExpression address(u"value=\"http://mirai.test(/s/[0-9a-f-]{36})\""_s);
    return address.match(QString::fromUtf8(visit("/me", session).raw.body)).captured(1).toLatin1();
}

QByteArray PagesVisits::readyOwner(const QByteArray &name)
{
    const QByteArray session = signIn(name);
    const QByteArray survey = newSurvey(session);
    answerThrice(survey, "q1=dry");
    visit("/me", session);
    m_fixture->runSaga();
    return session;
}

void PagesVisits::answerThrice(const QByteArray &survey, const QByteArray &answers)
{
    for (const char *name : {"bob", "cy", "dee"})
        QCOMPARE(submit(survey, answers, QByteArray("remirai_responder=") + name).status, 200);
}

} // namespace remirai
