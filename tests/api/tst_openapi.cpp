// SPDX-License-Identifier: GPL-3.0-or-later
// The contract and the routes say the same, in both directions, and answers have the shape it promises.
#include "tests/api/apifixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

using namespace remirai;

class TestOpenApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void everyRouteIsDescribed();
    void everythingDescribedIsServed();
    void referencesResolve();
    void answersKeepTheirShape_data();
    void answersKeepTheirShape();

private:
    QStringList mistakes(const QJsonValue &value, QJsonObject schema, const QString &at) const;
    QStringList objectMistakes(const QJsonObject &object, const QJsonObject &schema, const QString &at) const;

    Backends m_backends;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<ApiFixture> m_fixture;
    QJsonObject m_document;
};

void TestOpenApi::initTestCase()
{
    const auto url = m_backends.create(QStringLiteral("sqlite"));
    auto store = Store::open(*url);
    QVERIFY(store.ok());
    m_store = std::move(*store);
    m_fixture = std::make_unique<ApiFixture>(*m_store, *url);
    m_document = m_fixture->get("/openapi.json").json;
    QVERIFY(m_document.value(QLatin1String("openapi")).toString().startsWith(QStringLiteral("3.1")));
}

void TestOpenApi::cleanupTestCase()
{
    m_fixture.reset();
    m_store.reset();
}

void TestOpenApi::everyRouteIsDescribed()
{
    const QJsonObject paths = m_document.value(QLatin1String("paths")).toObject();
    QStringList missing;
    for (const Router::Route &route : m_fixture->server().routes()) {
        const QString method = QString::fromLatin1(toText(route.method)).toLower();
        if (!paths.value(QString::fromLatin1(route.pattern)).toObject().contains(method))
            missing << method + u' ' + QString::fromLatin1(route.pattern);
    }
    QCOMPARE(missing, QStringList());
}

void TestOpenApi::everythingDescribedIsServed()
{
    QSet<QString> served;
    for (const Router::Route &route : m_fixture->server().routes())
        served << QString::fromLatin1(toText(route.method)).toLower() + u' ' + QString::fromLatin1(route.pattern);
    const QJsonObject paths = m_document.value(QLatin1String("paths")).toObject();
    QStringList missing;
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        for (const QString &method : path.value().toObject().keys()) {
            if (!served.contains(method + u' ' + path.key()))
                missing << method + u' ' + path.key();
            const ApiAnswer answer = m_fixture->call({method.toUpper().toLatin1(), path.key().toLatin1()});
            if (answer.status == 405 || answer.status == 501 || answer.status == 0)
                missing << QString::number(answer.status) + u' ' + path.key();
        }
    }
    QCOMPARE(missing, QStringList());
}

void TestOpenApi::referencesResolve()
{
    const QByteArray text = QJsonDocument(m_document).toJson(QJsonDocument::Compact);
    QSet<QByteArray> names;
    for (qsizetype at = 0; (at = text.indexOf("\"#/components/", at)) >= 0; ++at)
        names << text.mid(at + 3, text.indexOf('"', at + 1) - at - 3);
    QVERIFY(names.size() > 20);
    for (const QByteArray &name : names) {
        QJsonValue value = m_document;
        for (const QByteArray &part : name.split('/'))
            value = value.toObject().value(QString::fromLatin1(part));
        QVERIFY2(value.isObject(), name.constData());
    }
}

QStringList TestOpenApi::objectMistakes(const QJsonObject &object, const QJsonObject &schema, const QString &at) const
{
    QStringList found;
    const QJsonObject properties = schema.value(QLatin1String("properties")).toObject();
    for (const QJsonValue &key : schema.value(QLatin1String("required")).toArray()) {
        if (!object.contains(key.toString()))
            found << at + u'.' + key.toString() + QStringLiteral(" is missing");
    }
    const QJsonValue others = schema.value(QLatin1String("additionalProperties"));
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (properties.contains(it.key()))
            found << mistakes(it.value(), properties.value(it.key()).toObject(), at + u'.' + it.key());
        else if (others.isBool() && !others.toBool())
            found << at + u'.' + it.key() + QStringLiteral(" is not described");
    }
    return found;
}

