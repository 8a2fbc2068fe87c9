// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/live/exchanger.h"

#include <QStringBuilder>
#include <algorithm>
#include <curl/curl.h>
#include <queue>
#include <vector>

namespace remirai::sim {

namespace {

constexpr qint64 kMsNs = 1'000'000;
constexpr qint64 kLongestWaitMs = 50;
constexpr qsizetype kMaxBody = 1'048'576;

struct Slot
{
    CURL *easy = nullptr;
    curl_slist *headers = nullptr;
    Exchange exchange;
    Answer answer;
};

size_t keep(const char *bytes, size_t, size_t size, void *slot)
{
    QByteArray &body = static_cast<Slot *>(slot)->answer.body;
    if (body.size() + static_cast<qsizetype>(size) > kMaxBody)
        return 0; // ends the transfer with an error
    body.append(bytes, static_cast<qsizetype>(size));
    return size;
}

struct Pending
{
    qint64 dueNs = 0;
    quint64 sequence = 0;
    size_t index = 0; // of Parts::waiting

    bool operator>(const Pending &other) const
    {
        return dueNs != other.dueNs ? dueNs > other.dueNs : sequence > other.sequence;
    }
};

} // namespace

struct Exchanger::Parts
{
    QByteArray baseUrl;
    qint64 timeoutMs = 0;
    CURLM *multi = curl_multi_init();
    std::vector<std::unique_ptr<Slot>> all;
    std::vector<Slot *> free;
    std::vector<Exchange> waiting; // holes are in `holes`
    std::vector<size_t> holes;
    std::priority_queue<Pending, std::vector<Pending>, std::greater<>> order;
    quint64 sequence = 0;

    void prepare(Slot &slot) const;
    void start(Exchange exchange, qint64 nowNs);
    void finish(Slot &slot, CURLcode code, qint64 nowNs);
};

void Exchanger::Parts::prepare(Slot &slot) const
{
    CURL *easy = slot.easy;
    const Exchange &exchange = slot.exchange;
    const QByteArray url = baseUrl + exchange.path;
    curl_slist_free_all(slot.headers);
    slot.headers = curl_slist_append(nullptr, "Expect:");
    if (!exchange.token.isEmpty())
        slot.headers =
            curl_slist_append(slot.headers, QByteArray("Authorization: Bearer " + exchange.token).constData());
    curl_easy_setopt(easy, CURLOPT_URL, url.constData());
    if (exchange.method == "POST") {
        slot.headers = curl_slist_append(slot.headers, "Content-Type: application/json");
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(exchange.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, exchange.body.constData());
    } else {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    }
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, slot.headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT,
                     exchange.userAgent.isEmpty() ? "remirai-spike" : exchange.userAgent.constData());
}

void Exchanger::Parts::start(Exchange exchange, qint64 nowNs)
{
    Slot &slot = *free.back();
    free.pop_back();
    slot.exchange = std::move(exchange);
    slot.answer = {};
    slot.answer.dueNs = slot.exchange.dueNs;
    slot.answer.sentNs = nowNs;
    prepare(slot);
    curl_multi_add_handle(multi, slot.easy);
}

void Exchanger::Parts::finish(Slot &slot, CURLcode code, qint64 nowNs)
{
    curl_multi_remove_handle(multi, slot.easy);
    long status = 0;
    curl_easy_getinfo(slot.easy, CURLINFO_RESPONSE_CODE, &status);
    slot.answer.status = code == CURLE_OK ? static_cast<int>(status) : 0;
    if (code != CURLE_OK)
        slot.answer.problem = curl_easy_strerror(code);
    slot.answer.endNs = nowNs;
    const Exchange exchange = std::move(slot.exchange);
    const Answer answer = std::move(slot.answer);
    slot.exchange = {};
    slot.answer = {};
    free.push_back(&slot);
    if (exchange.done)
        exchange.done(answer); // may add more
}

Exchanger::Exchanger(QByteArray baseUrl, int connections, qint64 timeoutMs)
    : m(std::make_unique<Parts>())
{
    static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
    Q_UNUSED(kReady)
    m->baseUrl = std::move(baseUrl);
    m->timeoutMs = timeoutMs;
    curl_multi_setopt(m->multi, CURLMOPT_MAXCONNECTS, static_cast<long>(connections));
    for (int i = 0; i < connections; ++i) {
        auto slot = std::make_unique<Slot>();
        slot->easy = curl_easy_init();
        curl_easy_setopt(slot->easy, CURLOPT_PRIVATE, slot.get());
        curl_easy_setopt(slot->easy, CURLOPT_WRITEDATA, slot.get());
        curl_easy_setopt(slot->easy, CURLOPT_WRITEFUNCTION, keep);
        curl_easy_setopt(slot->easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(slot->easy, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(slot->easy, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(slot->easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        curl_easy_setopt(slot->easy, CURLOPT_TIMEOUT_MS, static_cast<long>(timeoutMs));
        m->free.push_back(slot.get());
        m->all.push_back(std::move(slot));
    }
}

Exchanger::~Exchanger()
{
    for (const auto &slot : m->all) {
        curl_multi_remove_handle(m->multi, slot->easy);
        curl_easy_cleanup(slot->easy);
        curl_slist_free_all(slot->headers);
    }
    curl_multi_cleanup(m->multi);
}

qint64 Exchanger::nowNs() const
{
    return std::chrono::nanoseconds(std::chrono::steady_clock::now() - m_start).count();
}

void Exchanger::add(Exchange exchange)
{
    size_t index = m->waiting.size();
    const qint64 dueNs = exchange.dueNs;
    if (m->holes.empty()) {
        m->waiting.push_back(std::move(exchange));
    } else {
        index = m->holes.back();
        m->holes.pop_back();
        m->waiting[index] = std::move(exchange);
    }
    m->order.push({dueNs, m->sequence++, index});
}

void Exchanger::turn(qint64 untilNs)
{
    while (!m->order.empty() && !m->free.empty() && m->order.top().dueNs <= nowNs()) {
        const size_t index = m->order.top().index;
        m->order.pop();
        m->holes.push_back(index);
        m->start(std::move(m->waiting[index]), nowNs());
    }
    int running = 0;
    curl_multi_perform(m->multi, &running);
    qint64 next = untilNs;
    if (!m->order.empty() && !m->free.empty())
        next = std::min(next, m->order.top().dueNs);
    int left = 0;
    bool any = false;
    while (const CURLMsg *message = curl_multi_info_read(m->multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        any = true;
        Slot *slot = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &slot);
        m->finish(*slot, message->data.result, nowNs());
    }
    if (any)
        return; // done() may have made something due
    // Whole milliseconds, rounded up: a sender that spins would take the processor from the server it measures.
    const qint64 waitMs = std::clamp<qint64>((next - nowNs() + kMsNs - 1) / kMsNs, 0, kLongestWaitMs);
    curl_multi_poll(m->multi, nullptr, 0, static_cast<int>(waitMs), nullptr);
}

bool Exchanger::idle() const
{
    return m->order.empty() && m->free.size() == m->all.size();
}

} // namespace remirai::sim
