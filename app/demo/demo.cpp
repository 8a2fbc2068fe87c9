// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demo.h"

#include "app/cli/connect.h"
#include "app/demo/journey.h"
#include "app/demo/ownserver.h"
#include "app/text/output.h"
#include "core/domain/environment.h"
#include "core/domain/units.h"

#include <QDir>
#include <QSaveFile>

namespace remirai {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kPromptLines = 8;

QString firstLines(const QString &text)
{
    const QStringList lines = text.split(u'\n');
    QString shown;
    for (const QString &line : lines.first(std::min(kPromptLines, lines.size())))
        shown += u"    "_s + line + u'\n';
    return lines.size() > kPromptLines ? QString(shown + u"    …\n"_s) : shown;
}

Status keepPicture(ApiClient &client, const QString &url, const QString &file)
{
    const auto bytes = client.download(url);
    if (!bytes)
        return bytes.error();
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(*bytes) != bytes->size() || !out.commit())
        return Error{ErrorCode::Unavailable, u"cannot write %1: %2"_s.arg(file, out.errorString()), {}};
    return {};
}

// Where the picture is to be kept; empty when its address outlives the demo and nobody asked for a file.
QString pictureFile(const DemoOptions &options, const OwnServer *own)
{
    if (!options.picture.empty() || !own)
        return QString::fromStdString(options.picture);
    SystemEnvironment environment;
    return QDir::temp().filePath(u"remirai-demo-%1.png"_s.arg(environment.newUuid().toString().left(13)));
}

QJsonObject asJson(const JourneyEnd &end, const QString &picture)
{
    QJsonObject object{{u"survey_url"_s, end.surveyUrl},  {u"status"_s, end.status},
                       {u"persona_prompt"_s, end.prompt}, {u"illustration_url"_s, end.illustrationUrl},
                       {u"response"_s, end.reply},        {u"took_ms"_s, end.tookMs}};
    if (!picture.isEmpty())
        object.insert(u"picture_file"_s, picture);
    return object;
}

int showEnd(const CommonOptions &common, const JourneyEnd &end, const QString &picture)
{
    if (common.json) {
        printJson(asJson(end, picture));
        return kExitGood;
    }
    printOut(u"\nThe persona:\n"_s + firstLines(end.prompt) + u"Its portrait: "_s
             + (picture.isEmpty() ? end.illustrationUrl : picture)
             + u"\nReady %1 after the start.\n"_s.arg(formatDuration(std::chrono::milliseconds(end.tookMs))));
    return kExitGood;
}

int travel(const CommonOptions &common, const DemoOptions &options, const QString &url, const OwnServer *own,
           qint64 deadlineMs)
{
    ApiClient owner(url);
    std::unique_ptr<ApiClient> operators;
    CommonOptions there = common;
    there.server = url.toStdString();
    if (own)
        operators = std::make_unique<ApiClient>(url, operatorToken(own->dataDir()));
    else if (auto connected = connectAsOperator(there); connected)
        operators = std::move(*connected);
    // With --json stdout is for the result alone.
    Journey journey(owner, operators.get(),
                    [&common](const QString &line) { common.json ? complain(line) : printOut(line + u'\n'); });
    const auto end = journey.run(deadlineMs);
    if (!end) {
        failWith(end.error());
        return kExitFailed; // never 2: whatever the server refused, nobody typed it
    }
    const QString picture = pictureFile(options, own);
    if (!picture.isEmpty()) {
        if (const Status kept = keepPicture(owner, end->illustrationUrl, picture); !kept)
            return failWith(kept.error());
    }
    return showEnd(common, *end, picture);
}

} // namespace

CLI::App *addDemoCommand(CLI::App &app, DemoOptions &options)
{
    CLI::App *demo = app.add_subcommand("demo", "From a survey to a ready persona, each step printed");
    demo->add_option("--timeout", options.timeout, "Give up after this time")->capture_default_str();
    demo->add_option("--picture", options.picture, "Keep the portrait in this file");
    demo->footer("Starts a server of its own, in a temporary folder, unless --server names one.\n"
                 "Example: remirai demo --server http://127.0.0.1:8080");
    return demo;
}

int runDemoCommand(const CommonOptions &common, const DemoOptions &options)
{
    const auto deadlineMs = parseDurationMs(QString::fromStdString(options.timeout));
    if (!deadlineMs)
        return failWith({deadlineMs.error().code, u"--timeout: "_s + deadlineMs.error().message, {}});
    QString url = QString::fromStdString(common.server);
    if (url.isEmpty())
        url = qEnvironmentVariable("REMIRAI_SERVER");
    if (!url.isEmpty())
        return travel(common, options, url, nullptr, *deadlineMs);
    const auto own = OwnServer::start(QString::fromStdString(common.config));
    if (!own)
        return failWith(own.error());
    if (!common.json)
        printOut(u"Started a server of its own at %1.\n"_s.arg((*own)->url()));
    return travel(common, options, (*own)->url(), own->get(), *deadlineMs);
}

} // namespace remirai
