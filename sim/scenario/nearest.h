// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace remirai::sim {

// The entry of `known` with the smallest edit distance, when it is near enough to be meant; else empty.
QString nearest(const QString &word, const QStringList &known);

} // namespace remirai::sim
