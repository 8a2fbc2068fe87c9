// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <array>
#include <optional>
#include <utility>

namespace remirai {

// The methods we answer. Any other token in a request line is refused with 501 before it gets this far.
enum class Method : quint8 { Get, Head, Post, Put, Patch, Delete, Options };

inline constexpr std::array<std::pair<Method, QByteArrayView>, 7> kMethodTexts{{{Method::Get, "GET"},
                                                                                {Method::Head, "HEAD"},
                                                                                {Method::Post, "POST"},
                                                                                {Method::Put, "PUT"},
                                                                                {Method::Patch, "PATCH"},
                                                                                {Method::Delete, "DELETE"},
                                                                                {Method::Options, "OPTIONS"}}};

// The enumerators are the table's indices.
constexpr QByteArrayView toText(Method method)
{
    return kMethodTexts[size_t(method)].second;
}

// Methods are case-sensitive (RFC 9110, 9.1).
inline std::optional<Method> methodFrom(QByteArrayView text)
{
    for (const auto &[method, name] : kMethodTexts) {
        if (name == text)
            return method;
    }
    return std::nullopt;
}

} // namespace remirai
