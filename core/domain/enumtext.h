// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>
#include <array>
#include <optional>
#include <utility>

namespace remirai {

// The one table of an enum's text forms, as stored and as shown on the wire.
template <typename Enum, size_t N> using EnumTexts = std::array<std::pair<Enum, QStringView>, N>;

template <typename Enum, size_t N> QString textOf(const EnumTexts<Enum, N> &table, Enum value)
{
    for (const auto &[candidate, text] : table) {
        if (candidate == value)
            return text.toString();
    }
    Q_UNREACHABLE();
}

template <typename Enum, size_t N> std::optional<Enum> valueOf(const EnumTexts<Enum, N> &table, QStringView text)
{
    for (const auto &[candidate, name] : table) {
        if (name == text)
            return candidate;
    }
    return std::nullopt;
}

} // namespace remirai
