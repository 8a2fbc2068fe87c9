// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/stylesheet.h"

#include <QRegularExpression>
#include <cmath>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

// `@name` is a colour of the scheme, `12u` a length of 12 pixels at 100 %.
const QString kText =
    u"QLabel[role=\"title\"] { font-size: 22u; font-weight: 600; }"
    "QLabel[role=\"heading\"] { font-size: 14u; font-weight: 600; }"
    "QLabel[role=\"soft\"] { color: @soft; }"
    "QLabel[role=\"figure\"] { font-size: 24u; font-weight: 600; }"
    "QLabel[role=\"verdict\"] { font-size: 19u; font-weight: 600; }"
    "QLabel[role=\"mono\"], QPlainTextEdit[role=\"mono\"] { font-family: \"DejaVu Sans Mono\", monospace;"
    " font-size: 12u; }"
    "QToolTip { background: @raised; color: @text; border: 1px solid @line; padding: 4u; }"_s;

const QString kFrames =
    u"QFrame[role=\"card\"] { background: @surface; border: 1px solid @line; border-radius: 8u; }"
    "QFrame[role=\"sidebar\"] { background: @surface; border: none; border-right: 1px solid @line; }"
    "QFrame[role=\"rule\"] { background: @line; max-height: 1px; border: none; }"
    "QSplitter::handle { background: transparent; }"
    "QSplitter::handle:horizontal { width: 12u; } QSplitter::handle:vertical { height: 12u; }"
    "QScrollArea { background: transparent; border: none; }"
    "QScrollArea > QWidget > QWidget#page { background: transparent; }"_s;

const QString kButtons =
    u"QPushButton { background: @surface; border: 1px solid @line; border-radius: 6u; padding: 5u 12u; min-height: "
    u"18u; }"
    "QPushButton:hover { background: @raised; } QPushButton:pressed { background: @line; }"
    "QPushButton:focus { border: 1px solid @accent; }"
    "QPushButton:disabled { color: @faint; background: @ground; }"
    "QPushButton[role=\"primary\"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; }"
    "QPushButton[role=\"primary\"]:focus { border: 2px solid @text; padding: 4u 11u; }"
    "QPushButton[role=\"primary\"]:disabled { background: @line; color: @soft; border-color: @line; }"
    "QPushButton[role=\"danger\"] { color: @bad; border-color: @bad; }"
    "QPushButton[role=\"danger\"]:disabled { color: @faint; border-color: @line; }"
    "QPushButton[role=\"flat\"], QToolButton { background: transparent; border: 1px solid transparent;"
    " border-radius: 6u; padding: 4u 8u; }"
    "QPushButton[role=\"flat\"]:hover, QToolButton:hover { background: @raised; }"
    "QPushButton[role=\"flat\"]:focus, QToolButton:focus { border-color: @accent; }"
    "QPushButton[role=\"nav\"] { background: transparent; border: 1px solid transparent; text-align: left;"
    " padding: 7u 10u; color: @soft; }"
    "QPushButton[role=\"nav\"]:hover { background: @raised; color: @text; }"
    "QPushButton[role=\"nav\"]:checked { background: @accentGround; color: @text; font-weight: 600; }"
    "QPushButton[role=\"nav\"]:focus { border-color: @accent; }"
    "QToolButton::menu-indicator { image: none; }"_s;

const QString kInputs =
    u"QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextEdit { background: @surface;"
    " border: 1px solid @line; border-radius: 6u; padding: 4u 8u; selection-background-color: @accent;"
    " selection-color: @onAccent; }"
    "QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus"
    " { border-color: @accent; }"
    "QLineEdit:disabled, QSpinBox:disabled { color: @soft; background: @ground; }"
    "QComboBox::drop-down { border: none; width: 20u; }"
    "QComboBox::down-arrow { image: url(@arrow); width: 10u; height: 10u; }"
    "QComboBox QAbstractItemView { background: @surface; border: 1px solid @line; outline: none; padding: 4u;"
    " selection-background-color: @accentGround; selection-color: @text; }"
    "QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button"
    " { width: 0; border: none; }"
    "QCheckBox:focus, QRadioButton:focus { color: @accent; }"
    "QCheckBox::indicator, QTreeView::indicator { width: 14u; height: 14u; border: 1px solid @soft;"
    " border-radius: 3u; background: @surface; }"
    "QCheckBox::indicator:checked, QTreeView::indicator:checked { background: @accent; border-color: @accent;"
    " image: url(@check); }"_s;

