// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/pagewidget.h"

#include <QDialog>

namespace remirai::ui {

// The sheet of `?`: every key, of the window and of the page in front.
class KeySheet : public QDialog
{
public:
    KeySheet(const std::vector<std::pair<QString, std::vector<KeyHelp>>> &groups, QWidget *parent);
};

} // namespace remirai::ui
