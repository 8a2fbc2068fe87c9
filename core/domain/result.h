// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>
#include <utility>
#include <variant>

namespace remirai {

// What went wrong, coarse enough that each boundary (HTTP status, exit code, message box) has one table.
enum class ErrorCode {
    InvalidArgument, // the caller's input is malformed
    Unprocessable, // well-formed, but breaks a rule; `field` names the culprit
    Unauthenticated,
    Forbidden,
    NotFound,
    Conflict,
    Gone,
    TooLarge,
    RateLimited, // by us or by a provider; see retryAfterMs
    Unavailable, // a dependency is down or we are full; trying again later is right
    Timeout,
    Internal,
};

struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString message; // one sentence for a person: what is wrong and the way out
    QString field; // the input it is about, empty when none
    qint64 retryAfterMs = 0; // 0 = no advice
    bool isPrivate = false; // the message has SQL, a host or a path: for who runs the program, not for its clients
};

// A value or an Error, by value (the shape of std::expected, which C++20 lacks).
// Reading the wrong side is a programming error and throws std::bad_variant_access.
template <typename T> class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    { }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    { }

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    const T &value() const & { return std::get<0>(m_state); }
    T &value() & { return std::get<0>(m_state); }
    T &&value() && { return std::get<0>(std::move(m_state)); }
    const T &operator*() const & { return value(); }
    T &operator*() & { return value(); }
    T &&operator*() && { return std::move(*this).value(); }
    const T *operator->() const { return &value(); }
    T *operator->() { return &value(); }

    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

template <> class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error)
        : m_error(std::move(error))
    { }

    bool ok() const { return !m_error; }
    explicit operator bool() const { return ok(); }
    const Error &error() const { return *m_error; }

private:
    std::optional<Error> m_error;
};

using Status = Result<void>;

} // namespace remirai
