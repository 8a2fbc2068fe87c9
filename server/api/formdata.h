// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "server/http/request.h"

#include <utility>
#include <vector>

namespace remirai {

// What a form sent, as application/x-www-form-urlencoded, in its order.
class FormData
{
public:
    // Unprocessable for another type of body; InvalidArgument for broken escapes, broken UTF-8 or too many fields.
    static Result<FormData> of(const Request &request);

    // The first of that name, trimmed; empty when there is none.
    QString value(const QString &name) const;
    const std::vector<std::pair<QString, QString>> &fields() const { return m_fields; }

private:
    std::vector<std::pair<QString, QString>> m_fields;
};

} // namespace remirai
