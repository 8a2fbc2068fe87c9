// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/domain/result.h"
#include "server/http/exchange.h"
#include "server/http/reply.h"
#include "server/http/request.h"

#include <functional>
#include <memory>
#include <vector>

namespace remirai {

// Called in the HTTP thread; must not block. Both may be moved elsewhere and answered later.
using Handler = std::function<void(Request &&, Reply &&)>;
// Called before each handler; an Error refuses the request.
using AdmissionRule = std::function<std::optional<Error>(const Request &)>;

// Routes of one HTTP thread: a trie of path segments. Patterns are "/api/v1/surveys/{id}/responses": literal segments,
// or a parameter that is any one non-empty segment; a literal is preferred. Filled while routes are installed, then
// constant; belongs to its HTTP thread.
class Router
{
public:
    Router();
    ~Router();

    // A malformed or doubled (method, pattern) is a programming error and ends the process.
    void add(Method method, QByteArray pattern, Handler handler);
    void get(QByteArray pattern, Handler handler) { add(Method::Get, std::move(pattern), std::move(handler)); }
    void post(QByteArray pattern, Handler handler) { add(Method::Post, std::move(pattern), std::move(handler)); }
    void put(QByteArray pattern, Handler handler) { add(Method::Put, std::move(pattern), std::move(handler)); }
    void patch(QByteArray pattern, Handler handler) { add(Method::Patch, std::move(pattern), std::move(handler)); }
    void remove(QByteArray pattern, Handler handler) { add(Method::Delete, std::move(pattern), std::move(handler)); }

    // One of each; the last one set counts.
    void setAdmission(AdmissionRule admission) { m_admission = std::move(admission); }
    void setFinishedHook(FinishedHook hook) { m_finished = std::move(hook); }
    const AdmissionRule &admission() const { return m_admission; }
    const FinishedHook &finishedHook() const { return m_finished; }

    struct Match
    {
        const Handler *handler = nullptr; // null: no such path (allow is null too) or no such method
        const QByteArray *allow = nullptr; // "GET, HEAD, OPTIONS"
        const QByteArray *pattern = nullptr;
        std::array<Slice, kMaxPathParameters> parameters;
    };
    // HEAD finds the GET handler.
    Match match(Method method, QByteArrayView path) const;

    struct Route
    {
        Method method;
        QByteArray pattern;
    };
    const std::vector<Route> &routes() const { return m_routes; } // in the order they were added

private:
    struct Node;
    const Node *find(const Node &node, QByteArrayView path, qsizetype from, size_t depth, Match &match) const;

    std::unique_ptr<Node> m_root;
    std::vector<Route> m_routes;
    AdmissionRule m_admission;
    FinishedHook m_finished;
};

} // namespace remirai
