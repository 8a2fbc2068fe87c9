// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/work/dispatcher.h"
#include "core/work/workerhost.h"

#include <QTemporaryDir>
#include <functional>

namespace remirai {

// Models whose calls are the test's to shape. Counts how many run at once.
class FakeModels final : public LanguageModel, public ImageModel
{
public:
    std::function<Result<QString>(const CallContext &)> onSynthesize;
    std::function<Result<QByteArray>(const CallContext &)> onPaint;
    std::atomic<int> calls{0};
    std::atomic<int> running{0};
    std::atomic<int> mostRunning{0};

    Result<QString> synthesize(const AnswerSummary &summary, const CallContext &context) override;
    Result<QString> chat(const ChatRequest &request, const CallContext &context) override;
    Result<QByteArray> paint(const QString &personaPrompt, const CallContext &context) override;

private:
    template <typename T, typename Call> Result<T> counted(Call call);
};

// A store on SQLite with writer, monitor and the saga's queues, on the real clock; dispatchers and hosts come and go.
class WorkFixture
{
public:
    WorkFixture();
    ~WorkFixture();

    qint64 heartbeatMs = 50; // five without a sign end a worker: short, for the tests that wait for that

    // `slotLimit` bounds each queue (min = max).
    std::unique_ptr<Dispatcher> startDispatcher(const QString &endpoint, int slotLimit = 10, CurveKeys keys = {});
    std::unique_ptr<WorkerHost> startHost(const QString &endpoint, int slotCount = 10);
    WorkerHostOptions hostOptions(const QString &endpoint, int slotCount = 10) const;

    // An owner with three responses whose saga has begun.
    UserId startSaga();
    QString statusOf(UserId owner);
    int readyCount();
    int receiveCount(const QString &queue); // of its first message
    qint64 staleResults();
    Result<Queue> setPaused(StepName step, bool paused);

    Pipes &pipes() { return m_pipes; }
    FakeModels &models() { return m_models; }
    Environment &environment() { return m_environment; }
    Database &reader() { return *m_reader; }
    QString path(const QString &name) const { return m_folder.filePath(name); }

private:
    QTemporaryDir m_folder;
    SystemEnvironment m_environment;
    FakeModels m_models;
    Pipes m_pipes;
    DatabaseUrl m_url;
    std::unique_ptr<QuestionSets> m_questions;
    std::unique_ptr<Writer> m_writer;
    std::unique_ptr<Monitor> m_monitor;
    std::unique_ptr<Database> m_reader;
    SagaSetup m_setup;
    int m_owners = 0;
};

} // namespace remirai