// As much of JSON Schema as our document uses for answers.
QStringList TestOpenApi::mistakes(const QJsonValue &value, QJsonObject schema, const QString &at) const
{
    if (schema.contains(QLatin1String("oneOf"))) {
        if (value.isNull())
            return {};
        schema = schema.value(QLatin1String("oneOf")).toArray().at(0).toObject();
    }
    if (schema.contains(QLatin1String("$ref"))) {
        const QString name = schema.value(QLatin1String("$ref")).toString().section(u'/', -1);
        schema = m_document.value(QLatin1String("components"))
                     .toObject()
                     .value(QLatin1String("schemas"))
                     .toObject()
                     .value(name)
                     .toObject();
    }
    const QJsonValue type = schema.value(QLatin1String("type"));
    const QStringList types = type.isArray() ? type.toVariant().toStringList() : QStringList{type.toString()};
    static const QHash<QJsonValue::Type, QString> kNames{
        {QJsonValue::Null, QStringLiteral("null")},     {QJsonValue::Bool, QStringLiteral("boolean")},
        {QJsonValue::String, QStringLiteral("string")}, {QJsonValue::Array, QStringLiteral("array")},
        {QJsonValue::Object, QStringLiteral("object")}, {QJsonValue::Double, QStringLiteral("number")}};
    const bool isInteger = value.isDouble() && types.contains(QStringLiteral("integer"));
    if (!type.isUndefined() && !isInteger && !types.contains(kNames.value(value.type())))
        return {at + QStringLiteral(" has another type")};
    const QJsonArray choices = schema.value(QLatin1String("enum")).toArray();
    if (!choices.isEmpty() && !choices.contains(value))
        return {at + QStringLiteral(" is none of the choices")};
    QStringList found;
    if (value.isObject())
        found = objectMistakes(value.toObject(), schema, at);
    for (const QJsonValue &item : value.toArray())
        found << mistakes(item, schema.value(QLatin1String("items")).toObject(), at + QStringLiteral("[]"));
    return found;
}

void TestOpenApi::answersKeepTheirShape_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("schema");
    const auto row = [](const char *target, const char *schema) {
        QTest::newRow(target) << QByteArray(target) << QString::fromLatin1(schema);
    };
    row("/api/v1/surveys", "SurveyList");
    row("/api/v1/surveys/{survey}", "Questions");
    row("/api/v1/surveys/{survey}/quotes", "Quotes");
    row("/api/v1/export", "Export");
    row("/api/v1/personas/me", "Persona");
    row("/api/v1/personas/me/chat", "ChatHistory");
    row("/api/v1/operator/overview", "Overview");
    row("/api/v1/operator/queues", "QueueList");
    row("/api/v1/operator/queues/persona-generation-queue", "Queue");
    row("/api/v1/operator/queues/persona-generation-queue/messages", "MessagePage");
    row("/api/v1/operator/sagas", "SagaPage");
    row("/api/v1/operator/sagas/{saga}", "SagaTimeline");
    row("/api/v1/operator/workers", "Workers");
    row("/api/v1/operator/personas", "PersonaPage");
    row("/api/v1/operator/failures", "Failures");
    row("/api/v1/operator/operations", "OperationPage");
    row("/api/v1/operator/series?metric=depth,requests", "SeriesAnswer");
    row("/api/v1/operator/events", "EventPage");
    row("/healthz", "Health");
    row("/readyz", "Readiness");
    row("/nowhere", "Problem");
}

void TestOpenApi::answersKeepTheirShape()
{
    QFETCH(QByteArray, target);
    QFETCH(QString, schema);
    static const QByteArray token = m_fixture->signIn("ann@example.org");
    static const QByteArray survey = m_fixture->newSurvey(token).toLatin1();
    static const QByteArray saga = m_store->startSaga(m_store->newOwner(3)).toString().toLatin1();
    if (!m_store->claim(StepName::Synthesis))
        m_store->environment().advanceMs(200'000);
    target.replace("{survey}", survey).replace("{saga}", saga);
    const bool isOperator = target.contains("/operator/");
    const ApiAnswer answer = m_fixture->get(target, isOperator ? m_fixture->tokenOf(Role::Viewer) : token);
    QVERIFY(!answer.json.isEmpty());
    const QJsonObject reference{{QStringLiteral("$ref"), QString(QStringLiteral("#/components/schemas/") + schema)}};
    QCOMPARE(mistakes(answer.json, reference, schema), QStringList());
}

QTEST_GUILESS_MAIN(TestOpenApi)
#include "tst_openapi.moc"
