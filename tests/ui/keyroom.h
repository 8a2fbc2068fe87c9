// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/room.h"

#include <QApplication>
#include <QDialog>
#include <QTest>
#include <functional>

namespace remirai::ui {

enum PageNumber { Overview, Queues, Sagas, Failures, Workers, Operations, Simulator, Spike, PageCount };

// A control room with nothing but a keyboard.
class KeyRoom : public Room
{
public:
    // Presses the key that a line of the sheet names, and tells whether it did what the line says.
    using Effect = std::function<bool(const QString &key)>;

    bool isReady()
    {
        window.activateWindow();
        return QTest::qWaitForWindowActive(&window) && Room::isReady();
    }
    static bool waits(const std::function<bool()> &isSo) { return QTest::qWaitFor(isSo); }
    void press(const QString &key)
    {
        QCoreApplication::processEvents();
        if (!QApplication::activeModalWidget()) { // without a window manager nobody gives the window back its keyboard
            window.activateWindow();
            if (!QTest::qWaitForWindowActive(&window))
                qWarning("the window does not become active");
        }
        QWidget *focus = QApplication::focusWidget();
        QTest::keySequence(focus ? focus : &window, QKeySequence(key));
    }

    template <typename Dialog> Dialog *dialog() const
    {
        for (auto *one : window.findChildren<Dialog *>()) {
            if (one->isVisible())
                return one;
        }
        return nullptr;
    }
    // An effect that is a dialog, which is closed again.
    template <typename Dialog> Effect opens(const QString &title)
    {
        return [this, title](const QString &key) {
            press(key);
            if (!waits([&] { return dialog<Dialog>() != nullptr; }))
                return false;
            const bool isIt = dialog<Dialog>()->windowTitle().startsWith(title);
            dialog<Dialog>()->reject();
            return waits([&] { return dialog<Dialog>() == nullptr; }) && isIt;
        };
    }
    // An effect on a row, which is chosen first.
    Effect on(int page, const QString &name, Effect effect)
    {
        return [this, page, name, effect = std::move(effect)](const QString &key) {
            return choose(page, name) && effect(key);
        };
    }
    bool choose(int page, const QString &name)
    {
        QTableView *view = table(page, name);
        if (!view || !waits([&] { return view->model()->rowCount() > 0; }))
            return false;
        view->setFocus();
        view->setCurrentIndex(view->model()->index(0, 0));
        return true;
    }
    template <typename Widget> Widget *named(int page, const QString &accessibleName) const
    {
        for (auto *one : window.page(page)->findChildren<Widget *>()) {
            if (one->accessibleName() == accessibleName)
                return one;
        }
        return nullptr;
    }
};

} // namespace remirai::ui
