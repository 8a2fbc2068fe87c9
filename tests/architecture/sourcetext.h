// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace remirai::architecture {

// One source file in the three forms that rules look at. All have the same lines at the same columns.
struct SourceText
{
    QStringList raw;
    QStringList uncommented; // comments blanked, string literals kept: for #include
    QStringList code; // the contents of literals blanked as well: for what the compiler would act on
};

SourceText readSource(const QString &text);

} // namespace remirai::architecture
