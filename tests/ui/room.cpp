// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/room.h"

#include "ui/window/planning.h"

#include <QLabel>
#include <QTest>
#include <algorithm>

namespace remirai::ui {

using namespace Qt::StringLiterals;

namespace {

QByteArray queueJson(const QByteArray &name, int depth, int dead, const QByteArray &drain, bool paused = false)
{
    return R"({"name":")" + name + R"(","depth":)" + QByteArray::number(depth)
        + R"(,"in_flight":40,"delayed":12,"dead":)" + QByteArray::number(dead)
        + R"(,"oldest_age_ms":84000,"arrivals_per_second":118.4,"completions_per_second":171.2,)" + R"("drain":)"
        + drain + R"(,"paused":)" + (paused ? "true" : "false")
        + R"(,"min_slots":10,"max_slots":100,"slots":40,"running":40,"service_time_ms":233,"visibility_timeout_ms":180000,)"
          R"("retention_ms":345600000,"max_receive_count":5})";
}

QByteArray sagasJson()
{
    QByteArray rows;
    for (int i = 0; i < 60; ++i) {
        const QByteArray number = QByteArray::number(1'000 + i);
        rows += (i == 0 ? "" : ",") + QByteArray(R"({"saga_id":"0198c1f0-6a3e-7c11-9d0a-2f1b9f0e)") + number
            + R"(","persona_id":"0198c1f0-6a3e-7c11-9d0a-2f1b9f0e4a10","state":")"
            + (i % 7 == 0       ? "failed"
                   : i % 3 == 0 ? "running"
                                : "completed")
            + R"(","step":"synthesis","error":)"
            + (i % 7 == 0 ? R"J("openai: HTTP 500 internal error (request 7f3a)")J" : "null")
            + R"(,"created_at":"2026-11-24T12:59:00.000Z","updated_at":"2026-11-24T12:59:42.000Z"})";
    }
    return R"({"sagas":[)" + rows + R"(],"next_cursor":null})";
}

const QByteArray kEvents =
    R"({"events":[{"seq":1,"at":"2026-11-24T12:59:58.000Z","kind":"saga.failed","subject":"0198c1f0-6a3e-7c11-9d0a-2f1b9f0e4a11","payload":{"step":"synthesis"}},)"
    R"({"seq":2,"at":"2026-11-24T12:59:59.000Z","kind":"queue.changed","subject":"image-generation-queue","payload":{"max_slots":100,"actor":"olga@example.org"}}],"next_after":2})";
const QByteArray kFailures =
    R"J({"window":"24h","bucket_ms":1800000,"total":358,"truncated":false,"groups":[)J"
    R"J({"signature":"8d3f2c1a9b0e4f57","text":"openai: HTTP # internal error (request #)","step":"synthesis",)J"
    R"J("queue":"persona-generation-queue","count":341,"failed_now":17,"first_seen_at":"2026-11-24T12:41:02.000Z",)J"
    R"J("last_seen_at":"2026-11-24T12:59:11.120Z","trend":[0,0,0,0,1,0,0,0,12,140,189],)J"
    R"J("samples":[{"saga_id":"0198c1f0-6a3e-7c11-9d0a-2f1b9f0e4a11","worker":"embedded-1",)J"
    R"J("error":"openai: HTTP 500 internal error (request 7f3a)","at":"2026-11-24T12:59:11.120Z"}]},)J"
    R"J({"signature":"1d3f2c1a9b0e4f58","text":"the image is not a PNG","step":"illustration",)J"
    R"J("queue":"image-generation-queue","count":17,"failed_now":0,"first_seen_at":"2026-11-24T10:41:02.000Z",)J"
    R"J("last_seen_at":"2026-11-24T11:02:11.120Z","trend":[0,3,9,5,0,0,0,0,0,0,0],"samples":[]}]})J";
const QByteArray kWorkers =
    R"({"at":"2026-11-24T13:00:00.000Z","capacity":100,"steps":{},"workers":[{"id":"host-1-embedded","version":"0.1.0","slots":100,"draining":false,"connected_at":"2026-11-24T12:00:00.000Z","last_heard_at":"2026-11-24T13:00:00.000Z","running":[{"saga_id":"0198c1f0-6a3e-7c11-9d0a-2f1b9f0e4a11","step":"synthesis","attempt":1,"since":"2026-11-24T12:59:58.000Z","lease_ends_at":"2026-11-24T13:02:58.000Z"}]}]})";
const QByteArray kOperations =
    R"({"operations":[{"operation_id":"0198c1ff-0000-7abc-8def-001122334455","kind":"redrive","state":"running","phase":"ramp","subject":"persona-generation-queue-dlq","filter":{"queue":"persona-generation-queue-dlq"},"actor":"olga@example.org","reason":"provider healed, see incident 12","matched":120,"done":37,"skipped":1,"skipped_reasons":{"is gone":1},"died_again":0,"pending":4,"new_since_start":0,"canary":5,"rate_per_second":50,"stop_on_redeath_ratio":0.2,"note":null,"created_at":"2026-11-24T12:58:00.000Z","updated_at":"2026-11-24T12:58:21.000Z","finished_at":null,"eta_ms":2000}],"next_cursor":null})";

QByteArray seriesJson()
{
    QByteArray set =
        R"({"from":"2026-11-24T12:55:00.000Z","to":"2026-11-24T13:00:00.000Z","step_ms":1000,"tier_ms":1000,"series":[)";
    int number = 0;
    for (const char *metric : {"depth", "in_flight", "delayed", "oldest_age_ms", "wait_p50_ms", "wait_p95_ms",
                               "wait_p99_ms", "arrivals", "completions"}) {
        set += (number++ > 0 ? "," : "") + QByteArray(R"({"metric":")") + metric
            + R"(","queue":"image-generation-queue","unit":"x","values":[)";
        for (int i = 0; i < 300; ++i)
            set += (i > 0 ? "," : "")
                + QByteArray::number(number * 40 + (i * (number + 2)) % 97 + (i > 150 ? 300 - i : i) * number);
        set += "]}";
    }
    return set + "]}";
}

void play(FakeApi &api)
{
    api.set("GET " + kApi + "overview", overviewJson(deadLettersAlert()));
    api.set("GET " + kApi + "events", kEvents);
    api.set("GET " + kApi + "sagas", sagasJson());
    api.set("GET " + kApi + "personas", R"({"personas":[],"next_cursor":null})");
    api.set("GET " + kApi + "failures", kFailures);
    api.set("GET " + kApi + "workers", kWorkers);
    api.set("GET " + kApi + "operations", kOperations);
    api.set("GET " + kApi + "series", seriesJson());
    api.set("GET " + kApi + "queues/image-generation-queue/messages", R"({"messages":[],"next_cursor":null})");
}

QByteArray tokenOf(const QByteArray &role)
{
    const QByteArray claims = R"({"role":")" + role + R"("})";
    return "e." + claims.toBase64(QByteArray::Base64UrlEncoding) + ".s";
}

} // namespace

QByteArray overviewJson(const QByteArray &alerts)
{
    return R"({"at":"2026-11-24T13:00:00.000Z","responses":{"accepted":48211,"per_second":212.5},)"
           R"("failures_per_second":1.5,"latency":{"p50_ms":1.9,"p99_ms":14.2},"backlog":3412,"dead":17,)"
           R"("oldest_age_ms":84000,"drain":{"verdict":"clears","clears_in_ms":64000},)"
           R"("slots":{"capacity":100,"running":73,"workers":2},)"
           R"("personas":{"pending":31,"synthesizing":2210,"generating_image":1204,"ready":15804,"failed":17},)"
           R"("sagas":{"running":3414,"completed":15804,"failed":17},"stale_results":0,"last_event_seq":2,"queues":[)"
        + queueJson("image-generation-queue", 1'204, 0, R"({"verdict":"clears","clears_in_ms":38000})") + ','
        + queueJson("persona-generation-queue", 2'156, 17, R"({"verdict":"growing","clears_in_ms":null})") + ']'
        + R"(,"alerts":[)" + alerts + "]}";
}

QByteArray deadLettersAlert()
{
    return R"({"rule":"dead_letters","subject":"persona-generation-queue","value":17,"threshold":1,)"
           R"("unit":"messages","since":"2026-11-24T12:50:30.000Z","text":"17 dead letters of )"
           R"(persona-generation-queue wait for somebody to redrive or delete them"})";
}

Room::Room(const QByteArray &role)
    : store(folder.filePath(u"connections.json"_s))
    , window(session, theme, store, nullptr)
{
    play(api);
    addPlanning(window, session);
    theme.setScheme(Scheme::Light);
    window.resize(1'440, 900);
    window.show();
    session.connectTo({u"night shift"_s, api.url(), tokenOf(role)});
}

bool Room::isReady()
{
    return QTest::qWaitFor([&] { return session.overview() && session.feed().isLive(); });
}

QTableView *Room::open(int page, const QString &name, int rows)
{
    window.goTo(page);
    QTableView *view = table(page, name);
    return view && QTest::qWaitFor([&] { return view->model()->rowCount() == rows; }) ? view : nullptr;
}

QTableView *Room::table(int page, const QString &name) const
{
    for (QTableView *view : window.page(page)->findChildren<QTableView *>()) {
        if (view->accessibleName() == name)
            return view;
    }
    return nullptr;
}

bool Room::says(const QString &text) const
{
    const auto labels = window.findChildren<QLabel *>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel *one) { return one->text().contains(text); });
}

} // namespace remirai::ui
