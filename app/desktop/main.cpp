// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/localserver.h"
#include "ui/theme/systemscheme.h"
#include "ui/theme/theme.h"
#include "ui/window/mainwindow.h"
#include "ui/window/planning.h"

#include <CLI/CLI.hpp>
#include <QApplication>
#include <QMessageBox>
#include <QSettings>
#include <QStandardPaths>
#include <cstdio>
#include <cstdlib>
#include <sys/stat.h>

namespace {

using namespace remirai;
using namespace Qt::StringLiterals;

const QString kScheme = u"scheme"_s;
const QString kZoom = u"zoom"_s;

void keepLooks(ui::Theme &theme)
{
    const QSettings settings;
    theme.setScheme(ui::schemeFrom(settings.value(kScheme).toString()));
    theme.setZoomPercent(settings.value(kZoom, 100).toInt());
    QObject::connect(&theme, &ui::Theme::changed, &theme, [&theme] {
        QSettings changed;
        changed.setValue(kScheme, ui::toString(theme.scheme()));
        changed.setValue(kZoom, theme.zoomPercent());
    });
}

void warn(const ui::Theme &theme, const QString &title, const QString &why)
{
    std::fprintf(stderr, "remirai-desktop: %s\n", qPrintable(why));
    auto *box = new QMessageBox(QMessageBox::Warning, title, why);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setStyleSheet(theme.styleSheet());
    box->open(); // no event loop within the event loop
}

// --server and REMIRAI_TOKEN, else the server of this computer.
void connectFirst(const CommonOptions &options, const ui::Theme &theme, ui::Session &session,
                  const std::function<void()> &openLocal)
{
    QString address = QString::fromStdString(options.server);
    if (address.isEmpty())
        address = qEnvironmentVariable("REMIRAI_SERVER");
    if (address.isEmpty())
        return openLocal();
    if (const auto url = ui::serverUrl(address))
        session.connectTo({url->host(), *url, qgetenv("REMIRAI_TOKEN")});
    else
        warn(theme, u"Re:MirAI"_s, url.error().message);
}

int run(const CommonOptions &options)
{
    SystemEnvironment environment;
    ui::Theme theme;
    keepLooks(theme);
    const ui::SystemScheme system([&theme](bool dark) { theme.setSystemDark(dark); });
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
    const ui::ConnectionStore store(folder + u"/connections.json"_s);
    ui::Session session(environment);
    LocalServer local(options, session);
    const auto openLocal = [&] { local.open([&theme](const QString &why) { warn(theme, u"This computer"_s, why); }); };
    ui::MainWindow window(session, theme, store, openLocal);
    ui::addPlanning(window, session);
    window.show();
    connectFirst(options, theme, session, openLocal);
    const int code = QApplication::exec();
    session.disconnectFrom();
    local.stop();
    return code;
}

} // namespace

int main(int argc, char *argv[])
{
    ::setenv("QT_NO_GLIB", "1", 1); // as in remirai: GLib's event loop costs every thread
    ::umask(077);
    const QApplication application(argc, argv);
    QApplication::setOrganizationName(u"remirai"_s);
    QApplication::setApplicationName(u"remirai-desktop"_s);
    QApplication::setApplicationVersion(QStringLiteral(REMIRAI_VERSION));
    CommonOptions options;
    CLI::App parser("The control room of Re:MirAI");
    parser.set_version_flag("--version", std::string("remirai-desktop ") + REMIRAI_VERSION);
    parser.add_option("--server", options.server, "URL of the server; its token is REMIRAI_TOKEN");
    parser.add_option("--config", options.config, "remirai.toml of the server of this computer");
    parser.add_option("--data-dir", options.dataDir, "its data directory");
    CLI11_PARSE(parser, argc, argv);
    return run(options);
}
