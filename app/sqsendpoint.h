// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config/loadconfig.h"
#include "server/http/httpserver.h"
#include "server/sqs/sqs.h"

namespace remirai {

// The SQS endpoint with its port, as a part of the server.
class SqsEndpoint
{
public:
    explicit SqsEndpoint(SqsContext context);

    // Unavailable when the port is taken.
    Status start(const LoadedConfig &loaded, Environment &environment);
    // Answers the long polls, takes no new calls; returns at once.
    void beginStop(qint64 graceMs);
    void stop(qint64 graceMs); // idempotent; before the writer stops

    QString address() const { return m_address; } // "http://127.0.0.1:9324"

private:
    Sqs m_sqs;
    std::unique_ptr<HttpServer> m_http;
    QString m_address;
};

} // namespace remirai