const QString kLists =
    u"QTableView, QListView, QTreeView { background: @surface; border: 1px solid @line; border-radius: 8u; outline: "
    u"none;"
    " gridline-color: transparent; selection-background-color: @accentGround; selection-color: @text; }"
    "QTableView:focus, QListView:focus { border-color: @accent; }"
    "QTableView::item { padding: 0 10u; border: none; border-bottom: 1px solid @ground; }"
    "QTableView::item:selected { background: @accentGround; color: @text; }"
    "QHeaderView { background: transparent; border: none; }" // the table's round corners stay in sight
    "QHeaderView::section { background: transparent; color: @soft; border: none; border-bottom: 1px solid @line;"
    " padding: 6u 13u; font-weight: 600; font-size: 12u; }"
    "QHeaderView::down-arrow, QHeaderView::up-arrow { width: 0; height: 0; }"
    "QTableCornerButton::section { background: @surface; border: none; }"
    "QAbstractScrollArea::corner { background: transparent; border: none; }"_s;

const QString kRest =
    u"QTabWidget::pane { border: none; } QTabBar { qproperty-drawBase: 0; }"
    "QTabBar::tab { padding: 7u 4u; margin-right: 18u; color: @soft; border-bottom: 2px solid transparent; }"
    "QTabBar::tab:selected { color: @text; font-weight: 600; border-bottom: 2px solid @accent; }"
    "QTabBar::tab:focus { color: @accent; }"
    "QScrollBar { background: transparent; border: none; }"
    "QScrollBar:vertical { width: 10u; margin: 2u; } QScrollBar:horizontal { height: 10u; margin: 2u; }"
    "QScrollBar::handle { background: @line; border-radius: 3u; min-height: 28u; min-width: 28u; }"
    "QScrollBar::handle:hover { background: @faint; }"
    "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }"
    "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }"
    "QMenu { background: @surface; border: 1px solid @line; padding: 4u; }"
    "QMenu::item { padding: 5u 24u 5u 12u; border-radius: 4u; } QMenu::item:selected { background: @accentGround; }"
    "QMenu::separator { height: 1px; background: @line; margin: 4u 8u; }"
    "QProgressBar { background: @raised; border: none; border-radius: 4u; max-height: 8u; text-align: right; }"
    "QProgressBar::chunk { background: @accent; border-radius: 4u; }"
    "QDialog { background: @ground; }"_s;

} // namespace

QString styleSheetOf(const Colors &colors, double zoom)
{
    QString sheet = kText + kFrames + kButtons + kInputs + kLists + kRest;
    const std::pair<QString, QColor> names[] = {{u"@accentGround"_s, colors.accentGround},
                                                {u"@onAccent"_s, colors.onAccent},
                                                {u"@accent"_s, colors.accent},
                                                {u"@ground"_s, colors.ground},
                                                {u"@surface"_s, colors.surface},
                                                {u"@raised"_s, colors.raised},
                                                {u"@line"_s, colors.line},
                                                {u"@text"_s, colors.text},
                                                {u"@soft"_s, colors.soft},
                                                {u"@faint"_s, colors.faint},
                                                {u"@bad"_s, colors.bad},
                                                {u"@good"_s, colors.good}};
    for (const auto &[name, color] : names)
        sheet.replace(name, color.name());
    const bool dark = colors.surface.lightness() < 128;
    sheet.replace(u"@check"_s, dark ? u":/remirai/ui/check-dark.png"_s : u":/remirai/ui/check-light.png"_s);
    sheet.replace(u"@arrow"_s, dark ? u":/remirai/ui/arrow-dark.png"_s : u":/remirai/ui/arrow-light.png"_s);
    static const QRegularExpression length(u"\\b(\\d+)u\\b"_s);
    QString sized;
    qsizetype from = 0;
    for (auto matches = length.globalMatch(sheet); matches.hasNext();) {
        const auto match = matches.next();
        sized += QStringView(sheet).mid(from, match.capturedStart() - from);
        sized += QString::number(std::lround(match.captured(1).toDouble() * zoom)) + u"px"_s;
        from = match.capturedEnd();
    }
    return sized + QStringView(sheet).mid(from);
}

} // namespace remirai::ui
