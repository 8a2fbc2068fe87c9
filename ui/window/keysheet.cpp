// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/keysheet.h"

#include <QGridLayout>
#include <QScrollArea>

namespace remirai::ui {

KeySheet::KeySheet(const std::vector<KeyGroup> &groups, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(QStringLiteral("Keys"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *page = new QWidget;
    page->setObjectName(QStringLiteral("page"));
    auto *grid = new QGridLayout(page);
    grid->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    grid->setHorizontalSpacing(kMargin);
    grid->setVerticalSpacing(kGap);
    int row = 0;
    for (const auto &[title, keys] : groups) {
        if (keys.empty())
            continue;
        grid->addWidget(label(title, "heading"), row++, 0, 1, 2);
        for (const KeyHelp &key : keys) {
            grid->addWidget(label(key.keys, "mono"), row, 0);
            grid->addWidget(label(key.what), row++, 1);
        }
        grid->setRowMinimumHeight(row++, kGap);
    }
    grid->setRowStretch(row, 1);
    grid->setColumnStretch(1, 1);
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setWidget(page);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    resize(460, 560);
}

} // namespace remirai::ui
