// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/pagewidget.h"

#include <QDialog>

namespace remirai::ui {

// The sheet of `?`: every key of the window and its pages.
class KeySheet : public QDialog
{
public:
    KeySheet(const std::vector<KeyGroup> &groups, QWidget *parent);
};

} // namespace remirai::ui
