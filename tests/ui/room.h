// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/fakeapi.h"
#include "ui/theme/theme.h"
#include "ui/window/mainwindow.h"

#include <QTableView>
#include <QTemporaryDir>

namespace remirai::ui {

inline const QByteArray kApi = "/api/v1/operator/";

// What Room's server says of itself, with these alerts.
QByteArray overviewJson(const QByteArray &alerts);
QByteArray deadLettersAlert(); // one of them

// The hour of what the server tells.
class NoonEnvironment final : public Environment
{
public:
    qint64 nowMs() override { return 1'795'525'200'000 + aheadMs; } // 2026-11-24T13:00:00Z
    qint64 steadyMs() override { return 0; }
    quint64 random64() override { return ++m_number; }
    qint64 aheadMs = 0;

private:
    quint64 m_number = 0;
};

// The control room at a server that a test plays, with something to see on every page.
struct Room
{
    explicit Room(const QByteArray &role = "admin");
    bool isReady();
    // The table of that name on a page, which comes to the front, once it has so many rows; null when it never has.
    QTableView *open(int page, const QString &name, int rows);
    QTableView *table(int page, const QString &name) const;
    bool says(const QString &text) const; // some label of the window

    FakeApi api;
    QTemporaryDir folder;
    NoonEnvironment environment;
    Theme theme;
    Session session{environment};
    ConnectionStore store;
    MainWindow window;
};

} // namespace remirai::ui
