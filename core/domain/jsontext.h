// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace remirai {

// Appends a JSON string, quotes included. For small texts that are written often: a QJsonObject costs microseconds.
void appendJsonString(QByteArray &out, QByteArrayView utf8);

} // namespace remirai
