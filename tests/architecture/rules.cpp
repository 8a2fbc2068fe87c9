// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/rules.h"

#include <algorithm>

namespace remirai::architecture {

using namespace Qt::StringLiterals;

namespace {

const QString kSeam = u"core/domain/environment.cpp"_s;

std::vector<PatternRule> placementRules()
{
    const QStringList product = productFolders();
    return {
        {u"domain-external"_s,
         Where::Include,
         uR"(^<(Qt(?!Core/)[A-Z]\w*/|QSql|QNetwork|QTcp|QUdp|QLocalS|QHost|QSsl|QAbstractSocket|QHttp|QWebSocket|QtConcurrent|)"
         uR"(QGui|QImage|QPainter|QColor|QFont|QPixmap|QWidget|QApplication|zmq|curl|openssl|rhonabwy|png|prometheus|toml|CLI))"_s,
         {u"core/domain"_s},
         {},
         u"core/domain knows QtCore and the standard library only; move this to the layer that needs it"_s},
        {u"sql-outside-storage"_s,
         Where::Code,
         uR"(\b(QSql(Query|Database)\b|sqlite3_))"_s,
         product,
         {u"core/storage"_s, u"sim"_s},
         u"add a function to a store in core/storage and call that"_s},
        {u"sql-outside-storage"_s,
         Where::Include,
         uR"(^<(QtSql|QSql|sqlite3))"_s,
         product,
         {u"core/storage"_s, u"sim"_s},
         u"add a function to a store in core/storage and call that"_s},
        {u"zmq-outside-work"_s,
         Where::Code,
         uR"(\bzmq(_\w+|::))"_s,
         product,
         {u"core/work"_s},
         u"ZeroMQ stays behind core/work; pass values"_s},
        {u"zmq-outside-work"_s,
         Where::Include,
         uR"(^<zmq)"_s,
         product,
         {u"core/work"_s},
         u"ZeroMQ stays behind core/work; pass values"_s},
        {u"http-outside-server"_s,
         Where::Code,
         uR"(\bQ(Abstract)?HttpServer\w*)"_s,
         product,
         {u"server/http"_s},
         u"handlers take and return the values of server/http, never Qt HttpServer's types"_s},
        {u"http-outside-server"_s,
         Where::Include,
         uR"(^<(QtHttpServer|Q(Abstract)?HttpServer))"_s,
         product,
         {u"server/http"_s},
         u"handlers take and return the values of server/http, never Qt HttpServer's types"_s},
        {u"widgets-outside-ui"_s,
         Where::Include,
         uR"(^<(QtWidgets|QWidget|QMainWindow|QDialog|QApplication)\b)"_s,
         product,
         {u"ui"_s, u"app"_s},
         u"widgets live in ui"_s},
        {u"qobject-outside-ui"_s,
         Where::Code,
         uR"(\bQ_OBJECT\b)"_s,
         product,
         {u"ui"_s},
         u"values in the middle: return a value or take a callback; only ui has signals"_s},
    };
}

std::vector<PatternRule> seamRules()
{
    const QStringList product = productFolders();
    return {
        {u"wall-clock"_s,
         Where::Code,
         uR"(\b(currentDateTime\w*|currentM?SecsSinceEpoch|currentTime|currentDate|system_clock\s*::\s*now|gettimeofday)\s*\()"_s,
         product,
         {kSeam},
         u"take an Environment and call nowMs()"_s},
        {u"wall-clock"_s,
         Where::Code,
         uR"(\btime\s*\(\s*(nullptr|NULL|0)\s*\))"_s,
         product,
         {kSeam},
         u"take an Environment and call nowMs()"_s},
        {u"randomness"_s,
         Where::Code,
         uR"(\b(QRandomGenerator(64)?|random_device|mt19937(_64)?)\b|\bs?rand\s*\()"_s,
         product,
         {kSeam},
         u"take an Environment and call random64(); the simulator draws from its own Philox streams"_s},
        {u"randomness"_s, Where::Code, uR"(\bcreateUuid\w*\s*\()"_s, product, {}, u"call Environment::newId()"_s},
        {u"sleep"_s,
         Where::Code,
         uR"(\b(sleep|msleep|usleep|nanosleep|sleep_for|sleep_until)\s*\()"_s,
         product,
         {},
         u"wait for an event with a deadline (condition variable, poll), so that a stop ends it"_s},
    };
}

std::vector<PatternRule> habitRules()
{
    const QStringList product = productFolders();
    return {
        {u"singleton"_s,
         Where::Code,
         uR"((?<!Application::)\binstance\s*\(\s*\))"_s,
         product,
         {},
         u"build the part in app and pass it in"_s},
        {u"string-connect"_s,
         Where::Code,
         uR"(\b(SIGNAL|SLOT)\s*\()"_s,
         product,
         {},
         u"connect to the member function, which the compiler checks"_s},
        {u"process-events"_s,
         Where::Code,
         uR"(\bprocessEvents\s*\()"_s,
         product,
         {u"server/http"_s},
         u"return to the event loop; do long work on a thread and post its result"_s},
        {u"nested-event-loop"_s,
         Where::Code,
         uR"(\bQEventLoop\s+\w+\s*[;({=]|[<\s]QEventLoop\s*[>(]\s*\()"_s,
         product,
         {u"app"_s},
         u"go on in a callback; a nested loop runs strangers' code in the middle of yours"_s},
        {u"deferred-response"_s,
         Where::Code,
         uR"(\bQFuture\s*<\s*QHttpServerResponse\s*>)"_s,
         product,
         {},
         u"answer by connection id and sequence number; Qt 6.4.2 crashes when the client leaves first"_s},
        {u"manual-delete"_s,
         Where::Code,
         uR"(\bdelete(\s+|\s*\[\s*\]\s*|(?=[(*]))[A-Za-z_(*:])"_s,
         product,
         {},
         u"own it by value, std::unique_ptr or a QObject parent"_s},
        {u"marker"_s,
         Where::Raw,
         uR"(\b(TODO|FIXME|XXX|HACK)\b)"_s,
         allFolders(),
         {u"tests/architecture"_s},
         u"do it now, or file an issue and say nothing here"_s},
    };
}

} // namespace

QStringList productFolders()
{
    return {u"core"_s, u"server"_s, u"sim"_s, u"ui"_s, u"app"_s};
}

QStringList allFolders()
{
    return productFolders() << u"tests"_s;
}

const std::vector<Layer> &layers()
{
    static const QStringList storage{u"core/domain"_s};
    static const QStringList queue = storage + QStringList{u"core/storage"_s};
    static const QStringList saga = queue + QStringList{u"core/queue"_s};
    static const QStringList services = saga + QStringList{u"core/saga"_s};
    static const QStringList work = services + QStringList{u"core/services"_s, u"core/providers"_s};
    static const std::vector<Layer> table{
        {u"core/domain"_s, {}},
        {u"core/storage"_s, storage},
        {u"core/queue"_s, queue},
        {u"core/saga"_s, saga},
        {u"core/services"_s, services},
        {u"core/providers"_s, {u"core/domain"_s}},
        {u"core/work"_s, work},
        {u"core/telemetry"_s, {u"core/domain"_s}},
        {u"server/auth"_s, {u"core/domain"_s}},
        {u"server/sqs"_s, {u"core"_s, u"server/auth"_s, u"server/http"_s}},
        {u"server"_s, {u"core"_s}},
        {u"sim"_s, {u"core/domain"_s}},
        {u"ui"_s, {u"core/domain"_s, u"sim"_s}},
        {u"app"_s, {u"core"_s, u"server"_s, u"sim"_s, u"ui"_s}},
        {u"tests"_s, productFolders()},
    };
    return table;
}

const std::vector<PatternRule> &patternRules()
{
    static const std::vector<PatternRule> table = [] {
        std::vector<PatternRule> all = placementRules();
        for (const auto &more : {seamRules(), habitRules()})
            all.insert(all.end(), more.begin(), more.end());
        return all;
    }();
    return table;
}

bool liesIn(const QString &path, const QString &folder)
{
    return path == folder || path.startsWith(folder + u'/');
}

bool liesInAny(const QString &path, const QStringList &folders)
{
    return std::any_of(folders.begin(), folders.end(), [&](const QString &folder) { return liesIn(path, folder); });
}

} // namespace remirai::architecture
